"""Rows of integers: sorting, joining and numbering them without a loop over rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from pactbank.scoring.tables import Ints, Mask

T = TypeVar("T")
R = TypeVar("R")


def both(make: Callable[[T], R], sides: tuple[T, T]) -> tuple[R, R]:
    """The same made of each of two sides."""
    return make(sides[0]), make(sides[1])


def parts_of(parent: Ints, row: int) -> range:
    """The rows of the parts of a row; parents are ascending."""
    low, high = np.searchsorted(parent, (row, row + 1))
    return range(int(low), int(high))


def empty() -> Ints:
    return np.zeros(0, np.int64)


def packed(columns: Sequence[Ints]) -> list[Ints]:
    """Columns of integers from 0 up as fewer columns, one if 63 bits hold a row, whose rows
    compare as the rows of the given ones do, the first column first."""
    sizes = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(sizes) > 63:
        return list(columns)
    # In place: memory that is new to the process costs more than the sums.
    key = columns[0].astype(np.int64, copy=True)
    for column, bits in zip(columns[1:], sizes[1:], strict=True):
        key <<= bits
        key += column
    return [key]


def sorting(columns: Sequence[Ints]) -> Ints | None:
    """The order that sorts rows by these columns, the first one first, equal rows staying as
    they are; None where they are in order already."""
    if len(columns) > 1:
        order: Ints = np.lexsort(columns[::-1])
        return order
    key = columns[0]
    return None if bool((key[1:] >= key[:-1]).all()) else np.argsort(key, kind="stable")


def numbered(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """The number of each row among the distinct rows in their order, and the first row that has
    each number."""
    columns = packed([column - min(int(column.min(initial=0)), 0) for column in columns])
    order = sorting(columns)
    ordered = columns if order is None else [column[order] for column in columns]
    new = np.ones(len(columns[0]), np.bool_)
    new[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    number = np.cumsum(new) - 1
    firsts = np.flatnonzero(new)
    if order is None:
        return number, firsts
    by_row = np.empty(len(number), np.int64)
    by_row[order] = number
    return by_row, order[firsts]


def distinct(columns: Sequence[Ints]) -> list[Ints]:
    """The distinct rows, in their order."""
    _, firsts = numbered(columns)
    return [column[firsts] for column in columns]


def numbered_together(first: Sequence[Ints], second: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Like `numbered`, over the rows of two tables with the same columns."""
    columns = [np.concatenate(parts) for parts in zip(first, second, strict=True)]
    number, _ = numbered(columns)
    size = len(first[0])
    return number[:size], number[size:]


def joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Every pair of rows (of the left, of the right) with equal keys, by left row, then by right
    row."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    low, high = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    rows, places = spread(low, high)
    return rows, order[places]


def spread(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Every (row, place) with low[row] <= place < high[row]."""
    size = np.maximum(high - low, 0)
    row = np.repeat(np.arange(len(low)), size)
    within = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    return row, low[row] + within


def found_among(keys: Ints, known: Ints) -> tuple[Mask, Ints]:
    """Which keys are among the known ones, which are sorted; and the places of those that are."""
    if not len(known):
        return np.zeros(len(keys), np.bool_), empty()
    place = np.searchsorted(known, keys)
    hit: Mask = known[np.minimum(place, len(known) - 1)] == keys
    return hit, place[hit]


def common_by_group(left: Ints, right: Ints, group: Ints, groups: int) -> Ints:
    """How many keys two lists have in common in each group, copies counted one to one; `group` is
    that of each left key, and equal keys are of one group. Keys are numbered from 0."""
    width = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    both = np.minimum(np.bincount(left, minlength=width), np.bincount(right, minlength=width))
    of = np.zeros(width, np.int64)
    of[left] = group
    return tally(of, groups, both)


@dataclass(frozen=True, eq=False)
class Ragged:
    """A list of integers for each of `size` rows: `value` item by item, `row` the row of each,
    ascending."""

    row: Ints
    value: Ints
    size: int

    @classmethod
    def none(cls, size: int) -> Ragged:
        return cls(empty(), empty(), size)

    @cached_property
    def counts(self) -> Ints:
        """How many values each row has."""
        return np.bincount(self.row, minlength=self.size)

    def where(self, rows: Ints) -> Ragged:
        """The lists of these rows, in this order, numbered from 0; a row may be taken twice."""
        counts = self.counts
        ends = np.cumsum(counts)
        starts = ends - counts
        row, place = spread(starts[rows], ends[rows])
        return Ragged(row, self.value[place], len(rows))

    def only(self) -> Ints:
        """The value of each row that has one alone; -1 for the others."""
        counts = self.counts
        found = np.full(self.size, -1)
        single = counts[self.row] == 1
        found[self.row[single]] = self.value[single]
        return found

    def through(self, lists: Ragged) -> Ragged:
        """Each value replaced by the list it is the row of."""
        found = lists.where(self.value)
        return Ragged(self.row[found.row], found.value, self.size)

    def sets(self) -> Ragged:
        """Each list sorted, each value once; most lists are so already, of one value or none."""
        further, within = self.row[1:] > self.row[:-1], self.row[1:] == self.row[:-1]
        if bool((further | (within & (self.value[1:] > self.value[:-1]))).all()):
            return self
        row, value = distinct([self.row, self.value])
        return Ragged(row, value, self.size)


def union(parts: Sequence[Ragged]) -> Ragged:
    """The sets of several lists of the same rows, put together."""
    rows = np.concatenate([part.row for part in parts])
    values = np.concatenate([part.value for part in parts])
    return Ragged(rows, values, parts[0].size).sets()


def numbered_sets(*parts: Ragged) -> list[Ints]:
    """A number for each row of some tables of sets: equal sets, equal number. The empty set is 0,
    and a set of one value comes before larger ones."""
    sets = [part.sets() for part in parts]
    known: dict[tuple[int, ...], int] = {(): 0}
    single = np.unique(np.concatenate([s.value for s in sets])) if sets else empty()
    made: list[Ints] = []
    for of in sets:
        counts = of.counts
        number = np.zeros(of.size, np.int64)
        alone = counts[of.row] == 1
        number[of.row[alone]] = np.searchsorted(single, of.value[alone]) + 1
        starts = np.cumsum(counts) - counts
        for row in np.flatnonzero(counts > 1).tolist():
            key = tuple(of.value[starts[row] : starts[row] + counts[row]].tolist())
            number[row] = known.setdefault(key, len(single) + len(known))
        made.append(number)
    return made


def tally(group: Ints, groups: int, weights: Ints | Mask | None = None) -> Ints:
    """How many rows each group has, or the exact sum of their integer weights (below 2**53)."""
    counted = np.bincount(group, weights, minlength=groups)
    return counted.astype(np.int64)
