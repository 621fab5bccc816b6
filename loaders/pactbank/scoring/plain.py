"""JSON Lines that hold nothing but documents and mentions with start, end and type.

Most large prediction files are so, and they can be read several times faster. Whatever is not
quite so is left to the reader that can say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec
import numpy as np

from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.scalars import MAX_OFFSET, Short, Slug
from pactbank.scoring.columns import Spans, ints
from pactbank.scoring.rows import Rows, make_rows
from pactbank.scoring.tables import Ints

PIECE = 1 << 17
"""Bytes that are read at a time: what becomes of them stays in a processor's cache."""


class _Mention(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    start: int
    end: int
    type: str


class _Document(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    document: str
    entities: list[_Mention]


_DECODER = msgspec.json.Decoder(_Document)


def read_plain(data: bytes, as_they_come: bool) -> tuple[list[str], Rows] | None:
    """The ids of the documents, line by line, and their mentions; None for any other data,
    faulty ones among them."""
    reading = _Reading()
    try:
        if not all(map(reading.read, _pieces(data))):
            return None
        rows = reading.rows()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        return None
    return (reading.documents, rows) if _keeps_rules(reading, rows, as_they_come) else None


def _pieces(data: bytes) -> Iterator[bytes]:
    """The data in pieces of whole lines."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + PIECE) + 1 or len(data)
        yield data[at:end]
        at = end


class _Codes(dict[str, int]):
    """Numbers names as they are met."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


class _Reading:
    """Columns that grow piece by piece."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.sizes: list[int] = []
        self.types = _Codes()
        self.columns: list[tuple[Ints, Ints, Ints]] = []

    def read(self, piece: bytes) -> bool:
        """Take a piece in; whether it was as it should be."""
        found = _DECODER.decode_lines(piece)
        mentions = list(chain.from_iterable([each.entities for each in found]))
        if not _exactly(piece, len(found), len(mentions)):
            return False
        code = self.types
        columns = (
            [mention.start for mention in mentions],
            [mention.end for mention in mentions],
            [code[mention.type] for mention in mentions],
        )
        start, end, kind = (ints(column, len(mentions)) for column in columns)
        self.columns.append((start, end, kind))
        self.documents += [each.document for each in found]
        self.sizes += [len(each.entities) for each in found]
        return True

    def rows(self) -> Rows:
        nothing = np.zeros(0, np.int64)
        columns = zip(*(self.columns or [(nothing, nothing, nothing)]), strict=True)
        start, end, kind = map(np.concatenate, columns)
        types = tuple(sorted(self.types))
        place = ints((types.index(name) for name in self.types), len(types))
        document = np.repeat(np.arange(len(self.sizes)), self.sizes)
        return make_rows(Spans(document, start, end, place[kind]), types)


def _exactly(piece: bytes, documents: int, mentions: int) -> bool:
    """Whether lines hold so many objects, one each, and no key twice.

    The decoder overlooks a key that stands twice; a colon for each field that there must be, and
    none besides, leaves no room for one. It would also take two objects from one line and one
    from several.
    """
    starts = piece.count(b"\n{") + piece.startswith(b"{")
    lines = piece.count(b"\n") + (not piece.endswith(b"\n"))
    return documents == starts == lines and piece.count(b":") == 2 * documents + 3 * mentions


def _keeps_rules(reading: _Reading, rows: Rows, as_they_come: bool) -> bool:
    """Whether ids, types and offsets are such as the schema allows."""
    try:
        msgspec.convert(reading.documents, list[Short] if as_they_come else list[Slug])
        msgspec.convert(rows.types, tuple[Short, ...])
    except msgspec.ValidationError:
        return False
    known = as_they_come or set(rows.types) <= set(ENTITY_TYPES)
    low = min(column.min(initial=0) for column in (rows.spans.start, rows.spans.end))
    high = max(column.max(initial=0) for column in (rows.spans.start, rows.spans.end))
    return known and low >= 0 and high <= MAX_OFFSET
