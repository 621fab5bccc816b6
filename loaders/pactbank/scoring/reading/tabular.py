"""Arrow tables of any location in the types that are scored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.corpus.parquet import checked, damage_told, read
from pactbank.errors import Problem, first_of
from pactbank.model import rules
from pactbank.model.closed import LAYERS, Layer, Task
from pactbank.model.inputs import reading, regular
from pactbank.scoring.columns.exchange import arrow_integers, integers, whole
from pactbank.scoring.reading.forms import coded_schema, schema

HEADER = ("document", "version", "text_sha256")
"""Columns that say what labels are about."""


def arrow_table(source: Any, name: str) -> pa.Table | None:
    """The Arrow table that a source is, or that a `datasets.Dataset` holds; `name` is what it is
    called. Raises `InvalidData` for a damaged one."""
    kind = type(source)
    if (kind.__module__.partition(".")[0], kind.__name__) == ("datasets", "Dataset"):
        with damage_told(name):
            source = source.with_format("arrow")[:]
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    return checked(source, name) if isinstance(source, pa.Table) else None


def foreign(columns: Sequence[str], name: str, layers: Sequence[Layer]) -> Problem | None:
    """The problem of a table without documents or without any of these layers: whatever it holds,
    it would score as if nothing had been found."""
    if "document" in columns and not set(layers).isdisjoint(columns):
        return None
    wanted = " or ".join(map(repr, layers)) if "document" in columns else "'document'"
    message = f"no column {wanted}: {_kind(columns)}"
    return rules.problem("PB862", name, message)


_SHOWN = 12
"""Columns that are named of a table that holds something else."""


def _kind(columns: Sequence[str]) -> str:
    """What a table without labels seems to be, by its columns."""
    if not columns:
        return "the table has no columns"
    listed = f"its columns are {first_of(columns, _SHOWN)}"
    if any(name.startswith(tuple(f"{task}:" for task in get_args(Task))) for name in columns):
        return "these are counts, as pactbank score --counts writes them"
    if {"start", "end"} <= set(columns):
        return f"a row is one label, not one document; {listed}"
    if not set(LAYERS).isdisjoint(columns):
        return f"these are labels of another layer; {listed}"
    return listed


def parquet(path: Path, columns: Collection[str] | None = None) -> pa.Table:
    """A Parquet file as a table, or some of its columns. Raises `WrongUse` where there is no
    file, and `InvalidData` for one that is damaged or no Parquet."""
    with reading(path):
        regular(path)
    # Types are few and stand often.
    return read(
        path,
        lambda name: columns is None or name in columns,
        coded=lambda leaf: leaf.endswith(".type"),
    )


def fitted(table: pa.Table) -> pa.Table | None:
    """The table in the types of the schema, strings coded, records without the fields that no
    record has; None where a value would be another one there."""
    wanted = coded_schema()
    columns = []
    for field_ in wanted:
        if field_.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field_.type))
            continue
        try:
            columns.append(_cast(whole(table.column(field_.name)), field_.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, TypeError, ValueError):
            return None
    return pa.table(columns, names=wanted.names)


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of several fitted tables, which may lack different fields."""
    if any(table.schema != tables[0].schema for table in tables):
        wanted = coded_schema()
        tables = [
            pa.table(
                [_cast(table.column(field.name), field.type, complete=True) for field in wanted],
                schema=wanted,
            )
            for table in tables
        ]
    return pa.concat_tables(tables)


def _cast(values: Any, wanted: pa.DataType, *, complete: bool = False) -> pa.Array:
    """Values in another type that means the same; fields that are not wanted are left out, and
    missing ones are null if they are to be `complete`. Raises what Arrow raises, and TypeError for
    another kind of value."""
    if isinstance(values, pa.ChunkedArray):
        values = whole(values)
    kind = values.type
    if pa.types.is_null(kind):
        return pa.nulls(len(values), wanted)
    if pa.types.is_list(wanted):
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            raise TypeError(f"{kind} is no list")
        sizes = integers(pc.list_value_length(values), 0)
        offsets = arrow_integers(np.append(0, np.cumsum(sizes))).cast(pa.int32())
        inner = _cast(values.flatten(), wanted.value_type, complete=complete)
        mask = values.is_null() if values.null_count else None
        return pa.ListArray.from_arrays(offsets, inner, mask=mask)
    if pa.types.is_struct(wanted):
        if not pa.types.is_struct(kind):
            raise TypeError(f"{kind} is no struct")
        given = dict(zip((field_.name for field_ in kind), values.flatten(), strict=True))
        parts = {
            part.name: _cast(given[part.name], part.type, complete=complete)
            if part.name in given
            else pa.nulls(len(values), part.type)
            for part in wanted
            # Arrow has no record without fields.
            if complete or part.name in given or not given
        }
        mask = values.is_null() if values.null_count else None
        return pa.StructArray.from_arrays(list(parts.values()), list(parts), mask=mask)
    return _cast_value(values, wanted)


def _cast_value(values: pa.Array, wanted: pa.DataType) -> pa.Array:
    kind = _plain(values.type)
    same = (
        (pa.types.is_integer(wanted) and pa.types.is_integer(kind))
        or (pa.types.is_boolean(wanted) and pa.types.is_boolean(kind))
        or (
            pa.types.is_string(_plain(wanted))
            and (pa.types.is_string(kind) or pa.types.is_large_string(kind) or _is_binary(kind))
        )
    )
    if not same:
        raise TypeError(f"{kind} is not {wanted}")
    if values.type == wanted:
        return values
    if not pa.types.is_dictionary(wanted):
        return values.cast(wanted)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    codes, strings = values.indices.cast(pa.int32()), values.dictionary.cast(pa.string())
    return pa.DictionaryArray.from_arrays(codes, strings)


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of values, coded or not."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_binary(kind: pa.DataType) -> bool:
    """Whether values are bytes: what some writers make of text."""
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def without_nulls(value: Any, kind: pa.DataType | None = None) -> Any:
    """A value without nulls and without fields that its record does not have; bytes are text.
    Raises `UnicodeDecodeError`."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, dict) and (kind is None or pa.types.is_struct(kind)):
        parts = {f.name: f.type for f in (schema() if kind is None else kind)}
        return {
            name: without_nulls(inner, parts[name])
            for name, inner in value.items()
            if inner is not None and name in parts
        }
    if isinstance(value, list) and kind is not None and pa.types.is_list(kind):
        return [without_nulls(item, kind.value_type) for item in value]
    return value
