from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.anchor.fuzzy import most_like

TEXT = (
    "Foreign Minister Zoe Marek said the Intelligence Sharing Agreement between Veldria and "
    "Kestania, worth ₱12 million in aid, had moved “beyond exploring” before a summit in Marsk."
)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Inteligence Sharing Agreement", "Intelligence Sharing Agreement"),  # one letter dropped
        ("Intelligence Sharinng Agreement", "Intelligence Sharing Agreement"),  # one added
        ("Intelligence Sharing Agreemeent", "Intelligence Sharing Agreement"),
        ("Intelligense Sharing Agreement", "Intelligence Sharing Agreement"),  # one replaced
        ("Intelligence-Sharing Agreement", "Intelligence Sharing Agreement"),
        ("Intelligence Agreement between", None),  # a word dropped
        ("₱12 millon in aid", "₱12 million in aid"),  # no word begins with this character
        ("“beyond exploing”", "“beyond exploring”"),
        ("beyond exploing", "beyond exploring"),
        ("before  summit in Marsk", "before a summit in Marsk"),
        ("a summt in Marsk", "a summit in Marsk"),
        ("exploing", None),  # 87.5: too few characters for a letter to be missing
        ("Agrement", None),
        ("nowhere in this text at all", None),
        ("between", None),  # exact, but too short for this stage
    ],
)
def test_the_place_most_like_a_quote(quote: str, expected: str | None) -> None:
    place = most_like(quote, TEXT)
    words = None if isinstance(place, str) else TEXT[slice(*place)]
    assert words == expected
    assert (place == "not-found") == (expected is None)


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("the harbuor treaty", "the harbour treaty; the harbour treaty", "ambiguous"),
        ("the harbuor treaty", "the harbour treaty; the arbour treaty", (0, 18)),
        ("the harbuor treaty", "the harbour treaty", (0, 18)),
        ("the harbuor treaties", "the harbour", "not-found"),  # longer than the text
        ("abcdefgh", "", "not-found"),
        # Half a word stays half where the whole is less like the quote.
        ("Norhern Alliances", "the Northern Allianceship treaty", (4, 22)),
        ("Northern Allances", "the NNNNNorthern Alliances treaty", (9, 26)),
    ],
)
def test_ties_and_edges(quote: str, text: str, expected: object) -> None:
    assert most_like(quote, text) == expected


WORDS = list({word.strip("“”,.") for word in TEXT.split()})


@given(st.permutations(WORDS), st.data())
def test_a_quote_that_lost_a_letter_comes_back_to_its_words(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 4))
    last = data.draw(st.integers(first + 3, len(words)))
    start = len(" ".join(words[:first])) + bool(first)
    end = len(" ".join(words[:last]))
    lost = data.draw(st.integers(start + 1, end - 2))
    quote = text[start:lost] + text[lost + 1 : end]
    if len(quote) >= 12:
        assert most_like(quote, text) == (start, end)
