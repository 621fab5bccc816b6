"""Rules of the registers of a corpus: lock, splits, annotators, about."""

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
from pactbank.model.registers import About, Lock, Splits
from pactbank.model.schemas import Finding
from pactbank.model.values import language_fault, licence_fault, name_faults


def check_lock(corpus: Path, lock: Lock, name: str) -> Iterator[Problem]:
    """Locked files that are missing or changed, and other files, which are orphans. `name` is
    what problems call the corpus folder."""
    locked = lock.hashes()
    for path, expected in locked.items():
        file = f"{name}/{path}"
        data, problems = read_reported(corpus / path, file, corpus)
        if problems and problems[0].code == "PB001":
            yield rules.problem("PB604", file, f"listed in corpus.lock: {problems[0].message}")
        elif problems:
            yield from problems
        elif (found := sha256(data)) != expected:
            yield rules.problem("PB603", file, f"sha256 is {found}, corpus.lock has {expected}")
    for found_path, error in files_below(corpus):
        path = found_path.relative_to(corpus).as_posix()
        if error is None and path not in locked and path != "corpus.lock":
            file = printable(f"{name}/{path}")
            yield rules.problem("PB605", file, "not listed in corpus.lock")


def locked_twice(lock: Lock) -> Iterator[Finding]:
    """Paths that the lock lists more than once."""
    for at in repeated([file.path for file in lock.files]):
        message = f"{lock.files[at].path} is already listed"
        yield Finding("PB610", f"/files/{at}/path", message)


def check_splits(
    splits: Splits, stories: Mapping[str, str | None] | None, gold: set[str]
) -> Iterator[Finding]:
    """Splits against the documents of the corpus and those of them with gold labels.

    `stories` gives the story of each document, None where the document is broken; it is None
    itself where the lock is broken and the documents are unknown.
    """
    placed = {split: splits.splits.of(split) for split in SPLITS}
    count = Counter(document for names in placed.values() for document in names)
    first: dict[str, str] = {}
    for split, names in placed.items():
        for at, name in enumerate(names):
            pointer = f"/splits/{split}/{at}"
            story = (stories or {}).get(name)
            if count[name] > 1:
                yield Finding("PB601", pointer, f"{name} is listed {count[name]} times")
            elif stories is not None and name not in stories:
                yield Finding("PB606", pointer, f"there is no document {name}")
            elif story and first.setdefault(story, split) != split:
                message = f"story {story} is also in {first[story]}"
                yield Finding("PB607", pointer, message)
    for name in sorted(gold - set(count)):
        if stories is not None and name not in stories:
            continue  # its labels have a problem of their own
        yield Finding("PB602", "/splits", f"{name} has gold labels but is in no split")


_OF_MODELS = {
    "model": "it is not said which",
    "prompt_sha256": "the hash of what it was asked is missing",
}
"""What a model must say of itself, and that it does not."""


def check_annotators(register: Annotators) -> Iterator[Finding]:
    """Annotators that are listed twice or described in no words, and models without their name or
    prompt."""
    for at in repeated([annotator.id for annotator in register.annotators]):
        message = f"{register.annotators[at].id} is already listed"
        yield Finding("PB608", f"/annotators/{at}/id", message)
    for at, annotator in enumerate(register.annotators):
        for field in ("description", "model"):
            yield from name_faults(getattr(annotator, field) or "", f"/annotators/{at}/{field}")
        for field, meaning in _OF_MODELS.items() if annotator.kind == "model" else ():
            if not getattr(annotator, field):
                message = f"{annotator.id} is a model, and {meaning}"
                yield Finding("PB609", f"/annotators/{at}/{field}", message)


def check_about(about: About) -> Iterator[Finding]:
    """A licence that is neither an SPDX expression nor a LicenseRef, a language that ISO 639 does
    not list, and a title or holder in no words."""
    for field in ("title", "holder"):
        yield from name_faults(getattr(about, field) or "", f"/{field}")
    if about.license is not None and (fault := licence_fault(about.license)):
        yield Finding("PB611", "/license", fault)
    if fault := language_fault(about.language):
        yield Finding("PB612", "/language", fault)
