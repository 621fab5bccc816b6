"""Work in other processes, one for each processor, for what takes its time in Python.

The workers are new interpreters that read tasks from a pipe. They import nothing of the program
that started them, which may have threads and need not guard its main module, and they end with it,
however it ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Tasks that a worker has at a time, so that it need not wait. Together they fit into a pipe."""


def in_processes(
    work: Callable[[C, T], R], common: C, tasks: Sequence[T], at_least: int = 4
) -> Iterator[R]:
    """What `work`, a function of a module, makes of each task, in the order of the tasks; every
    worker gets `common` once. Tasks are short, such as names. What fails in a worker is done again
    here, so its error is raised here; fewer tasks than `at_least`, which would not pay for the
    start of workers, are done here."""
    count = min(_processors(), len(tasks))
    if count < 2 or len(tasks) < at_least or not sys.executable:
        yield from (work(common, task) for task in tasks)
        return
    with _workers(count) as workers:
        for worker in workers:
            worker.send((work, common))
        for at, task in enumerate(tasks[: count * _AHEAD]):
            workers[at % count].send(task)
        for at, task in enumerate(tasks):
            worker = workers[at % count]
            made, result = worker.receive()
            if at + count * _AHEAD < len(tasks):
                worker.send(tasks[at + count * _AHEAD])
            yield result if made else work(common, task)


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _workers(count: int) -> Iterator[list[_Worker]]:
    workers = [_Worker() for _ in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """Another interpreter. One that cannot be started, or has died, makes nothing."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, sys.path))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    def send(self, what: object) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(pickle.dumps(what))
            self.process.stdin.flush()

    def receive(self) -> tuple[bool, Any]:
        """Whether the oldest task was done, and what was made of it."""
        assert self.process.stdout is not None
        try:
            made: tuple[bool, Any] = pickle.load(self.process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return False, None
        return made

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def serve() -> None:
    """Do tasks from standard input until there are no more: first the work and what its tasks have
    in common, then each task. What is printed meanwhile is lost."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks decides what becomes of it
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        with suppress(EOFError):
            work, common = pickle.load(sys.stdin.buffer)
            while True:
                answer = _answer(work, common, pickle.load(sys.stdin.buffer))
                pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
                answers.flush()


def _answer(work: Callable[[C, T], R], common: C, task: T) -> tuple[bool, R | None]:
    try:
        return True, work(common, task)
    except Exception:
        return False, None
