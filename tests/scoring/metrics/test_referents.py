"""Whom a predicted span means."""

from __future__ import annotations

import pytest

from pactbank.scoring.metrics.covers import Visible
from pactbank.scoring.metrics.referents import GoldMentions, Reader
from pactbank.scoring.metrics.sheets import Filler, Naming, Pact, Sheet

GOLD = Sheet(
    mentions=(
        Naming((0, 10), ("veldria",)),
        Naming((10, 20), ("kestania",)),
        Naming((30, 40), ("veldria", "kestania")),
        Naming((50, 60), ()),  # an open group without referents
        Naming((70, 80), ("mirr",)),
        Naming((70, 80), ("anhal",)),
    )
)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 10), {"veldria"}),
        ((0, 5), {"veldria"}),  # IoU 1/2 is enough
        ((0, 4), None),  # 4/10 is not
        ((0, 20), {"veldria", "kestania"}),  # 10/20 with either: both
        ((2, 20), {"kestania"}),  # 10/18 against 8/20
        ((30, 41), {"veldria", "kestania"}),
        ((50, 60), set()),
        ((70, 80), {"mirr", "anhal"}),  # two mentions of one span: the union
        ((90, 95), None),
    ],
)
def test_the_gold_mentions_of_highest_iou_lend_their_referents(
    span: tuple[int, int], expected: set[str] | None
) -> None:
    wanted = None if expected is None else frozenset(expected)
    assert GoldMentions(GOLD, Visible()).of(span) == wanted


def test_arguments_and_holders_stand_for_referents_too() -> None:
    pact = Pact("TRADE", "MOU", (), (Filler("PARTY", Naming((3, 9), ("brenn",))),), (), (), None)
    assert GoldMentions(Sheet(pacts=(pact,)), Visible()).of((3, 9)) == frozenset({"brenn"})


def reader(*mentions: Naming) -> Reader:
    return Reader(Sheet(mentions), GoldMentions(GOLD, Visible()))


def test_a_span_that_no_gold_mention_supports_matches_nothing() -> None:
    lost = reader().naming(Naming((90, 95), ("x",)))
    assert len(lost) == 1
    assert not lost & {"veldria", "kestania", "mirr", "anhal"}
    # Coreferent ones are one and the same, whatever their spans.
    assert lost == reader().naming(Naming((97, 99), ("x",)))
    assert lost != reader().naming(Naming((97, 99), ()))


def test_a_ref_alone_stands_for_its_first_mention() -> None:
    named = reader(Naming((12, 20), ("x",)), Naming((0, 9), ("x",)), Naming((70, 80), ("y",)))
    assert named.naming(Naming(None, ("x",))) == {"veldria"}
    assert named.ref("x") == {"veldria"}


def test_a_mention_of_its_own_goes_before_a_group() -> None:
    named = reader(Naming((0, 9), ("x", "y")), Naming((10, 20), ("x",)))
    assert named.ref("x") == {"kestania"}
    assert named.ref("y") == {"veldria"}  # it has the group alone


def test_a_ref_without_a_mention_matches_nothing() -> None:
    assert not reader().ref("veldria") & {"veldria"}


def test_the_author_is_the_author() -> None:
    assert reader().ref("AUTHOR") == {"AUTHOR"}
