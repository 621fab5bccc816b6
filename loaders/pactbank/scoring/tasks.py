"""The tasks: what each reads, how it aligns both sides and counts, and what its metrics are.

A task is one record. Adding one is adding a module of metrics with `align` and `count`, and an
entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pactbank.errors import UnknownName
from pactbank.model.closed import LAYERS, Layer
from pactbank.scoring.metrics import agreements, entities, stance_pairs, stances
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides
from pactbank.scoring.tables import Table


@dataclass(frozen=True, slots=True)
class LabelTask:
    """A layer of labels that is scored.

    `reads` are the layers that are looked into: referents are told by their mentions in all of
    them. `headline` is what a table shows, where a score has it, unless all metrics are asked
    for; the primary metric comes first. `filtered` says whether filters and label maps apply.
    """

    name: Layer
    reads: tuple[Layer, ...]
    headline: tuple[str, ...]
    align: Callable[[Sides, Options], Any]
    count: Callable[[Sides, Any], Table]
    signed: Callable[[Sides, Any], dict[str, set[str]]]
    filtered: bool = False


LABEL_TASKS: dict[str, LabelTask] = {
    "entities": LabelTask(
        "entities",
        ("entities",),
        ("exact", "untyped", "seen", "unseen"),
        entities.align,
        entities.count,
        lambda _sides, _aligned: {},
        filtered=True,
    ),
    "agreements": LabelTask(
        "agreements",
        LAYERS,
        ("facts", "role_fillers", "stage"),
        lambda sides, _: agreements.align(sides),
        agreements.count,
        lambda _sides, _aligned: {},
    ),
    "stances": LabelTask(
        "stances",
        LAYERS,
        ("tuples", "f_avg"),
        lambda sides, _: stance_pairs.align(sides),
        stances.count,
        stances.signed,
    ),
}
ZONES = "zones"
ALL = "all"
HEADLINE: dict[str, tuple[str, ...]] = {
    **{name: task.headline for name, task in LABEL_TASKS.items()},
    ZONES: ("line", "character"),
}
PRIMARY = {name: metrics[0] for name, metrics in HEADLINE.items()}


def label_tasks(name: str) -> list[LabelTask]:
    """The tasks that a name stands for. Raises `UnknownName`."""
    if name == ALL:
        return list(LABEL_TASKS.values())
    if name not in LABEL_TASKS:
        raise UnknownName("task", name, (*LABEL_TASKS, ZONES, ALL))
    return [LABEL_TASKS[name]]
