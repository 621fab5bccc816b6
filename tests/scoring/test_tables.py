"""Counts to figures: exact, and the same one at a time and many at once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.tables import (
    UNIT,
    Part,
    columns_of,
    fixed,
    plain_part,
    row_of,
    statistic,
    table_of_rows,
)

PART = Part("tp", "tp", "predicted", "gold")
SPLIT = Part("tp", "tp_gold", "predicted", "gold")


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Fraction(1, 3), 333_333),
        (Fraction(2, 3), 666_667),
        (Fraction(1, 2_000_000), 0),  # half: to even
        (Fraction(3, 2_000_000), 2),
        (1, UNIT),
        (0, 0),
    ],
)
def test_weights_are_rounded_half_to_even(weight: Fraction | int, expected: int) -> None:
    assert fixed(weight) == expected


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        ((3, 3, 4, 6), (3 / 4, 3 / 6, 6 / 10)),
        ((0, 0, 4, 6), (0.0, 0.0, 0.0)),
        ((0, 0, 0, 6), (None, 0.0, 0.0)),
        ((0, 0, 4, 0), (0.0, None, 0.0)),
        ((0, 0, 0, 0), (None, None, None)),
        # Two credits: the harmonic mean of 3/4 and 2/6.
        ((3, 2, 4, 6), (3 / 4, 2 / 6, 2 * (3 / 4) * (2 / 6) / (3 / 4 + 2 / 6))),
        ((3, 0, 4, 0), (3 / 4, None, 0.0)),
    ],
)
def test_figures(sums: tuple[int, ...], expected: tuple[float | None, ...]) -> None:
    row = row_of((SPLIT,), dict(zip(SPLIT.columns, sums, strict=True)))
    assert (row.precision, row.recall, row.f1) == pytest.approx(expected)


def test_f1_never_comes_from_rounded_precision_and_recall() -> None:
    row = row_of((PART,), {"tp": 1, "predicted": 3, "gold": 7})
    assert row.f1 == 2 / 10  # and not 2·P·R/(P + R), which is 0.19999999999999998


def test_several_parts_give_the_mean_of_their_f1_alone() -> None:
    figure = (plain_part("positive"), plain_part("negative"))
    totals = dict.fromkeys(columns_of(figure), 0)
    totals |= {"positive": 1, "positive:predicted": 1, "positive:gold": 3, "negative:gold": 2}
    row = row_of(figure, totals)
    assert (row.precision, row.recall, row.f1) == (None, None, (0.5 + 0) / 2)
    totals["negative:gold"] = 0
    assert row_of(figure, totals).f1 is None


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=6))
def test_many_at_once_are_as_one_at_a_time(rows: list[tuple[int, ...]]) -> None:
    # What is earned is never more than there is.
    sums = [(min(a, p), min(b, g) if a else 0, p, g) for a, b, p, g in rows]
    for figure, columns in (((SPLIT,), [0, 1, 2, 3]), ((PART,), [0, 2, 3])):
        found = statistic(figure)(np.array(sums, np.float64)[:, columns])
        for one, value in zip(sums, found, strict=True):
            f1 = row_of(figure, dict(zip(SPLIT.columns, one, strict=True))).f1
            assert (f1 is None) == bool(np.isnan(value))
            assert f1 is None or value == pytest.approx(f1)


def test_rows_become_columns_and_absent_cells_are_nought() -> None:
    made = table_of_rows(("a", "b"), [{"x": 1}, {"x:gold": 2}], {"x": (plain_part("x"),)}, {})
    assert made.columns["x"].tolist() == [1, 0]
    assert made.columns["x:gold"].tolist() == [0, 2]
    assert made.totals == {"x": 1, "x:predicted": 0, "x:gold": 2}
    assert made.present(made.metrics["x"]).tolist() == [1]
