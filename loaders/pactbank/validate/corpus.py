"""Rules that no single file can break alone: lock, splits, register of annotators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pactbank import rules
from pactbank.errors import Problem
from pactbank.model.annotation import Annotators
from pactbank.model.closed import SPLITS
from pactbank.model.document import Document
from pactbank.model.registers import Lock, Splits
from pactbank.schemas import Finding
from pactbank.store import sha256
from pactbank.validate.files import read_bytes


def check_lock(corpus: Path, lock: Lock, name: str) -> Iterator[Problem]:
    """Each locked file is there and unchanged; whatever else lies there is an orphan."""
    locked = lock.hashes()
    for path, expected in locked.items():
        file = f"{name}/{path}"
        if not (corpus / path).is_file() and not (corpus / path).is_symlink():
            yield rules.problem("PB604", file, f"corpus.lock lists {path}")
            continue
        data, problems = read_bytes(corpus / path, file, corpus)
        yield from problems
        if not problems and sha256(data) != expected:
            yield rules.problem("PB603", file, f"sha256 is {sha256(data)}, locked is {expected}")
    for found in sorted(corpus.rglob("*")):
        path = found.relative_to(corpus).as_posix()
        if found.is_dir() or path in locked or path == "corpus.lock" or found.name.startswith("."):
            continue
        yield rules.problem("PB605", f"{name}/{path}", "not listed in corpus.lock")


def check_splits(
    splits: Splits, documents: dict[str, Document], gold: set[str]
) -> Iterator[Finding]:
    """Splits against the documents there are and those that have gold labels."""
    placed = {split: splits.splits.of(split) for split in SPLITS}
    count = Counter(document for names in placed.values() for document in names)
    stories: dict[str, str] = {}
    for split, names in placed.items():
        for at, name in enumerate(names):
            pointer = f"/splits/{split}/{at}"
            if count[name] > 1:
                yield Finding("PB601", pointer, f"{name} stands {count[name]} times")
            if name not in documents:
                yield Finding("PB606", pointer, f"no document {name!r}")
                continue
            story = documents[name].story
            if stories.setdefault(story, split) != split:
                said = f"story {story} is in {stories[story]} too"
                yield Finding("PB607", pointer, said)
    for name in sorted(gold - set(count)):
        yield Finding("PB602", "/splits", f"{name} has gold labels and no split")


def check_annotators(register: Annotators) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, annotator in enumerate(register.annotators):
        if annotator.id in seen:
            yield Finding("PB608", f"/annotators/{at}/id", f"{annotator.id} stands twice")
        seen.add(annotator.id)
