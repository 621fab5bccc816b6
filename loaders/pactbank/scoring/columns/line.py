"""Spans of a whole corpus on one line: no two documents meet, and one sort serves them all.

Offsets of all documents are laid end to end. Spans that have no place in their text, such as
quotes that were not found, lie beyond it, each by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.scoring.columns.arrays import empty, found_among, numbered_together, spread
from pactbank.scoring.columns.exchange import arrow_integers, mask
from pactbank.scoring.tables import Ints, Mask

_BLANK = re.compile(r"\s")
_ASCII_BLANKS = np.array([chr(byte).isspace() for byte in range(256)], np.bool_) & (
    np.arange(256) < 128
)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Code points [start, end) on the line of all documents, a row a span."""

    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    def where(self, rows: Mask | Ints) -> Spans:
        """These rows alone, in this order."""
        return Spans(self.start[rows], self.end[rows])


def together(parts: Sequence[Spans]) -> Spans:
    """The rows of several one after another."""
    return Spans(
        np.concatenate([part.start for part in parts]), np.concatenate([part.end for part in parts])
    )


def numbers(first: Spans, second: Spans) -> tuple[Ints, Ints]:
    """A number for each span: equal spans, equal number, in the order (start, end)."""
    return numbered_together([first.start, first.end], [second.start, second.end])


def bases(lengths: Ints) -> Ints:
    """Where offset 0 of each document lies on the line, given how long each is."""
    line = np.zeros(len(lengths), np.int64)
    np.cumsum(lengths[:-1] + 1, out=line[1:])
    return line


@dataclass(frozen=True, slots=True, eq=False)
class Blanks:
    """Where white space is known to stand: sorted places on the line, each once."""

    places: Ints

    def visible(self, start: Ints, end: Ints) -> Ints:
        """How many code points of each [start, end) are not white space; 0 where it is empty."""
        size: Ints = np.maximum(end - start, 0)
        if len(self.places):
            blank = np.searchsorted(self.places, end) - np.searchsorted(self.places, start)
            size = np.maximum(size - blank, 0)
        return size

    def size(self, spans: Spans) -> Ints:
        return self.visible(spans.start, spans.end)

    def common(self, a: Spans, b: Spans) -> Ints:
        """How many visible code points each span of `a` shares with that of `b` in its row."""
        return self.visible(np.maximum(a.start, b.start), np.minimum(a.end, b.end))


def blank_places(text: str) -> Ints:
    """The offsets of the white space of a text, as `str.isspace` has it."""
    return np.array([found.start() for found in _BLANK.finditer(text)], np.int64)


def quoted_blanks(words: pa.Array, spans: Spans) -> Ints:
    """The places of white space inside quoted words, where a quote is as long as its span."""
    known = pc.and_kleene(
        pc.is_valid(words), pc.equal(pc.utf8_length(words), arrow_integers(spans.end - spans.start))
    )
    rows = np.flatnonzero(mask(known))
    starts = spans.start
    if len(rows) < len(words):
        words, starts = words.take(arrow_integers(rows)), starts[rows]
    offsets, raw = _bytes_of(words)
    if (raw > 127).any():
        return _of_any_script(words, starts)
    blank = np.flatnonzero(raw <= ord(" "))
    blank = blank[_ASCII_BLANKS[raw[blank]]]
    firsts = offsets - offsets[0]
    inside = np.diff(np.searchsorted(blank, firsts))
    places: Ints = np.repeat(starts - firsts[:-1], inside)
    places += blank
    return places


