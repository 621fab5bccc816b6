"""Labelled spans of a whole corpus as arrays: one row a span, no loop over spans.

Offsets of all documents are laid end to end on one line, so that spans of different documents
never meet and one sort serves the whole corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pactbank.scoring.tables import Ints, Mask

_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Rows (document number, start, end, type code); offsets are half-open code points of the
    document's text, and codes are places in a list of type names."""

    document: Ints
    start: Ints
    end: Ints
    type: Ints

    def __len__(self) -> int:
        return len(self.start)

    def where(self, rows: Mask | Ints) -> Spans:
        """These rows alone."""
        return Spans(self.document[rows], self.start[rows], self.end[rows], self.type[rows])

    def retyped(self, types: Ints) -> Spans:
        return Spans(self.document, self.start, self.end, types)

    def moved(self, bases: Ints) -> Spans:
        """On the line of all documents: each offset plus its document's base."""
        by = bases[self.document]
        return Spans(self.document, self.start + by, self.end + by, self.type)


def ints(values: Iterable[int], count: int) -> Ints:
    return np.fromiter(values, np.int64, count)


def codes(names: Iterable[str], known: Sequence[str], count: int) -> Ints:
    """Each name's place in `known`. Raises KeyError for a name that is not there."""
    place = {name: at for at, name in enumerate(known)}
    return ints(map(place.__getitem__, names), count)


def numbers(lists: Sequence[Sequence[Any]]) -> Ints:
    """The number of its list for each item of some lists, in order."""
    sizes = ints(map(len, lists), len(lists))
    return np.repeat(np.arange(len(lists), dtype=np.int64), sizes)


def packed(columns: Sequence[Ints]) -> list[Ints]:
    """Columns of integers from 0 up as fewer columns, one if 63 bits hold a row, whose rows
    compare as the rows of the given ones do, the first column first."""
    sizes = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(sizes) > 63:
        return list(columns)
    # In place: memory that is new to the process costs more than the sums.
    key = columns[0].copy()
    for column, bits in zip(columns[1:], sizes[1:], strict=True):
        key <<= bits
        key += column
    return [key]


def sorting(columns: Sequence[Ints]) -> Ints | None:
    """The order that sorts rows by these columns, the first one first, equal rows staying as
    they are; None where they are in order already."""
    if len(columns) > 1:
        order: Ints = np.lexsort(columns[::-1])
        return order
    key = columns[0]
    return None if bool((key[1:] >= key[:-1]).all()) else np.argsort(key, kind="stable")


def regrouped(group: Ints, order: Ints) -> Ints:
    """The rows group by group, in an order of groups; rows of a group follow one another."""
    sizes = np.bincount(group, minlength=int(order.max(initial=-1)) + 1)
    taken = sizes[order]
    first = (np.cumsum(sizes) - sizes)[order] - (np.cumsum(taken) - taken)
    rows: Ints = np.arange(int(taken.sum())) + np.repeat(first, taken)
    return rows


def bases(documents: int, *groups: Spans, also: Ints | None = None) -> Ints:
    """Where each document's offset 0 lies on the line of all documents.

    `also` gives lengths that must fit, by document number.
    """
    lengths: Ints = np.zeros(documents, np.int64)
    for spans in groups:
        np.maximum.at(lengths, spans.document, spans.end)
    if also is not None:
        lengths = np.maximum(lengths, also)
    line = np.zeros(documents, np.int64)
    np.cumsum(lengths[:-1] + 1, out=line[1:])
    return line


@dataclass(frozen=True, slots=True, eq=False)
class Blanks:
    """Where white space is known to stand: sorted places, each once, on the line of all
    documents (or, with no bases added, in one text)."""

    places: Ints

    def visible(self, start: Ints, end: Ints) -> Ints:
        """How many code points of each [start, end) are not white space; 0 where it is empty."""
        size: Ints = np.maximum(end - start, 0)
        if len(self.places):
            blank = np.searchsorted(self.places, end) - np.searchsorted(self.places, start)
            size = np.maximum(size - blank, 0)
        return size

    def spans_visible(self, start: int, end: int) -> int:
        """The same for one span."""
        low, high = np.searchsorted(self.places, (start, end))
        return max(0, end - start - int(high - low))


def blank_places(text: str) -> Ints:
    """The offsets of the white space of a text, as `str.isspace` has it."""
    return np.array([found.start() for found in _BLANK.finditer(text)], np.int64)
