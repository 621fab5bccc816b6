"""Printing: results on stdout, progress and errors on stderr. The only way out for words.

Texts, labels, paths and messages of other programs are foreign: none of them is markup, a picture
or a command to the terminal. Characters that nobody sees are shown as escapes (`visible`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from pactbank.errors import InvalidData, PactBankError, Problem, ServerFailed
from pactbank.text.unseen import is_unseen, visible

if TYPE_CHECKING:
    import msgspec
    from rich.progress import Progress, TaskID

    from pactbank.cli.shared import Format


class ForeignConsole(Console):
    """A console for foreign words. Where `line_by_line`, a string is one line: its line feeds are
    escaped, so that no text can pass for a line of ours."""

    def __init__(self, *, line_by_line: bool, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)
        self.line_by_line = line_by_line

    def render_str(self, text: str, **options: Any) -> Text:
        """A string as text, before `Text` drops control characters in silence."""
        return super().render_str(visible(text, lines=not self.line_by_line), **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Whatever is drawn, with unseen characters escaped; all that is printed passes here."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(visible(segment.text, lines=True), segment.style)


out = ForeignConsole(line_by_line=True, soft_wrap=True)
"""For lines of text: a path is never broken in two."""
screen = ForeignConsole(line_by_line=False)
"""For tables and pages, which fit themselves into the terminal."""
err = ForeignConsole(line_by_line=True, stderr=True, soft_wrap=True)


_WIDE = 1_000
"""Columns of a table that no terminal bounds."""


def print_whole(table: RenderableType) -> None:
    """A table whose long cells are cut to fit a terminal; elsewhere they are whole."""
    wide = screen if screen.is_terminal else ForeignConsole(line_by_line=False, width=_WIDE)
    wide.print(table)


def shown(words: str, style: str = "") -> Text:
    """Foreign words as a part of a table or page, with unseen characters escaped."""
    return Text(visible(words, lines=True), style=style)


def print_exactly(text: str) -> None:
    """A text for another program, character by character; on a terminal, which a character may
    command, it is shown like any other."""
    file = sys.stdout
    file.write(visible(text, lines=True) if file.isatty() else text)


def print_json(text: str, stream: TextIO | None = None) -> None:
    """A JSON document on stdout or another stream. Unseen characters, and those that the
    encoding lacks, are written as the escapes of JSON, so that the document says the same."""
    file = stream or sys.stdout
    encoding = file.encoding or "utf-8"
    file.write(_OTHER_THAN_ASCII.sub(lambda run: _json_escaped(run[0], encoding), text))
    file.write("\n")


_OTHER_THAN_ASCII = re.compile(r"[^ -~\n]+")


def _json_escaped(run: str, encoding: str) -> str:
    return "".join(
        json.dumps(character)[1:-1] if _needs_escape(character, encoding) else character
        for character in run
    )


def _needs_escape(character: str, encoding: str) -> bool:
    return is_unseen(character) or not character.encode(encoding, "ignore")


def print_record(record: msgspec.Struct) -> None:
    """One JSON object on stdout."""
    print_value(record)


def print_value(value: object) -> None:
    """One JSON value on stdout; records inside it become objects."""
    import msgspec

    print_json(msgspec.json.format(msgspec.json.encode(value), indent=1).decode("utf-8"))


def print_error(error: PactBankError) -> int:
    """Print an expected error and return the exit code: 1 for problems in the data or a server that
    fails, 2 for wrong use."""
    if isinstance(error, InvalidData):
        print_problems(error.problems, "text", stream=sys.stderr)
        return 1
    print_failure(str(error))
    return 1 if isinstance(error, ServerFailed) else 2


def print_failure(message: str) -> None:
    """Why the command ends without having done its work, in one line on stderr."""
    _line(f"pactbank: {message}", sys.stderr)


def print_misuse(text: str) -> None:
    """How a command is used, and what is wrong with a command line, on stderr."""
    for line in text.split("\n"):
        _line(line, sys.stderr)


def print_problems(problems: Sequence[Problem], form: Format, stream: TextIO | None = None) -> None:
    """Every problem of a run: as text, as one JSON list, or as GitHub annotations."""
    if form == "json":
        print_json(json.dumps([problem.as_dict() for problem in problems], indent=1), stream)
        return
    if form == "text":
        problems = _alike_together(problems)
    for problem in problems:
        _line(_github(problem) if form == "github" else _text(problem), stream or sys.stdout)


_FEW = 3
"""Problems that are alike are all shown if there are no more than these."""


def _alike_together(problems: Sequence[Problem]) -> list[Problem]:
    """Of many problems of a file that differ by where they are alone the first, with how many more
    there are: what has one cause in a file is one line to read."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        shape = re.sub(r"/[0-9]+(?=/|$)", "/*", problem.pointer)
        key = (problem.file, problem.code, problem.severity, shape, problem.message)
        alike.setdefault(key, []).append(problem)
    told: dict[Problem, Problem] = {}
    for (*_, shape, message), found in alike.items():
        if len(found) > _FEW:
            more = f"{message} (and {len(found) - 1} more like it{f' at {shape}' if shape else ''})"
            told[found[0]] = replace(found[0], message=more)
        else:
            told |= dict(zip(found, found, strict=True))
    return [told[problem] for problem in dict.fromkeys(problems) if problem in told]


def _line(words: str, file: TextIO) -> None:
    """One line on a stream; what the encoding of the stream lacks is escaped as well."""
    encoding = file.encoding or "utf-8"
    line = visible(words).encode(encoding, "backslashreplace").decode(encoding)
    file.write(f"{line}\n")


def _text(problem: Problem) -> str:
    mark = "" if problem.severity == "error" else f"{problem.severity}: "
    return mark + str(problem)


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
    with _bar(title, total) as (bar, task):
        yield lambda at: bar.update(task, advance=1, at=visible(at))


@contextmanager
def transfers(
    title: str, total: int
) -> Iterator[tuple[Callable[[str], None], Callable[[int, int | None], None]]]:
    """The same for things that are transferred: the second function is called with the bytes that
    have arrived of one, and with all that it has if that is known."""
    from rich.filesize import decimal

    with _bar(title, total) as (bar, task):
        name = ""

        def begin(at: str) -> None:
            nonlocal name
            name = visible(at)
            bar.update(task, advance=1, at=name)

        def watch(arrived: int, whole: int | None) -> None:
            of = f" of {decimal(whole)}" if whole else ""
            bar.update(task, at=f"{name}  {decimal(arrived)}{of}")

        yield begin, watch


@contextmanager
def _bar(title: str, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[at]}", markup=False),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        yield bar, bar.add_task(title, total=total, at="")


def silence_hub_progress() -> None:
    """Switch the bars of `huggingface_hub` off when stderr is not a terminal."""
    if not err.is_terminal:
        from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

        disable_progress_bars()
