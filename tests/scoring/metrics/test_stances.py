"""Stance metrics by hand."""

from __future__ import annotations

import pytest

from support.labelled import Label, Words, counts, document, holder, scored, shares, stance, state

TEXT = Words(
    "Anhal praised the river accord , and both countries criticised slow talks ; critics warned of "
    "floods ."
)
STATES = [
    state(TEXT("Anhal"), "anhal"),
    state(TEXT("both countries"), "anhal", "mirr"),
]
PRAISE = stance(
    "ENDORSE",
    "positive",
    TEXT("praised"),
    [holder(TEXT("Anhal"), "anhal")],
    TEXT("river accord"),
)
BLAME = stance(
    "CRITICISE",
    "negative",
    TEXT("criticised"),
    [holder(TEXT("both countries"), "anhal", "mirr")],
    TEXT("slow talks"),
)
WARNING = stance("WARN", "negative", TEXT("warned"), [holder(TEXT("critics"))], TEXT("floods"))


def sides(gold: list[Label], predicted: list[Label]) -> tuple[Label, Label]:
    return (
        document(entities=STATES, stances=gold),
        document(entities=STATES, stances=predicted),
    )


def metrics(gold: list[Label], predicted: list[Label]) -> dict[str, tuple[float, float, float]]:
    found = scored(*sides(gold, predicted), "stances").metrics
    return {name: counts(metric) for name, metric in found.items()}


def changed(label: Label, **fields: object) -> Label:
    return {**label, **fields}


def test_a_soft_tuple_is_the_mean_of_three_overlaps() -> None:
    # Holder right; cue right; target "accord": 6 of 11 visible code points of "river accord".
    soft = changed(PRAISE, target=TEXT("accord"))
    found = metrics([PRAISE], [soft])
    assert found["tuples"] == (round((1 + 1 + 6 / 11) / 3, 6), 1, 1)
    assert found["exact_tuples"] == (0, 1, 1)
    assert found["holder"] == found["cue"] == (1, 1, 1)
    assert found["target"] == (0, 1, 1)


@pytest.mark.parametrize(
    ("fields", "tuples", "typed"),
    [
        ({"type": "ASSESS"}, 1, 0),
        ({"polarity": "negative"}, 0, 0),  # another polarity earns nothing
        ({"cue": TEXT("slow")}, 0, 0),  # the cues must overlap
        ({"target": None}, 2 / 3, 2 / 3),  # a target against none: t = 0
        ({"holders": [], "implicit": "AUTHOR"}, 2 / 3, 2 / 3),
    ],
)
def test_what_a_tuple_needs(fields: dict[str, object], tuples: float, typed: float) -> None:
    found = metrics([PRAISE], [changed(PRAISE, **fields)])
    assert found["tuples"][0] == round(tuples, 6)
    assert found["typed_tuples"][0] == round(typed, 6)


def test_groups_of_holders_are_sets_of_referents() -> None:
    # {anhal} against {anhal, mirr}: h = 1/2; (1/2 + 1 + 1)/3.
    alone = changed(BLAME, holders=[holder(TEXT("Anhal"), "anhal")])
    assert metrics([BLAME], [alone])["tuples"][0] == round(2.5 / 3, 6)
    # Two spans that name the two referents of the group are the same set.
    text = Words("Anhal and Mirr , both countries , waited .")
    entities = [
        state(text("Anhal"), "anhal"),
        state(text("Mirr"), "mirr"),
        state(text("both countries"), "anhal", "mirr"),
    ]
    group = stance(
        "COMMIT", "neutral", text("waited"), [holder(text("both countries"), "anhal", "mirr")]
    )
    each = changed(group, holders=[holder(text("Anhal"), "x"), holder(text("Mirr"), "y")])
    found = scored(
        document(entities=entities, stances=[group]),
        document(stances=[each]),
        "stances",
    ).metrics
    assert counts(found["exact_tuples"]) == (1, 1, 1)
    assert counts(found["holder"]) == (0, 2, 1)  # though no span is the same


