"""Tables of counts as Parquet files: one row a document, from which a score can be had again.

Columns are named TASK:COLUMN and are null where a document has no gold for the task. The
file's metadata hold what else a score is made of: which columns make up which metric, the
signature, what was missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pactbank.corpus.files import write_atomically
from pactbank.errors import InvalidData
from pactbank.model import rules
from pactbank.model.closed import Task
from pactbank.model.score import LabelMapping
from pactbank.scoring.columns.exchange import arrow_integers, arrow_strings, integers
from pactbank.scoring.reading.tabular import parquet
from pactbank.scoring.results import Counted
from pactbank.scoring.tables import Part, Table

_KEY = b"pactbank"


class _TableHead(msgspec.Struct, frozen=True):
    """A table without its columns; a part is the names of its four columns."""

    metrics: dict[str, list[tuple[str, str, str, str]]]
    by_type: dict[str, dict[str, list[tuple[str, str, str, str]]]]
    extra: dict[str, dict[str, str]]
    notes: dict[str, str]


class _Head(msgspec.Struct, frozen=True):
    """Counts without its columns."""

    task: Task
    parts: dict[str, str]
    anchoring: dict[str, dict[str, int]]
    missing: tuple[str, ...]
    label_map: LabelMapping | None
    confusion: dict[str, dict[str, int]] | None
    forgiven: dict[str, int]
    tables: dict[str, _TableHead]


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
    made = pa.table(columns).replace_schema_metadata({_KEY: msgspec.json.encode(_head(counted))})
    sink = pa.BufferOutputStream()
    pq.write_table(made, sink, compression="zstd")
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


def read(path: Path) -> Counted:
    """The counts that a file holds. Raises `InvalidData` for any other file."""
    made = parquet(path)
    try:
        head = msgspec.json.decode((made.schema.metadata or {})[_KEY], type=_Head)
        tables = {task: _table(made, task, table) for task, table in head.tables.items()}
    except (KeyError, msgspec.MsgspecError) as error:
        message = f"no table of counts: {error}"
        raise InvalidData([rules.problem("PB857", str(path), message)]) from None
    return Counted(
        head.task,
        tables,
        head.parts,
        head.anchoring,
        head.missing,
        head.label_map,
        head.confusion,
        head.forgiven,
    )


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
