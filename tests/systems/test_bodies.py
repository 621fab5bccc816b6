from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import Prediction

Found = Callable[..., list[tuple[str, str, str | None]]]
Predicted = Callable[..., tuple[object, str, Prediction]]

TABLE = [
    ("The United Nations and ASEAN agreed.", "IGO", [("United Nations", "NAM"), ("ASEAN", "NAM")]),
    ("It told the UN Security Council.", "IGO", [("UN Security Council", "NAM")]),
    ("The Chilean Senate voted.", "INSTITUTION", [("Chilean Senate", "NAM")]),
    ("The U.S. State Department spoke.", "INSTITUTION", [("U.S. State Department", "NAM")]),
    (
        "The Ministry of Foreign Affairs spoke.",
        "INSTITUTION",
        [("Ministry of Foreign Affairs", "NAM")],
    ),
    ("The Embassy of Peru closed.", "INSTITUTION", [("Embassy of Peru", "NAM")]),
    ("The Supreme Court ruled.", "INSTITUTION", [("Supreme Court", "NAM")]),
    ("Peru's high court ruled.", "INSTITUTION", [("high court", "NOM")]),
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
    (
        "The School of Quito and Delta Corp. agreed.",
        "ORG",
        [("School of Quito", "NAM"), ("Delta Corp.", "NAM")],
    ),
    ("See harbour-letter.com for more.", "ORG", [("harbour-letter.com", "NAM")]),
    ("Ask accord.gov.pe or me@delta.com.", "ORG", [("accord.gov.pe", "NAM")]),
    ("It told the Lima Courier on Friday.", "ORG", [("Lima Courier", "NAM")]),
    (
        "The Strait of Hormuz and the Barents Sea froze.",
        "PLACE",
        [("Strait of Hormuz", "NAM"), ("Barents Sea", "NAM")],
    ),
    ("European farmers live near Weem.", "PLACE", [("European", "DEM"), ("Weem", "NAM")]),
    ("ORLEN/HASK — It rained.", "PLACE", [("ORLEN", "NAM"), ("HASK", "NAM")]),
    ("The Shangri-La Dialogue opened.", "EVENT", [("Shangri-La Dialogue", "NAM")]),
    ("The Lima Security Meeting opened.", "EVENT", [("Lima Security Meeting", "NAM")]),
    ("A three-day meeting in Peru began.", "EVENT", [("three-day meeting", "NOM")]),
    ("A visit is rare.", "EVENT", []),
]


@pytest.mark.parametrize(("sentence", "type_", "expected"), TABLE)
def test_bodies(found: Found, sentence: str, type_: str, expected: list[tuple[str, str]]) -> None:
    assert [(words, level) for words, _, level in found(sentence, type_)] == expected


def test_an_acronym_shares_the_referent(predicted: Predicted) -> None:
    _, text, prediction = predicted("The Ministry of Foreign Affairs (MFA) spoke.", "The MFA left.")
    mentions = prediction.entities or ()
    assert [text[m.start : m.end] for m in mentions] == [
        "Ministry of Foreign Affairs",
        "MFA",
        "MFA",
    ]
    assert len({m.refs for m in mentions}) == 1


def test_a_body_belongs_to_its_state(predicted: Predicted) -> None:
    _, _, prediction = predicted("The Chilean Senate voted.")
    owners = {ref.name: ref.of for ref in prediction.refs}
    ids = {ref.name: ref.id for ref in prediction.refs}
    assert owners == {"Chilean Senate": ids["Chile"], "Chile": None}
