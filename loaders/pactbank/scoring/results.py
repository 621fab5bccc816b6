"""From tables of counts to figures, intervals and the reasons why some cannot be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum

from pactbank.model.closed import Task
from pactbank.model.score import LabelMapping, Metric, Score
from pactbank.scoring import intervals as statistics
from pactbank.scoring.intervals import Bounds
from pactbank.scoring.options import Intervals
from pactbank.scoring.signature import signature
from pactbank.scoring.tables import UNIT, Figure, Floats, Row, Table, columns_of, statistic
from pactbank.scoring.tasks import HEADLINE
from pactbank.version import __version__

LEAST_DOCUMENTS = 5
LEAST_ITEMS = 10
"""Rows of fewer documents or gold items have counts, and no figures."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything a score is made from: a table for each task, and what the signature holds but
    for the statistics."""

    task: Task
    tables: dict[str, Table]
    parts: dict[str, str]
    anchoring: dict[str, dict[str, int]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    label_map: LabelMapping | None = None
    confusion: dict[str, dict[str, int]] | None = None
    forgiven: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        return len({document for table in self.tables.values() for document in table.documents})


def score_of(counted: Counted, wanted: Intervals) -> Score:
    """Figures, with 95 % intervals for the metrics that are wanted."""
    metrics: dict[str, Metric] = {}
    by_type: dict[str, dict[str, Metric]] = {}
    for task, table in counted.tables.items():
        made = _Figures(task, table, wanted)
        metrics |= made.metrics()
        by_type |= made.by_type()
    return Score(
        task=counted.task,
        signature=signed(counted, wanted),
        documents=counted.documents,
        metrics=metrics,
        by_type=by_type,
        anchoring=counted.anchoring,
        missing=counted.missing,
        label_map=counted.label_map,
        confusion=counted.confusion,
        forgiven=counted.forgiven or None,
        faults=counted.faults or None,
    )


def signed(counted: Counted, wanted: Intervals) -> str:
    """The signature of a score."""
    method = "none"
    if wanted != "none":
        sizes = {len(table.documents) for table in counted.tables.values()}
        names = {"bca" if size >= statistics.ENOUGH else "jackknife" for size in sizes}
        method = "+".join(sorted(names))
    return signature(
        {
            **counted.parts,
            "interval": method,
            "intervals": wanted,
            "replicates": str(statistics.REPLICATES),
            "seed": str(statistics.SEED),
            "pactbank": __version__,
        }
    )


def is_small(metric: Metric) -> bool:
    """Whether a metric rests on too little to be more than counts."""
    return (metric.documents or 0) < LEAST_DOCUMENTS or metric.gold < LEAST_ITEMS


class _Figures:
    """The metrics of one table; documents are resampled once for all of them."""

    def __init__(self, task: str, table: Table, wanted: Intervals) -> None:
        self.task = task
        self.table = table
        self.wanted = wanted
        chosen = [figure for name, figure in table.metrics.items() if self._wants(name)]
        if wanted == "all":
            chosen += [f for figures in table.by_type.values() for f in figures.values()]
        self.columns = list(dict.fromkeys(name for figure in chosen for name in columns_of(figure)))
        self.sums: Floats | None = None
        if self.columns and len(table.documents) >= statistics.ENOUGH:
            self.sums = statistics.resampled(table.matrix(self.columns))

    def _wants(self, name: str) -> bool:
        return self.wanted == "all" or (self.wanted == "headline" and name in HEADLINE[self.task])

    def metrics(self) -> dict[str, Metric]:
        table = self.table
        made = {name: self._metric(name, figure) for name, figure in table.metrics.items()}
        absent = {
            name: Metric(
                precision=None,
                recall=None,
                f1=None,
                tp=0,
                predicted=0,
                gold=0,
                interval=None,
                note=note,
            )
            for name, note in table.notes.items()
            if name not in table.metrics
        }
        return made | absent

    def by_type(self) -> dict[str, dict[str, Metric]]:
        found = {}
        for kind, figures in self.table.by_type.items():
            rows = {
                name: self._figure(figure, self.wanted == "all", None)
                for name, figure in figures.items()
            }
            if any(row.gold or row.predicted for row in rows.values()):
                found[kind] = rows
        return found

    def _metric(self, name: str, figure: Figure) -> Metric:
        extra = {
            told: self.table.totals[column]
            for told, column in self.table.extra.get(name, {}).items()
        }
        note = self.table.notes.get(name)
        return self._figure(figure, self._wants(name), note, {**extra, **self._macro(name)})

    def _macro(self, name: str) -> dict[str, float]:
        """The mean of an entity metric's F1 over the types that have gold or predicted items."""
        if self.task != "entities":
            return {}
        rows = [
            self.table.row(figures[name])
            for figures in self.table.by_type.values()
            if name in figures
        ]
        shares = [row.f1 for row in rows if row.f1 is not None]
        # `fsum` rounds once, so that the order of the types, which is that of names, is nothing.
        return {"macro_f1": fsum(shares) / len(shares), "types": len(shares)} if shares else {}

    def _figure(
        self,
        figure: Figure,
        wanted: bool,
        note: str | None,
        extra: Mapping[str, float] | None = None,
    ) -> Metric:
        row = self.table.row(figure)
        documents = len(self.table.present(figure))
        bounds = self._bounds(figure, row, documents) if wanted else Bounds(None)
        notes = [
            note,
            _undefined(row, len(figure)),
            bounds.reason and f"no interval: {bounds.reason}",
        ]
        return Metric(
            precision=row.precision,
            recall=row.recall,
            f1=row.f1,
            tp=row.credit / UNIT,
            predicted=row.predicted / UNIT,
            gold=row.gold / UNIT,
            interval=bounds.interval,
            documents=documents,
            tp_gold=None if row.credit == row.credit_gold else row.credit_gold / UNIT,
            note="; ".join(filter(None, notes)) or None,
            **(extra or {}),  # type: ignore[arg-type]
        )

    def _bounds(self, figure: Figure, row: Row, documents: int) -> Bounds:
        if row.f1 is None:
            return Bounds(None)
        if documents == 1:
            return Bounds(None, "one document")
        if documents < LEAST_DOCUMENTS:
            return Bounds(None, f"fewer than {LEAST_DOCUMENTS} documents")
        if row.gold < LEAST_ITEMS * UNIT:
            return Bounds(None, f"fewer than {LEAST_ITEMS} gold items")
        names = columns_of(figure)
        sums = None
        if self.sums is not None:
            sums = self.sums[:, [self.columns.index(name) for name in names]]
        return statistics.interval(self.table.matrix(names), statistic(figure), sums)


def _undefined(row: Row, parts: int) -> str | None:
    """Why a figure is null."""
    if row.gold == 0 and row.predicted == 0:
        return "0/0: neither gold nor predicted items"
    if parts > 1:
        of = "" if row.f1 is not None else ", and one of them is 0/0"
        return f"the mean of {parts} F1, so neither precision nor recall{of}"
    if row.gold == 0:
        return "recall is 0/0: no gold items"
    return "precision is 0/0: nothing predicted" if row.predicted == 0 else None
