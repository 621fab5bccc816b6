"""What a label covers: the visible code points of the union of its spans, as merged ranges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Range = tuple[int, int]
"""Code points [start, end)."""

NOWHERE = 1 << 40
"""Spans from here on have no place in any text: quotes that were not found."""


@dataclass(frozen=True, slots=True)
class Visible:
    """Counts the code points of a text that are not white space; `blanks` are the offsets of
    those that are, sorted, as far as they are known."""

    blanks: Sequence[int] = ()

    def size(self, start: int, end: int) -> int:
        return end - start - (bisect_left(self.blanks, end) - bisect_left(self.blanks, start))


@dataclass(frozen=True, slots=True)
class Cover:
    """Ranges in order that do not touch, and how many visible code points they hold."""

    ranges: tuple[Range, ...]
    size: int

    def common(self, other: Cover, visible: Visible) -> int:
        """How many visible code points both hold."""
        total = 0
        for start, end in self.ranges:
            for other_start, other_end in other.ranges:
                low, high = max(start, other_start), min(end, other_end)
                if low < high:
                    total += visible.size(low, high)
        return total


EMPTY = Cover((), 0)


def cover(spans: Iterable[Range], visible: Visible) -> Cover:
    """What some spans cover together."""
    merged: list[Range] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Cover(tuple(merged), sum(visible.size(start, end) for start, end in merged))


def iou(a: Cover, b: Cover, visible: Visible) -> Fraction:
    """Intersection over union of what two labels cover; 1 for two that cover nothing."""
    if not a.size and not b.size:
        return Fraction(1)
    common = a.common(b, visible)
    return Fraction(common, a.size + b.size - common)
