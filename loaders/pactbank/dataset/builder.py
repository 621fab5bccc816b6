"""A corpus to a folder that `load_dataset` reads, made completely or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from pactbank.corpus.files import check_writable, sha256, write_atomically
from pactbank.corpus.store import Store
from pactbank.dataset import manifest as manifests
from pactbank.dataset.counts import Counts
from pactbank.dataset.parts import BuildPart, parts_of_corpus
from pactbank.dataset.provenance import LICENSE, BuildRegisters, of_corpus
from pactbank.dataset.replacement import recover, replacing
from pactbank.errors import DataNotFound, WrongUse
from pactbank.model import codec
from pactbank.model.closed import TextMode
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.progress import Progress, silent
from pactbank.model.registers import BuiltDocument, BuiltFile, Manifest, Release
from pactbank.version import __version__

CARD, CROISSANT = "README.md", "croissant.json"
_PATTERNS = ("[", "*", "?", "::")
"""What `load_dataset` takes for a pattern or a chained URL in a path; with `*` or `?` it would read
the rows of neighbouring folders."""


def build(
    store: Store,
    out: Path,
    text: TextMode = "full",
    progress: Progress = silent,
    release: Release | None = None,
) -> Manifest:
    """Write the dataset to `out`, replacing an earlier build there; the same corpus always gives
    the same bytes. Returns the manifest. `release` is what the build is made for, if it is to be
    published.

    The folder is made beside `out` and takes its name when it is complete. `progress` is called
    with each document's id before it is written. Raises `WrongUse` for a folder that cannot be
    used, `WithheldText` where a text is needed that this copy of the corpus does not carry, and
    `InvalidData` for gold that does not fit its text.
    """
    if text not in get_args(TextMode):
        raise WrongUse(f"no text mode {text!r}; there is: {', '.join(get_args(TextMode))}")
    with replacing_build(out) as folder:
        found = parts_of_corpus(store, text)
        return write(folder, found, text, of_corpus(store), progress, release)


@contextlib.contextmanager
def replacing_build(out: Path) -> Iterator[Path]:
    """A new folder that takes the place of the build in `out` when the block ends without an error.
    Raises `WrongUse` for a folder that cannot be used, and `OSError`, which names it."""
    out = out.resolve()
    recover(out)
    check_place(out)
    check_writable(out)
    with replacing(out) as folder:
        yield folder


def check_place(out: Path) -> None:
    """Raises `WrongUse` if `load_dataset` could not read a build in `out`, or if `out` holds
    anything but a build, which writing one there would destroy."""
    if found := [mark for mark in _PATTERNS if mark in str(out)]:
        raise WrongUse(
            f"the path {out} contains {' and '.join(map(repr, found))}, which "
            "datasets.load_dataset reads as a pattern; name another folder"
        )
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / manifests.FILE).is_file():
        raise WrongUse(f"{out} exists and is no PactBank build; name another folder")
    listed = {file.path for file in manifests.read(out).files} | {manifests.FILE}
    if others := sorted(manifests.files_in(out, hidden=True) - listed):
        raise WrongUse(
            f"{out} has files that do not belong to the build there ({', '.join(others[:3])}) and "
            "would be lost; name another folder"
        )


def write(
    folder: Path,
    parts: Iterable[BuildPart],
    text: TextMode,
    provenance: BuildRegisters,
    progress: Progress = silent,
    release: Release | None = None,
) -> Manifest:
    """Write every file of a build of these documents, the manifest last. Raises `DataNotFound` if
    there is no document."""
    from pactbank.dataset import card, croissant, hub_benchmark, licences
    from pactbank.dataset.parquet import Shards
    from pactbank.dataset.prose import about

    counts = Counts()
    built: list[BuiltDocument] = []
    with Shards(folder) as shards:
        for part in parts:
            for document in part.documents:
                progress(document.id)
            shards.add(part)
            counts.include(part.counts)
            built += part.documents
        if not built:
            raise DataNotFound("no document is in a split: there is nothing to build")
        written, tables = shards.close()
    page = card.render(counts, written, tables, text, provenance, release)
    filled = ((shard.config, shard.split) for shard in written)
    benchmark = hub_benchmark.eval_yaml(provenance.title, about()["summary"], filled)
    files = [
        *(shard.listed() for shard in (*written, *tables.values())),
        _put(folder / CARD, page.encode("utf-8")),
        *([_put(folder / hub_benchmark.FILE, benchmark.encode("utf-8"))] if benchmark else []),
        _put(folder / CROISSANT, croissant.render(counts, written, tables, provenance, release)),
        _put(folder / LICENSE, licences.text(provenance, counts)),
        *(_put(folder / name, data) for name, data in provenance.registers()),
    ]
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name=provenance.name,
        release=release,
        package_version=__version__,
        text=text,
        digest=manifests.digest(built, files),
        documents=tuple(built),
        files=tuple(files),
    )
    write_atomically(folder / manifests.FILE, codec.encode(manifest))
    return manifest


def _put(path: Path, data: bytes) -> BuiltFile:
    write_atomically(path, data)
    return BuiltFile(
        path=path.name, sha256=sha256(data), bytes=len(data), config=None, split=None, rows=None
    )
