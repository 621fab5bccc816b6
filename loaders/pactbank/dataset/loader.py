"""A build in the user's cache, made on first use, and its rows as `datasets` objects."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from platformdirs import user_cache_path

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, DEFAULT_CONFIG
from pactbank.dataset import manifest as manifests
from pactbank.dataset.builder import build, licence
from pactbank.dataset.copies import find
from pactbank.dataset.gather import GOLD, TextMode
from pactbank.dataset.rehydration import recorded, rehydrate, sound, withheld
from pactbank.errors import UnknownName
from pactbank.model.closed import SPLITS
from pactbank.version import __version__

if TYPE_CHECKING:
    import datasets

_PACKAGE = Path(__file__).resolve().parents[1]
_MAKERS = ("model/*.py", "text/*.py", "corpus/rights.py", "dataset/*.*")


def path(root: Path | None = None, texts: str | Path | None = None) -> str:
    """The folder of a build of the corpus, to be given to `datasets.load_dataset`.

    It lies in the user's cache under a name made of a digest of everything it is made from, and
    is held against its manifest: one that was damaged is made again. It has every text if this
    copy of the corpus does, and otherwise those that may be passed on, filled in from `texts`
    (a file or folder with the user's own copies of the raw articles) where that is given. Raises
    `DataNotFound` where there is no corpus, and with `texts` as `rehydrate` does.
    """
    store = Store(find_root(root))
    mode: TextMode = "full" if texts is None and _complete(store) else "open"
    folder = _cached(_digest(store, mode), lambda out: build(store, out, mode))
    if texts is None:
        return str(folder)
    documents = withheld(folder, sound(folder))
    if not documents:
        return str(folder)
    copies = Path(texts)
    # A copy that differs is refused whether or not an earlier one was right.
    find(copies, documents, lambda row: recorded(store, row))
    filled = hashlib.sha256(f"{folder.name} with its texts".encode()).hexdigest()
    return str(_cached(filled, lambda out: rehydrate(folder, copies, out, store)))


def _cached(digest: str, make: Callable[[Path], object]) -> Path:
    """The folder in the user's cache that is named after a digest, made if it is not there or
    not as its manifest says."""
    cache = user_cache_path("pactbank")
    folder = cache / f"pactbank-{__version__}-{digest[:12]}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f".{folder.name}.lock"):
        if folder.exists() and manifests.check(folder):
            shutil.rmtree(folder)
        if not folder.exists():
            for left in cache.glob(f".{folder.name}.*.partial"):
                shutil.rmtree(left, ignore_errors=True)
            make(folder)
    return folder


def load(
    config: str = DEFAULT_CONFIG,
    split: str | None = None,
    root: Path | None = None,
    texts: str | Path | None = None,
) -> datasets.Dataset | datasets.DatasetDict:
    """The rows of one config: of one split as a `Dataset`, or of all as a `DatasetDict`.

    `split` may be any expression of `datasets`, such as "test[:10]" or "train+validation".
    `texts` is a file or folder with the user's own copies of the raw articles that this copy of
    the corpus does not carry: with it, texts, quotes, names and tokens are filled in. Raises
    `UnknownName`, with the names there are, for a config or split this corpus lacks, and
    `InvalidData` for a copy that is missing or differs from the recorded text.
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

    import datasets

    return datasets.load_dataset(folder, config, split=split)


def _complete(store: Store) -> bool:
    return all(store.has_text(document) for split in SPLITS for document in store.in_split(split))


def _digest(store: Store, mode: TextMode) -> str:
    """sha256 over all that a build is made from: data, code and mode. Texts and documents are
    in the lock with their hashes."""
    digest = hashlib.sha256(f"{__version__} {mode}".encode())
    for name, data in _inputs(store):
        digest.update(f"\0{name} {len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _inputs(store: Store) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file a build depends on."""
    yield "lock", (store.corpus / "corpus.lock").read_bytes()
    yield "splits", (store.corpus / "splits.json").read_bytes()
    yield "licence", licence(store.root)
    gold = store.annotation_folder / GOLD
    for file in sorted(gold.glob("*.json")):
        yield file.name, file.read_bytes()
    for pattern in _MAKERS:
        for file in sorted(_PACKAGE.glob(pattern)):
            yield file.relative_to(_PACKAGE).as_posix(), file.read_bytes()
