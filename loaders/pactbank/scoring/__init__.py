"""Gold and predictions to a signed score: figures, intervals, and why some cannot be had.

    read      `reading`: any source to a table, a row a document; `forms`: the records as types
    check     `checks`: faults that show once texts and the other side are known
    place     `quotes`: words without offsets to spans
    align     `metrics`: labels against labels, under each task of `tasks`
    count     `metrics`: one row of integers a document (`tables`)
    tell      `results`: figures and intervals; `comparison`: does one system beat another

`score` does all of it for one set of predictions. In steps: `counts` counts several against one
gold, `score_of` makes a score of counts and `compare` tests differences between them;
`countfiles` keeps counts for later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import WrongUse, made_of_all
from pactbank.model.closed import Split, Task
from pactbank.model.score import Score
from pactbank.scoring import counting, labelmaps, seen, zones
from pactbank.scoring.comparison import compare as compare
from pactbank.scoring.options import Intervals, Options
from pactbank.scoring.reading.sources import Source
from pactbank.scoring.results import Counted as Counted
from pactbank.scoring.results import score_of as score_of
from pactbank.scoring.tasks import ZONES, label_tasks


def score(
    gold: Source | None,
    predictions: Source,
    task: Task = "entities",
    *,
    split: Split | None = None,
    root: Path | None = None,
    texts: Path | None = None,
    types: Iterable[str] = (),
    levels: Iterable[str] = (),
    zones: Iterable[str] = (),
    label_map: str | None = None,
    lenient: bool = False,
    seen_in: Split | None = None,
    intervals: Intervals = "headline",
) -> Score:
    """Score predictions against gold, document by document.

    Each side is a path (JSON Lines, JSON, Parquet, a folder of annotations), a `pyarrow.Table`, a
    `datasets.Dataset`, or an iterable of dicts or records. `gold` None with a `split` means the
    gold of the corpus under `root`. `texts` is a folder with the texts of gold, one
    `<document>.txt` each, or a corpus. `types`, `levels` and `zones` make gold outside them
    don't-care; `label_map` names a map onto coarser types. `lenient` counts what cannot be read
    as false positives instead of refusing it. `seen_in` divides mentions by whether the gold of
    that split, in the corpus under `root`, has their words with their type. `intervals` says for
    which metrics there are 95 % intervals: the headline ones, all, or none.

    Raises `InvalidData` with every fault of both sides, `WrongUse` and `UnknownName` for what
    cannot be done as asked.
    """
    options = make_options(types, levels, zones, label_map, lenient=lenient)
    if seen_in is not None:
        found = seen.seen_in(Store(find_root(root)), seen_in, options.label_map)
        options = replace(options, seen=found)
    [counted] = counts(
        gold, [predictions], task, split=split, root=root, texts=texts, options=options
    )
    return score_of(counted, intervals)


def make_options(
    types: Iterable[str] = (),
    levels: Iterable[str] = (),
    zones: Iterable[str] = (),
    label_map: str | None = None,
    *,
    native: bool = False,
    lenient: bool = False,
) -> Options:
    """Filters and label map, as records. Raises `UnknownName` for a map there is not."""
    loaded = None if label_map is None else labelmaps.load(label_map)
    return Options(frozenset(types), frozenset(levels), frozenset(zones), loaded, native, lenient)


def counts(
    gold: Source | None,
    systems: Sequence[Source],
    task: Task,
    *,
    split: Split | None = None,
    root: Path | None = None,
    texts: Path | None = None,
    options: Options | Sequence[Options] | None = None,
    watch: counting.Watch = counting.unwatched,
) -> list[Counted]:
    """The counts of several systems against one gold; `score` says what the arguments are.
    `options` are those of all systems, or a list of those of each; `watch` is shown what was
    aligned, a batch of documents at a time, which `errors.Mistakes` lists."""
    _check_gold(gold, split)
    chosen = _each(options, systems)
    if task == ZONES:
        if texts is not None or any(of != Options() for of in chosen):
            raise WrongUse("zones are scored as they are: no texts, filters, maps or lenience")
        store = None if split is None else Store(find_root(root))
        return [zones.count_zones(gold, system, store, split) for system in systems]
    _check_maps(chosen)
    if any(of.seen and of.seen.split == split for of in chosen):
        raise WrongUse(f"--seen-in {split}: a split has seen all of its own mentions")
    tasks = label_tasks(task)
    if split is None:
        against = counting.gold_of_source(gold, tasks, root, texts)
    else:
        mapped = any(of.label_map is not None for of in chosen)
        against = counting.gold_of_split(Store(find_root(root)), split, tasks, mapped, texts)
    return made_of_all(
        zip(systems, chosen, strict=True),
        lambda one: counting.count(against, one[0], tasks, task, one[1], watch),
    )


def _check_gold(gold: Source | None, split: Split | None) -> None:
    if (gold is None) == (split is None):
        raise WrongUse("name either gold or a split whose gold is meant")


def _each(
    options: Options | Sequence[Options] | None, systems: Sequence[Source]
) -> Sequence[Options]:
    """The options of each system."""
    if options is None or isinstance(options, Options):
        return [options or Options()] * len(systems)
    return options


def _check_maps(options: Sequence[Options]) -> None:
    """Raises `WrongUse` for systems that would be scored against different gold."""
    maps = [of.label_map for of in options]
    if any(maps) and not all(maps):
        raise WrongUse("some systems have a label map and others none: make those native")
    named = {of.onto: of for of in maps if of is not None}
    if len(named) > 1:
        onto = ", ".join(f"{of.name} ({', '.join(of.types)})" for of in named.values())
        raise WrongUse(
            f"systems are compared on one set of types; maps differ in what gold becomes: {onto}"
        )
