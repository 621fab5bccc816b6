"""Many small assignments at once: dynamic programming over which columns are taken.

Each component has few columns, so that every set of taken columns is a state of its own. What
`choose` does for one component is done here for all of them, step by step over arrays, and gives
the same columns: the greatest sum of weights, and among equals the first row has the smallest
column it can have (none being the last), then the second row, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pactbank.scoring.tables import Ints

WIDEST = 9
"""Components of at most so many columns are solved here: they have 2**WIDEST states."""
_CELLS = 1 << 22
"""So many states times rows are held in memory at a time."""


def components(row: Ints, column: Ints) -> Ints:
    """The number of its connected component for each edge, from 0 up. Rows and columns are numbers
    of their own."""
    rows, row = np.unique(row, return_inverse=True)
    columns, column = np.unique(column, return_inverse=True)
    label = np.arange(len(rows))
    while True:
        of_column = np.full(len(columns), len(rows))
        np.minimum.at(of_column, column, label[row])
        lower = label.copy()
        np.minimum.at(lower, row, of_column[column])
        if np.array_equal(lower, label):
            break
        label = lower[lower]  # a label is a row, whose own label may be lower by now
    _, number = np.unique(label[row], return_inverse=True)
    found: Ints = number.astype(np.int64)
    return found


def solve(component: Ints, row: Ints, column: Ints, weight: Ints) -> tuple[Ints, Ints]:
    """The chosen edges of the components that are narrow enough, and the edges of the others.

    Edges are sorted by row, then column; sums of weights within a component fit 63 bits.
    """
    place_row, place_column = _places(component, row), _places(component, column)
    size = int(component.max(initial=-1)) + 1
    height, width = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.maximum.at(height, component, place_row + 1)
    np.maximum.at(width, component, place_column + 1)
    chosen = []
    for of_width in range(1, WIDEST + 1):
        wanted = np.flatnonzero(width == of_width)
        wanted = wanted[np.argsort(height[wanted], kind="stable")]
        for batch in _batches(wanted, height, of_width):
            number = np.full(size, -1)
            number[batch] = np.arange(len(batch))
            edges = np.flatnonzero(number[component] >= 0)
            shape = (len(batch), int(height[batch].max()), of_width)
            at = (number[component[edges]], place_row[edges], place_column[edges])
            weights = np.zeros(shape, np.int64)
            weights[at] = weight[edges]
            taken = _columns(weights)
            chosen.append(edges[taken[at[0], at[1]] == at[2]])
    others = np.flatnonzero(width[component] > WIDEST)
    return np.concatenate([*chosen, np.zeros(0, np.int64)]), others


def _places(component: Ints, item: Ints) -> Ints:
    """The place of each edge's item among those of its component, in their order."""
    order = np.lexsort((item, component))
    new = np.zeros(len(order), np.int64)
    of, ordered = component[order], item[order]
    new[1:] = (ordered[1:] != ordered[:-1]) | (of[1:] != of[:-1])
    number = np.cumsum(new)
    starts = np.searchsorted(of, of)
    place = np.empty(len(order), np.int64)
    place[order] = number - number[starts]
    return place


def _batches(wanted: Ints, height: Ints, width: int) -> Iterator[Ints]:
    at = 0
    while at < len(wanted):
        cells = (int(height[wanted[at:]].max()) + 1) << width
        size = max(1, _CELLS // cells)
        yield wanted[at : at + size]
        at += size


def _columns(weights: Ints) -> Ints:
    """The column of each row of each component, -1 for none; a weight of 0 is no edge."""
    count, height, width = weights.shape
    states = 1 << width
    every = np.arange(states)
    gains = np.zeros((height + 1, count, states), np.int64)
    for row in range(height - 1, -1, -1):
        gains[row] = gains[row + 1]
        for column in range(width):
            free = every[(every >> column) & 1 == 0]
            weight = weights[:, row, column][:, None]
            taken = np.where(weight > 0, weight + gains[row + 1][:, free | 1 << column], 0)
            gains[row][:, free] = np.maximum(gains[row][:, free], taken)
    number = np.arange(count)
    state = np.zeros(count, np.int64)
    columns = np.full((count, height), -1)
    for row in range(height):
        wanted = gains[row][number, state]
        for column in range(width):
            weight = weights[:, row, column]
            after = state | 1 << column
            fits = (
                (columns[:, row] < 0)
                & (weight > 0)
                & ((state >> column) & 1 == 0)
                & (weight + gains[row + 1][number, after] == wanted)
            )
            columns[fits, row] = column
        moved = columns[:, row] >= 0
        state[moved] |= 1 << columns[moved, row]
    return columns
