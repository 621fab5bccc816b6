"""The exact words of a quote."""

from __future__ import annotations


def occurrences(text: str, quote: str, before: str = "", after: str = "") -> list[int]:
    """Every offset (code points) at which `quote` stands in `text` with exactly `before` in
    front of it and `after` behind it; overlapping occurrences count. An empty quote has none."""
    if not quote:
        return []
    sought = before + quote + after
    starts: list[int] = []
    at = text.find(sought)
    while at >= 0:
        starts.append(at + len(before))
        at = text.find(sought, at + 1)
    return starts
