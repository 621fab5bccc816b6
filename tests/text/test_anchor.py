from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.anchor import Anchoring, Quote, occurrences, shortest_context


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
    assert occurrences("Mirr 🤝₱ and Mirran, Mirr.", quote, before, after) == expected


def test_overlapping_occurrences_count() -> None:
    assert occurrences("aaa", "aa") == [0, 1]


@given(st.text(min_size=1, max_size=60), st.data())
def test_the_shortest_context_leaves_one_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, after = shortest_context(text, start, end)
    assert occurrences(text, text[start:end], before, after) == [start]


TEXT = "Mirr 🤝₱ “praised” the Ridge  Pact – Mirran ships, Mirr and MIRR waited at Fort Grayle."


def place(*quotes: str | tuple[str, str, str], text: str = TEXT) -> list[tuple[str | None, str]]:
    """What each quote covers, and how it was found; a key makes the canonical order."""
    full = [quote if isinstance(quote, tuple) else (quote, "", "") for quote in quotes]
    found = Anchoring(text).place([Quote(*quote, key=str(quote)) for quote in full])
    return [
        (None if each.span is None else text[slice(*each.span)], each.outcome) for each in found
    ]


def starts(*quotes: str | tuple[str, str, str], text: str = TEXT) -> list[int | None]:
    full = [quote if isinstance(quote, tuple) else (quote, "", "") for quote in quotes]
    found = Anchoring(text).place([Quote(*quote, key=str(quote)) for quote in full])
    return [None if each.span is None else each.span[0] for each in found]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (("Mirr", ", ", ""), "context"),
        (("Mirr", "no such ", ""), "exact"),  # the context is wrong, the words are there
        ("Ridge  Pact", "exact"),
        ("Ridge Pact", "normalised"),  # white space
        ("ridge  pact", "normalised"),  # case
        ('"praised"', "normalised"),  # quote marks
        ("Pact - Mirran", "normalised"),  # dashes
        (" Fort Grayle ", "normalised"),  # white space at the edges
        ("waited at Fort Greyle", "fuzzy"),
        ("Fort Gra", "exact"),
        ("Fort Gry", "not-found"),
        ("Forts", "not-found"),  # too short for fuzzy
        ("no such words in here", "not-found"),
    ],
)
def test_outcomes(quote: str | tuple[str, str, str], expected: str) -> None:
    [(words, outcome)] = place(quote)
    assert outcome == expected
    assert (words is None) == (expected == "not-found")


def test_normalised_quotes_cover_the_words_of_the_text() -> None:
    assert place("ridge pact") == [("Ridge  Pact", "normalised")]
    assert place('"PRAISED"') == [("“praised”", "normalised")]
    # ß folds to two letters; the way back is to the one.
    assert place("STRASSE", text="die Straße dort") == [("Straße", "normalised")]


def test_equal_quotes_take_unused_occurrences_from_left_to_right() -> None:
    ends = [TEXT.index("Mirr"), TEXT.index("Mirran"), TEXT.index("Mirr and")]
    assert starts("Mirr", "Mirr", "Mirr") == ends
    # Then those without case, then the first one again.
    assert starts(*["Mirr"] * 5) == [*ends, TEXT.index("MIRR"), ends[0]]
    assert place(*["Mirr"] * 5)[-1] == ("Mirr", "repeated")


def test_quotes_with_context_go_first() -> None:
    first, second = starts("Mirr", ("Mirr", "", " 🤝"))
    assert second == 0
    assert first == TEXT.index("Mirran")


def test_a_fuzzy_place_must_be_the_only_one() -> None:
    twice = "the harbour treaty; the harbour treaty"
    assert place("the harbuor treaty", text=twice) == [(None, "ambiguous")]
    assert place("the harbuor treaty", text=twice[:19])[0][1] == "fuzzy"


@given(st.permutations(["Mirr", "Mirr", "MIRR", "Ridge Pact", "waited at Fort Greyle"]))
def test_the_order_of_quotes_changes_nothing(quotes: list[str]) -> None:
    found = zip(quotes, starts(*quotes), strict=True)
    expected = ["Mirr", "Mirr", "MIRR", "Ridge Pact", "waited at Fort Greyle"]
    assert sorted(map(str, found)) == sorted(
        map(str, zip(expected, starts(*expected), strict=True))
    )
