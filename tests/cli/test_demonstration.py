"""`pactbank demo` on the corpus of the project, without any text that is not in it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.resources import CACHE_VARIABLE

ROOT = Path(__file__).parents[2]


@pytest.mark.acceptance
def test_it_ends_with_both_baselines_and_the_path_of_their_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(sys, "argv", ["pactbank", "--root", str(ROOT), "demo"])
    assert run() == 0
    shown = capsys.readouterr().out
    compared = shown[shown.index("the baselines on validation") :]
    figures = r"[12][.=] \d+\.\d \d+\.\d–\d+\.\d"
    for system in ("rules", "spacy:trained"):
        assert re.search(rf"^{system} +{figures} +{figures} +{figures}", compared, re.MULTILINE)
    last = compared.splitlines()[-1]
    [page] = re.findall(r"^report: (\S+): ", last)
    assert Path(page).is_relative_to(tmp_path / "cache")
    assert Path(page).read_text("utf-8").startswith("<!DOCTYPE html>")
