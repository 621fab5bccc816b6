"""Gold and predictions to a signed score: figures, intervals, and what could not be had.

`score` scores one set of predictions. In steps: `counts` counts several against one gold,
`score_of` makes a score of counts and `compare` tests differences between them; `countfiles`
keeps counts for later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.model.closed import Split
from pactbank.model.score import Score, Task
from pactbank.scoring import labelmaps, run
from pactbank.scoring.comparison import compare as compare
from pactbank.scoring.options import Intervals, Options
from pactbank.scoring.reading import Source
from pactbank.scoring.results import Run as Run
from pactbank.scoring.results import score_of as score_of

TASKS: tuple[str, ...] = (*run.TASKS, "zones")


def score(
    gold: Source | None,
    predictions: Source,
    task: Task = "entities",
    *,
    split: Split | None = None,
    root: Path | None = None,
    types: Iterable[str] = (),
    levels: Iterable[str] = (),
    zones: Iterable[str] = (),
    label_map: str | None = None,
    intervals: Intervals = "headline",
) -> Score:
    """Score predictions against gold, document by document.

    Each side is a path (JSON Lines, JSON, Parquet, a folder of annotations), a `pyarrow.Table`, a
    `datasets.Dataset`, or an iterable of dicts or records. `gold` None with a `split` means the
    gold of the corpus under `root`. `types`, `levels` and `zones` make gold outside them
    don't-care; `label_map` names a map onto coarser types. `intervals` says for which metrics
    there are 95 % intervals: the headline ones, all, or none.

    Raises `InvalidData` with every fault of both sides, `WrongUse` and `UnknownName` for what
    cannot be meant.
    """
    options = make_options(types, levels, zones, label_map)
    [counted] = counts(gold, [predictions], task, split=split, root=root, options=options)
    return score_of(counted, intervals)


def make_options(
    types: Iterable[str] = (),
    levels: Iterable[str] = (),
    zones: Iterable[str] = (),
    label_map: str | None = None,
) -> Options:
    """Filters and label map, as records. Raises `UnknownName` for a map there is not."""
    loaded = None if label_map is None else labelmaps.load(label_map)
    return Options(frozenset(types), frozenset(levels), frozenset(zones), loaded)


def counts(
    gold: Source | None,
    systems: Sequence[Source],
    task: Task,
    *,
    split: Split | None = None,
    root: Path | None = None,
    options: Options | None = None,
) -> list[Run]:
    """The counts of several systems against one gold; `score` says what the arguments are."""
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    if (gold is None) == (split is None):
        raise WrongUse("name either gold or a split whose gold is meant")
    if task == "zones":
        from pactbank.scoring import zones as zone_task

        store = None if split is None else Store(find_root(root))
        return [zone_task.run(gold, system, store, split) for system in systems]
    options = options or Options()
    if split is None:
        against = run.of_source(gold, root, task)
    else:
        against = run.of_split(Store(find_root(root)), split, task, options)
    return [run.run(against, system, task, options) for system in systems]
