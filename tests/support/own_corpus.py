"""A command line in a corpus of one's own, in this process."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.resources import ROOT_VARIABLE
from pactbank.corpus.store import Store
from pactbank.model.annotation import Annotator

Call = Callable[[str], tuple[int, str, str]]
"""Runs what follows `pactbank`: exit code, output, errors."""


def begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """A call in a new corpus, which becomes the working folder."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    begin(folder / "own", about_itself(folder, name="x"))
    monkeypatch.chdir(folder / "own")

    def called(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", shlex.split(f"pactbank {line}"))
        code = run()
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def add_text(folder: Path, name: str, text: str) -> None:
    """A text, and `ana`, who may label it, in the corpus that was begun in a folder."""
    store = Store(folder / "own")
    about = Particulars(id=name, license="CC0-1.0", redistribution="full-text")
    ingest(store, text.encode(), about, "x")
    store.register(Annotator(id="ana", kind="human", description="A reader."))
