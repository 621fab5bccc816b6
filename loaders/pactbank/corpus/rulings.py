"""The ids of the rulings in annotations/RULINGS.md; what a ruling says is for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADING = re.compile(r"\A(#*)[^\S\n]+(?:([a-z0-9-]+) v[0-9]+\b)?")
"""A heading without its first #."""
_RULE = re.compile(r"\|[\s:]*-[-\s:|]*$")
_ROW = re.compile(r"\|\s*([^|\s]+)\s*\|")


class Rulings:
    """A page with rulings on many documents, divided once; only what concerns the document that is
    asked for is read."""

    def __init__(self, page: str) -> None:
        self._parts: dict[str | None, list[str]] = {}
        for document, part in _parts(page.replace("\r", "\n")):
            self._parts.setdefault(document, []).append(part)

    def ids(self, document: str) -> set[str]:
        """The ids that labels of a document may name: the first cell of each row of a table under
        a heading `<document> v<n>`, or before any heading of a document."""
        parts = [*self._parts.get(None, ()), *self._parts.get(document, ())]
        return {name for part in parts for name in _first_cells(part)}


def _parts(page: str) -> Iterator[tuple[str | None, str]]:
    """The parts that headings divide a page into, each with the document that it is about."""
    first, *others = f"\n{page}".split("\n#")
    yield None, first
    document = None
    for part in others:
        if heading := _HEADING.match(part):
            document = heading[2] or (document if len(heading[1]) >= 2 else None)
        yield document, part


def _first_cells(part: str) -> list[str]:
    rows: list[str] = []
    for line in part.split("\n"):
        if _RULE.match(line):
            del rows[-1:]  # it was the head of the table
        elif row := _ROW.match(line):
            rows.append(row[1])
    return rows
