"""Quotes to spans: where in a text do these words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args


def occurrences(text: str, quote: str, before: str = "", after: str = "") -> list[int]:
    """Every offset (code points) at which `quote` stands in `text` with exactly `before` in
    front of it and `after` behind it; overlapping occurrences count. An empty quote has none."""
    if not quote:
        return []
    sought = before + quote + after
    found: list[int] = []
    at = text.find(sought)
    while at >= 0:
        found.append(at + len(before))
        at = text.find(sought, at + 1)
    return found


def shortest_context(text: str, start: int, end: int, step: int = 12) -> tuple[str, str]:
    """The characters before and after [start, end) that make its quote unique in `text`,
    taken in steps of `step` code points on both sides; two empty strings if it is unique."""
    width = 0
    while True:
        before, after = text[max(0, start - width) : start], text[end : end + width]
        if len(occurrences(text, text[start:end], before, after)) == 1:
            return before, after
        width += step


Outcome = Literal["context", "exact", "normalised", "fuzzy", "repeated", "ambiguous", "not-found"]
"""How a quote was placed; the last two say that it was not."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

FUZZY_RATIO = 90
FUZZY_LENGTH = 8

# Quote marks and dashes that writers and systems exchange for one another.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words whose place is sought. `key` is the canonical JSON of the label they belong to: it
    decides which of several labels with one quote takes the first occurrence."""

    text: str
    before: str
    after: str
    key: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote was found: code points [start, end), None where it was not."""

    span: tuple[int, int] | None
    outcome: Outcome


class Anchoring:
    """Places quotes of one kind in one text, each occurrence once as long as there are others."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: _Folded | None = None

    def place(self, quotes: Sequence[Quote]) -> list[Placed]:
        """A place for each quote, in their order. The order changes nothing: quotes with context
        are placed first, and within both groups the smaller key comes first."""
        taken: set[tuple[int, int]] = set()
        placed: dict[int, Placed] = {}
        order = sorted(
            range(len(quotes)),
            key=lambda at: (not (quotes[at].before or quotes[at].after), quotes[at].key),
        )
        for at in order:
            placed[at] = self._place(quotes[at], taken)
            if (span := placed[at].span) is not None:
                taken.add(span)
        return [placed[at] for at in range(len(quotes))]

    def _place(self, quote: Quote, taken: set[tuple[int, int]]) -> Placed:
        found: list[tuple[int, int]] = []
        for outcome, spans in self._exact(quote):
            for span in spans:
                if span not in taken:
                    return Placed(span, outcome)
            found += spans
        if found:
            return Placed(found[0], "repeated")
        return self._fuzzy(quote.text)

    def _exact(self, quote: Quote) -> Iterator[tuple[Outcome, list[tuple[int, int]]]]:
        """The places of the quote, the stricter reading first, each time from left to right."""
        size = len(quote.text)
        if quote.before or quote.after:
            starts = occurrences(self.text, quote.text, quote.before, quote.after)
            yield "context", [(start, start + size) for start in starts]
        yield "exact", [(at, at + size) for at in occurrences(self.text, quote.text)]
        if self._folded is None:
            self._folded = _Folded(self.text)
        yield "normalised", self._folded.find(quote.text)

    def _fuzzy(self, quote: str) -> Placed:
        """The one place that is most alike, if it is alike enough and no other is as much."""
        if not FUZZY_LENGTH <= len(quote) <= len(self.text):
            return Placed(None, "not-found")
        from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment

        best = partial_ratio_alignment(quote, self.text, score_cutoff=FUZZY_RATIO)
        if best is None:
            return Placed(None, "not-found")
        sides = (self.text[: best.dest_start], self.text[best.dest_end :])
        # A side shorter than the quote would be sought in the quote instead.
        rivals = (partial_ratio(quote, side) for side in sides if len(side) >= len(quote))
        if any(rival >= best.score for rival in rivals):
            return Placed(None, "ambiguous")
        return Placed((best.dest_start, best.dest_end), "fuzzy")


class _Folded:
    """A text without case, with one form of quote marks and dashes, and single spaces; and the
    way back from its places to those of the text."""

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for at, char in enumerate(text):
            if char.isspace() and chars and chars[-1] == " ":
                self.ends[-1] = at + 1
                continue
            for folded in " " if char.isspace() else char.translate(_ALIKE).casefold():
                chars.append(folded)
                self.starts.append(at)
                self.ends.append(at + 1)
        self.text = "".join(chars)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Every place of a quote, white space at its edges aside."""
        sought = _Folded(quote.strip()).text
        return [
            (self.starts[at], self.ends[at + len(sought) - 1])
            for at in occurrences(self.text, sought)
        ]
