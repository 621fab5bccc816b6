"""Where labels were read: a file and a line, or an item of data in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pactbank.errors import Problem
from pactbank.model import rules
from pactbank.model.schemas import Finding


class Location(NamedTuple):
    """Where the labels of a document were read: a file and, in JSON Lines, the physical line; of
    data in memory and tables, the number of the item."""

    source: str
    line: int | None = None
    item: int | None = None

    @property
    def file(self) -> str:
        return self.source if self.item is None else f"{self.source}[{self.item}]"

    def problem(self, finding: Finding) -> Problem:
        return rules.problem(
            finding.code, self.file, finding.message, line=self.line, pointer=finding.pointer
        )

    def __str__(self) -> str:
        return self.file if self.line is None else f"line {self.line} of {self.file}"


class LineLocations(Sequence[Location]):
    """Where each object of a JSON Lines file without blank lines stands."""

    def __init__(self, file: str, count: int, before: int = 0) -> None:
        self.file = file
        self.size = count
        self.before = before

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self.size:
            raise IndexError(at)
        return Location(self.file, self.before + at + 1)


class TableLocations(Sequence[Location]):
    """Where each row of a table stands."""

    def __init__(self, source: str, count: int) -> None:
        self.source = source
        self.size = count

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self.size:
            raise IndexError(at)
        return Location(self.source, None, at)


class SlicedLocations(Sequence[Location]):
    """Some of the places of a sequence, from `start` on."""

    def __init__(self, locations: Sequence[Location], start: int, count: int) -> None:
        self.locations = locations
        self.start = start
        self.size = count

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self.size:
            raise IndexError(at)
        return self.locations[self.start + at]
