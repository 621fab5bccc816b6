"""Changes of several files at once: splits.json or new documents, and the lock that has their
hashes.

No two files can be renamed at once. So new documents are first written to a hidden folder, and
what the registers will hold to a hidden file, by one rename: from then on the change is made, and
whoever opens the corpus next finishes it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from pactbank.corpus.files import read_file, sync_folder, write_atomically
from pactbank.errors import WrongUse

_FILE = ".commit"
_INCOMING = ".incoming"


class RegisterChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the lock will hold, and splits.json if it changes."""

    lock: str
    splits: str | None = None


def incoming(corpus: Path) -> Path:
    """The empty folder for files of documents that the next commit adds. The caller of this and of
    `commit` keeps other processes out."""
    folder = corpus / _INCOMING
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def commit(corpus: Path, lock: bytes, splits: bytes | None = None) -> None:
    """Write the lock, splits.json if it is given, and every incoming file: all or nothing."""
    change = RegisterChange(
        lock=lock.decode("utf-8"), splits=None if splits is None else splits.decode("utf-8")
    )
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
        change = msgspec.json.decode(read_file(path), type=RegisterChange)
    except msgspec.DecodeError:
        raise WrongUse(f"{path} was not written by pactbank; delete it") from None
    _move(corpus / _INCOMING, corpus)
    if change.splits is not None:
        write_atomically(corpus / "splits.json", change.splits.encode("utf-8"))
    write_atomically(corpus / "corpus.lock", change.lock.encode("utf-8"))
    path.unlink()


def _move(source: Path, corpus: Path) -> None:
    """Move the folder of each document, file by file, into the corpus. Raises `WrongUse` for a
    link in the place of a document's folder."""
    for folder in sorted(source.iterdir()) if source.is_dir() else ():
        target = corpus / folder.name
        if target.is_symlink():
            raise WrongUse(f"{target} is a link; remove it")
        target.mkdir(exist_ok=True)
        for file in sorted(folder.iterdir()):
            file.rename(target / file.name)
        sync_folder(target)
    shutil.rmtree(source, ignore_errors=True)
