"""How the files of a corpus differ from `corpus.lock`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pactbank.corpus.files import printable, read_reported, sha256, unreadable
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem
from pactbank.model import rules
from pactbank.model.inputs import list_files


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is new, changed since it was locked, or missing; with its sha256 now."""

    word: Literal["new", "changed", "missing"]
    sha256: str | None


def changes(store: Store) -> dict[str, FileChange]:
    """Every file of the corpus whose bytes are not those that are locked, by its path relative
    to the corpus folder. Raises `InvalidData` with every file that cannot be read or listed."""
    locked = store.lock.hashes()
    problems: list[Problem] = []
    now = _hashes(store, problems)
    if problems:
        raise InvalidData(problems)
    found = {
        path: FileChange("changed" if path in locked else "new", digest)
        for path, digest in now.items()
        if digest != locked.get(path)
    }
    found |= {path: FileChange("missing", None) for path in locked if path not in now}
    return dict(sorted(found.items()))


def _hashes(store: Store, problems: list[Problem]) -> dict[str, str]:
    """The sha256 of each file of the corpus, by its path; what cannot be read is a problem."""
    found: dict[str, str] = {}
    try:
        files = list_files(store.corpus)
    except OSError as error:
        problems.append(unreadable(printable(error.filename or str(store.corpus)), error))
        return found
    for file in files:
        name = printable(str(file))
        path = file.relative_to(store.corpus).as_posix()
        if path == "corpus.lock":
            continue
        data, faults = read_reported(file, name)
        if not faults and printable(path) != path:
            faults = [rules.problem("PB605", name, "its name is not UTF-8, so it cannot be listed")]
        problems += faults
        if not faults:
            found[path] = sha256(data)
    return found
