"""The shortest context that tells one place of a quote from all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pactbank.text.anchor.quote import Quote
from pactbank.text.offsets import Range
from pactbank.text.tokens import words

_REACH = 2000
"""So many code points before and after a place are cut into words."""
_FEW = 8
"""Fewer words than this are looked for by trying all."""


def shortest_context(text: str, span: Range) -> Quote:
    """The words of a span with the fewest whole words before and after it that stand at this place
    alone; of several such contexts the one with the fewest code points.

    Where the words around it are not enough, since long passages are repeated, code points are
    taken on both sides until the place is the only one.
    """
    start, end = span
    befores = [text[at:start] for at in _edges_before(text, start)]
    afters = [text[end:at] for at in _edges_after(text, end)]
    quote = text[start:end]

    def alone(before: int, after: int) -> bool:
        return _stands_once(text, befores[before] + quote + afters[after])

    count = _fewest(len(befores) - 1, len(afters) - 1, alone)
    if count is None:
        return _grown(text, span)
    choices = [
        Quote(quote, befores[before], afters[count - before])
        for before in range(count + 1)
        if before < len(befores) and count - before < len(afters) and alone(before, count - before)
    ]
    return min(choices, key=lambda choice: len(choice.before) + len(choice.after))


def _edges_before(text: str, start: int) -> list[int]:
    """Where a context before an offset may begin: the offset itself, then at the words before."""
    low = max(0, start - _REACH)
    begins = [at for at, _ in words(text, low, start)]
    whole = begins if low == 0 else begins[1:]
    return [start, *reversed(whole)]


def _edges_after(text: str, end: int) -> list[int]:
    """Where a context after an offset may end: the offset itself, then behind the words after."""
    high = min(len(text), end + _REACH)
    ends = [at for _, at in words(text, end, high)]
    return [end, *(ends if high == len(text) else ends[:-1])]


def _stands_once(text: str, sought: str) -> bool:
    first = text.find(sought)
    return text.find(sought, first + 1) < 0


def _fewest(befores: int, afters: int, alone: Callable[[int, int], bool]) -> int | None:
    """The fewest words, before and after together, with which a place stands alone, None where all
    of them are not enough. A place that stands alone also does with more words."""
    for count in range(_FEW):
        shares = range(max(0, count - afters), min(count, befores) + 1)
        if any(alone(before, count - before) for before in shares):
            return count
    if not alone(befores, afters):
        return None
    best, before, after = befores + afters, 0, afters
    while before <= min(befores, best):
        while after and alone(before, after - 1):
            after -= 1
        if alone(before, after):
            best = min(best, before + after)
        before += 1
    return best


def _grown(text: str, span: Range) -> Quote:
    """The words between ever more code points, until they stand alone."""
    start, end = span
    for reach in _doubled(_REACH, len(text)):
        before, after = text[max(0, start - reach) : start], text[end : end + reach]
        if _stands_once(text, before + text[start:end] + after):
            break
    return Quote(text[start:end], before, after)


def _doubled(first: int, last: int) -> Iterator[int]:
    while first < last:
        yield first
        first *= 2
    yield last
