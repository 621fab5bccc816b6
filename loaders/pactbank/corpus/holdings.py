"""What a corpus has: documents, texts, labels and registers, read and checked against the lock.

A version is part of the corpus once `corpus.lock` lists its files; files that the lock does not
list are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self

from pactbank.corpus import commits, records, referenced
from pactbank.corpus.cached_texts import cached_text
from pactbank.corpus.lock_index import EMPTY, LastIndex, LockIndex, is_slug
from pactbank.corpus.wordless import with_words
from pactbank.errors import InvalidData, UnknownName, WrongUse
from pactbank.model import rules, schemas
from pactbank.model.annotation import Annotation, Annotator, Annotators
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import Document
from pactbank.model.registers import About, Lock, Splits


def check_id(document: str) -> None:
    """Raises `WrongUse` unless the id is a slug; a slug cannot lead out of a folder."""
    if not is_slug(document):
        raise WrongUse(
            f"{document!r} is not a document id: use lower-case letters and digits, joined by "
            "single hyphens, at most 64 (for example orlen-talks)"
        )


@dataclass(frozen=True)
class Holdings:
    """The corpus and the annotations under one root, as they are read. `locked`: documents and
    splits are refused where they are not those in `corpus.lock`."""

    root: Path
    locked: bool = True
    _last: LastIndex = field(default_factory=LastIndex, compare=False, repr=False)

    def __post_init__(self) -> None:
        commits.finish(self.corpus)

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process reads the corpus itself: what is in memory here may be long.
        return type(self), (self.root, self.locked)

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def annotation_folder(self) -> Path:
        return self.root / "annotations"

    @property
    def lock(self) -> Lock:
        """What `corpus.lock` holds. Raises `InvalidData` like `document`."""
        return self._index.lock

    @cached_property
    def _index(self) -> LockIndex:
        path = self.corpus / "corpus.lock"
        if not records.holds(path):
            return LockIndex(EMPTY)
        data = records.bytes_of(path)
        if data != self._last.data:
            # A corpus of many thousands of documents has a long lock, so it is parsed once.
            self._know(data, records.parsed(data, path, Lock))
        return self._last.index

    def locked_hashes(self) -> dict[str, str]:
        """The sha256 of each file that the lock lists, by its path. Raises like `lock`."""
        return self._index.hashes

    def _know(self, data: bytes, lock: Lock) -> None:
        self._last.data, self._last.index = data, LockIndex(lock)

    def unlocked(self) -> Self:
        """This store, with documents and splits taken as they are, whatever the lock says."""
        return replace(self, locked=False)

    @cached_property
    def splits(self) -> Splits:
        """Which document is in which split. Raises `InvalidData` like `document`."""
        path = self.corpus / "splits.json"
        return records.read_record(path, Splits, expected=self._locked_hash(path))

    @cached_property
    def about(self) -> About | None:
        """What the corpus says of itself, None where it says nothing. Raises `InvalidData`."""
        path = self.corpus / "about.json"
        return records.read_record(path, About) if records.holds(path) else None

    @cached_property
    def annotators(self) -> dict[str, Annotator]:
        """The registered annotators by id. Raises `InvalidData`, also where nobody made a
        register."""
        path = self.annotation_folder / "annotators.json"
        if not records.holds(path):
            message = "no such file, so that no annotator is registered"
            raise InvalidData([rules.problem("PB317", str(path), message)])
        register = records.read_record(path, Annotators)
        return {annotator.id: annotator for annotator in register.annotators}

    def registered(self) -> tuple[str, ...]:
        """The ids of all annotators; none where there is no register."""
        there = records.holds(self.annotation_folder / "annotators.json")
        return tuple(self.annotators) if there else ()

    def versions(self) -> dict[str, list[int]]:
        """Every document id with its versions, ascending."""
        return self._index.versions

    def _forget(self) -> None:
        """Drop the registers from memory, so that they are read from disk the next time."""
        for name in ("_index", "splits", "about", "annotators"):
            self.__dict__.pop(name, None)

    def document(self, document: str, version: int | None = None) -> Document:
        """One version, by default the newest. Raises `UnknownName`, and `InvalidData` for a record
        that cannot be read, is of another document or is not the one in `corpus.lock`."""
        versions = self.versions()
        if document not in versions:
            raise UnknownName("document", document, versions)
        if version is None:
            version = versions[document][-1]
        if version not in versions[document]:
            known = [f"v{number}" for number in versions[document]]
            raise UnknownName(f"version of {document}", f"v{version}", known)
        path = self.path(document, version, ".json")
        expected = self._locked_hash(path)
        return records.read_record(
            path, Document, lambda found: self.misplaced(path, found), expected
        )

    def path(self, document: str, version: int, ending: str) -> Path:
        """Where a file of a version is; `ending` is .json, .txt or .raw.txt."""
        check_id(document)
        return self.corpus / document / f"v{version}{ending}"

    def same_text(self, document: Document, own: str, most: int) -> list[str]:
        """Versions of other documents, such as "orlen-talks v1", with the same clean or raw text
        as this one, whose folder is `own`; the first few, since a corpus may have one text very
        often."""
        digests = dict.fromkeys((document.text.sha256, document.raw.sha256))
        listed = (version for digest in digests for version in self._index.with_text(digest))
        others = (f"{name} v{number}" for name, number in listed if name != own)
        found: dict[str, None] = {}
        for other in others:
            found[other] = None
            if len(found) == most:
                break
        return sorted(found)

    def has_text(self, document: Document) -> bool:
        """Whether the text is at hand: this copy of the corpus carries it or, if it is referenced,
        the user's cache does. Raises `InvalidData` where that cannot be told."""
        if document.referenced:
            return cached_text(document.raw.sha256) is not None
        return records.holds(self.path(document.id, document.version, ".txt"))

    def text(self, document: Document) -> str:
        """The clean text, which is made again from the raw text if it is referenced. Raises
        `WithheldText` where it is not at hand and `InvalidData` where its hash is not the
        document's."""
        if document.referenced:
            return referenced.clean_text(document, self._record_file(document))
        path = self.path(document.id, document.version, ".txt")
        return records.checked_bytes(path, document.text.sha256, "PB202").decode("utf-8")

    def raw(self, document: Document) -> str:
        """The raw text that raw offsets refer to, without a byte order mark. Raises like
        `text`."""
        if document.referenced:
            return referenced.raw_text(document, self._record_file(document))
        path = self.path(document.id, document.version, ".raw.txt")
        return records.checked_bytes(path, document.raw.sha256, "PB201").decode(
            document.raw.encoding
        )

    def _record_file(self, document: Document) -> str:
        return str(self.path(document.id, document.version, ".json"))

    def annotation(self, annotator: str, document: Document) -> Annotation | None:
        """One annotator's labels of a document version, None if there are none. Those of a
        referenced text have their words if it is at hand. Raises `InvalidData` for labels that
        cannot be read, are of another document, or were made for other words."""
        path = self.annotation_path(annotator, document.id, document.version)
        if not records.holds(path):
            return None
        found = records.read_record(path, Annotation, partial(self.misplaced, path))
        if not document.referenced or not self.has_text(document):
            return found
        filled, findings = with_words(found, self.text(document))
        if findings:
            raise InvalidData(schemas.place(findings, records.bytes_of(path), str(path)))
        return filled

    def annotation_files(self, annotator: str) -> list[Path]:
        """The JSON files below an annotator's folder. Raises `InvalidData` for a folder that cannot
        be read."""
        found = records.files_in(self.annotation_folder / annotator)
        return [path for path in found if path.suffix == ".json"]

    def check_registered(self, *names: str) -> None:
        """Raises `UnknownName` for an annotator that is not registered, and like `annotators`."""
        for name in names:
            if name not in self.annotators:
                raise UnknownName("annotator", name, self.annotators)

    def check_annotator(self, name: str) -> None:
        """Raises `UnknownName` for an annotator that is neither registered nor has a folder with
        labels. The gold may be looked for before there is any. Raises `InvalidData` where that
        cannot be told."""
        register = self.annotation_folder / "annotators.json"
        known = set(self.annotators) if records.holds(register) else set()
        if name not in known | {"gold"} and not self.annotation_files(name):
            raise UnknownName("annotator", name, known)

    def annotation_path(self, annotator: str, document: str, version: int) -> Path:
        check_id(annotator)
        check_id(document)
        return self.annotation_folder / annotator / f"{document}.v{version}.json"

    def misplaced(self, path: Path, record: Document | Annotation) -> Iterator[schemas.Finding]:
        """That a record is of another document, version or annotator than its path says."""
        if isinstance(record, Document):
            expected = self.path(record.id, record.version, ".json")
        else:
            expected = self.annotation_path(record.annotator, record.document, record.version)
        if path != expected:
            place = expected.relative_to(self.root).as_posix()
            yield schemas.Finding("PB208", "", f"the file belongs at {place}")

    def in_split(self, split: Split) -> Iterator[Document]:
        """The newest version of each document of a split, by id. Raises like `names_in`."""
        return map(self.document, self.names_in(split))

    def names_in(self, split: Split) -> list[str]:
        """The documents of a split, by id. Raises `UnknownName` for a split, and `InvalidData`
        where one names a document that the corpus does not have."""
        if split not in SPLITS:
            raise UnknownName("split", split, SPLITS)
        names = sorted(self.splits.splits.of(split))
        if unknown := [name for name in names if name not in self.versions()]:
            file = str(self.corpus / "splits.json")
            raise InvalidData(
                rules.problem("PB606", file, f"there is no document {name}") for name in unknown
            )
        return names

    def without_split(self) -> list[str]:
        """The documents that are in no split, by id: no build has them."""
        placed = {name for split in SPLITS for name in self.splits.splits.of(split)}
        return sorted(self.versions().keys() - placed)

    def _locked_hash(self, path: Path) -> str | None:
        """The sha256 that a file of the corpus must have."""
        if not self.locked:
            return None
        return self._index.hashes.get(path.relative_to(self.corpus).as_posix())

    holds = staticmethod(records.holds)
    bytes_of = staticmethod(records.bytes_of)
