"""Damage inputs of every kind, and tell what came of it.

    PYTHONPATH=tests .venv/bin/python -m damaged --count 50000 --seed 1
    PYTHONPATH=tests .venv/bin/python -m damaged --seed 1 --case 4711

The same seed and number make the same damage. Workers are processes of bounded memory: one that
dies, or is silent for too long, is a fault of the case it was at, and another one goes on.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from damaged.trial import Bench, Verdict

SILENT = 300.0
"""Seconds after which a worker that says nothing is ended."""
_SPAWN = multiprocessing.get_context("spawn")
MEMORY = 4 << 30
"""Bytes of address space that a worker may take for its damaged files."""


@dataclass
class Worker:
    """A process that tries every number of a range; `at` is the one it is trying."""

    numbers: range
    seed: int
    only: str
    at: int = -1
    heard: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.inbox, outbox = _SPAWN.Pipe(duplex=False)
        arguments = (self.numbers, self.seed, self.only, outbox)
        self.process = _SPAWN.Process(target=_work, args=arguments)
        self.process.start()
        outbox.close()

    def after(self) -> Worker:
        """Another one for what this one did not come to."""
        done = self.numbers.index(self.at) + 1
        return Worker(self.numbers[done:], self.seed, self.only)


def _work(numbers: range, seed: int, only: str, outbox: Connection) -> None:
    with tempfile.TemporaryDirectory(prefix="damaged-") as folder:
        bench = Bench.made(Path(folder) / "files", seed)
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        for number in numbers:
            outbox.send(number)
            outbox.send(bench.trial(number, only))


def verdicts(numbers: range, seed: int, only: str = "", workers: int = 2) -> Iterator[Verdict]:
    """What came of each number, in any order."""
    running = [Worker(numbers[at::workers], seed, only) for at in range(workers)]
    while running:
        ready = wait([worker.inbox for worker in running], timeout=5)
        for worker in [*running]:
            if worker.inbox in ready:
                try:
                    said = worker.inbox.recv()
                except EOFError:
                    running.remove(worker)
                    worker.process.join()
                    if worker.process.exitcode:
                        yield _lost(worker, f"the process ended with {worker.process.exitcode}")
                        running.append(worker.after())
                    continue
                worker.heard = time.monotonic()
                if isinstance(said, Verdict):
                    yield said
                else:
                    worker.at = said
            elif time.monotonic() - worker.heard > SILENT:
                worker.process.kill()


def _lost(worker: Worker, why: str) -> Verdict:
    if worker.at < 0:
        raise RuntimeError(f"a worker did not begin: {why}")
    return Verdict(worker.at, "unknown", "?", "?", "?", "FAULT", why)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--count", type=int, default=1000, help="how many damages")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--case", type=int, help="one damage alone, by its number")
    asked.add_argument("--only", default="", help="kinds with these words in their name")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    numbers = range(given.count) if given.case is None else range(given.case, given.case + 1)
    workers = min(given.workers, len(numbers))
    console, counts = Console(), Counter[tuple[str, str]]()
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("damaging", total=len(numbers))
        for verdict in verdicts(numbers, given.seed, given.only, workers):
            counts[verdict.subject, verdict.outcome] += 1
            progress.advance(task)
            if verdict.outcome == "FAULT" or given.case is not None:
                console.print(str(verdict), markup=False, highlight=False)
    console.print(_table(counts))
    return 1 if any(outcome == "FAULT" for _, outcome in counts) else 0


def _table(counts: Counter[tuple[str, str]]) -> Table:
    outcomes = sorted({outcome for _, outcome in counts})
    table = Table("kind", *outcomes)
    for subject in sorted({subject for subject, _ in counts}):
        table.add_row(subject, *(str(counts[subject, outcome]) for outcome in outcomes))
    table.add_row("all", *(str(sum(n for (_, o), n in counts.items() if o == of)) for of in outcomes))
    return table


if __name__ == "__main__":
    raise SystemExit(main())
