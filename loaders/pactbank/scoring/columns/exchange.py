"""Arrow arrays to NumPy and back, by their buffers.

pyarrow's own ways import pandas wherever it is installed, which takes longer than scoring a small
file, and 40 MB.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.scoring.tables import Ints, Mask


def integers(values: pa.Array, absent: int = -1) -> Ints:
    """Integers of any width; nulls as `absent`. The result may share the array's memory."""
    if values.null_count == len(values):
        return np.full(len(values), absent, np.int64)
    if values.null_count:
        values = filled(values, arrow_integers(np.array([absent])))
    if values.type != pa.int64():
        values = values.cast(pa.int64())
    return _buffer(values, np.int64)


def mask(values: pa.Array) -> Mask:
    """Booleans; nulls as False."""
    if values.null_count == len(values):
        return np.zeros(len(values), np.bool_)
    if values.null_count:
        values = filled(values, arrow_integers(np.zeros(1, np.int64)))
    found: Mask = _buffer(values.cast(pa.uint8()), np.uint8).view(np.bool_)
    return found


def filled(values: pa.Array, by: pa.Array) -> pa.Array:
    """The values with the one value of `by`, in their type, in place of nulls."""
    return pc.coalesce(values, by.cast(values.type)[0])


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array, copied only where it has several chunks."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _buffer(values: pa.Array, kind: type) -> Ints:
    if not len(values):
        return np.zeros(0, kind)
    size = np.dtype(kind).itemsize
    return np.frombuffer(values.buffers()[1], kind, len(values), values.offset * size)


def arrow_integers(values: Ints, valid: Mask | None = None) -> pa.Array:
    """An Arrow array over the memory of some integers; those that are not valid are null."""
    data = pa.py_buffer(np.ascontiguousarray(values, np.int64))
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(pa.int64(), len(values), [bits, data])


def arrow_strings(values: Sequence[str]) -> pa.Array:
    data = [value.encode("utf-8") for value in values]
    ends = np.cumsum([0, *map(len, data)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(data))]
    return pa.Array.from_buffers(pa.string(), len(data), buffers)
