"""The ids of the rulings in annotations/RULINGS.md; what a ruling says is for people."""

from __future__ import annotations

import re

_HEADING = re.compile(r"#+\s+(?:([a-z0-9-]+) v[0-9]+\b)?")
_ROW = re.compile(r"\|\s*([^|\s]+)\s*\|")


def ruling_ids(page: str, document: str) -> set[str]:
    """The ids that labels of a document may name: the first cell of each row of a table under a
    heading `<document> v<n>`, or before any heading of a document."""
    found = set()
    of = None
    for line in page.splitlines():
        if heading := _HEADING.match(line):
            of = heading[1] or (of if line.startswith("###") else None)
        elif (row := _ROW.match(line)) and of in (None, document):
            found.add(row[1])
    return found - {"id"}
