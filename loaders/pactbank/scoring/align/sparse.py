"""One-to-one assignment where each item has few possible partners, for a whole corpus at once.

The edges of all documents are given together. An edge to an item that has no other edge, and that
is the best one at its other end, is in every optimum: taking such edges, round after round,
settles nearly everything. Of what is left, paths of three edges are settled by one comparison,
and only the rest is solved one component at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pactbank.scoring.align.assignment import assign, choose, fold
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
    solved = [left[edge] for edge in _solve(edges.where(left), weight[left].tolist(), pairs)]
    return np.concatenate([*chosen, np.array(solved, np.int64)])


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


def _solve(edges: Edges, weight: Sequence[int], pairs: int) -> Iterator[int]:
    """The numbers of the chosen edges of each component; `weight` serves up to so many pairs."""
    column = edges.column.tolist()
    for rows in _components(edges.row.tolist(), column):
        place = {name: at for at, name in enumerate(sorted({column[e] for of in rows for e in of}))}
        numbers = [edge for of in rows for edge in of]
        size = min(len(rows), len(place))
        values = (
            [weight[edge] for edge in numbers]
            if size <= pairs
            else fold([criterion[numbers].tolist() for criterion in edges.criteria], size)
        )
        value = dict(zip(numbers, values, strict=True))
        match = choose([[(place[column[edge]], value[edge]) for edge in of] for of in rows])
        if match is None:
            match = assign(_matrices(edges, rows, place))
        for of, taken in zip(rows, match, strict=True):
            yield from (edge for edge in of if place[column[edge]] == taken)


def _components(row: Sequence[int], column: Sequence[int]) -> list[list[list[int]]]:
    """The edges of each connected component, as a list for each row, rows and columns ascending.

    `row` and `column` are sorted by row, then column.
    """
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    # Columns are told from rows by their sign.
    for r, c in zip(row, column, strict=True):
        parent.setdefault(r, r)
        parent.setdefault(-c - 1, -c - 1)
        parent[root(r)] = root(-c - 1)
    components: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for edge, r in enumerate(row):
        components[root(r)].setdefault(r, []).append(edge)
    return [list(rows.values()) for rows in components.values()]


def _matrices(edges: Edges, rows: Sequence[list[int]], place: dict[int, int]) -> list[Ints]:
    """The criteria of a component as matrices."""
    numbers = [edge for of in rows for edge in of]
    at = [(row, place[int(edges.column[edge])]) for row, of in enumerate(rows) for edge in of]
    where = tuple(np.array(at).T)
    matrices: list[Ints] = []
    for criterion in edges.criteria:
        matrix = np.zeros((len(rows), len(place)), np.int64)
        matrix[where] = criterion[numbers]
        matrices.append(matrix)
    return matrices
