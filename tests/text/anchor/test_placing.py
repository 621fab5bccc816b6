"""The lenient mode: stages, outcomes, and who gets which of several places."""

from __future__ import annotations

import random
import time
from pathlib import Path
from unicodedata import normalize

import pytest

from pactbank.corpus.store import Store
from pactbank.model import walk
from pactbank.text.anchor import OUTCOMES, Anchoring, Placed, Quote
from pactbank.text.anchor.folding import Folded, fold

TEXT = "Mirr 🤝₱ “praised” the Ridge  Pact – Mirran ships, Mirr and MIRR waited at Fort Grayle."
Asked = str | tuple[str, str, str]


def quotes(*asked: Asked) -> list[Quote]:
    """A key makes the canonical order."""
    full = [quote if isinstance(quote, tuple) else (quote, "", "") for quote in asked]
    return [Quote(*quote, key=str(quote)) for quote in full]


def place(*asked: Asked, text: str = TEXT) -> list[tuple[str | None, str]]:
    """What each quote covers, and how it was found."""
    placed = Anchoring(text).place(quotes(*asked))
    return [
        (None if each.span is None else text[slice(*each.span)], each.outcome) for each in placed
    ]


def starts(*asked: Asked, text: str = TEXT) -> list[int | None]:
    placed = Anchoring(text).place(quotes(*asked))
    return [None if each.span is None else each.span[0] for each in placed]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (("Mirr", ", ", ""), "context"),
        (("mirr", ", ", ""), "context"),  # the quote normalised, its context as well
        (("Mirr", "SHIPS, ", ""), "context"),
        (("Mirr", "ships,", " AND"), "context"),
        (("Mirr", "no such ", ""), "context-ignored"),  # the words are there
        (("mirran", "no such ", ""), "context-ignored"),
        (("waited at Fort Greyle", "no such ", ""), "context-ignored"),
        (("waited at Fort Greyle", "MIRR ", ""), "fuzzy"),  # the context fits where it is
        (("no such words in here", "Mirr", ""), "not-found"),
        ("Ridge  Pact", "exact"),
        ("Ridge Pact", "normalised"),  # white space
        ("ridge  pact", "normalised"),  # case
        ('"praised"', "normalised"),  # quote marks
        ("Pact - Mirran", "normalised"),  # dashes
        (" Fort Grayle ", "normalised"),  # white space at the edges
        ("Mir\u200br\ufeff and", "normalised"),  # zero-width characters
        ("waited at Fort Greyle", "fuzzy"),
        ("Fort Gra", "exact"),
        ("Fort Gry", "not-found"),
        ("Forts", "not-found"),  # too short for fuzzy
        ("no such words in here", "not-found"),
        ("", "not-found"),
        (" ", "not-found"),  # white space alone, though the text has some
        ("\u200b\ufeff", "not-found"),
        ((" ", "the", "Ridge"), "not-found"),
    ],
)
def test_outcomes(quote: Asked, expected: str) -> None:
    [(words, outcome)] = place(quote)
    assert outcome == expected
    assert outcome in OUTCOMES
    assert (words is None) == (expected == "not-found")


def test_normalised_quotes_cover_the_words_of_the_text() -> None:
    assert place("ridge pact") == [("Ridge  Pact", "normalised")]
    assert place('"PRAISED"') == [("“praised”", "normalised")]
    # ß folds to two letters; the way back is to the one.
    assert place("STRASSE", text="die Straße dort") == [("Straße", "normalised")]


SHIPS = "Japanese ships left Japan. Japan's allies and JAPAN stayed."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # "Japan" is not in "Japanese" while it stands as a whole word.
        (["Japan"], [20]),
        (["Japan"] * 2, [20, 27]),
        (["Japan"] * 3, [20, 27, 20]),
        (["Japanes"], [0]),  # no whole word: anywhere
        (["japan"], [20]),  # normalised, whole words first
        (["japan"] * 4, [20, 27, 46, 20]),
        (["japanes"], [0]),
        ([("Japan", "", "ese")], [0]),  # the context says so
        ([("japan", "", "ESE")], [0]),
        # Of the places where the context fits whole words come first.
        ([("Japan", "", "")], [20]),
        # Other spellings share the text with one another.
        (["Japan", "Japan", "japan"], [20, 27, 46]),
    ],
)
def test_whole_words_first(asked: list[Asked], expected: list[int]) -> None:
    assert starts(*asked, text=SHIPS) == expected


def test_equal_quotes_take_unused_occurrences_from_left_to_right() -> None:
    assert starts("Mirr", "Mirr") == [0, TEXT.index("Mirr and")]
    # No more whole words: the first one again, and never a part of "Mirran".
    assert place(*["Mirr"] * 3)[-1] == ("Mirr", "repeated")
    assert starts(*["Mirr"] * 4) == [0, TEXT.index("Mirr and"), 0, 0]


