"""`pactbank validate`: formats, exit codes, places to call it from."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.cli.console import print_problems
from pactbank.cli.shared import Format
from pactbank.corpus.examples import failing_examples, valid_corpus
from pactbank.errors import Problem

GOLD = "annotations/gold/hask-note.v1.json"
COMMAND = [sys.executable, "-c", "from pactbank.cli import main; main()"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the valid corpus with one fault and one orphan."""
    root = Path(shutil.copytree(valid_corpus(), tmp_path / "root"))
    shutil.copy(failing_examples()["PB302"], root / GOLD)
    return root


@dataclass
class Result:
    returncode: int
    stdout: str
    stderr: str


def call(folder: Path, *arguments: str, **environment: str) -> Result:
    """What the command gives in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["pactbank", *arguments])
        for name, value in environment.items():
            patch.setenv(name, value)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run()
    return Result(code, out.getvalue(), err.getvalue())


def call_afresh(folder: Path, *arguments: str, **environment: str) -> Result:
    """The same in a process of its own."""
    made = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={"PATH": "", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(made.returncode, made.stdout, made.stderr)


def test_text_is_a_line_a_problem_and_nothing_else(root: Path) -> None:
    result = call_afresh(root, "validate")
    assert result.returncode == 1
    assert result.stdout == (
        f"{GOLD}:9: PB302 /entities/0: text is 'HUSK', the offsets cover 'HASK'. "
        "Anchor the quote again (pactbank anchor).\n"
    )
    assert result.stderr == "1 errors, 0 warnings\n", "no progress where there is no terminal"


def test_json_is_one_document(root: Path) -> None:
    result = call(root, "validate", "--format", "json")
    assert result.returncode == 1
    [problem] = json.loads(result.stdout)
    assert problem == {
        "file": GOLD,
        "line": 9,
        "pointer": "/entities/0",
        "code": "PB302",
        "severity": "error",
        "message": "text is 'HUSK', the offsets cover 'HASK'",
        "remedy": "Anchor the quote again (pactbank anchor).",
    }


def test_github_annotations(root: Path) -> None:
    result = call(root, "validate", "--format", "github")
    assert result.stdout == (
        f"::error file={GOLD},line=9,title=PB302::text is 'HUSK', the offsets cover 'HASK' "
        "(/entities/0). Anchor the quote again (pactbank anchor).\n"
    )


def test_no_problem_is_an_empty_list_and_exit_code_0(root: Path) -> None:
    arguments = ("validate", "annotations/pass-a", "--format")
    assert call(root, *arguments, "json").stdout == "[]\n"
    for form in ("text", "github"):
        result = call(root, *arguments, form)
        assert (result.returncode, result.stdout) == (0, "")


def test_a_warning_is_told_and_passes(root: Path) -> None:
    shutil.copy(failing_examples()["PB505"], root / GOLD)
    result = call(root, "validate")
    assert result.returncode == 0
    assert result.stdout.startswith(f"warning: {GOLD}:27: PB505 /stances/0/quote: ")
    assert result.stderr == "0 errors, 1 warnings\n"
    assert call(root, "validate", "--format", "github").stdout.startswith("::warning file=")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["validate", GOLD], 1, GOLD),
        (["validate", "annotations"], 1, GOLD),
        (["validate", "predictions.jsonl"], 0, ""),
        (["validate", "predictions.jsonl", "corpus"], 0, ""),
        (["validate", "nothing"], 2, "nothing does not exist"),
        (["validate", GOLD, "nothing"], 2, "nothing does not exist"),
        (["validate", "annotations/GUIDELINES.md"], 2, "is not a file that PactBank knows"),
        (["validate", "--format", "xml"], 2, "'xml' is not one of"),
        (["--root", "corpus", "validate"], 2, "has no corpus/corpus.lock"),
    ],
)
def test_exit_codes(root: Path, arguments: list[str], code: int, message: str) -> None:
    result = call(root, *arguments)
    assert result.returncode == code
    assert message in " ".join((result.stdout + result.stderr).split())
    assert "Traceback" not in result.stderr


def test_from_outside_the_root(root: Path, tmp_path: Path) -> None:
    outside = call(tmp_path, "--root", "root", "validate")
    by_variable = call(tmp_path, "validate", PACTBANK_ROOT=str(root))
    inside = call(root / "corpus", "validate")
    assert outside.stdout == by_variable.stdout == inside.stdout
    assert outside.stdout.startswith(GOLD)
    shutil.copy(failing_examples()["PB319"], tmp_path / "mine.jsonl")
    result = call(tmp_path, "--root", "root", "validate", "mine.jsonl")
    assert result.stdout.startswith("mine.jsonl:1: PB319 /entities/0: ")


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_terminal_of_few_characters(root: Path, form: str) -> None:
    """Quotes and names that the output cannot show are escaped, not a traceback."""
    shutil.copy(failing_examples()["PB204"], root / "corpus/hask-note/v1.json")
    result = call_afresh(root, "validate", "--format", form, PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert r"\u201cI welcome it,\u201d" in result.stdout.replace("\\\\", "\\")
    assert "Traceback" not in result.stderr


ODD = Problem(
    file="a,b:c%\n.json",
    line=None,
    pointer="/x\ny",
    code="PB100",
    severity="error",
    message="100 % of\r\nit \x1b[31m\udcff",
    remedy="Mend it.",
)


def printed(form: Format) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print_problems([ODD], form, stream)
    stream.seek(0)
    return stream.read()


def test_github_escapes_what_would_end_a_command() -> None:
    assert printed("github") == (
        "::error file=a%2Cb%3Ac%25%0A.json,line=1,title=PB100::"
        "100 %25 of%0D%0Ait \\x1b[31m\\udcff (/x%0Ay). Mend it.\n"
    )


def test_text_escapes_what_is_no_character() -> None:
    assert printed("text") == (
        "a,b:c%\\n.json: PB100 /x\\ny: 100 % of\\r\\nit \\x1b[31m\\udcff. Mend it.\n"
    )


def test_json_keeps_every_character() -> None:
    [problem] = json.loads(printed("json"))
    assert problem == ODD.as_dict()


def test_the_readme_shows_what_is_printed() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert re.search(r"\.json:\d+: PB302 /entities/\d+: text is '\w+', the\s+offsets cover", readme)
