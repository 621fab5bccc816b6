"""A corpus to a folder of Parquet files that `load_dataset` reads: the whole folder or nothing."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import get_args

from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.store import Store
from pactbank.dataset import manifest as manifests
from pactbank.dataset.counts import Counts
from pactbank.dataset.gather import TextMode, entries
from pactbank.dataset.rows import Part, Row, part
from pactbank.errors import DataNotFound, WrongUse
from pactbank.model import codec
from pactbank.model.closed import Split
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.packaged import packaged_root
from pactbank.model.registers import BuiltDocument, BuiltFile, Manifest
from pactbank.version import __version__

CARD, LICENSE, CROISSANT = "README.md", "LICENSE", "croissant.json"
_PATTERNS = ("[", "*", "?", "::")
"""What `load_dataset` takes for a pattern or a chain in a path; with `*` or `?` it reads the
rows of neighbouring folders."""

Progress = Callable[[str], None]


def build(
    store: Store, out: Path, text: TextMode = "full", progress: Progress | None = None
) -> Manifest:
    """Write the dataset to `out`, where an earlier build is replaced; the same corpus gives the
    same bytes.

    The folder is made beside `out` and takes its name when it is complete. `progress` is called
    with each document's id before it is written. Raises `WrongUse` for a folder that cannot be
    used, `WithheldText` where a text is needed that this copy does not carry, and `InvalidData`
    for gold that does not fit its text.
    """
    if text not in get_args(TextMode):
        raise WrongUse(f"no text mode {text!r}; there is: full, open")
    with replacing(out) as folder:
        parts = (part(entry) for entry in entries(store, text))
        return write(folder, parts, text, licence(store.root), progress)


@contextlib.contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new folder beside `out` that takes its place, and that of an earlier build there, when
    the block ends without an error. Raises `WrongUse` for a folder that cannot be used."""
    out = out.resolve()
    check_place(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
    try:
        folder.chmod(0o755)
        yield folder
        _swap(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_place(out: Path) -> None:
    """Raises `WrongUse` unless a build can be read from `out` and nothing else is lost by
    writing it there."""
    if found := [mark for mark in _PATTERNS if mark in str(out)]:
        raise WrongUse(
            f"{out} has {' and '.join(map(repr, found))} in it, which datasets.load_dataset does "
            "not take for a path; name another folder"
        )
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / manifests.FILE).is_file():
        raise WrongUse(f"{out} exists and is no PactBank build; name another folder")
    listed = {file.path for file in manifests.read(out).files} | {manifests.FILE}
    if others := sorted(manifests.present(out, hidden=True) - listed):
        raise WrongUse(
            f"{out} holds files that are no part of the build there ({', '.join(others[:3])}) and "
            "would be lost; name another folder"
        )


def write(
    folder: Path,
    parts: Iterable[Part],
    text: TextMode,
    licence: bytes,
    progress: Progress | None = None,
) -> Manifest:
    """Every file of a build of these documents, the manifest last. Raises `DataNotFound` where
    there is no document."""
    from pactbank.dataset import card, croissant
    from pactbank.dataset.shards import Shards

    shards, counts = Shards(folder), Counts()
    documents: list[BuiltDocument] = []
    for one in parts:
        if progress is not None:
            progress(one.document["document"])
        shards.add(one)
        counts.add(one)
        documents.append(_built(one.split, one.document))
    if not documents:
        raise DataNotFound("no document is in a split: there is nothing to build")
    written, tables = shards.close()
    files = [
        *(shard.listed() for shard in (*written, *tables.values())),
        _put(folder / CARD, card.render(counts, written, text).encode("utf-8")),
        _put(folder / CROISSANT, croissant.render(counts, written, tables)),
        _put(folder / LICENSE, licence),
    ]
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name="pactbank",
        package_version=__version__,
        text=text,
        digest=manifests.digest(documents, files),
        documents=tuple(documents),
        files=tuple(files),
    )
    write_atomically(folder / manifests.FILE, codec.encode(manifest))
    return manifest


def _built(split: Split, row: Row) -> BuiltDocument:
    return BuiltDocument(
        id=row["document"],
        version=row["version"],
        split=split,
        text_sha256=row["text_sha256"],
        text_available=row["text_available"],
    )


def _put(path: Path, data: bytes) -> BuiltFile:
    write_atomically(path, data)
    return BuiltFile(
        path=path.name, sha256=sha256(data), bytes=len(data), config=None, split=None, rows=None
    )


def licence(root: Path) -> bytes:
    """LICENSE of the corpus, or else of the package: beside its data, or as it was installed."""
    for folder in (root, packaged_root()):
        if (folder / LICENSE).is_file():
            return (folder / LICENSE).read_bytes()
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        installed = importlib.metadata.distribution("pactbank").read_text(f"licenses/{LICENSE}")
        if installed is not None:
            return installed.encode("utf-8")
    raise DataNotFound(f"no {LICENSE} in {root}, and none came with the package")


def _swap(folder: Path, out: Path) -> None:
    """Give the finished build its name; an earlier one goes only when the new one stands."""
    old = folder.with_suffix(".old")
    if out.exists():
        out.rename(old)
    try:
        folder.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
    handle = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
