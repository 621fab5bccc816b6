"""Many items at once: as good as one component at a time, and the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.align import Edges, assign, best_edges
from scoring.align.test_assignment import Matrix, by_trying
from support.effort import tried

Block = tuple[int, int, list[tuple[int, int, list[int]]]]


@st.composite
def components(draw: st.DrawFn, top: int) -> list[Matrix]:
    """Sparse criteria of one small component: two matrices."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cell = st.sampled_from([0, 0, 1, 2, top])
    matrix = st.lists(
        st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )
    return [draw(matrix), draw(matrix)]


def edges(blocks: list[list[Matrix]]) -> tuple[Edges, list[tuple[int, int]]]:
    """All components side by side, and where each begins."""
    found: list[tuple[int, ...]] = []
    corners = []
    row = column = 0
    for first, second in blocks:
        corners.append((row, column))
        for r, values in enumerate(first):
            for c, value in enumerate(values):
                if value or second[r][c]:
                    found.append((row + r, column + c, value, second[r][c]))
        row, column = row + len(first), column + len(first[0])
    table = np.array(found, np.int64).reshape(-1, 4)
    return Edges(table[:, 0], table[:, 1], (table[:, 2], table[:, 3])), corners


@tried(150)
@pytest.mark.parametrize("top", [3, 2**40])
@given(st.data())
def test_each_component_is_solved_canonically(top: int, data: st.DataObject) -> None:
    blocks = data.draw(st.lists(components(top), min_size=1, max_size=4))
    given_edges, corners = edges(blocks)
    chosen = best_edges(given_edges)
    pairs = dict(
        zip(given_edges.row[chosen].tolist(), given_edges.column[chosen].tolist(), strict=True)
    )
    assert len(pairs) == len(chosen) == len(set(pairs.values()))
    for (row, column), block in zip(corners, blocks, strict=True):
        found = [pairs.get(row + r, column - 1) - column for r in range(len(block[0]))]
        assert found == by_trying(block)


def test_long_chains_with_ties_are_as_assign_has_them() -> None:
    chance = np.random.default_rng(1)
    for size in (5, 30, 80):
        for _ in range(10):
            matrix = np.zeros((size, size), np.int64)
            at = np.arange(size)
            matrix[at, at] = chance.integers(1, 3, size)
            matrix[at[1:], at[:-1]] = chance.integers(1, 3, size - 1)
            row, column = np.nonzero(matrix)
            made = Edges(row, column, (matrix[row, column],))
            chosen = best_edges(made)
            pairs = dict(zip(row[chosen].tolist(), column[chosen].tolist(), strict=True))
            assert [pairs.get(r, -1) for r in range(size)] == assign([matrix])


def test_no_edges() -> None:
    nothing = np.zeros(0, np.int64)
    assert len(best_edges(Edges(nothing, nothing, (nothing,)))) == 0
