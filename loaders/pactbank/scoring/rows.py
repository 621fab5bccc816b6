"""Entity mentions as columns, from records or from Arrow tables, with what decides which count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import numpy as np

from pactbank.columns import Spans, codes, ints, numbers
from pactbank.model.closed import LEVELS
from pactbank.tables import Ints, Mask

if TYPE_CHECKING:
    import pyarrow as pa

Refs = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Mentions, one row each.

    `spans` holds document numbers and type codes (places in `types`, sorted), `level` the place
    in `LEVELS` or -1, `group` whether several referents or an open list are meant, `free` whether
    it is don't-care. `refs` and `words` are referents and
    quoted text by row, None where no row has any.
    """

    spans: Spans
    types: tuple[str, ...]
    level: Ints
    group: Mask
    free: Mask
    refs: list[Refs] | None
    words: list[str | None] | None

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def said(self) -> list[Ints]:
        """What a row says, referents and words aside: document, start, end, type, level, group."""
        spans = self.spans
        said = [spans.document, spans.start, spans.end, spans.type, self.level + 1]
        return [*said, self.group.astype(np.int64)]

    def where(self, kept: Mask) -> Rows:
        """These rows alone."""
        if kept.all():
            return self
        chosen = kept.tolist()
        return replace(
            self,
            spans=self.spans.where(kept),
            level=self.level[kept],
            group=self.group[kept],
            free=self.free[kept],
            refs=self.refs and list(compress(self.refs, chosen)),
            words=self.words and list(compress(self.words, chosen)),
        )

    def renumbered(self, number: Ints) -> Rows:
        """With other document numbers, by the present ones; those below 0 are left out."""
        document = number[self.spans.document]
        rows = replace(self, spans=replace(self.spans, document=document))
        return rows.where(document >= 0)._compact()

    def _compact(self) -> Rows:
        """Without types that no row has."""
        used = np.unique(self.spans.type)
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
    return make_rows(spans, types, level, np.array(opened, np.bool_), refs, words)


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
    count = len(spans)
    refs = refs if refs and any(refs) else None
    group = np.zeros(count, np.bool_) if opened is None else opened
    return Rows(
        spans,
        types,
        np.full(count, -1, np.int64) if level is None else level,
        group if refs is None else group | (ints(map(len, refs), count) > 1),
        np.zeros(count, np.bool_),
        refs,
        words if words and any(words) else None,
    )


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
