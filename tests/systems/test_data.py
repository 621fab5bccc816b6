from __future__ import annotations

from collections import Counter

import pycountry
import pytest

from pactbank.systems.rules import data
from pactbank.systems.rules.gazetteer import gazetteer


def test_every_code_is_in_the_standard() -> None:
    codes = {country.alpha_3 for country in pycountry.countries}
    lists = data.states()
    assert codes >= {*lists.variants, *lists.demonyms, *lists.capitals}
    assert codes >= {*lists.territories, *lists.skipped}


def test_no_state_form_stands_for_two_states() -> None:
    lists = data.states()
    for table in (lists.demonyms, lists.capitals, lists.variants):
        forms = Counter(form for words in table.values() for form in words)
        assert [form for form, count in forms.items() if count > 1] == []


def test_no_name_is_listed_under_two_types() -> None:
    bodies = data.bodies()
    kinds = (bodies.igo, bodies.institution, bodies.force, bodies.org, bodies.place, bodies.event)
    names = Counter(name for kind in kinds for name in (*kind.names, *kind.states))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_cue_has_two_types_and_no_stage_word_two_stages() -> None:
    cues = Counter(form for entry in data.stances().cues for form in entry.forms)
    words = Counter(word for entry in data.agreements().stages for word in entry.words)
    assert [word for word, count in (cues + words).items() if count > 1] == []


def test_the_gazetteer_knows_names_variants_and_capitals_letters() -> None:
    entries = gazetteer().entries
    found = {
        form: entries[form].code for form in ("Peru", "PERU", "Britain", "Seoul", "Dutch", "UK")
    }
    assert found == {
        "Peru": "PE",
        "PERU": "PE",
        "Britain": "GB",
        "Seoul": "KR",
        "Dutch": "NL",
        "UK": "GB",
    }
    assert "Jersey" not in entries
    assert entries["Guam"].sort == "territory"


@pytest.mark.parametrize(
    ("listed", "forms"),
    [
        ("deep concern", ["deep concern"]),
        ("call* on", ["calls on", "called on"]),
        ("ratify*", ["ratifies", "ratified"]),
        ("promise*", ["promises", "promised"]),
        ("press*", ["presses", "pressed"]),
        ("slam*", ["slams", "slammed"]),
        ("need*", ["needs", "needed"]),
    ],
)
def test_a_star_stands_for_the_forms_of_a_verb(listed: str, forms: list[str]) -> None:
    assert list(data.inflected(listed)) == forms


def test_tables_have_both_spellings() -> None:
    assert {"defence", "defense"} <= set(data.people().portfolio)
    assert data.agreements().forms["program"] == data.agreements().forms["programme"]
    assert "criticized" in {form for entry in data.stances().cues for form in entry.forms}
