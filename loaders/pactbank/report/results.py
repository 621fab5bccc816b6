"""Folders of results as `pactbank bench` leaves them, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec, rules
from pactbank.model.benchmark import Leaderboard, RankedSystem, SystemRun
from pactbank.model.inputs import is_there, read_named, reading
from pactbank.model.score import Score
from pactbank.scoring.reading.lenient import FAULTS
from pactbank.scoring.tasks import LABEL_TASKS, PRIMARY

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True)
class Results:
    """A folder, its leaderboard, and by the name of each system its score and its run."""

    folder: Path
    board: Leaderboard
    scores: Mapping[str, Score]
    runs: Mapping[str, SystemRun]

    def predictions(self, system: RankedSystem) -> Path:
        return self.folder / system.folder / "predictions.jsonl"

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
    board = _read(path, Leaderboard)
    _check(path, board)
    scores, runs = {}, {}
    for system in board.systems:
        scores[system.name] = _read(folder / system.folder / "score.json", Score)
        runs[system.name] = _read(folder / system.folder / "run.json", SystemRun)
    return Results(folder, board, scores, runs)


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


def _read(path: Path, kind: type[T]) -> T:
    try:
        return codec.decode(read_named(path), kind)
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise InvalidData([rules.problem("PB861", str(path), str(error))]) from None
