"""A small corpus with gold, and two of its documents opened by an annotator."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from support import sample_corpus
from support.editor import Desk, desk_of


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path)


@pytest.fixture
def talks(store: Store) -> Desk:
    """A pact under negotiation and a stance on it."""
    return desk_of(store, "veldria-talks")


@pytest.fixture
def boats(store: Store) -> Desk:
    """Two pacts, three statuses, one relation."""
    return desk_of(store, "mirr-boats")
