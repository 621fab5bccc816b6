"""One-to-one assignment where each item has few possible partners, for a whole corpus at once.

The edges of all documents are given together. An edge to an item that has no other edge, and that
is the best one at its other end, is in every optimum: taking such edges, round after round,
settles nearly everything. Of what is left, paths of three edges are settled by one comparison,
and only the rest is solved one component at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pactbank.scoring.align.assignment import assign, choose, fold
from pactbank.scoring.align.batches import components, solve
from pactbank.scoring.tables import Ints, Mask

_PAIRS = 15
"""Components of at most so many pairs have their criteria in one 64-bit integer, if they fit."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Possible pairs, sorted by row, then column: numbers and criteria, the first one first, at
    least one of them above 0. Smaller numbers win ties, so both sides are numbered canonically."""

    row: Ints
    column: Ints
    criteria: tuple[Ints, ...]

    def where(self, edges: Mask | Ints) -> Edges:
        kept = tuple(criterion[edges] for criterion in self.criteria)
        return Edges(self.row[edges], self.column[edges], kept)


def best_edges(edges: Edges) -> Ints:
    """The numbers of the edges that the optimum consists of, in no particular order.

    It maximises the sums of the criteria in their order; what is tied goes to the first row that
    can have the smallest column, as in `assign`.
    """
    if not len(edges.row):
        return np.zeros(0, np.int64)
    weight, pairs = _weights(edges)
    left: Ints = np.arange(len(edges.row))
    chosen = []
    for settle in (*[_leaves] * _ROUNDS, _paths, _leaves) if pairs > 1 else [_leaves] * _ROUNDS:
        view = edges.row[left], edges.column[left], weight[left]
        taken = settle(*view)
        chosen.append(left[taken])
        left = left[_apart(*view[:2], taken)]
    rest = edges.where(left)
    chosen += [left[rows] for rows in _solve(rest, weight[left], pairs)]
    return np.concatenate(chosen)


_ROUNDS = 3


def _apart(row: Ints, column: Ints, taken: Ints) -> Mask:
    """The edges that share no end with those that are taken."""
    free = np.ones(len(row), np.bool_)
    for end in (row, column):
        used = np.zeros(int(end.max(initial=0)) + 1, np.bool_)
        used[end[taken]] = True
        free &= ~used[end]
    return free


def _leaves(row: Ints, column: Ints, weight: Ints) -> Ints:
    """Edges that are heaviest at one end and the only one at the other.

    Whatever an optimum gave that end instead could be exchanged for this edge, which gains. Where
    several are as heavy, all must be of that kind, and the first is taken.
    """
    lonely_row, lonely_column = (np.bincount(end)[end] == 1 for end in (row, column))
    at_row = _heaviest(row, np.arange(len(row)), weight, lonely_column)
    at_column = _heaviest(column, np.argsort(column, kind="stable"), weight, lonely_row)
    taken = np.zeros(len(row), np.bool_)
    taken[at_row] = taken[at_column] = True
    return np.flatnonzero(taken)


def _heaviest(end: Ints, order: Ints, weight: Ints, lonely: Mask) -> Ints:
    """At each end the first of the heaviest edges, if all of these are lonely at the other one;
    `order` sorts edges by this end."""
    if not len(order):
        return order
    starts = _starts(end[order])
    sizes = np.diff(np.append(starts, len(order)))
    best = weight[order] == np.repeat(np.maximum.reduceat(weight[order], starts), sizes)
    spoiled = np.logical_or.reduceat(best & ~lonely[order], starts)
    at_best = np.flatnonzero(best)
    first: Ints = order[at_best[_starts(end[order][at_best])]]
    kept: Ints = first[~spoiled]
    return kept


def _starts(ends: Ints) -> Ints:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], ends[1:] != ends[:-1]]))


def _paths(row: Ints, column: Ints, weight: Ints) -> Ints:
    """The best edges of paths of three: the middle one, or both others."""
    of_row, of_column = (np.bincount(end)[end] if len(end) else end for end in (row, column))
    middle = np.flatnonzero((of_row == 2) & (of_column == 2))
    beside = _partners(row, np.arange(len(row)))[middle]
    above = _partners(column, np.argsort(column, kind="stable"))[middle]
    path = (of_column[beside] == 1) & (of_row[above] == 1)
    middle, beside, above = middle[path], beside[path], above[path]
    gain = weight[middle] - weight[beside] - weight[above]
    first = (row[middle] < row[above]) & (column[middle] < column[beside])
    alone = (gain > 0) | ((gain == 0) & first)
    return np.concatenate([middle[alone], beside[~alone], above[~alone]])


def _partners(end: Ints, order: Ints) -> Ints:
    """Another edge with the same end, where an end has two; `order` sorts edges by it."""
    partner = np.zeros(len(order), np.int64)
    pair = np.flatnonzero(end[order][1:] == end[order][:-1])
    partner[order[pair]], partner[order[pair + 1]] = order[pair + 1], order[pair]
    return partner


def _weights(edges: Edges) -> tuple[Ints, int]:
    """One integer an edge, and up to how many edges the sums compare as lists of the criteria's
    sums do. Where 64 bits do not hold that, the integers are ranks, which compare alone."""
    sizes = [(int(criterion.max()) * _PAIRS).bit_length() for criterion in edges.criteria]
    weight: Ints = np.zeros(len(edges.row), np.int64)
    if sum(sizes) <= 62:
        for criterion, bits in zip(edges.criteria, sizes, strict=True):
            weight = (weight << bits) + criterion
        return weight, _PAIRS
    order = np.lexsort(edges.criteria[::-1])
    new = np.any([np.diff(criterion[order]) != 0 for criterion in edges.criteria], axis=0)
    weight[order[1:]] = np.cumsum(new)
    return weight, 1


def _solve(edges: Edges, weight: Ints, pairs: int) -> Iterator[Ints]:
    """The numbers of the chosen edges; `weight` serves up to so many pairs of a component. Narrow
    components are solved together, wide ones one at a time."""
    if not len(weight):
        return
    component = components(edges.row, edges.column)
    wide: Ints = np.arange(len(weight))
    if pairs > 1:
        sizes = _sizes(component, edges)
        small = np.flatnonzero(sizes[component] <= pairs)
        solved, left = solve(component[small], edges.row[small], edges.column[small], weight[small])
        yield small[solved]
        wide = np.concatenate([small[left], np.flatnonzero(sizes[component] > pairs)])
        wide.sort()
    for of in _apart_by(component[wide]):
        yield wide[of][_solve_one(edges.where(wide[of]))]


def _sizes(component: Ints, edges: Edges) -> Ints:
    """How many pairs each component may have at the most."""
    size = int(component.max()) + 1
    counts = []
    for end in (edges.row, edges.column):
        _, first = np.unique(end, return_index=True)
        counts.append(np.bincount(component[first], minlength=size))
    return np.minimum(*counts)


def _apart_by(component: Ints) -> Iterator[Ints]:
    """The rows of each component."""
    order = np.argsort(component, kind="stable")
    starts = _starts(component[order]) if len(order) else order
    yield from np.split(order, starts[1:]) if len(order) else ()


def _solve_one(edges: Edges) -> Ints:
    """The chosen edges of one component."""
    rows, row = np.unique(edges.row, return_inverse=True)
    columns, column = np.unique(edges.column, return_inverse=True)
    size = min(len(rows), len(columns))
    values = fold([criterion.tolist() for criterion in edges.criteria], size)
    options: list[list[tuple[int, int]]] = [[] for _ in rows]
    for r, c, value in zip(row.tolist(), column.tolist(), values, strict=True):
        options[r].append((c, value))
    match = choose(options)
    if match is None:
        match = assign(_matrices(edges, row, column))
    return np.flatnonzero(np.array(match)[row] == column)


def _matrices(edges: Edges, row: Ints, column: Ints) -> list[Ints]:
    """The criteria of a component as matrices."""
    matrices: list[Ints] = []
    for criterion in edges.criteria:
        matrix = np.zeros((int(row.max()) + 1, int(column.max()) + 1), np.int64)
        matrix[row, column] = criterion
        matrices.append(matrix)
    return matrices
