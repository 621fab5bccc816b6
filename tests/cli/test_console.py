"""Foreign words on their way out: no markup, no pictures, no commands to a terminal."""

from __future__ import annotations

import ast
import io
import json
import shlex
import sys
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

import pactbank
from pactbank.cli import console, streams
from pactbank.cli.app import run
from pactbank.cli.console import ForeignConsole, print_exactly, print_json, shown
from pactbank.corpus.store import Store
from pactbank.errors import Problem, WrongUse
from pactbank.model import rules
from pactbank.text.unseen import is_unseen
from support import sample_corpus

Mp = pytest.MonkeyPatch
Cap = pytest.CaptureFixture[str]

HOSTILE = "[/b][red]x :smile: \x1b[31m\u202e\u200b\x9b2J\x07\rq"
ESCAPED = r"[/b][red]x :smile: \x1b[31m\u202e\u200b\x9b2J\x07\rq"


def unseen(text: str) -> set[str]:
    return {character for character in text if is_unseen(character) and character != "\n"}


def printed(*parts: object, terminal: bool = False, line_by_line: bool = False) -> str:
    file = io.StringIO()
    made = ForeignConsole(
        line_by_line=line_by_line, file=file, width=200, force_terminal=terminal, color_system=None
    )
    made.print(*parts)
    return file.getvalue()


def everything(words: str) -> Group:
    """Foreign words in every place that a table or page has for them."""
    table = Table(words, title=words, caption=words)
    table.add_row(words)
    table.add_row(shown(words))
    table.add_row(Text(words))
    return Group(table, Panel(words, title=shown(words)), words, shown(words, "bold"))


def test_foreign_words_are_shown_as_they_are() -> None:
    page = printed(everything(HOSTILE))
    assert page.count(ESCAPED) >= 7
    assert unseen(page) == set()
    assert printed(HOSTILE) == ESCAPED + "\n"


@given(st.text(st.characters(codec="utf-8")))
def test_no_unseen_character_gets_out(words: str) -> None:
    assert unseen(printed(everything(words))) == set()
    assert printed(words, line_by_line=True).count("\n") == 1


def test_a_line_of_ours_cannot_be_forged() -> None:
    assert printed("new\nok  corpus.lock", line_by_line=True) == "new\\nok  corpus.lock\n"


def test_the_only_escapes_on_a_terminal_are_those_of_style() -> None:
    file = io.StringIO()
    made = ForeignConsole(line_by_line=False, file=file, force_terminal=True, color_system="256")
    made.print(shown(HOSTILE, "red"))
    assert file.getvalue().startswith("\x1b[31m[/b][red]")
    assert file.getvalue().count("\x1b") == 2


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["ascii", "latin-1", "utf-8"]))
def test_json_says_the_same_in_every_encoding(words: str, encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    print_json(json.dumps({words: [words]}, ensure_ascii=False, indent=1), stream)
    stream.seek(0)
    text = stream.read()
    assert json.loads(text) == {words: [words]}
    assert unseen(text) == set()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "expected"), [(Terminal, ESCAPED), (io.StringIO, HOSTILE)])
def test_what_another_program_reads_is_exact(
    monkeypatch: Mp, stream: type[io.StringIO], expected: str
) -> None:
    made = stream()
    monkeypatch.setattr(sys, "stdout", made)
    print_exactly(HOSTILE)
    assert made.getvalue() == expected


def test_messages_are_one_line(capsys: Cap) -> None:
    assert console.print_error(WrongUse(f"no {HOSTILE}\nat all")) == 2
    assert capsys.readouterr().err == f"pactbank: no {ESCAPED}\\nat all\n"


