"""Parquet files and Arrow tables from anywhere: checked before anything looks into them.

Damage shows late in these formats. Arrow raises a dozen kinds of error over it, asks for any amount
of memory, or hands out a table whose strings are not UTF-8 and whose lists lead out of their data.
Here all of that is one problem, which names the file. Checksums of pages are verified where a file
has them; what we write has them (`WRITTEN`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pactbank.corpus.files import unreadable
from pactbank.errors import InvalidData
from pactbank.model import rules
from pactbank.model.inputs import regular

if TYPE_CHECKING:
    import pyarrow as pa

WRITTEN: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
"""How Parquet files are written."""
_SHOWN = 200
"""Characters of Arrow's own message that are told."""


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Whatever Arrow raises over damaged data, or the machine over a file, raised as `InvalidData`;
    nothing but Arrow is to be called inside."""
    import pyarrow as pa

    damage = (
        pa.ArrowException, OSError, ValueError, TypeError, LookupError, ArithmeticError,
        MemoryError, RecursionError,
    )  # fmt: skip
    try:
        yield
    except damage as error:
        if isinstance(error, OSError) and error.errno:  # the machine's own, not Arrow's
            raise InvalidData([unreadable(name, error)]) from None
        raise damaged(name, f"{type(error).__name__}: {error}") from None


def damaged(name: str, message: str) -> InvalidData:
    """The error of a damaged file or table."""
    told = " ".join(message.split())[:_SHOWN].rstrip(". :")
    return InvalidData([rules.problem("PB859", name, told)])


def read(
    path: Path,
    wanted: Callable[[str], bool] = lambda _: True,
    coded: Callable[[str], bool] = lambda _: False,
) -> pa.Table:
    """The columns of a Parquet file that are `wanted` by name. Strings of leaves that are `coded`
    by path are read as places in a dictionary, which takes half the time where few stand often.

    Raises `InvalidData` for a file that is damaged or no Parquet.
    """
    import pyarrow as pa

    with damage_told(str(path)):
        file = _opened(path)
        rows = file.metadata.num_rows
        columns = [name for name in file.schema_arrow.names if wanted(name)]
        leaves = (file.schema.column(at).path for at in range(len(file.schema.names)))
        codes = [leaf for leaf in leaves if coded(leaf)]
        try:
            table = _opened(path, file.metadata, codes).read(columns)
        except pa.ArrowNotImplementedError:  # codes inside of lists, from several row groups
            table = _opened(path, file.metadata).read(columns)
    if columns and table.num_rows != rows:
        raise damaged(str(path), f"{table.num_rows} rows can be read, {rows} are announced")
    return checked(table, str(path))


def batches(path: Path, size: int) -> Iterator[pa.RecordBatch]:
    """A Parquet file in batches of so many rows. Raises `InvalidData` as `read` does."""
    with damage_told(str(path)):
        file = _opened(path)
        found = file.iter_batches(batch_size=size)
    with file:
        while True:
            with damage_told(str(path)):
                batch = next(found, None)
            if batch is None:
                return
            yield checked(batch, str(path))


def schema(path: Path) -> tuple[pa.Schema, int]:
    """The schema of a Parquet file and its number of rows. Raises `InvalidData` as `read` does."""
    with damage_told(str(path)), _opened(path) as file:
        return file.schema_arrow, file.metadata.num_rows


def checked(table: Any, name: str) -> Any:
    """The same table or batch, after a look at all of it. Raises `InvalidData` where a string is
    not UTF-8 or a list leads out of its data."""
    with damage_told(name):
        _check_names(table.schema)
        table.validate(full=True)
    return table


def _opened(path: Path, metadata: Any = None, coded: Collection[str] = ()) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(
        regular(path),
        metadata=metadata,
        read_dictionary=list(coded),
        page_checksum_verification=True,
    )


def _check_names(fields: Iterable[pa.Field]) -> None:
    """Raises UnicodeDecodeError for a field whose name is not UTF-8, and ValueError for a record
    that has a field twice, at any depth."""
    for field in fields:
        str(field.name)
        inner = [field.type.field(at) for at in range(field.type.num_fields)]
        names = [part.name for part in inner]
        if len(set(names)) < len(names):
            raise ValueError(f"a record of {field.name} has a field twice: {', '.join(names)}")
        _check_names(inner)
