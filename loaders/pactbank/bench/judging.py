"""Predictions to counts and scores: each system's, as `pactbank score --lenient` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pactbank.bench.contest import Contest
from pactbank.bench.entrants import Entrant, options_of
from pactbank.bench.running import PREDICTIONS
from pactbank.bench.written import write_record
from pactbank.model.closed import LAYERS
from pactbank.model.inputs import read_named
from pactbank.model.score import Score
from pactbank.scoring import countfiles, score_of
from pactbank.scoring.counting import Gold, count, gold_of_documents
from pactbank.scoring.results import Counted
from pactbank.scoring.tasks import ALL, label_tasks

WHOLE = "all"
"""What a signature says of the split where there is none."""


class _GivenLayers(msgspec.Struct):
    """Which layers a prediction has, whatever they hold."""

    entities: Any = None
    agreements: Any = None
    stances: Any = None


class Judged(NamedTuple):
    """The counts of a system on the layers that it has labels of, and its score, which has all
    layers."""

    counted: Counted
    score: Score


def checked_gold(contest: Contest, entrants: Sequence[Entrant], label_map: str | None) -> Gold:
    """The gold of a contest. Raises `InvalidData` and `WrongUse` for gold or a label map that
    nothing could be scored with; nobody wants to learn that after a long run."""
    split, mapped = contest.split or WHOLE, label_map is not None
    tasks = label_tasks(ALL)
    gold = gold_of_documents(contest.store, contest.documents, split, tasks, mapped)
    for options in options_of(entrants, label_map)[:1]:
        count(gold, [], tasks, "all", options)
    return gold


def judged(
    gold: Gold, entrants: Sequence[Entrant], out: Path, label_map: str | None
) -> dict[str, Judged]:
    """What each system is worth, by name. Scores and counts of all layers are written beside the
    predictions."""
    found = {}
    for entrant, options in zip(entrants, options_of(entrants, label_map), strict=True):
        folder = out / entrant.folder
        counted = count(gold, folder / PREDICTIONS, label_tasks(ALL), "all", options)
        score = score_of(counted, "headline")
        write_record(folder / "score.json", score)
        countfiles.write(counted, folder / "counts.parquet")
        own = _on_layers(counted, _layers(folder / PREDICTIONS))
        found[entrant.name] = Judged(own, score)
    return found


def _layers(predictions: Path) -> set[str]:
    """The layers that any prediction has; all of them where there is no prediction at all."""
    lines = read_named(predictions).splitlines()
    given = [msgspec.json.decode(line, type=_GivenLayers) for line in lines]
    return {
        name for name in LAYERS if not given or any(getattr(one, name) is not None for one in given)
    }


def _on_layers(counted: Counted, layers: set[str]) -> Counted:
    """The counts of these layers, as far as gold has them."""
    tables = {name: table for name, table in counted.tables.items() if name in layers}
    return replace(counted, tables=tables)
