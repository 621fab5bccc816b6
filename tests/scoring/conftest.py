from __future__ import annotations

from pathlib import Path

import pytest

import sample_corpus
from pactbank.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "root")
