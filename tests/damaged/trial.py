"""One damage: a file is damaged, a command reads it, and what came of that is judged."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import shlex
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Literal
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import typer.main

from damaged.damages import damaged
from damaged.subjects import SUBJECTS, Subject, prepare
from pactbank.corpus.resources import CACHE_VARIABLE
from pactbank.errors import PactBankError
from pactbank.model.closed import LAYERS
from pactbank.scoring import score
from pactbank.scoring.reading.forms import schema
from pactbank.scoring.reading.tabular import HEADER

LOCK = "root/corpus/.lock"
"""The file that processes hold while they change the corpus; it stays there."""
BOUND = 10.0
"""Seconds of processor time that a command may take over one damaged file."""

Outcome = Literal["same", "told", "honest", "refused by Arrow", "FAULT"]
"""The undamaged result; a problem was told; the result is what the damaged file says."""


class Hang(BaseException):
    """A command took longer than `BOUND`."""


@dataclass(frozen=True)
class Result:
    """What a command did: its exit code, what it printed, what it wrote."""

    code: int
    out: str
    err: str
    written: tuple[tuple[str, bytes | None], ...] = ()

    @property
    def told(self) -> bool:
        return self.code != 0 or "warning: " in self.out

    @property
    def result(self) -> object:
        """What is the same for the same input; stderr has progress, too."""
        return self.code, self.out, self.written


@dataclass(frozen=True)
class Verdict:
    number: int
    subject: str
    damage: str
    file: str
    command: str
    outcome: Outcome
    why: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        where = f"case {self.number}: {self.damage} of {self.file}, {self.command}"
        return f"{where}\n  {self.why}"


@dataclass
class Bench:
    """A folder with every kind of file, undamaged, which is the working directory."""

    folder: Path
    seed: int
    files: dict[str, bytes] = field(default_factory=dict)
    expected: dict[str, Result] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path, seed: int) -> Bench:
        prepare(folder)
        return cls(folder, seed, _tree(folder))

    def trial(self, number: int, only: str = "") -> Verdict:
        """The damage of this number: the same seed and number, the same damage."""
        chance = Random(f"{self.seed}:{number}")
        subjects = [subject for subject in SUBJECTS if only in subject.name]
        [subject] = chance.choices(subjects, [of.weight for of in subjects])
        names = [path for of in subject.files for path in sorted(self.folder.glob(of))]
        path = chance.choice(names)
        command = chance.choice(subject.commands).replace(
            "{file}", str(path.relative_to(self.folder))
        )
        original = path.read_bytes()
        how, data = damaged(original, subject.kind, chance)
        if command not in self.expected:
            with contextlib.chdir(self.folder):
                self.expected[command] = self._run(subject, command)
        began = time.process_time()
        path.write_bytes(data)
        try:
            with contextlib.chdir(self.folder):
                outcome, why = self._judged(subject, command, path, original)
        except Hang:
            outcome, why = "FAULT", "hang"
        except MemoryError:
            outcome, why = "FAULT", "out of memory"
        except Exception:
            outcome, why = "FAULT", traceback.format_exc(limit=-4)
        finally:
            path.write_bytes(original)
        name, seconds = str(path.relative_to(self.folder)), time.process_time() - began
        return Verdict(number, subject.name, how, name, command, outcome, why, seconds)

    def _judged(
        self, subject: Subject, command: str, path: Path, original: bytes
    ) -> tuple[Outcome, str]:
        if command == "{table}":
            return self._judged_table(path)
        name = path.relative_to(self.folder).as_posix()
        expected, found = self.expected[command], self._run(subject, command, name)
        if found.told and not expected.told:
            return _told(subject, path, found)
        if found.result == expected.result:
            if subject.honest == "json" and name in command:
                _values(path.read_bytes(), path.suffix)  # what a strict reader refuses, we do
            return ("FAULT", "nothing was told") if subject.told else ("same", "")
        if subject.honest is None:
            return "FAULT", f"another result: {found.out[:600]}"
        return self._honest(subject, command, path, original, found)

    def _judged_table(self, path: Path) -> tuple[Outcome, str]:
        """A table in memory, as somebody hands it over who opened a damaged file."""
        try:
            table = pa.ipc.open_file(path.read_bytes()).read_all()
        except (pa.ArrowException, OSError, ValueError, LookupError, MemoryError):
            return "refused by Arrow", ""
        gold, texts = self.folder / "gold.jsonl", self.folder / "texts"
        try:
            with bounded():
                found = score(gold, table, "all", texts=texts, intervals="none")
        except PactBankError:
            return "told", ""
        table.validate(full=True)
        plain = score(gold, _plain(table), "all", texts=texts, intervals="none")
        return ("honest", "") if found == plain else ("FAULT", "not what the table says")

    def _honest(
        self, subject: Subject, command: str, path: Path, original: bytes, found: Result
    ) -> tuple[Outcome, str]:
        """Whether a result is that of the values that a plain reader finds in the file."""
        data = path.read_bytes()
        if subject.honest == "text":
            data.decode("utf-8")
            return "honest", ""
        if subject.honest == "forgiven" and '"forgiven"' in found.out:
            return "honest", ""
        if subject.honest == "parquet":
            return self._honest_rows(command, path, found)
        values = _values(data, path.suffix)
        if values == _values(original, path.suffix):
            return "FAULT", f"another result from the same values: {found.out[:300]}"
        texts = (json.dumps(value, ensure_ascii=False) for value in values)
        path.write_text("\n".join(texts) + "\n", "utf-8")
        again = self._run(subject, command, path.relative_to(self.folder).as_posix())
        if again.result == found.result:
            return "honest", ""
        return "FAULT", f"not what the values say: {found.out[:300]}"

    def _honest_rows(self, command: str, path: Path, found: Result) -> tuple[Outcome, str]:
        table = pq.read_table(path)
        table.validate(full=True)
        rows = _plain(table)
        name = "rows.jsonl"
        (self.folder / name).write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
        again = _called(command.replace(path.name, name))
        (self.folder / name).unlink()
        if again.result == found.result:
            return "honest", ""
        return "FAULT", f"not what the rows say: {found.out[:300]} {again.err[:300]}"

    def _run(self, subject: Subject, command: str, damaged: str = "") -> Result:
        """What a command does; what it wrote is kept and taken away again."""
        if command == "{table}":
            return Result(0, "", "")
        with bounded(), missing(subject.without):
            found = _called(command)
        if not subject.writes:
            return found
        now = _tree(self.folder, subject.writes)
        before = [name for name in self.files if name.startswith(subject.writes)]
        changed = {
            name: now.get(name)
            for name in sorted({*now, *before} - {damaged})  # `trial` puts that back
            if now.get(name) != self.files.get(name)
        }
        for name in changed:
            if name in self.files:
                (self.folder / name).write_bytes(self.files[name])
            else:
                (self.folder / name).unlink()
        shutil.rmtree(self.folder / "full", ignore_errors=True)
        kept = tuple((name, data) for name, data in changed.items() if name != LOCK)
        return Result(found.code, found.out, found.err, kept)


def _told(subject: Subject, path: Path, found: Result) -> tuple[Outcome, str]:
    """A problem that was told, if it says where and nothing was written in spite of it."""
    words = found.out + found.err
    if subject.whole and found.code and found.written:
        return "FAULT", f"written in spite of a problem: {found.written[0][0]}"
    if not words.strip():
        return "FAULT", "exit code without a word"
    if subject.kind == "parquet" and path.name not in words:
        return "FAULT", f"told without the file: {words[:300]}"
    return "told", ""


_get_command = functools.cache(typer.main.get_command)
"""The tree of commands, made once and not for each call."""


def _called(command: str) -> Result:
    """A command as a user calls it. Raises whatever escapes it."""
    from pactbank.cli.app import run

    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(typer.main, "get_command", _get_command),
        mock.patch.object(sys, "argv", ["pactbank", *shlex.split(command)]),
        mock.patch.dict(os.environ, {CACHE_VARIABLE: "other/cache"}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run()
    return Result(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Raises `Hang` where the block takes more than `BOUND` seconds of processor time."""

    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, BOUND)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def missing(packages: Iterable[str]) -> Iterator[None]:
    """Without some packages; what else is imported meanwhile stays."""
    modules: dict[str, Any] = sys.modules
    known = {name: modules[name] for name in packages if name in modules}
    modules.update(dict.fromkeys(packages))
    try:
        yield
    finally:
        for name in packages:
            del modules[name]
        modules.update(known)


