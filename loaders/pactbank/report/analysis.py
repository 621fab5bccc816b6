"""What is wrong with the labels of a system: counts by cause, by type, zone, level and so on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pactbank.model.closed import LAYERS, STAGES
from pactbank.report.recounting import Facets, ListedLabel, Section, SystemRows
from pactbank.scoring.results import is_small
from pactbank.scoring.tasks import PRIMARY

NONE = "none"
"""The type of no label at all, and the stage of no status."""
Cells = Mapping[str, Mapping[str, int]]


@dataclass
class Tally:
    """Labels of gold and of a system that have something in common; how many of them are right, and
    what is wrong about others."""

    gold: int = 0
    predicted: int = 0
    right: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, row: ListedLabel) -> None:
        self.gold += row.mistake.gold is not None
        self.predicted += row.mistake.predicted is not None
        self.right += row.mistake.kind in ("right", "referent")
        self.causes.update(row.causes)


Tallies = dict[str, dict[str, dict[str, Tally]]]
"""Layer, what is counted by ("" for all of it), value."""


def tallied(system: SystemRows) -> Tallies:
    """How often what is wrong, in each layer that a system has labels of."""
    found: Tallies = defaultdict(lambda: defaultdict(lambda: defaultdict(Tally)))
    for row in _rows(system):
        layer = found[row.mistake.layer]
        layer[""][""].add(row)
        for name, value in zip(Facets._fields, row.facets, strict=True):
            if value:
                layer[name][value].add(row)
    return {layer: found[layer] for layer in LAYERS if layer in found}


class TypeTable(NamedTuple):
    """F1 by type of each system that has a standing; None for what rests on too little."""

    systems: list[str]
    rows: dict[str, list[float | None]]


def by_type(section: Section, task: str) -> TypeTable:
    """The primary metric of a task by type."""
    standing = [of for of in section.systems if task in section.results.tasks(of.system.name)]
    names, scores = [of.system.name for of in standing], [of.score.by_type for of in standing]
    metric = PRIMARY[task]
    rows = {}
    for kind in sorted({kind for of in scores for kind, row in of.items() if metric in row}):
        found = [of.get(kind, {}).get(metric) for of in scores]
        rows[kind] = [None if one is None or is_small(one) else one.f1 for one in found]
    return TypeTable(names, rows)


def confused_types(system: SystemRows) -> Cells:
    """Gold types of entities by predicted types, of pairs that overlap; what one side alone has
    stands under `NONE`."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in _rows(system):
        if row.mistake.layer == "entities":
            sides = (row.mistake.gold, row.mistake.predicted)
            gold, predicted = (NONE if side is None else side.type for side in sides)
            counts[gold, predicted] += 1
    return _cells(counts, sorted({name for pair in counts for name in pair} - {NONE}))


def confused_stages(system: SystemRows) -> Cells:
    """How far gold says that each aligned pact has come, by how far the system says."""
    names = {name for pair in system.stages for name in pair}
    return _cells(system.stages, [name for name in STAGES if name in names])


def _cells(counts: Counter[tuple[str, str]], names: list[str]) -> Cells:
    """Rows and columns of all names, and of `NONE` where it has any count."""
    rows, columns = (
        [*names, *([NONE] if any(pair[side] == NONE for pair in counts) else [])] for side in (0, 1)
    )
    return {gold: {other: counts[gold, other] for other in columns} for gold in rows}


def _rows(system: SystemRows) -> Iterable[ListedLabel]:
    return (row for rows in system.rows.values() for row in rows)
