from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import Prediction

Found = Callable[..., list[tuple[str, str, str | None]]]
Predicted = Callable[..., tuple[object, str, Prediction]]
P, R = "PERSON", "ROLE"

STATES = [
    ("The Philippines and Spain met.", [("Philippines", "NAM"), ("Spain", "NAM")]),
    ("It sold the U.S. two ships.", [("U.S.", "NAM")]),
    ("The Republic of the Philippines replied.", [("Republic of the Philippines", "NAM")]),
    ("Brunei's navy sailed.", [("Brunei", "NAM")]),
    ("It visited Bosnia and Herzegovina.", [("Bosnia and Herzegovina", "NAM")]),
    ("A Papua New Guinean vessel sank.", [("Papua New Guinean", "DEM")]),
    ("Dutch and Ivorian officers met.", [("Dutch", "DEM"), ("Ivorian", "DEM")]),
    ("The Peru-Chile border is open.", [("Peru", "NAM"), ("Chile", "NAM")]),
    ("PERU, CHILE SIGN", [("PERU", "NAM"), ("CHILE", "NAM")]),
    ("Talks between Lima and Quito failed.", [("Lima", "MET"), ("Quito", "MET")]),
    ("Lima agreed to wait.", [("Lima", "MET")]),
    ("Critics called Lima's decision weak.", [("Lima", "MET")]),
    ("The Lima-Quito deal failed.", [("Lima", "MET"), ("Quito", "MET")]),
    ("It urged Ankara to wait.", [("Ankara", "MET")]),
    ("They met in Lima on Friday.", []),
    ("They flew to Lima, Peru, at night.", [("Peru", "NAM")]),
    ("LIMA, Peru — It rained.", [("Peru", "NAM")]),
    ("The East China Sea is calm.", []),
    ("He sailed the Indian Ocean.", []),
    ("It costs US$40 in chad.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), STATES)
def test_states(found: Found, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, level) for words, _, level in found(sentence, "STATE")] == expected


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("They met in Lima on Friday.", "Lima"),
        ("LIMA, Peru — It rained.", "LIMA"),
        ("They flew to Guam by night.", "Guam"),
    ],
)
def test_capitals_and_territories_as_places(found: Found, sentence: str, place: str) -> None:
    assert (place, "PLACE", "NAM") in found(sentence)


def test_a_state_has_one_ref_with_its_code(predicted: Predicted) -> None:
    _, text, prediction = predicted("Peru said Peruvian ships left. Lima said so; PERU waits.")
    mentions = prediction.entities or ()
    assert [text[m.start : m.end] for m in mentions] == ["Peru", "Peruvian", "Lima", "PERU"]
    assert {m.refs for m in mentions} == {("r1",)}
    (ref,) = prediction.refs
    assert (ref.id, ref.type, ref.name) == ("r1", "STATE", "Peru")
    assert ref.kb is not None
    assert (ref.kb.scheme, ref.kb.id) == ("iso3166-1", "PE")


