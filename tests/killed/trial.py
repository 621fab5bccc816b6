"""One command, killed once: what it left behind, and what the same command makes of that."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import statistics
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from killed.commands import Killed
from pactbank.cli.app import run
from pactbank.corpus.files import PARTIAL
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from support.killed import changes_disk

Files = dict[str, bytes]
Outcome = Literal["before", "between", "after", "FAULT"]
_RUNS = 2
"""Unkilled runs from which the length of a command is taken."""
_STAGES = (".incoming", ".pactbank-init.")
"""How the names of folders begin in which new files wait."""
_EARLY = 0.2
"""The share of moments before the command changes the disk."""


@dataclass(frozen=True)
class Verdict:
    """What came of a trial; `between` are files of which each is a change of its own."""

    number: int
    name: str
    moment: float
    outcome: Outcome
    why: str = ""

    def __str__(self) -> str:
        told = f"{self.number}: {self.name}, killed after {1000 * self.moment:.2f} ms"
        return f"{told}: {self.outcome} {self.why}".rstrip()


@dataclass(frozen=True)
class Unkilled:
    """A command that came to its end: the files before and after, what `validate` says of each,
    and the seconds until the first change on the disk and until the end."""

    template: Path
    before: Files
    after: Files
    told: dict[str, list[str]]
    first: float
    length: float


def prepared(command: Killed, folder: Path) -> Path:
    """The folder that a command is run in, made anew."""
    template = folder / "template"
    template.mkdir(parents=True)
    os.environ["PACTBANK_CACHE"] = str(folder / "cache")
    command.prepare(template)
    os.environ["PACTBANK_CACHE"] = "cache"
    return template


def unkilled(command: Killed, template: Path, folder: Path) -> Unkilled:
    """Let a command run in copies of its folder."""
    place = folder / "unkilled"
    lengths, firsts = [], []
    _import(command, template, folder / "first")
    for _ in range(_RUNS):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(template, place)
        child = Child(command, place, watched=True)
        code = child.waited()
        assert code == 0, f"{command.name}: exit code {code}\n{child.printed()}"
        lengths.append(child.seconds)
        firsts.append(child.first_change())
    told = {"before": problems(template), "after": problems(place)}
    first, length = min(firsts), statistics.median(lengths)
    return Unkilled(template, files(template), files(place), told, first, length)


def _import(command: Killed, template: Path, place: Path) -> None:
    """Let the command run once in this process, so that those that are forked from it have imported
    what it needs."""
    shutil.copytree(template, place)
    kept, here = [os.dup(1), os.dup(2)], Path.cwd()
    try:
        print_into(place.with_name("first.output"))
        called(["pactbank", *shlex.split(command.line)], place)
        sys.stdout.flush()
    finally:
        for number, copy in enumerate(kept, 1):
            os.dup2(copy, number)
            os.close(copy)
        os.chdir(here)


class Child:
    """A command in a process and a group of its own, forked from this one."""

    def __init__(self, command: Killed, place: Path, watched: bool = False) -> None:
        self.place, self.watched = place, watched
        self.words = ["pactbank", *shlex.split(command.line)]
        self.output = place.with_name(f"{place.name}.output")
        self.changed = place.with_name(f"{place.name}.changed")
        self.began = time.monotonic()
        self.process = os.fork()
        if not self.process:
            self._work()
        os.setpgid(self.process, self.process)

    def _work(self) -> None:
        code = 70
        try:
            os.setpgid(0, 0)
            print_into(self.output)
            if self.watched:
                sys.addaudithook(self._noted)
            code = called(self.words, self.place)
            sys.stdout.flush()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _noted(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note the first change of the disk, and no other."""
        if self.watched and changes_disk(event, arguments):
            self.watched = False
            self.changed.write_text(str(time.monotonic() - self.began))

    def killed(self, moment: float) -> bool:
        """End the group at this moment; whether the process had not come to its end."""
        time.sleep(max(0.0, self.began + moment - time.monotonic()))
        os.killpg(self.process, signal.SIGKILL)
        return self.waited() == -signal.SIGKILL

    def waited(self) -> int:
        """The exit code, once there is one."""
        status = os.waitpid(self.process, 0)[1]
        self.seconds = time.monotonic() - self.began
        return os.waitstatus_to_exitcode(status)

    def first_change(self) -> float:
        """The seconds until the first change of the disk, if the command was watched."""
        return float(self.changed.read_text())

    def printed(self) -> str:
        return self.output.read_text("utf-8", "replace")


