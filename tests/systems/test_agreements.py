from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import PredictedAgreement, Prediction

Predicted = Callable[..., tuple[object, str, Prediction]]


def agreements(predicted: Predicted, *paragraphs: str) -> tuple[PredictedAgreement, ...]:
    _, _, prediction = predicted(*paragraphs)
    assert prediction.agreements is not None
    return prediction.agreements


MENTIONS = [
    ("They signed the Reciprocal Access Agreement.", [("Reciprocal Access Agreement", "NAM")]),
    ("The Treaty of Weem ended.", [("Treaty of Weem", "NAM")]),
    ("The Peru Treaty ended on Friday.", [("Peru Treaty", "NAM")]),
    ("They signed the Border Treaty on Friday.", [("Border Treaty", "NAM")]),
    (
        "They use an Acquisition and Cross-Servicing Agreement (ACSA).",
        [("Acquisition and Cross-Servicing Agreement", "NAM"), ("ACSA", "NAM")],
    ),
    ("The Peru-Chile Boundary Treaty ended.", [("Peru-Chile Boundary Treaty", "NAM")]),
    ("They want a possible defence agreement.", [("possible defence agreement", "NOM")]),
    ("Peru's new defense pact is done.", [("new defense pact", "NOM")]),
    ("They signed a memorandum.", [("memorandum", "NOM")]),
    ("They signed a deal.", [("deal", "NOM")]),
    ("They have a joint security agreement.", [("joint security agreement", "NOM")]),
    ("Grain and border agreement.", [("border agreement", "NOM")]),
    ("They are in agreement.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), MENTIONS)
def test_mentions(predicted: Predicted, sentence: str, expected: list[tuple[str, str]]) -> None:
    found = [
        (m.text, m.level)
        for agreement in agreements(predicted, sentence)
        for m in agreement.mentions
    ]
    assert found == expected


TYPES = [
    ("They signed an intelligence agreement.", "INFOSEC", "TREATY"),
    ("They signed a deal on the exchange of intelligence.", "INFOSEC", "UNSPECIFIED"),
    ("They signed an Acquisition and Cross-Servicing Agreement.", "LOGISTICS", "TREATY"),
    ("They signed the Visiting Forces Agreement.", "ACCESS", "TREATY"),
    ("They signed the Mutual Defense Treaty.", "ALLIANCE", "TREATY"),
    ("They signed a defence cooperation accord.", "DEFCOOP", "TREATY"),
    ("It runs a grant program.", "ASSISTANCE", "PROGRAMME"),
    ("They signed an arms deal.", "ARMAMENTS", "UNSPECIFIED"),
    ("They signed a nuclear test-ban treaty.", "ARMS_CONTROL", "TREATY"),
    ("They signed a ceasefire agreement.", "PEACE", "TREATY"),
    ("They signed a border protocol.", "BOUNDARY", "TREATY"),
    ("They signed a memorandum of understanding on trade.", "TRADE", "MOU"),
    ("They signed a ferry pact.", "OTHER", "TREATY"),
]


@pytest.mark.parametrize(("sentence", "type_", "form"), TYPES)
def test_type_and_form(predicted: Predicted, sentence: str, type_: str, form: str) -> None:
    assert [(p.type, p.form) for p in agreements(predicted, sentence)] == [(type_, form)]


def test_one_agreement_under_several_words(predicted: Predicted) -> None:
    found = agreements(
        predicted,
        "Peru and Chile signed the Border Waters Treaty on Friday.",
        "The treaty is short. A railway pact failed. The treaty stands.",
    )
    assert [[m.text for m in agreement.mentions] for agreement in found] == [
        ["Border Waters Treaty", "treaty", "treaty"],
        ["railway pact"],
    ]
    assert [agreement.name for agreement in found] == ["Border Waters Treaty", None]


PARTIES = [
    ("Peru and Chile signed a border pact.", ["Peru", "Chile"]),
    ("A border pact between Lima and Quito failed.", ["Lima", "Quito"]),
    ("The Peru-Chile Border Treaty ended.", ["Peru", "Chile"]),
    ("Peru and Chile met. Both countries signed a border pact.", ["Both countries"]),
]


@pytest.mark.parametrize(("sentence", "expected"), PARTIES)
def test_parties(predicted: Predicted, sentence: str, expected: list[str]) -> None:
    (agreement,) = agreements(predicted, sentence)
    assert [a.text for a in agreement.arguments if a.role == "PARTY"] == expected


def test_providers_and_beneficiaries(predicted: Predicted) -> None:
    (agreement,) = agreements(predicted, "Peru offered an aid agreement to Chile.")
    assert [(a.role, a.text) for a in agreement.arguments] == [
        ("PROVIDER", "Peru"),
        ("BENEFICIARY", "Chile"),
    ]


def test_a_group_is_both_states_and_a_mention(predicted: Predicted) -> None:
    _, _, prediction = predicted("Peru and Chile met. Both countries signed a border pact.")
    (agreement,) = prediction.agreements or ()
    mentions = {m.text: m.refs for m in prediction.entities or ()}
    assert mentions["Both countries"] == agreement.arguments[0].refs == ("r1", "r2")


def test_a_group_without_names_is_open(predicted: Predicted) -> None:
    (agreement,) = agreements(predicted, "Both countries signed a border pact.")
    assert [(a.refs, a.open) for a in agreement.arguments] == [((), True)]


def test_a_group_with_no_use_is_no_mention(predicted: Predicted) -> None:
    _, _, prediction = predicted("Peru and Chile met. Both countries slept.")
    assert [m.text for m in prediction.entities or ()] == ["Peru", "Chile"]


STATUS = [
    ("They signed the pact.", ("SIGNED", "+", "CT", "ACTIVE")),
    ("They signed the pact in 2030.", ("SIGNED", "+", "CT", "ACTIVE")),
    ("They will sign the pact in 2032.", ("SIGNED", "+", "PR", "ACTIVE")),
    ("They may sign the pact.", ("SIGNED", "+", "PS", "ACTIVE")),
    ("They have not signed the pact.", ("SIGNED", "-", "CT", "ACTIVE")),
    ("The pact entered into force.", ("IN_FORCE", "+", "CT", "ACTIVE")),
    ("The Senate ratified the pact.", ("RATIFIED", "+", "CT", "ACTIVE")),
    ("The pact must still be ratified.", ("RATIFIED", "+", "PR", "ACTIVE")),
    ("They began negotiations on the pact.", ("NEGOTIATION", "+", "CT", "ACTIVE")),
    ("They are exploring a visiting pact.", ("EXPLORATION", "+", "CT", "ACTIVE")),
    ("They initialled the pact.", ("TEXT_AGREED", "+", "CT", "ACTIVE")),
    ("They struck the pact.", ("CONCLUDED", "+", "CT", "ACTIVE")),
    ("They signed the pact, now suspended.", ("IN_FORCE", "+", "CT", "SUSPENDED")),
]


@pytest.mark.parametrize(("sentence", "expected"), STATUS)
def test_status(predicted: Predicted, sentence: str, expected: tuple[str | None, ...]) -> None:
    (agreement,) = agreements(predicted, sentence)
    assert [(s.stage, s.polarity, s.certainty, s.condition) for s in agreement.status] == [expected]


@pytest.mark.parametrize(
    ("paragraphs", "stage"),
    [
        (("They signed the Weem Treaty.", "The Senate ratified the Weem Treaty."), "RATIFIED"),
        (("The Senate ratified the Weem Treaty.", "They signed the Weem Treaty."), "RATIFIED"),
        (("They signed the Weem Treaty.", "They never ratified the Weem Treaty."), "SIGNED"),
        (("They struck the Weem Treaty.", "They signed the Weem Treaty in May."), "SIGNED"),
        (("They signed the Weem Treaty.", "They may ratify the Weem Treaty."), "SIGNED"),
    ],
)
def test_the_stage_that_holds_last_is_the_only_one(
    predicted: Predicted, paragraphs: tuple[str, ...], stage: str
) -> None:
    [agreement] = agreements(predicted, *paragraphs)
    assert [(status.id, status.stage) for status in agreement.status] == [("a1.s1", stage)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials concluded that the pact is void.",
        "They concluded that the November 27 border pact is void.",
        "Lawyers concluded whether the pact binds Peru.",
        "The inquiry into the pact concluded by noting its age.",
        "Police sealed off the hall where the pact lies.",
        "He reached out to critics of the pact.",
    ],
)
def test_a_thought_or_another_object_is_no_stage(predicted: Predicted, sentence: str) -> None:
    found = [s.stage for agreement in agreements(predicted, sentence) for s in agreement.status]
    assert "CONCLUDED" not in found


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru and Chile concluded the pact.",
        "The pact was concluded on Monday.",
        "They concluded a pact that binds both.",
        "The pact was reached in Lima.",
    ],
)
def test_what_is_concluded_is_a_stage(predicted: Predicted, sentence: str) -> None:
    (agreement,) = agreements(predicted, sentence)
    assert [s.stage for s in agreement.status] == ["CONCLUDED"]


def test_the_evidence_is_the_words_that_bear_the_stage(predicted: Predicted) -> None:
    (agreement,) = agreements(predicted, "The pact is in force in May.")
    (status,) = agreement.status
    assert status.evidence is not None
    assert status.evidence.text == "in force"
