from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.systems.rules.gazetteer import gazetteer, of_text
from pactbank.systems.rules.spans import SegmentedText


@pytest.mark.parametrize(
    ("text", "names", "adjectives"),
    [
        ("Ostavia's navy sailed. An Ostavian spokesman spoke.", {"Ostavia"}, {"Ostavian"}),
        (
            "ORLEN, Ostavia — A pact between Ostavia and Dremor. Dremor has ships, Dremori ones.",
            {"Ostavia", "Dremor"},
            {"Dremori"},
        ),
        ("Nobody heard from Dremor, and Dremor's ships left.", {"Dremor"}, set()),
        ("Talks with Dremor and Peru, and with Chile: Dremor's ships left.", set(), set()),
        ("Rivas will wait. Rivas has ships.", set(), set()),
        ("AUSTIN, Texas — It rained.", set(), set()),
        ("Peru's navy sailed.", set(), set()),
    ],
)
def test_states_of_an_invented_world(
    segmented: Callable[..., SegmentedText], text: str, names: set[str], adjectives: set[str]
) -> None:
    entries = of_text(segmented(text)).entries
    found = {form: entry for form, entry in entries.items() if form not in gazetteer().entries}
    assert {f for f, e in found.items() if e.sort == "name" and not f.isupper()} == names
    assert {f for f, e in found.items() if e.sort == "demonym" and not f.isupper()} == adjectives
    assert all(entry.code is None for entry in found.values())


def test_the_gazetteer_knows_names_variants_and_capitals_letters() -> None:
    entries = gazetteer().entries
    known = {"Peru": "PE", "PERU": "PE", "Britain": "GB", "Seoul": "KR", "Dutch": "NL", "UK": "GB"}
    assert {form: entries[form].code for form in known} == known
    assert entries["Guam"].sort == entries["Jersey"].sort == "territory"


def test_a_text_without_a_form_of_a_state_is_read(segmented: Callable[..., SegmentedText]) -> None:
    assert of_text(segmented("it rained.")).entries == gazetteer().entries
