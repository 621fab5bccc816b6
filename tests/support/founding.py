"""The founding article as a corpus of its own: what many tests need of the checkout, quickly."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.registers import Lock, SplitLists

ROOT = Path(__file__).parents[2]
FOUNDING = "ph-jp-security-talks"


def founding_corpus(root: Path) -> Path:
    """Write the corpus of the checkout with the founding article alone into a folder, with all
    pages and registers, and return it."""
    whole = Store(ROOT)
    corpus = root / "corpus"
    corpus.mkdir(parents=True)
    shutil.copytree(ROOT / "corpus" / FOUNDING, corpus / FOUNDING)
    shutil.copy(ROOT / "corpus/about.json", corpus)
    splits = msgspec.structs.replace(whole.splits, splits=SplitLists(test=(FOUNDING,)))
    (corpus / "splits.json").write_bytes(codec.encode(splits))
    files = tuple(
        msgspec.structs.replace(file, sha256=sha256((corpus / file.path).read_bytes()))
        for file in whole.lock.files
        if (corpus / file.path).exists()
    )
    lock = Lock(schema_version=whole.lock.schema_version, files=files)
    (corpus / "corpus.lock").write_bytes(codec.encode(lock))
    for path in (ROOT / "annotations").rglob("*"):
        page = path.parent.name == "annotations" and path.name != "audit.json"
        if path.is_file() and (page or path.name.startswith(FOUNDING)):
            to = root / path.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
    return root