def call(monkeypatch: Mp, line: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
    return run()


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: Mp) -> Path:
    """A corpus, in a folder with a hostile name, with a document whose text is hostile too."""
    root = tmp_path / "q[" / "b]\x1b[31m\u202e"
    root.mkdir(parents=True)
    sample_corpus.make_corpus(root)
    paragraph = f"Hask has signed the accord {HOSTILE} with Mirr, its premier said on Tuesday."
    (root / "raw.txt").write_text(f"{paragraph}\n\n{paragraph}\n", "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def test_every_command_shows_foreign_words_with_escapes(
    hostile: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    assert call(monkeypatch, "ingest raw.txt --id hask-talks") == 0
    text = Store(hostile).text(Store(hostile).document("hask-talks"))
    assert "\x1b" in text
    words = HOSTILE.partition("\r")[0]
    label = {"text": words, "type": "[/b]\x1b", "start": 27, "end": 27 + len(words)}
    rows = {"document": "hask-talks", "entities": [label, {**label, "type": "STATE"}]}
    Path("gold.jsonl").write_text(json.dumps(rows) + "\n")
    Path("[b]\x1b.jsonl").write_text(json.dumps({**rows, "entities": [label]}) + "\n")
    Path("corpus/[").mkdir()
    Path("corpus/[/b]\x1b[31m").write_text("a file that nobody listed")
    Path("draft.json").write_text(
        json.dumps({"document": "hask-talks", "layers": ["entities"], "entities": [label]})
    )
    sides = "'[b]\x1b.jsonl' --gold gold.jsonl --texts ."
    for line in (
        "show hask-talks",
        "show 'no\x1b[31m'",
        "lock",
        "validate",
        "validate --format github",
        "anchor draft.json --as gold",
        f"score {sides} --errors --limit 0 --html errors.html",
        f"score {sides} --json --errors",
        f"compare {sides} gold.jsonl",
        "studio push --out tasks.json --documents 'x\x1b'",
        "'\x1b[31m'",
        "ingest raw.txt --id 'x\x1b'",
        "prompt hask-talks --layers 'x\x1b'",
    ):
        call(monkeypatch, line)
        result = capsys.readouterr()
        assert unseen(result.out + result.err) == set(), line
        assert result.out + result.err, line
    page = Path("errors.html").read_text("utf-8")
    assert unseen(page) == set()
    assert r"[/b][red]x :smile: \x1b[31m\u202e" in page


def test_ingest_warns_of_unseen_characters(hostile: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "ingest raw.txt --id hask-talks") == 0
    shown_text = capsys.readouterr().out
    assert "warning: corpus/hask-talks/v1.json:" in shown_text
    assert "PB219 /text: unseen characters" in shown_text
    assert "2 × U+202E RIGHT-TO-LEFT OVERRIDE, first at " in shown_text
    assert call(monkeypatch, "validate corpus/hask-talks") == 0
    assert "PB219" in capsys.readouterr().out


PACKAGE = Path(pactbank.__file__).parent
OUTLETS = {"cli/console.py", "cli/streams.py", "cli/__init__.py"}
"""The modules through which words leave the program."""


def leaks(tree: ast.AST) -> set[str]:
    """Where a module prints past the console, or lets a library read markup in foreign words."""
    found = set()
    for node in ast.walk(tree):
        line = f"line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in (
                "print",
                "pprint",
                "Text",
                "Console",
                "Panel.fit",
                "rich.print",
                "error.show",
            ):
                found.add(f"{line}: {called}()")
            if called.rpartition(".")[2] in ("echo", "secho", "from_markup", "from_ansi"):
                found.add(f"{line}: {called}()")
            if called == "Panel" and not _titled_safely(node):
                found.add(f"{line}: a title that Panel reads as markup")
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in (
            "sys.stdout",
            "sys.stderr",
            "sys.__stdout__",
            "sys.__stderr__",
        ):
            found.add(f"{line}: {ast.unparse(node)}")
    return found


def _titled_safely(call: ast.Call) -> bool:
    titles = [word.value for word in call.keywords if word.arg in ("title", "subtitle")]
    return all(isinstance(of, ast.Call) and ast.unparse(of.func) == "shown" for of in titles)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_the_console_is_the_only_way_out(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() not in OUTLETS:
        assert leaks(ast.parse(path.read_text("utf-8"))) == set()


@pytest.mark.parametrize(
    "code",
    [
        "print(x)",
        "sys.stderr.write(x)",
        "typer.echo(x)",
        "Text(x)",
        "Text.from_markup(x)",
        "Panel(x, title=x)",
        "Console().print(x)",
        "error.show()",
    ],
)
def test_the_lint_finds(code: str) -> None:
    assert leaks(ast.parse(code))


def test_a_stream_that_fails_takes_the_rest_in_silence() -> None:
    with open("/dev/full", "wb") as full:
        outlet = streams.Outlet(full, encoding="ascii", errors="backslashreplace")
        outlet.write("“words”" * 10000)
        outlet.flush()
        assert outlet.fault is not None
        assert outlet.write("more") == 4
        outlet.flush()


def alike(count: int) -> list[Problem]:
    """Problems of one file that differ by their place alone."""
    return [
        rules.problem(
            "PB103", "a.jsonl", "no field 'sure'", line=at + 1, pointer=f"/entities/{at}/sure"
        )
        for at in range(count)
    ]


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (3, 3), (4, 1), (300, 1)])
def test_many_problems_that_are_alike_are_one_line_of_text(
    count: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    other = rules.problem("PB103", "a.jsonl", "no field 'x'", line=2, pointer="/stances/0/x")
    console.print_problems([*alike(count), other], "text")
    told = capsys.readouterr().out.splitlines()
    assert len(told) == lines + 1
    assert told[-1].startswith("a.jsonl:2: PB103 /stances/0/x: no field 'x'.")
    if count > 3:
        more = f"(and {count - 1} more like it at /entities/*/sure)"
        assert told[0].startswith(f"a.jsonl:1: PB103 /entities/0/sure: no field 'sure' {more}.")
    forms: tuple[Literal["json", "github"], ...] = ("json", "github")
    for form in forms:
        console.print_problems([*alike(count), other], form)
        assert capsys.readouterr().out.count("PB103") == count + 1
