"""Agreement metrics by hand."""

from __future__ import annotations

import pytest

from support.labelled import (
    Label,
    Words,
    argument,
    counts,
    document,
    pact,
    party,
    scored,
    shares,
    span,
    state,
    status,
)

TEXT = Words(
    "Anhal and Mirr signed the Ridge Pact . Kestania gives Brenn trucks and spare parts under the "
    "Lantern Programme ; both countries have deals with Tolmar and Hask ."
)
STATES = [
    state(TEXT("Anhal"), "anhal"),
    state(TEXT("Mirr"), "mirr"),
    state(TEXT("Kestania"), "kestania"),
    state(TEXT("Brenn"), "brenn"),
    state(TEXT("both countries"), "anhal", "mirr"),
    state(TEXT("Tolmar"), "tolmar"),
    state(TEXT("Hask"), "hask"),
]
RIDGE = pact(
    "DEFCOOP",
    [TEXT("Ridge Pact")],
    [party(TEXT("Anhal"), "anhal"), party(TEXT("Mirr"), "mirr")],
    [status("SIGNED")],
    form="TREATY",
)
LANTERN = pact(
    "ASSISTANCE",
    [TEXT("Lantern Programme")],
    [
        argument(TEXT("Kestania"), "PROVIDER", "kestania"),
        argument(TEXT("Brenn"), "BENEFICIARY", "brenn"),
        {**TEXT("trucks and spare parts"), "role": "PROVISION"},
    ],
    [status("OPERATIVE")],
    form="PROGRAMME",
)


def gold(*pacts: Label) -> Label:
    return document(entities=STATES, agreements=list(pacts))


def given(*pacts: Label, entities: list[Label] | None = None) -> Label:
    return document(entities=STATES if entities is None else entities, agreements=list(pacts))


def changed(label: Label, **fields: object) -> Label:
    return {**label, **fields}


def test_facts_count_what_two_aligned_records_share() -> None:
    # Gold: type, form, 2 parties, 2 statuses: 6. Predicted: another form, Mirr ratified instead
    # of signed: shared are type, 2 parties, Anhal signed: 4.
    other = changed(
        RIDGE, form="MOU", status=[status("SIGNED", "anhal"), status("RATIFIED", "mirr")]
    )
    metrics = scored(gold(RIDGE), given(other), "agreements").metrics
    assert counts(metrics["facts"]) == (4, 6, 6)
    assert shares(metrics["facts"]) == (4 / 6, 4 / 6, 4 / 6)
    assert counts(metrics["records"]) == (0, 1, 1)


def test_the_number_of_facts_is_maximised_and_records_left_over_count() -> None:
    # The longer prediction shares 6 facts with Ridge, the shorter one 2.
    short = pact("DEFCOOP", [TEXT("Ridge Pact")], [party(TEXT("Anhal"), "anhal")])
    metrics = scored(gold(RIDGE), given(short, RIDGE), "agreements").metrics
    assert counts(metrics["facts"]) == (6, 6 + 2, 6)
    assert counts(metrics["records"]) == (1, 2, 1)


def test_deleting_a_right_fact_never_pays() -> None:
    """With Dice instead of a count, the cut prediction would be aligned better and gain."""
    two = changed(LANTERN, mentions=[TEXT("Ridge Pact")])
    whole = scored(gold(RIDGE, two), given(RIDGE), "agreements").metrics["facts"]
    cut = changed(RIDGE, status=[])
    assert scored(gold(RIDGE, two), given(cut), "agreements").metrics["facts"].tp < whole.tp


def test_records_that_share_neither_filler_nor_mention_do_not_meet() -> None:
    # Type and form are the same, but nothing ties the two together.
    stranger = pact("DEFCOOP", [TEXT("deals")], [party(TEXT("Hask"), "hask")], form="TREATY")
    metrics = scored(gold(RIDGE), given(stranger), "agreements").metrics
    assert counts(metrics["facts"]) == (0, 3, 6)
    assert counts(metrics["stage"]) == (0, 0, 0)


def test_overlapping_mentions_tie_records_together() -> None:
    # No filler in common: type and form are shared, for "the Ridge Pact" overlaps the mention.
    loose = pact("DEFCOOP", [TEXT("the Ridge Pact")], [party(TEXT("Hask"), "hask")], form="TREATY")
    metrics = scored(gold(RIDGE), given(loose), "agreements").metrics
    assert counts(metrics["facts"]) == (2, 3, 6)
    assert counts(metrics["mentions"]) == (0, 1, 1)  # overlapping is not exact


