"""Sentiment graph F1 by hand, and what is wrong with it."""

from __future__ import annotations

import pytest

from pactbank.scoring.metrics import graph
from pactbank.scoring.reading.lenient import NOWHERE
from pactbank.scoring.tables import UNIT
from support.labelled import Label, document, holder, span, stance
from support.paired import sides_of

TEXT = "Old Anhal praised the new river accord"
#       0   4     10      18  22  26    32


def attitude(
    cue: tuple[int, int],
    held: tuple[int, int] | None = (0, 9),
    target: tuple[int, int] | None = (22, 38),
    polarity: str = "positive",
) -> Label:
    holders = [holder(span(*held))] if held else []
    return stance("ENDORSE", polarity, span(*cue), holders, span(*target) if target else None)


RIGHT = attitude((10, 17))


def counted(gold: list[Label], predicted: list[Label]) -> dict[str, int]:
    sides = sides_of(document(stances=gold), document(stances=predicted))
    columns = graph.columns([TEXT], sides.gold.stances, sides.predicted.stances)
    return {name: int(column[0]) for name, column in columns.items()}


def earned(gold: list[Label], predicted: list[Label]) -> tuple[float, float]:
    row = counted(gold, predicted)
    return row["sentiment_graph"] / UNIT, row["sentiment_graph:by_gold"] / UNIT


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (RIGHT, (1, 1)),
        # Holder "Anhal": all of its 1 word is right, of gold's 2 words 1 is found. Target the same
        # 3 words. Precision (1 + 1 + 1)/3, recall (1/2 + 1 + 1)/3.
        (attitude((10, 17), (4, 9)), (1, round(2.5 / 3, 6))),
        # Cue "praised the": precision (1 + 1/2 + 1)/3.
        (attitude((10, 21)), (round(2.5 / 3, 6), 1)),
        # No overlap in one of the three: no hit.
        (attitude((18, 21)), (0, 0)),
        (attitude((10, 17), (10, 17)), (0, 0)),
        (attitude((10, 17), None), (0, 0)),  # an empty holder overlaps only an empty one
        (attitude((10, 17), polarity="negative"), (0, 0)),
        # Part of a word is the word.
        (attitude((12, 14)), (1, 1)),
    ],
)
def test_one_tuple(predicted: Label, expected: tuple[float, float]) -> None:
    assert earned([RIGHT], [predicted]) == expected


def test_two_empty_parts_overlap() -> None:
    bare = attitude((10, 17), None, None)
    assert earned([bare], [bare]) == (1, 1)


def test_the_best_overlap_is_sought_among_all_polarities() -> None:
    # The positive gold tuple shares 1 of 3 target words; the negative one all. As in the official
    # scorer the hit needs the polarity, the weight does not.
    part = attitude((10, 17), target=(32, 38))
    other = attitude((10, 17), polarity="negative")
    assert earned([part, other], [RIGHT])[0] == 1


def test_repeating_predictions_changes_nothing() -> None:
    row = counted([RIGHT], [RIGHT] * 3)
    assert row["sentiment_graph"] == row["sentiment_graph:predicted"] == 3 * UNIT
    assert row["sentiment_graph:by_gold"] == row["sentiment_graph:gold"] == UNIT


def test_quotes_that_were_not_found_overlap_nothing_and_are_not_empty() -> None:
    sides = sides_of(document(stances=[RIGHT]), document(stances=[RIGHT]))
    of = sides.predicted.stances
    of.holders.start[0], of.holders.end[0] = NOWHERE, NOWHERE + 1
    bare = sides_of(document(stances=[attitude((10, 17), None)])).gold.stances
    for gold in (bare, sides.gold.stances):
        columns = graph.columns([TEXT], gold, of)
        assert columns["sentiment_graph"].tolist() == [0]
