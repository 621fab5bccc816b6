"""Rules of the entity layer."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.model.annotation import Mention
from pactbank.schemas import Finding
from pactbank.validate.references import References
from pactbank.validate.spans import SpannedText
from pactbank.validate.times import is_time_value

_REF_TYPE = {"ROLE": ("PERSON",)}
_LEVEL_TYPES = {"DEM": ("STATE", "PLACE"), "MET": ("STATE",)}


def check_entities(
    mentions: tuple[Mention, ...], text: SpannedText, references: References
) -> Iterator[Finding]:
    seen: set[tuple[int, int, str]] = set()
    for at, mention in enumerate(mentions):
        pointer = f"/entities/{at}"
        yield from text.check(mention, pointer)
        key = (mention.start, mention.end, mention.type)
        if key in seen:
            yield Finding("PB306", pointer, f"{mention.type} at [{key[0]}, {key[1]}) stands twice")
        seen.add(key)
        if mention.type == "TIME":
            yield from _time(mention, pointer)
        else:
            yield from _referring(mention, pointer, references)


def _time(mention: Mention, pointer: str) -> Iterator[Finding]:
    if mention.level is not None:
        yield Finding("PB310", f"{pointer}/level", "TIME has no level")
    if mention.refs:
        yield Finding("PB309", f"{pointer}/refs", "TIME has a value and no referent")
    if mention.value is None:
        yield Finding("PB311", pointer, "TIME without a value")
    elif not is_time_value(mention.value):
        yield Finding("PB311", f"{pointer}/value", f"{mention.value!r} is no time value")


def _referring(mention: Mention, pointer: str, references: References) -> Iterator[Finding]:
    types = _REF_TYPE.get(mention.type, (mention.type,))
    yield from references.check(mention.refs, types, f"{pointer}/refs")
    if not mention.refs and not mention.open:
        yield Finding("PB312", pointer, "refs is empty and open is not true")
    if mention.value is not None:
        yield Finding("PB311", f"{pointer}/value", f"{mention.type} has no value")
    if mention.type == "ROLE":
        if mention.level is not None:
            yield Finding("PB310", f"{pointer}/level", "ROLE has no level")
    elif mention.level is None:
        yield Finding("PB310", pointer, f"{mention.type} without a level")
    elif mention.type not in _LEVEL_TYPES.get(mention.level, (mention.type,)):
        said = f"{mention.level} does not fit {mention.type}"
        yield Finding("PB310", f"{pointer}/level", said)
