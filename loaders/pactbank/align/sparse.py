"""One-to-one assignment where each item has few possible partners, for a whole corpus at once.

The edges of all documents are given together; they fall into components, and most of those are
stars (one item with edges to items that have no other), where the best edge is the answer. Only
the rest is solved one component at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pactbank.align.assignment import assign, choose, fold
from pactbank.tables import Ints, Mask

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
    of_row = np.bincount(edges.row)[edges.row]
    of_column = np.bincount(edges.column)[edges.column]
    row_hub = np.bincount(edges.row, of_column > 1)[edges.row] == 0
    column_hub = np.bincount(edges.column, of_row > 1)[edges.column] == 0
    stars = [
        _tops(edges.row, weight, np.flatnonzero(row_hub)),
        _tops(edges.column, weight, np.flatnonzero(column_hub & ~row_hub)),
    ]
    rest = np.flatnonzero(~row_hub & ~column_hub)
    solved = [rest[edge] for edge in _solve(edges.where(rest), weight[rest].tolist(), pairs)]
    return np.concatenate([*stars, np.array(solved, np.int64)])


def _weights(edges: Edges) -> tuple[Ints, int]:
    """One integer an edge, and up to how many edges the sums compare as lists of the criteria's
    sums do. Where 64 bits do not hold that, the integers are ranks, which compare alone."""
    sizes = [(int(criterion.max()) * _PAIRS).bit_length() for criterion in edges.criteria]
    weight = np.zeros(len(edges.row), np.int64)
    if sum(sizes) <= 62:
        for criterion, bits in zip(edges.criteria, sizes, strict=True):
            weight = (weight << bits) + criterion
        return weight, _PAIRS
    order = np.lexsort(edges.criteria[::-1])
    new = np.any([np.diff(criterion[order]) != 0 for criterion in edges.criteria], axis=0)
    weight[order[1:]] = np.cumsum(new)
    return weight, 1


def _tops(hub: Ints, weight: Ints, edges: Ints) -> Ints:
    """Of these edges, the first of those that weigh most at each hub."""
    order = edges[np.lexsort((edges, -weight[edges], hub[edges]))]
    new = np.concatenate([[True], hub[order][1:] != hub[order][:-1]])[: len(order)]
    first: Ints = order[new]
    return first


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
    matrices = []
    for criterion in edges.criteria:
        matrix = np.zeros((len(rows), len(place)), np.int64)
        matrix[where] = criterion[numbers]
        matrices.append(matrix)
    return matrices
