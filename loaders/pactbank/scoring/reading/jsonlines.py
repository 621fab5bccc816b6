"""Lines of JSON objects to one Arrow table, all at once where every line keeps every rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.json

from pactbank.model import codec
from pactbank.model.closed import Layer
from pactbank.scoring.reading.forms import keeps_rules, record, schema
from pactbank.scoring.reading.tabular import fitted


def whole_table(data: bytes, layers: tuple[Layer, ...], as_they_come: bool) -> pa.Table | None:
    """JSON Lines as a table, where every line is one strict object that keeps every rule; None
    for any other data.

    Arrow's reader refuses duplicate keys, unknown fields, numbers of another kind and malformed
    strings. What it lets pass is asked here: bytes that are not UTF-8, a line that is not one
    object, and null, which it cannot tell from absent.
    """
    starts = line_starts(data)
    if any(data[start] != _OPEN for start in starts) or b"\r" in data:
        return None  # blank or indented lines
    if any(data[start - 2] != _CLOSE for start in starts[1:]):
        return None  # a line that ends inside an object, or in white space
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return None
    table = _read(data)
    if table is None or table.num_rows != len(starts):
        return None
    if any(map(_has_nulls, table.columns)) and b"null" in data and _NULL.search(data):
        try:
            codec.decoder(record(layers, as_they_come)).decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
    table = fitted(table)
    return table if table is not None and keeps_rules(table, layers, as_they_come) else None


def _has_nulls(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether a value is null or absent, at any depth: where none is, nobody looks for nulls in
    the bytes, which takes longer than all else that is asked of them."""
    if isinstance(values, pa.ChunkedArray):
        return any(map(_has_nulls, values.chunks))
    if values.null_count:
        return True
    if pa.types.is_list(values.type):
        return _has_nulls(values.values)
    return pa.types.is_struct(values.type) and any(
        _has_nulls(values.field(at)) for at in range(values.type.num_fields)
    )


def line_starts(data: bytes) -> list[int]:
    """Where each line begins."""
    starts, at = [], 0
    while 0 <= at < len(data):
        starts.append(at)
        at = data.find(b"\n", at) + 1 or len(data)
    return starts


_OPEN, _CLOSE = b"{}"
_NULL = re.compile(rb":\s*null")
_BLOCK = 1 << 24
"""More than is read of a file at a time: columns of one block need not be put together."""
_HEAD = 1 << 16


def parsed(data: bytes) -> pa.Table | None:
    """Lines of objects in the types that are scored; None where Arrow refuses them."""
    table = _read(data)
    return None if table is None else fitted(table)


def _read(data: bytes) -> pa.Table | None:
    """Lines of objects as Arrow reads them; None where it refuses.

    A field that no object has costs as much as one that each has, so only those that the first
    lines name are asked for, and all of them where that does not do.
    """
    quoted = set(data[:_HEAD].split(b'"'))
    named = frozenset(name for name in _known_names() if name.encode() in quoted)
    for wanted in (_of_names(named), schema()):
        for size in (_BLOCK, len(data) + 1):
            how = pa.json.ParseOptions(explicit_schema=wanted, unexpected_field_behavior="error")
            blocks = pa.json.ReadOptions(use_threads=False, block_size=size)
            try:
                # A buffer is read where it is; from a file of Python's it would be copied.
                return pa.json.read_json(pa.BufferReader(data), blocks, how)
            except (pa.ArrowInvalid, UnicodeDecodeError) as error:
                if "straddling" not in str(error):
                    break  # no line is longer than the block: another size would not help
    return None


@cache
def _of_names(names: frozenset[str]) -> pa.Schema:
    """The schema with the fields of these names alone."""
    return _only(schema(), names)


def _only(kind: Any, names: frozenset[str]) -> Any:
    """A schema, or a type in one, with the fields of these names alone."""
    if isinstance(kind, pa.Schema):
        return pa.schema([(f.name, _only(f.type, names)) for f in kind if f.name in names])
    if pa.types.is_struct(kind):
        return pa.struct([(f.name, _only(f.type, names)) for f in kind if f.name in names])
    return pa.list_(_only(kind.value_type, names)) if pa.types.is_list(kind) else kind


@cache
def _known_names() -> frozenset[str]:
    return frozenset(_names(schema()))


def _names(kind: Any) -> Iterator[str]:
    """The names of all fields of a schema, or of a type in one."""
    if isinstance(kind, pa.Schema) or pa.types.is_struct(kind):
        for field in kind:
            yield field.name
            yield from _names(field.type)
    elif pa.types.is_list(kind):
        yield from _names(kind.value_type)
