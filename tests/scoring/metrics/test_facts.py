"""Which facts a record states."""

from __future__ import annotations

import pytest

from pactbank.scoring.metrics.covers import Visible
from pactbank.scoring.metrics.facts import _when, facts
from pactbank.scoring.metrics.referents import GoldMentions, Reader
from pactbank.scoring.metrics.sheets import Entry, Filler, Naming, Pact, Sheet

ANHAL, MIRR, BOTH = (0, 5), (10, 14), (20, 34)
MENTIONS = (Naming(ANHAL, ("anhal",)), Naming(MIRR, ("mirr",)), Naming(BOTH, ("anhal", "mirr")))


def entry(stage: str, party: str | None = None, **more: str | None) -> Entry:
    given = {"source": "AUTHOR", "condition": "ACTIVE", "polarity": "+", "as_of": None, **more}
    return Entry(party=party, stage=stage, **given)  # type: ignore[arg-type]


def record(*fillers: Filler, entries: tuple[Entry, ...] = (), form: str = "UNSPECIFIED") -> Pact:
    return Pact("DEFCOOP", form, ((40, 50),), fillers, (), entries, None)


def stated(pact: Pact, mentions: tuple[Naming, ...] = MENTIONS) -> set[tuple[object, ...]]:
    sheet = Sheet(mentions, (pact,))
    return set(facts(pact, Reader(sheet, GoldMentions(sheet, Visible()))))


PARTIES = (Filler("PARTY", Naming(ANHAL, ("anhal",))), Filler("PARTY", Naming(MIRR, ("mirr",))))
BASE = {("type", "DEFCOOP"), ("role", "PARTY", "anhal"), ("role", "PARTY", "mirr")}


def of(
    party: str | None, stage: str, condition: str = "ACTIVE", polarity: str = "+"
) -> set[object]:
    return {("status", party, stage, condition, polarity)}


def test_type_form_and_roles() -> None:
    assert stated(record(*PARTIES, form="MOU")) == {*BASE, ("form", "MOU")}
    assert stated(record(*PARTIES)) == BASE  # an unspecified form is no fact


def test_coreferent_fillers_state_one_fact() -> None:
    both = Filler("PARTY", Naming(BOTH, ("anhal", "mirr")))
    assert stated(record(*PARTIES, both)) == BASE


def test_another_role_of_the_same_referent_is_another_fact() -> None:
    giver = Filler("PROVIDER", Naming(ANHAL, ("anhal",)))
    assert stated(record(*PARTIES, giver)) == {*BASE, ("role", "PROVIDER", "anhal")}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        # A null party is every role filler.
        ([entry("SIGNED")], of("anhal", "SIGNED") | of("mirr", "SIGNED")),
        # But for those with an entry of their own from that source.
        (
            [entry("SIGNED"), entry("RATIFIED", "mirr")],
            of("anhal", "SIGNED") | of("mirr", "RATIFIED"),
        ),
        # Another source's entry is not an entry of its own from the author.
        (
            [entry("SIGNED"), entry("RATIFIED", "mirr", source="anhal")],
            of("anhal", "SIGNED") | of("mirr", "SIGNED") | of("mirr", "RATIFIED"),
        ),
        # Everybody has an entry of their own: the null party is nobody in particular.
        (
            [entry("SIGNED"), entry("SIGNED", "mirr"), entry("RATIFIED", "anhal")],
            of(None, "SIGNED") | of("mirr", "SIGNED") | of("anhal", "RATIFIED"),
        ),
        # A denied stage is a fact of its own.
        ([entry("SIGNED", "mirr", polarity="-")], of("mirr", "SIGNED", "ACTIVE", "-")),
        ([entry("SIGNED", "mirr", condition="STALLED")], of("mirr", "SIGNED", "STALLED")),
        # Of one party and source only the latest date counts.
        (
            [entry("SIGNED", "mirr", as_of="2030-12"), entry("RATIFIED", "mirr", as_of="2031-01")],
            of("mirr", "RATIFIED"),
        ),
        # What has no date holds as the text is written.
        (
            [entry("SIGNED", "mirr", as_of="2031-05"), entry("RATIFIED", "mirr")],
            of("mirr", "RATIFIED"),
        ),
        # One date, two entries: both.
        (
            [entry("SIGNED", "mirr", as_of="2031"), entry("RATIFIED", "mirr", as_of="2031")],
            of("mirr", "SIGNED") | of("mirr", "RATIFIED"),
        ),
        # Two sources, two dates: each counts for itself.
        (
            [
                entry("SIGNED", "mirr", as_of="2030"),
                entry("RATIFIED", "mirr", as_of="2031", source="anhal"),
            ],
            of("mirr", "SIGNED") | of("mirr", "RATIFIED"),
        ),
    ],
)
def test_status_facts(entries: list[Entry], expected: set[object]) -> None:
    assert stated(record(*PARTIES, entries=tuple(entries))) == BASE | expected


def test_a_status_without_any_filler_is_about_nobody() -> None:
    assert stated(record(entries=(entry("SIGNED"),))) == {("type", "DEFCOOP"), *of(None, "SIGNED")}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2030", "2031"),
        ("2031-05", "2031-06"),
        ("2031-05-28", "2031-05-29"),
        ("2031-05-28", "2031-05"),  # the last day that may be meant decides
        ("2031-05", "2031-Q2"),
        ("2031-W22", "2031-W23"),
        ("2031-SP", "2031-SU"),
        ("2031-FA", "2031-WI"),
        ("2031-H1", "2031"),
        ("2031", "203X"),
        ("2031", None),
        ("2031", "no date"),
        ("2031", "2031-02-30"),  # a day that does not exist says nothing
    ],
)
def test_dates_of_every_kind_are_in_order(earlier: str, later: str | None) -> None:
    assert _when(earlier) < _when(later)
