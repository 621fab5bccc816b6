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

import numpy as np

from pactbank.scoring.align.sparse import Edges, best_edges
from pactbank.scoring.columns.line import Spans, overlapping
from pactbank.scoring.tables import UNIT, Ints, Mask, fixed_shares

Visible = Callable[[Ints, Ints], Ints]
"""(start, end) to how many code points between them count."""


@dataclass(frozen=True, slots=True, eq=False)
class TypedSpans:
    """Spans on the line of all documents: start, end and type, rows in any order."""

    start: Ints
    end: Ints
    type: Ints

    def where(self, rows: Ints | None) -> TypedSpans:
        """These rows alone, in this order; None: all as they are."""
        return (
            self if rows is None else TypedSpans(self.start[rows], self.end[rows], self.type[rows])
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Row numbers of gold and predicted spans, pair by pair, with what they have in common."""

    gold: Ints
    predicted: Ints
    same_boundary: Mask
    same_type: Mask
    iou: Ints
    """Fixed-point, UNIT for 1."""


def pair_spans(gold: TypedSpans, predicted: TypedSpans, visible: Visible) -> Pairs:
    """The alignment of two sets of spans; see the module for what is optimal."""
    keys = _keys(gold, predicted)
    (a, order_gold), (b, order_predicted) = map(_sorted, keys)
    # In canonical order, so that smaller numbers win ties.
    gold, predicted = gold.where(order_gold), predicted.where(order_predicted)
    exact_gold, exact_predicted = _match_sorted(a, b)
    left_gold = _others(exact_gold, len(a))
    left_predicted = _others(exact_predicted, len(b))
    rest = _align_rest(gold.where(left_gold), predicted.where(left_predicted), visible)
    ones = np.ones(len(exact_gold), np.bool_)
    return Pairs(
        _back(order_gold, np.concatenate([exact_gold, left_gold[rest.gold]])),
        _back(order_predicted, np.concatenate([exact_predicted, left_predicted[rest.predicted]])),
        np.concatenate([ones, rest.same_boundary]),
        np.concatenate([ones, rest.same_type]),
        np.concatenate([np.full(len(exact_gold), UNIT), rest.iou]),
    )


def equal_spans(gold: TypedSpans, predicted: TypedSpans) -> tuple[Ints, Ints]:
    """Rows of gold and predicted spans equal in start, end and type, one to one."""
    return match_equal(_keys(gold, predicted))


def has_copies(spans: TypedSpans) -> bool:
    """Whether two of the spans are equal in start, end and type."""
    if bool((spans.start[1:] > spans.start[:-1]).all()):
        return False
    keys, _ = _sorted(_keys(spans, spans)[0])
    return bool((keys[1:] == keys[:-1]).any())


def _keys(gold: TypedSpans, predicted: TypedSpans) -> tuple[Ints, Ints]:
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
    return _key(gold, *sizes[1:]), _key(predicted, *sizes[1:])


def _key(line: TypedSpans, size: int, kind: int) -> Ints:
    """Start, length and type side by side, with so many bits for the latter two; made in place,
    for memory that is new to the process costs more than the sums."""
    key = line.start << size
    key += line.end
    key -= line.start
    key <<= kind
    key += line.type
    return key


def _compressed(gold: TypedSpans, predicted: TypedSpans) -> tuple[TypedSpans, TypedSpans]:
    """The same spans with offsets replaced by their ranks, for keys that would be too long."""
    places = np.unique(np.concatenate([gold.start, gold.end, predicted.start, predicted.end]))

    def ranked(line: TypedSpans) -> TypedSpans:
        start, end = np.searchsorted(places, line.start), np.searchsorted(places, line.end)
        return TypedSpans(start, end, line.type)

    return ranked(gold), ranked(predicted)


def match_equal(keys: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Rows with equal keys, one to one: the n-th of a key on one side with its n-th on the
    other."""
    (a, order_a), (b, order_b) = map(_sorted, keys)
    rows_a, rows_b = _match_sorted(a, b)
    return _back(order_a, rows_a), _back(order_b, rows_b)


def _match_sorted(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The same for keys that are sorted."""
    if not len(a) or not len(b):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    again = np.flatnonzero(a[1:] == a[:-1]) + 1
    if not len(again) and not (b[1:] == b[:-1]).any():
        # Merging two sorted columns is faster than looking up one in the other.
        both = np.concatenate([a, b])
        order = np.argsort(both, kind="stable")
        both = both[order]
        twins = np.flatnonzero(both[1:] == both[:-1])
        return order[twins], order[twins + 1] - len(a)
    place = np.searchsorted(b, a) + _nth(again, len(a))
    found = np.flatnonzero((place < len(b)) & (b[np.minimum(place, len(b) - 1)] == a))
    return found, place[found]


def _sorted(keys: Ints) -> tuple[Ints, Ints | None]:
    """Keys in order, and the order; None where they are in order already."""
    if bool((keys[1:] >= keys[:-1]).all()):
        return keys, None
    order = np.argsort(keys, kind="stable")
    return keys[order], order


def _back(order: Ints | None, rows: Ints) -> Ints:
    """Rows in order as the rows they were."""
    return rows if order is None else order[rows]


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


def _align_rest(gold: TypedSpans, predicted: TypedSpans, visible: Visible) -> Pairs:
    """The alignment of spans in canonical order, of which no two are equal in boundaries and
    type."""
    meeting = _meeting(gold, predicted, visible)
    boundary, same_type = meeting.same_boundary, meeting.same_type
    ones = np.ones(len(boundary), np.int64)
    criteria = (ones * boundary, ones * same_type, meeting.iou, ones, meeting.iou * same_type)
    best = best_edges(Edges(meeting.gold, meeting.predicted, criteria))
    return Pairs(
        meeting.gold[best],
        meeting.predicted[best],
        boundary[best],
        same_type[best],
        meeting.iou[best],
    )


def _meeting(gold: TypedSpans, predicted: TypedSpans, visible: Visible) -> Pairs:
    """Every pair that shares a visible code point, sorted by gold row, then predicted row."""
    g, p = overlapping(Spans(gold.start, gold.end), Spans(predicted.start, predicted.end))
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
