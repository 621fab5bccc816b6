"""Rows of integers: sorting, joining, numbering, sets."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.columns.arrays import (
    Ragged,
    common_by_group,
    distinct,
    joined,
    numbered,
    numbered_sets,
    numbered_together,
    packed,
    sorting,
    union,
)

ROWS = st.lists(st.tuples(*[st.integers(-1, 3)] * 3), max_size=8)
LISTS = st.lists(st.lists(st.integers(0, 4), max_size=4), min_size=1, max_size=5)


def columns(rows: list[tuple[int, int, int]]) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    return list(np.array(rows, np.int64).reshape(-1, 3).T)


def ragged(lists: list[list[int]]) -> Ragged:
    row = [at for at, values in enumerate(lists) for _ in values]
    value = [v for values in lists for v in values]
    return Ragged(np.array(row, np.int64), np.array(value, np.int64), len(lists))


def plain(of: Ragged) -> list[list[int]]:
    return [of.value[of.row == at].tolist() for at in range(of.size)]


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=8))
def test_packed_columns_sort_as_the_rows_do(rows: list[tuple[int, int, int]]) -> None:
    short = packed(columns(rows))
    assert len(short) == 1
    order = sorting(short)
    assert (rows if order is None else [rows[at] for at in order]) == sorted(rows)
    order = sorting(columns(rows))
    assert order is not None
    assert [rows[at] for at in order] == sorted(rows)


def test_what_63_bits_do_not_hold_stays_as_it_is() -> None:
    wide = [np.array([2**40, 1]), np.array([2**40, 2])]
    assert packed(wide) == wide
    found = sorting(wide)
    assert found is not None
    assert found.tolist() == [1, 0]
    number, first = numbered(wide)
    assert number.tolist() == [1, 0]
    assert first.tolist() == [1, 0]


@given(ROWS, ROWS)
def test_numbers_are_those_of_the_distinct_rows_in_their_order(
    rows: list[tuple[int, int, int]], others: list[tuple[int, int, int]]
) -> None:
    known = sorted(set(rows))
    number, first = numbered(columns(rows))
    assert number.tolist() == [known.index(row) for row in rows]
    assert [rows[at] for at in first] == known
    assert [rows.index(row) for row in known] == first.tolist()
    assert list(zip(*(c.tolist() for c in distinct(columns(rows))), strict=True)) == known
    both = numbered_together(columns(rows), columns(others))
    known = sorted({*rows, *others})
    for side, numbers in zip((rows, others), both, strict=True):
        assert numbers.tolist() == [known.index(row) for row in side]


KEYS = st.lists(st.integers(0, 4), max_size=7)


@given(KEYS, KEYS)
def test_joined_rows_have_equal_keys(left: list[int], right: list[int]) -> None:
    rows, others = joined(np.array(left, np.int64), np.array(right, np.int64))
    expected = [(a, b) for a, x in enumerate(left) for b, y in enumerate(right) if x == y]
    assert list(zip(rows.tolist(), others.tolist(), strict=True)) == expected


@given(KEYS, KEYS)
def test_common_keys_count_copies_one_to_one(left: list[int], right: list[int]) -> None:
    of = np.array([key % 2 for key in left], np.int64)
    found = common_by_group(np.array(left, np.int64), np.array(right, np.int64), of, 2)
    expected = [
        sum(min(left.count(k), right.count(k)) for k in set(left) if k % 2 == group)
        for group in (0, 1)
    ]
    assert found.tolist() == expected


@given(LISTS, st.data())
def test_lists_of_rows(lists: list[list[int]], data: st.DataObject) -> None:
    of = ragged(lists)
    rows = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=6))
    assert plain(of.where(np.array(rows, np.int64))) == [lists[at] for at in rows]
    assert of.counts.tolist() == list(map(len, lists))
    assert plain(of.sets()) == [sorted(set(values)) for values in lists]
    turned = lists[::-1]
    both = plain(union([of, ragged(turned)]))
    assert both == [sorted({*a, *b}) for a, b in zip(lists, turned, strict=True)]


@given(LISTS, LISTS)
def test_equal_sets_have_equal_numbers(a: list[list[int]], b: list[list[int]]) -> None:
    first, second = numbered_sets(ragged(a), ragged(b))
    numbers = [*first.tolist(), *second.tolist()]
    sets = [frozenset(values) for values in (*a, *b)]
    for one, x in zip(numbers, sets, strict=True):
        for other, y in zip(numbers, sets, strict=True):
            assert (one == other) == (x == y)


@given(LISTS, st.randoms(use_true_random=False))
def test_sets_are_sorted_whatever_order_their_values_come_in(
    lists: list[list[int]], chance: random.Random
) -> None:
    given_ = ragged(lists)
    order = chance.sample(range(len(given_.row)), len(given_.row))
    made = Ragged(given_.row[order], given_.value[order], given_.size).sets()
    assert plain(made) == [sorted(set(values)) for values in lists]
    assert (np.diff(made.row) >= 0).all()
