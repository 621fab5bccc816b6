"""Many small components at once: as each alone, and as trying all of them out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.align import Edges, best_edges, sparse
from pactbank.scoring.align.batches import WIDEST, components, solve
from pactbank.scoring.tables import Ints
from scoring.align.test_assignment import by_trying
from support.effort import tried

Table = tuple[Ints, Ints, list[Ints]]


def graph(
    chance: np.random.Generator,
    blocks: int,
    size: int,
    criteria: int = 1,
    top: int = 3,
    numbers: int = 1,
) -> Table:
    """Random components of up to `size` rows and columns, which take turns in the numbering;
    edges sorted by row, then column. `numbers` is the step from one number to the next."""
    found = []
    for block in range(blocks):
        height, width = chance.integers(1, size + 1, 2)
        edges = np.argwhere(chance.random((height, width)) < chance.choice([0.3, 0.6, 1.0]))
        found += [(r * blocks + block, c * blocks + block) for r, c in edges.tolist()]
    table = np.array(sorted(found), np.int64).reshape(-1, 2) * numbers
    weights = [chance.integers(0, top + 1, len(table)) for _ in range(criteria)]
    if criteria:
        weights[-1] += np.all([weight == 0 for weight in weights], axis=0)
    return table[:, 0], table[:, 1], weights


def by_union(row: Ints, column: Ints) -> list[int]:
    """Component numbers in the order of their first rows, by joining sets."""
    of: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for r, c in zip(row.tolist(), column.tolist(), strict=True):
        joined = of.get(("row", r), {("row", r)}) | of.get(("column", c), {("column", c)})
        for node in joined:
            of[node] = joined
    names: dict[int, int] = {}
    for r in sorted(set(row.tolist())):
        names.setdefault(id(of["row", r]), len(names))
    return [names[id(of["row", r])] for r in row.tolist()]


@tried(100)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 5))
def test_components_are_those_of_the_graph(seed: int, blocks: int, size: int) -> None:
    row, column, _ = graph(np.random.default_rng(seed), blocks, size, numbers=7)
    found = components(row, column)
    assert found.tolist() == by_union(row, column)


def test_a_long_chain_is_one_component() -> None:
    at = np.arange(5000)
    row, column = np.repeat(at, 2)[1:], np.repeat(at, 2)[:-1]
    order = np.lexsort((column[::-1], row[::-1]))
    assert not components(row[::-1][order], column[::-1][order]).any()


def test_nothing_is_solved() -> None:
    nothing = np.zeros(0, np.int64)
    chosen, others = solve(nothing, nothing, nothing, nothing)
    assert len(chosen) == len(others) == 0


@tried(60)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_solved_together_as_by_trying(seed: int, blocks: int) -> None:
    row, column, [weight] = graph(np.random.default_rng(seed), blocks, 4, top=2)
    of = components(row, column)
    kept = weight > 0  # an edge that weighs nothing is none
    chosen, others = solve(of, row, column, weight)
    assert len(others) == 0
    pairs = dict(zip(row[chosen].tolist(), column[chosen].tolist(), strict=True))
    assert len(pairs) == len(chosen) == len(set(pairs.values()))
    for number in np.unique(of).tolist():
        edges = (of == number) & kept
        rows, columns = np.unique(row[of == number]), np.unique(column[of == number])
        matrix = np.zeros((len(rows), len(columns)), np.int64)
        places = np.searchsorted(rows, row[edges]), np.searchsorted(columns, column[edges])
        matrix[places] = weight[edges]
        wanted = [int(columns[c]) if c >= 0 else None for c in by_trying([matrix.tolist()])]
        assert [pairs.get(r) for r in rows.tolist()] == wanted


def test_wide_components_are_left_to_others() -> None:
    """The columns count: a component of many rows and few columns is solved."""
    size = WIDEST + 1
    row, column = np.repeat(np.arange(size), size), np.tile(np.arange(size), size)
    of, weight = np.zeros(len(row), np.int64), np.ones(len(row), np.int64)
    chosen, others = solve(of, row, column, weight)
    assert len(chosen) == 0
    assert others.tolist() == list(range(size * size))
    narrow = np.flatnonzero(column < WIDEST)
    chosen, others = solve(of[narrow], row[narrow], column[narrow], weight[narrow])
    assert len(others) == 0
    assert column[narrow][chosen].tolist() == list(range(WIDEST))


def alone(monkeypatch: pytest.MonkeyPatch, edges: Edges) -> list[int]:
    """The best edges when no components are solved together."""
    with monkeypatch.context() as patched:
        nothing = np.zeros(0, np.int64)
        given_back: Any = lambda component, *_: (nothing, np.arange(len(component)))  # noqa: E731
        patched.setattr(sparse, "solve", given_back)
        return sorted(best_edges(edges).tolist())


@pytest.mark.parametrize("top", [1, 3, 10**6, 2**40], ids=["ties", "few", "millions", "huge"])
@pytest.mark.parametrize("criteria", [1, 2, 4])
@pytest.mark.parametrize("size", [3, 7, WIDEST + 3])
def test_with_batches_as_without(
    size: int, criteria: int, top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng([size, criteria, top % 1000])
    for _ in range(4):
        row, column, weights = graph(chance, 6, size, criteria, top)
        edges = Edges(row, column, tuple(weights))
        assert sorted(best_edges(edges).tolist()) == alone(monkeypatch, edges)


def test_the_numbers_of_rows_and_columns_are_names_only() -> None:
    chance = np.random.default_rng(5)
    for _ in range(20):
        row, column, weights = graph(chance, 4, 6, 2)
        expected = sorted(best_edges(Edges(row, column, tuple(weights))).tolist())
        apart = Edges(row * 13 + 5, column * 7 + 100, tuple(weights))
        assert sorted(best_edges(apart).tolist()) == expected


def test_components_do_not_know_of_one_another() -> None:
    """All at once as each by itself, though batches hold components of many shapes."""
    chance = np.random.default_rng(6)
    for _ in range(10):
        row, column, weights = graph(chance, 12, 8, 2)
        of = components(row, column)
        edges = Edges(row, column, tuple(weights))
        each = [
            rows[best_edges(edges.where(rows))]
            for number in np.unique(of)
            for rows in [np.flatnonzero(of == number)]
        ]
        assert sorted(best_edges(edges).tolist()) == sorted(np.concatenate(each).tolist())


def test_cells_in_many_batches_are_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from pactbank.scoring.align import batches

    row, column, [weight] = graph(np.random.default_rng(8), 40, 6)
    of = components(row, column)
    expected = sorted(solve(of, row, column, weight)[0].tolist())
    monkeypatch.setattr(batches, "_CELLS", 64)
    assert sorted(solve(of, row, column, weight)[0].tolist()) == expected
