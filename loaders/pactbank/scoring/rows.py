"""Entity mentions as columns, from records or from Arrow tables, with what decides which count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import numpy as np

from pactbank.model.closed import LEVELS
from pactbank.scoring.columns import Spans, codes, ints, numbers, regrouped
from pactbank.scoring.tables import Ints, Mask

if TYPE_CHECKING:
    import pyarrow as pa

Refs = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Mentions, one row each.

    `spans` holds document numbers and type codes (places in `types`, sorted). The other columns
    are None where no row has anything there: `level` is the place in `LEVELS` or -1, `group`
    whether several referents or an open list are meant, `refs` the referents, `words` the quoted
    text, `free` whether the mention is don't-care.
    """

    spans: Spans
    types: tuple[str, ...]
    level: Ints | None = None
    group: Mask | None = None
    refs: list[Refs] | None = None
    words: list[str | None] | None = None
    free: Mask | None = None

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def said(self) -> list[Ints]:
        """What a row says, referents and words aside: document, start, end, type, level, group.
        A column of which no row has anything is left out: it would be 0."""
        spans = self.spans
        said = [spans.document, spans.start, spans.end, spans.type]
        said += [] if self.level is None else [self.level + 1]
        return said if self.group is None else [*said, self.group.astype(np.int64)]

    def where(self, rows: Mask | Ints, document: Ints | None = None) -> Rows:
        """These rows alone; `document` gives their documents other numbers."""
        if rows.dtype == np.bool_:
            if rows.all():
                return self
            rows = np.flatnonzero(rows)
        spans = self.spans
        document = spans.document[rows] if document is None else document
        return replace(
            self,
            spans=Spans(document, spans.start[rows], spans.end[rows], spans.type[rows]),
            level=None if self.level is None else self.level[rows],
            group=None if self.group is None else self.group[rows],
            free=None if self.free is None else self.free[rows],
            refs=self.refs and [self.refs[row] for row in rows.tolist()],
            words=self.words and [self.words[row] for row in rows.tolist()],
        )

    def renumbered(self, number: Ints) -> Rows:
        """With other document numbers, by the present ones, and in their order; rows of numbers
        below 0 are left out. Rows of a document follow one another."""
        order = np.argsort(number, kind="stable")
        order = order[number[order] >= 0]
        rows = regrouped(self.spans.document, order)
        return self.where(rows, number[self.spans.document[rows]])._compact()

    def _compact(self) -> Rows:
        """Without types that no row has."""
        used = np.flatnonzero(np.bincount(self.spans.type, minlength=len(self.types)))
        if len(used) == len(self.types):
            return self
        code = np.searchsorted(used, self.spans.type)
        return self.with_types(tuple(self.types[at] for at in used.tolist()), code)

    def with_types(self, types: tuple[str, ...], codes: Ints) -> Rows:
        """With other types, given by row; rows with a code below 0 are left out."""
        rows = replace(self, types=types, spans=self.spans.retyped(codes))
        return rows if codes.min(initial=0) >= 0 else rows.where(codes >= 0)

    def among(self, types: tuple[str, ...]) -> Rows:
        """With the same types as places in a longer list."""
        if types == self.types:
            return self
        place = {name: at for at, name in enumerate(types)}
        code = ints((place[name] for name in self.types), len(self.types))
        return self.with_types(types, code[self.spans.type])


def rows_of(lists: Sequence[Sequence[Any]]) -> Rows:
    """From mentions with offsets, a list for each document."""
    labels = list(chain.from_iterable(lists))
    count = len(labels)
    names = [label.type for label in labels]
    types = tuple(sorted(set(names)))
    spans = Spans(
        numbers(lists),
        ints([label.start for label in labels], count),
        ints([label.end for label in labels], count),
        codes(names, types, count),
    )
    levels, refs, opened, words = (
        list(map(attrgetter(name), labels)) for name in ("level", "refs", "open", "text")
    )
    level = ints([_LEVEL.get(name, -1) for name in levels], count) if any(levels) else None
    group = np.array(opened, np.bool_) if any(opened) else None
    return make_rows(spans, types, level, group, refs, words)


_LEVEL: dict[str | None, int] = {name: at for at, name in enumerate(LEVELS)}


