"""Parts of a build: some documents each, as Arrow tables, made in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pactbank.corpus.processes import in_processes
from pactbank.corpus.store import Store
from pactbank.dataset.counts import Counts
from pactbank.dataset.flattening import Shape, flat_columns
from pactbank.dataset.released import released_document
from pactbank.dataset.rows import Columns, DocumentRows, Row, rows_of
from pactbank.errors import InvalidData, attempted, joined
from pactbank.model import codec
from pactbank.model.closed import SPLITS, Split, TextMode
from pactbank.model.registers import BuiltDocument

if TYPE_CHECKING:
    import pyarrow as pa

_DOCUMENTS = 50
"""Documents of a part, at most."""
_WORTH_PROCESSES = 10
"""Parts that are worth the start of several processes."""


@dataclass(slots=True)
class Rows:
    """Rows of some documents, and how many each document has that has any."""

    table: pa.Table
    sizes: list[int]


@dataclass(slots=True)
class BuildPart:
    """Documents of one split: rows by config, rows by flat table, and counts."""

    split: Split
    documents: list[BuiltDocument]
    configs: dict[str, Rows]
    flat: dict[str, Rows]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Layout:
    """The schemas of configs and of flat tables, and the shapes of the labels in these: all that is
    needed of `datasets`, which takes longer to import than many documents take."""

    configs: dict[str, pa.Schema]
    flat: dict[str, pa.Schema]
    shapes: dict[str, Shape]


@dataclass(frozen=True, slots=True)
class _Task:
    split: Split
    names: list[str]


def parts_of_corpus(store: Store, mode: TextMode) -> Iterator[BuildPart]:
    """The parts of a corpus, in the order of splits and ids. Raises like `released_document`, and
    `InvalidData` where a split names a document that the corpus does not have: after the last
    document, with the problems of all."""
    listed, error = attempted(SPLITS, lambda split: (split, store.names_in(split)))
    tasks = [
        _Task(split, names[at : at + _DOCUMENTS])
        for split, names in listed
        for at in range(0, len(names), _DOCUMENTS)
    ]
    errors = [error]
    common = (store, mode, _layout())
    for part, error in in_processes(_made, common, tasks, at_least=_WORTH_PROCESSES):
        errors.append(error)
        if not any(errors):
            yield part
    if (error := joined(filter(None, errors))) is not None:
        raise error


def parts(documents: Iterable[DocumentRows]) -> Iterator[BuildPart]:
    """Documents, which come split by split, in parts."""
    layout = _layout()
    for split, group in groupby(documents, key=lambda document: document.split):
        gathered = _Gathered(layout)
        for document in group:
            gathered.add(document)
            if len(gathered.documents) == _DOCUMENTS:
                yield gathered.part(split)
                gathered = _Gathered(layout)
        if gathered.documents:
            yield gathered.part(split)


def _layout() -> _Layout:
    from pactbank.dataset.features import FEATURES
    from pactbank.dataset.flat_tables import FLAT, SHAPES

    configs = {name: features.arrow_schema for name, features in FEATURES.items()}
    flat = {name: features.arrow_schema for name, features in FLAT.items()}
    return _Layout(configs, flat, SHAPES)


def _made(
    corpus: tuple[Store, TextMode, _Layout], task: _Task
) -> tuple[BuildPart, InvalidData | None]:
    """A part, and what is wrong with the documents that it lacks."""
    store, mode, layout = corpus
    gathered = _Gathered(layout)

    def add(name: str) -> None:
        gathered.add(rows_of(released_document(store, task.split, name, mode)))

    with codec.uncollected():
        _, error = attempted(task.names, add)
        return gathered.part(task.split), error


@dataclass(slots=True)
class _Gathered:
    """Rows that are not a part yet, as columns by config and by flat table."""

    layout: _Layout
    documents: list[BuiltDocument] = field(default_factory=list)
    configs: dict[str, tuple[Columns, list[int]]] = field(default_factory=dict)
    flat: dict[str, tuple[Columns, list[int]]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def add(self, document: DocumentRows) -> None:
        for config, rows in document.rows.items():
            names = self.layout.configs[config].names
            columns = {name: [row[name] for row in rows] for name in names}
            _extend(self.configs, config, columns, len(rows))
        for table, columns in flat_columns(document, self.layout.shapes).items():
            _extend(self.flat, table, columns, len(columns["split"]))
        self.counts.add(document)
        self.documents.append(_built(document.split, document.document))

    def part(self, split: Split) -> BuildPart:
        schemas = self.layout.configs, self.layout.flat
        configs, flat = (
            {name: _rows(of[name], *found) for name, found in tables.items()}
            for of, tables in zip(schemas, (self.configs, self.flat), strict=True)
        )
        return BuildPart(split, self.documents, configs, flat, self.counts)


def _extend(
    tables: dict[str, tuple[Columns, list[int]]], name: str, columns: Columns, rows: int
) -> None:
    if not rows:
        return
    waiting, sizes = tables.setdefault(name, ({column: [] for column in columns}, []))
    for column, values in columns.items():
        waiting[column].extend(values)
    sizes.append(rows)


def _rows(schema: pa.Schema, columns: Columns, sizes: list[int]) -> Rows:
    import pyarrow as pa

    return Rows(pa.Table.from_pydict(columns, schema=schema), sizes)


def _built(split: Split, row: Row) -> BuiltDocument:
    return BuiltDocument(
        id=row["document"],
        version=row["version"],
        split=split,
        text_sha256=row["text_sha256"],
        text_available=row["text_available"],
    )
