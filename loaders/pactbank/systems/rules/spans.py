"""The types the finders share: candidates, the text cut into sentences, and the choice among
candidates that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from pactbank.model.closed import EntityType, Level, RefType, ZoneKind
from pactbank.model.document import Document
from pactbank.text.offsets import Range, crosses

Key = tuple[RefType, str]
"""A referent before it has an id: its type and the name it goes by."""

LONGEST = 2_000
"""The most code points of a sentence. No sentence of a news text is as long; what has no stop for
longer is a table or noise, and the finders look at a sentence more than once."""
_ABBREVIATED = regex.compile(
    r"(?:^|[\s(“\"])(?:Mr|Mrs|Ms|Dr|Gen|Lt|Maj|Brig|Col|Capt|Adm|Sgt|Sen|Rep|Gov|Sec|St|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|vs|Inc|Corp|Ltd|Co|Jr|Sr|[ap]\.m|\p{Lu}(?:\.\p{Lu})*)\.\Z"
)
_STOP = regex.compile(r"(?<![.!?])[.!?]++[”’\"')\]]*+(?=\s+[“‘\"'(]?[\p{Lu}\p{N}])|\n")
_SPACE = regex.compile(r"\p{Zs}")
_LONG_WORD = regex.compile(r"\p{L}{4,}")
_INSIDE: dict[EntityType, frozenset[EntityType]] = {
    "ROLE": frozenset({"STATE", "PLACE", "INSTITUTION", "FORCE", "IGO", "ORG"}),
    "INSTITUTION": frozenset({"STATE", "PLACE", "IGO"}),
    "FORCE": frozenset({"STATE", "PLACE"}),
    "EVENT": frozenset({"STATE", "PLACE", "IGO", "TIME", "ORG", "INSTITUTION"}),
    "PERSON": frozenset({"STATE", "PLACE", "INSTITUTION", "FORCE"}),
}
"""What may be nested in what; names of persons, places, states and organisations hold nothing."""


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """Code points [start, end) of the text, the kind of zone they lie in, and whether the
    zone writes most words with a capital."""

    start: int
    end: int
    zone: ZoneKind
    title_case: bool

    @property
    def range(self) -> Range:
        return (self.start, self.end)


@dataclass(frozen=True, slots=True)
class SegmentedText:
    """A document's text in sentences. In `text` every kind of space is a plain one, `source` is the
    unchanged text of the same length, and `today` anchors relative time."""

    text: str
    source: str
    sentences: tuple[Sentence, ...]
    today: date | None

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the offset. Raises LookupError between sentences."""
        for sentence in self.sentences:
            if sentence.start <= offset < sentence.end:
                return sentence
        raise LookupError(f"no sentence at {offset}")


def segment(document: Document, text: str) -> SegmentedText:
    """Cut the text into sentences, zone by zone; a document without zones is one paragraph."""
    zones: list[tuple[int, int, ZoneKind]] = [
        (max(0, zone.text[0]), min(len(text), zone.text[1]), zone.kind)
        for zone in document.kept
        if zone.text is not None
    ]
    if not zones:
        zones = [(0, len(text), "paragraph")]
    sentences = tuple(s for start, end, kind in sorted(zones) for s in _cut(text, start, end, kind))
    today = date.fromisoformat(document.reference_date) if document.reference_date else None
    return SegmentedText(_SPACE.sub(" ", text), text, sentences, today)


def _cut(text: str, start: int, end: int, kind: ZoneKind) -> Iterator[Sentence]:
    """The sentences of one zone, without white space around them."""
    title_case = _title_case(text[start:end])
    at = start
    for stop in [*_STOP.finditer(text, start, end), None]:
        until = end if stop is None else stop.end()
        if stop is not None and _ABBREVIATED.search(text, max(at, stop.start() - 12), stop.end()):
            continue
        for piece in _pieces(text, at, until):
            yield Sentence(*piece, kind, title_case)
        at = until


def _pieces(text: str, start: int, end: int) -> Iterator[Range]:
    """The range without white space at its edges; one that is too long for a sentence is cut at
    white space, if there is any."""
    while start < end:
        until = end
        if end - start > LONGEST:
            blank = text.rfind(" ", start + 1, start + LONGEST)
            until = blank if blank > start else start + LONGEST
        trimmed = trim(text, start, until)
        if trimmed is not None:
            yield trimmed
        start = until


def _title_case(line: str) -> bool:
    """Whether capitals mark no names here: no sentence, and nearly every longer word has one."""
    if line.rstrip("”\"’'").endswith((".", "!")):
        return False
    words = _LONG_WORD.findall(line)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def place(match: regex.Match[str], group: int | str = 0) -> Range:
    """Where a match, or a group of it, stands: code points [start, end) of the text."""
    return (match.start(group), match.end(group))


def trim(text: str, start: int, end: int, extra: str = "") -> Range | None:
    """The range without white space and `extra` characters at its edges, or None if nothing
    is left."""
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return (start, end) if start < end else None


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that can stand together: none crosses another, one a span, and nested only
    where the types allow it. Sorted by (start, end, type)."""
    taken = _ByBlock()
    for candidate in sorted(candidates, key=_first_choice):
        if all(_together(other, candidate) for other in taken.near(candidate)):
            taken.add(candidate)
    return sorted(taken.all, key=lambda c: (c.start, c.end, c.type))


def addable(chosen: Iterable[Candidate], more: Iterable[Candidate]) -> list[Candidate]:
    """Those of `more` that would be chosen if they alone were added to candidates that can stand
    together."""
    placed = _ByBlock()
    for candidate in chosen:
        placed.add(candidate)
    return [
        candidate
        for candidate in more
        if all(
            _together(other, candidate)
            for other in placed.near(candidate)
            if _first_choice(other) <= _first_choice(candidate)
        )
    ]


def _first_choice(candidate: Candidate) -> tuple[int, int, int, str]:
    return candidate.start - candidate.end, candidate.rank, candidate.start, candidate.type


class _ByBlock:
    """Candidates by the blocks of the text that they touch, so that a candidate is compared with
    its neighbours only."""

    _BLOCK = 256

    def __init__(self) -> None:
        self.all: list[Candidate] = []
        self._blocks: dict[int, list[Candidate]] = {}

    def add(self, candidate: Candidate) -> None:
        self.all.append(candidate)
        for block in self._touched(candidate):
            self._blocks.setdefault(block, []).append(candidate)

    def near(self, candidate: Candidate) -> Iterator[Candidate]:
        """Every candidate that shares a block with this one, some of them more than once."""
        for block in self._touched(candidate):
            yield from self._blocks.get(block, ())

    def _touched(self, candidate: Candidate) -> range:
        return range(candidate.start // self._BLOCK, candidate.end // self._BLOCK + 1)


def _together(longer: Candidate, other: Candidate) -> bool:
    """Whether `other`, which is not the longer one, may stand beside or inside `longer`."""
    if other.end <= longer.start or longer.end <= other.start:
        return True
    if crosses(longer.range, other.range) or longer.range == other.range:
        return False
    if longer.type == "PERSON" and longer.level == "NAM":
        return False
    return other.type in _INSIDE.get(longer.type, frozenset())


def within(candidates: Sequence[Candidate], place: Range) -> list[Candidate]:
    """Those that lie inside the range, in their order."""
    start, end = place
    return [c for c in candidates if start <= c.start and c.end <= end]