def called(words: list[str], place: Path) -> int:
    """The exit code of a command line in a folder, in this process."""
    os.chdir(place)
    sys.argv = words
    return run()


def print_into(file: Path) -> None:
    """From now on this process prints into a file."""
    with file.open("wb") as output:
        for number in (1, 2):
            os.dup2(output.fileno(), number)


def files(place: Path) -> Files:
    """Every file below a place, but for temporary ones, which the next run clears."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not _temporary(path.relative_to(place))
    }


def _temporary(path: Path) -> bool:
    own = path.name.startswith(".") and path.name.endswith((".lock", PARTIAL))
    return own or any(part.startswith(_STAGES) for part in path.parts)


def leftovers(place: Path) -> list[str]:
    """The temporary files that killed processes have left; locks stay after any run."""
    paths = (path.relative_to(place) for path in place.rglob("*"))
    return [str(path) for path in paths if _temporary(path) and path.name[-5:] != ".lock"]


def problems(place: Path) -> list[str]:
    """What `validate` says of the corpus in a place, which finishes what was begun."""
    found = []
    for lock in sorted(place.glob("*/corpus/corpus.lock")):
        root = lock.parents[1]
        for problem in validate(Store(root)):
            told = str(problem).replace(str(place), "")
            found.append(told)
    return found


def trial(number: int, seed: int, command: Killed, known: Unkilled, folder: Path) -> Verdict:
    """Kill the command at a moment that seed and number give, and judge what is there."""
    chance = Random(f"{seed}:{number}")
    early = chance.random() < _EARLY
    moment = chance.uniform(0 if early else known.first, known.length)
    place = folder / str(number)
    shutil.copytree(known.template, place)
    child = Child(command, place)
    ended = not child.killed(moment)
    try:
        outcome, why = _judged(command, known, place, ended)
    except Exception:
        outcome, why = "FAULT", traceback.format_exc()
    verdict = Verdict(number, command.name, moment, outcome, why)
    if outcome != "FAULT":
        shutil.rmtree(place)
        child.output.unlink(missing_ok=True)
    return verdict


def _judged(command: Killed, known: Unkilled, place: Path, ended: bool) -> tuple[Outcome, str]:
    told, now = problems(place), files(place)
    state = state_of(command, known, now)
    if state == "FAULT":
        return state, f"neither old nor new: {_differences(known, now)}"
    if ended and state != "after":
        return "FAULT", f"it came to its end, and left what was {state}"
    if told != known.told["before" if state == "before" else "after"]:
        return "FAULT", f"{state}, and validate says {told}"
    if state == "after" and not command.once:
        return state, ""
    again = Child(command, place)
    code = again.waited()
    if state != "after" and code != 0:
        return "FAULT", f"{state}, and the same command exits with {code}: {again.printed()}"
    if "Traceback" in again.printed():
        return "FAULT", f"{state}, and the same command says {again.printed()}"
    if files(place) != known.after:
        return "FAULT", f"{state}, and the same command leaves {_differences(known, files(place))}"
    if state != "after" and (left := leftovers(place)):
        return "FAULT", f"{state}, and the same command does not clear {left}"
    if (left := problems(place)) != known.told["after"]:
        return "FAULT", f"{state}, and after the same command validate says {left}"
    return state, ""


def state_of(command: Killed, known: Unkilled, now: Files) -> Outcome:
    """Whether files are those before or those after; or each of them is one of these, and those
    that belong together are all old or all new."""
    if now == known.before:
        return "before"
    if now == known.after:
        return "after"
    apart: set[bool] = set()
    whole: set[bool] = set()
    for path in known.before.keys() | known.after.keys() | now.keys():
        old, new, found = known.before.get(path), known.after.get(path), now.get(path)
        if old == new == found:
            continue
        if found not in (old, new):
            return "FAULT"
        (apart if command.is_apart(path) else whole).add(found == new)
    return "between" if len(whole) < 2 else "FAULT"


def _differences(known: Unkilled, now: Files) -> str:
    """The files that are not as before, by what they are."""
    told = []
    for path in sorted(known.before.keys() | known.after.keys() | now.keys()):
        old, new, found = known.before.get(path), known.after.get(path), now.get(path)
        if not old == new == found:
            word = "old" if found == old else "new" if found == new else "ODD"
            told.append(f"{path} {'gone' if found is None else 'there'} ({word})")
    return ", ".join(told)
