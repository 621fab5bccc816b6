"""Word edges: a word is a run of letters and digits with the marks that combine with them."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from pactbank.text.offsets import Range

_RUNS = ("\u00ad", "\u061c", "\u180e", "\u200b\u200f", "\u202a\u202e", "\u2060\u206f", "\ufeff")
ZERO_WIDTH = "".join(chr(code) for run in _RUNS for code in range(ord(run[0]), ord(run[-1]) + 1))
"""Characters that take no room and are passed over: soft hyphen, zero-width space and joiners,
word joiner, byte order mark, marks of direction."""
_FIRST_SPECIAL = "\u00ad"
"""Neither marks nor zero-width characters come before it."""


def inside_word(text: str, at: int) -> bool:
    """Whether a word of `text` runs on across the code-point offset `at`."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left < _FIRST_SPECIAL and right < _FIRST_SPECIAL:
        return left.isalnum() and right.isalnum()
    return _inside_word(text, at)


def _inside_word(text: str, at: int) -> bool:
    """The same where there may be marks or zero-width characters."""
    right = at
    while right < len(text) and text[right] in ZERO_WIDTH:
        right += 1
    if right == len(text):
        return False
    if _is_mark(text[right]):
        return True
    left = at - 1
    while left > 0 and (text[left] in ZERO_WIDTH or _is_mark(text[left])):
        left -= 1
    return text[left].isalnum() and text[right].isalnum()


def whole_words(text: str, spans: Sequence[Range]) -> list[Range]:
    """The spans that cut no word of `text` in two."""
    return [
        (start, end)
        for start, end in spans
        if not inside_word(text, start) and not inside_word(text, end)
    ]


def _is_mark(char: str) -> bool:
    return category(char)[0] == "M"
