"""docs/BENCH.md: its programs and commands run as they are printed, and leave what it says."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from support import real_texts

pytestmark = pytest.mark.acceptance  # starts programs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/BENCH.md").read_text("utf-8")
BLOCKS = re.findall(r"```\w+\n(.*?)```", PAGE, re.DOTALL)
PROGRAMS = {name: code for code in BLOCKS for name in re.findall(r"\A# (mine\.\w+)\n", code)}
LINES = [
    line.partition(" #")[0]
    for code in BLOCKS
    for line in code.splitlines()
    if line.startswith("pactbank ")
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, code in PROGRAMS.items():
        (tmp_path / name).write_text(code, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACTBANK_ROOT", str(ROOT))
    return tmp_path


def test_the_programs_have_at_most_ten_lines() -> None:
    assert set(PROGRAMS) == {"mine.sh", "mine.py"}
    assert all(code.count("\n") <= 10 for code in PROGRAMS.values())


def test_the_commands_run_and_the_folder_is_the_one_that_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(LINES) == 10
    for line in LINES:
        if "train" in line:  # takes minutes
            continue
        if "--hub" in line and not real_texts.FOLDER.exists():  # of a part of a split
            continue
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        assert run() == 0, line
    [tree] = [code for code in BLOCKS if code.startswith("compared/\n")]
    shown, at = set(), ""
    for line in tree.splitlines()[1:]:
        if line.endswith("/"):
            at = line.strip()
        else:
            shown.add(f"{at}{line.strip()}" if line.startswith("    ") else line.strip())
    compared = folder / "compared"
    assert shown == {
        path.relative_to(compared).as_posix()
        for path in compared.rglob("*")
        if path.is_file() and path.parent.name != "report-charts"
    }
    board = json.loads((compared / "leaderboard.json").read_text("utf-8"))
    assert list(board)[-1] == "measured"
    figures = {one["system"]: one["figures"] for one in board["tasks"]["entities"]["standings"]}
    assert figures["command:sh mine.sh"]["f1"] > 0
    # Words are sought in the text alone, left to right, so that both programs say the same.
    assert figures["command:sh mine.sh"] == figures["command:python3 mine.py"]
    assert not any(system.get("failed") for system in board["systems"])
