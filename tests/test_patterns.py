"""Every regular expression runs in time linear in the text, whatever the text: a text of one line
that is repeated eight times takes about eight times as long, and not 64 times."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pytest
import regex

from pactbank.corpus.ingest import Particulars, make_document
from support import regexes

SIZE, TIMES = 500, 8
PLAIN = regex.compile(r"\w+|\W")
"""A pattern that is linear, to compare others with."""


def growth(pattern: Any, unit: str, end: str) -> float:
    """How many times longer a text of `TIMES` the size takes."""
    short = unit * (SIZE // len(unit)) + end
    long = unit * (SIZE * TIMES // len(unit)) + end
    return regexes.cost(pattern, long) / regexes.cost(pattern, short)


def is_slow(pattern: Any, unit: str, end: str) -> bool:
    """Whether a pattern is more than linear on a repeated unit."""
    text = unit * (SIZE // len(unit)) + end
    if regexes.cost(pattern, text) < 3 * regexes.cost(PLAIN, text):
        return False
    return all(growth(pattern, unit, end) > 3 * TIMES for _ in range(5))


@cache
def by_wing() -> dict[str, dict[str, Any]]:
    """The patterns of each wing, by their names. Made when the first test asks: to compile them
    takes as long as to collect all tests."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, pattern in regexes.patterns().items():
        found[name.partition(".")[0]][name] = pattern
    return found


def test_no_pattern_stands_outside_of_a_wing() -> None:
    assert by_wing().keys() <= set(regexes.wings())


@pytest.mark.parametrize("wing", regexes.wings())
def test_no_pattern_is_slower_than_linear(wing: str) -> None:
    for name, pattern in by_wing()[wing].items():
        for unit, end in regexes.texts(pattern):
            # A pattern of exponential cost shows it on few characters.
            regexes.cost(pattern, unit * (60 // len(unit)) + end)
            assert not is_slow(pattern, unit, end), (name, unit, end)


def test_a_pattern_that_is_not_linear_is_seen() -> None:
    assert is_slow(regex.compile(r"[.!?]+\s+(?=[A-Z])"), ".", "")
    counts = r"(?:[^\w\s.,;:-]+\s*[\d,.km]*\s*(?:share|likes?)?\s*){2,6}"
    with pytest.raises(TimeoutError):
        regex.compile(counts).fullmatch("=" * 160 + " END", timeout=1)


def test_no_pattern_hides_from_the_walk() -> None:
    uses = list(regexes.compiling())
    assert {call for _, call, _ in uses} == {"compile"}, "compile patterns in a module"
    hidden = {place for place, _, walked in uses if not walked}
    assert hidden <= set(regexes.made_for_a_list())


@pytest.mark.parametrize("sign", [*"=*★…[(-–—.,:;!?\"'“‘|/\\@#&_+<>©•·₱ 1aA", "= ", "★ 1", "a-"])
def test_a_line_of_one_sign_is_a_document(sign: str) -> None:
    raw = f"Talks\nBy Ana Moreth\n{sign * 5_000} END\nHASK, Mirr — They talk.\n"
    document, _ = make_document(raw.encode(), Particulars(id="a"), "a.txt")
    assert document.raw.chars == len(raw)
