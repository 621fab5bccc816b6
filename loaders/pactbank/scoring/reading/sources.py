"""Whatever is to be scored, from files, folders, dicts, records or tables, to one Arrow table.

There is one way in. Every source is either a table already or JSON Lines: a JSON file, a folder,
dicts and records become lines, one a document. Lines that keep every rule are read by Arrow all at
once; where Arrow or a rule refuses, each line is read by itself, which finds every fault with
file, line and JSON pointer, and gives back the lines that are right. Reading is strict, as
everywhere, and nothing is scored while there is a fault.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from pactbank.corpus.parquet import damage_told
from pactbank.corpus.parquet import schema as parquet_schema
from pactbank.errors import Problem, WrongUse
from pactbank.model import codec
from pactbank.model.closed import Layer
from pactbank.model.inputs import (
    contents,
    is_folder,
    list_files,
    open_file,
    read_named,
    reading,
    regular,
    rest_of_line,
)
from pactbank.model.schemas import Finding, place
from pactbank.scoring.columns.exchange import arrow_integers
from pactbank.scoring.parallel import in_order
from pactbank.scoring.reading.faults import explain
from pactbank.scoring.reading.forms import coded_schema, keeps_rules, record, schema
from pactbank.scoring.reading.jsonlines import parsed, whole_table
from pactbank.scoring.reading.lenient import Leniency
from pactbank.scoring.reading.locations import Location, lines_of, rows_of, sliced
from pactbank.scoring.reading.tabular import (
    HEADER,
    arrow_table,
    fitted,
    foreign,
    parquet,
    together,
    without_nulls,
)

Source = Any
"""A path (JSON Lines, JSON, Parquet, or a folder of annotations), a `pyarrow.Table`, a
`datasets.Dataset`, or an iterable of dicts or records."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layers that are looked into, whether types and ids are taken as they come, and what is
    forgiven (None: nothing)."""

    layers: tuple[Layer, ...]
    as_they_come: bool
    leniency: Leniency | None = None

    @property
    def record(self) -> type[msgspec.Struct]:
        return record(self.layers, self.as_they_come)


@dataclass(eq=False)
class Side:
    """Gold or predictions as they were read: a table with a row a document, where each row was
    read, and the faults that were met."""

    table: pa.Table
    locations: Sequence[Location]
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def documents(self) -> list[str]:
        documents: list[str] = self.table.column("document").to_pylist()
        return documents

    @property
    def complete(self) -> bool:
        """Whether every document could be read, if only the first time that it stands there."""
        return all(problem.code == "PB851" for problem in self.problems)

    @property
    def source(self) -> str | None:
        """The file that all documents were read from, None where each has a file of its own."""
        if not len(self.locations):
            return None
        first = self.locations[0]
        return None if first.line is None and first.item is None else first.source

    def over(self, documents: Sequence[str]) -> Side:
        """This side over other documents; one that it does not have has no layer."""
        if self.documents == list(documents):
            return self
        place = {document: at for at, document in enumerate(self.documents)}
        rows = np.array([place.get(document, -1) for document in documents], np.int64)
        locations = [self.locations[max(row, 0)] for row in rows.tolist() if len(self.locations)]
        return Side(self.table.take(arrow_integers(rows, rows >= 0)), locations, self.problems)

    def slice(self, start: int, count: int) -> Side:
        """So many documents from `start` on, without the faults."""
        table = self.table.slice(start, count)
        return Side(table, sliced(self.locations, start, table.num_rows))


def read(source: Source, name: str, wanted: Wanted) -> Side:
    """One side. `name` is what data in memory are called in problems.

    Raises `WrongUse` for a path that does not exist or a value that cannot be labels; faults in
    the data are collected in the result.
    """
    with codec.uncollected():
        if isinstance(source, (str, Path)):
            side = _read_path(Path(source), wanted)
        elif (table := arrow_table(source, name)) is not None:
            problem = foreign(table.column_names, name, wanted.layers)
            side = _nothing(problem) if problem else _read_table(table, name, wanted)
        elif isinstance(source, (Iterable, msgspec.Struct)):
            side = _read_each(_objects(source, name), wanted)
        else:
            kind = type(source).__name__
            raise WrongUse(f"{kind} holds no labels: give a path, dicts, records or a table")
    return _without_repetitions(side)


def _read_path(path: Path, wanted: Wanted) -> Side:
    with reading(path):
        folder = is_folder(path)
        files = [found for found in list_files(path) if found.suffix == ".json"] if folder else []
    if folder:
        if not files:
            raise WrongUse(f"{path} has no .json files")
        return _read_each((row for file in files for row in _elements(file, wanted)), wanted)
    if path.suffix == ".json":
        return _read_each(_elements(path, wanted), wanted)
    with reading(path), open_file(path) as file:
        table = file.read(4) == b"PAR1" or path.suffix == ".parquet"
        file.seek(0)
        if not table:
            return _read_lines(file, path, wanted)
    with reading(path):
        regular(path)
    if problem := foreign(parquet_schema(path)[0].names, str(path), wanted.layers):
        return _nothing(problem)
    return _read_table(parquet(path, schema().names), str(path), wanted)


_PIECE = 1 << 22
"""Bytes that are read at a time: a faulty line costs the speed of one piece."""


def _read_lines(file: BufferedReader, path: Path, wanted: Wanted) -> Side:
    """JSON Lines, piece by piece: all lines of a piece at once where nothing is wrong, else one by
    one. Read leniently an object may take several lines, so that there is one piece."""
    pieces = iter([(0, contents(file, path))]) if wanted.leniency else _pieces(file, path)
    name = str(path)
    sides = list(in_order(lambda piece: _read_piece(*piece, name, wanted), pieces))
    pa.default_memory_pool().release_unused()
    tables = [side.table for side in sides] or [coded_schema().empty_table()]
    return Side(
        together(tables),
        [location for side in sides for location in side.locations]
        if any(side.problems or isinstance(side.locations, list) for side in sides)
        else lines_of(name, sum(side.table.num_rows for side in sides)),
        [problem for side in sides for problem in side.problems],
    )


def _pieces(file: BufferedReader, path: Path) -> Iterator[tuple[int, bytes]]:
    """The data in pieces of whole lines, each with the number of lines before it."""
    lines = 0
    while data := file.read(_PIECE):
        data += rest_of_line(file, path)
        yield lines, data
        # Three times as fast as `bytes.count`, and other threads run meanwhile.
        lines += int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))


def _read_piece(before: int, data: bytes, file: str, wanted: Wanted) -> Side:
    table = None if wanted.leniency else whole_table(data, wanted.layers, wanted.as_they_come)
    if table is not None:
        return Side(table, lines_of(file, table.num_rows, before))
    return _read_each(_lines(data, before, file, wanted), wanted)


Row = tuple[Location, bytes | Finding, str]
"""The bytes of an object, or what keeps them from being one; where they were read; and the JSON
pointer of the object in its file."""


def _lines(data: bytes, before: int, file: str, wanted: Wanted) -> Iterator[Row]:
    """The lines of a file that hold something; read leniently, the objects of a file."""
    if wanted.leniency is not None:
        for number, line in wanted.leniency.objects(data):
            yield Location(file, before + number), line, ""
        return
    try:
        codec.check_bytes(data)
    except codec.Unreadable as error:
        yield Location(file, before + error.line), Finding(error.code, "", error.message), ""
        return
    for number, line in codec.lines(data):
        yield Location(file, before + number), line, ""


def _elements(path: Path, wanted: Wanted) -> Iterator[Row]:
    """The object of a JSON file, or the objects of the list in it; the file comes along, for the
    lines in it."""
    data = read_named(path)
    if wanted.leniency is not None:
        yield from _lines(data, 0, str(path), wanted)
        return
    location = Location(str(path))
    try:
        many = isinstance(codec.parse(data), list)
    except codec.Unreadable as error:
        yield Location(str(path), error.line), Finding(error.code, "", error.message), ""
        return
    if not many:
        yield location, data, ""
        return
    for at, piece in enumerate(msgspec.json.decode(data, type=list[msgspec.Raw])):
        yield location, bytes(piece), f"/{at}"


def _objects(source: Any, name: str) -> Iterator[Row]:
    """Dicts or records."""
    alone = isinstance(source, (Mapping, msgspec.Struct))
    for at, value in enumerate([source] if alone else source):
        location = Location(name, None, at)
        try:
            data = msgspec.json.encode(value)
            if isinstance(value, Mapping) and _has_bytes(value):
                yield location, Finding("PB101", "", "bytes where JSON has a string"), ""
                continue
            if b"null" in data and _has_no_number(value):
                yield location, Finding("PB005", "", "NaN or infinity where JSON has a value"), ""
                continue
            yield location, data, ""
        except UnicodeEncodeError:
            yield location, Finding("PB008", "", "a string holds half a surrogate pair"), ""
        except TypeError as error:
            yield location, Finding("PB101", "", str(error)), ""


def _has_no_number(value: Any) -> bool:
    """Whether a value holds NaN or an infinity, which is encoded as null."""
    if isinstance(value, Mapping):
        return any(map(_has_no_number, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_no_number, value))
    return isinstance(value, float) and not math.isfinite(value)


def _has_bytes(value: Any) -> bool:
    """Whether a value holds bytes, which would be encoded as another string."""
    if isinstance(value, Mapping):
        return any(map(_has_bytes, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_bytes, value))
    return isinstance(value, (bytes, bytearray, memoryview))


def _read_each(rows: Iterable[Row], wanted: Wanted) -> Side:
    """Objects one by one: those that are right as a table, every fault of the others as
    problems."""
    kept: list[bytes] = []
    locations: list[Location] = []
    problems: list[Problem] = []
    for location, data, base in rows:
        if isinstance(data, Finding):
            if wanted.leniency is None:
                problems.append(location.problem(data))
            else:
                wanted.leniency.forgive("not-json", data.code)
            continue
        line, findings = _canonical(data, wanted)
        if line is not None:
            kept.append(line)
            locations.append(location)
        problems += _placed(findings, location, data, base)
    table = parsed(b"\n".join(kept)) if kept else coded_schema().empty_table()
    assert table is not None, "lines that were encoded here can be read"
    return Side(table, locations, problems)


def _canonical(data: bytes, wanted: Wanted) -> tuple[bytes | None, list[Finding]]:
    """An object without the layers that are not looked into, as JSON; or every fault of it."""
    if wanted.leniency is not None:
        return wanted.leniency.line(data, wanted.layers), []
    try:
        codec.parse(data)
    except codec.Unreadable as error:
        return None, [Finding(error.code, "", error.message)]
    try:
        labels: Any = codec.decoder(wanted.record).decode(data)
    except msgspec.DecodeError as error:
        findings = list(explain(data, wanted.layers, wanted.as_they_come))
        return None, findings or [Finding("PB100", "", str(error))]
    return encoded(labels), []


def encoded(labels: Any) -> bytes:
    """The labels as one line, without the layers that were not looked into."""
    given = {
        field_.encode_name: value
        for field_ in msgspec.structs.fields(labels)
        if not isinstance(value := getattr(labels, field_.name), msgspec.Raw) and value is not None
    }
    return msgspec.json.encode(given)


def _placed(findings: list[Finding], location: Location, data: bytes, base: str) -> list[Problem]:
    """Findings as problems; those of a JSON file with the line inside it."""
    if not findings or location.line is not None or location.item is not None:
        return list(map(location.problem, findings))
    whole = read_named(Path(location.source))
    moved = [Finding(each.code, base + each.pointer, each.message) for each in findings]
    return place(moved, whole, location.source)


def _nothing(problem: Problem) -> Side:
    """A side of which nothing could be read."""
    return Side(coded_schema().empty_table(), [], [problem])


def _read_table(table: pa.Table, name: str, wanted: Wanted) -> Side:
    """A table with the columns of the dataset; columns and fields that are not scored are let
    be, and what is null is absent."""
    twice = [column for column in schema().names if table.column_names.count(column) > 1]
    if twice:
        raise WrongUse(f"{name} has more than one column {twice[0]!r}")
    layers = ("refs", *wanted.layers)
    kept = [
        column
        for column in schema().names
        if column in table.column_names and (column in layers or column in HEADER)
    ]
    table = table.select(kept)
    same = fitted(table)
    if same is not None and keeps_rules(same, wanted.layers, wanted.as_they_come):
        return Side(same, rows_of(name, table.num_rows))
    with damage_told(name):
        rows = [without_nulls(row) for row in table.to_pylist()]
    return _read_each(_objects(rows, name), wanted)


def _without_repetitions(side: Side) -> Side:
    """A document that stands a second time is a fault, and the first one counts."""
    documents = side.documents
    if len(set(documents)) == len(documents):
        return side
    first: dict[str, int] = {}
    for at, document in enumerate(documents):
        first.setdefault(document, at)
    for at, document in enumerate(documents):
        if first[document] != at:
            message = f"{document!r} stands in {side.locations[first[document]]}, too"
            side.problems.append(side.locations[at].problem(Finding("PB851", "/document", message)))
    kept = sorted(first.values())
    return Side(side.table.take(kept), [side.locations[at] for at in kept], side.problems)