def test_two_stances_without_a_target_agree_in_it() -> None:
    silent = changed(PRAISE, target=None)
    assert metrics([silent], [silent])["tuples"] == (1, 1, 1)
    assert metrics([silent], [silent])["exact_tuples"] == (1, 1, 1)
    assert metrics([silent], [silent])["target"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("gold", "predicted", "h"),
    [
        ({"implicit": "AUTHOR"}, {"implicit": "AUTHOR"}, 1),
        ({"implicit": "AUTHOR"}, {"implicit": "UNSPECIFIED"}, 0),
        # A holder without referents is somebody: neither nobody nor the author.
        ({"holders": [holder(TEXT("critics"))]}, {"implicit": "UNSPECIFIED"}, 0),
        ({"holders": [holder(TEXT("critics"))]}, {"implicit": "AUTHOR"}, 0),
        ({"holders": [holder(TEXT("Anhal"), "anhal")]}, {"implicit": "UNSPECIFIED"}, 0),
    ],
)
def test_holders_that_are_not_named(
    gold: dict[str, object], predicted: dict[str, object], h: int
) -> None:
    base = {**WARNING, "holders": [], "implicit": None}
    # A second stance names a holder by a ref, so that holders are compared by referents.
    found = metrics([{**base, **gold}, PRAISE], [{**base, **predicted}, PRAISE])
    assert found["tuples"][0] == round((h + 2) / 3 + 1, 6)


def test_without_refs_holders_are_compared_by_their_spans() -> None:
    # "both countries" against "countries": 9 of 13 visible code points.
    bare = changed(BLAME, holders=[holder(TEXT("countries"))])
    result = scored(*sides([BLAME], [bare]), "stances")
    assert "|holder:span|" in result.signature
    assert result.metrics["tuples"].tp == round((9 / 13 + 1 + 1) / 3, 6)
    named = changed(BLAME, holders=[holder(TEXT("countries"), "x")])
    result = scored(*sides([BLAME], [named]), "stances")
    assert "|holder:ref|" in result.signature
    assert result.metrics["tuples"].tp == 1  # its span means both states


def test_tuples_pair_off_by_the_greatest_sum() -> None:
    # The wide prediction overlaps both gold cues: 7 of 14 visible code points with "praised".
    text = Words("Anhal praised and welcomed the accord .")
    first = stance("ENDORSE", "positive", text("praised"), implicit="AUTHOR")
    second = stance("ENDORSE", "positive", text("welcomed"), implicit="AUTHOR")
    wide = stance("ENDORSE", "positive", text("praised and welcomed"), implicit="AUTHOR")
    found = scored(document(stances=[first, second]), document(stances=[first, wide]), "stances")
    # wide–first would be 7/18 and leave "praised" to nothing; wide–second is 8/18.
    assert found.metrics["tuples"].tp == round(1 + (1 + 8 / 18 + 1) / 3, 6)


def test_f_avg_pairs_by_holder_and_target_and_counts_polarities() -> None:
    # Praise is found with another cue; blame is called positive; the warning is missed.
    found = scored(
        *sides(
            [PRAISE, BLAME, WARNING],
            [changed(PRAISE, cue=TEXT("the")), changed(BLAME, polarity="positive")],
        ),
        "stances",
    )
    # positive: TP 1, gold 1, predicted 2: 2/3. negative: TP 0, gold 2, predicted 0: 0.
    assert found.metrics["f_avg"].f1 == pytest.approx((2 / 3 + 0) / 2)
    assert shares(found.metrics["f_avg"])[:2] == (None, None)
    assert counts(found.by_type["positive"]["f_avg"]) == (1, 2, 1)
    assert counts(found.by_type["negative"]["f_avg"]) == (0, 0, 2)


def test_f_avg_is_undefined_where_a_polarity_does_not_occur() -> None:
    metric = scored(*sides([PRAISE], [PRAISE]), "stances").metrics["f_avg"]
    assert metric.f1 is None
    assert metric.note == (
        "the mean of 2 F1, so neither precision nor recall, and one of them is 0/0"
    )


def test_a_stance_that_stands_twice_is_a_false_positive() -> None:
    found = metrics([PRAISE], [PRAISE, PRAISE])
    assert found["tuples"] == (1, 2, 1)
    assert found["cue"] == (1, 2, 1)


def test_by_type() -> None:
    result = scored(*sides([PRAISE, BLAME], [changed(PRAISE, type="ASSESS"), BLAME]), "stances")
    assert counts(result.by_type["ASSESS"]["tuples"]) == (1, 1, 0)
    assert result.by_type["ENDORSE"]["tuples"].tp_gold == 1
    assert counts(result.by_type["CRITICISE"]["typed_tuples"]) == (1, 1, 1)


def test_sentiment_graph_needs_the_texts() -> None:
    metric = scored(*sides([PRAISE], [PRAISE]), "stances").metrics["sentiment_graph"]
    assert shares(metric) == (None, None, None)
    assert metric.note == "needs the text of every document"
