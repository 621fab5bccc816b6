"""The normal form of a text, in which quotes are sought whose exact words are not there.

Folded are: canonically equivalent characters (to NFC), case, quote marks, dashes, runs of white
space (to one space), zero-width characters and variation selectors (to nothing).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any
from unicodedata import normalize

from pactbank.text.anchor.edges import ZERO_WIDTH
from pactbank.text.anchor.exact import occurrences
from pactbank.text.offsets import Range

# Quote marks and dashes that writers and systems exchange for one another.
_ALIKE = (
    (re.compile("[“”„‟«»″〝〞＂]"), '"'),
    (re.compile("[‘’‚‛‹›′`´＇]"), "'"),
    (re.compile("[‐‑‒–—―−﹘﹣－]"), "-"),
)
_UNSEEN = re.compile(f"[{ZERO_WIDTH}\ufe00-\ufe0f]+")
"""Zero-width characters, and variation selectors, which belong to the character before them."""
_WHITE = re.compile(r"\s+")
_OTHER_THAN_A_SPACE = re.compile(r"[^\S ]")
_BLANK = re.compile(rf"[\s{ZERO_WIDTH}]*")


def is_blank(text: str) -> bool:
    """Whether a text has nothing but white space and zero-width characters."""
    return _BLANK.fullmatch(text) is not None


def fold(text: str) -> str:
    """The normal form of a text."""
    if text.isascii():
        text = text.lower().replace("`", "'")
    else:
        text = normalize("NFC", _UNSEEN.sub("", text))
        for alike, character in _ALIKE:
            text = alike.sub(character, text)
        text = normalize("NFC", text.casefold())
    if "  " in text or _OTHER_THAN_A_SPACE.search(text):
        text = _WHITE.sub(" ", text)
    return text


def canonical(text: str) -> str:
    """The text in NFC and without zero-width characters: what looks the same is the same."""
    return text if text.isascii() else normalize("NFC", _UNSEEN.sub("", text))


class Folded:
    """The normal form of a text, or any `form` that keeps apart what no mark or white space joins,
    and the way back from its places to those of the original.

    The text is cut into pieces that follow one another. In a plain piece every character folds
    to one; a piece that is not plain (a base with its marks, a run of white space, ß) folds as a
    whole, and no place begins or ends inside it.
    """

    def __init__(self, original: str, form: Callable[[str], str] = fold) -> None:
        self._folded_starts: list[int] = []
        self._starts: list[int] = []
        self._plain: list[bool] = []
        folded: list[str] = []
        at = 0
        for start, formed, plain in _pieces(original, form):
            self._folded_starts.append(at)
            self._starts.append(start)
            self._plain.append(plain)
            folded.append(formed)
            at += len(formed)
        self._folded_starts.append(at)
        self._starts.append(len(original))
        self.text = "".join(folded)

    def find(self, quote: str) -> list[Range]:
        """Every place of a quote in the folded text, white space at its edges aside, in order."""
        sought = fold(quote).strip()
        return [(at, at + len(sought)) for at in occurrences(self.text, sought)]

    def find_in_context(self, quote: str, before: str, after: str) -> list[Range]:
        """Every place of a quote in the folded text between these contexts. White space where
        they join is not compared, since the quote's own is left out."""
        sought, before, after = fold(quote).strip(), fold(before).rstrip(), fold(after).lstrip()
        if not before.strip() and not after.strip():
            return []
        places = {
            (at, at + len(sought))
            for left in ((before, f"{before} ") if before else ("",))
            for right in ((after, f" {after}") if after else ("",))
            for at in occurrences(self.text, sought, left, right)
        }
        return sorted(places)

    def original(self, places: Iterable[Range]) -> list[Range]:
        """The places of the original text, those that begin or end inside a piece left out."""
        spans = ((self._start(start), self._end_of(end)) for start, end in places)
        return [(start, end) for start, end in spans if start is not None and end is not None]

    def around(self, place: Range) -> Range:
        """The shortest span of the original that holds a place of the folded text."""
        first = bisect_right(self._folded_starts, place[0], hi=len(self._plain)) - 1
        last = bisect_right(self._folded_starts, place[1] - 1, hi=len(self._plain)) - 1
        start, end = self._start(place[0]), self._end_of(place[1])
        return (
            self._starts[first] if start is None else start,
            self._starts[last + 1] if end is None else end,
        )

    def _start(self, at: int) -> int | None:
        piece = bisect_right(self._folded_starts, at, hi=len(self._plain)) - 1
        inside = at - self._folded_starts[piece]
        return self._starts[piece] + inside if self._plain[piece] or not inside else None

    def _end_of(self, at: int) -> int | None:
        piece = bisect_right(self._folded_starts, at - 1, hi=len(self._plain)) - 1
        if self._plain[piece]:
            return self._starts[piece] + at - self._folded_starts[piece]
        return self._starts[piece + 1] if at == self._folded_starts[piece + 1] else None


_Piece = tuple[int, str, bool]
"""Start in the original, the normal form, and whether it is plain."""


def _pieces(text: str, form: Callable[[str], str]) -> Iterator[_Piece]:
    at = 0
    for match in _special().finditer(text):
        start, end = match.span()
        if start > at and not is_blank(match[0]):
            start -= 1  # The character that the marks combine with.
        yield from _characters(text, at, start, form)
        yield start, form(text[start:end]), False
        at = end
    yield from _characters(text, at, len(text), form)


def _characters(text: str, start: int, end: int, form: Callable[[str], str]) -> Iterator[_Piece]:
    """A run in which no two characters fold together, halved until those stand alone that fold
    to several."""
    if start == end:
        return
    formed = form(text[start:end])
    plain = len(formed) == end - start
    if plain or end - start == 1:
        yield start, formed, plain
    else:
        middle = (start + end) // 2
        yield from _characters(text, start, middle, form)
        yield from _characters(text, middle, end, form)


@cache
def _special() -> Any:
    """What does not fold character by character: marks, the vowels and final consonants of
    Hangul, and zero-width characters; runs of white space."""
    # Imported here, since most texts are never folded.
    import regex

    joining = rf"[\p{{M}}\u1160-\u11ff{ZERO_WIDTH}]"
    # Python counts \x1c to \x1f as white space, Unicode does not.
    white = r"\s\x1c-\x1f"
    return regex.compile(rf"{joining}+|[{white}][{white}{ZERO_WIDTH}]*[{white}]")
