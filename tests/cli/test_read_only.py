"""Without a corpus of one's own, what writes says how to begin one and changes nothing."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from docs.generate import commands
from pactbank.cli.app import run
from pactbank.corpus.resources import ROOT_VARIABLE
from support.writing_commands import FILES, READING, WRITING

ROOT = Path(__file__).parents[2]


def state() -> dict[Path, int]:
    """When each file of the checkout's data was changed."""
    folders = (ROOT / "corpus", ROOT / "annotations")
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}


def test_every_command_is_known_to_write_or_not() -> None:
    assert set(commands()) == WRITING.keys() | READING
    assert not WRITING.keys() & READING


@pytest.mark.parametrize("line", WRITING.values())
def test_what_writes_needs_a_corpus_of_ones_own(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    before = state()
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    assert run() == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "read-only: begin one of your own with pactbank init" in shown.err
    assert state() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
