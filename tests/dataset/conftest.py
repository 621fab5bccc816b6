from __future__ import annotations

from pathlib import Path

import datasets
import pytest

from pactbank.corpus.store import Store
from pactbank.dataset import build
from support import sample_corpus


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return sample_corpus.make_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Path:
    """A build with every text; not to be changed."""
    folder = tmp_path_factory.mktemp("builds") / "full"
    build(store, folder)
    return folder


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Path:
    """A build without the text of the offsets-only document; not to be changed."""
    folder = tmp_path_factory.mktemp("builds") / "open"
    build(store, folder, "open")
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own cache folder; this and the one of `datasets` are seen by no other test."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hf")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PACTBANK_CACHE")
    return tmp_path / "cache" / "pactbank"
