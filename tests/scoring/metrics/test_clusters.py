"""Coreference against published vectors and by hand."""

from __future__ import annotations

import pytest

from support.labelled import counts, document, entity, scored, shares, span

Clusters = list[str]
"""Each string a cluster, each letter a mention."""


def mentions(clusters: Clusters, prefix: str = "r") -> list[dict[str, object]]:
    return [
        entity(span(2 * ord(letter), 2 * ord(letter) + 1), "PERSON", f"{prefix}{number}")
        for number, cluster in enumerate(clusters)
        for letter in cluster
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Pradhan et al. 2014, section 4, and Moosavi and Strube 2016, table 1, have this example:
        # B³ P .50 R .42 F .46; CEAFe P .43 R .65 F .52; LEA P .33 R .24 F .28.
        # R of B³: (2² + 1²)/3 + (1² + 2²)/4 over 7 = (5/3 + 5/4)/7; P: (2²/2 + 2·1²/2 + 2²/4)/8.
        ("b3", (4 / 8, (5 / 3 + 5 / 4) / 7)),
        # φ4: {abc, ab} 4/5, {defg, fghi} 4/8; three predicted, two gold clusters.
        ("ceafe", (1.3 / 3, 1.3 / 2)),
        # Links: abc 1 of 3, defg 1 of 6: (3·1/3 + 4·1/6)/7; ab 1 of 1, cd 0, fghi 1 of 6.
        ("lea", ((2 + 0 + 4 / 6) / 8, (1 + 4 / 6) / 7)),
    ],
)
def test_the_example_of_the_literature(name: str, expected: tuple[float, float]) -> None:
    gold, given = mentions(["abc", "defg"]), mentions(["ab", "cd", "fghi"], "x")
    metric = scored(document(entities=gold), document(entities=given)).metrics[name]
    assert shares(metric)[:2] == pytest.approx(expected, abs=1e-6)
    p, r = expected
    assert metric.f1 == pytest.approx(2 * p * r / (p + r), abs=1e-6)


@pytest.mark.parametrize(
    ("gold", "predicted", "b3", "lea"),
    [
        (["a", "b"], ["a", "b"], (1, 1), (1, 1)),  # singletons stay
        (["a", "b"], ["ab"], (0.5, 1), (0, 0)),  # a singleton's link is found in a singleton
        (["ab"], ["a", "b"], (1, 0.5), (0, 0)),
        (["ab"], ["cd"], (0, 0), (0, 0)),
        # Two clusters merged: P of B³ is (5² + 2²)/7 over 7; of LEA (10 + 1) of 21 links.
        (["abcde", "fg"], ["abcdefg"], ((25 + 4) / 7 / 7, 1), (11 / 21, 1)),
    ],
)
def test_small_cases(
    gold: Clusters, predicted: Clusters, b3: tuple[float, float], lea: tuple[float, float]
) -> None:
    first, second = (document(entities=mentions(side)) for side in (gold, predicted))
    metrics = scored(first, second).metrics
    assert shares(metrics["b3"])[:2] == pytest.approx(b3, abs=1e-6)
    assert shares(metrics["lea"])[:2] == pytest.approx(lea, abs=1e-6)


def test_roles_and_times_are_left_out_and_dont_care_gold_too() -> None:
    gold = document(
        entities=[
            *mentions(["ab"]),
            entity(span(0, 4), "ROLE", "r0"),
            entity(span(5, 9), "TIME", value="2031"),
            entity(span(10, 13), "PERSON", "r0", level="PRO"),
        ]
    )
    metrics = scored(gold, gold).metrics
    assert counts(metrics["b3"]) == (2, 2, 2)
    assert counts(metrics["ceafe"]) == (1, 1, 1)


def test_clusters_are_keyed_by_the_set_of_refs() -> None:
    # A coordination is a cluster of its own; the order in which it lists its refs is nothing.
    gold = document(
        entities=[
            entity(span(0, 4), "PERSON", "p", "q", level="NAM"),
            entity(span(5, 9), "PERSON", "q", "p", level="NAM"),
            entity(span(10, 14), "PERSON", "p", level="NAM"),
        ]
    )
    metrics = scored(gold, gold).metrics
    assert counts(metrics["ceafe"]) == (2, 2, 2)


def test_predictions_without_referents_are_singletons() -> None:
    gold = document(entities=mentions(["ab", "c"]))
    bare = document(entities=[{**mention, "refs": []} for mention in mentions(["abc"])])
    metric = scored(gold, bare).metrics["ceafe"]
    # Three predicted singletons; φ4 of ab with a: 2/3, of c with c: 1.
    assert counts(metric) == (1.666667, 3, 2)
    assert metric.note == "predictions name no referents: each mention is a cluster of its own"


def test_gold_without_referents_has_no_clusters() -> None:
    bare = document(entities=[entity(span(0, 4), "PERSON")])
    metric = scored(bare, bare).metrics["b3"]
    assert shares(metric) == (None, None, None)
    assert metric.note == "gold names no referents"


def test_copies_of_one_span_meet_one_to_one() -> None:
    gold = document(entities=mentions(["ab"]))
    given = document(entities=[*mentions(["ab"]), *mentions(["a"], "x")])
    metrics = scored(gold, given).metrics
    # The second [a] is a mention that gold does not have: P (2²/2)/3, R 1.
    assert shares(metrics["b3"])[:2] == pytest.approx((2 / 3, 1), abs=1e-6)
