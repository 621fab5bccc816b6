from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus import processes
from pactbank.corpus.processes import in_processes
from pactbank.errors import WrongUse


def squared(common: int, task: int) -> tuple[int, int]:
    print("printed by a worker", flush=True)
    return task * task + common, os.getpid()


def odd_only(common: None, task: int) -> int:
    if task % 2 == 0:
        raise WrongUse(f"{task} is even")
    return task


def dying(common: int, task: int) -> int:
    if os.getpid() != common:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def slow(common: None, task: int) -> int:
    time.sleep(0.1)
    return task


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def work_of_a_module(name: str) -> Callable[[Any, int], Any]:
    """A function above as other processes find it; in the test run this module has a longer
    name."""
    found: Callable[[Any, int], Any] = getattr(import_module("test_processes"), name)
    return found


@pytest.mark.acceptance
def test_results_come_in_order_from_other_processes(capfd: pytest.CaptureFixture[str]) -> None:
    found = list(in_processes(work_of_a_module("squared"), 7, range(40)))
    assert [value for value, _ in found] == [n * n + 7 for n in range(40)]
    makers = {process for _, process in found}
    assert len(makers) == 2
    assert os.getpid() not in makers
    assert capfd.readouterr() == ("", "")


def test_few_tasks_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [of for _, of in in_processes(squared, 7, range(3))] == [os.getpid()] * 3
    monkeypatch.setattr(processes, "_processors", lambda: 1)
    assert [of for _, of in in_processes(squared, 7, range(9))] == [os.getpid()] * 9


@pytest.mark.acceptance
def test_an_error_is_raised_where_the_work_was_asked_for() -> None:
    made = in_processes(work_of_a_module("odd_only"), None, [1, 3, 5, 7, 4, 9])
    assert [next(made) for _ in range(4)] == [1, 3, 5, 7]
    with pytest.raises(WrongUse, match="4 is even"):
        next(made)


@pytest.mark.acceptance
def test_what_a_worker_that_dies_leaves_is_done_here() -> None:
    found = in_processes(work_of_a_module("dying"), os.getpid(), range(12))
    assert list(found) == list(range(12))


def is_alive(process: str) -> bool:
    status = Path("/proc", process, "status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.acceptance
def test_workers_end_with_the_process_that_started_them() -> None:
    script = (
        "import sys; from pactbank.corpus import processes; from test_processes import slow;"
        "processes._processors = lambda: 2;"
        "list(processes.in_processes(slow, None, range(10_000)))"
    )
    path = os.pathsep.join(filter(None, sys.path))
    asking = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}
    )
    children = Path(f"/proc/{asking.pid}/task/{asking.pid}/children")
    while len(workers := children.read_text().split()) < 2:
        time.sleep(0.05)
    asking.kill()
    asking.wait()
    until = time.monotonic() + 30
    while any(map(is_alive, workers)):
        assert time.monotonic() < until
        time.sleep(0.05)
