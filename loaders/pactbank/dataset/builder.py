"""A corpus to a folder of Parquet files that `load_dataset` reads: the whole folder or nothing."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from pactbank import codec
from pactbank.dataset import manifest as manifests
from pactbank.dataset.counts import Counts
from pactbank.dataset.gather import Entry, TextMode, entries
from pactbank.dataset.rows import rows
from pactbank.errors import DataNotFound, WrongUse
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.registers import BuiltDocument, BuiltFile, Manifest
from pactbank.resources import own_root
from pactbank.store import Store, sha256, write_atomically
from pactbank.version import __version__

CARD, LICENSE = "README.md", "LICENSE"
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
    out = out.resolve()
    check_place(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
    try:
        folder.chmod(0o755)
        manifest = _write(store, folder, text, progress or (lambda _: None))
        _swap(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


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


def _write(store: Store, folder: Path, text: TextMode, progress: Progress) -> Manifest:
    """Every file of a build, the manifest last."""
    from pactbank.dataset.card import render
    from pactbank.dataset.shards import Shards

    shards, counts = Shards(folder), Counts()
    documents: list[BuiltDocument] = []
    for entry in entries(store, text):
        progress(entry.document.id)
        made, lost = rows(entry)
        for config, part in made.items():
            shards.add(config, entry.split, part)
        counts.add(entry, made, lost)
        documents.append(_built(entry))
    if not documents:
        raise DataNotFound(f"no document of {store.root} is in a split: there is nothing to build")
    written = shards.close()
    files = [
        *(shard.listed() for shard in written),
        _put(folder / CARD, render(counts, written, text).encode("utf-8")),
        _put(folder / LICENSE, licence(store.root)),
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


def _built(entry: Entry) -> BuiltDocument:
    return BuiltDocument(
        id=entry.document.id,
        version=entry.document.version,
        split=entry.split,
        text_sha256=entry.document.text.sha256,
        text_available=entry.text is not None,
    )


def _put(path: Path, data: bytes) -> BuiltFile:
    write_atomically(path, data)
    return BuiltFile(
        path=path.name, sha256=sha256(data), bytes=len(data), config=None, split=None, rows=None
    )


def licence(root: Path) -> bytes:
    """LICENSE of the corpus, or else of the package: beside its data, or as it was installed."""
    for folder in (root, own_root()):
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
