"""How the files of a corpus differ from `corpus.lock`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pactbank.corpus.files import read_reported, sha256
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is new, or changed since it was locked, with its sha256 now."""

    word: Literal["new", "changed"]
    sha256: str


def changes(store: Store) -> dict[str, FileChange]:
    """Every file of the corpus whose bytes are not those that are locked, by its path relative
    to the corpus folder. Raises `InvalidData` for a file that cannot be read."""
    locked = store.lock.hashes()
    found: dict[str, FileChange] = {}
    for file in sorted(store.corpus.rglob("*")):
        path = file.relative_to(store.corpus).as_posix()
        hidden = path.startswith(".") or "/." in path
        if file.is_dir() or hidden or path == "corpus.lock":
            continue
        data, problems = read_reported(file, str(file))
        if problems:
            raise InvalidData(problems)
        digest = sha256(data)
        if digest != locked.get(path):
            found[path] = FileChange("changed" if path in locked else "new", digest)
    return found
