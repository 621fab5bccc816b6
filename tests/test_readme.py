from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from docs.generate import commands
from pactbank.cli.app import run
from pactbank.scoring.explanations import explanations
from support.pointers import pointers

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str, page: str = README) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    [example] = block("python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert list(names["rows"]) == list(names["same"]["train"])  # type: ignore[index, call-overload]


def test_the_system_that_the_scoring_page_shows_is_scored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs/SCORING.md").read_text("utf-8")
    [system] = [example for example in block("python", page) if "predictions.jsonl" in example][1:]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACTBANK_ROOT", str(ROOT))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    exec(compile(system, "SCORING.md", "exec"), {})
    line = "pactbank score predictions.jsonl --split test --json"
    monkeypatch.setattr(sys, "argv", line.split())
    assert run() == 0
    exact = json.loads(capsys.readouterr().out)["metrics"]["exact"]
    assert 0 < exact["tp"] <= exact["predicted"]


def test_it_points_only_to_what_a_checkout_has() -> None:
    assert {path for path in pointers(README) if not (ROOT / path).exists()} == set()


def test_every_command_it_names_exists() -> None:
    lines = [line for part in block("sh") for line in part.splitlines()]
    named = {" ".join(line.split()[:2]) for line in lines if line.startswith("pactbank ")}
    assert named
    known = set(commands()) | {name.rpartition(" ")[0] for name in commands()}
    assert named <= known
    targets = set(re.findall(r"^make (\w+)", "\n".join(lines), re.MULTILINE))
    assert targets == {"demo", "test"}
    rules = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets <= set(rules)


def test_the_fault_it_shows_is_what_one_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [shown] = block("text")
    for folder in ("corpus", "annotations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / shown.partition(":")[0]
    [wrong, right] = re.findall(r"'([^']+)'", shown)
    number = int(shown.split(":")[1])
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines[number - 1] = lines[number - 1].replace(f'"{right}"', f'"{wrong}"')
    file.write_text("".join(lines), "utf-8")
    monkeypatch.setattr(sys, "argv", ["pactbank", "--root", str(tmp_path), "validate"])
    assert run() == 1
    told = capsys.readouterr().out.splitlines()
    assert [" ".join(shown.split())] == [line for line in told if not line.startswith("warning:")]


def test_the_scoring_page_defines_every_metric_once() -> None:
    page = (ROOT / "docs/SCORING.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[a-z_0-9`, ]+) \| [^|]+ \|$", page, re.MULTILINE)
    defined = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    names = {each.name for each in explanations().values() if each.task != "zones"}
    assert names <= set(defined)
    assert {"line", "character"} <= set(re.findall(r"`(\w+)`", page.split("## Zones")[1]))
