"""Rules that no single file can break alone: lock, splits, register of annotators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pactbank.corpus.files import printable, read_reported, sha256
from pactbank.corpus.validate.kinds import files_below
from pactbank.corpus.validate.references import repeated
from pactbank.errors import Problem
from pactbank.model import rules
from pactbank.model.annotation import Annotators
from pactbank.model.closed import SPLITS
from pactbank.model.registers import Lock, Splits
from pactbank.model.schemas import Finding


def check_lock(corpus: Path, lock: Lock, name: str) -> Iterator[Problem]:
    """Each locked file is there and unchanged; whatever else lies there is an orphan. `name` is
    what the corpus folder is called in problems."""
    locked = lock.hashes()
    for path, expected in locked.items():
        file = f"{name}/{path}"
        data, problems = read_reported(corpus / path, file, corpus)
        if problems and problems[0].code == "PB001":
            yield rules.problem("PB604", file, f"corpus.lock lists it: {problems[0].message}")
        elif problems:
            yield from problems
        elif (found := sha256(data)) != expected:
            yield rules.problem("PB603", file, f"sha256 is {found}, locked is {expected}")
    for found_path, error in files_below(corpus):
        path = found_path.relative_to(corpus).as_posix()
        if error is None and path not in locked and path != "corpus.lock":
            file = printable(f"{name}/{path}")
            yield rules.problem("PB605", file, "not listed in corpus.lock")


def locked_twice(lock: Lock) -> Iterator[Finding]:
    for at in repeated([file.path for file in lock.files]):
        said = f"{lock.files[at].path} is listed already"
        yield Finding("PB610", f"/files/{at}/path", said)


def check_splits(
    splits: Splits, stories: Mapping[str, str | None] | None, gold: set[str]
) -> Iterator[Finding]:
    """Splits against the documents there are, each with its story (None where the document is
    broken; None at all where nobody knows), and those that have gold labels."""
    placed = {split: splits.splits.of(split) for split in SPLITS}
    count = Counter(document for names in placed.values() for document in names)
    first: dict[str, str] = {}
    for split, names in placed.items():
        for at, name in enumerate(names):
            pointer = f"/splits/{split}/{at}"
            story = (stories or {}).get(name)
            if count[name] > 1:
                yield Finding("PB601", pointer, f"{name} stands {count[name]} times")
            elif stories is not None and name not in stories:
                yield Finding("PB606", pointer, f"there is no document {name}")
            elif story and first.setdefault(story, split) != split:
                said = f"story {story} is in {first[story]} too"
                yield Finding("PB607", pointer, said)
    for name in sorted(gold - set(count)):
        yield Finding("PB602", "/splits", f"{name} has gold labels and no split")


def check_annotators(register: Annotators) -> Iterator[Finding]:
    for at in repeated([annotator.id for annotator in register.annotators]):
        said = f"{register.annotators[at].id} stands there already"
        yield Finding("PB608", f"/annotators/{at}/id", said)
    for at, annotator in enumerate(register.annotators):
        if annotator.kind == "model" and not (annotator.model and annotator.prompt_sha256):
            missing = "model" if not annotator.model else "prompt_sha256"
            yield Finding("PB609", f"/annotators/{at}", f"{annotator.id} has no {missing}")
