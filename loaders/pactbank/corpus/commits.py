"""Changes of two files at once: splits.json and the lock that has its hash.

No two files can be renamed at once. So what both will hold is first written to one hidden file,
by one rename: from then on the change is made, and whoever opens the corpus next finishes it.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from pactbank.corpus.files import read_file, write_atomically
from pactbank.errors import WrongUse

_FILE = ".commit"


class Commit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What both files will hold."""

    splits: str
    lock: str


def commit(corpus: Path, splits: bytes, lock: bytes) -> None:
    """Write both files of a corpus folder, or neither. The caller keeps other processes out."""
    change = Commit(splits=splits.decode("utf-8"), lock=lock.decode("utf-8"))
    write_atomically(corpus / _FILE, msgspec.json.encode(change))
    _apply(corpus)


def finish(corpus: Path) -> None:
    """Finish what a process that died had begun. Raises `WrongUse` for a file that no process of
    this package wrote."""
    if not os.path.lexists(corpus / _FILE):
        return
    from filelock import FileLock

    with FileLock(corpus / ".lock"):
        # It may have been a living process, which has come to its end meanwhile.
        if os.path.lexists(corpus / _FILE):
            _apply(corpus)


def _apply(corpus: Path) -> None:
    path = corpus / _FILE
    try:
        change = msgspec.json.decode(read_file(path), type=Commit)
    except msgspec.DecodeError:
        raise WrongUse(f"{path} was not written by pactbank; delete it") from None
    write_atomically(corpus / "splits.json", change.splits.encode("utf-8"))
    write_atomically(corpus / "corpus.lock", change.lock.encode("utf-8"))
    path.unlink()