def make_rows(
    spans: Spans,
    types: tuple[str, ...],
    level: Ints | None = None,
    opened: Mask | None = None,
    refs: list[Refs] | None = None,
    words: list[str | None] | None = None,
) -> Rows:
    """Rows of documents one after another; columns that hold nothing are left out."""
    refs = refs if refs and any(refs) else None
    group = opened
    if refs is not None:
        several = ints(map(len, refs), len(spans)) > 1
        group = several if opened is None else opened | several
    return Rows(spans, types, level, group, refs, words if words and any(words) else None)


def rows_of_table(column: pa.ChunkedArray) -> Rows | None:
    """From an Arrow column of lists of structs; None where a row needs the slower way: no
    offsets, a type that is null, numbers that are none."""
    import pyarrow as pa

    lists = column.combine_chunks()
    if not pa.types.is_list(lists.type) and not pa.types.is_large_list(lists.type):
        return None
    items = lists.flatten()
    names = {field.name for field in items.type} if pa.types.is_struct(items.type) else set()
    if not {"start", "end", "type"} <= names or items.null_count:
        return None
    start, end, kind = (items.field(name) for name in ("start", "end", "type"))
    if any(part.null_count for part in (start, end, kind)):
        return None
    if not (pa.types.is_integer(start.type) and pa.types.is_integer(end.type)):
        return None
    document = np.repeat(np.arange(len(lists)), _sizes(lists))
    coded = kind if pa.types.is_dictionary(kind.type) else kind.dictionary_encode()
    found = coded.dictionary.to_pylist()
    types = tuple(sorted(found))
    place = ints((types.index(name) for name in found), len(found))
    spans = Spans(document, _numpy(start), _numpy(end), place[_numpy(coded.indices)])
    return _table_rows(spans, types, items, names)


def _sizes(lists: pa.Array) -> Ints:
    import pyarrow.compute as pc

    return _numpy(pc.fill_null(pc.list_value_length(lists), 0))


def _numpy(values: pa.Array) -> Ints:
    return np.asarray(values).astype(np.int64, copy=False)


def _table_rows(spans: Spans, types: tuple[str, ...], items: pa.Array, names: set[str]) -> Rows:
    import pyarrow as pa
    import pyarrow.compute as pc

    level: Ints | None = None
    opened: Mask | None = None
    refs: list[Refs] | None = None
    words: list[str | None] | None = None
    if "level" in names:
        place = pc.index_in(items.field("level"), value_set=pa.array(LEVELS, pa.string()))
        level = _numpy(pc.fill_null(place, -1))
    if "open" in names:
        opened = np.asarray(pc.fill_null(items.field("open"), False)).astype(np.bool_)
    if "refs" in names and _sizes(items.field("refs")).any():
        refs = [tuple(one or ()) for one in items.field("refs").to_pylist()]
    if "text" in names and items.field("text").null_count < len(items):
        words = items.field("text").to_pylist()
    return make_rows(spans, types, level, opened, refs, words)


def plain_rows(table: pa.Table, record: type[msgspec.Struct]) -> list[Any]:
    """The rows of a table as plain values with the fields of a record, and no nulls."""
    known = [field.name for field in msgspec.structs.fields(record)]
    kept = table.select([name for name in table.column_names if name in known])
    return [_fitted(row, record) for row in kept.to_pylist()]


def _fitted(value: Any, kind: Any) -> Any:
    """A value without nulls and without fields that its record does not have."""
    if isinstance(value, dict):
        fields = {f.encode_name: f.type for f in msgspec.structs.fields(_struct(kind))}
        return {
            name: _fitted(inner, fields[name])
            for name, inner in value.items()
            if inner is not None and name in fields
        }
    if isinstance(value, list):
        return [_fitted(item, kind) for item in value]
    return value


def _struct(kind: Any) -> Any:
    """The record inside a type such as `tuple[Record, ...] | None`."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    found = (_struct(part) for part in get_args(kind))
    return next((each for each in found if each is not None), None)


def number_by(order: Mapping[str, int], ids: Sequence[str]) -> Ints:
    """The number of each id in an order, -1 where it has none."""
    return ints((order.get(name, -1) for name in ids), len(ids))
