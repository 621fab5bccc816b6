"""The strict mode of anchoring: a quote has exactly one place, or an error says why not.

The words must be those of the text. Only what nobody sees may differ: the Unicode normal form, and
zero-width characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from pactbank.text.anchor.exact import occurrences
from pactbank.text.anchor.folding import Folded, canonical
from pactbank.text.anchor.quote import Quote
from pactbank.text.offsets import Range


class NotOnePlace(Exception):
    """A quote that does not stand in a text, or more than once: the rule it breaks and why, and the
    places at which it stands."""

    def __init__(
        self, code: Literal["PB701", "PB702"], message: str, places: Sequence[Range] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.places = tuple(places)


def exactly_one(text: str, quote: Quote) -> Range:
    """The one place, code points [start, end), at which the words stand with exactly their
    context; where they do not, the one at which words stand that look the same. Raises
    `NotOnePlace`."""
    starts = occurrences(text, quote.text, quote.before, quote.after)
    spans = [(at, at + len(quote.text)) for at in starts] or looking_the_same(text, quote)
    if len(spans) == 1:
        return spans[0]
    words = _described(quote)
    if not spans:
        raise NotOnePlace("PB701", f"{words} does not stand in the text")
    listed = ", ".join(str(start) for start, _ in spans)
    raise NotOnePlace("PB702", f"{words} stands {len(spans)} times, at {listed}", spans)


def looking_the_same(text: str, quote: Quote) -> list[Range]:
    """Every place of the quote between its context, all in canonical form."""
    if text.isascii() and all(part.isascii() for part in (quote.text, quote.before, quote.after)):
        return []
    sought, before, after = map(canonical, (quote.text, quote.before, quote.after))
    folded = _canonical_text(text)
    starts = occurrences(folded.text, sought, before, after)
    return folded.original((at, at + len(sought)) for at in starts)


@lru_cache(maxsize=1)
def _canonical_text(text: str) -> Folded:
    """A text in canonical form; drafts ask for the same one many times."""
    return Folded(text, canonical)


def _described(quote: Quote) -> str:
    sides = {"before": quote.before, "after": quote.after}
    context = " and ".join(f"{name} {side!r}" for name, side in sides.items() if side)
    return f"{quote.text!r} with {context}" if context else repr(quote.text)
