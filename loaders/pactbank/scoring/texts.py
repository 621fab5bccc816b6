"""What is known of the texts that labels are about: length, words, zones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pactbank.corpus.files import read_reported, sha256, utf8_problems
from pactbank.corpus.resources import find_root, has_lock
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem, WrongUse, attempted
from pactbank.model import codec, rules
from pactbank.model.document import Document
from pactbank.model.inputs import is_folder, may_be_there, reading
from pactbank.text.offsets import Range


@dataclass(frozen=True, slots=True)
class KnownText:
    """A document's text: None where it is not at hand, though its length and its kept zones (start,
    end, kind) are known, and perhaps the places of its words."""

    chars: int
    text: str | None
    zones: tuple[tuple[int, int, str], ...] = ()
    words: tuple[Range, ...] | None = None

    @property
    def outline(self) -> str | None:
        """The text or, as far as anybody can tell without it, one like it: with white space in the
        same places. None where not even that is known."""
        if self.text is not None or self.words is None:
            return self.text
        at, pieces = 0, []
        for start, end in self.words:
            pieces.append(" " * (start - at) + "x" * (end - start))
            at = end
        return "".join(pieces).ljust(self.chars)


class Subject(NamedTuple):
    """What labels are about: a document, and its version and the sha256 of its text as far as
    they name these."""

    document: str
    version: int | None
    sha256: str | None


def known_text(store: Store, document: Document) -> KnownText:
    text = store.text(document) if store.has_text(document) else None
    zones = tuple((*zone.text, zone.kind) for zone in document.kept if zone.text is not None)
    return KnownText(document.text.chars, text, zones, document.words)


Found = tuple[dict[str, KnownText], list[Problem]]
"""The texts that were found, by document, and the faults of those that cannot be used."""


def known_by_hash(store: Store, subjects: Iterable[Subject]) -> Found:
    """The texts that gold from elsewhere was made for, as far as the corpus has them: those with
    the hash that gold names."""
    versions = store.versions()
    asked = [
        (of, version)
        for of in subjects
        if of.sha256 is not None
        for version in versions.get(of.document, ())
    ]

    def found_of(asked: tuple[Subject, int]) -> tuple[str, KnownText] | None:
        subject, version = asked
        document = store.document(subject.document, version)
        if document.text.sha256 != subject.sha256:
            return None
        return subject.document, known_text(store, document)

    return _found(attempted(asked, found_of))


def _found(attempt: tuple[list[tuple[str, KnownText] | None], InvalidData | None]) -> Found:
    made, error = attempt
    return dict(one for one in made if one is not None), error.problems if error else []


def texts_in(folder: Path, subjects: Sequence[Subject], source: str) -> Found:
    """The texts of the documents of `source`, which are in a corpus, or in a folder with
    `<document>.txt` files in UTF-8.

    A text with another sha256 than labels name is a fault; where they name none, so is a byte
    order mark or a carriage return, which offsets may count or not. Raises `WrongUse` for a
    folder that is not there or has none of the texts.
    """
    with reading(folder):
        if not is_folder(folder):
            raise WrongUse(f"--texts names {folder}, which is not a folder")
    if has_lock(folder):
        found, problems = _in_corpus(Store(find_root(folder)), subjects)
    else:
        found, problems = _in_files(folder, subjects)
    if subjects and not found and not problems:
        raise WrongUse(
            f"--texts names {folder}, which has the text of no document of {source}: name a "
            f"corpus, or a folder with files such as {subjects[0].document}.txt"
        )
    return found, problems


def _in_corpus(store: Store, subjects: Iterable[Subject]) -> Found:
    """The version that labels name, else the newest."""
    versions = store.versions()

    def found_of(subject: Subject) -> tuple[str, KnownText] | None:
        known = versions.get(subject.document, ())
        if not known or (subject.version is not None and subject.version not in known):
            return None
        documents = [store.document(subject.document, subject.version)]
        if subject.version is None and subject.sha256 is not None:
            documents += [store.document(subject.document, version) for version in known]
        for document in documents:
            if subject.sha256 in (None, document.text.sha256):
                return subject.document, known_text(store, document)
        path = store.path(documents[0].id, documents[0].version, ".txt")
        raise InvalidData([_another_text(path, subject)])

    return _found(attempted(subjects, found_of))


def _in_files(folder: Path, subjects: Iterable[Subject]) -> Found:
    found, problems = {}, []
    for subject in subjects:
        path = folder / f"{subject.document}.txt"
        if "/" in subject.document or not may_be_there(path):
            continue
        data, faults = read_reported(path, str(path))
        faults = faults or _faults(data, path, subject)
        problems += faults
        if not faults:
            text = data.decode("utf-8")
            found[subject.document] = KnownText(len(text), text)
    return found, problems


def _faults(data: bytes, path: Path, subject: Subject) -> list[Problem]:
    """Why a file is not the text that labels are about."""
    if subject.sha256 is not None:
        same = sha256(data) == subject.sha256
        return utf8_problems(data, str(path)) if same else [_another_text(path, subject)]
    try:
        codec.check_bytes(data)
    except codec.Unreadable as error:
        return [error.problem(str(path))]
    return []


def _another_text(path: Path, subject: Subject) -> Problem:
    message = f"gold of {subject.document} was made for a text with sha256 {subject.sha256}"
    return rules.problem("PB316", str(path), message)
