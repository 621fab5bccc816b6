"""Changes of several files at once: splits.json, files of documents with their labels or documents
that go with their labels, and the lock that has their hashes.

No two files can be renamed at once. So files of documents are first written to a hidden folder,
and what the registers and the labels will hold to a hidden file, by one rename: from then on the
change is made, and whoever opens the corpus next finishes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from pathlib import Path

import msgspec

from pactbank.corpus.files import check_inside, sync_folder, write_atomically
from pactbank.errors import WrongUse
from pactbank.model.inputs import list_files, read_file

_FILE = ".commit"
_INCOMING = ".incoming"
_BROUGHT = ".brought"


class RegisterChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the lock will hold, and splits.json if it changes; the incoming files that are part of
    the change, by their paths below the corpus; the contents of files below annotations/; and what
    goes: documents with their folders, and files below annotations/."""

    lock: str
    splits: str | None = None
    files: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    documents_gone: tuple[str, ...] = ()
    labels_gone: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        folders = (f"{document}/v1.json" for document in self.documents_gone)
        for path in (*self.files, *self.labels, *self.labels_gone, *folders):
            parts = path.split("/")
            if len(parts) != 2 or "\0" in path or any(part[:1] in ("", ".") for part in parts):
                raise ValueError(f"{path!r} is no file of a document or an annotator")


def incoming(corpus: Path) -> Path:
    """The empty folder for files of documents that the next commit adds or replaces. The caller of
    this and of `commit` keeps other processes out."""
    folder = corpus / _INCOMING
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def commit(
    corpus: Path,
    lock: bytes,
    splits: bytes | None = None,
    files: Collection[str] = (),
    labels: Mapping[str, bytes] | None = None,
    documents_gone: Collection[str] = (),
    labels_gone: Collection[str] = (),
) -> None:
    """Write the lock, splits.json if it is given, the incoming files that are named, by their paths
    below the corpus, and labels by their paths below annotations/, and delete the folders of
    documents and labels by their paths: all or nothing."""
    change = RegisterChange(
        lock=lock.decode("utf-8"),
        splits=None if splits is None else splits.decode("utf-8"),
        files=tuple(files),
        labels={path: data.decode("utf-8") for path, data in (labels or {}).items()},
        documents_gone=tuple(documents_gone),
        labels_gone=tuple(labels_gone),
    )
    write_atomically(corpus / _FILE, msgspec.json.encode(change))
    _apply(corpus)


def finish(corpus: Path) -> None:
    """Finish what a process that died had begun. Raises `WrongUse` for a file that no process of
    this package wrote."""
    if not any(os.path.lexists(corpus / name) for name in (_FILE, _BROUGHT)):
        return
    from filelock import FileLock

    with FileLock(corpus / ".lock"):
        # It may have been a living process, which has come to its end meanwhile.
        if os.path.lexists(corpus / _FILE):
            _apply(corpus)
        settle(corpus)


def brought(corpus: Path) -> Path:
    """The folder with the files that a new corpus brings, by their paths below its root."""
    return corpus / _BROUGHT


def settle(corpus: Path) -> list[Path]:
    """Move what a new corpus has brought to its place; gives the files that were there before and
    are kept."""
    folder, kept = corpus / _BROUGHT, []
    if not os.path.lexists(folder):
        return []
    for file in list_files(folder, hidden=True):
        target = corpus.parent / file.relative_to(folder)
        if os.path.lexists(target):
            kept.append(target)
            continue
        check_inside(target, corpus.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.rename(target)
        except FileNotFoundError:  # another process moves them too
            continue
        sync_folder(target.parent)
    shutil.rmtree(folder, ignore_errors=True)
    return kept


def _apply(corpus: Path) -> None:
    path = corpus / _FILE
    try:
        change = msgspec.json.decode(read_file(path), type=RegisterChange)
    except msgspec.DecodeError:
        raise WrongUse(f"{path} was not written by pactbank; delete it") from None
    for folder, files in groupby(sorted(change.files), key=lambda file: file.partition("/")[0]):
        _move(corpus / _INCOMING, corpus / folder, files)
    for file, content in change.labels.items():
        target = corpus.parent / "annotations" / file
        check_inside(target, corpus.parent)
        write_atomically(target, content.encode("utf-8"))
    _delete(corpus, change)
    if change.splits is not None:
        write_atomically(corpus / "splits.json", change.splits.encode("utf-8"))
    write_atomically(corpus / "corpus.lock", change.lock.encode("utf-8"))
    path.unlink()
    shutil.rmtree(corpus / _INCOMING, ignore_errors=True)


def _delete(corpus: Path, change: RegisterChange) -> None:
    """Delete what goes, but for what a process that died has deleted; links are not followed."""
    for file in change.labels_gone:
        target = corpus.parent / "annotations" / file
        check_inside(target, corpus.parent)
        target.unlink(missing_ok=True)
        sync_folder(target.parent)
    for document in change.documents_gone:
        folder = corpus / document
        if folder.is_symlink():
            folder.unlink()
        elif os.path.lexists(folder):
            shutil.rmtree(folder)
        sync_folder(corpus)


def _move(incoming: Path, folder: Path, files: Iterable[str]) -> None:
    """Move the files of one document, but for those that a process that died has moved. Raises
    `InvalidData` for a link that leads out of the root."""
    folder.mkdir(exist_ok=True)
    for file in files:
        check_inside(folder.parent / file, folder.parents[1])
        if os.path.lexists(incoming / file):
            (incoming / file).rename(folder.parent / file)
    sync_folder(folder)
