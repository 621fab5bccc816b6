"""What is to be scored, from files, folders, dicts, records or tables, to labels by document.

Reading is strict, as everywhere: one run reports every fault with file, line and JSON pointer,
and nothing is scored while there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec, rules
from pactbank.model.closed import ENTITY_TYPES, Layer
from pactbank.model.schemas import Finding, place
from pactbank.scoring.faults import explain
from pactbank.scoring.labels import record
from pactbank.scoring.plain import read_plain
from pactbank.scoring.rows import plain_rows, rows_of_table
from pactbank.scoring.sides import ColumnHeaders, Place, Side

if TYPE_CHECKING:
    import pyarrow as pa

Source = Any
"""A path (JSON Lines, JSON, Parquet, or a folder of annotations), a `pyarrow.Table`, or an
iterable of dicts or records."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layers that are decoded, and whether types and ids are taken as they come."""

    layers: tuple[Layer, ...]
    as_they_come: bool

    @property
    def record(self) -> type[msgspec.Struct]:
        return record(self.layers, self.as_they_come)


def read(source: Source, name: str, wanted: Wanted) -> Side:
    """One side. `name` is what in-memory data are called in problems.

    Raises `WrongUse` for a path that does not exist or a value that cannot be labels; faults in
    the data are collected in the result.
    """
    side = Side()
    with codec.uncollected():
        if isinstance(source, (str, Path)):
            _read_path(Path(source), side, wanted)
        elif (table := _table(source)) is not None:
            _read_table(table, name, side, wanted)
        elif isinstance(source, (Iterable, msgspec.Struct)):
            _read_values(source, name, side, wanted)
        else:
            kind = type(source).__name__
            raise WrongUse(f"{kind} holds no labels: give a path, dicts, records or a table")
    return side


def _table(source: Any) -> pa.Table | None:
    """The Arrow table that a source is, or that a `datasets.Dataset` holds."""
    home = type(source).__module__.partition(".")[0]
    if home == "datasets":
        return source.with_format("arrow")[:]
    return source if home == "pyarrow" else None


def _read_path(path: Path, side: Side, wanted: Wanted) -> None:
    if path.is_dir():
        files = sorted(found for found in path.rglob("*.json") if not found.name.startswith("."))
        if not files:
            raise WrongUse(f"{path} has no .json files")
        for file in files:
            _read_object(file.read_bytes(), str(file), side, wanted)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}") from None
    if data.startswith(b"PAR1"):
        fields = wanted.record.__struct_fields__
        _read_table(parquet(path, fields), str(path), side, wanted)
    elif path.suffix == ".json":
        _read_object(data, str(path), side, wanted)
    else:
        _read_lines(data, str(path), side, wanted)


def parquet(path: Path, wanted: Collection[str] | None = None) -> pa.Table:
    """A Parquet file as a table, or some of its columns. Raises `WrongUse` where there is no
    file, and `InvalidData` for one that cannot be read as Parquet."""
    import pyarrow.parquet as pq

    if not path.is_file():
        raise WrongUse(f"{path}: no such file")
    try:
        file = pq.ParquetFile(path)
        columns = [file.schema.column(at).path for at in range(len(file.schema.names))]
        # Types are few and stand often: read as codes they take half the time.
        types = [column for column in columns if column.endswith(".type")]
        file = pq.ParquetFile(path, metadata=file.metadata, read_dictionary=types)
        if wanted is not None:
            wanted = [name for name in file.schema_arrow.names if name in wanted]
        return file.read(wanted)
    except (OSError, ValueError) as error:
        raise InvalidData([rules.problem("PB001", str(path), str(error))]) from None


