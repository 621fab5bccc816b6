"""Sentences: all those of a text, for numbering them, and the one around a span, for showing it.

Good enough to read and to point into a text, not to count with.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pactbank.text.abbreviations import BEFORE_NAMES, BEFORE_NUMBERS
from pactbank.text.offsets import Range

_NAMES, _NUMBERS = ("|".join(map(regex.escape, of)) for of in (BEFORE_NAMES, BEFORE_NUMBERS))
_END = regex.compile(
    rf"(?<![.!?…]|\b(?:{_NAMES}|\p{{Lu}}))(?!(?<=\b(?:{_NUMBERS}))\.\s++\p{{N}})"
    r"[.!?…]++[\"'”’»)\]]*+\s++(?=[\p{Lu}\p{N}\"'“‘«(\[])|\n+"
)
"""Where one sentence ends and the next may begin: at every line end, and at a full stop or its like
before a capital letter, a number or an opening mark. The stop of an abbreviation or an initial is
none, so that two sentences may be taken for one."""
_MARKS = ".!?…\"'”’»)]"
REACH = 400
"""So many code points before and after a span are looked at."""


def sentences(text: str) -> Iterator[Range]:
    """Every sentence of a text in order, without white space at its edges: half-open code-point
    offsets. What stands between two sentences is white space.

    Short drafts count these sentences from 1, so where they end is not to be changed lightly.
    """
    start = 0
    for end in (*(found.end() for found in _END.finditer(text)), len(text)):
        piece = text[start:end]
        if words := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(words)
        start = end


def around(text: str, start: int, end: int) -> Range:
    """The sentence, or the sentences, that text[start:end] lies in, without white space at its
    edges; half-open code-point offsets."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    # One more code point, so that it is seen what the next sentence begins with.
    for found in _END.finditer(text, first, start + 1):
        first = found.end() if found.end() <= start else first
    # An end begins with the first of its marks, so those before the last code point count too.
    at = max(end - 1, start)
    while at > start and text[at - 1] in _MARKS:
        at -= 1
    found = next((one for one in _END.finditer(text, at, last) if one.end() >= end), None)
    last = last if found is None else found.end()
    while last > end and text[last - 1].isspace():
        last -= 1
    while first < start and text[first].isspace():
        first += 1
    return first, last
