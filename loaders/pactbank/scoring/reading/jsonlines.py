"""Lines of JSON objects to one Arrow table, all at once where every line keeps every rule."""

from __future__ import annotations

import io
import re
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
    if b"null" in data and _NULL.search(data):
        try:
            codec.decoder(record(layers, as_they_come)).decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
    table = parsed(data)
    if table is None or table.num_rows != len(starts):
        return None
    return table if keeps_rules(table, layers, as_they_come) else None


def line_starts(data: bytes) -> list[int]:
    """Where each line begins."""
    starts, at = [], 0
    while 0 <= at < len(data):
        starts.append(at)
        at = data.find(b"\n", at) + 1 or len(data)
    return starts


_OPEN, _CLOSE = b"{}"
_NULL = re.compile(rb":\s*null")
_BLOCK = 1 << 22
_HEAD = 1 << 16
_NAME = re.compile(rb'"([a-z0-9_]+)" ?:')


def parsed(data: bytes) -> pa.Table | None:
    """Lines of objects as Arrow reads them; None where it refuses.

    A field that no object has costs as much as one that each has, so only those that the first
    lines name are asked for, and all of them where that does not do.
    """
    named = {name.decode() for name in set(_NAME.findall(data[:_HEAD]))}
    for wanted in (_only(schema(), named), schema()):
        for size in (_BLOCK, len(data) + 1):
            how = pa.json.ParseOptions(explicit_schema=wanted, unexpected_field_behavior="error")
            blocks = pa.json.ReadOptions(use_threads=False, block_size=size)
            try:
                table = pa.json.read_json(io.BytesIO(data), read_options=blocks, parse_options=how)
            except (pa.ArrowInvalid, UnicodeDecodeError) as error:
                if "straddling" not in str(error):
                    break  # no line is longer than the block: another size would not help
            else:
                return fitted(table)
    return None


def _only(kind: Any, names: set[str]) -> Any:
    """A schema, or a type in one, with the fields of these names alone."""
    if isinstance(kind, pa.Schema):
        return pa.schema([(f.name, _only(f.type, names)) for f in kind if f.name in names])
    if pa.types.is_struct(kind):
        return pa.struct([(f.name, _only(f.type, names)) for f in kind if f.name in names])
    return pa.list_(_only(kind.value_type, names)) if pa.types.is_list(kind) else kind
