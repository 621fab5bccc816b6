from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "root")
