from __future__ import annotations

from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.anchor.folding import Folded, fold, is_blank

PIECES = (
    "Zoë", "Zoe\u0308", "e\u0323\u0301", "e\u0301\u0323", "\u0301", "ß", "ŉ", "İ", "ﬁ", "Å",
    "\u212b", "\u0958", "α\u0345", "한", "\u1112\u1161\u11ab", "नी", "Mirr", "MIRR ", " ", "\n",
    "\t", "\u00a0", "\x1c", "\u200b", "\u200d", "\ufeff", "\u00ad", "“", '"', "’", "`", "–", "-",
    "🕊\ufe0f", "₱12",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  RIDGE\n\n Pact", "the ridge pact"),
        ("“Zoe\u0308’s” – ok", '"zoë\'s" - ok'),
        ("co\u00adop\u200bera\ufefftion", "cooperation"),
        (" \u200b ", " "),
        ("e\u200d\u0301", "é"),
        ("Straße", "strasse"),
        ("`so`\t", "'so' "),
        ("\u1112\u1161\u11ab", "한"),
        ("", ""),
    ],
)
def test_the_normal_form(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0", "\u200b", " \ufeff\u00ad\u2060\x1f"])
def test_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}.")


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("a Zoe\u0308 b", "zoë", [(2, 6)]),
        ("a Zoë b", "Zoe\u0308", [(2, 5)]),
        ("a Zoe\u0308 b", "zoe", []),  # the mark belongs to the letter
        ("Straße", "STRASSE", [(0, 6)]),
        ("Straße", "STRAS", []),  # ß has no half
        ("a  b", " A \n B ", [(0, 4)]),
        ("x co\u00adop\u200b y", "coop", [(2, 7)]),  # none of those at its edge
        ("\u1112\u1161\u11ab", "한", [(0, 3)]),
        ("\u1112\u1161\u11ab", "하", []),
        ("한국", "\u1112\u1161\u11ab", [(0, 1)]),
        ("a aa A", "A", [(0, 1), (2, 3), (3, 4), (5, 6)]),
    ],
)
def test_places(text: str, quote: str, expected: list[tuple[int, int]]) -> None:
    folded = Folded(text)
    assert folded.original(folded.find(quote)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("ZOË ", "", [(5, 9)]),
        ("zoë", "", [(5, 9)]),  # white space where context and quote join
        ("", " Left", [(15, 19)]),
        ("–", "", []),
        (" ", "\u200b", []),  # no context
    ],
)
def test_places_in_context(before: str, after: str, expected: list[tuple[int, int]]) -> None:
    folded = Folded("Zoe\u0308 Mirr and  Mirr left")
    assert folded.original(folded.find_in_context("mirr", before, after)) == expected


@given(texts)
def test_the_pieces_make_the_normal_form(text: str) -> None:
    assert Folded(text).text == fold(text)


@given(texts)
def test_equivalent_texts_have_one_normal_form(text: str) -> None:
    assert fold(text) == fold(normalize("NFC", text)) == fold(normalize("NFD", text))


@given(texts, st.data())
def test_places_read_back_and_cut_no_sequence(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    if start == end:
        return
    for first, last in folded.original([(start, end)]):
        assert fold(text[first:last]) == folded.text[start:end]
        assert category(text[last : last + 1] or " ")[0] != "M"
    first, last = folded.around((start, end))
    assert folded.text[start:end] in fold(text[first:last])