def _read_object(data: bytes, file: str, side: Side, wanted: Wanted) -> None:
    """A JSON file with one object, or with a list of them."""
    try:
        value = codec.parse(data)
    except codec.Unreadable as error:
        side.problems.append(rules.problem(error.code, file, error.message, line=error.line))
        return
    many = isinstance(value, list)
    pieces = msgspec.json.decode(data, type=list[msgspec.Raw]) if many else [data]
    for at, piece in enumerate(pieces):
        try:
            side.add(codec.decoder(wanted.record).decode(piece), Place(file))
        except msgspec.DecodeError as error:
            base = f"/{at}" if many else ""
            found = _explained(bytes(piece), wanted, error)
            moved = [Finding(each.code, base + each.pointer, each.message) for each in found]
            side.problems += place(moved, data, file)


def _read_lines(data: bytes, file: str, side: Side, wanted: Wanted) -> None:
    """JSON Lines; all at once where nothing is wrong."""
    try:
        codec.check_bytes(data)
        if wanted.layers == ("entities",) and (plain := read_plain(data, wanted.as_they_come)):
            documents, rows = plain
            side.take(rows, documents, ColumnHeaders(file, range(1, len(documents) + 1)))
            return
        records: list[Any] = codec.decoder(wanted.record).decode_lines(data)
    except (codec.Unreadable, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        records = []
    lines = list(codec.lines(data))
    if len(lines) != len(records) or not all(line.lstrip().startswith(b"{") for _, line in lines):
        _read_each_line(data, file, side, wanted)
        return
    for (number, line), labels in zip(lines, records, strict=True):
        place = Place(file, number)
        if _parse(line, place, side):
            side.add(labels, place)


def _parse(line: bytes, place: Place, side: Side) -> bool:
    """Whether a line is strict JSON; if not, the side has a problem more."""
    try:
        codec.parse(line)
    except codec.Unreadable as error:
        side.problems.append(place.problem(Finding(error.code, "", error.message)))
        return False
    return True


def _read_each_line(data: bytes, file: str, side: Side, wanted: Wanted) -> None:
    """JSON Lines of which at least one is faulty."""
    decoder = codec.decoder(wanted.record)
    for number, line in codec.lines(data):
        place = Place(file, number)
        if not _parse(line, place, side):
            continue
        try:
            side.add(decoder.decode(line), place)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            side.problems += map(place.problem, _explained(line, wanted, error))


def _read_values(source: Any, name: str, side: Side, wanted: Wanted) -> None:
    """Dicts or records."""
    for at, value in enumerate(
        [source] if isinstance(source, (Mapping, msgspec.Struct)) else source
    ):
        place = Place(name, None, at)
        try:
            data = msgspec.json.encode(value)
            side.add(codec.decoder(wanted.record).decode(data), place)
        except UnicodeEncodeError:
            said = "a string holds half a surrogate pair"
            side.problems.append(place.problem(Finding("PB008", "", said)))
        except TypeError as error:
            side.problems.append(place.problem(Finding("PB101", "", str(error))))
        except msgspec.DecodeError as error:
            side.problems += map(place.problem, _explained(data, wanted, error))


def _explained(data: bytes, wanted: Wanted, error: Exception) -> list[Finding]:
    """Every fault of an object the decoder refuses; what it said, where the schema has none."""
    found = list(explain(data, wanted.layers, wanted.as_they_come))
    return found or [Finding("PB100", "", str(error))]


def _read_table(table: pa.Table, name: str, side: Side, wanted: Wanted) -> None:
    """A table with the columns of the dataset; columns and fields that are not scored are let
    be, and what is null is absent."""
    if "document" not in table.column_names:
        raise WrongUse(
            f"{name} has no column 'document'; there is: {', '.join(table.column_names)}"
        )
    rows = rows_of_table(table.column("entities")) if wanted.layers == ("entities",) else None
    if rows is None or not (wanted.as_they_come or set(rows.types) <= set(ENTITY_TYPES)):
        _read_values(plain_rows(table, wanted.record), name, side, wanted)
        return
    versions, hashes = (
        table.column(field).to_pylist() if field in table.column_names else None
        for field in ("version", "text_sha256")
    )
    documents = table.column("document").to_pylist()
    side.take(rows, documents, ColumnHeaders(name, None, versions, hashes))
