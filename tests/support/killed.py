"""A command, killed before each step at which it changes the disk: every state that a process
can leave behind.

    python -m support.killed TEMPLATE PLACES EVERY COMMAND…

For n = 1, 1 + EVERY, … the folder TEMPLATE is copied to PLACES/n, the command runs there and dies
at its step n, without any clean-up, until a run comes to its end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

from pactbank.cli.app import run

CHANGES = {
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink",
    "os.truncate",
}  # fmt: skip
TESTS = Path(__file__).parents[1]


def places_after_kills(template: Path, places: Path, *words: str, every: int = 1) -> list[Path]:
    """The folders in which a command was killed, in order of the step, of which one in `every` is
    tried; in the last one it came to its end."""
    paths = os.pathsep.join([str(TESTS.parent / "loaders"), str(TESTS)])
    result = subprocess.run(
        [sys.executable, "-m", "support.killed", str(template), str(places),
         str(every), *words],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return sorted(places.iterdir(), key=lambda path: int(path.name))


def changes_disk(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an event, as a hook of `sys.addaudithook` is told of it, is a change of the disk."""
    writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    return event in CHANGES or (event == "open" and bool((arguments[2] or 0) & writes))


def die_at(step: int) -> None:
    """From now on, this process ends before it changes the disk for the `step`th time."""
    left = step

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if changes_disk(event, arguments):
            left -= 1
            if left == 0:
                os._exit(9)

    sys.addaudithook(hook)


def attempt(template: Path, place: Path, words: list[str], step: int) -> int:
    """The exit code of a run in a copy of the template, 9 if it was killed; step 0 is never."""
    shutil.copytree(template, place)
    os.chdir(place)
    sys.argv = ["pactbank", *words]
    if not step:
        return run()
    child = os.fork()
    if not child:
        die_at(step)
        os._exit(run())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(template: Path, places: Path, every: int, words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        attempt(template, Path(scratch) / "first", words, 0)  # imports everything once
        os.chdir(places.parent)
    for step in count(1, every):
        code = attempt(template, places / str(step), words, step)
        if code != 9:
            assert code == 0, code
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
