"""The typed spans of a whole corpus against one another.

The alignment is the lexicographic maximum of (pairs with equal boundaries and type, pairs with
equal boundaries, overlapping pairs of one type, sum of IoU). What these leave open is settled by
the number of pairs, then by the sum of IoU over pairs of one type, so that no figure over all
types depends on anything else; last by the order (start, end, type) of gold, then of predicted
spans.

Pairs equal in boundaries and type are in every optimum and are taken out first. What is left
falls into components of spans that overlap: in a star the best edge is the answer, and only the
rest is solved one component at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pactbank.align.assignment import assign, choose, fold
from pactbank.tables import UNIT, Ints, Mask, fixed_shares

Visible = Callable[[Ints, Ints], Ints]
"""(start, end) to how many code points between them count."""

_SUM = UNIT.bit_length() + 4
_COUNT = 4
_FEW = 15
"""Five criteria fit into one integer while a component has at most so many pairs."""


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
    """Row numbers of aligned gold and predicted spans, with what they have in common."""

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
    order_a, order_b = (np.argsort(side, kind="stable") for side in keys)
    a, b = keys[0][order_a], keys[1][order_b]
    if not len(a) or not len(b):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], a[1:] != a[:-1]]))
    nth = np.arange(len(a)) - np.repeat(first, np.diff(np.append(first, len(a))))
    place = np.searchsorted(b, a) + nth
    found = place < len(b)
    found[found] = b[place[found]] == a[found]
    return order_a[found], order_b[place[found]]


def _others(rows: Ints, count: int) -> Ints:
    left = np.ones(count, np.bool_)
    left[rows] = False
    return np.flatnonzero(left)


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Pairs that overlap: gold and predicted row, and how much they have in common."""

    gold: Ints
    predicted: Ints
    same_boundary: Mask
    same_type: Mask
    iou: Ints
    weight: Ints
    """All criteria in one integer, for components of at most `_FEW` pairs."""

    def __len__(self) -> int:
        return len(self.gold)

    def where(self, rows: Mask | Ints) -> _Edges:
        return _Edges(*(getattr(self, name)[rows] for name in self.__slots__))


def _align_rest(gold: Line, predicted: Line, visible: Visible) -> Pairs:
    """The alignment of spans of which no two are equal in boundaries and type.

    Rows are put into canonical order first, so that smaller numbers win ties.
    """
    order_gold = np.lexsort((gold.type, gold.end, gold.start))
    order_predicted = np.lexsort((predicted.type, predicted.end, predicted.start))
    edges = _edges(gold.where(order_gold), predicted.where(order_predicted), visible)
    chosen = edges.where(_best_edges(edges))
    return Pairs(
        order_gold[chosen.gold],
        order_predicted[chosen.predicted],
        chosen.same_boundary,
        chosen.same_type,
        chosen.iou,
    )


def _edges(gold: Line, predicted: Line, visible: Visible) -> _Edges:
    """Every pair that shares a visible code point, sorted by gold row, then predicted row."""
    g, p = overlapping(gold, predicted)
    common = visible(
        np.maximum(gold.start[g], predicted.start[p]), np.minimum(gold.end[g], predicted.end[p])
    )
    g, p, common = g[common > 0], p[common > 0], common[common > 0]
    union = visible(gold.start[g], gold.end[g]) + visible(predicted.start[p], predicted.end[p])
    iou = fixed_shares(common, union - common)
    same_boundary = (gold.start[g] == predicted.start[p]) & (gold.end[g] == predicted.end[p])
    same_type = gold.type[g] == predicted.type[p]
    weight = same_boundary.astype(np.int64)
    for value, bits in (
        (same_type, _COUNT),
        (iou, _SUM),
        (np.ones(len(g), np.int64), _COUNT),
        (iou * same_type, _SUM),
    ):
        weight = (weight << bits) + value
    return _Edges(g, p, same_boundary, same_type, iou, weight)


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


