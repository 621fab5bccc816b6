"""A copy of the founding article, with the files that the examples of commands name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from docs.generate import datasheet, readme
from pactbank.corpus.resources import CACHE_VARIABLE
from pactbank.corpus.store import Store
from pactbank.dataset import build
from support import reported
from support.editor import exported
from support.founding import founding_corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's corpus with the founding article alone, and its pages."""
    root = founding_corpus(tmp_path_factory.mktemp("founding"))
    for folder in ("schema", "docs"):
        shutil.copytree(ROOT / folder, root / folder)
    for file in ("CONTRIBUTING.md", "LICENSE", "DATASHEET.md", "README.md"):
        shutil.copy(ROOT / file, root / file)
    (root / "README.md").write_text(readme(root), "utf-8")
    (root / "DATASHEET.md").write_text(datasheet(root), "utf-8")
    return root


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, founding: Path) -> Path:
    """An open build of the founding article."""
    folder = tmp_path_factory.mktemp("build") / "open"
    build(Store(founding), folder, "open")
    return folder


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory, founding: Path) -> Path:
    """Results of a benchmark on the documents of split test."""
    store = Store(founding)
    system = reported.Erring("some", store, 0.5, ("entities",))
    return reported.make_results(store, [system], tmp_path_factory.mktemp("bench") / "results")


@pytest.fixture
def checkout(
    tmp_path: Path,
    founding: Path,
    opened: Path,
    results: Path,
    fetched: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A copy of the founding article and the pages, with the files that the examples name."""
    (tmp_path / "cache/pactbank").mkdir(parents=True)
    (tmp_path / "cache/pactbank/texts").symlink_to(fetched / "texts")
    shutil.copytree(founding, tmp_path, dirs_exist_ok=True)
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
    judged = {"item": "sentence", "document": draft["document"], "version": 1, "start": 0, "end": 9}
    judged |= {"sentence": "", "before": "", "after": "", "lacks": []}
    (tmp_path / "judged.jsonl").write_text(json.dumps(judged))
    find = {"document": draft["document"], "layer": "stances", "kind": "bent"}
    (tmp_path / "finds.jsonl").write_text(json.dumps({**find, "outcome": "refused"}))
    labelled = exported(Store(tmp_path), "ph-jp-security-talks")
    (tmp_path / "export.json").write_text(json.dumps([labelled]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(CACHE_VARIABLE)
    return tmp_path
