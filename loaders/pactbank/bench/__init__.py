"""Systems run over the documents of a corpus that have gold, scored, tested against each other.

    entrants     systems by name, and how each is scored
    contest      the documents that are asked for, and their gold
    running      a system over the documents, into its folder
    transcript   what was asked before a run was ended
    memory       how much of it processes have
    judging      predictions to counts and scores
    leaderboard  scores and tests to one table
    rescoring    finished predictions scored once more
    written      records as files
    training     a system trained on the gold of the train split

docs/BENCH.md says what the folder of results holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pactbank.bench.contest import contest_of
from pactbank.bench.entrants import Entrant, check_types
from pactbank.bench.judging import checked_gold, judged
from pactbank.bench.leaderboard import leaderboard_of
from pactbank.bench.running import PREDICTIONS, RUN, run_system
from pactbank.bench.written import write_record
from pactbank.corpus.files import check_writable
from pactbank.corpus.records import files_in
from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.model.benchmark import Leaderboard
from pactbank.model.closed import Split
from pactbank.model.progress import Watching


def bench(
    store: Store,
    entrants: Sequence[Entrant],
    split: Split | None,
    out: Path,
    label_map: str | None,
    watching: Watching,
) -> Leaderboard:
    """Run systems over a split, or over all documents with gold, into the folder `out`; documents
    that were asked for there before are not asked again.

    Raises `WrongUse` and `InvalidData` before anything is run for systems, a label map, gold or a
    folder that do not go together.
    """
    check_writable(out)
    _check_place(out)
    check_types(entrants, label_map)
    contest = contest_of(store, split)
    gold = checked_gold(contest, entrants, label_map)
    runs = [run_system(one, contest, out / one.folder, watching) for one in entrants]
    results = judged(gold, entrants, out, label_map)
    board = leaderboard_of(contest, entrants, runs, results)
    write_record(out / "leaderboard.json", board)
    return board


def _check_place(out: Path) -> None:
    """Raises `WrongUse` for a folder that has files, and none of them of a run."""
    files = files_in(out)
    ours = (path.name in (RUN, PREDICTIONS) and path.parent.parent == out for path in files)
    if files and not any(ours):
        raise WrongUse(f"{out} has other files than results, such as {files[0].name}: name another")
