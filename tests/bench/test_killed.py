"""Runs that were killed, in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from support import contest
from support.contest import DOCUMENTS, killing
from support.killed import places_after_kills

pytestmark = pytest.mark.acceptance  # starts processes

ROOT = Path(__file__).parents[2]
MAIN = "from pactbank.cli import main; main()"


def results(folder: Path) -> dict[str, bytes]:
    """What does not hold anything that was measured."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in ("run.json", ".transcript.jsonl", "report.html")
        and path.parent.name != "report-charts"
    }
    found["leaderboard.json"] = found["leaderboard.json"].partition(b'"measured"')[0]
    return found


def test_a_killed_run_goes_on_without_asking_the_finished_documents_again(tmp_path: Path) -> None:
    contest.make_contest(tmp_path / "root")
    system = killing(tmp_path / "mine", "talks-05")

    def bench(out: str) -> int:
        words = ["--root", "root", "bench", system, "--out", out]
        return subprocess.run(
            [sys.executable, "-c", MAIN, *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "loaders")},
            capture_output=True,
        ).returncode

    assert bench("killed") == -9
    asked = tmp_path / "mine/asked.txt"
    assert asked.read_text().split() == DOCUMENTS[:6]
    assert bench("killed") == 0
    assert asked.read_text().split() == [*DOCUMENTS[:6], *DOCUMENTS[5:]]
    assert bench("whole") == 0
    assert results(tmp_path / "killed") == results(tmp_path / "whole")


def test_killed_at_any_step_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contest.make_contest(tmp_path / "root")
    words = ("bench", "rules", "--split", "validation", "--out", "results")
    *places, whole = places_after_kills(tmp_path / "root", tmp_path / "places", *words, every=3)
    assert len(places) > 10
    expected = results(whole / "results")
    for place in places:
        monkeypatch.chdir(place)
        monkeypatch.setattr(sys, "argv", ["pactbank", *words])
        assert run() == 0
        assert results(place / "results") == expected
        shutil.rmtree(place)
