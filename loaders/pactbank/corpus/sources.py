"""What the zones of a raw text say of it: publisher and authors, the moment, and the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeVar

from pactbank.corpus.bylines import read_byline, read_timestamp
from pactbank.model.closed import ZoneKind
from pactbank.model.document import Found, FoundAddress, FoundMoment, FoundNames, Source, Zone
from pactbank.model.values import without_controls

F = TypeVar("F", bound=Found)
_LONGEST = 512
"""Characters of a title, a publisher and the like, at most."""


def source_in(raw: str, placed: tuple[Zone, ...]) -> Source:
    """Where a text came from, as its byline and its timestamp say."""
    names, publisher = read_byline(first_zone(raw, placed, "byline") or "")
    moments = map(read_timestamp, _zones(raw, placed, "timestamp"))
    return Source(
        publisher=_found(publisher, "byline", Found),
        authors=FoundNames(value=names, found="byline" if names else "absent"),
        published=_found(next(filter(None, moments), None), "timestamp", FoundMoment),
        url=_found(None, "absent", FoundAddress),
        archived_url=_found(None, "absent", FoundAddress),
        retrieved=_found(None, "absent", FoundMoment),
    )


def _found(seen: str | None, where: Literal["byline", "timestamp", "absent"], of: type[F]) -> F:
    return of(value=seen, found=where if seen is not None else "absent")


def first_zone(raw: str, placed: tuple[Zone, ...], kind: ZoneKind) -> str | None:
    """The words of the first zone of a kind, as far as a value may be long."""
    return next(_zones(raw, placed, kind), None)


def _zones(raw: str, placed: tuple[Zone, ...], kind: ZoneKind) -> Iterator[str]:
    for zone in placed:
        if zone.kind == kind:
            yield as_value(raw[slice(*zone.raw)])


def as_value(words: str) -> str:
    """Words of a text as a value of a record: without controls, and no longer than it may be."""
    return without_controls(words)[:_LONGEST]


def day_of(published: str | None) -> str | None:
    """The day of a moment, if it has one."""
    return published[:10] if published and re.match(r"\d{4}-\d{2}-\d{2}", published) else None
