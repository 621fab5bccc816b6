"""Whom a predicted span means."""

from __future__ import annotations

import numpy as np
import pytest

from pactbank.scoring.columns.line import Spans
from pactbank.scoring.pairing import Sides
from support.labelled import Label, argument, document, entity, holder, pact, party, span, stance
from support.paired import name_of, sides_of

GOLD = document(
    entities=[
        entity(span(0, 10), "STATE", "veldria"),
        entity(span(10, 20), "STATE", "kestania"),
        entity(span(30, 40), "STATE", "veldria", "kestania"),
        entity(span(50, 60), "STATE", open=True),  # an open group without referents
        entity(span(70, 80), "STATE", "mirr"),
        entity(span(70, 80), "PERSON", "anhal"),
        entity(span(90, 98), "TIME"),
    ]
)


def meant(gold: Label, start: int, end: int) -> set[str | None]:
    """The referents that the gold mentions of highest IoU lend a span."""
    sides = sides_of(gold)
    found = sides.referents.of(Spans(np.array([start]), np.array([end])))
    return {name_of(sides, referent) for referent in found.value.tolist()}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ((0, 10), {"veldria"}),
        ((0, 5), {"veldria"}),  # IoU 1/2 is enough
        ((0, 4), set()),  # 4/10 is not
        ((0, 20), {"veldria", "kestania"}),  # 10/20 with either: both
        ((2, 20), {"kestania"}),  # 10/18 against 8/20
        ((30, 41), {"veldria", "kestania"}),
        ((50, 60), set()),
        ((70, 80), {"mirr", "anhal"}),  # two mentions of one span: the union
        ((90, 98), set()),
        ((190, 195), set()),
    ],
)
def test_the_gold_mentions_of_highest_iou_lend_their_referents(
    where: tuple[int, int], expected: set[str]
) -> None:
    assert meant(GOLD, *where) == expected


def test_arguments_and_holders_stand_for_referents_too() -> None:
    gold = document(
        agreements=[pact("TRADE", [], [party(span(3, 9), "brenn")])],
        stances=[stance("WARN", "negative", span(20, 25), [holder(span(11, 16), "hask")])],
    )
    assert meant(gold, 3, 9) == {"brenn"}
    assert meant(gold, 11, 16) == {"hask"}


def test_a_gold_filler_without_refs_is_a_referent_of_its_own() -> None:
    gold = document(agreements=[pact("TRADE", [], [party(span(3, 9)), party(span(12, 18))])])
    sides = sides_of(gold)
    found = sides.referents.of(Spans(np.array([3, 12]), np.array([9, 18])))
    assert found.counts.tolist() == [1, 1]
    assert len(set(found.value.tolist())) == 2


def fillers(*arguments: Label, entities: list[Label] | None = None) -> tuple[Sides, list[set[int]]]:
    """Whom the fillers of a predicted agreement mean, one by one."""
    agreement = pact("TRADE", [span(0, 3)], list(arguments))
    sides = sides_of(GOLD, document(entities=entities or [], agreements=[agreement]))
    of = sides.predicted.agreements
    rows = np.arange(len(arguments))
    found = sides.readers[1].fillers(of.arguments, of.argument_refs, sides.line, rows)
    return sides, [set(found.value[found.row == row].tolist()) for row in rows.tolist()]


def names(*arguments: Label, entities: list[Label] | None = None) -> list[set[str | None]]:
    sides, found = fillers(*arguments, entities=entities)
    return [{name_of(sides, referent) for referent in of} for of in found]


@pytest.mark.parametrize("where", [span(190, 195), span(50, 60), span(90, 98)])
def test_a_span_that_means_nobody_matches_nothing_and_counts_as_one(where: Label) -> None:
    assert names(argument(where, "PARTY", "x")) == [{None}]


def test_lost_spans_are_told_apart_by_their_place() -> None:
    _, [one, same, other] = fillers(
        argument(span(190, 195), "PARTY", "x"),
        argument(span(190, 195), "PARTY"),
        argument(span(197, 199), "PARTY", "x"),
    )
    assert one == same != other


def test_a_ref_alone_stands_for_its_first_mention() -> None:
    entities = [
        entity(span(12, 20), "STATE", "x"),
        entity(span(0, 9), "STATE", "x"),
        entity(span(70, 80), "STATE", "y"),
    ]
    assert names({"role": "PARTY", "refs": ["x"]}, entities=entities) == [{"veldria"}]


def test_a_mention_of_its_own_goes_before_a_group() -> None:
    entities = [entity(span(0, 9), "STATE", "x", "y"), entity(span(10, 20), "STATE", "x")]
    by_ref = [{"role": "PARTY", "refs": [name]} for name in "xy"]
    assert names(*by_ref, entities=entities) == [{"kestania"}, {"veldria"}]  # y has the group alone


def test_a_ref_without_a_mention_matches_nothing_whatever_it_is_called() -> None:
    assert names({"role": "PARTY", "refs": ["veldria"]}) == [{None}]
    ghost = document(agreements=[pact("TRADE", [span(0, 3)], [{"role": "PARTY", "refs": ["z"]}])])
    sides = sides_of(ghost)
    both = [
        reader.refs(np.zeros(1, np.int64), labels.agreements.argument_refs.value).value.tolist()
        for labels, reader in zip((sides.gold, sides.predicted), sides.readers, strict=True)
    ]
    assert both[0] != both[1]


def test_the_author_is_the_author() -> None:
    sides = sides_of(GOLD)
    author = np.array([sides.author])
    found = sides.readers[1].sources(np.zeros(1, np.int64), author, sides.author)
    assert [name_of(sides, referent) for referent in found.value.tolist()] == ["AUTHOR"]