BODIES = [
    ("The United Nations and ASEAN agreed.", "IGO", [("United Nations", "NAM"), ("ASEAN", "NAM")]),
    (
        "It told the UN and the Security Council.",
        "IGO",
        [("UN", "NAM"), ("Security Council", "NAM")],
    ),
    ("The Chilean Senate voted.", "INSTITUTION", [("Chilean Senate", "NAM")]),
    ("The U.S. State Department spoke.", "INSTITUTION", [("U.S. State Department", "NAM")]),
    (
        "The Ministry of Foreign Affairs spoke.",
        "INSTITUTION",
        [("Ministry of Foreign Affairs", "NAM")],
    ),
    ("The Embassy of Peru closed.", "INSTITUTION", [("Embassy of Peru", "NAM")]),
    ("The Supreme Court ruled.", "INSTITUTION", [("Supreme Court", "NAM")]),
    ("The Greek foreign ministry spoke.", "INSTITUTION", [("Greek foreign ministry", "NOM")]),
    ("A government fell.", "INSTITUTION", []),
    (
        "The Royal Thai Army and U.S. Marines met.",
        "FORCE",
        [("Royal Thai Army", "NAM"), ("U.S. Marines", "NAM")],
    ),
    ("The Armed Forces of Chile replied.", "FORCE", [("Armed Forces of Chile", "NAM")]),
    (
        "Its coast guard and the Greek navy met.",
        "FORCE",
        [("coast guard", "NOM"), ("Greek navy", "NOM")],
    ),
    ("The School of Quito and the Delta Bank agreed.", "ORG", [("Delta Bank", "NAM")]),
    ("It told the Lima Courier on Friday.", "ORG", [("Lima Courier", "NAM")]),
    (
        "The Strait of Hormuz and the Barents Sea froze.",
        "PLACE",
        [("Strait of Hormuz", "NAM"), ("Barents Sea", "NAM")],
    ),
    ("The Lima Security Meeting opened.", "EVENT", [("Lima Security Meeting", "NAM")]),
    ("A visit is rare.", "EVENT", []),
]


@pytest.mark.parametrize(("sentence", "type_", "expected"), BODIES)
def test_bodies(found: Found, sentence: str, type_: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, level) for words, _, level in found(sentence, type_)] == expected


def test_a_name_that_was_told_by_its_surroundings_is_found_again(predicted: Predicted) -> None:
    _, text, prediction = predicted("They met in Weem.", "Weem slept.")
    mentions = prediction.entities or ()
    assert [text[m.start : m.end] for m in mentions] == ["Weem", "Weem"]
    assert len({m.refs for m in mentions}) == 1


def test_a_body_belongs_to_its_state(predicted: Predicted) -> None:
    _, _, prediction = predicted("The Chilean Senate voted.")
    owners = {ref.name: ref.of for ref in prediction.refs}
    ids = {ref.name: ref.id for ref in prediction.refs}
    assert owners == {"Chilean Senate": ids["Chile"], "Chile": None}


PEOPLE = [
    ("President Ana Rivas left.", [("President", R), ("Ana Rivas", P)]),
    (
        "Peruvian Foreign Minister José de la Torre left.",
        [("Peruvian Foreign Minister", R), ("José de la Torre", P)],
    ),
    (
        "Secretary of Defense John Q. Hargrove left.",
        [("Secretary of Defense", R), ("John Q. Hargrove", P)],
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
    ("Igor Petrenko, who farms near Lima, left.", [("Igor Petrenko", P)]),
    ("It was built by Delta Cipher, a firm in Lima.", []),
    ("The president left.", [("president", P)]),
    ("A president left.", []),
    ("His Greek counterpart left.", [("Greek counterpart", P)]),
]


@pytest.mark.parametrize(("sentence", "expected"), PEOPLE)
def test_people(found: Found, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, type_) for words, type_, _ in found(sentence, P, R)] == expected


def test_a_title_holds_its_state(found: Found) -> None:
    mentions = found("Greek Foreign Minister Ana Rivas left.", "STATE", R)
    assert mentions == [("Greek", "STATE", "DEM"), ("Greek Foreign Minister", R, None)]


def test_later_mentions_share_the_referent(predicted: Predicted) -> None:
    _, text, prediction = predicted(
        "Foreign Minister Ana Rivas met Greek Prime Minister Nikos Pappas.",
        "The prime minister smiled. Rivas left.",
    )
    names = {ref.id: ref.name for ref in prediction.refs}
    labels = [(text[m.start : m.end], *map(names.get, m.refs)) for m in prediction.entities or ()]
    assert labels == [
        ("Foreign Minister", "Ana Rivas"),
        ("Ana Rivas", "Ana Rivas"),
        ("Greek", "Greece"),
        ("Greek Prime Minister", "Nikos Pappas"),
        ("Nikos Pappas", "Nikos Pappas"),
        ("prime minister", "Nikos Pappas"),
        ("Rivas", "Ana Rivas"),
    ]
