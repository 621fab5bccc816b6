"""Spans of a corpus on one line."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.columns.line import (
    Blanks,
    Spans,
    bases,
    blank_places,
    covers,
    meeting,
    overlapping,
    perhaps_blank,
    quoted_blanks,
    shared_cover,
)

RANGES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


def spans(ranges: list[tuple[int, int]]) -> Spans:
    return Spans(*np.array(ranges, np.int64).reshape(-1, 2).T)


def test_documents_are_laid_end_to_end() -> None:
    assert bases(np.array([6, 7, 9])).tolist() == [0, 7, 15]  # one more than the length of each


@given(RANGES, RANGES, st.sets(st.integers(0, 26)))
def test_pairs_that_meet_and_what_they_share(
    a: list[tuple[int, int]], b: list[tuple[int, int]], blanks: set[int]
) -> None:
    known = Blanks(np.array(sorted(blanks), np.int64))
    pairs = [
        (i, j) for i, x in enumerate(a) for j, y in enumerate(b) if x[0] < y[1] and y[0] < x[1]
    ]
    rows = overlapping(spans(a), spans(b))
    assert list(zip(*(r.tolist() for r in rows), strict=True)) == pairs
    sets = [[set(range(*one)) - blanks for one in side] for side in (a, b)]
    expected = [
        (i, j, len(sets[0][i] & sets[1][j]), len(sets[0][i] | sets[1][j]))
        for i, j in pairs
        if sets[0][i] & sets[1][j]
    ]
    found = meeting(spans(a), spans(b), known)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@given(RANGES, RANGES, st.sets(st.integers(0, 26)))
def test_what_labels_cover_together_is_that_of_the_sets(
    a: list[tuple[int, int]], b: list[tuple[int, int]], blanks: set[int]
) -> None:
    known = Blanks(np.array(sorted(blanks), np.int64))
    first, second = (covers(np.zeros(len(of), np.int64), spans(of), 1, known) for of in (a, b))
    sets = [{at for one in of for at in range(*one)} - blanks for of in (a, b)]
    zero = np.zeros(1, np.int64)
    [common] = shared_cover(first, second, zero, zero, known).tolist()
    assert [of.size.tolist() for of in (first, second)] == [[len(s)] for s in sets]
    assert common == len(sets[0] & sets[1])


def test_covers_of_several_labels_stay_apart() -> None:
    known = Blanks(np.zeros(0, np.int64))
    made = covers(np.array([1, 0, 1, 2]), spans([(5, 9), (0, 4), (8, 12), (2, 3)]), 4, known)
    assert made.size.tolist() == [4, 7, 1, 0]


def test_huge_spans_cost_nothing() -> None:
    known = Blanks(np.zeros(0, np.int64))
    whole, half = spans([(0, 2**31 - 1)]), spans([(0, 2**30)])
    [common], [union] = (column.tolist() for column in meeting(whole, half, known)[2:])
    assert Fraction(common, union) == Fraction(2**30, 2**31 - 1)


@given(st.text(alphabet="ab \n\u2003🤝", max_size=20), st.data())
def test_visible_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = Blanks(blank_places(text)).visible(np.array([start]), np.array([end]))
    assert found[0] == len("".join(text[start:end].split()))


WORDS = st.lists(st.none() | st.text(alphabet="ab \n\x1c\u2003🤝é", max_size=8), max_size=5)


@given(WORDS)
def test_blanks_inside_quoted_words(words: list[str | None]) -> None:
    starts = [100 * at for at in range(len(words))]
    ends = [start + len(word or "abc") for start, word in zip(starts, words, strict=True)]
    given_ = spans(list(zip(starts, ends, strict=True)))
    found = quoted_blanks(pa.array(words, pa.string()), given_)
    expected = [
        start + at
        for start, word in zip(starts, words, strict=True)
        for at, char in enumerate(word or "")
        if char.isspace()
    ]
    assert sorted(found.tolist()) == expected


@given(WORDS, st.integers(0, 2))
def test_words_that_are_blank_are_all_doubted(words: list[str | None], first: int) -> None:
    doubted = perhaps_blank(pa.array(words, pa.string())[first:])
    blank = [at for at, word in enumerate(words[first:]) if word is not None and not word.strip()]
    assert set(blank) <= set(doubted.tolist())
    assert perhaps_blank(pa.array(["a", "Z ", "~"])).tolist() == []


def test_words_of_another_length_than_their_span_say_nothing() -> None:
    found = quoted_blanks(pa.array(["a b", "a b"]), spans([(0, 4), (10, 13)]))
    assert found.tolist() == [11]