def test_one_phrase_that_names_two_pacts() -> None:
    deals = [
        pact("TRADE", [TEXT("deals")], [party(TEXT("both countries"), "anhal", "mirr"), other])
        for other in (party(TEXT("Tolmar"), "tolmar"), party(TEXT("Hask"), "hask"))
    ]
    # Gold items (record, span): 2; trigger: 1. Predicted as one pact with all four parties: it
    # shares type and 3 roles with either record; its own facts are type and 4 roles.
    merged = pact(
        "TRADE",
        [TEXT("deals")],
        [
            party(TEXT("both countries"), "anhal", "mirr"),
            party(TEXT("Tolmar"), "tolmar"),
            party(TEXT("Hask"), "hask"),
        ],
    )
    metrics = scored(gold(*deals), given(merged), "agreements").metrics
    assert counts(metrics["facts"]) == (4, 5, 8)
    assert counts(metrics["mentions"]) == (1, 1, 2)
    assert counts(metrics["triggers"]) == (1, 1, 1)
    metrics = scored(gold(*deals), given(*deals), "agreements").metrics
    assert counts(metrics["mentions"]) == (2, 2, 2)


def test_coreferent_fillers_are_one_fact_on_both_sides() -> None:
    twice = changed(
        RIDGE, arguments=[*RIDGE["arguments"], party(TEXT("both countries"), "anhal", "mirr")]
    )
    metrics = scored(gold(twice), given(RIDGE), "agreements").metrics
    assert counts(metrics["facts"]) == (6, 6, 6)
    assert counts(metrics["records"]) == (1, 1, 1)


def test_predictions_need_no_ids_in_common_with_gold() -> None:
    entities = [state(TEXT("Anhal"), "x1"), state(TEXT("Mirr"), "x2")]
    renamed = pact(
        "DEFCOOP",
        [TEXT("Ridge Pact")],
        [party(TEXT("Anhal"), "x1"), party(TEXT("Mirr"), "x2")],
        [status("SIGNED", "x1"), status("SIGNED", "x2")],
        form="TREATY",
    )
    bare = changed(
        renamed, arguments=[party(TEXT("Anhal")), party(TEXT("Mirr"))], status=[status("SIGNED")]
    )
    by_ref = changed(
        renamed, arguments=[{"role": "PARTY", "refs": ["x1"]}, {"role": "PARTY", "refs": ["x2"]}]
    )
    for predicted in (renamed, bare, by_ref):
        metrics = scored(gold(RIDGE), given(predicted, entities=entities), "agreements").metrics
        assert counts(metrics["records"]) == (1, 1, 1), predicted


def test_a_filler_beside_the_gold_mentions_is_a_false_fact() -> None:
    lost = changed(RIDGE, arguments=[party(TEXT("Anhal"), "anhal"), party(TEXT("signed"), "z")])
    # type, form, Anhal, Anhal signed are shared; "signed" as a party and its status are false.
    metrics = scored(gold(RIDGE), given(lost, entities=[]), "agreements").metrics
    assert counts(metrics["facts"]) == (4, 6, 6)


def test_a_denied_stage_is_another_fact() -> None:
    denied = changed(RIDGE, status=[status("SIGNED", polarity="-")])
    metrics = scored(gold(RIDGE), given(denied), "agreements").metrics
    assert counts(metrics["facts"]) == (4, 6, 6)
    assert counts(metrics["stage"]) == (0, 1, 1)  # gold is SIGNED, nothing is affirmed there


