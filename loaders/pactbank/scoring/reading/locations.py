"""Where labels were read: a file and a line, or an item of data in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class Locations(Sequence[Location]):
    """So many locations, made when they are asked for."""

    def __init__(self, count: int, make: Callable[[int], Location]) -> None:
        self.size = count
        self.make = make

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self.size:
            raise IndexError(at)
        return self.make(at)


def lines_of(file: str, count: int, before: int = 0) -> Locations:
    """The objects of a JSON Lines file without blank lines, after so many lines."""
    return Locations(count, lambda at: Location(file, before + at + 1))


def rows_of(source: str, count: int) -> Locations:
    """The rows of a table."""
    return Locations(count, lambda at: Location(source, None, at))


def sliced(locations: Sequence[Location], start: int, count: int) -> Locations:
    """So many of some locations, from `start` on."""
    return Locations(count, lambda at: locations[start + at])
