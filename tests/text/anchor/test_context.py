"""The shortest context of a place: it stands there alone, and no shorter one does."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.anchor import Quote, exactly_one, occurrences, shortest_context
from pactbank.text.tokens import words
from support.effort import tried

TEXT = "Mirr signed. Then Mirr, the ally of Mirr, left Mirr signed papers.\n"


def contexts(text: str, quote: str) -> list[tuple[str, str]]:
    found = [shortest_context(text, (at, at + len(quote))) for at in occurrences(text, quote)]
    assert all(each.text == quote for each in found)
    return [(each.before, each.after) for each in found]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        (TEXT, "Mirr", [("", " signed."), ("Then ", ""), ("of ", ""), ("left ", "")]),
        (TEXT, "ally", [("", "")]),
        ("it it", "it", [("", " it"), ("it ", "")]),
        ("a x b. a x c. d x b. d x c.", "x", [("a ", " b"), ("a ", " c"), ("d ", " b"),
                                            ("d ", " c")]),
        ("aaa", "a", [("", "aa"), ("a", "a"), ("aa", "")]),
        ("the pact and the pact", "pact", [("", " and"), ("and the ", "")]),
    ],
)  # fmt: skip
def test_contexts(text: str, quote: str, expected: list[tuple[str, str]]) -> None:
    assert contexts(text, quote) == expected


def brute(text: str, start: int, end: int) -> int:
    """The fewest words around a place with which it stands alone, by trying all."""
    begins = [start, *(at for at, _ in reversed(words(text, 0, start)))]
    ends = [end, *(at for _, at in words(text, end, len(text)))]
    return min(
        before + after
        for before, after in product(range(len(begins)), range(len(ends)))
        if len(occurrences(text, text[begins[before] : ends[after]])) == 1
    )


@given(
    st.lists(
        st.sampled_from(["Mirr", "and", "a", ".", " ", " ", "e\u0301", "🚢", "\n"]), max_size=14
    ),
    st.data(),
)
@tried(600)
def test_no_shorter_context_will_do(pieces: list[str], data: st.DataObject) -> None:
    text = "x" + "".join(pieces) + "\n"
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text) - 1))
    found = shortest_context(text, (start, end))
    assert occurrences(text, found.text, found.before, found.after) == [start]
    assert exactly_one(text, found) == (start, end)
    try:
        fewest = brute(text, start, end)
    except ValueError:  # white space alone at an edge of the text tells it apart
        return
    taken = len(words(found.before, 0, len(found.before)))
    taken += len(words(found.after, 0, len(found.after)))
    # A word that the span cuts in two counts on each side.
    assert taken <= fewest + 2
    if not text[start].isalnum() or not text[end - 1].isalnum():
        return
    if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
        assert taken == fewest


def test_long_passages_that_are_repeated() -> None:
    text = "x" + "one two three. " * 1000 + "end\n"
    places = occurrences(text, "two")
    for at in (places[0], places[500], places[-1]):
        found = shortest_context(text, (at, at + 3))
        assert exactly_one(text, found) == (at, at + 3)


@pytest.mark.parametrize("text", ["aa" * 3000, "ab " * 4000, "a" * 5001])
def test_a_text_without_words_that_differ(text: str) -> None:
    for start in (0, 3000, len(text) - 2):
        found = shortest_context(text, (start, start + 2))
        assert exactly_one(text, found) == (start, start + 2)


def test_the_context_of_a_quote_is_one() -> None:
    assert shortest_context("it, it", (0, 2)) == Quote("it", "", ",")
