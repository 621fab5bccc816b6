"""Spans of a corpus as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.columns import (
    Blanks,
    Spans,
    bases,
    blank_places,
    codes,
    numbers,
    packed,
    sorting,
)


def spans(rows: list[tuple[int, int, int, int]]) -> Spans:
    return Spans(*np.array(rows, np.int64).reshape(-1, 4).T)


def test_documents_are_laid_end_to_end() -> None:
    a = spans([(0, 0, 5, 0), (2, 3, 9, 1)])
    b = spans([(1, 0, 7, 0), (0, 2, 6, 0)])
    line = bases(3, a, b)
    assert line.tolist() == [0, 7, 15]  # one more than the longest end of each
    assert a.moved(line).start.tolist() == [0, 18]
    assert bases(3, a, also=np.array([10, 0, 0])).tolist() == [0, 11, 12]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(1, 9)), max_size=9))
def test_spans_of_two_documents_never_meet(rows: list[tuple[int, int, int]]) -> None:
    made = spans([(d, start, start + size, 0) for d, start, size in rows])
    moved = made.moved(bases(5, made))
    for i in range(len(made)):
        for j in range(len(made)):
            meet = moved.start[i] < moved.end[j] and moved.start[j] < moved.end[i]
            inside = made.start[i] < made.end[j] and made.start[j] < made.end[i]
            assert meet == (inside and made.document[i] == made.document[j])


def test_numbers_and_codes() -> None:
    assert numbers([["a"], [], ["b", "c"]]).tolist() == [0, 2, 2]
    assert codes(["b", "a"], ("a", "b"), 2).tolist() == [1, 0]
    with pytest.raises(KeyError):
        codes(["c"], ("a", "b"), 1)


@given(st.text(alphabet="ab \n\u2003🤝", max_size=20), st.data())
def test_visible_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = Blanks(blank_places(text)).visible(np.array([start]), np.array([end]))
    assert found[0] == len("".join(text[start:end].split()))


ROWS = st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=8)


@given(ROWS)
def test_packed_columns_sort_as_the_rows_do(rows: list[tuple[int, int, int]]) -> None:
    columns = list(np.array(rows, np.int64).reshape(-1, 3).T)
    short = packed(columns)
    assert len(short) == 1
    order = sorting(short)
    assert (rows if order is None else [rows[at] for at in order]) == sorted(rows)
    order = sorting(columns)
    assert order is not None
    assert [rows[at] for at in order] == sorted(rows)


def test_what_63_bits_do_not_hold_stays_as_it_is() -> None:
    columns = [np.array([2**40, 1]), np.array([2**40, 2])]
    assert packed(columns) == columns
    found = sorting(columns)
    assert found is not None
    assert found.tolist() == [1, 0]
