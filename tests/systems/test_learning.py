from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.systems.rules import learning
from pactbank.systems.rules.gazetteer import gazetteer
from pactbank.systems.rules.spans import SegmentedText


@pytest.mark.parametrize(
    ("text", "names", "adjectives"),
    [
        ("ORLEN, Ostavia — It rained.", {"Ostavia"}, set()),
        ("Ostavia's navy sailed. An Ostavian spokesman spoke.", {"Ostavia"}, {"Ostavian"}),
        ("Dremor will wait. A Dremori officer left.", {"Dremor"}, {"Dremori"}),
        (
            "ORLEN, Ostavia — A pact between Ostavia and Dremor. Dremor has ships, Dremori ones.",
            {"Ostavia", "Dremor"},
            {"Dremori"},
        ),
        ("Nobody heard from Dremor, and Dremor's ships left.", {"Dremor"}, set()),
        ("Talks with Dremor and Peru, and with Chile: Dremor's ships left.", set(), set()),
        ("Ana Rivas left. Ships came from Rivas and Rivas's crews.", set(), set()),
        ("Rivas will wait. Rivas has ships.", set(), set()),
        ("AUSTIN, Texas — It rained.", set(), set()),
        ("Peru's navy sailed.", set(), set()),
    ],
)
def test_states_of_an_invented_world(
    segmented: Callable[..., SegmentedText], text: str, names: set[str], adjectives: set[str]
) -> None:
    found = learning.learned(segmented(text), gazetteer())
    assert {f for f, e in found.items() if e.sort == "name" and not f.isupper()} == names
    assert {f for f, e in found.items() if e.sort == "demonym"} == adjectives
    assert all(entry.code is None for entry in found.values())
