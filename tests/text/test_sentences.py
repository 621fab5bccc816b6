"""Sentences: all of a text, and the one around a span."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.sentences import REACH, around, sentences

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
NUMBERED = {
    "brenn-statement.v1.txt": (5, (257, 296)),
    "calder-radar.v1.txt": (22, (1171, 1191)),
    "calder-radar.v2.txt": (22, (1194, 1214)),
    "hask-note.v1.txt": (3, (81, 119)),
    "sevra-letter.v1.txt": (6, (231, 240)),
}
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


@pytest.mark.parametrize(
    "parts",
    [
        ["Talks end.", "Mirr signed.", "“Anhal is glad,” she said.", "Then 3.5 km of road…", "So!"],
        ["Mr. Halden met Gen. Osk and Sen. Mrs. Pell.", "All left."],
        ["The U.S. Navy and J. K. Osk Jr. Pell were there.", "So was É. Marek."],
        ["He came on Sept. 5, with No. 7 of Art. 12.", "It was Jan. 6."],
        ["Did they sign?", "No.", "Mirr waits."],
        ["“Will it hold?”", "(No one knows.)", "[Osk does.]", "«Good.»", "‘Well’…", "3 left."],
        ["It rose to 3.5. in all. then fell."],
        ["Hask Inc. Pell won vs. Osk.", "We did it!", "“Hm.”"],
        ["Really?!", "Yes..."],
    ],
)
def test_the_sentences_of_a_paragraph(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n\t\n ", []),
        ("One", ["One"]),
        ("\n\n  One. \n\n \n Two \n", ["One.", "Two"]),
        ("By Mr.\nHalden", ["By Mr.", "Halden"]),
    ],
)
def test_line_ends_and_white_space(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_the_numbering_stays_as_it_is() -> None:
    """Short drafts have it: whoever changes where a sentence ends makes them say something else."""
    found = {path.name: list(sentences(path.read_text("utf-8"))) for path in EXAMPLES}
    assert {name: (len(spans), spans[-1]) for name, spans in found.items()} == NUMBERED


@given(st.text("aB. \n!”", max_size=60))
def test_every_word_is_in_one_sentence(text: str) -> None:
    found = list(sentences(text))
    assert found == sorted(found)
    ends = [0, *(end for _, end in found)]
    starts = [*(start for start, _ in found), len(text)]
    assert not "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip()
    assert all(text[slice(*span)] == text[slice(*span)].strip() != "" for span in found)
    for start, end in found:
        assert around(text, start, end) == (start, end)


@given(st.text("aB. \n!”", max_size=60), st.data())
def test_the_span_lies_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = around(text, start, end)
    assert 0 <= low <= start <= end <= high <= len(text)
