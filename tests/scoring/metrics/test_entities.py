"""Entity metrics by hand: nested, touching, twofold, don't-care, filtered."""

from __future__ import annotations

from typing import Any

import pytest

from support.labelled import counts, document, entity, scored, shares, span

GOLD = document(
    entities=[
        entity(span(0, 8), "STATE"),
        entity(span(10, 20), "PERSON"),
        entity(span(30, 35), "PLACE"),
        entity(span(40, 50), "EVENT"),
    ]
)
PREDICTED = document(
    entities=[
        entity(span(0, 8), "STATE"),  # right
        entity(span(10, 20), "ORG"),  # wrong type
        entity(span(30, 38), "PLACE"),  # IoU 5/8 with the gold place
        entity(span(60, 64), "TIME"),  # touches nothing
    ]
)


@pytest.mark.parametrize(
    ("name", "tp"),
    [
        ("exact", 1),  # the state
        ("untyped", 2),  # the state, and the person that is called ORG
        ("strict", 1),
        ("exact_boundary", 2),
        ("partial", 2.5),  # two boundaries, and half for the place
        ("type", 2),  # the state and the place
        ("iou", 1.625),  # 1 + 5/8
    ],
)
def test_every_metric_of_pairs(name: str, tp: float) -> None:
    metric = scored(GOLD, PREDICTED).metrics[name]
    assert counts(metric) == (tp, 4, 4)
    assert shares(metric) == (tp / 4, tp / 4, tp / 4)  # as many predicted as gold


@pytest.mark.parametrize(
    ("name", "expected"),
    [  # correct, incorrect, partial, missed (the event), spurious (the time)
        ("strict", (1, 2, 0, 1, 1)),
        ("exact_boundary", (2, 1, 0, 1, 1)),
        ("partial", (2, 0, 1, 1, 1)),
        ("type", (2, 1, 0, 1, 1)),
    ],
)
def test_muc_counts(name: str, expected: tuple[int, ...]) -> None:
    metric = scored(GOLD, PREDICTED).metrics[name]
    found = (metric.correct, metric.incorrect, metric.partial, metric.missed, metric.spurious)
    assert found == expected


def test_by_type_precision_goes_by_the_predicted_and_recall_by_the_gold_type() -> None:
    result = scored(GOLD, PREDICTED)
    # The boundaries of the person were found by an ORG: recall of PERSON, precision of ORG.
    person, org = result.by_type["PERSON"]["untyped"], result.by_type["ORG"]["untyped"]
    assert shares(person) == (None, 1.0, 0.0)
    assert (person.tp, person.tp_gold) == (0, 1)
    assert shares(org) == (1.0, None, 0.0)
    # TP by predicted type 5/8 of a place, by gold type the same.
    assert counts(result.by_type["PLACE"]["iou"]) == (0.625, 1, 1)
    assert set(result.by_type) == {"EVENT", "ORG", "PERSON", "PLACE", "STATE", "TIME"}


def test_macro_is_the_mean_over_types_that_occur() -> None:
    exact = scored(GOLD, PREDICTED).metrics["exact"]
    # F1 of STATE is 1, of EVENT, ORG, PERSON, PLACE and TIME 0.
    assert exact.macro_f1 == pytest.approx(1 / 6)
    assert exact.types == 6


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [  # gold: a ROLE [0, 20) with a STATE [0, 7) nested in it
        ([(0, 20, "ROLE"), (0, 7, "STATE")], (2, 2, 2)),
        ([(0, 7, "STATE")], (1, 1, 2)),
        ([(0, 20, "STATE"), (0, 7, "ROLE")], (0, 2, 2)),
        ([(0, 20, "ROLE"), (0, 7, "STATE"), (0, 7, "STATE")], (2, 3, 2)),  # twice: one is false
        ([(0, 7, "STATE"), (7, 20, "ROLE")], (1, 2, 2)),  # touching spans do not overlap
    ],
)
def test_nested_touching_and_twofold_spans(
    predicted: list[tuple[int, int, str]], expected: tuple[int, int, int]
) -> None:
    gold = document(entities=[entity(span(0, 20), "ROLE"), entity(span(0, 7), "STATE")])
    given = document(entities=[entity(span(a, b), kind) for a, b, kind in predicted])
    assert counts(scored(gold, given).metrics["exact"]) == expected


