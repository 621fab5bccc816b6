"""JSON Lines that hold nothing but documents and mentions with start, end and type.

Most large prediction files are so, and they can be read several times faster. Whatever is not
quite so is left to the reader that can say why.
"""

from __future__ import annotations

from itertools import chain

import msgspec
import numpy as np

from pactbank.columns import Spans, codes, ints, numbers
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.scalars import MAX_OFFSET, Short, Slug
from pactbank.scoring.rows import Rows, make_rows


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
    try:
        documents = _DECODER.decode_lines(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    mentions = list(chain.from_iterable([each.entities for each in documents]))
    # The decoder overlooks keys that stand twice. A colon for each field there must be, and none
    # besides, leaves no room for one.
    if data.count(b":") != 2 * len(documents) + 3 * len(mentions):
        return None
    try:
        rows = _rows(documents, mentions)
    except OverflowError:
        return None
    names = [each.document for each in documents]
    return (names, rows) if _keeps_rules(names, rows, as_they_come) else None


def _rows(documents: list[_Document], mentions: list[_Mention]) -> Rows:
    count = len(mentions)
    names = [mention.type for mention in mentions]
    types = tuple(sorted(set(names)))
    spans = Spans(
        numbers([each.entities for each in documents]),
        ints([mention.start for mention in mentions], count),
        ints([mention.end for mention in mentions], count),
        codes(names, types, count),
    )
    return make_rows(spans, types)


def _keeps_rules(names: list[str], rows: Rows, as_they_come: bool) -> bool:
    """Whether ids, types and offsets are such as the schema allows."""
    try:
        msgspec.convert(names, list[Short] if as_they_come else list[Slug])
        msgspec.convert(rows.types, tuple[Short, ...])
    except msgspec.ValidationError:
        return False
    known = as_they_come or set(rows.types) <= set(ENTITY_TYPES)
    offsets = np.concatenate([rows.spans.start, rows.spans.end])
    return known and offsets.min(initial=0) >= 0 and offsets.max(initial=0) <= MAX_OFFSET
