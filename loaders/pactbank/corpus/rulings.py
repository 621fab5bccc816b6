"""The ids of the rulings in annotations/RULINGS.md; what a ruling says is for people."""

from __future__ import annotations

import re

_HEADING = re.compile(r"#+\s+(?:([a-z0-9-]+) v[0-9]+\b)?")
_RULE = re.compile(r"\|[\s:]*-[-\s:|]*$")
_ROW = re.compile(r"\|\s*([^|\s]+)\s*\|")


def ruling_ids(page: str, document: str) -> set[str]:
    """The ids that labels of a document may name: the first cell of each row of a table under a
    heading `<document> v<n>`, or before any heading of a document."""
    rows: list[tuple[str | None, str]] = []
    of = None
    for line in page.splitlines():
        if _RULE.match(line):
            del rows[-1:]  # it was the head of the table
        elif heading := _HEADING.match(line):
            of = heading[1] or (of if line.startswith("###") else None)
        elif row := _ROW.match(line):
            rows.append((of, row[1]))
    return {name for of, name in rows if of in (None, document)}
