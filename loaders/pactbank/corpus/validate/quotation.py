"""Which words are inside quote marks, and which values of `quote` that allows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pactbank.text.offsets import Range, Spanned, overlaps

_MARK = re.compile('[“”"]')

KINDS = {"direct": ("direct",), "mixed": ("mixed",), "outside": ("indirect", "none")}
"""The values of `quote` that a place inside, partly inside or outside quote marks allows."""


class Marks:
    """The quoted ranges of a text, zone by zone. Where the marks of a zone do not pair (a quotation
    may continue in the next paragraph), the zone counts as unknown."""

    def __init__(self, text: str | None, zones: Sequence[Range]) -> None:
        self.quoted: list[Range] = []
        self.unknown: list[Range] = [] if text is not None else list(zones)
        for (start, end), marks in _marks_by_zone(text or "", zones).items():
            opening, closing = marks[::2], marks[1::2]
            if (
                len(opening) == len(closing)
                and all(mark[0] != "”" for mark in opening)
                and all(mark[0] != "“" for mark in closing)
            ):
                self.quoted += [(a.end(), b.start()) for a, b in zip(opening, closing, strict=True)]
            else:
                self.unknown.append((start, end))
        self._ends = [end for _, end in self.quoted]

    def place(self, *spans: Spanned | None) -> str | None:
        """Whether spans are inside quote marks ("direct"), partly ("mixed") or "outside"; None if
        that is unknown."""
        inside = outside = 0
        for span in spans:
            if span is not None:
                if self.unknown and self._is_unknown(span.start, span.end):
                    return None
                covered = self._covered(span.start, span.end)
                inside += covered
                outside += span.end - span.start - covered
        return "outside" if not inside else "mixed" if outside else "direct"

    def _is_unknown(self, start: int, end: int) -> bool:
        return any(overlaps((start, end), zone) for zone in self.unknown)

    def _covered(self, start: int, end: int) -> int:
        """How many code points of [start, end) are quoted."""
        covered = 0
        for at in range(bisect_right(self._ends, start), len(self.quoted)):
            if self.quoted[at][0] >= end:
                break
            covered += min(end, self.quoted[at][1]) - max(start, self.quoted[at][0])
        return covered


def _marks_by_zone(text: str, zones: Sequence[Range]) -> dict[Range, list[re.Match[str]]]:
    """The quote marks of each zone that has any."""
    found: dict[Range, list[re.Match[str]]] = {}
    ends = [end for _, end in zones]
    for mark in _MARK.finditer(text):
        at = bisect_right(ends, mark.start())
        if at < len(zones):
            found.setdefault(zones[at], []).append(mark)
    return found
