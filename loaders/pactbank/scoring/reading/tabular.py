"""Arrow tables of any location in the types that are scored."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.errors import InvalidData, WrongUse
from pactbank.model import rules
from pactbank.scoring.columns.exchange import arrow_integers, integers
from pactbank.scoring.reading.forms import schema

HEADER = ("document", "version", "text_sha256")
"""Columns that say what labels are about."""


def arrow_table(source: Any) -> pa.Table | None:
    """The Arrow table that a source is, or that a `datasets.Dataset` holds."""
    home = type(source).__module__.partition(".")[0]
    if home == "datasets":
        return source.with_format("arrow")[:]
    return source if home == "pyarrow" else None


def parquet(path: Path, columns: Collection[str] | None = None) -> pa.Table:
    """A Parquet file as a table, or some of its columns. Raises `WrongUse` where there is no
    file, and `InvalidData` for one that cannot be read as Parquet."""
    import pyarrow.parquet as pq

    if not path.is_file():
        raise WrongUse(f"{path}: no such file")
    try:
        file = pq.ParquetFile(path)
        leaves = [file.schema.column(at).path for at in range(len(file.schema.names))]
        # Types are few and stand often: read as codes they take half the time.
        types = [leaf for leaf in leaves if leaf.endswith(".type")]
        file = pq.ParquetFile(path, metadata=file.metadata, read_dictionary=types)
        if columns is not None:
            columns = [name for name in file.schema_arrow.names if name in columns]
        try:
            return file.read(columns)
        except pa.ArrowNotImplementedError:  # codes inside of lists, from several row groups
            return pq.ParquetFile(path, metadata=file.metadata).read(columns)
    except (OSError, ValueError) as error:
        raise InvalidData([rules.problem("PB001", str(path), str(error))]) from None


def fitted(table: pa.Table) -> pa.Table | None:
    """The table in the types of the schema; None where a value would be another one there."""
    wanted = schema()
    columns = []
    for field_ in wanted:
        if field_.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field_.type))
            continue
        try:
            columns.append(_cast(table.column(field_.name).combine_chunks(), field_.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, TypeError, ValueError):
            return None
    return pa.table(columns, schema=wanted)


def _cast(values: Any, wanted: pa.DataType) -> pa.Array:
    """Values in another type that means the same; fields that are not wanted are left out, and
    missing ones are null. Raises what Arrow raises, and TypeError for another kind of value."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    kind = values.type
    if pa.types.is_null(kind):
        return pa.nulls(len(values), wanted)
    if pa.types.is_list(wanted):
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            raise TypeError(f"{kind} is no list")
        sizes = integers(pc.list_value_length(values), 0)
        offsets = arrow_integers(np.append(0, np.cumsum(sizes))).cast(pa.int32())
        inner = _cast(values.flatten(), wanted.value_type)
        mask = values.is_null() if values.null_count else None
        return pa.ListArray.from_arrays(offsets, inner, mask=mask)
    if pa.types.is_struct(wanted):
        if not pa.types.is_struct(kind):
            raise TypeError(f"{kind} is no struct")
        given = dict(zip((field_.name for field_ in kind), values.flatten(), strict=True))
        parts = [
            _cast(given[part.name], part.type)
            if part.name in given
            else pa.nulls(len(values), part.type)
            for part in wanted
        ]
        mask = values.is_null() if values.null_count else None
        return pa.StructArray.from_arrays(parts, fields=list(wanted), mask=mask)
    return _cast_value(values, wanted)


def _cast_value(values: pa.Array, wanted: pa.DataType) -> pa.Array:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    same = (
        (pa.types.is_integer(wanted) and pa.types.is_integer(kind))
        or (pa.types.is_boolean(wanted) and pa.types.is_boolean(kind))
        or (
            pa.types.is_string(wanted)
            and (pa.types.is_string(kind) or pa.types.is_large_string(kind))
        )
    )
    if not same:
        raise TypeError(f"{kind} is not {wanted}")
    return values if values.type == wanted else values.cast(wanted)


def without_nulls(value: Any, kind: pa.DataType | None = None) -> Any:
    """A value without nulls and without fields that its record does not have."""
    if isinstance(value, dict):
        parts = {f.name: f.type for f in (schema() if kind is None else kind)}
        return {
            name: without_nulls(inner, parts[name])
            for name, inner in value.items()
            if inner is not None and name in parts
        }
    if isinstance(value, list) and kind is not None and pa.types.is_list(kind):
        return [without_nulls(item, kind.value_type) for item in value]
    return value
