"""What holds for any quotes of any text."""

from __future__ import annotations

import random
from collections.abc import Callable
from unicodedata import normalize

from hypothesis import assume, given
from hypothesis import strategies as st

from pactbank.text.anchor import OUTCOMES, Anchoring, Placed, Quote, occurrences
from pactbank.text.anchor.folding import fold

PIECES = (
    "Zoë", "Zoe\u0308", "Mirr", "MIRR", "mirran ", "ß", " ", "  ", "\n", "\u200b", "\u00ad", "“",
    '"', "–", "-", "🤝", "aa", "a", "한", "\u1112\u1161\u11ab", "Ridge Pact ",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
CHANGES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.lower,
    str.strip,
    lambda words: normalize("NFC", words),
    lambda words: normalize("NFD", words),
    lambda words: words.replace(" ", "\n\n"),
    lambda words: words[:3] + "\u2060" + words[3:],
    lambda words: words[:4] + words[5:],
)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, list[Quote]]:
    """A text and quotes of it, most of them changed, some with context or an anchor nearby."""
    text = draw(texts)
    found = []
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, min(len(text), start + 12)))
        words = draw(st.sampled_from(CHANGES))(text[start:end])
        before = draw(st.sampled_from(["", text[max(0, start - 3) : start], "nowhere"]))
        after = draw(st.sampled_from(["", text[end : end + 3]]))
        near = draw(st.none() | st.integers(0, len(text)))
        found.append(Quote(words, before, after, draw(st.sampled_from("abc")), near))
    return text, found


@given(asked())
def test_what_is_placed_reads_back(given: tuple[str, list[Quote]]) -> None:
    text, asked = given
    for quote, placed in zip(asked, Anchoring(text).place(asked), strict=True):
        assert placed.outcome in OUTCOMES
        assert (placed.span is None) == (placed.outcome in ("ambiguous", "not-found"))
        if placed.span is None:
            continue
        words = text[slice(*placed.span)]
        assert words
        if placed.outcome == "exact":
            assert words == quote.text
        elif placed.outcome in ("context", "normalised"):
            assert words == quote.text or fold(words) == fold(quote.text).strip()


def listed(quotes: list[Quote], placed: list[Placed]) -> list[str]:
    return sorted(map(str, zip(quotes, placed, strict=True)))


@given(asked(), st.randoms(use_true_random=False))
def test_the_order_of_quotes_changes_nothing(
    given: tuple[str, list[Quote]], chance: random.Random
) -> None:
    text, asked = given
    shuffled = chance.sample(asked, len(asked))
    assert listed(shuffled, Anchoring(text).place(shuffled)) == listed(
        asked, Anchoring(text).place(asked)
    )


@given(asked(), st.data())
def test_a_unique_quote_has_its_place_whatever_else_is_asked(
    given: tuple[str, list[Quote]], data: st.DataObject
) -> None:
    text, asked = given
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before = text[:start] if data.draw(st.booleans()) else ""
    quote = Quote(text[start:end], before)
    assume(fold(quote.text).strip())
    assume(len(occurrences(text, quote.text, before)) == 1)
    place = Placed((start, end), "context" if before else "exact")
    anchoring = Anchoring(text)
    assert anchoring.place([quote]) == [place]
    assert anchoring.place([quote, *asked, quote])[:: len(asked) + 1] == [place, place]
