"""The aligner against all assignments, tried out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.align import assignment
from pactbank.scoring.align.assignment import assign, choose

Matrix = list[list[int]]


def all_assignments(rows: int, columns: int) -> Iterator[tuple[int, ...]]:
    """Every way of giving each row a column of its own or none."""

    def extend(done: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(done) == rows:
            yield done
            return
        for column in [*range(columns), -1]:
            if column < 0 or column not in done:
                yield from extend((*done, column))

    return extend(())


def by_trying(criteria: list[Matrix]) -> list[int]:
    """The definition: the best sums in the order of the criteria; of equals the one whose rows,
    one after another, have the smallest column, none being the last."""
    rows, columns = len(criteria[0]), len(criteria[0][0])
    possible = [
        chosen
        for chosen in all_assignments(rows, columns)
        if all(c < 0 or any(m[r][c] for m in criteria) for r, c in enumerate(chosen))
    ]

    def key(chosen: tuple[int, ...]) -> tuple[int, ...]:
        sums = [sum(m[r][c] for r, c in enumerate(chosen) if c >= 0) for m in criteria]
        return (*(-total for total in sums), *(columns if c < 0 else c for c in chosen))

    return list(sorted(possible, key=key)[0])


@st.composite
def matrices(draw: st.DrawFn, top: int = 3) -> list[Matrix]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(st.sampled_from([0, *range(top)]), min_size=columns, max_size=columns)
    matrix = st.lists(row, min_size=rows, max_size=rows)
    return draw(st.lists(matrix, min_size=1, max_size=3))


@given(matrices())
def test_trying_out_finds_the_same(criteria: list[Matrix]) -> None:
    assert assign([np.array(matrix) for matrix in criteria]) == by_trying(criteria)


@given(matrices())
def test_the_solver_finds_the_same(criteria: list[Matrix]) -> None:
    arrays = [np.array(matrix, np.int64) for matrix in criteria]
    allowed = np.any([array > 0 for array in arrays], axis=0)
    assert assignment._solve(arrays, allowed) == by_trying(criteria)


@pytest.mark.parametrize("size", [12, 40])
def test_the_solver_and_dynamic_programming_agree_on_larger_ones(size: int) -> None:
    chance = np.random.default_rng(size)
    for _ in range(20):
        band = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) < 3
        arrays = [chance.integers(0, 4, (size, size)) * band for _ in range(3)]
        allowed = np.any([array > 0 for array in arrays], axis=0)
        solved = assignment._solve(arrays, allowed)
        tried = assign(arrays)
        assert solved == tried


def test_a_tie_goes_to_the_first_row_and_column() -> None:
    ones = np.ones((3, 2), np.int64)
    assert assign([ones]) == [0, 1, -1]
    assert assign([ones.T]) == [0, 1]


def test_a_later_criterion_never_costs_an_earlier_one() -> None:
    # One pair of weight 2 for the second criterion against two pairs of the first.
    first = np.array([[1, 1], [1, 0]])
    second = np.array([[2, 0], [0, 0]])
    assert assign([first, second]) == [1, 0]
    assert assign([second, first]) == [0, -1]


def test_dynamic_programming_gives_up_where_there_are_too_many_states() -> None:
    options = [[(column, 1) for column in range(12)] for _ in range(12)]
    assert choose(options, limit=100) is None
    assert choose(options, limit=10**6) == list(range(12))


def test_nothing_to_assign() -> None:
    assert assign([np.zeros((2, 3), np.int64)]) == [-1, -1]
    assert assign([np.zeros((0, 3), np.int64)]) == []
    assert assign([np.zeros((2, 0), np.int64)]) == [-1, -1]
