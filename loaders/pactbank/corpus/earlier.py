"""What a new version of a document takes over from the version before: everything that neither an
option nor the new text says otherwise."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from pactbank.model.document import Document, Rights, Source

_FACTS = ("publisher", "authors", "published", "url", "archived_url", "retrieved")


def taken_over(
    made: Document, before: Document, told: Collection[str], read: str | None
) -> Document:
    """The new version with what it lacks from the one before.

    `told` names the fields that options say. A fact that an option said of the earlier version
    counts more than what the new text says, and that more than what the earlier text said. `read`
    is the headline of the earlier text: a title that differs from it was an option's.
    """
    source = replace(made.source, **_facts(made.source, before.source))
    kept: dict[str, Any] = {
        name: getattr(before, name) for name in ("language", "kind", "story") if name not in told
    }
    for name in ("origin", "recipe"):
        if name not in told:
            kept[name] = getattr(before, name)
    if source.published.value == before.source.published.value:
        kept["reference_date"] = before.reference_date
    if "title" not in told and (made.title is None or before.title not in (None, read)):
        kept["title"] = before.title
    return replace(made, source=source, rights=_rights(made, before, source, told), **kept)


def _facts(made: Source, before: Source) -> dict[str, Any]:
    """The facts of the earlier version that count more than those of the new one."""
    return {
        name: old
        for name in _FACTS
        if (new := getattr(made, name)).found != "option"
        and (old := getattr(before, name)).found != "absent"
        and (old.found == "option" or new.found == "absent")
    }


def _rights(made: Document, before: Document, source: Source, told: Collection[str]) -> Rights:
    """A holder that was no other than the publisher stays so."""
    holder = before.rights.holder
    if holder == before.source.publisher.value:
        holder = source.publisher.value or holder
    return Rights(
        holder=made.rights.holder if "holder" in told else holder,
        license=(made if "license" in told else before).rights.license,
        redistribution=(made if "redistribution" in told else before).rights.redistribution,
    )
