"""The dateline at the start of a story: "MANILA, Philippines (Agency) —"."""

from __future__ import annotations

import regex

from pactbank.systems.rules.spans import Sentence

_CITY = r"^(?P<city>\p{Lu}[\p{L} .'’-]{1,30}?)(?:/(?P<other>\p{Lu}[\p{L} .]{1,30}?))?"
_CAPITALS = r"^(?P<city>\p{Lu}[\p{Lu} .'’-]{1,30}?)(?:/(?P<other>\p{Lu}[\p{Lu} .]{1,30}?))?"
_STATE = r", \p{Lu}[\p{L}. ]{1,30}?"
_DAY = r"(?:, \p{L}+\.? \d{1,2})?"
_AGENCY = r"\((?P<agency>[\p{L} ./]+)\)"
_PATTERN = regex.compile(
    rf"{_CAPITALS}(?:{_STATE})?{_DAY}\s?(?:{_AGENCY}\s?)?[—–]"
    rf"|{_CITY}{_STATE}{_DAY}\s?(?:{_AGENCY}\s?)?[—–]"
    rf"|{_CITY}(?:{_STATE})?{_DAY}\s{_AGENCY}\s[-—–]"
)


def match(text: str, sentence: Sentence) -> regex.Match[str] | None:
    """The dateline a sentence opens with; its groups are `city`, `other` and `agency`, and its
    offsets count from the sentence's start."""
    return _PATTERN.match(text[sentence.start : sentence.end])


def end(text: str, sentence: Sentence) -> int:
    """The code point where the sentence's dateline ends: its start if it has none."""
    if sentence.zone == "dateline":
        return sentence.end
    found = match(text, sentence)
    return sentence.start + (found.end() if found else 0)
