"""Tables of counts as Parquet files: one row a document, from which a score can be had again.

Columns are named TASK:COLUMN and are null where a document has no gold for the task. The
file's metadata hold what else a score is made of: which columns make up which metric, the
signature, what was missing; and a digest over all of it, so that no damaged count is scored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pactbank.corpus.files import write_atomically
from pactbank.corpus.parquet import WRITTEN
from pactbank.errors import InvalidData
from pactbank.model import rules
from pactbank.model.closed import Task
from pactbank.model.scalars import Count
from pactbank.model.score import LabelMapping
from pactbank.scoring.columns.exchange import arrow_integers, arrow_strings, integers, mask
from pactbank.scoring.reading.tabular import parquet
from pactbank.scoring.results import Counted
from pactbank.scoring.signature import METRICS_VERSION
from pactbank.scoring.tables import Part, Table, impossible
from pactbank.scoring.tasks import PRIMARY

_KEY = b"pactbank"
_DIGEST = b"pactbank:sha256"


class _TableHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table without its columns; a part is the names of its four columns."""

    metrics: dict[str, list[tuple[str, str, str, str]]]
    by_type: dict[str, dict[str, list[tuple[str, str, str, str]]]]
    extra: dict[str, dict[str, str]]
    notes: dict[str, str]


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Counts without its columns."""

    task: Task
    parts: dict[str, str]
    anchoring: dict[str, dict[str, Count]]
    missing: tuple[str, ...]
    label_map: LabelMapping | None
    confusion: dict[str, dict[str, Count]] | None
    forgiven: dict[str, Count]
    tables: dict[str, _TableHead]
    faults: dict[str, Count] = msgspec.field(default_factory=dict)


def write(counted: Counted, path: Path) -> None:
    """Write the counts; the same counts give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    documents = sorted(
        {document for table in counted.tables.values() for document in table.documents}
    )
    columns: dict[str, Any] = {"document": arrow_strings(documents)}
    for task, table in counted.tables.items():
        place = {document: at for at, document in enumerate(documents)}
        rows = np.array([place[document] for document in table.documents], np.int64)
        for name, values in table.columns.items():
            whole = np.zeros(len(documents), np.int64)
            present = np.zeros(len(documents), np.bool_)
            whole[rows], present[rows] = values, True
            columns[f"{task}:{name}"] = arrow_integers(whole, present)
    made, head = pa.table(columns), msgspec.json.encode(_head(counted))
    made = made.replace_schema_metadata({_KEY: head, _DIGEST: digest(made, head)})
    sink = pa.BufferOutputStream()
    pq.write_table(made, sink, **WRITTEN)
    write_atomically(path, sink.getvalue().to_pybytes())


def _head(counted: Counted) -> _Head:
    tables = {task: _table_head(table) for task, table in counted.tables.items()}
    return _Head(
        counted.task,
        counted.parts,
        counted.anchoring,
        counted.missing,
        counted.label_map,
        counted.confusion,
        counted.forgiven,
        tables,
        counted.faults,
    )


def _table_head(table: Table) -> _TableHead:
    return _TableHead(
        metrics={name: [part.columns for part in f] for name, f in table.metrics.items()},
        by_type={
            kind: {name: [part.columns for part in f] for name, f in figures.items()}
            for kind, figures in table.by_type.items()
        },
        extra={name: dict(told) for name, told in table.extra.items()},
        notes=dict(table.notes),
    )


def digest(made: Any, head: bytes) -> str:
    """sha256 over the head and every column by name, whatever the file is like that holds them."""
    found = hashlib.sha256(head)
    for name in sorted(made.column_names):
        column = made.column(name).combine_chunks()
        if name == "document":
            values = msgspec.json.encode(column.to_pylist())
        else:
            values = integers(column, 0).astype("<i8").tobytes() + mask(column.is_valid()).tobytes()
        found.update(f"\n{name} {len(values)}\n".encode() + values)
    return found.hexdigest()


def read(path: Path) -> Counted:
    """The counts that a file holds. Raises `InvalidData` for any other file, for counts that are
    not as they were written, and for counts of another version."""
    made = parquet(path)
    head = _checked_head(path, made)
    tables = {task: _table(made, task, table) for task, table in head.tables.items()}
    faults = [
        fault for task, table in tables.items() for fault in _faults(task, table, _rows(made, task))
    ]
    if faults:
        raise InvalidData(rules.problem("PB860", str(path), fault) for fault in faults)
    return Counted(
        head.task,
        tables,
        head.parts,
        head.anchoring,
        head.missing,
        head.label_map,
        head.confusion,
        head.forgiven,
        head.faults,
    )


def _checked_head(path: Path, made: Any) -> _Head:
    """What the metadata say, if they and the columns are as they were written."""
    metadata = made.schema.metadata or {}
    if not {_KEY, _DIGEST} <= metadata.keys():
        raise _refused("PB857", path, "no counts with a digest")
    kinds = {field.name: str(field.type) for field in made.schema}
    if (
        len(kinds) < made.num_columns
        or kinds.pop("document", None) != "string"
        or set(kinds.values()) > {"int64"}
    ):
        raise _refused("PB860", path, "its columns are not those of counts")
    if digest(made, metadata[_KEY]) != metadata[_DIGEST].decode("latin-1"):
        raise _refused("PB860", path, "the digest is not that of the counts")
    try:
        head = msgspec.json.decode(metadata[_KEY], type=_Head)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _refused("PB857", path, f"no table of counts: {error}") from None
    if head.parts.get("metrics") != str(METRICS_VERSION):
        message = f"counts of metrics version {head.parts.get('metrics')}, not {METRICS_VERSION}"
        raise _refused("PB857", path, message)
    return head


def _refused(code: str, path: Path, message: str) -> InvalidData:
    return InvalidData([rules.problem(code, str(path), message)])


def _table(made: Any, task: str, head: _TableHead) -> Table:
    prefix = f"{task}:"
    names = [name for name in made.column_names if name.startswith(prefix)]
    rows = made.select(["document", *names]).drop_null() if names else made.slice(0, 0)
    return Table(
        documents=tuple(rows.column("document").to_pylist()),
        columns={
            name.removeprefix(prefix): integers(rows.column(name).combine_chunks())
            for name in names
        },
        metrics={name: tuple(Part(*part) for part in f) for name, f in head.metrics.items()},
        by_type={
            kind: {name: tuple(Part(*part) for part in f) for name, f in figures.items()}
            for kind, figures in head.by_type.items()
        },
        extra=head.extra,
        notes=head.notes,
    )


def _rows(made: Any, task: str) -> set[int]:
    """How many rows the columns of a task have; one number where nothing is missing."""
    names = [name for name in made.column_names if name.startswith(f"{task}:")]
    return {made.num_rows - made.column(name).null_count for name in names}


def _faults(task: str, table: Table, rows: set[int]) -> Iterator[str]:
    """Why counts cannot be those of a score; whoever writes a digest can write anything."""
    if rows != {len(table.documents)}:
        yield f"{task}: a document has some of its counts, or counts have no document"
    if task not in PRIMARY or PRIMARY[task] not in table.metrics:
        yield f"no counts of {PRIMARY.get(task, task)}"
        return
    if len(set(table.documents)) < len(table.documents):
        yield "a document stands twice"
    yield from (f"{task}:{fault}" for fault in impossible(table))