def _tree(folder: Path, part: str = "") -> dict[str, bytes]:
    """Every file of a folder, or those of a part of it, by path."""
    below = folder / part
    files = [path for path in [below, *below.rglob("*")] if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _values(data: bytes, suffix: str) -> list[Any]:
    """What a strict reader of JSON that shares no code with ours finds. Raises ValueError."""
    text = data.decode("utf-8")
    if text.startswith("\ufeff"):
        raise ValueError("a byte order mark")
    pieces = [line for line in text.split("\n") if line.strip()] if suffix == ".jsonl" else [text]
    values = [json.loads(piece, object_pairs_hook=_once, parse_constant=_none) for piece in pieces]
    json.dumps(values, ensure_ascii=False).encode("utf-8")  # no half of a surrogate pair
    return values


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _none(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _plain(table: Any) -> list[dict[str, Any]]:
    """The rows of a table without nulls and without what is not scored."""
    scored = {*HEADER, "refs", *LAYERS}
    rows = table.select([name for name in table.column_names if name in scored]).to_pylist()
    return [_known(row, schema()) for row in rows]


def _known(value: Any, kind: Any) -> Any:
    if isinstance(value, dict):
        parts = {part.name: part.type for part in kind}
        found = ((name, inner) for name, inner in value.items() if inner is not None)
        return {name: _known(inner, parts[name]) for name, inner in found if name in parts}
    if isinstance(value, bytes):  # text of a writer that does not say that it is
        return value.decode("utf-8")
    if isinstance(value, list):
        return [_known(item, kind.value_type) for item in value]
    return value
