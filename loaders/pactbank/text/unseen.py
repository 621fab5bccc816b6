"""Characters that a reader does not see: controls, bidi controls, zero-width characters."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import lru_cache

_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_WITHOUT_A_SHAPE = _CONTROLS | {"Cn", "Co"}
"""Unicode categories of characters that are nothing to look at, unassigned and private ones too."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that have no width."""
_LINES = frozenset("\n\t")
_OTHER_THAN_ASCII = re.compile(r"[^ -~]+")
_BREAKS = frozenset("\n\r\t")


def visible(text: str, lines: bool = False) -> str:
    """The text with every unseen character escaped as in Python, such as `\\x1b` or `\\u202e`.

    With `lines`, line feeds and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    escaped = _escaped_but_lines if lines else _escaped
    return _OTHER_THAN_ASCII.sub(lambda run: "".join(map(escaped, run[0])), text)


_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\r(?!\n)")
"""Characters that a terminal obeys, or that turn the direction of words."""


def quotable(text: str) -> str:
    """A text to quote from, in JSON: a character that a terminal would obey is written as the
    escape of JSON, such as `\\u001b`, so that what is copied into a string is the character. Line
    ends, tabs and characters without width stay."""
    return _COMMANDS.sub(lambda found: json.dumps(found[0])[1:-1], text)


def is_unseen(character: str) -> bool:
    """Whether nothing is seen of a character, but that it may change how others look."""
    return unicodedata.category(character) in _WITHOUT_A_SHAPE or character in _BLANK


@lru_cache(maxsize=4096)
def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode() if is_unseen(character) else character


@lru_cache(maxsize=4096)
def _escaped_but_lines(character: str) -> str:
    return character if character in _LINES else _escaped(character)


def unseen_in(text: str) -> Counter[str]:
    """How often the text has each control, bidi control and zero-width character; line ends and
    tabs are none, and nor is what Unicode has not assigned, or leaves to private use."""
    if text.isascii() and text.isprintable():
        return Counter()
    runs = _OTHER_THAN_ASCII.findall(text)
    counted = Counter(character for run in runs for character in run)
    return Counter({char: number for char, number in counted.items() if _is_control(char)})


def _is_control(character: str) -> bool:
    if character in _BREAKS:
        return False
    return unicodedata.category(character) in _CONTROLS or character in _BLANK


def described(character: str) -> str:
    """A character by its number and its name, such as `U+200B ZERO WIDTH SPACE`."""
    name = unicodedata.name(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"
