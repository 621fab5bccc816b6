from __future__ import annotations

from dataclasses import dataclass

import pytest

from pactbank.corpus.validate.quotation import Marks


@dataclass(frozen=True)
class Span:
    start: int
    end: int


def place(text: str, *words: str) -> str | None:
    """Where words of a text stand; its zones are its lines."""
    zones, at = [], 0
    for line in text.split("\n"):
        zones.append((at, at + len(line)))
        at += len(line) + 1
    marks = Marks(text, zones)
    return marks.place(*(Span(text.index(w), text.index(w) + len(w)) for w in words))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("“We object,” he said.", ["object"], "direct"),
        ('"We object," he said.', ["object"], "direct"),
        ("“We object to it,” he said.", ["object", "it"], "direct"),
        ("“We object,” he said of it.", ["object", "it"], "mixed"),
        ("They praised the “bold” pact.", ["praised", "“bold” pact"], "mixed"),
        ("They called it “bold”.", ["bold"], "direct"),
        ("“One,” he said. Two. “Three.”", ["Two"], "outside"),
        ("They praised it.", ["praised", "it"], "outside"),
        ("A “b” c “d” e", ["c"], "outside"),
        ("“a” “b c”", ["b"], "direct"),
        # Marks that do not pair: nothing is known of that line, and of that line only.
        ("“It goes on", ["goes"], None),
        ("it goes on” and on", ["goes"], None),
        ('a 5" pipe', ["pipe"], None),
        ("“a “b” c", ["b"], None),
        ("“It goes on\n“and ends,” he said.", ["ends"], "direct"),
        ("“It goes on\n“and ends,” he said.", ["goes", "ends"], None),
        ("“It goes on\nHe stopped.", ["stopped"], "outside"),
    ],
)
def test_places(text: str, words: list[str], expected: str | None) -> None:
    assert place(text, *words) == expected


def test_without_a_text_nothing_is_known() -> None:
    assert Marks(None, [(0, 9)]).place(Span(1, 2)) is None
