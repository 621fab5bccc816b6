"""Commands killed at random moments leave the old state or the new one. `python -m killed` tries as
many moments as one likes; one or two of each command are tried here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from killed.commands import commands
from killed.trial import Files, Unkilled, state_of

TESTS = Path(__file__).parent


@pytest.mark.acceptance
def test_killed_at_any_moment_a_command_has_done_all_or_nothing() -> None:
    paths = os.pathsep.join([str(TESTS.parent / "loaders"), str(TESTS)])
    names = [command.name for command in commands("http://127.0.0.1")]
    result = subprocess.run(
        [sys.executable, "-m", "killed", "--count", str(len(names)), "--seed", "5"],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert all(name in result.stdout for name in names)


OLD: Files = {"own/a": b"1", "own/b": b"1", "cache/x": b"1", "own/kept": b"1"}
NEW: Files = {"own/a": b"2", "own/b": b"2", "cache/y": b"2", "own/kept": b"1"}


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OLD, "before"),
        (NEW, "after"),
        ({**OLD, **NEW}, "between"),
        ({**OLD, "own/a": b"2"}, "FAULT"),
        ({**OLD, "own/a": b"3"}, "FAULT"),
        ({**OLD, "own/orphan": b"1"}, "FAULT"),
        ({**OLD, "own/kept": b"2"}, "FAULT"),
        ({**OLD, "cache/y": b"2"}, "between"),
        ({**OLD, "cache/y": b"3"}, "FAULT"),
    ],
)
def test_what_is_left_is_told_from_what_should_be(now: Files, state: str) -> None:
    command = commands("http://127.0.0.1")[0]
    known = Unkilled(Path(), OLD, NEW, {}, 0.0, 0.0)
    assert state_of(command, known, now) == state