def _bytes_of(words: pa.StringArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Where each word begins and the last one ends, and the bytes from the first word on; a word
    begins at its offset less the first one."""
    _, ends, data = words.buffers()
    offsets = np.frombuffer(ends, np.int32)[words.offset :][: len(words) + 1]
    if data is None:
        return offsets, np.zeros(0, np.uint8)
    return offsets, np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]


def perhaps_blank(words: pa.StringArray) -> Ints:
    """The rows that may be white space alone: those of all others begin with a visible character,
    which their first byte tells as far as it is ASCII."""
    offsets, raw = _bytes_of(words)
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    first = np.zeros(len(words), np.uint8)
    first[filled] = raw[offsets[filled] - offsets[0]]
    return np.flatnonzero((first <= ord(" ")) | (first >= 127))


def _of_any_script(words: pa.Array, starts: Ints) -> Ints:
    places = [
        blank_places(text) + start
        for text, start in zip(words.to_pylist(), starts.tolist(), strict=True)
        if not text.isalnum()
    ]
    return np.concatenate(places) if places else empty()


def overlapping(a: Spans, b: Spans) -> tuple[Ints, Ints]:
    """Every pair of rows that share a code point, by row of `a`, then of `b`.

    Of two spans that overlap, either the second starts inside the first, or the first starts
    inside the second and not where it starts: each pair is found once.
    """
    order_a, order_b = np.argsort(a.start, kind="stable"), np.argsort(b.start, kind="stable")
    one, other = a.where(order_a), b.where(order_b)
    low, high = np.searchsorted(other.start, one.start), np.searchsorted(other.start, one.end)
    first = spread(low, high)
    low = np.searchsorted(one.start, other.start, "right")
    second = spread(low, np.searchsorted(one.start, other.end))
    rows_a = order_a[np.concatenate([first[0], second[1]])]
    rows_b = order_b[np.concatenate([first[1], second[0]])]
    order = np.lexsort((rows_b, rows_a))
    return rows_a[order], rows_b[order]


def meeting(a: Spans, b: Spans, blanks: Blanks) -> tuple[Ints, Ints, Ints, Ints]:
    """Every pair of rows that share a visible code point, by row of `a`, then of `b`, with how
    many they share and how many their union has."""
    rows_a, rows_b = overlapping(a, b)
    one, other = a.where(rows_a), b.where(rows_b)
    shared = blanks.common(one, other)
    kept = shared > 0
    rows_a, rows_b, shared = rows_a[kept], rows_b[kept], shared[kept]
    union = blanks.size(one.where(kept)) + blanks.size(other.where(kept)) - shared
    return rows_a, rows_b, shared, union


@dataclass(frozen=True, slots=True, eq=False)
class Covers:
    """What labels cover: the union of each label's spans, as ranges that do not touch; `row` is the
    label of each range, ascending, and `size` how many visible code points each label covers."""

    row: Ints
    ranges: Spans
    size: Ints


def covers(row: Ints, spans: Spans, labels: int, blanks: Blanks) -> Covers:
    """The cover of each of so many labels, given spans and the label of each."""
    order = np.lexsort((spans.end, spans.start, row))
    row, spans = row[order], spans.where(order)
    if len(row):
        # The furthest end so far inside each label; labels are told apart by a large step.
        step = int(spans.end.max()) + 2
        reach = np.maximum.accumulate(spans.end + row * step) - row * step
        new = np.ones(len(row), np.bool_)
        new[1:] = (row[1:] != row[:-1]) | (spans.start[1:] > reach[:-1])
        first = np.flatnonzero(new)
        last = np.append(first[1:], len(row)) - 1
        row, spans = row[first], Spans(spans.start[first], reach[last])
    size = np.bincount(row, blanks.size(spans), minlength=labels).astype(np.int64)
    return Covers(row, spans, size)


def shared_cover(a: Covers, b: Covers, rows: Ints, columns: Ints, blanks: Blanks) -> Ints:
    """How many visible code points labels of `a` and of `b` share, pair by pair."""
    at_a, at_b = overlapping(a.ranges, b.ranges)
    shared = blanks.common(a.ranges.where(at_a), b.ranges.where(at_b))
    width = len(b.size)
    keys = a.row[at_a] * width + b.row[at_b]
    wanted = rows * width + columns
    known, number = np.unique(keys, return_inverse=True)
    total = np.bincount(number, shared, minlength=len(known)).astype(np.int64)
    found = np.zeros(len(wanted), np.int64)
    hit, place = found_among(wanted, known)
    found[hit] = total[place]
    return found


def cover_pairs(a: Covers, b: Covers, blanks: Blanks) -> tuple[Ints, Ints]:
    """Every pair of labels that share a visible code point, by label of `a`, then of `b`."""
    at_a, at_b, _, _ = meeting(a.ranges, b.ranges, blanks)
    pairs = np.unique(a.row[at_a] * max(len(b.size), 1) + b.row[at_b])
    first, second = np.divmod(pairs, max(len(b.size), 1))
    return first, second


def inside(spans: Spans, zones: Iterable[tuple[int, int]]) -> Mask:
    """Which spans lie inside one of the ranges, which are on the line and in order."""
    ranges = list(zones)
    if not ranges:
        return np.zeros(len(spans), np.bool_)
    starts, ends = np.array(ranges, np.int64).T
    zone = np.searchsorted(starts, spans.start, "right") - 1
    held: Mask = (zone >= 0) & (spans.end <= ends[zone])
    return held
