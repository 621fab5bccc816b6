"""Trials in processes of bounded memory.

One that dies, or is silent for too long, is a fault of the case it was at, and another goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

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
    try:
        yield from _said(running)
    finally:
        for worker in running:
            worker.process.kill()


def _said(running: list[Worker]) -> Iterator[Verdict]:
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
