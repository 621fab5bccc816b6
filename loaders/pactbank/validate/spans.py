"""What every span must keep: inside the text, equal to its slice, inside one kept zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from pactbank.model.document import Document
from pactbank.schemas import Finding


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str | None: ...


class SpannedText:
    """A document's text (None where it is withheld) and the places of its kept zones."""

    def __init__(self, document: Document, text: str | None) -> None:
        self.text = text
        self.chars = document.text.chars if text is None else len(text)
        kept = sorted(zone.text for zone in document.zones if zone.text is not None)
        self.starts = [start for start, _ in kept]
        self.ends = [end for _, end in kept]

    def check(self, span: Spanned, pointer: str) -> Iterator[Finding]:
        start, end, text = span.start, span.end, self.text
        if end < start or end > self.chars:
            yield Finding("PB301", pointer, f"[{start}, {end}) in a text of {self.chars}")
            return
        if start == end:
            yield Finding("PB303", pointer, f"[{start}, {end}) covers nothing")
            return
        if text is not None:
            covered = text[start:end]
            if covered != span.text:
                yield _differs(span.text, covered, pointer)
            if covered[0].isspace() or covered[-1].isspace():
                yield Finding("PB303", pointer, f"{covered!r} begins or ends with white space")
        zone = bisect_right(self.starts, start) - 1
        if zone < 0 or end > self.ends[zone]:
            yield Finding("PB304", pointer, f"[{start}, {end}) is not inside one kept zone")


def _differs(text: str | None, covered: str, pointer: str) -> Finding:
    if text is None:
        return Finding("PB318", pointer, f"text is null, the offsets cover {covered!r}")
    return Finding("PB302", pointer, f"text is {text!r}, the offsets cover {covered!r}")


def crossings(spans: Iterable[tuple[int, int, str]]) -> Iterator[Finding]:
    """One finding a span that crosses an earlier one; spans are (start, end, pointer)."""
    open_spans: list[tuple[int, int, str]] = []
    for start, end, pointer in sorted(spans, key=lambda span: (span[0], -span[1])):
        while open_spans and open_spans[-1][1] <= start:
            open_spans.pop()
        if open_spans and end > open_spans[-1][1]:
            outer = open_spans[-1]
            yield Finding("PB305", pointer, f"[{start}, {end}) crosses [{outer[0]}, {outer[1]})")
        else:
            open_spans.append((start, end, pointer))