def test_the_key_says_who_is_first() -> None:
    places = Anchoring(TEXT).place([Quote("Mirr", key="b"), Quote("Mirr", key="a")])
    assert [each.span and each.span[0] for each in places] == [TEXT.index("Mirr and"), 0]


def test_who_has_fewer_places_chooses_first() -> None:
    second = TEXT.index("Mirr and")
    assert starts("Mirr", ("Mirr", "", " 🤝")) == [second, 0]
    text = "at Mirr, in Mirr, in Mirr"
    assert starts("Mirr", ("Mirr", "in ", ""), "Mirr", text=text) == [3, 12, 21]


def test_a_unique_context_is_the_place_of_every_quote_that_gives_it() -> None:
    second = TEXT.index("Mirr and")
    twice = ("Mirr", "ships, ", "")
    assert place(twice, twice) == [("Mirr", "context")] * 2
    assert starts(twice, twice, "Mirr", text=TEXT) == [second, second, 0]
    # As is the only occurrence there is, and the only one that is like it.
    assert place(*["Fort Grayle"] * 3) == [("Fort Grayle", "exact")] * 3
    assert place(*["FORT GRAYLE"] * 3) == [("Fort Grayle", "normalised")] * 3
    assert place(*["waited at Fort Greyle"] * 2) == [("waited at Fort Grayle", "fuzzy")] * 2


def test_contexts_that_fit_nowhere_cost_nothing() -> None:
    wrong = [("Mirr", f"no{at} ", "") for at in range(2)]
    assert starts(*wrong) == starts("Mirr", "Mirr")
    assert [outcome for _, outcome in place(*wrong, "Mirr")] == [
        "context-ignored",
        "repeated",
        "exact",
    ]


@pytest.mark.parametrize(
    ("near", "expected"), [(0, 3), (7, 3), (8, 12), (16, 12), (17, 21), (99, 21)]
)
def test_the_nearest_occurrence_may_be_shared(near: int, expected: int) -> None:
    text = "at Mirr, in Mirr, in Mirr"
    placed = Anchoring(text).place([Quote("Mirr", near=near), Quote("Mirr", near=near)])
    assert placed == [Placed((expected, expected + 4), "exact")] * 2


def test_context_goes_before_nearness_and_of_two_the_left_is_nearest() -> None:
    anchoring = Anchoring("at Mirr, in Mirr, in Mirr")
    assert anchoring.place([Quote("Mirr", "in ", "", near=0)]) == [Placed((12, 16), "context")]
    assert anchoring.place([Quote("Mirr", "to ", "", near=30)]) == [
        Placed((21, 25), "context-ignored")
    ]
    assert Anchoring("Mirr to Mirr").place([Quote("Mirr", near=4)])[0].span == (0, 4)


COMBINED = "Zoé met Zoë Marek; ‘Zoë’ left Đà Nẵng, said ZOË"


@pytest.mark.parametrize("quote_form", ["NFC", "NFD"])
@pytest.mark.parametrize("text_form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("quote", "before", "expected", "outcome"),
    [
        ("Zoë", "", 1, "exact"),
        ("Đà Nẵng", "", 1, "exact"),
        ("Zoë", "met ", 1, "context"),
        ("Marek", "Zoë ", 1, "context"),
        ("Zoë", "Đà Nẵng, said ", 1, "context"),
        ("đà nẵng", "", 1, "normalised"),
        ("Đà Nẵg, said ZOË", "", 1, "fuzzy"),
        ("Zo", "", 0, "exact"),
    ],
)
def test_composed_and_decomposed_are_one(
    quote: str, before: str, expected: int, outcome: str, quote_form: str, text_form: str
) -> None:
    text = normalize(text_form, COMBINED)  # type: ignore[arg-type]
    asked = normalize(quote_form, quote), normalize(quote_form, before)  # type: ignore[arg-type]
    [(words, found)] = place((*asked, ""), text=text)
    assert words is not None
    if expected:
        assert fold(words) in (fold(quote), "đà nẵng, said zoë")
    if outcome != "exact" or quote_form == text_form:
        assert found == outcome
    else:
        assert found in ("exact", "normalised")


