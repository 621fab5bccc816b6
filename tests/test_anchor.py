from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.anchor import occurrences, shortest_context


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
