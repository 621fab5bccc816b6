"""The lenient mode of anchoring: every quote gets the best place that it can have."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from pactbank.text.anchor.edges import whole_words
from pactbank.text.anchor.exact import occurrences
from pactbank.text.anchor.folding import Folded, fold, is_blank
from pactbank.text.anchor.fuzzy import most_like, most_like_beside
from pactbank.text.anchor.quote import Quote
from pactbank.text.offsets import Range

Outcome = Literal[
    "context",
    "exact",
    "normalised",
    "fuzzy",
    "context-ignored",
    "repeated",
    "ambiguous",
    "not-found",
]
"""How a quote was placed; the last two say that it was not. `context-ignored` is placed as if it
had no context, since that fits nowhere; `repeated` has the first occurrence again, since there
are more such quotes than occurrences."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote was found: code points [start, end), None where it was not."""

    span: Range | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Places:
    """Every place that a quote may have, from left to right, and how they were found."""

    spans: Sequence[Range]
    outcome: Outcome

    def nearest(self, offset: int) -> Range:
        """The span whose start is nearest to the offset, the left one of two."""
        at = bisect_left(self.spans, (offset, 0))
        around = self.spans[max(0, at - 1) : at + 1]
        return min(around, key=lambda span: abs(span[0] - offset))


class Anchoring:
    """Places quotes in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[tuple[str, str, str], _Places] = {}

    def place(self, quotes: Sequence[Quote]) -> list[Placed]:
        """A place for each of these quotes, which are of one kind, in their order; the order
        changes nothing else.

        A quote with one place has it, and one with `near` the nearest of its places, however
        many share it. All others take their places from left to right, each once as long as
        there are others.
        """
        places = [self._places(quote) for quote in quotes]
        placed: dict[int, Placed] = {}
        for at, (quote, there) in enumerate(zip(quotes, places, strict=True)):
            if len(there.spans) < 2:
                placed[at] = Placed(there.spans[0] if there.spans else None, there.outcome)
            elif quote.near is not None:
                placed[at] = Placed(there.nearest(quote.near), there.outcome)
        taken = {each.span for each in placed.values() if each.span}
        waiting = [at for at in range(len(quotes)) if at not in placed]
        # Who has fewer places to choose from goes first, and then who has the smaller key.
        waiting.sort(key=lambda at: (len(places[at].spans), *_order(quotes[at])))
        walks: dict[int, Iterator[Range]] = {}
        for at in waiting:
            there = places[at]
            walk = walks.setdefault(id(there.spans), iter(there.spans))
            span = next((span for span in walk if span not in taken), None)
            placed[at] = Placed(span, there.outcome) if span else Placed(there.spans[0], "repeated")
            taken.add(span or there.spans[0])
        return [placed[at] for at in range(len(quotes))]

    def _places(self, quote: Quote) -> _Places:
        asked = quote.text, quote.before, quote.after
        if asked not in self._known:
            self._known[asked] = (
                self._with_context(quote) if quote.has_context else self._without(quote.text)
            )
        return self._known[asked]

    def _with_context(self, quote: Quote) -> _Places:
        if spans := self._in_context(quote.text, quote.before, quote.after):
            return _Places(spans, "context")
        there = self._places(Quote(quote.text))
        halves = there.spans and not whole_words(self.text, there.spans)
        if (halves or there.outcome == "ambiguous") and (likely := self._beside(quote)):
            return likely
        if not there.spans:
            return there
        if there.outcome == "fuzzy":
            words = self.text[slice(*there.spans[0])]
            if there.spans[0] in self._in_context(words, quote.before, quote.after):
                return there
        return _Places(there.spans, "context-ignored")

    def _beside(self, quote: Quote) -> _Places | None:
        """The place like a quote whose context fits, where the quote stands inside longer words
        alone or several places are equally like it."""
        words, before, after = fold(quote.text), fold(quote.before), fold(quote.after)
        place = most_like_beside(words.strip(), self._folded.text, before.strip(), after.strip())
        return _Places((self._folded.around(place),), "fuzzy") if place else None

    def _without(self, quote: str) -> _Places:
        """The places of the first stage that has any."""
        if is_blank(quote):
            return _Places((), "not-found")
        if spans := [(at, at + len(quote)) for at in occurrences(self.text, quote)]:
            return _Places(whole_words(self.text, spans) or spans, "exact")
        if spans := self._normalised(self._folded.find(quote)):
            return _Places(spans, "normalised")
        return self._fuzzy(quote)

    def _in_context(self, quote: str, before: str, after: str) -> list[Range]:
        """The places at which the context fits, exactly or else normalised; of these the exact
        words and whole words, if there are any."""
        if is_blank(quote):
            return []
        starts = occurrences(self.text, quote, before, after)
        spans = [(at, at + len(quote)) for at in starts]
        if not spans:
            spans = self._folded.original(self._folded.find_in_context(quote, before, after))
            spans = [span for span in spans if self.text[slice(*span)] == quote] or spans
        return whole_words(self.text, spans) or spans

    def _normalised(self, places: list[Range]) -> list[Range]:
        """Places of the folded text as places of the text, whole words if there are any."""
        folded = self._folded
        return folded.original(whole_words(folded.text, places)) or folded.original(places)

    def _fuzzy(self, quote: str) -> _Places:
        """The one place most like the quote in normal form; where several are, the text as it
        stands decides, if it can."""
        place = most_like(fold(quote).strip(), self._folded.text)
        if isinstance(place, tuple):
            return _Places((self._folded.around(place),), "fuzzy")
        if place == "ambiguous" and isinstance(exact := most_like(quote.strip(), self.text), tuple):
            return _Places((exact,), "fuzzy")
        return _Places((), place)

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self.text)


def _order(quote: Quote) -> tuple[str, str, str, str]:
    return quote.key, quote.text, quote.before, quote.after
