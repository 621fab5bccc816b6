"""The one place of a text that is most like a quote."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Literal

from pactbank.text.anchor.edges import inside_word
from pactbank.text.anchor.exact import occurrences
from pactbank.text.offsets import Range

RATIO = 90
LENGTH = 8


def most_like(quote: str, text: str) -> Range | Literal["ambiguous", "not-found"]:
    """The place, code points [start, end), most like a quote of at least 8 characters: its
    partial ratio is 90 or more, and no other place has as high a one. Its edges are word edges,
    unless that makes it less like the quote."""
    if not LENGTH <= len(quote) <= len(text):
        return "not-found"
    from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment

    best = partial_ratio_alignment(quote, text, score_cutoff=RATIO)
    if best is None:
        return "not-found"
    window = best.dest_start, best.dest_end
    # A side shorter than the quote would be sought in the quote instead.
    sides = (side for side in (text[: window[0]], text[window[1] :]) if len(side) >= len(quote))
    if any(partial_ratio(quote, side, score_cutoff=best.score) for side in sides):
        return "ambiguous"
    return _snapped(quote, text, window)


def most_like_beside(quote: str, text: str, before: str, after: str) -> Range | None:
    """The one place immediately behind `before` and in front of `after` (one of which may be
    empty) that is so like a quote, white space where they join aside; None without one."""
    # What the quote lacks, and a space on either side.
    longest = len(quote) + len(quote) * (100 - RATIO) // 100 + 3
    begins = [at + len(before) for at in occurrences(text, before)]
    ends = occurrences(text, after)
    if len(quote) < LENGTH or max(len(begins), len(ends)) > _MANY:
        return None
    if not after:
        regions = [(at, min(len(text), at + longest)) for at in begins]
    elif not before:
        regions = [(max(0, at - longest), at) for at in ends]
    else:
        regions = [(at, end) for at in begins for end in _within(ends, at, at + longest)]
    places = {
        place
        for region in regions
        if (place := _beside(quote, text, region, bool(before), bool(after))) is not None
    }
    return places.pop() if len(places) == 1 else None


_MANY = 500
"""Context that stands more often than this tells no place from another."""


def _within(sorted_offsets: list[int], low: int, high: int) -> list[int]:
    return sorted_offsets[bisect_left(sorted_offsets, low) : bisect_right(sorted_offsets, high)]


def _beside(quote: str, text: str, region: Range, at_start: bool, at_end: bool) -> Range | None:
    """The place that is so like a quote in a region, if nothing but white space lies between it
    and the edges that it must be at."""
    from rapidfuzz.fuzz import ratio

    start, end = region
    between = text[start:end]
    if (at_start and at_end) or len(between) < len(quote):
        first = start + len(between) - len(between.lstrip())
        last = first + len(between.strip())
        return (first, last) if ratio(quote, text[first:last]) >= RATIO else None
    place = most_like(quote, between)
    if isinstance(place, str):
        return None
    first, last = place
    beside = between[:first] if at_start else between[last:]
    return None if beside.strip() else (start + first, start + last)


def _snapped(quote: str, text: str, window: Range) -> Range:
    """The window with its edges on the word edges that make it most like the quote; with one of
    them, or as it is, where that is more like the quote."""
    from rapidfuzz.fuzz import ratio

    def likeness(span: Range) -> float:
        return ratio(quote, text[slice(*span)])

    # The window is as long as the quote: what the quote lacks or adds moves its edges so far.
    reach = len(quote) * (100 - RATIO) // 100 + 1
    (start, end), least = window, likeness(window)
    starts = [(at, end) for at in _word_edges(text, start, reach) if at < end]
    first, _ = max(starts, key=likeness, default=window)
    ends = [(first, at) for at in _word_edges(text, end, reach) if first < at]
    _, last = max(ends, key=likeness, default=window)
    choices = (first, last), (first, end), (start, last), window
    return next(span for span in choices if likeness(span) >= least)


def _word_edges(text: str, around: int, reach: int) -> Iterable[int]:
    """The offsets that are in no word, up to `reach` away and then on to the next one."""
    first, last = max(0, around - reach), min(len(text), around + reach)
    while inside_word(text, first):
        first -= 1
    while inside_word(text, last):
        last += 1
    return [at for at in range(first, last + 1) if not inside_word(text, at)]
