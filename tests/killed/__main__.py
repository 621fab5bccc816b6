"""Kill commands at random moments with SIGKILL, and tell what they left behind.

    PYTHONPATH=tests .venv/bin/python -m killed --count 200 --seed 1
    PYTHONPATH=tests .venv/bin/python -m killed --seed 1 --case 47

A command runs in a process of its own, forked from one that has imported everything, so that most
moments fall into its work. Whenever it is killed, the corpus is as it was before or as it is after;
`validate` has nothing to say; and the same command comes to the end of an unkilled one. The same
seed and number kill the same command at the same moment, as far as the machine is as fast. The
folder of a fault is kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from killed.commands import PAGES, commands
from killed.trial import Unkilled, Verdict, prepared, trial, unkilled
from support.source_server import SourceServer

OUTCOMES = ("before", "between", "after", "FAULT")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--count", type=int, default=200, help="how many kills")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--case", type=int, help="one kill alone, by its number")
    asked.add_argument("--only", default="", help="commands with these words in their name")
    given = asked.parse_args()
    numbers = range(given.count) if given.case is None else range(given.case, given.case + 1)
    console, counts = Console(), Counter[tuple[str, str]]()
    folder = Path(tempfile.mkdtemp(prefix="killed-"))
    with served() as address:
        for verdict in verdicts(numbers, given.seed, given.only, address, folder):
            counts[verdict.name, verdict.outcome] += 1
            if verdict.outcome == "FAULT" or given.case is not None:
                console.print(f"seed {given.seed}, {verdict}", markup=False, highlight=False)
    console.print(_table(counts))
    faults = sum(counts[each] for each in counts if each[1] == "FAULT")
    if faults:
        console.print(f"what they left is in {folder}", highlight=False)
    else:
        shutil.rmtree(folder)
    return 1 if faults else 0


def verdicts(numbers: range, seed: int, only: str, address: str, folder: Path) -> Iterator[Verdict]:
    """What came of each number; the commands take turns."""
    chosen = [command for command in commands(address) if only in command.name]
    known: dict[str, Unkilled] = {}
    templates: dict[Any, Path] = {}
    for number in numbers:
        at = number % len(chosen)
        command, place = chosen[at], folder / str(at)
        if command.name not in known:
            if command.prepare not in templates:
                templates[command.prepare] = prepared(command, place)
            place.mkdir(exist_ok=True)
            known[command.name] = unkilled(command, templates[command.prepare], place)
        yield trial(number, seed, command, known[command.name], place)


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that has the pages, in a process of its own: the one that forks has
    no threads."""
    server = SourceServer()
    for name, data in PAGES.items():
        server.put(name, data)
    process = os.fork()
    if not process:
        server.server.serve_forever()
    server.server.server_close()
    try:
        yield server.address
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _table(counts: Counter[tuple[str, str]]) -> Table:
    table = Table("command", *OUTCOMES)
    for name in dict.fromkeys(name for name, _ in counts):
        table.add_row(name, *(str(counts[name, outcome]) for outcome in OUTCOMES))
    table.add_row(
        "all", *(str(sum(n for (_, o), n in counts.items() if o == of)) for of in OUTCOMES)
    )
    return table


if __name__ == "__main__":
    raise SystemExit(main())
