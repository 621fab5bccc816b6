"""The strict mode: one place for the words, however they are encoded."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pactbank.text.anchor import Anchoring, NotOnePlace, Quote, exactly_one
from pactbank.text.anchor.folding import canonical, fold, is_blank
from support.effort import tried

NFC = "José Álvarez met Zoë in Łódź; 한국 signed. Peace 🕊\ufe0f in Orlen."
NFD = normalize("NFD", NFC)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u2066\u061c"


@pytest.mark.parametrize("text", [NFC, NFD])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("words", ["José Álvarez", "Zoë", "Łódź", "한국", "signed", "한국 signed"])
def test_a_quote_in_another_normal_form_has_its_place(text: str, form: str, words: str) -> None:
    start, end = exactly_one(text, Quote(normalize(form, words)))  # type: ignore[arg-type]
    assert normalize("NFC", text[start:end]) == words


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("In Or\u200blen they met.", Quote("Orlen")),
        ("In Orlen they met.", Quote("Or\u200blen")),
        ("In Orlen they met.", Quote("\ufeffOrlen\u200e")),
        ("In \u202aOr\u00adlen\u202c they met.", Quote("Orlen", "In ", " they")),
        ("In Orlen they met. Orlen!", Quote("Orlen", "I\u200bn ")),
        ("Peace 🕊\ufe0f now.", Quote("🕊", "Peace ")),
        ("Peace 🕊 now.", Quote("🕊\ufe0f", "Peace ")),
    ],
)
def test_zero_width_characters_are_passed_over(text: str, quote: Quote) -> None:
    start, end = exactly_one(text, quote)
    assert canonical(text[start:end]) == canonical(quote.text)


@pytest.mark.parametrize(
    ("quote", "code"),
    [
        (Quote("jose\u0301 a\u0301lvarez"), "PB701"),  # case is not passed over
        (Quote("Jose"), "PB701"),  # the mark belongs to the letter
        (Quote("José\u00a0Álvarez"), "PB701"),
        (Quote("\u200b"), "PB701"),
        (Quote("Jose\u0301", "nowhere "), "PB701"),
    ],
)
def test_what_looks_different_is_not_placed(quote: Quote, code: str) -> None:
    with pytest.raises(NotOnePlace) as caught:
        exactly_one(NFC, quote)
    assert caught.value.code == code


def test_a_quote_that_looks_like_two_places_needs_context() -> None:
    text = "Zoe\u0308 saw Zoe\u0308."
    with pytest.raises(NotOnePlace, match="stands 2 times, at 0, 9"):
        exactly_one(text, Quote("Zoë"))
    assert exactly_one(text, Quote("Zoë", "saw ")) == (9, 13)


CHANGES: tuple[Callable[[str], str], ...] = (
    lambda words: normalize("NFC", words),
    lambda words: normalize("NFD", words),
    lambda words: UNSEEN.join(words),
    lambda words: UNSEEN + words + UNSEEN,
)
letters = st.sampled_from([*"aZ éßñő한국 Łç.🤝₱", "e\u0323\u0301", "o\u0308", "\u200b", " "])
texts = st.lists(letters, min_size=1, max_size=30).map("".join)


@given(texts, st.sampled_from(CHANGES), st.sampled_from(CHANGES), st.data())
@tried(400)
def test_a_whole_context_in_any_form_leaves_the_place(
    text: str,
    of_text: Callable[[str], str],
    of_quote: Callable[[str], str],
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    parts = [text[:start], text[start:end], text[end:]]
    # A mark at an edge would belong to a letter of the neighbour.
    assume(not any(part[:1] in ("\u0301", "\u0308", "\u0323") for part in parts))
    assume(canonical(parts[1]).strip() == canonical(parts[1]) != "")
    before, words, after = map(of_quote, parts)
    made = "".join(map(of_text, parts))
    span = exactly_one(made, Quote(words, before, after))
    assert canonical(made[slice(*span)]) == canonical(parts[1])
    [placed] = Anchoring(made).place([Quote(words, before, after)])
    if not is_blank(words):
        assert placed.span is not None
        assert placed.outcome in ("exact", "normalised", "context", "context-ignored")
        assert fold(made[slice(*placed.span)]).strip() == fold(parts[1]).strip()
