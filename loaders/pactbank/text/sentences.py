"""The sentence around a span, for showing it: good enough to read, not to count with."""

from __future__ import annotations

import regex

from pactbank.text.offsets import Range

_END = regex.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s++(?=[\p{Lu}\p{N}\"'“‘«(\[])|\n+")
"""Where one sentence ends and the next may begin. An abbreviation before a name is taken for an
end, which shortens what is shown and nothing else."""
REACH = 400
"""So many code points before and after a span are looked at."""


def around(text: str, start: int, end: int) -> Range:
    """The sentence, or the sentences, that text[start:end] lies in, without white space at its
    edges; half-open code-point offsets."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    # One more code point, so that it is seen what the next sentence begins with.
    for found in _END.finditer(text, first, start + 1):
        first = found.end() if found.end() <= start else first
    found = _END.search(text, max(end - 1, start), last)
    last = last if found is None else found.end()
    while last > end and text[last - 1].isspace():
        last -= 1
    while first < start and text[first].isspace():
        first += 1
    return first, last
