"""Some documents of a build as Arrow tables. The parts of a corpus are made in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pyarrow as pa

from pactbank.corpus.processes import in_processes
from pactbank.corpus.store import Store
from pactbank.dataset.counts import Counts
from pactbank.dataset.features import FEATURES
from pactbank.dataset.flat_tables import FLAT, flat_columns
from pactbank.dataset.released import released_document
from pactbank.dataset.rows import Columns, DocumentRows, Row, rows_of
from pactbank.model import codec
from pactbank.model.closed import SPLITS, Split, TextMode
from pactbank.model.registers import BuiltDocument

_DOCUMENTS = 50
"""Documents of a part, at most."""


@dataclass(slots=True)
class Rows:
    """Rows of some documents, and how many each document has that has any."""

    table: pa.Table
    sizes: list[int]


@dataclass(slots=True)
class Part:
    """Documents of one split: rows by config, rows by flat table, and counts."""

    split: Split
    documents: list[BuiltDocument]
    configs: dict[str, Rows]
    flat: dict[str, Rows]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Task:
    split: Split
    names: list[str]


def parts_of_corpus(store: Store, mode: TextMode) -> Iterator[Part]:
    """The parts of a corpus, in the order of splits and ids. Raises like `released_document`, and
    `InvalidData` where a split names a document that the corpus does not have."""
    tasks = [
        _Task(split, names[at : at + _DOCUMENTS])
        for split in SPLITS
        for names in [store.names_in(split)]
        for at in range(0, len(names), _DOCUMENTS)
    ]
    return in_processes(_made, (store, mode), tasks)


def parts(documents: Iterable[DocumentRows]) -> Iterator[Part]:
    """Documents, which come split by split, in parts."""
    for split, group in groupby(documents, key=lambda document: document.split):
        gathered = _Gathered()
        for document in group:
            gathered.add(document)
            if len(gathered.documents) == _DOCUMENTS:
                yield gathered.part(split)
                gathered = _Gathered()
        if gathered.documents:
            yield gathered.part(split)


def _made(corpus: tuple[Store, TextMode], task: _Task) -> Part:
    store, mode = corpus
    gathered = _Gathered()
    with codec.uncollected():
        for name in task.names:
            released = released_document(store, task.split, store.document(name), mode)
            gathered.add(rows_of(released))
        return gathered.part(task.split)


@dataclass(slots=True)
class _Gathered:
    """Rows that are not a part yet, as columns by config and by flat table."""

    documents: list[BuiltDocument] = field(default_factory=list)
    configs: dict[str, tuple[Columns, list[int]]] = field(default_factory=dict)
    flat: dict[str, tuple[Columns, list[int]]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def add(self, document: DocumentRows) -> None:
        for config, rows in document.rows.items():
            columns = {name: [row[name] for row in rows] for name in FEATURES[config]}
            _extend(self.configs, config, columns, len(rows))
        for table, columns in flat_columns(document).items():
            _extend(self.flat, table, columns, len(columns["split"]))
        self.counts.add(document)
        self.documents.append(_built(document.split, document.document))

    def part(self, split: Split) -> Part:
        configs = {name: _rows(FEATURES[name], *found) for name, found in self.configs.items()}
        flat = {name: _rows(FLAT[name], *found) for name, found in self.flat.items()}
        return Part(split, self.documents, configs, flat, self.counts)


def _extend(
    tables: dict[str, tuple[Columns, list[int]]], name: str, columns: Columns, rows: int
) -> None:
    if not rows:
        return
    waiting, sizes = tables.setdefault(name, ({column: [] for column in columns}, []))
    for column, values in columns.items():
        waiting[column].extend(values)
    sizes.append(rows)


def _rows(features: Any, columns: Columns, sizes: list[int]) -> Rows:
    return Rows(pa.Table.from_pydict(columns, schema=features.arrow_schema), sizes)


def _built(split: Split, row: Row) -> BuiltDocument:
    return BuiltDocument(
        id=row["document"],
        version=row["version"],
        split=split,
        text_sha256=row["text_sha256"],
        text_available=row["text_available"],
    )
