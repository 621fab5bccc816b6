from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.anchor import NotOnePlace, Quote, exactly_one, occurrences

TEXT = "Mirr 🤝₱ and Mirran, Mirr."


@pytest.mark.parametrize(
    ("quote", "before", "after", "expected"),
    [
        ("Mirr", "", "", [0, 12, 20]),
        ("Mirr", "", "an", [12]),
        ("Mirr", "and ", "", [12]),
        ("Mirr", ", ", ".", [20]),
        ("Anhal", "", "", []),
        ("", "", "", []),
        ("Mirr", "x", "", []),
    ],
)
def test_occurrences(quote: str, before: str, after: str, expected: list[int]) -> None:
    assert occurrences(TEXT, quote, before, after) == expected


def test_overlapping_occurrences_count() -> None:
    assert occurrences("aaa", "aa") == [0, 1]


@pytest.mark.parametrize(
    ("quote", "code", "message"),
    [
        (Quote("Anhal"), "PB701", "'Anhal' does not stand in the text"),
        (Quote("mirran"), "PB701", "'mirran' does not stand in the text"),
        (Quote(""), "PB701", "'' does not stand in the text"),
        (
            Quote("Mirr", "x", ""),
            "PB701",
            "'Mirr' with before 'x' does not stand in the text",
        ),
        (
            Quote("Mirr", " ", "es"),
            "PB701",
            "'Mirr' with before ' ' and after 'es' does not stand in the text",
        ),
        (Quote("Mirr"), "PB702", "'Mirr' stands 3 times, at 0, 12, 20"),
        (
            Quote("Mirr", " ", ""),
            "PB702",
            "'Mirr' with before ' ' stands 2 times, at 12, 20",
        ),
    ],
)
def test_the_strict_mode_says_why_a_quote_has_not_one_place(
    quote: Quote, code: str, message: str
) -> None:
    with pytest.raises(NotOnePlace) as caught:
        exactly_one(TEXT, quote)
    assert (caught.value.code, caught.value.message) == (code, message)


@given(st.text(min_size=1, max_size=60), st.data())
def test_the_whole_context_leaves_one_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(text[start:end], text[:start], text[end:])
    assert exactly_one(text, quote) == (start, end)
    starts = occurrences(text, quote.text)
    if len(starts) == 1:
        assert exactly_one(text, Quote(quote.text)) == (start, end)
    else:
        with pytest.raises(NotOnePlace):
            exactly_one(text, Quote(quote.text))
