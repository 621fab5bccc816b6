"""Folders of results as `pactbank bench` leaves them, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec, rules
from pactbank.model.benchmark import Leaderboard, RankedSystem, SystemRun
from pactbank.model.inputs import is_there, read_named, reading
from pactbank.model.score import Score

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
    """Raises `InvalidData` where a leaderboard names systems that it does not have."""
    known = {system.name for system in board.systems}
    named = [one.system for of in board.tasks.values() for one in of.standings]
    named += [name for pair in board.pairs for name in (pair.first, pair.second)]
    if strange := sorted({*named, *board.measured} ^ known):
        message = f"{strange[0]} is not in all of systems, standings and measured"
        raise InvalidData([rules.problem("PB861", str(path), message)])


def _read(path: Path, kind: type[T]) -> T:
    try:
        return codec.decode(read_named(path), kind)
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise InvalidData([rules.problem("PB861", str(path), str(error))]) from None
