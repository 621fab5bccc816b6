"""Mentions that can fill a part of a pact or a stance: where the handbook lets them stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pactbank.labelstudio.builder import LabelBuilder
from pactbank.labelstudio.regions import Region
from pactbank.text.sentences import around

_GENITIVE = re.compile(r"['’]s?\s+")
_OWNED = ("PERSON", "ROLE", "INSTITUTION", "FORCE")


class OwnerPlace(NamedTuple):
    """Where words mention a pact or bear a stance, and the region of its anchor."""

    start: int
    end: int
    anchor: str


def in_sentences(builder: LabelBuilder, places: Sequence[OwnerPlace]) -> Iterator[Region]:
    """Mentions that can fill a part of a pact: in sentences that mention it; an adjective only
    inside such a mention; pronouns last."""
    sentences = [around(builder.text, place.start, place.end) for place in places]
    found = []
    for region in _mentions(builder):
        if not any(first <= region.start < last for first, last in sentences):
            continue
        inside = any(p.start <= region.start and region.end <= p.end for p in places)
        if inside or not (_is_adjective(builder, region) or _is_owner(builder, region)):
            found.append(region)
    yield from sorted(found, key=lambda one: builder.mentions[one.id].level == "PRO")


def _is_adjective(builder: LabelBuilder, region: Region) -> bool:
    return builder.mentions[region.id].level == "DEM"


def _is_owner(builder: LabelBuilder, region: Region) -> bool:
    """Whether a mention only says whose somebody or something is: it stands inside a larger
    one, as in a title, or is the genitive before one, as in Kestania's Assembly."""
    genitive = _GENITIVE.match(builder.text, region.end)
    for name, mention in builder.mentions.items():
        other = builder.result.regions[name]
        larger = other.end - other.start > region.end - region.start
        if larger and other.start <= region.start and region.end <= other.end:
            return True
        if genitive and other.start == genitive.end() and mention.type in _OWNED:
            return True
    return False


def nearest_first(builder: LabelBuilder, cue: Region) -> Iterator[Region]:
    """Mentions that can hold a stance or be its source: first those in its sentence before it,
    then those after it, then all others."""
    first, last = around(builder.text, cue.start, cue.end)

    def rank(region: Region) -> tuple[bool, bool, bool, int]:
        apart = max(region.start - cue.end, cue.start - region.end, 0)
        inside = first <= region.start < last
        return not inside, _is_adjective(builder, region), region.start > cue.start, apart

    yield from sorted(_mentions(builder), key=rank)


def _mentions(builder: LabelBuilder) -> Iterator[Region]:
    for name, mention in builder.mentions.items():
        if mention.type not in ("ROLE", "TIME"):
            yield builder.result.regions[name]