@pytest.mark.parametrize(
    ("asked", "expected", "outcome"),
    [
        (("the harbuor treaty", "signed ", " at"), 7, "fuzzy"),
        (("the harbuor treaty", "praised ", " again"), 43, "fuzzy"),
        (("the harbuor treaty", "praised ", ""), 43, "fuzzy"),  # one side is enough
        (("the harbuor treaty", "", " again"), 43, "fuzzy"),
        (("harbuor treaty", " THE ", " at  dawn"), 11, "fuzzy"),  # in normal form
        (("harbuor treaty", "the", "again"), 47, "fuzzy"),  # the spaces left out
        (("the harbouur treaty", "praised ", " again"), 43, "fuzzy"),  # a letter too many
        (("the harbour treatyy", "praised ", " again"), 43, "fuzzy"),
        (("harbuor treaty", "the ", ""), None, "ambiguous"),  # fits both
        (("the harbuor treaty", "buried ", " again"), None, "ambiguous"),  # fits neither
        (("the harbuor treaty", "dawn, ", " again"), None, "ambiguous"),  # too long between them
        (("the harbuor treaty", " ", " "), None, "ambiguous"),
    ],
)
def test_context_tells_the_place_of_a_quote_that_is_as_like_several(
    asked: Asked, expected: int | None, outcome: str
) -> None:
    text = "Signed the harbour treaty at dawn, praised the harbour treaty again."
    assert starts(asked, text=text) == [expected]
    assert place(asked, text=text)[0][1] == outcome
    assert place(asked, text=text)[0][0] in (None, "the harbour treaty", "harbour treaty")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("estanians", "The ", " met"), ("Kestanians", "fuzzy")),  # the first letter is lost
        (("Kestanian", "The ", " met"), ("Kestanians", "fuzzy")),  # the last
        (("Kestanian", "again, ", ""), ("Kestanian", "context")),  # which fits half a word
        (("Kestania", "The ", " met"), ("Kestania", "context-ignored")),  # two are too many
        (("estanian", "no such ", " met"), ("estanian", "context-ignored")),
        (("estanian", "", ""), ("estanian", "exact")),
        (("Minister", "the ", " said"), ("Minister", "context-ignored")),  # stands as it is
    ],
)
def test_context_is_heeded_before_half_a_word_is_taken(asked: Asked, expected: object) -> None:
    text = "The Kestanians met; again, Kestanians and the Ministers said what a Minister says."
    assert place(asked, text=text) == [expected]


def test_a_fuzzy_place_must_be_the_only_one() -> None:
    twice = "the harbour treaty; the harbour treaty"
    assert place("the harbuor treaty", text=twice) == [(None, "ambiguous")]
    assert place("the harbuor treaty", text=twice[:19])[0][1] == "fuzzy"
    # Alike but for case: the text as it stands decides.
    cased = "The Harbour Treaty Is Signed. They signed the harbour treaty in Marsk."
    assert place("the harbour traty in", text=cased) == [("the harbour treaty in", "fuzzy")]
    assert place("Harbour Traty", text=cased) == [("Harbour Treaty", "fuzzy")]


def test_a_lost_letter_comes_back_to_the_very_words() -> None:
    text = "The Mutual Access Agreement of\nthe allies; “joint exercises” and a joint statement."
    for words in ("Mutual Access Agreement", "“joint exercises”", "a joint statement"):
        for at in range(1, len(words) - 1):
            assert place(words[:at] + words[at + 1 :], text=text) == [(words, "fuzzy")]


def test_spans_of_the_founding_gold_survive_a_lost_letter() -> None:
    store = Store(Path(__file__).parents[3])
    document = store.document("ph-jp-security-talks")
    text, gold = store.text(document), store.annotation("gold", document)
    spans = {(span.start, span.end) for span in walk.spans(gold)}
    # Ten characters of eleven are 90.9 of 100; of fewer they are too few.
    long = [span for span in spans if span[1] - span[0] >= 11]
    unique = [span for span in long if len(Folded(text).find(text[slice(*span)])) == 1]
    assert len(unique) > 50
    anchoring = Anchoring(text)
    for start, end in unique:
        for lost in (start + 1, (start + end) // 2, end - 2):
            quote = Quote(text[start:lost] + text[lost + 1 : end])
            assert anchoring.place([quote]) == [Placed((start, end), "fuzzy")]


def seconds(text: str, asked: list[Quote]) -> float:
    """The processor time to place these quotes, the best of three."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        Anchoring(text).place(asked)
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.parametrize("words", ["Japan", "JAPAN"])
def test_time_grows_with_the_number_of_equal_quotes(words: str) -> None:
    """Ten times the quotes and occurrences take about ten times the time, not a hundred."""

    def asked(times: int) -> tuple[str, list[Quote]]:
        return "Japan and " * 10 * times, [Quote(words, key=f"{at:04}") for at in range(times)]

    many, few = asked(2_000), asked(200)
    assert [each.span for each in Anchoring(many[0]).place(many[1])] == [
        (at * 10, at * 10 + 5) for at in range(2_000)
    ]
    assert seconds(*many) < 40 * seconds(*few)


@pytest.mark.acceptance
def test_time_grows_with_the_number_of_different_quotes() -> None:
    chance = random.Random(1)

    def asked(times: int) -> tuple[str, list[Quote]]:
        words = [f"w{chance.randrange(10**6)} naïve\n" for _ in range(140 * times)]
        quotes = (" ".join(words[at * 100 : at * 100 + 3]).upper() for at in range(times))
        return " ".join(words), [Quote(quote) for quote in quotes]

    many, few = asked(200), asked(20)
    assert {each.outcome for each in Anchoring(many[0]).place(many[1])} == {"normalised"}
    assert seconds(*many) < 40 * seconds(*few)