def _best_edges(edges: _Edges) -> Ints:
    """The numbers of the edges that the alignment is made of."""
    if not len(edges):
        return np.zeros(0, np.int64)
    of_gold = np.bincount(edges.gold)[edges.gold]
    of_predicted = np.bincount(edges.predicted)[edges.predicted]
    # A star: its hub has the edges, and each of its other ends has no other edge.
    gold_hub = np.bincount(edges.gold, of_predicted > 1)[edges.gold] == 0
    predicted_hub = np.bincount(edges.predicted, of_gold > 1)[edges.predicted] == 0
    stars = [
        _tops(edges.gold, edges.weight, np.flatnonzero(gold_hub)),
        _tops(edges.predicted, edges.weight, np.flatnonzero(predicted_hub & ~gold_hub)),
    ]
    rest = np.flatnonzero(~gold_hub & ~predicted_hub)
    solved = [rest[edge] for edge in _solve(edges.where(rest))]
    return np.concatenate([*stars, np.array(solved, np.int64)])


def _tops(hub: Ints, weight: Ints, rows: Ints) -> Ints:
    """Of these edges, the first of those that weigh most at each hub."""
    order = rows[np.lexsort((rows, -weight[rows], hub[rows]))]
    new = np.concatenate([[True], hub[order][1:] != hub[order][:-1]])[: len(order)]
    first: Ints = order[new]
    return first


def _solve(edges: _Edges) -> Iterator[int]:
    """The numbers of the chosen edges of each component."""
    gold, predicted = edges.gold.tolist(), edges.predicted.tolist()
    weight = edges.weight.tolist()
    for component in _components(gold, predicted):
        columns = sorted({predicted[edge] for edge in component})
        place = {name: at for at, name in enumerate(columns)}
        rows: dict[int, list[int]] = {}
        for edge in component:
            rows.setdefault(gold[edge], []).append(edge)
        if min(len(rows), len(columns)) > _FEW:
            for edge, heavy in zip(component, _heavy(edges, component, rows), strict=True):
                weight[edge] = heavy
        options = [[(place[predicted[e]], weight[e]) for e in row] for row in rows.values()]
        match = choose(options)
        if match is None:
            match = assign(_matrices(edges, list(rows.values()), place))
        for row, column in zip(rows.values(), match, strict=True):
            if column >= 0:
                yield next(edge for edge in row if place[predicted[edge]] == column)


def _components(gold: Sequence[int], predicted: Sequence[int]) -> list[list[int]]:
    """The numbers of the edges of each connected component, ascending."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    # Predicted rows are told from gold rows by their sign.
    for g, p in zip(gold, predicted, strict=True):
        parent.setdefault(g, g)
        parent.setdefault(-p - 1, -p - 1)
        parent[root(g)] = root(-p - 1)
    components: dict[int, list[int]] = defaultdict(list)
    for edge, g in enumerate(gold):
        components[root(g)].append(edge)
    return list(components.values())


def _criteria(edges: _Edges, rows: Mask | Ints | list[int]) -> list[Ints]:
    """The criteria of some edges, the first one first."""
    iou, same_type = edges.iou[rows], edges.same_type[rows].astype(np.int64)
    return [
        edges.same_boundary[rows].astype(np.int64),
        same_type,
        iou,
        iou * 0 + 1,
        iou * same_type,
    ]


def _heavy(edges: _Edges, component: list[int], rows: Sized) -> list[int]:
    """The weights of a large component's edges, which 64 bits do not hold."""
    return fold([criterion.tolist() for criterion in _criteria(edges, component)], len(rows))


def _matrices(edges: _Edges, rows: Sequence[list[int]], place: dict[int, int]) -> list[Ints]:
    """The criteria of a component as matrices of gold by predicted spans."""
    at = [(row, place[int(edges.predicted[e])]) for row, of in enumerate(rows) for e in of]
    where = tuple(np.array(at).T)
    matrices = []
    for criterion in _criteria(edges, [edge for of in rows for edge in of]):
        matrix = np.zeros((len(rows), len(place)), np.int64)
        matrix[where] = criterion
        matrices.append(matrix)
    return matrices
