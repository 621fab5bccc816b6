"""Which facts an agreement states."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model.closed import STAGES
from pactbank.model.derived import overall_stage
from pactbank.model.prediction import PredictedAgreement
from pactbank.scoring import score
from pactbank.scoring.metrics.facts import dates, facts, overall_stages
from support.labelled import Label, argument, document, pact, party, span, state, status
from support.paired import sides_of, stated

ANHAL, MIRR, BOTH = span(0, 5), span(10, 14), span(20, 34)
MENTIONS = [state(ANHAL, "anhal"), state(MIRR, "mirr"), state(BOTH, "anhal", "mirr")]


def entry(stage: str, party: str | None = None, **more: str | None) -> Label:
    return status(stage, party, **more)


def record(*fillers: Label, entries: tuple[Label, ...] = (), form: str = "UNSPECIFIED") -> Label:
    return pact("DEFCOOP", [span(40, 50)], list(fillers), list(entries), form)


def facts_of(agreement: Label, entities: list[Label] | None = None) -> set[tuple[Any, ...]]:
    mentions = MENTIONS if entities is None else entities
    [found] = stated(sides_of(document(entities=mentions, agreements=[agreement])))
    return found


PARTIES = (party(ANHAL, "anhal"), party(MIRR, "mirr"))
BASE = {("type", "DEFCOOP"), ("role", "PARTY", "anhal"), ("role", "PARTY", "mirr")}


def of(
    party: str | None, stage: str, condition: str = "ACTIVE", polarity: str = "+"
) -> set[object]:
    return {("status", party, stage, condition, polarity)}


def test_type_form_and_roles() -> None:
    assert facts_of(record(*PARTIES, form="MOU")) == {*BASE, ("form", "MOU")}
    assert facts_of(record(*PARTIES)) == BASE  # an unspecified form is no fact


def test_coreferent_fillers_state_one_fact() -> None:
    both = party(BOTH, "anhal", "mirr")
    assert facts_of(record(*PARTIES, both)) == BASE


def test_another_role_of_the_same_referent_is_another_fact() -> None:
    giver = argument(ANHAL, "PROVIDER", "anhal")
    assert facts_of(record(*PARTIES, giver)) == {*BASE, ("role", "PROVIDER", "anhal")}


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
def test_status_facts(entries: list[Label], expected: set[object]) -> None:
    assert facts_of(record(*PARTIES, entries=tuple(entries))) == BASE | expected


def test_a_status_without_any_filler_is_about_nobody() -> None:
    assert facts_of(record(entries=(entry("SIGNED"),))) == {
        ("type", "DEFCOOP"),
        *of(None, "SIGNED"),
    }


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
    words = pa.array([earlier, later or ""])
    first, second = dates(np.array([0, -1 if later is None else 1]), words).tolist()
    assert first < second


def stages_of(*agreements: Label) -> list[str | None]:
    """The overall stage of each agreement, whose fillers and parties are in `MENTIONS`."""
    sides = sides_of(document(entities=MENTIONS, agreements=list(agreements)))
    of, words = sides.gold.agreements, sides.gold.vocabulary
    held = facts(of, sides.readers[0], sides.line, sides.author, words)
    return [STAGES[at] if at >= 0 else None for at in overall_stages(of, held).tolist()]


ENTRIES = st.builds(
    status,
    st.sampled_from(STAGES),
    st.sampled_from([None, "anhal", "mirr"]),
    polarity=st.sampled_from("+-"),
    certainty=st.sampled_from(["CT", "PR"]),
    conditional=st.booleans(),
    source=st.sampled_from(["AUTHOR", "anhal", "mirr"]),
)
RECORDS = st.builds(
    lambda fillers, entries: record(*fillers, entries=tuple(entries)),
    st.lists(st.sampled_from([*PARTIES, party(BOTH, "anhal", "mirr")]), max_size=2),
    st.lists(ENTRIES, max_size=4),
)


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_the_overall_stage_is_the_one_that_records_derive(agreements: list[Label]) -> None:
    expected = [overall_stage(msgspec.convert(a, PredictedAgreement)) for a in agreements]
    assert stages_of(*agreements) == expected


def test_whom_fillers_mean_decides_the_overall_stage_and_not_their_ids() -> None:
    """Anhal signed what both parties initialled: Mirr is the slowest, however it is named."""
    entries = (entry("TEXT_AGREED"), entry("SIGNED", "anhal"))
    with_refs = record(*PARTIES, entries=entries)
    without = record(party(ANHAL), party(MIRR), entries=entries)
    assert stages_of(with_refs, without) == ["TEXT_AGREED"] * 2
    assert stages_of(record(party(ANHAL), entries=entries)) == ["SIGNED"]
    for gold, predicted in ((with_refs, without), (without, with_refs)):
        of_gold = document(entities=MENTIONS, agreements=[gold])
        given = document(entities=MENTIONS, agreements=[predicted])
        found = score([of_gold], [given], "agreements", intervals="none")
        assert found.metrics["stage"].f1 == 1


def test_the_order_of_entries_is_nothing_where_one_party_is_operative_and_in_force() -> None:
    entries = [status("IN_FORCE", "anhal"), status("OPERATIVE", "anhal")]
    for order in (entries, entries[::-1]):
        agreement = record(*PARTIES[:1], entries=tuple(order))
        assert stages_of(agreement) == ["OPERATIVE"]
        assert overall_stage(msgspec.convert(agreement, PredictedAgreement)) == "OPERATIVE"
