"""Counts of a corpus, one row of integers a document, and the figures that sums of them give.

Everything a figure, an interval or a test needs is in such a table. Credits are fixed-point
integers, `UNIT` for a whole one, so that sums are exact and do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from pactbank.model.scalars import MAX_OFFSET

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

UNIT = 1_000_000
"""What a credit of 1 is in a table."""


_NAMED, _CUT = 3, 64
"""Documents that a note names, and characters of their ids: a note is short."""


def fixed(weight: Fraction | int) -> int:
    """A weight as a fixed-point integer: round_half_even(UNIT * weight), exactly."""
    return round(weight * UNIT)


def fixed_shares(parts: Ints, wholes: Ints) -> Ints:
    """round_half_even(UNIT * part / whole) for whole arrays, exactly; `wholes` are above 0."""
    share, rest = np.divmod(parts * UNIT, wholes)
    up = (2 * rest > wholes) | ((2 * rest == wholes) & (share % 2 == 1))
    rounded: Ints = share + up
    return rounded


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one precision and one recall.

    `credit` is what the predicted items earn and `credit_gold` what the gold items earn; for
    most metrics that is one column. `predicted` and `gold` hold `UNIT` for each item.
    """

    credit: str
    credit_gold: str
    predicted: str
    gold: str

    @property
    def columns(self) -> tuple[str, str, str, str]:
        return self.credit, self.credit_gold, self.predicted, self.gold


def plain_part(name: str, split: bool = False) -> Part:
    """A part with columns of its own: NAME, NAME:predicted, NAME:gold, and NAME:by_gold where
    what gold items earn is another sum (figures by type, say)."""
    return Part(name, f"{name}:by_gold" if split else name, f"{name}:predicted", f"{name}:gold")


Figure = tuple[Part, ...]
"""What a metric is made of. All but one have one part; of several, only F1 is told, which is the
mean of theirs."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure in a table of results: precision, recall and F1, where 0/0 is None, and sums."""

    precision: float | None
    recall: float | None
    f1: float | None
    credit: int
    credit_gold: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What is noted of some metrics where the sum of `column` is zero, or where it is not; `void`:
    they are not told then. `where` adds the sum, and the documents that it is made of."""

    metrics: tuple[str, ...]
    column: str
    zero: bool
    note: str | None
    void: bool = False
    where: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Integer columns over the documents, and which of them make up which metric.

    `extra` names columns whose sums are told beside a metric's figures (MUC counts, say), and
    `notes` says of a metric why it is null or missing. `conditions` wait for all documents, and
    become notes then.
    """

    documents: tuple[str, ...]
    columns: Mapping[str, Ints]
    metrics: Mapping[str, Figure]
    by_type: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()

    @cached_property
    def totals(self) -> dict[str, int]:
        """The sum of every column."""
        return {name: int(column.sum()) for name, column in self.columns.items()}

    def where(self, rows: Ints) -> Table:
        """These documents alone, in this order."""
        documents = tuple(self.documents[at] for at in rows.tolist())
        columns = {name: column[rows] for name, column in self.columns.items()}
        return replace(self, documents=documents, columns=columns)

    def settled(self) -> Table:
        """The same table with its conditions turned into notes: the first one of each metric, and
        all that say where."""
        metrics, notes = dict(self.metrics), dict(self.notes)
        for condition in self.conditions:
            if (self.totals[condition.column] == 0) != condition.zero:
                continue
            for name in condition.metrics:
                if condition.note is not None and name in metrics:
                    if condition.where:
                        told = f"{condition.note}: {self._where(condition.column)}"
                        notes[name] = "; ".join(filter(None, (notes.get(name), told)))
                    else:
                        notes.setdefault(name, condition.note)
                if condition.void:
                    metrics.pop(name, None)
        return replace(self, metrics=metrics, notes=notes, conditions=())

    def _where(self, column: str) -> str:
        """The sum of a column, and some of the documents that it is made of."""
        rows = np.flatnonzero(self.columns[column])
        names = sorted(self.documents[at] for at in rows.tolist())
        listed = ", ".join(name[:_CUT] for name in names[:_NAMED])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return f"{self.totals[column]}, in {listed}{more}"

    def row(self, figure: Figure) -> Row:
        return row_of(figure, self.totals)

    def matrix(self, names: Iterable[str]) -> Ints:
        """The columns of these names, side by side: documents times names."""
        chosen = [self.columns[name] for name in names]
        return np.stack(chosen, axis=1) if chosen else np.zeros((len(self.documents), 0), np.int64)

    def present(self, figure: Figure) -> Ints:
        """The documents, by number, in which the figure has a gold or a predicted item."""
        seen = sum(self.columns[part.predicted] + self.columns[part.gold] for part in figure)
        return np.flatnonzero(seen)


