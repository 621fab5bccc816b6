"""Against other people's scorers: equal where they are right, and by hand where they are not."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from support.effort import tried
from support.labelled import counts, document, entity, scored, span

TYPES = ["PERSON", "STATE", "ORG"]
Span = tuple[int, int, str]

OURS = {"strict": "strict", "exact": "exact_boundary", "partial": "partial", "ent_type": "type"}
"""nervaluate's names of the four schemes, and ours."""


@st.composite
def flat(draw: st.DrawFn) -> tuple[list[Span], list[Span]]:
    """Flat gold and predicted spans whose overlaps are one-to-one and that never touch: each
    pair lives in a slot of its own, with room on both sides."""
    gold, predicted = [], []
    for slot in range(draw(st.integers(1, 8))):
        base = 20 * slot
        kinds = [draw(st.sampled_from(TYPES)) for _ in range(2)]
        start, end = base + draw(st.integers(2, 6)), base + draw(st.integers(11, 15))
        if draw(st.integers(0, 4)):
            gold.append((start, end, kinds[0]))
        if draw(st.integers(0, 4)):
            moved = draw(st.integers(-2, 2)), draw(st.integers(-2, 2))
            predicted.append((start + moved[0], end + moved[1], kinds[1]))
    return gold, predicted


def by_nervaluate(gold: list[Span], predicted: list[Span]) -> Any:
    sides = [
        [[{"label": kind, "start": start, "end": end - 1} for start, end, kind in side]]
        for side in (gold, predicted)
    ]
    return Evaluator(*sides, tags=TYPES, loader="dict").evaluate()["overall"]


def ours(gold: list[Span], predicted: list[Span]) -> Any:
    first, second = (
        document(entities=[entity(span(start, end), kind) for start, end, kind in side])
        for side in (gold, predicted)
    )
    return scored(first, second).metrics


@tried(200)
@given(flat())
def test_equal_to_nervaluate_where_it_is_right(sides: tuple[list[Span], list[Span]]) -> None:
    theirs, mine = by_nervaluate(*sides), ours(*sides)
    for name, name_here in OURS.items():
        found, metric = theirs[name], mine[name_here]
        assert (metric.correct, metric.incorrect, metric.partial) == (
            found.correct,
            found.incorrect,
            found.partial,
        )
        assert (metric.missed, metric.spurious) == (found.missed, found.spurious)
        assert (metric.precision or 0) == found.precision
        assert (metric.recall or 0) == found.recall
        # Theirs comes from P and R, one rounding later.
        assert (metric.f1 or 0) == pytest.approx(found.f1, rel=1e-15, abs=0)


def tags(spans: list[Span], length: int) -> list[str]:
    line = ["O"] * length
    for start, end, kind in spans:
        line[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return line


@tried(60)
@given(st.lists(flat(), min_size=1, max_size=3))
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
def test_equal_to_seqeval_on_tags(documents: list[tuple[list[Span], list[Span]]]) -> None:
    gold, predicted = ([tags(d[side], 200) for d in documents] for side in (0, 1))
    sides = [
        [
            document(f"d{n}", entities=[entity(span(a, b), kind) for a, b, kind in d[side]])
            for n, d in enumerate(documents)
        ]
        for side in (0, 1)
    ]
    exact = scored(sides[0], sides[1]).metrics["exact"]
    for figure, name in (
        (precision_score, "precision"),
        (recall_score, "recall"),
        (f1_score, "f1"),
    ):
        theirs = figure(gold, predicted, mode="strict", scheme=IOB2, zero_division=0)
        assert (getattr(exact, name) or 0) == pytest.approx(theirs, rel=1e-15, abs=0)


CASES: list[tuple[str, list[Span], list[Span], str, tuple[float, float, float]]] = [
    # What it is about, gold, predicted, metric, our TP, predicted, gold by hand.
    # Taken greedily, [0, 12) STATE would take the first gold span and leave [0, 5) ORG without
    # a partner of its type or any other; aligned, it takes the second one.
    ("greedy", [(0, 5, "STATE"), (6, 12, "STATE")], [(0, 12, "STATE"), (0, 5, "ORG")], "type",
     (1, 2, 2)),
    # Two gold spans of one type inside a long prediction: one pair, whichever.
    ("one for two", [(0, 5, "STATE"), (6, 12, "STATE")], [(0, 12, "STATE")], "type", (1, 1, 2)),
    # A prediction over less than a hundredth of a long gold span is an overlap all the same.
    ("thin", [(0, 300, "EVENT")], [(0, 2, "EVENT")], "type", (1, 1, 1)),
    # A prediction that stands twice is false the second time.
    ("twice", [(0, 5, "STATE")], [(0, 5, "STATE"), (0, 5, "STATE")], "strict", (1, 2, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("gold", "predicted", "name", "expected"),
    [case[1:] for case in CASES],
    ids=[c[0] for c in CASES],
)
def test_cases_by_hand(
    gold: list[Span], predicted: list[Span], name: str, expected: tuple[float, float, float]
) -> None:
    assert counts(ours(gold, predicted)[name]) == expected


def by_type(gold: list[Span], predicted: list[Span]) -> float:
    found: float = by_nervaluate(gold, predicted)["ent_type"].f1
    return found


def test_order_changes_nervaluates_figures_and_not_ours() -> None:
    # The long prediction may take either gold span. Coming first it takes the one whose
    # boundaries are nearer, which is the only one that the short prediction could have.
    gold: list[Span] = [(0, 10, "STATE"), (11, 20, "STATE")]
    predicted: list[Span] = [(0, 20, "STATE"), (0, 4, "STATE")]
    chance = random.Random(3)
    theirs, mine = set(), set()
    for _ in range(12):
        chance.shuffle(gold)
        chance.shuffle(predicted)
        theirs.add(by_type(gold, predicted))
        mine.add(ours(gold, predicted)["type"].f1)
    assert mine == {1.0}  # both pair off: [0, 20) with [11, 20) and [0, 4) with [0, 10)
    assert len(theirs) > 1


def test_nervaluate_takes_a_thin_overlap_for_none() -> None:
    gold: list[Span] = [(0, 300, "EVENT")]
    assert by_nervaluate(gold, [(0, 2, "EVENT")])["ent_type"].correct == 0


def test_neighbours_overlap_for_nervaluate_when_ends_are_given_half_open() -> None:
    # Offsets as every half-open format has them, passed on as they are.
    sides = (
        [[{"label": "STATE", "start": 0, "end": 5}]],
        [[{"label": "STATE", "start": 5, "end": 9}]],
    )
    theirs = Evaluator(*sides, tags=TYPES, loader="dict").evaluate()["overall"]["ent_type"]
    assert theirs.correct == 1
    assert counts(ours([(0, 5, "STATE")], [(5, 9, "STATE")])["type"]) == (0, 1, 1)


def test_seqevals_default_mode_opens_a_span_where_strict_mode_drops_it() -> None:
    gold, predicted = [["B-STATE", "I-STATE"]], [["I-STATE", "I-STATE"]]
    assert f1_score(gold, predicted) == 1.0
    assert f1_score(gold, predicted, mode="strict", scheme=IOB2, zero_division=0) == 0.0
    # Offsets leave no room for that question: the span is there, or it is not.
    assert ours([(0, 2, "STATE")], [(0, 2, "STATE")])["exact"].f1 == 1.0