def test_the_alignment_prefers_equal_boundaries_then_type_then_overlap() -> None:
    # [0, 10) PERSON overlaps both gold spans. With [0, 10) STATE it has equal boundaries, which
    # go before the equal type of [0, 5) PERSON: type 0, exact_boundary 1.
    gold = document(entities=[entity(span(0, 10), "STATE"), entity(span(0, 5), "PERSON")])
    given = document(entities=[entity(span(0, 10), "PERSON")])
    metrics = scored(gold, given).metrics
    assert counts(metrics["exact_boundary"]) == (1, 1, 2)
    assert counts(metrics["type"]) == (0, 1, 2)


def test_iou_does_not_count_white_space() -> None:
    # "Gulf  of Brenn": 11 visible of 14. Predicted "Gulf": 4 visible. IoU 4/11, not 4/14.
    gold = document(entities=[entity({**span(0, 14), "text": "Gulf  of Brenn"}, "PLACE")])
    given = document(entities=[entity({**span(0, 4), "text": "Gulf"}, "PLACE")])
    assert scored(gold, given).metrics["iou"].tp == round(4 / 11, 6)
    # Where no label quotes the words, every code point counts.
    bare = document(entities=[entity(span(0, 14), "PLACE")])
    assert scored(bare, given).metrics["iou"].tp == round(4 / 14, 6)


def test_pronouns_and_plural_groups_are_dont_care() -> None:
    gold = document(
        entities=[
            entity(span(0, 5), "STATE", "a", level="NAM"),
            entity(span(10, 14), "STATE", "a", "b", level="NOM"),  # "both countries"
            entity(span(20, 24), "PERSON", "p", level="PRO"),
            entity(span(30, 34), "STATE", level="NOM", open=True),  # "allied countries"
            entity(span(40, 44), "ORG", "o", "q", level="NOM"),  # a group of ORG counts
        ]
    )
    given = document(
        entities=[
            entity(span(0, 5), "STATE"),
            entity(span(10, 14), "STATE"),  # leaves with the group it matches
            entity(span(20, 24), "ORG"),  # matches the pronoun's boundaries only: a false positive
            entity(span(40, 44), "ORG"),
        ]
    )
    exact = scored(gold, given).metrics["exact"]
    # Predicted without [10, 14): 3; gold: [0, 5) and [40, 44).
    assert counts(exact) == (2, 3, 2)


FILTERED = document(
    entities=[
        entity(span(0, 5), "STATE", "a", level="NAM"),
        entity(span(10, 14), "PERSON", "p", level="NAM"),
        entity(span(20, 24), "STATE", "a", level="DEM"),
    ]
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # The person and what matches it leave; a predicted PERSON says nothing of states.
        ({"types": ["STATE"]}, (1, 2, 2)),
        # [20, 24) is outside, so what matches it leaves; what matches nothing stays.
        ({"levels": ["NAM"]}, (1, 3, 2)),
        ({"types": ["STATE"], "levels": ["DEM"]}, (0, 1, 1)),
        ({"types": ["IGO"]}, (0, 0, 0)),
    ],
)
def test_filters_make_the_rest_dont_care(
    options: dict[str, Any], expected: tuple[int, int, int]
) -> None:
    given = document(
        entities=[
            entity(span(0, 5), "STATE"),
            entity(span(10, 15), "PERSON"),  # boundary off by one
            entity(span(20, 25), "STATE"),  # boundary off by one
        ]
    )
    assert counts(scored(FILTERED, given, **options).metrics["exact"]) == expected


def test_a_prediction_that_matches_gold_outside_a_filter_leaves_with_it() -> None:
    given = document(entities=[entity(span(0, 5), "STATE"), entity(span(20, 24), "STATE")])
    assert counts(scored(FILTERED, given, levels=["NAM"]).metrics["exact"]) == (1, 1, 2)


def test_an_empty_prediction_and_empty_gold() -> None:
    empty = document(entities=[])
    exact = scored(GOLD, empty).metrics["exact"]
    assert shares(exact) == (None, 0.0, 0.0)
    assert exact.note == "precision is 0/0: nothing predicted"
    exact = scored(empty, GOLD).metrics["exact"]
    assert shares(exact) == (0.0, None, 0.0)
    nothing = scored(empty, empty).metrics["exact"]
    assert shares(nothing) == (None, None, None)
    assert nothing.note == "0/0: neither gold nor predicted items"
