"""The sentence around a span."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.sentences import REACH, around

TEXT = "Talks end\n\nMirr signed. “Anhal is glad,” she said. Then 3.5 km of road… Brenn left!\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Talks", "Talks end"),
        ("Mirr", "Mirr signed."),
        ("signed.", "Mirr signed."),
        ("glad", "“Anhal is glad,” she said."),
        ("km", "Then 3.5 km of road…"),
        ("Brenn", "Brenn left!"),
        ("signed. “Anhal", "Mirr signed. “Anhal is glad,” she said."),
    ],
)
def test_the_sentence(words: str, sentence: str) -> None:
    at = TEXT.index(words)
    assert TEXT[slice(*around(TEXT, at, at + len(words)))] == sentence


def test_what_has_no_end_is_cut() -> None:
    text = "x" * 5000
    assert around(text, 2000, 2001) == (2000 - REACH, 2001 + REACH)


@given(st.text("aB. \n!”", max_size=60), st.data())
def test_the_span_lies_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = around(text, start, end)
    assert 0 <= low <= start <= end <= high <= len(text)