def stacked(tables: Sequence[Table]) -> Table:
    """The documents of several tables in one, by id; a column that one of them lacks is 0 there."""
    documents = list(chain.from_iterable(table.documents for table in tables))
    order = np.array(sorted(range(len(documents)), key=documents.__getitem__), np.int64)
    names = dict.fromkeys(name for table in tables for name in table.columns)
    columns = {
        name: np.concatenate(
            [table.columns.get(name, np.zeros(len(table.documents), np.int64)) for table in tables]
        )[order]
        for name in names
    }
    by_type: dict[str, dict[str, Figure]] = {}
    for table in tables:
        for kind, figures in table.by_type.items():
            by_type.setdefault(kind, {}).update(figures)
    return Table(
        tuple(documents[at] for at in order.tolist()),
        columns,
        {name: figure for table in tables for name, figure in table.metrics.items()},
        dict(sorted(by_type.items())),
        {name: extra for table in tables for name, extra in table.extra.items()},
        {name: note for table in tables for name, note in table.notes.items()},
        tuple(dict.fromkeys(each for table in tables for each in table.conditions)),
    )


def table_of_rows(
    documents: tuple[str, ...],
    rows: Sequence[Mapping[str, int]],
    metrics: Mapping[str, Figure],
    by_type: Mapping[str, Mapping[str, Figure]],
    notes: Mapping[str, str] | None = None,
) -> Table:
    """A table from one mapping of column names to integers a document; what is absent is 0."""
    figures = [*metrics.values(), *(f for of_type in by_type.values() for f in of_type.values())]
    names = dict.fromkeys(name for figure in figures for name in columns_of(figure))
    columns = {name: np.array([row.get(name, 0) for row in rows], np.int64) for name in names}
    return Table(documents, columns, metrics, by_type, notes=notes or {})


def row_of(figure: Figure, totals: Mapping[str, int]) -> Row:
    """Figures from sums, in exact arithmetic until the last division.

    F1 is the harmonic mean 2ab / (a·gold + b·predicted) of a/predicted and b/gold, which is
    2·TP / (gold + predicted) where both credits are one.
    """
    sums = [tuple(totals[name] for name in part.columns) for part in figure]
    credit, credit_gold, predicted, gold = (sum(column) for column in zip(*sums, strict=True))
    single = len(figure) == 1
    return Row(
        precision=credit / predicted if predicted and single else None,
        recall=credit_gold / gold if gold and single else None,
        f1=_mean([_f1(*part) for part in sums]),
        credit=credit,
        credit_gold=credit_gold,
        predicted=predicted,
        gold=gold,
    )


def _f1(credit: int, credit_gold: int, predicted: int, gold: int) -> float | None:
    if predicted + gold == 0:
        return None
    if credit == credit_gold:
        return 2 * credit / (predicted + gold)
    above = 2 * credit * credit_gold
    return above / (credit * gold + credit_gold * predicted) if above else 0.0


def _mean(shares: list[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if len(known) == len(shares) else None


def impossible(table: Table) -> Iterator[str]:
    """What keeps integers from being counts: a column that is missing or below 0, and in some
    document more credit than items that can earn it."""
    of_types = (figures.values() for figures in table.by_type.values())
    parts = {part for figures in (table.metrics.values(), *of_types) for f in figures for part in f}
    told = {column for columns in table.extra.values() for column in columns.values()}
    needed = {*told, *(name for part in parts for name in part.columns)}
    yield from (f"{name} is missing" for name in sorted(needed - table.columns.keys()))
    for name, column in table.columns.items():
        if len(column) and not 0 <= column.min() <= column.max() <= MAX_OFFSET * UNIT:
            yield f"{name} has counts out of range"
    for part in sorted(parts, key=lambda part: part.columns):
        if not table.columns.keys() >= set(part.columns):
            continue
        credit, credit_gold, predicted, gold = (table.columns[name] for name in part.columns)
        if (credit > predicted).any() or (credit_gold > gold).any():
            yield f"{part.credit} has more hits than items"


def columns_of(figure: Figure) -> list[str]:
    """The names of a figure's columns, each once."""
    return list(dict.fromkeys(name for part in figure for name in part.columns))


def statistic(figure: Figure) -> Callable[[Floats], Floats]:
    """F1 as a function of many sums at once: an array of sums times `columns_of(figure)` to an
    array of F1, nan where 0/0."""
    at = {name: number for number, name in enumerate(columns_of(figure))}

    def f1(sums: Floats) -> Floats:
        parts = []
        for part in figure:
            credit, credit_gold, predicted, gold = (sums[:, at[name]] for name in part.columns)
            if part.credit == part.credit_gold:
                above, below = 2 * credit, predicted + gold
            else:
                above = 2 * credit * credit_gold
                below = credit * gold + credit_gold * predicted
                below = np.where((below == 0) & (predicted + gold > 0), 1.0, below)
            parts.append(np.divide(above, below, out=np.full(len(sums), np.nan), where=below > 0))
        shares: Floats = np.mean(parts, axis=0, dtype=np.float64)
        return shares

    return f1
