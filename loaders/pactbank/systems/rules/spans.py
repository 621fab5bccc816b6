"""What the finders share: candidates, the text cut into sentences, the choice among candidates that
overlap, and the ids of referents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import regex

from pactbank.model.annotation import KbLink
from pactbank.model.closed import EntityType, Level, RefType, ZoneKind
from pactbank.model.document import Document
from pactbank.model.prediction import PredictedRef
from pactbank.text.offsets import Range, crosses, overlaps
from pactbank.text.sentences import sentences

Key = tuple[RefType, str]  # a referent before it has an id: its type and the name it goes by
LONGEST = 2_000  # code points of a sentence: what has no stop for longer is a table or noise
_SPACE = regex.compile(r"\p{Zs}")
_HOLDING = frozenset({"ROLE", "INSTITUTION", "FORCE", "EVENT", "IGO"})  # so does any description


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible mention: code points [start, end), and the referents it would have. Of two
    that cannot both stand, the longer one wins, then the lower `rank`."""

    start: int
    end: int
    type: EntityType
    level: Level | None = None
    keys: tuple[Key, ...] = ()
    value: str | None = None
    of: Key | None = None
    open: bool = False
    rank: int = 5

    @property
    def range(self) -> Range:
        return (self.start, self.end)


class Sentence(NamedTuple):
    """Code points [start, end) of the text, and the kind of zone they lie in."""

    start: int
    end: int
    zone: ZoneKind

    @property
    def range(self) -> Range:
        return (self.start, self.end)


class SegmentedText(NamedTuple):
    """A document's text in sentences. In `text` every kind of space is a plain one, `source` is the
    unchanged text of the same length, and `today` anchors relative time."""

    text: str
    source: str
    sentences: tuple[Sentence, ...]
    today: date | None

    def find(self, pattern: regex.Pattern[str]) -> Iterator[tuple[Sentence, regex.Match[str]]]:
        """Every match of a pattern inside a sentence, with that sentence."""
        for sentence in self.sentences:
            for match in pattern.finditer(self.text, *sentence.range):
                yield sentence, match

    def by_sentence(self, chosen: Iterable[Candidate]) -> dict[Sentence, list[Candidate]]:
        """Candidates by the sentence that they begin in."""
        found: dict[Sentence, list[Candidate]] = {sentence: [] for sentence in self.sentences}
        for one in chosen:
            at = bisect_right(self.sentences, one.start, key=lambda sentence: sentence.start) - 1
            found[self.sentences[at]].append(one)
        return found


def segment(document: Document, text: str) -> SegmentedText:
    """Cut the text into sentences, zone by zone; a document without zones is one paragraph."""
    zones: list[tuple[int, int, ZoneKind]] = [
        (max(0, zone.text[0]), min(len(text), zone.text[1]), zone.kind)
        for zone in document.kept
        if zone.text is not None
    ]
    zones = zones or [(0, len(text), "paragraph")]
    plain = _SPACE.sub(" ", text)
    cut = tuple(
        Sentence(at, min(at + LONGEST, start + last), kind)
        for start, end, kind in sorted(zones)
        for first, last in sentences(plain[start:end])
        for at in range(start + first, start + last, LONGEST)
    )
    today = date.fromisoformat(document.reference_date) if document.reference_date else None
    return SegmentedText(plain, text, cut, today)


def place(match: regex.Match[str], group: str | int = 0) -> Range:
    """Where a match, or a group of it, stands: code points [start, end) of the text."""
    return (match.start(group), match.end(group))


def apart(ranges: Iterable[Range]) -> list[Range]:
    """Ranges of a sentence of which none overlaps another, the longer of two that do; sorted."""
    taken: list[Range] = []
    for one in sorted(ranges, key=lambda one: (one[0] - one[1], one)):
        if not any(overlaps(one, other) for other in taken):
            taken.append(one)
    return sorted(taken)


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that can stand together: none crosses another, one a span, and nested only
    where the types allow it. Sorted by (start, end, type)."""
    taken: dict[int, list[Candidate]] = {}
    chosen = []
    for one in sorted(candidates, key=lambda c: (c.start - c.end, c.rank, c.start, c.type)):
        blocks = range(one.start // 256, one.end // 256 + 1)
        if all(_together(other, one) for block in blocks for other in taken.get(block, ())):
            chosen.append(one)
            for block in blocks:
                taken.setdefault(block, []).append(one)
    return sorted(chosen, key=lambda c: (c.start, c.end, c.type))


def _together(longer: Candidate, other: Candidate) -> bool:
    """Whether `other`, which is not the longer one, may stand beside or inside `longer`."""
    if not overlaps(longer.range, other.range):
        return True
    nested = not crosses(longer.range, other.range) and longer.range != other.range
    return nested and (longer.level == "NOM" or longer.type in _HOLDING)


class Refs:
    """Ids of referents, r1, r2 and so on: first those of the mentions given, in their order."""

    def __init__(self, codes: Mapping[str, str | None], mentions: Iterable[Candidate]) -> None:
        """`codes`: ISO 3166-1 alpha-2 by state."""
        self._codes = codes
        self._ids: dict[Key, str] = {}
        self._of: dict[Key, Key | None] = {}
        for candidate in mentions:
            self.ids(candidate.keys)
            self._of.update(dict.fromkeys(candidate.keys, candidate.of))

    def ids(self, keys: Iterable[Key]) -> tuple[str, ...]:
        """The id of each referent, new ones made as needed."""
        return tuple(self._ids.setdefault(key, f"r{len(self._ids) + 1}") for key in keys)

    def records(self) -> tuple[PredictedRef, ...]:
        """Every referent that has an id; `of` only where the state has one too."""
        found = []
        for key, id_ in self._ids.items():
            code = self._codes.get(key[1]) if key[0] == "STATE" else None
            of = self._ids.get(owner) if (owner := self._of.get(key)) else None
            kb = KbLink(scheme="iso3166-1", id=code) if code else None
            found.append(PredictedRef(id=id_, type=key[0], name=key[1][:512], of=of, kb=kb))
        return tuple(found)


def label(text: str, c: Candidate, refs: Refs) -> dict[str, Any]:
    """The span of a candidate and whom it refers to, as labels carry them."""
    return {**quoted(text, c.range), "refs": refs.ids(c.keys), "open": c.open}


def quoted(text: str, span: Range) -> dict[str, Any]:
    """A span of the text with its words, as labels carry it."""
    return {"start": span[0], "end": span[1], "text": text[slice(*span)]}
