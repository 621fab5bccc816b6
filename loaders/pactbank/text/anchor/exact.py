"""The exact words of a quote, and the strict mode of anchoring."""

from __future__ import annotations

from typing import Literal

from pactbank.text.anchor.quote import Quote
from pactbank.text.offsets import Range


def occurrences(text: str, quote: str, before: str = "", after: str = "") -> list[int]:
    """Every offset (code points) at which `quote` stands in `text` with exactly `before` in
    front of it and `after` behind it; overlapping occurrences count. An empty quote has none."""
    if not quote:
        return []
    sought = before + quote + after
    starts: list[int] = []
    at = text.find(sought)
    while at >= 0:
        starts.append(at + len(before))
        at = text.find(sought, at + 1)
    return starts


class NotOnePlace(Exception):
    """A quote that does not stand in a text, or more than once: the rule it breaks and why."""

    def __init__(self, code: Literal["PB701", "PB702"], message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def exactly_one(text: str, quote: Quote) -> Range:
    """The one place, code points [start, end), at which the exact words stand with exactly their
    context. Raises `NotOnePlace`."""
    starts = occurrences(text, quote.text, quote.before, quote.after)
    if len(starts) == 1:
        return starts[0], starts[0] + len(quote.text)
    words = _described(quote)
    if not starts:
        raise NotOnePlace("PB701", f"{words} does not stand in the text")
    listed = ", ".join(map(str, starts))
    raise NotOnePlace("PB702", f"{words} stands {len(starts)} times, at {listed}")


def _described(quote: Quote) -> str:
    sides = {"before": quote.before, "after": quote.after}
    context = " and ".join(f"{name} {side!r}" for name, side in sides.items() if side)
    return f"{quote.text!r} with {context}" if context else repr(quote.text)
