"""Documents, texts and annotations on disk: read, checked, appended, never edited.

A version is part of the corpus once `corpus.lock` lists its files. `v<n>.json` is written after
the texts and the lock last, each by one rename, so a process that dies at any point leaves the
old corpus or the new one. Files that the lock does not list are ignored.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.corpus import commits
from pactbank.corpus.files import check_writable, read_reported, sha256, write_atomically
from pactbank.corpus.resources import find_root
from pactbank.errors import InvalidData, UnknownName, WithheldText, WrongUse
from pactbank.model import codec, rules, schemas
from pactbank.model.annotation import Annotation, Annotator, Annotators
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.registers import About, Lock, LockedFile, Splits

T = TypeVar("T", bound=msgspec.Struct)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOCUMENT = re.compile(r"([a-z0-9-]+)/v([1-9][0-9]*)\.json")


def check_id(document: str) -> None:
    """Raises `WrongUse` unless the id is a slug; a slug cannot lead out of a folder."""
    if not _SLUG.fullmatch(document) or len(document) > 64:
        raise WrongUse(
            f"{document!r} is not a document id: use lower-case letters and digits, joined by "
            "single hyphens, at most 64 (for example orlen-talks)"
        )


@dataclass(frozen=True)
class Store:
    """The corpus and the annotations under one root."""

    root: Path

    def __post_init__(self) -> None:
        commits.finish(self.corpus)

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def annotation_folder(self) -> Path:
        return self.root / "annotations"

    @cached_property
    def lock(self) -> Lock:
        path = self.corpus / "corpus.lock"
        if not os.path.exists(path):
            return Lock(schema_version=SCHEMA_VERSION, files=())
        return self._read(path, Lock)

    @cached_property
    def splits(self) -> Splits:
        return self._read(self.corpus / "splits.json", Splits)

    @cached_property
    def about(self) -> About | None:
        """What the corpus says of itself, None where it says nothing. Raises `InvalidData`."""
        path = self.corpus / "about.json"
        return self._read(path, About) if os.path.lexists(path) else None

    @cached_property
    def annotators(self) -> dict[str, Annotator]:
        register = self._read(self.annotation_folder / "annotators.json", Annotators)
        return {annotator.id: annotator for annotator in register.annotators}

    def registered(self) -> tuple[str, ...]:
        """The ids of all annotators; none where there is no register."""
        there = os.path.lexists(self.annotation_folder / "annotators.json")
        return tuple(self.annotators) if there else ()

    def versions(self) -> dict[str, list[int]]:
        """Every document id with its versions, ascending."""
        return self._versions

    @cached_property
    def _versions(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for path in sorted(self.lock.hashes()):
            if match := _DOCUMENT.fullmatch(path):
                found.setdefault(match[1], []).append(int(match[2]))
        return {document: sorted(versions) for document, versions in found.items()}

    def _forget(self) -> None:
        """Drop the registers from memory, so that they are read from disk the next time."""
        for name in ("lock", "_versions", "splits", "annotators"):
            self.__dict__.pop(name, None)

    def document(self, document: str, version: int | None = None) -> Document:
        """One version, by default the newest. Raises `UnknownName`."""
        versions = self.versions()
        if document not in versions:
            raise UnknownName("document", document, versions)
        if version is None:
            version = versions[document][-1]
        if version not in versions[document]:
            known = [f"v{number}" for number in versions[document]]
            raise UnknownName(f"version of {document}", f"v{version}", known)
        return self._read(self.path(document, version, ".json"), Document)

    def path(self, document: str, version: int, ending: str) -> Path:
        """Where a file of a version is; `ending` is .json, .txt or .raw.txt."""
        check_id(document)
        return self.corpus / document / f"v{version}{ending}"

    def has_text(self, document: Document) -> bool:
        return os.path.exists(self.path(document.id, document.version, ".txt"))

    def text(self, document: Document) -> str:
        """The clean text. Raises `WithheldText` where this copy of the corpus lacks it and
        `InvalidData` where its hash is not the document's."""
        path = self.path(document.id, document.version, ".txt")
        return self._checked(path, document.text.sha256, "PB202").decode("utf-8")

    def raw(self, document: Document) -> str:
        """The raw text that raw offsets refer to, without a byte order mark. Raises like
        `text`."""
        path = self.path(document.id, document.version, ".raw.txt")
        return self._checked(path, document.raw.sha256, "PB201").decode(document.raw.encoding)

    def annotation(self, annotator: str, document: Document) -> Annotation | None:
        """One annotator's labels of a document version, None if there are none."""
        path = self.annotation_path(annotator, document.id, document.version)
        return self._read(path, Annotation) if os.path.exists(path) else None

    def annotation_path(self, annotator: str, document: str, version: int) -> Path:
        check_id(annotator)
        check_id(document)
        return self.annotation_folder / annotator / f"{document}.v{version}.json"

    def in_split(self, split: Split) -> Iterator[Document]:
        """The newest version of each document of a split, by id. Raises `UnknownName`."""
        if split not in SPLITS:
            raise UnknownName("split", split, SPLITS)
        for document in sorted(self.splits.splits.of(split)):
            yield self.document(document)

    def add(self, document: Document, raw: bytes, text: bytes) -> None:
        """Append a version. Raises `WrongUse` where it exists."""
        with self.held():
            # Another process may have added the same version since the lock was last read.
            if document.version in self.versions().get(document.id, []):
                raise WrongUse(f"{document.id} v{document.version} exists and is never edited")
            written = {}
            for ending, data in (
                (".raw.txt", raw),
                (".txt", text),
                (".json", codec.encode(document)),
            ):
                path = self.path(document.id, document.version, ending)
                write_atomically(path, data)
                written[path.relative_to(self.corpus).as_posix()] = sha256(data)
            self.relock(written)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block no other process changes the corpus, and the registers are as they are
        on disk at its beginning."""
        from filelock import FileLock

        check_writable(self.corpus)
        self.corpus.mkdir(parents=True, exist_ok=True)
        with FileLock(self.corpus / ".lock"):
            self._forget()
            yield

    def relock(self, changed: dict[str, str]) -> None:
        """Write the lock with these hashes added; from then on a new version exists."""
        self._forget()
        write_atomically(self.corpus / "corpus.lock", codec.encode(self._relocked(changed)))
        self._forget()

    def write_splits(self, splits: Splits) -> None:
        """Write splits.json and its hash in the lock, both or neither, whenever the process dies.
        Inside of `held`."""
        data = codec.encode(splits)
        lock = codec.encode(self._relocked({"splits.json": sha256(data)}))
        commits.commit(self.corpus, lock, data)
        self._forget()

    def add_incoming(self, hashes: dict[str, str]) -> None:
        """Add the files in the folder `commits.incoming` with these hashes, by path, to the corpus:
        all or none, whenever the process dies. Inside of `held`."""
        commits.commit(self.corpus, codec.encode(self._relocked(hashes)))
        self._forget()

    def _relocked(self, changed: dict[str, str]) -> Lock:
        hashes = {**self.lock.hashes(), **changed}
        files = tuple(LockedFile(path=path, sha256=hashes[path]) for path in sorted(hashes))
        return Lock(schema_version=SCHEMA_VERSION, files=files)

    def write_annotation(self, annotation: Annotation) -> Path:
        path = self.annotation_path(annotation.annotator, annotation.document, annotation.version)
        write_atomically(path, codec.encode(annotation))
        return path

    def register(self, annotator: Annotator) -> bool:
        """Add an annotator to annotations/annotators.json; False if the id is already listed,
        even with other details."""
        with self.held():
            if annotator.id in self.annotators:
                return False
            listed = (*self.annotators.values(), annotator)
            register = Annotators(schema_version=SCHEMA_VERSION, annotators=listed)
            write_atomically(self.annotation_folder / "annotators.json", codec.encode(register))
            self._forget()
        return True

    def _checked(self, path: Path, expected: str, code: str) -> bytes:
        if not os.path.exists(path):
            raise WithheldText([rules.problem("PB209", str(path), "no such file")])
        data = self._bytes(path)
        if sha256(data) != expected:
            message = f"sha256 is {sha256(data)}, the document has {expected}"
            raise InvalidData([rules.problem(code, str(path), message)])
        return data

    def _read(self, path: Path, record: type[T]) -> T:
        """One record. Raises `InvalidData` with every structural problem."""
        found, problems = schemas.read(self._bytes(path), record, str(path))
        if found is None:
            raise InvalidData(problems)
        return found

    @staticmethod
    def _bytes(path: Path) -> bytes:
        """The bytes of a file. Raises `InvalidData` where it cannot be read."""
        data, problems = read_reported(path, str(path))
        if problems:
            raise InvalidData(problems)
        return data


def documents(split: Split | None = None, root: Path | None = None) -> list[Document]:
    """The newest version of each document, by id; all documents or those of one split.

    Raises `DataNotFound` where there is no corpus and `UnknownName` for an unknown split.
    """
    store = Store(find_root(root))
    if split is not None:
        return list(store.in_split(split))
    return [store.document(document) for document in store.versions()]
