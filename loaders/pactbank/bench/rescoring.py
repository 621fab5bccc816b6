"""Finished predictions scored and ranked once more: no system is asked, and no text is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pactbank.bench.contest import Contest
from pactbank.bench.entrants import Entrant
from pactbank.bench.finished import read_run
from pactbank.bench.judging import checked_gold, judged
from pactbank.bench.leaderboard import leaderboard_of
from pactbank.bench.running import PREDICTIONS, RUN
from pactbank.bench.written import write_record
from pactbank.corpus.files import check_writable, write_atomically
from pactbank.corpus.store import Store
from pactbank.errors import WrongUse, made_of_all
from pactbank.model.benchmark import Leaderboard, SystemRun
from pactbank.model.closed import Split
from pactbank.model.inputs import list_files, read_named
from pactbank.systems import Article, Predicted, System


def rescored(store: Store, split: Split, finished: Path, out: Path) -> Leaderboard:
    """The systems whose predictions and runs are in folders of `finished`, against the gold of a
    split as it is now, into the folder of results `out`.

    Raises `WrongUse` where they are of other documents or texts than the split has, and
    `InvalidData` for files that `bench` did not write.
    """
    check_writable(out)
    contest = Contest(store, split, tuple(store.in_split(split)), ())
    folders = [path.parent for path in list_files(finished) if path.name == RUN]
    runs = dict(zip(folders, made_of_all(folders, read_run), strict=True))
    entrants = [Entrant(_Finished(run), of.name, native=True) for of, run in runs.items()]
    for folder, run in runs.items():
        _check(contest, run, folder)
        copy = out / folder.name
        copy.mkdir(parents=True, exist_ok=True)
        write_atomically(copy / PREDICTIONS, read_named(folder / PREDICTIONS))
        write_record(copy / RUN, run)
    results = judged(checked_gold(contest, entrants, None), entrants, out, None)
    board = leaderboard_of(contest, entrants, list(runs.values()), results)
    write_record(out / "leaderboard.json", board)
    return board


class _Finished(System):
    """A system that has said all it says."""

    def __init__(self, run: SystemRun) -> None:
        self.name, self.version = run.system, run.version

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        raise WrongUse(f"{self.name} has finished, and is not asked again")


def _check(contest: Contest, run: SystemRun, folder: Path) -> None:
    asked = {one.document: one.text_sha256 for one in run.documents}
    if asked != {of.id: of.text.sha256 for of in contest.documents}:
        raise WrongUse(
            f"{folder} has predictions for other documents or other texts than split "
            f"{contest.split} has: run pactbank bench again"
        )
