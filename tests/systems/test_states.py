from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import Prediction

Found = Callable[..., list[tuple[str, str, str | None]]]
Predicted = Callable[..., tuple[object, str, Prediction]]

TABLE = [
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


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
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
