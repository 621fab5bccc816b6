"""Printing: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from pactbank.errors import InvalidData, PactBankError, Problem, ServerFailed

if TYPE_CHECKING:
    import msgspec

    from pactbank.cli.shared import Format

out = Console(highlight=False, soft_wrap=True)
"""For lines of text: a path is never broken in two."""
screen = Console(highlight=False)
"""For tables and pages, which fit themselves into the terminal."""
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_error(error: PactBankError) -> int:
    """Print an expected error and return the exit code: 1 for problems in the data or a server that
    fails, 2 for wrong use."""
    if isinstance(error, InvalidData):
        print_problems(error.problems, "text", stream=sys.stderr)
        return 1
    print(f"pactbank: {error}", file=sys.stderr)
    return 1 if isinstance(error, ServerFailed) else 2


def print_record(record: msgspec.Struct) -> None:
    """One JSON object on stdout."""
    print_value(record)


def print_value(value: object) -> None:
    """One JSON value on stdout; records inside it become objects."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value), indent=1).decode("utf-8"))


def print_problems(problems: Sequence[Problem], form: Format, stream: TextIO | None = None) -> None:
    """Every problem of a run: as text, as one JSON list, or as GitHub annotations."""
    file = stream or sys.stdout
    if form == "json":
        print(json.dumps([problem.as_dict() for problem in problems], indent=1), file=file)
        return
    encoding = file.encoding or "utf-8"
    for problem in problems:
        line = _github(problem) if form == "github" else _text(problem)
        print(line.encode(encoding, "backslashreplace").decode(encoding), file=file)


def _text(problem: Problem) -> str:
    """One line, with unprintable characters escaped."""
    mark = "" if problem.severity == "error" else f"{problem.severity}: "
    return mark + printable(str(problem))


def printable(text: str) -> str:
    """The text with unprintable characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _github(problem: Problem) -> str:
    """A GitHub workflow command, escaped as GitHub's toolkit does it: inside a property the signs
    that would end it are escaped as well."""

    def escape(value: str) -> str:
        return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    where = escape(problem.file).replace(":", "%3A").replace(",", "%2C")
    message = f"{problem.message} ({problem.pointer or '/'}). {problem.remedy}"
    place = f"file={where},line={problem.line or 1},title={problem.code}"
    return f"::{problem.severity} {place}::{escape(message)}"


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar on stderr that advances with each call; silent when stderr is not a terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[at]}"),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=total, at="")
        yield lambda at: bar.update(task, advance=1, at=at)


def silence_hub_progress() -> None:
    """Switch the bars of `huggingface_hub` off when stderr is not a terminal."""
    if not err.is_terminal:
        from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

        disable_progress_bars()
