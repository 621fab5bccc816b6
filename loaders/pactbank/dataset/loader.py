"""A build in the user's cache, made on first use, and its rows as `datasets` objects."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from pactbank.corpus.files import PARTIAL, naming, sha256
from pactbank.corpus.resources import find_root, user_cache
from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, DEFAULT_CONFIG
from pactbank.dataset import manifest as manifests
from pactbank.dataset.builder import build
from pactbank.dataset.copies import find_copies
from pactbank.dataset.provenance import of_corpus
from pactbank.dataset.rehydration import (
    recorded_raw,
    rehydrate,
    verified_manifest,
    withheld_documents,
)
from pactbank.dataset.released import GOLD, documents_in_splits, texts_at_hand
from pactbank.dataset.replacement import remove_abandoned
from pactbank.errors import UnknownName
from pactbank.model.closed import TextMode
from pactbank.model.inputs import read_file
from pactbank.version import __version__

if TYPE_CHECKING:
    import datasets

_LOG = logging.getLogger(__name__)
_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = ("model/*.py", "text/*.py", "corpus/rights.py", "dataset/*.*")
"""The files on which the bytes of a build depend: code, templates and prose. `gate/` and
`publish/` read finished builds; the checks of `corpus/validate/` pass a document or refuse it."""


def path(root: Path | None = None, texts: str | Path | None = None) -> str:
    """The folder of a build of the corpus, for `datasets.load_dataset`.

    It is in the user's cache, under a name with a digest of everything from which it is made. It
    is checked against its manifest, and built again if it was damaged. The build has every text
    that is at hand; `texts` (a file or folder with the user's own copies of the articles, raw or
    clean) fills in others. Raises `DataNotFound` where there is no corpus, and with `texts` as
    `rehydrate` does with `partial`.
    """
    store = Store(find_root(root))
    mode = texts_at_hand(store) if texts is None else "open"
    folder = _cached(_digest(store, mode), lambda out: build(store, out, mode))
    if texts is None:
        return str(folder)
    documents = withheld_documents(folder, verified_manifest(folder))
    if not documents:
        return str(folder)
    copies = Path(texts)
    # A copy that differs is refused, even if a full build was made from a right one before.
    found = find_copies(copies, documents, lambda row: recorded_raw(store, row), partial=True)
    filled = sha256(f"{folder.name} with {' '.join(sorted(found))}".encode())
    return str(_cached(filled, lambda out: rehydrate(folder, copies, out, store, partial=True)))


def _cached(digest: str, make: Callable[[Path], object]) -> Path:
    """The folder in the user's cache that is named after a digest; `make` builds it if it is
    missing or differs from its manifest. A sound build is used even where nothing can be written.
    Raises `OSError`, which names the cache, where it cannot be used."""
    cache = user_cache()
    folder = cache / f"pactbank-{__version__}-{digest[:12]}"
    if _is_sound(folder):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f".{folder.name}.lock"):
        if folder.is_symlink():
            folder.unlink()  # what it leads to is not in the cache
        if not _is_sound(folder):
            for abandoned in cache.glob(f".pactbank-*{PARTIAL}"):
                remove_abandoned(abandoned)
            if folder.exists():
                shutil.rmtree(folder)
            make(folder)
    return folder


def _is_sound(folder: Path) -> bool:
    return folder.exists() and not manifests.check(folder)


def load(
    config: str = DEFAULT_CONFIG,
    split: str | None = None,
    root: Path | None = None,
    texts: str | Path | None = None,
) -> datasets.Dataset | datasets.DatasetDict:
    """The rows of one config: a `Dataset` for one split, a `DatasetDict` for all of them.

    `split` may be any expression of `datasets`, such as "test[:10]" or "train+validation".
    `texts` is a file or folder with the user's own copies, raw or clean, of the articles that this
    copy of the corpus does not carry; texts, quotes, names and tokens are filled in from them.
    Raises `UnknownName`, which lists the known names, for a config or split that the corpus lacks,
    and `InvalidData` for a copy that differs from the recorded text, and where no text has one.
    """
    if config not in CONFIGS:
        raise UnknownName("config", config, CONFIGS)
    folder = path(root, texts)
    built = manifests.read(Path(folder)).files
    known = [file.split for file in built if file.config == config and file.split]
    if not known:
        filled = {file.config for file in built if file.config}
        raise UnknownName("config with rows", config, filled)
    for name in re.findall(r"(?:^|\+)\s*(\w+)", split or ""):
        if name not in (*known, "all"):
            raise UnknownName(f"split of {config}", name, known)

    _tell_withheld(folder)
    return _loaded(folder, config, split)


def _loaded(folder: str, config: str, split: str | None) -> datasets.Dataset | datasets.DatasetDict:
    """The rows, by way of the cache of `datasets`. Raises `OSError`, which names that cache, where
    it cannot be used; the library hides it behind an error of its own."""
    import datasets

    with naming(Path(datasets.config.HF_DATASETS_CACHE)):
        try:
            return datasets.load_dataset(folder, config, split=split)
        except datasets.exceptions.DatasetGenerationError as error:
            if isinstance(error.__cause__, OSError):
                raise error.__cause__ from None
            raise


@cache
def _tell_withheld(folder: str) -> None:
    """Log, once for a build, that words are missing, and the way to them."""
    documents = manifests.read(Path(folder)).documents
    if withheld := [document.id for document in documents if not document.text_available]:
        _LOG.warning(
            "the text of %d of %d document(s) is withheld (text_available is false): words and "
            "tokens are null, offsets, labels and tags are there. texts=FILE fills the words in "
            "from your own copy; pactbank fetch gets those that are referenced",
            len(withheld),
            len(documents),
        )


def _digest(store: Store, mode: TextMode) -> str:
    """sha256 over everything a build is made from: data, code, mode and which texts are here. The
    lock stands for texts and documents, because it has their hashes."""
    digest = hashlib.sha256(f"{__version__} {mode}".encode())
    for document in documents_in_splits(store) if mode == "here" else ():
        digest.update(f" {document.id} {store.has_text(document)}".encode())
    for name, data in _inputs(store):
        digest.update(f"\0{name} {len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _inputs(store: Store) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file on which a build depends. Raises `InvalidData` for one that
    cannot be read."""
    yield "lock", store.bytes_of(store.corpus / "corpus.lock")
    yield "splits", store.bytes_of(store.corpus / "splits.json")
    provenance = of_corpus(store)
    yield "licence", provenance.terms or b""
    yield from provenance.registers()
    for file in store.annotation_files(GOLD):
        yield file.name, store.bytes_of(file)
    for pattern in _CODE:
        for file in sorted(_PACKAGE.glob(pattern)):
            yield file.relative_to(_PACKAGE).as_posix(), read_file(file)
