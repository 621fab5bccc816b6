"""A document taken out of a corpus: out of the lock, the splits and the labels together.

All goes or nothing, whenever the process dies (`commits`). `remove` also finds what is left of a
document that the lock does not list, such as labels that a merge has brought back.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pactbank.corpus.files import sha256
from pactbank.corpus.holdings import check_id
from pactbank.corpus.records import files_in
from pactbank.corpus.store import Store
from pactbank.errors import UnknownName
from pactbank.model import codec
from pactbank.model.closed import SPLITS, Split
from pactbank.model.registers import NO_SPLITS, SplitLists, Splits


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a corpus has a document: files that the lock lists (relative to the corpus folder),
    splits, label files, and files in the document's folder, listed or not. `rulings` are the lines
    of RULINGS.md that name it; they are prose, which nobody but its writer can change."""

    document: str
    locked: tuple[str, ...]
    splits: tuple[Split, ...]
    labels: tuple[Path, ...]
    files: tuple[Path, ...]
    rulings: tuple[int, ...]


def traces(store: Store, document: str) -> Traces:
    """What there is of a document. Raises `UnknownName` where there is nothing, `WrongUse` for a
    name that is no id, and `InvalidData` for a register or a folder that cannot be read."""
    check_id(document)
    found = Traces(
        document=document,
        locked=tuple(path for path in store.lock.hashes() if path.startswith(f"{document}/")),
        splits=tuple(s for s in SPLITS if document in _splits(store).splits.of(s)),
        labels=tuple(
            path
            for path in _files(store.annotation_folder)
            if path.parent.parent == store.annotation_folder
            and path.name.split(".")[0] == document
            and path.suffix == ".json"
        ),
        files=tuple(_files(store.corpus / document)),
        rulings=tuple(_rulings(store, document)),
    )
    if not (found.locked or found.splits or found.labels or found.files):
        raise UnknownName("document", document, store.versions())
    return found


def remove(store: Store, document: str) -> Traces:
    """Take a document out; what is returned was there before. Raises like `traces`."""
    with store.held():
        found = traces(store, document)
        splits = store.corpus / "splits.json"
        data = splits_without(store, [found])
        hashes = store.lock.hashes()
        # Splits that somebody is editing are recorded by the command that checks them.
        recorded = data is not None and sha256(store.bytes_of(splits)) == hashes.get("splits.json")
        changed = {"splits.json": sha256(data)} if data is not None and recorded else {}
        store.take_out([document], found.labels, changed, found.locked, data)
    return found


def splits_without(store: Store, leaving: Collection[Traces]) -> bytes | None:
    """What splits.json will hold without documents; None where none of them is in it."""
    if not any(each.splits for each in leaving):
        return None
    gone = {each.document for each in leaving}
    splits = _splits(store)
    kept = {s: tuple(n for n in splits.splits.of(s) if n not in gone) for s in SPLITS}
    return codec.encode(msgspec.structs.replace(splits, splits=SplitLists(**kept)))


def _splits(store: Store) -> Splits:
    """The splits as they stand, recorded or not; empty ones where there is no splits.json."""
    if store.holds(store.corpus / "splits.json"):
        return store.unlocked().splits
    return NO_SPLITS


def _files(folder: Path) -> list[Path]:
    """Every file below a folder, hidden ones too; none where it is a link or is not there."""
    return [] if folder.is_symlink() else files_in(folder, hidden=True)


def _rulings(store: Store, document: str) -> list[int]:
    """The lines of RULINGS.md that name a document."""
    path = store.annotation_folder / "RULINGS.md"
    if not store.holds(path):
        return []
    name = re.compile(rf"(?<![\w-]){re.escape(document)}(?![\w-])")
    lines = store.bytes_of(path).decode("utf-8", "replace").splitlines()
    return [number for number, line in enumerate(lines, 1) if name.search(line)]
