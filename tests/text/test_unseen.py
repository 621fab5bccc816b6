from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.unseen import described, is_unseen, quotable, unseen_in, visible

HIDDEN = (
    "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x9b\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029"
    "\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9\U000e0001\u115f\u3164\uffa0\u034f\udc80\ue000"
)
SEEN = "aZ~ é漢字😀🏽♥\ufe0f\u00a0\u3000\u0301葛\U000e0100[/b]:smile:"


@pytest.mark.parametrize("character", HIDDEN, ids=ascii)
def test_hidden_characters_are_escaped(character: str) -> None:
    assert is_unseen(character)
    assert visible(f"a{character}b", lines=True).isascii()
    assert visible(f"a{character}b") == f"a{character.encode('unicode_escape').decode()}b"


def test_what_is_seen_stays() -> None:
    assert visible(SEEN) == SEEN
    assert unseen_in(SEEN) == {}


def test_lines_stay_where_they_are_asked_for() -> None:
    assert visible("a\tb\nc\r\n", lines=True) == "a\tb\nc\\r\n"
    assert visible("a\tb\nc") == "a\\tb\\nc"


@given(st.text())
def test_nothing_unseen_is_left_and_twice_is_once(text: str) -> None:
    once = visible(text)
    assert not any(map(is_unseen, once))
    assert visible(once) == once
    assert all(character.isprintable() or character.isspace() for character in once)


@given(st.text(st.characters(exclude_characters='\\"', exclude_categories=["Cs"])))
def test_what_is_quoted_into_json_is_the_text(text: str) -> None:
    shown = quotable(text)
    plain = shown.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")
    assert json.loads(f'"{plain}"') == text
    assert "\x1b" not in shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_counting_ignores_line_ends_and_what_has_no_meaning(text: str) -> None:
    for character in unseen_in(text):
        assert character not in "\n\r\t"
        assert unicodedata.category(character) not in ("Co", "Cn")
    assert sum(unseen_in("a\u200bb\u200b\n\x1b").values()) == 3


def test_a_description_has_number_and_name() -> None:
    assert described("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert described("\x1b") == "U+001B CONTROL CHARACTER"
    assert json.dumps(described("\u200b")) == '"U+200B ZERO WIDTH SPACE"'
