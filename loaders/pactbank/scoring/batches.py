"""A run in batches of documents, so that what is held at a time does not grow with the corpus.

Documents are counted one by one, as far as figures go: a batch gives tables, digests and what else
adds up, and `Totals` adds it up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.model.closed import LAYERS
from pactbank.scoring.columns.contents import digest
from pactbank.scoring.columns.exchange import integers, whole
from pactbank.scoring.columns.fingerprint import Words
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides, names_referents, paired, ranked
from pactbank.scoring.quotes import Outcomes, place_quotes
from pactbank.scoring.reading.sources import Side
from pactbank.scoring.tables import Ints, Table, stacked
from pactbank.scoring.tasks import LabelTask
from pactbank.scoring.texts import KnownText

_LABELS = 40_000
"""Of the larger side that are counted at a time, but for a document that has more."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some documents: where they were read, and their labels."""

    gold: Side
    predicted: Side
    sides: Sides


def batches(gold: Side, predicted: Side, texts: Mapping[str, KnownText]) -> Iterator[Batch]:
    """Both sides, which have the same documents, a batch at a time."""
    documents = gold.documents
    names, coreferent = ranked(documents), names_referents(gold.table)
    held = np.cumsum(np.maximum(_labels(gold.table), _labels(predicted.table)))
    at = 0
    while at < len(documents):
        before = held[at - 1] if at else 0
        end = max(at + 1, int(np.searchsorted(held, before + _LABELS, side="right")))
        one, other = gold.slice(at, end - at), predicted.slice(at, end - at)
        sides = paired(documents[at:end], one.table, other.table, texts, names[at:end], coreferent)
        yield Batch(one, other, sides)
        at = end


def _labels(table: pa.Table) -> Ints:
    """How many labels each document of a table has in all layers."""
    total = np.zeros(table.num_rows, np.int64)
    for layer in LAYERS:
        total += integers(whole(pc.list_value_length(table.column(layer))), 0)
    return total


@dataclass(frozen=True, eq=False)
class BatchCounts:
    """What is counted in a batch."""

    sides: Sides
    tables: Mapping[str, Table]
    outcomes: Outcomes
    modes: Mapping[str, set[str]]
    sums: tuple[Words, Words]


def count_batch(tasks: Sequence[LabelTask], options: Options, sides: Sides) -> BatchCounts:
    """Place the quotes of a batch, align and count it."""
    outcomes = place_quotes(sides.predicted, sides.documents, sides.texts)
    tables: dict[str, Table] = {}
    modes: dict[str, set[str]] = {}
    for task in tasks:
        aligned = task.align(sides, options)
        sides.alignments.setdefault(task.name, aligned)
        given = sides.gold.has(task.name)
        if given.any():
            table = task.count(sides, aligned)
            tables[task.name] = table if given.all() else table.where(np.flatnonzero(given))
        for name, found in task.signed(sides, aligned).items():
            modes.setdefault(name, set()).update(found)
    gold, predicted = sides.contents
    return BatchCounts(sides, tables, outcomes, modes, (gold.sums(), predicted.sums()))


@dataclass
class Totals:
    """What the batches of a run add up to."""

    tasks: Sequence[LabelTask]
    tables: dict[str, list[Table]] = field(default_factory=dict)
    outcomes: Outcomes = field(default_factory=dict)
    modes: dict[str, set[str]] = field(default_factory=dict)
    counted: list[str] = field(default_factory=list)
    read: int = 0
    missing: list[str] = field(default_factory=list)
    sums: list[Words] = field(default_factory=lambda: [np.zeros(1, np.uint64)] * 2)

    def add(self, batch: BatchCounts) -> None:
        for kind, outcomes in batch.outcomes.items():
            self.outcomes.setdefault(kind, Counter()).update(outcomes)
        for task, table in batch.tables.items():
            self.tables.setdefault(task, []).append(table)
        for name, modes in batch.modes.items():
            self.modes.setdefault(name, set()).update(modes)
        self.sums = [total + of for total, of in zip(self.sums, batch.sums, strict=True)]
        self._documents(batch.sides)

    def _documents(self, sides: Sides) -> None:
        has = [sides.gold.has(task.name) for task in self.tasks]
        lacks = [~sides.predicted.has(task.name) for task in self.tasks]
        lacking = np.any([one & other for one, other in zip(has, lacks, strict=True)], axis=0)
        counted = [sides.documents[at] for at in np.flatnonzero(np.any(has, axis=0)).tolist()]
        self.counted += counted
        if sides.texts:
            known = [sides.texts[name] for name in counted if name in sides.texts]
            self.read += sum(of.text is not None for of in known)
        self.missing += (sides.documents[at] for at in np.flatnonzero(lacking).tolist())

    def table(self, task: str) -> Table:
        """The table of a task over all documents whose gold has its layer, by id."""
        return stacked(self.tables[task]).settled()

    def hashes(self, documents: Sequence[str]) -> tuple[str, str]:
        """The hashes of gold and of predictions."""
        gold, predicted = (digest(sums, documents) for sums in self.sums)
        return gold, predicted
