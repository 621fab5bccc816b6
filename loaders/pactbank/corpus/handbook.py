"""The annotator's handbook of a corpus, whose hash every label file records."""

from __future__ import annotations

from pathlib import Path

from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.model.inputs import is_there, read_file, reading


def handbook_path(store: Store) -> Path:
    return store.annotation_folder / "GUIDELINES.md"


def handbook(store: Store) -> bytes:
    """The bytes of the handbook. Raises `WrongUse` where there is none, with where to get it, or
    where it cannot be read."""
    path = handbook_path(store)
    with reading(path):
        if not is_there(path):
            raise WrongUse(
                f"{path}: no such file. Labels record the hash of the handbook that they follow: "
                "restore yours, or take the one that pactbank init writes into a new folder"
            )
        return read_file(path)
