from __future__ import annotations

import pytest

from pactbank.text.anchor.edges import inside_word, whole_words


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Japan", "ese", True),
        ("Japan", " ", False),
        ("Japan", "'s", False),
        ("Japan", "-Mirr", False),
        ("F", "16", True),
        ("₱", "12", False),
        ("", "Japan", False),
        ("Japan", "", False),
        ("Zoe", "\u0308", True),  # a mark belongs to the letter before it
        ("Zoe\u0308", "s", True),
        ("🕊\ufe0f", "Mirr", False),  # a mark on what is no letter
        ("🕊", "\ufe0f", True),
        ("co", "\u00adop", True),  # zero-width characters are passed over, on either side
        ("co\u00ad", "op", True),
        ("co\u200b", "\u200b", False),
        ("\u0308", "a", False),
        ("条", "約", True),
    ],
)
def test_inside_a_word(left: str, right: str, expected: bool) -> None:
    assert inside_word(left + right, len(left)) is expected


def test_whole_words() -> None:
    assert whole_words("Japan, Japanese", [(0, 5), (7, 12), (7, 15), (5, 6)]) == [
        (0, 5),
        (7, 15),
        (5, 6),
    ]
