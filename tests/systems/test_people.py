from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import Prediction
from pactbank.systems.rules import people

Found = Callable[..., list[tuple[str, str, str | None]]]
Predicted = Callable[..., tuple[object, str, Prediction]]
P, R = "PERSON", "ROLE"

TABLE = [
    ("President Ana Rivas left.", [("President", R), ("Ana Rivas", P)]),
    (
        "Peruvian Foreign Minister José de la Torre left.",
        [("Peruvian Foreign Minister", R), ("José de la Torre", P)],
    ),
    (
        "Secretary of Defense John Q. Hargrove Jr. left.",
        [("Secretary of Defense", R), ("John Q. Hargrove Jr.", P)],
    ),
    (
        "Ambassador to the United Nations Ruth Abel left.",
        [("Ambassador to the United Nations", R), ("Ruth Abel", P)],
    ),
    (
        "Former defence secretary Omar Diallo left.",
        [("Former defence secretary", R), ("Omar Diallo", P)],
    ),
    (
        "Peru's Minister of Foreign Affairs Ana Rivas left.",
        [("Minister of Foreign Affairs", R), ("Ana Rivas", P)],
    ),
    ("Lt. Gen. Aziz bin Rahman left.", [("Lt. Gen.", R), ("Aziz bin Rahman", P)]),
    (
        "Nikos Pappas, the Greek prime minister, left.",
        [("Nikos Pappas", P), ("Greek prime minister", R)],
    ),
    (
        "Peru's trade minister, Ana Rivas, left.",
        [("trade minister", R), ("Ana Rivas", P)],
    ),
    ("Mr. Abel said no.", []),
    ("“No,” said Igor Petrenko.", [("Igor Petrenko", P)]),
    ("Igor Petrenko, who farms near Lima, left.", [("Igor Petrenko", P)]),
    ("It was built by Delta Cipher, a firm in Lima.", []),
    ("The president left.", [("president", P)]),
    ("A president left.", []),
    (
        "His Greek counterpart, Ana Rivas, left.",
        [("Greek counterpart", P), ("Ana Rivas", P)],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_people(found: Found, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, type_) for words, type_, _ in found(sentence, P, R)] == expected


def test_a_title_holds_its_state(found: Found) -> None:
    mentions = found("Greek Foreign Minister Ana Rivas left.", "STATE", R)
    assert mentions == [("Greek", "STATE", "DEM"), ("Greek Foreign Minister", R, None)]


def test_later_mentions_share_the_referent(predicted: Predicted) -> None:
    _, text, prediction = predicted(
        "President Rivas left early.",
        "Foreign Minister Ana Rivas met Greek Prime Minister Nikos Pappas.",
        "The prime minister smiled.",
    )
    names = {ref.id: ref.name for ref in prediction.refs}
    labels = [(text[m.start : m.end], *map(names.get, m.refs)) for m in prediction.entities or ()]
    assert labels == [
        ("President", "Ana Rivas"),
        ("Rivas", "Ana Rivas"),
        ("Foreign Minister", "Ana Rivas"),
        ("Ana Rivas", "Ana Rivas"),
        ("Greek", "Greece"),
        ("Greek Prime Minister", "Nikos Pappas"),
        ("Nikos Pappas", "Nikos Pappas"),
        ("prime minister", "Nikos Pappas"),
    ]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ana Rivas", "Rivas"),
        ("José de la Torre", "de la Torre"),
        ("John Q. Hargrove Jr.", "Hargrove"),
        ("Xi Lanfen", "Xi"),
        ("Aziz bin Rahman", "bin Rahman"),
        ("Abel", "Abel"),
    ],
)
def test_called(name: str, short: str) -> None:
    assert people.called(name) == short
