"""The typed spans of a whole corpus against one another.

The alignment is the lexicographic maximum of (pairs with equal boundaries and type, pairs with
equal boundaries, overlapping pairs of one type, sum of IoU). What these leave open is settled by
the number of pairs, then by the sum of IoU over pairs of one type, so that no figure over all
types depends on anything else; last by the order (start, end, type) of gold, then of predicted
spans.

Pairs equal in boundaries and type are in every optimum and are taken out first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pactbank.align.sparse import Edges, best_edges
from pactbank.tables import UNIT, Ints, Mask, fixed_shares

Visible = Callable[[Ints, Ints], Ints]
"""(start, end) to how many code points between them count."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Spans on the line of all documents: start, end and type, rows in any order."""

    start: Ints
    end: Ints
    type: Ints

    def where(self, rows: Mask | Ints) -> Line:
        return Line(self.start[rows], self.end[rows], self.type[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Row numbers of gold and predicted spans, pair by pair, with what they have in common."""

    gold: Ints
    predicted: Ints
    same_boundary: Mask
    same_type: Mask
    iou: Ints
    """Fixed-point, UNIT for 1."""


def pair_spans(gold: Line, predicted: Line, visible: Visible) -> Pairs:
    """The alignment of two sets of spans; see the module for what is optimal."""
    exact = match_equal(_keys(gold, predicted))
    left_gold, left_predicted = (
        _others(exact[0], len(gold.start)),
        _others(exact[1], len(predicted.start)),
    )
    rest = _align_rest(gold.where(left_gold), predicted.where(left_predicted), visible)
    ones = np.ones(len(exact[0]), np.bool_)
    return Pairs(
        np.concatenate([exact[0], left_gold[rest.gold]]),
        np.concatenate([exact[1], left_predicted[rest.predicted]]),
        np.concatenate([ones, rest.same_boundary]),
        np.concatenate([ones, rest.same_type]),
        np.concatenate([np.full(len(exact[0]), UNIT), rest.iou]),
    )


def equal_spans(gold: Line, predicted: Line) -> tuple[Ints, Ints]:
    """Rows of gold and predicted spans equal in start, end and type, one to one."""
    return match_equal(_keys(gold, predicted))


def _keys(gold: Line, predicted: Line) -> tuple[Ints, Ints]:
    """One integer a span, equal where start, end and type are."""
    sizes = [
        max(int(values.max(initial=0)) for values in pair).bit_length()
        for pair in (
            (gold.start, predicted.start),
            (gold.end - gold.start, predicted.end - predicted.start),
            (gold.type, predicted.type),
        )
    ]
    if sum(sizes) > 62:
        gold, predicted = _compressed(gold, predicted)
        return _keys(gold, predicted)
    return (
        ((gold.start << sizes[1]) + gold.end - gold.start << sizes[2]) + gold.type,
        ((predicted.start << sizes[1]) + predicted.end - predicted.start << sizes[2])
        + predicted.type,
    )


def _compressed(gold: Line, predicted: Line) -> tuple[Line, Line]:
    """The same spans with offsets replaced by their ranks, for keys that would be too long."""
    places = np.unique(np.concatenate([gold.start, gold.end, predicted.start, predicted.end]))

    def ranked(line: Line) -> Line:
        start, end = np.searchsorted(places, line.start), np.searchsorted(places, line.end)
        return Line(start, end, line.type)

    return ranked(gold), ranked(predicted)


def match_equal(keys: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Rows with equal keys, one to one: the n-th of a key on one side with its n-th on the
    other."""
    if not all(map(len, keys)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    (a, order_a), (b, order_b) = map(_sorted, keys)
    place = np.searchsorted(b, a)
    again = np.flatnonzero(a[1:] == a[:-1]) + 1
    if len(again):
        place += _nth(again, len(a))
    # A key beyond the last one would have its place behind the end.
    found = np.flatnonzero(b[np.minimum(place, len(b) - 1)] == a)
    found = found[place[found] < len(b)] if len(again) else found
    place = place[found]
    return (
        found if order_a is None else order_a[found],
        place if order_b is None else order_b[place],
    )


def _sorted(keys: Ints) -> tuple[Ints, Ints | None]:
    """Keys in order, and the order, None where they are in order already."""
    if bool((keys[1:] >= keys[:-1]).all()):
        return keys, None
    order = np.argsort(keys, kind="stable")
    return keys[order], order


def _nth(again: Ints, count: int) -> Ints:
    """How many equal rows stand before each row, given the rows that equal the one before."""
    first = np.ones(count, np.bool_)
    first[again] = False
    starts = np.flatnonzero(first)
    nth: Ints = np.arange(count) - np.repeat(starts, np.diff(np.append(starts, count)))
    return nth


def _others(rows: Ints, count: int) -> Ints:
    left = np.ones(count, np.bool_)
    left[rows] = False
    return np.flatnonzero(left)


def _align_rest(gold: Line, predicted: Line, visible: Visible) -> Pairs:
    """The alignment of spans of which no two are equal in boundaries and type.

    Rows are put into canonical order first, so that smaller numbers win ties.
    """
    order_gold = np.lexsort((gold.type, gold.end, gold.start))
    order_predicted = np.lexsort((predicted.type, predicted.end, predicted.start))
    meeting = _meeting(gold.where(order_gold), predicted.where(order_predicted), visible)
    boundary, same_type = (
        mask.astype(np.int64) for mask in (meeting.same_boundary, meeting.same_type)
    )
    criteria = (boundary, same_type, meeting.iou, np.ones_like(boundary), meeting.iou * same_type)
    best = best_edges(Edges(meeting.gold, meeting.predicted, criteria))
    return Pairs(
        order_gold[meeting.gold[best]],
        order_predicted[meeting.predicted[best]],
        meeting.same_boundary[best],
        meeting.same_type[best],
        meeting.iou[best],
    )


def _meeting(gold: Line, predicted: Line, visible: Visible) -> Pairs:
    """Every pair that shares a visible code point, sorted by gold row, then predicted row."""
    g, p = overlapping(gold, predicted)
    common = visible(
        np.maximum(gold.start[g], predicted.start[p]), np.minimum(gold.end[g], predicted.end[p])
    )
    g, p, common = g[common > 0], p[common > 0], common[common > 0]
    union = visible(gold.start[g], gold.end[g]) + visible(predicted.start[p], predicted.end[p])
    return Pairs(
        g,
        p,
        (gold.start[g] == predicted.start[p]) & (gold.end[g] == predicted.end[p]),
        gold.type[g] == predicted.type[p],
        fixed_shares(common, union - common),
    )


def overlapping(gold: Line, predicted: Line) -> tuple[Ints, Ints]:
    """Every pair of rows that share a code point, sorted; spans are sorted by start.

    Of two spans that overlap, either the second starts inside the first, or the first starts
    inside the second and not where it starts: each pair is found once.
    """
    first = _ranges(gold.start, gold.end, predicted.start, "left")
    second = _ranges(predicted.start, predicted.end, gold.start, "right")
    g = np.concatenate([first[0], second[1]])
    p = np.concatenate([first[1], second[0]])
    order = np.lexsort((p, g))
    return g[order], p[order]


def _ranges(
    start: Ints, end: Ints, points: Ints, side: Literal["left", "right"]
) -> tuple[Ints, Ints]:
    """Pairs (row, point) of spans and the sorted points they hold; `side` "right" leaves out a
    point where the span starts."""
    low, high = np.searchsorted(points, start, side), np.searchsorted(points, end, "left")
    size = np.maximum(high - low, 0)
    row = np.repeat(np.arange(len(start)), size)
    within = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    return row, low[row] + within
