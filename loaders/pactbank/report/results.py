"""Folders of results as `pactbank bench` leaves them, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pactbank.bench.finished import read_result, read_run
from pactbank.bench.running import PREDICTIONS
from pactbank.errors import InvalidData, WrongUse, made_of_all, pair_of
from pactbank.model import rules
from pactbank.model.benchmark import Leaderboard, RankedSystem, SystemRun
from pactbank.model.inputs import is_there, reading
from pactbank.model.score import Score
from pactbank.scoring.reading.lenient import FAULTS
from pactbank.scoring.tasks import LABEL_TASKS, PRIMARY


@dataclass(frozen=True)
class Results:
    """A folder, its leaderboard, and by the name of each system its score and its run."""

    folder: Path
    board: Leaderboard
    scores: Mapping[str, Score]
    runs: Mapping[str, SystemRun]

    def predictions(self, system: RankedSystem) -> Path:
        return self.folder / system.folder / PREDICTIONS

    def tasks(self, system: str) -> tuple[str, ...]:
        """The tasks on which a system has a standing."""
        return tuple(
            task
            for task, of in self.board.tasks.items()
            if any(standing.system == system for standing in of.standings)
        )


def read_results(folder: Path) -> Results:
    """The results in a folder. Raises `WrongUse` for one without a leaderboard, and `InvalidData`
    for files that `bench` did not write."""
    path = folder / "leaderboard.json"
    with reading(path):
        if not is_there(path):
            raise WrongUse(f"{folder} has no leaderboard.json: name a folder of pactbank bench")
    board = read_result(path, Leaderboard)
    _check(path, board)
    read = made_of_all(board.systems, partial(_read_system, folder))
    names = [system.name for system in board.systems]
    scores, runs = (dict(zip(names, of, strict=True)) for of in zip(*read, strict=True))
    return Results(folder, board, scores, runs)


def _read_system(folder: Path, system: RankedSystem) -> tuple[Score, SystemRun]:
    """The files of a system. Raises `InvalidData` for files that `bench` did not write, and for
    predictions that are not those of the run."""
    of_system = folder / system.folder
    return pair_of(
        lambda: read_result(of_system / "score.json", Score), lambda: read_run(of_system)
    )


def _check(path: Path, board: Leaderboard) -> None:
    """Raises `InvalidData` for a leaderboard that `bench` cannot have written."""
    if strange := next(_strange(board), None):
        raise InvalidData([rules.problem("PB861", str(path), strange)])


def _strange(board: Leaderboard) -> Iterator[str]:
    known = [system.name for system in board.systems]
    named = [one.system for of in board.tasks.values() for one in of.standings]
    named += [name for pair in board.pairs for name in (pair.first, pair.second)]
    if len(set(known)) < len(known) or not set(named) <= set(known) == set(board.measured):
        yield "systems, standings, pairs and measured do not have the same systems"
    for task, of in board.tasks.items():
        if task not in LABEL_TASKS or of.metric != PRIMARY[task]:
            yield f"no task {task} is ranked by {of.metric}"
    for system in board.systems:
        if not system.forgiven.keys() <= FAULTS.keys():
            yield f"{system.name} has faults of no known kind"
        if not system.faults.keys() <= rules.rules().keys():
            yield f"{system.name} has broken rules that there are not"
