"""What is wrong costs: spurious fillers, holders and links, ids that nothing stands for, spans of
white space, refs left out. Values are counted by hand from METRICS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pactbank.errors import InvalidData
from pactbank.model.score import Metric
from pactbank.scoring import score
from support.labelled import (
    Label,
    Words,
    argument,
    counts,
    document,
    entity,
    holder,
    pact,
    party,
    scored,
    stance,
    state,
    status,
)

DAYS = 112
text = Words("Anhal and Mirr signed the Ridge Pact . Vint praised it . " + "May 3 . " * DAYS)
TIMES = [entity(text("May 3", nth), "TIME", value="2031-05-03") for nth in range(DAYS)]
PARTIES = [party(text("Anhal"), "anhal"), party(text("Mirr"), "mirr")]
ENTITIES = [
    state(text("Anhal"), "anhal"),
    state(text("Mirr"), "mirr"),
    entity(text("Vint"), "PERSON", "vint", level="NAM"),
    *TIMES,
]


def ridge(arguments: list[Label], entries: list[Label] | None = None) -> Label:
    return pact("DEFCOOP", [text("Ridge Pact")], arguments, entries, form="TREATY")


def praise(**more: Any) -> Label:
    made = stance(
        "ENDORSE", "positive", text("praised"), [holder(text("Vint"), "vint")], text("it")
    )
    return {**made, "chain": [{"ref": "AUTHOR"}], **more}


GOLD = document(
    entities=ENTITIES,
    agreements=[ridge(PARTIES, [status("SIGNED")])],
    stances=[praise(toward=["mirr"])],
)


def metrics(
    arguments: list[Label] | None = None,
    stances: list[Label] | None = None,
    entries: list[Label] | None = None,
    **more: Any,
) -> dict[str, Metric]:
    """Gold scored against itself with other arguments, status entries or stances."""
    changed = {
        **GOLD,
        "agreements": [ridge(arguments or PARTIES, entries or [status("SIGNED")])],
        "stances": stances or GOLD["stances"],
        **more,
    }
    return scored(GOLD, changed, "all").metrics


def test_gold_itself() -> None:
    # type, form, two roles, and SIGNED for each of the two
    assert counts(metrics()["facts"]) == (6, 6, 6)
    assert all(metric.f1 in (1, None) for metric in metrics().values())


@pytest.mark.parametrize("role", ["PARTY", "PROVIDER", "BENEFICIARY"])
@pytest.mark.parametrize("refs", [[], ["mirr"], ["nobody"]])
def test_spans_that_mean_nobody_are_wrong_fillers(role: str, refs: list[str]) -> None:
    """A TIME has no refs in gold, so a filler there matches nothing, whatever ids it gives; and a
    status entry without a party holds for it, too."""
    found = metrics([*PARTIES, *(argument(text("May 3", n), role, *refs) for n in range(DAYS))])
    assert counts(found["facts"]) == (6, 6 + 2 * DAYS, 6)
    assert counts(found["records"]) == (0, 1, 1)
    assert counts(found["arguments"]) == (2, 2 + DAYS, 2)
    wrong = len(set(refs)) or DAYS  # an entity a ref, or a span without one
    if refs == ["mirr"] and role == "PARTY":
        # The entity mirr has a mention that is not gold's, so that it is no longer right.
        assert counts(found["role_fillers"]) == (1, 2, 2)
    else:
        assert counts(found["role_fillers"]) == (2, 2 + wrong, 2)


def test_spans_that_no_mention_covers_are_wrong_fillers_each() -> None:
    where = [text("signed"), text("the"), text("it")]
    found = metrics([*PARTIES, *map(party, where)])
    assert counts(found["facts"]) == (6, 6 + 2 * 3, 6)
    assert counts(found["role_fillers"]) == (2, 5, 2)


def test_provisions_that_are_none() -> None:
    extra = [argument(text("May 3", n), "PROVISION") for n in range(DAYS)]
    found = metrics([*PARTIES, *extra])
    assert counts(found["provisions"]) == (0, DAYS, 0)
    assert counts(found["arguments"]) == (2, 2 + DAYS, 2)
    assert found["facts"].f1 == 1


def test_right_parties_named_again_cost_as_spans() -> None:
    """Coreferent fillers state one fact, so facts do not see them."""
    again = [party(text("Anhal"), "anhal"), party(text("Mirr"), "mirr")]
    found = metrics([*PARTIES, *again])
    assert found["facts"].f1 == 1
    assert counts(found["arguments"]) == (2, 4, 2)


def test_holders_that_mean_nobody() -> None:
    extra = [holder(text("May 3", n), "vint") for n in range(DAYS)]
    found = metrics(stances=[praise(holders=[holder(text("Vint"), "vint"), *extra])])
    # h = 1 of 113; c = t = 1
    assert found["tuples"].tp == pytest.approx((1 / 113 + 2) / 3, abs=1e-6)
    assert found["exact_tuples"].tp == 0
    assert counts(found["holder"]) == (1, 1 + DAYS, 1)


def test_sources_and_referents_that_are_nobody() -> None:
    chain = [{"ref": "AUTHOR"}, *({"ref": "x", "span": text("May 3", n)} for n in range(DAYS))]
    found = metrics(stances=[praise(chain=chain, toward=["mirr", *map(str, range(DAYS))])])
    assert counts(found["chain"]) == (0, 1, 1)
    assert counts(found["chain_spans"]) == (0, DAYS, 0)
    assert counts(found["toward"]) == (1, 1 + DAYS, 1)


def test_status_of_a_source_that_is_nobody() -> None:
    found = metrics(entries=[status("SIGNED", source="x")])
    assert found["facts"].f1 == 1  # facts do not name sources
    # certainty, conditional, body, as_of of two parties
    assert counts(found["status_details"]) == (8, 10, 10)


GHOST = "ghost"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("facts", (1, 3, 3)),
        ("role_fillers", (0, 1, 1)),
        ("toward", (0, 1, 1)),
        ("chain", (0, 1, 1)),
    ],
)
def test_equal_ids_without_any_mention_do_not_match(
    name: str, expected: tuple[float, float, float]
) -> None:
    """Gold and prediction are the same: type is right, and the rest is about nobody."""
    side = document(
        entities=[],
        agreements=[
            pact("TRADE", [text("Ridge Pact")], [argument({}, "PARTY", GHOST)], [status("SIGNED")])
        ],
        stances=[
            {
                **stance("WARN", "negative", text("praised"), implicit="AUTHOR"),
                "toward": [GHOST],
                "chain": [{"ref": GHOST}],
            }
        ],
    )
    assert counts(scored(side, side, "all").metrics[name]) == expected


def test_a_status_party_without_a_mention_does_not_match() -> None:
    entries = [status("SIGNED", GHOST)]
    side = document(entities=[], agreements=[pact("TRADE", [text("Ridge Pact")], [], entries)])
    assert counts(scored(side, side, "agreements").metrics["facts"]) == (1, 2, 2)


BOTH = stance("ASSESS", "neutral", text("signed"), target=text("Ridge Pact"), implicit="AUTHOR")


@pytest.mark.parametrize("refs", [["vint"], []])
def test_a_correct_ref_left_out_raises_nothing(refs: list[str]) -> None:
    """One stance is right, of the other AUTHOR is taken for UNSPECIFIED: (3 + 2) / 3 / 2. AUTHOR,
    UNSPECIFIED and a span are three holders where holders are compared by spans, too."""
    first, second = praise(), BOTH
    gold = document(entities=ENTITIES, stances=[first, second])
    given = [
        {**first, "holders": [holder(text("Vint"), *refs)]},
        {**second, "implicit": "UNSPECIFIED"},
    ]
    result = scored(gold, {**gold, "stances": given}, "stances")
    assert result.metrics["tuples"].tp == pytest.approx(5 / 3, abs=1e-6)
    assert f"|holder:{'ref' if refs else 'span'}|" in result.signature


@pytest.mark.parametrize(
    ("gold", "given"),
    [
        ({"implicit": "AUTHOR"}, {"implicit": "UNSPECIFIED"}),
        ({"implicit": "AUTHOR"}, {"holders": [text("Vint")]}),
        ({"implicit": "UNSPECIFIED"}, {"holders": [text("Vint")]}),
        ({"holders": [text("Vint")]}, {"implicit": "AUTHOR"}),
        ({"holders": [text("Vint")]}, {"holders": [text("Mirr")]}),
        ({"holders": [text("Vint")]}, {}),
    ],
)
@pytest.mark.parametrize("with_refs", [True, False])
def test_holders_of_different_kinds_are_different(
    gold: Label, given: Label, with_refs: bool
) -> None:
    """h = 0, so that two thirds are right: with predicted refs and without."""
    base = stance("ENDORSE", "positive", text("praised"), target=text("it"))
    other = praise() if with_refs else {**praise(), "holders": [text("Vint")]}
    sides = [
        document(
            entities=ENTITIES,
            stances=[{**base, "implicit": None, **side}, {**other, "cue": text("signed")}],
        )
        for side in (gold, given)
    ]
    tuples = scored(sides[0], sides[1], "stances").metrics["tuples"]
    assert tuples.tp == pytest.approx(1 + 2 / 3, abs=1e-6)


BLANK = {"start": 5, "end": 6}


def blank_labels(where: Label) -> dict[str, list[Label]]:
    """A label of each kind with a span of white space."""
    return {
        "entities": [entity(where, "STATE", "x", level="NAM")],
        "agreements": [
            {
                **pact("TRADE", [where], [party(where, "x"), argument(where, "PROVISION")]),
                "status": [status("SIGNED", evidence=where)],
            }
        ],
        "stances": [
            {
                **stance("WARN", "negative", where, [holder(where, "x")], where),
                "chain": [{"ref": "x", "span": where}],
            }
        ],
    }


@pytest.mark.parametrize("known", ["quoted", "text"])
def test_white_space_is_an_error_in_gold(known: str, tmp_path: Path) -> None:
    """Known to be white space as it is quoted, or from the text at hand."""
    (tmp_path / "orlen-talks.txt").write_text(text.text)
    where = {**BLANK, "text": " "} if known == "quoted" else BLANK
    side = {"document": "orlen-talks", **blank_labels(where)}
    with pytest.raises(InvalidData) as caught:
        score([side], [], "all", texts=tmp_path if known == "text" else None)
    spans = [p.pointer for p in caught.value.problems if p.code == "PB303"]
    assert len(spans) == 9
    assert "/stances/0/chain/0/span" in spans


@pytest.mark.parametrize("quoted", [True, False])
def test_white_space_is_a_false_positive_in_predictions(quoted: bool, tmp_path: Path) -> None:
    (tmp_path / "orlen-talks.txt").write_text(text.text)
    where = {"text": " "} if quoted else BLANK
    blank = blank_labels(where)
    more = {**GOLD, **{layer: [*GOLD[layer], *blank[layer]] for layer in blank}}
    before = score([GOLD], [GOLD], "all", texts=tmp_path, intervals="none").metrics
    after = score([GOLD], [more], "all", texts=tmp_path, intervals="none").metrics
    for name in ("exact", "untyped", "partial", "facts", "records", "mentions", "provisions",
                 "tuples", "holder", "cue", "target", "evidence", "sentiment_graph"):  # fmt: skip
        assert after[name].tp == before[name].tp, name
        assert after[name].predicted > before[name].predicted, name


@pytest.mark.parametrize(
    "blank", [" ", "\n", "\u00a0", "\u2003", "\u3000", "\t\n ", "\u2028", "\x1f"]
)
def test_white_space_of_every_kind(blank: str) -> None:
    size = len(blank)
    where = {"start": 5, "end": 5 + size, "text": blank}
    with pytest.raises(InvalidData, match="PB303"):
        score([document(entities=[entity(where, "STATE")])], [])


WRECKED: dict[str, tuple[str, Any]] = {
    "certainty": ("status_details", "PS"),
    "conditional": ("status_details", True),
    "as_of": ("status_details", "1999"),
    "body": ("status_details", "vint"),
    "source": ("status_details", "vint"),
}


@pytest.mark.parametrize("name", sorted(WRECKED))
def test_wrecked_status_attributes(name: str) -> None:
    metric, value = WRECKED[name]
    found = metrics(entries=[status("SIGNED", **{name: value})])
    assert counts(found[metric]) == (8, 10, 10)  # one of five, of two parties


@pytest.mark.parametrize(
    ("field", "value", "metric", "expected"),
    [
        ("quote", "direct", "quote", (0, 1, 1)),
        ("type", "COMMIT", "stance_type", (0, 1, 1)),
        ("toward", ["anhal"], "toward", (0, 1, 1)),
        ("toward", [], "toward", (0, 0, 1)),
        ("chain", [{"ref": "vint"}], "chain", (0, 1, 1)),
        ("chain", [], "chain", (0, 1, 1)),
        ("about", ["x"], "about", (0, 1, 0)),
    ],
)
def test_wrecked_stance_attributes(
    field: str, value: Any, metric: str, expected: tuple[float, float, float]
) -> None:
    found = metrics(stances=[{**praise(toward=["mirr"]), field: value}])
    assert counts(found[metric]) == expected


def test_wrecked_entity_attributes() -> None:
    wrecked = [{**e, "level": "MET"} if "level" in e else {**e, "value": "1999"} for e in ENTITIES]
    found = metrics(entities=wrecked)
    assert counts(found["level"]) == (0, 3, 3)
    assert counts(found["value"]) == (0, DAYS, DAYS)
    assert found["exact"].f1 == 1


NOTHING_IN_GOLD: dict[str, Label] = {
    "level": {"entities": [{**e, "level": "NAM"} if "value" in e else e for e in ENTITIES]},
    "value": {"entities": [{**e, "value": "2031"} if "level" in e else e for e in ENTITIES]},
    "referents": {"refs": [{"id": "unused", "type": "STATE", "name": "Unused"}]},
}


@pytest.mark.parametrize("name", NOTHING_IN_GOLD)
def test_what_gold_has_nothing_of_costs_nothing(name: str) -> None:
    """METRICS asks for accuracies over what gold says; docs/SCORING.md says so."""
    found = scored(GOLD, {**GOLD, **NOTHING_IN_GOLD[name]}, "all").metrics
    assert {of for of, metric in found.items() if metric.f1 not in (1, None)} == set()
