"""The console is made before any test sets COLUMNS: what is set when rich makes one stays."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

os.environ.pop("COLUMNS", None)

import pactbank.cli.console as console
from pactbank.corpus.store import Store
from pactbank.dataset import build
from support import reported
from support.editor import exported

__all__ = ["console"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An open build of the checkout."""
    folder = tmp_path_factory.mktemp("build") / "open"
    build(Store(ROOT), folder, "open")
    return folder


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a benchmark on the documents of split test."""
    store = Store(ROOT)
    system = reported.Erring("some", store, 0.5, ("entities",))
    return reported.make_results(store, [system], tmp_path_factory.mktemp("bench") / "results")


@pytest.fixture
def checkout(tmp_path: Path, opened: Path, results: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data and pages, with the files that the examples name."""
    for folder in ("corpus", "annotations", "schema", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in ("CONTRIBUTING.md", "DATASHEET.md", "LICENSE"):
        shutil.copy(ROOT / file, tmp_path / file)
    shutil.copy(ROOT / "tests/text/zones/dev/sevra-port-protocol.txt", tmp_path / "article.txt")
    (tmp_path / "articles").mkdir()
    shutil.copy(ROOT / "corpus/ph-jp-security-talks/v1.raw.txt", tmp_path / "articles/mine.txt")
    shutil.copytree(opened, tmp_path / "build/open")
    shutil.copytree(results, tmp_path / "results")
    draft = {
        "document": "ph-jp-security-talks",
        "layers": ["entities"],
        "refs": [{"id": "r1", "type": "PLACE", "name": "MANILA"}],
        "entities": [{"text": "MANILA", "type": "PLACE", "level": "NAM", "refs": ["r1"]}],
    }
    (tmp_path / "draft.json").write_text(json.dumps(draft))
    for name in ("predictions", "rules"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(draft))
    native = {"document": draft["document"], "entities": [{"text": "MANILA", "type": "GPE"}]}
    (tmp_path / "spacy.jsonl").write_text(json.dumps(native))
    labelled = exported(Store(tmp_path), "ph-jp-security-talks")
    (tmp_path / "export.json").write_text(json.dumps([labelled]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path
