"""Corpora of many documents, made from the founding article and its gold labels.

Each document has a text of its own: a number stands in place of one word that no label covers and
that is as long, so that every offset, zone and label holds.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.packaged import packaged_root
from pactbank.model.registers import Lock, LockedFile, SplitLists, Splits
from pactbank.model.walk import LABELS, SPANS, gathered, located
from pactbank.text.tokens import words

_DIGITS = 7
_REGISTERS = ("annotations/GUIDELINES.md", "annotations/annotators.json", "corpus/about.json")


class Sample:
    """The founding article, of which every other document is a copy under another name."""

    def __init__(self) -> None:
        store = Store(packaged_root())
        self.document = store.document("ph-jp-security-talks")
        gold = store.annotation("gold", self.document)
        assert gold is not None
        self.gold: Annotation = gold
        self.raw = store.raw(self.document)
        self.text = store.text(self.document)
        self.word = self._free_word()
        self.record, self.labels = codec.encode(self.document), codec.encode(gold)
        self.rulings = _table(sorted(_named(gold)))

    def _free_word(self) -> str:
        """A word that stands once in both texts, outside of every label."""
        covered = {
            at for _, _, span in located(self.gold, SPANS) for at in range(span.start, span.end)
        }
        names = " ".join(label.name or "" for label in self.gold.refs)
        for start, end in words(self.text, 0, len(self.text)):
            word = self.text[start:end]
            once = self.raw.count(word) == self.text.count(word) == 1
            free = covered.isdisjoint(range(start, end)) and word not in names
            if end - start >= _DIGITS and word.islower() and once and free:
                return word
        raise AssertionError("every long word of the sample is labelled")

    def files(self, number: int) -> dict[str, bytes]:
        """The files of a document by their paths below the root, the record last."""
        other = f"{number:0{len(self.word)}d}"
        raw, text = (
            found.replace(self.word, other).encode("utf-8") for found in (self.raw, self.text)
        )
        changes = {
            f'"{self.document.id}"': f'"{name_of(number)}"',
            self.document.raw.sha256: digest(raw),
            self.document.text.sha256: digest(text),
        }
        name = name_of(number)
        return {
            f"annotations/gold/{name}.v1.json": _replaced(self.labels, changes),
            f"corpus/{name}/v1.raw.txt": raw,
            f"corpus/{name}/v1.txt": text,
            f"corpus/{name}/v1.json": _replaced(self.record, changes),
        }


def _replaced(data: bytes, changes: dict[str, str]) -> bytes:
    for old, new in changes.items():
        data = data.replace(old.encode(), new.encode())
    return data


def name_of(number: int) -> str:
    """The id of a document."""
    return f"document-{number}"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _named(gold: Annotation) -> set[str]:
    """The rulings that labels rest on."""
    return {label.ruling for label in gathered(gold, LABELS) if getattr(label, "ruling", None)}


def _table(rulings: list[str]) -> str:
    return "".join(["| id | decision |\n|---|---|\n", *(f"| {name} | so |\n" for name in rulings)])


def make(root: Path, documents: int) -> Path:
    """Make a corpus of so many documents with gold, which keeps every rule. Returns its root."""
    sample = Sample()
    for register in _REGISTERS:
        (root / register).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(packaged_root() / register, root / register)
    files = dict(_documents(root, sample, documents))
    files["about.json"] = (root / "corpus/about.json").read_bytes()
    files["splits.json"] = codec.encode(_splits(documents))
    (root / "corpus/splits.json").write_bytes(files["splits.json"])
    locked = (LockedFile(path=path, sha256=digest(data)) for path, data in sorted(files.items()))
    lock = Lock(schema_version=SCHEMA_VERSION, files=tuple(locked))
    (root / "corpus/corpus.lock").write_bytes(codec.encode(lock))
    return root


def _documents(root: Path, sample: Sample, documents: int) -> Iterator[tuple[str, bytes]]:
    """Write every document with its labels and its rulings. Yields path and bytes of each file of
    the corpus."""
    (root / "annotations/gold").mkdir()
    rulings = ["# Rulings\n"]
    for number in range(documents):
        rulings.append(f"\n## {name_of(number)} v1\n{sample.rulings}")
        (root / "corpus" / name_of(number)).mkdir()
        for path, data in sample.files(number).items():
            (root / path).write_bytes(data)
            if path.startswith("corpus/"):
                yield path.removeprefix("corpus/"), data
    (root / "annotations/RULINGS.md").write_text("".join(rulings), encoding="utf-8")


def _splits(documents: int) -> Splits:
    """60 documents in a hundred to train, 15 to validation, 25 to test."""
    names: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for number in range(documents):
        share = number % 100
        split = "train" if share < 60 else "validation" if share < 75 else "test"
        names[split].append(name_of(number))
    lists = SplitLists(**{split: tuple(sorted(found)) for split, found in names.items()})
    return Splits(schema_version=SCHEMA_VERSION, splits=lists)
