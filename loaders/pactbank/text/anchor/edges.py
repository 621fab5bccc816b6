"""Word edges: a word is a run of letters and digits with the marks that combine with them."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from pactbank.text.offsets import Range

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Characters that take no room and are passed over: zero-width space and joiners, word joiner,
byte order mark, soft hyphen."""


def inside_word(text: str, at: int) -> bool:
    """Whether a word of `text` runs on across the code-point offset `at`."""
    right = at
    while right < len(text) and text[right] in ZERO_WIDTH:
        right += 1
    if at <= 0 or right >= len(text):
        return False
    if _is_mark(text[right]):
        return True
    if not text[right].isalnum():
        return False
    left = at - 1
    while left > 0 and (text[left] in ZERO_WIDTH or _is_mark(text[left])):
        left -= 1
    return text[left].isalnum()


def whole_words(text: str, spans: Sequence[Range]) -> list[Range]:
    """The spans that cut no word of `text` in two."""
    return [
        (start, end)
        for start, end in spans
        if not inside_word(text, start) and not inside_word(text, end)
    ]


def _is_mark(char: str) -> bool:
    # Below U+0300 there are no marks, and the look-up is not needed.
    return char >= "\u0300" and category(char)[0] == "M"
