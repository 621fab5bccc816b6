from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.metrics.covers import EMPTY, Visible, cover, iou

RANGES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


@given(RANGES, RANGES, st.sets(st.integers(0, 26)))
def test_iou_is_that_of_the_sets(
    a: list[tuple[int, int]], b: list[tuple[int, int]], blanks: set[int]
) -> None:
    visible = Visible(sorted(blanks))
    sets = [{at for start, end in side for at in range(start, end)} - blanks for side in (a, b)]
    union = len(sets[0] | sets[1])
    expected = Fraction(len(sets[0] & sets[1]), union) if union else Fraction(1)
    assert iou(cover(a, visible), cover(b, visible), visible) == expected


def test_nothing_against_nothing_is_one_and_against_something_zero() -> None:
    visible = Visible()
    assert iou(EMPTY, EMPTY, visible) == 1
    assert iou(EMPTY, cover([(0, 3)], visible), visible) == 0


def test_huge_spans_cost_nothing() -> None:
    visible = Visible()
    whole = cover([(0, 2**31 - 1)], visible)
    assert iou(whole, cover([(0, 2**30)], visible), visible) == Fraction(2**30, 2**31 - 1)
