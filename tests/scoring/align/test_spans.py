"""The aligner of spans against all alignments of small documents."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pactbank.scoring.align import TypedSpans, equal_spans, pair_spans
from pactbank.scoring.align import spans as module
from pactbank.scoring.tables import UNIT, Ints, fixed, fixed_shares
from scoring.align.test_assignment import all_assignments

Span = tuple[int, int, int]
"""Start, end, type."""


def line(spans: list[Span]) -> TypedSpans:
    return TypedSpans(*np.array(spans, np.int64).reshape(-1, 3).T)


def visible_without(blanks: set[int]) -> module.Visible:
    """Counts the code points that are not in the set, one by one."""

    def visible(start: Ints, end: Ints) -> Ints:
        pairs = zip(start.tolist(), end.tolist(), strict=True)
        return np.array([len(set(range(a, b)) - blanks) for a, b in pairs], np.int64)

    return visible


def shared(a: Span, b: Span, blanks: set[int]) -> tuple[int, int]:
    first, second = (set(range(*span[:2])) - blanks for span in (a, b))
    return len(first & second), len(first | second)


def criteria(a: Span, b: Span, blanks: set[int]) -> tuple[int, ...] | None:
    """What METRICS names, in its order; then pairs, IoU of one type. None: no overlap."""
    common, union = shared(a, b, blanks)
    if not common:
        return None
    same_boundary, same_type = a[:2] == b[:2], a[2] == b[2]
    iou = fixed(Fraction(common, union))
    return (
        int(same_boundary and same_type),
        int(same_boundary),
        int(same_type),
        iou,
        1,
        iou * same_type,
    )


def by_trying(
    gold: list[Span], predicted: list[Span], blanks: set[int]
) -> tuple[tuple[int, ...], set[tuple[Span, Span]]]:
    """The best sums, and the first of the alignments that reach them in canonical order."""
    gold, predicted = sorted(gold), sorted(predicted)
    table = [[criteria(g, p, blanks) for p in predicted] for g in gold]
    best: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    for chosen in all_assignments(len(gold), len(predicted)):
        found = [table[g][p] for g, p in enumerate(chosen) if p >= 0]
        if None not in found:
            rows = [(0,) * 6, *(row for row in found if row is not None)]
            sums = tuple(-sum(column) for column in zip(*rows, strict=True))
            last = tuple(len(predicted) if p < 0 else p for p in chosen)
            best = min(best, (sums, last)) if best else (sums, last)
    assert best is not None
    pairs = {(gold[g], predicted[p]) for g, p in enumerate(best[1]) if p < len(predicted)}
    return tuple(-total for total in best[0]), pairs


def spans(count: int) -> st.SearchStrategy[list[Span]]:
    """Nested, adjacent, crossing and equal spans on a short line."""
    one = st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 2))
    return st.lists(one.map(lambda s: (s[0], s[0] + s[1], s[2])), max_size=count)


@given(spans(4), spans(4), st.sets(st.integers(0, 12), max_size=4), st.randoms())
def test_it_is_the_optimum_whatever_the_order(
    gold: list[Span], predicted: list[Span], blanks: set[int], chance: random.Random
) -> None:
    # Spans of nothing but white space are never in good data.
    gold = [g for g in gold if shared(g, g, blanks)[0]]
    predicted = [p for p in predicted if shared(p, p, blanks)[0]]
    sums, pairs = by_trying(gold, predicted, blanks)
    chance.shuffle(gold)
    chance.shuffle(predicted)
    found = pair_spans(line(gold), line(predicted), visible_without(blanks))
    assert sums == (
        int((found.same_boundary & found.same_type).sum()),
        int(found.same_boundary.sum()),
        int(found.same_type.sum()),
        int(found.iou.sum()),
        len(found.gold),
        int((found.iou * found.same_type).sum()),
    )
    assert len(set(found.gold)) == len(set(found.predicted)) == len(found.gold)
    chosen = zip(found.gold.tolist(), found.predicted.tolist(), strict=True)
    by_row = {(gold[g], predicted[p]) for g, p in chosen}
    # Copies of one span may be told apart by row numbers, and by nothing that counts.
    assert by_row == pairs


@given(spans(30), spans(30))
def test_equal_spans_are_a_multiset_intersection(gold: list[Span], predicted: list[Span]) -> None:
    found = equal_spans(line(gold), line(predicted))
    matched = [gold[row] for row in found[0]]
    assert matched == [predicted[row] for row in found[1]]
    left = list(predicted)
    expected = 0
    for span in gold:
        if span in left:
            left.remove(span)
            expected += 1
    assert len(matched) == expected


def test_offsets_too_large_for_one_key_are_ranked() -> None:
    far = 2**40
    gold = [(0, 5, 1), (far, far + 2**31, 200), (far + 1, far + 9, 3)]
    predicted = [(far, far + 2**31, 200), (0, 5, 2), (far + 1, far + 8, 3)]
    found = pair_spans(line(gold), line(predicted), module_size)
    assert sorted(zip(found.gold.tolist(), found.predicted.tolist(), strict=True)) == [
        (0, 1),
        (1, 0),
        (2, 2),
    ]


def module_size(start: Ints, end: Ints) -> Ints:
    size: Ints = np.maximum(end - start, 0)
    return size


def test_a_long_chain_is_solved_exactly() -> None:
    """Predictions that all straddle two gold spans: one component of 400 spans a side."""
    gold = [(10 * at, 10 * at + 10, 0) for at in range(400)]
    predicted = [(10 * at + 4, 10 * at + 14, 0) for at in range(400)]
    found = pair_spans(line(gold), line(predicted), module_size)
    # Each prediction shares 6 with its own gold span and 4 with the next: 6/14 each.
    assert len(found.gold) == 400
    assert int(found.iou.sum()) == 400 * round(UNIT * 6 / 14)


def test_a_dense_component_goes_to_the_solver() -> None:
    gold = [(at, 60 - at, at % 3) for at in range(20)]
    predicted = [(at + 1, 60 - at, at % 3) for at in range(20)]
    found = pair_spans(line(gold), line(predicted), module_size)
    assert len(found.gold) == 20
    assert found.same_type.all()


def test_shares_are_rounded_half_to_even() -> None:
    parts, wholes = np.array([1, 3, 1, 2]), np.array([2_000_000, 2_000_000, 3, 3])
    assert fixed_shares(parts, wholes).tolist() == [0, 2, 333_333, 666_667]
    assert [fixed(Fraction(int(p), int(w))) for p, w in zip(parts, wholes, strict=True)] == [
        0,
        2,
        333_333,
        666_667,
    ]
