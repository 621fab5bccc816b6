"""Quotes to spans: where in a text do these words stand."""

from __future__ import annotations


def occurrences(text: str, quote: str, before: str = "", after: str = "") -> list[int]:
    """Every offset (code points) at which `quote` stands in `text` with exactly `before` in
    front of it and `after` behind it; overlapping occurrences count. An empty quote has none."""
    if not quote:
        return []
    sought = before + quote + after
    found: list[int] = []
    at = text.find(sought)
    while at >= 0:
        found.append(at + len(before))
        at = text.find(sought, at + 1)
    return found


def shortest_context(text: str, start: int, end: int, step: int = 12) -> tuple[str, str]:
    """The characters before and after [start, end) that make its quote unique in `text`,
    taken in steps of `step` code points on both sides; two empty strings if it is unique."""
    width = 0
    while True:
        before, after = text[max(0, start - width) : start], text[end : end + width]
        if len(occurrences(text, text[start:end], before, after)) == 1:
            return before, after
        width += step