def test_two_records_of_one_type_keep_their_arguments_apart() -> None:
    first = pact("TRADE", [TEXT("deals")], [party(TEXT("Tolmar"), "tolmar")])
    second = pact("TRADE", [TEXT("Ridge Pact")], [party(TEXT("Hask"), "hask")])
    crossed = [
        changed(first, arguments=second["arguments"]),
        changed(second, arguments=first["arguments"]),
    ]
    metrics = scored(gold(first, second), given(*crossed), "agreements").metrics
    # Either pairing shares type and one more fact at most: by role 2 + 2 (mentions differ), by
    # mention 1 + 1. The greater sum pairs by role.
    assert counts(metrics["facts"]) == (4, 4, 4)
    assert counts(metrics["mentions"]) == (0, 2, 2)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (LANTERN["arguments"], (2, 2, 2)),
        # Kestania is right; Brenn as a second provider is not.
        (
            [
                argument(TEXT("Kestania"), "PROVIDER", "k"),
                argument(TEXT("Brenn"), "PROVIDER", "b"),
            ],
            (1, 2, 2),
        ),
        # One entity with a span of another is wrong as a whole.
        (
            [
                argument(TEXT("Kestania"), "PROVIDER", "k"),
                argument(TEXT("Brenn"), "PROVIDER", "k"),
            ],
            (0, 1, 2),
        ),
        # An entity named by an id without mentions has no spans: refused.
        ([{"role": "PROVIDER", "refs": ["nobody"]}], (0, 1, 2)),
        # Two entities for one: one of them.
        (
            [
                argument(TEXT("Kestania"), "PROVIDER", "k"),
                argument(TEXT("Kestania"), "PROVIDER", "l"),
            ],
            (1, 2, 2),
        ),
        ([], (0, 0, 2)),
    ],
)
def test_role_fillers_are_entities_of_the_document(
    arguments: list[Label], expected: tuple[int, int, int]
) -> None:
    predicted = given(changed(LANTERN, arguments=arguments), entities=[])
    metrics = scored(gold(LANTERN), predicted, "agreements")
    assert counts(metrics.metrics["role_fillers"]) == expected
    assert metrics.by_type["BENEFICIARY"]["role_fillers"].gold == 1


@pytest.mark.parametrize(
    ("words", "tp"),
    [
        ("trucks and spare parts", 1),
        ("trucks and spare", 1),  # 14 of 19 visible code points
        ("spare parts", 1),  # 10 of 19 is more than half
        ("trucks and", 0),  # 9 of 19
        ("parts", 0),
    ],
)
def test_provisions_need_half_of_what_they_cover(words: str, tp: int) -> None:
    arguments = [*LANTERN["arguments"][:2], {**TEXT(words), "role": "PROVISION"}]
    predicted = given(changed(LANTERN, arguments=arguments))
    metric = scored(gold(LANTERN), predicted, "agreements").metrics["provisions"]
    assert counts(metric) == (tp, 1, 1)


def test_stage_is_accuracy_over_aligned_pairs_whose_gold_has_one() -> None:
    silent = pact("TRADE", [TEXT("deals")], [party(TEXT("Tolmar"), "tolmar")])
    predicted = given(
        changed(RIDGE, status=[status("SIGNED", "anhal"), status("NEGOTIATION", "mirr")]),
        LANTERN,
        silent,
    )
    metric = scored(gold(RIDGE, LANTERN, silent), predicted, "agreements").metrics["stage"]
    # Ridge as a whole is where its last party is: NEGOTIATION, not SIGNED. Lantern is right.
    assert counts(metric) == (1, 2, 2)
    assert metric.f1 == 0.5


def test_facts_by_type() -> None:
    other = changed(RIDGE, type="ALLIANCE")
    result = scored(gold(RIDGE, LANTERN), given(other, LANTERN), "agreements")
    # Ridge shares 5 of 6 facts; they are credit of the gold type DEFCOOP, the predicted ALLIANCE.
    assert counts(result.by_type["ALLIANCE"]["facts"]) == (5, 6, 0)
    assert result.by_type["DEFCOOP"]["facts"].tp_gold == 5
    assert shares(result.by_type["DEFCOOP"]["facts"])[:2] == (None, 5 / 6)
    assert shares(result.by_type["ASSISTANCE"]["facts"]) == (1, 1, 1)


def test_no_prediction_at_all() -> None:
    metrics = scored(gold(RIDGE), [], "agreements").metrics
    assert counts(metrics["facts"]) == (0, 0, 6)
    assert shares(metrics["facts"]) == (None, 0.0, 0.0)
    assert shares(metrics["stage"]) == (None, None, None)


def test_offsets_alone_will_do() -> None:
    record = pact("TRADE", [span(50, 54)], [party(span(0, 5), "a")])
    side = document(agreements=[record])
    assert counts(scored(side, side, "agreements").metrics["facts"]) == (2, 2, 2)
