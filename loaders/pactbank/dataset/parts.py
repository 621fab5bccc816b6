"""Parts of a build: some documents each, as Arrow tables, made in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from pactbank.corpus.processes import in_processes
from pactbank.corpus.store import Store
from pactbank.dataset.counts import Counts
from pactbank.dataset.flattening import flat_tables
from pactbank.dataset.released import released_document
from pactbank.dataset.rows import DocumentRows, Row, rows_of
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
    """The schemas of configs and of flat tables: all that is needed of `datasets`, which takes
    longer to import than many documents take."""

    configs: dict[str, pa.Schema]
    flat: dict[str, pa.Schema]


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
        if part is not None and not any(errors):
            yield part
    if (error := joined(filter(None, errors))) is not None:
        raise error


def parts(documents: Iterable[DocumentRows]) -> Iterator[BuildPart]:
    """Documents, which come split by split, in parts."""
    layout = _layout()
    for split, group in groupby(documents, key=lambda document: document.split):
        while some := list(islice(group, _DOCUMENTS)):
            yield _part(split, some, layout)


def _layout() -> _Layout:
    from pactbank.dataset.features import FEATURES
    from pactbank.dataset.flat_tables import FLAT

    configs = {name: features.arrow_schema for name, features in FEATURES.items()}
    flat = {name: features.arrow_schema for name, features in FLAT.items()}
    return _Layout(configs, flat)


def _made(
    corpus: tuple[Store, TextMode, _Layout], task: _Task
) -> tuple[BuildPart | None, InvalidData | None]:
    """A part, or what is wrong with its documents."""
    store, mode, layout = corpus
    with codec.uncollected():
        documents, error = attempted(
            task.names,
            lambda name: rows_of(released_document(store, task.split, name, mode)),
        )
        return None if error else _part(task.split, documents, layout), error


def _part(split: Split, documents: list[DocumentRows], layout: _Layout) -> BuildPart:
    """Documents of one split as Arrow tables."""
    import pyarrow as pa

    configs = {}
    for config, schema in layout.configs.items():
        of_each = [found for document in documents if (found := document.rows.get(config))]
        if rows := list(chain.from_iterable(of_each)):
            columns = {name: list(map(itemgetter(name), rows)) for name in schema.names}
            table = pa.Table.from_pydict(columns, schema=schema)
            configs[config] = Rows(table, list(map(len, of_each)))
    nested = {config: rows.table for config, rows in configs.items()}
    flat = {name: Rows(*found) for name, *found in flat_tables(split, nested, layout.flat)}
    counts = Counts()
    for document in documents:
        counts.add(document)
    built = [_built(document.split, document.document) for document in documents]
    return BuildPart(split, built, configs, flat, counts)


def _built(split: Split, row: Row) -> BuiltDocument:
    return BuiltDocument(
        id=row["document"],
        version=row["version"],
        split=split,
        text_sha256=row["text_sha256"],
        text_available=row["text_available"],
    )
