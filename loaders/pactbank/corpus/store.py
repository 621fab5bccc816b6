"""Documents, texts and annotations on disk: read, checked, appended, never edited.

A version is part of the corpus once `corpus.lock` lists its files. What several files change in is
one commit (`commits`), so a process that dies at any point leaves the old corpus or the new one.
Files that the lock does not list are ignored.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pactbank.corpus import commits, referenced
from pactbank.corpus.cached_texts import cached_text, store_text
from pactbank.corpus.files import (
    check_inside,
    check_writable,
    read_reported,
    sha256,
    unreadable,
    write_atomically,
)
from pactbank.corpus.lock_index import EMPTY, LastIndex, LockIndex, is_slug
from pactbank.corpus.resources import find_root
from pactbank.corpus.wordless import quotations, recorded_annotation, with_words
from pactbank.errors import InvalidData, UnknownName, WithheldText, WrongUse
from pactbank.model import codec, rules, schemas
from pactbank.model.annotation import Annotation, Annotator, Annotators
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.inputs import is_there, list_files
from pactbank.model.registers import About, Lock, LockedFile, Splits

T = TypeVar("T", bound=msgspec.Struct)


def check_id(document: str) -> None:
    """Raises `WrongUse` unless the id is a slug; a slug cannot lead out of a folder."""
    if not is_slug(document):
        raise WrongUse(
            f"{document!r} is not a document id: use lower-case letters and digits, joined by "
            "single hyphens, at most 64 (for example orlen-talks)"
        )


@dataclass(frozen=True)
class Store:
    """The corpus and the annotations under one root. `locked`: documents and splits are refused
    where they are not those in `corpus.lock`."""

    root: Path
    locked: bool = True
    _last: LastIndex = field(default_factory=LastIndex, compare=False, repr=False)

    def __post_init__(self) -> None:
        commits.finish(self.corpus)

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process reads the corpus itself: what is in memory here may be long.
        return Store, (self.root, self.locked)

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
        if not self.holds(path):
            return LockIndex(EMPTY)
        data = self.bytes_of(path)
        if data != self._last.data:
            # A corpus of many thousands of documents has a long lock, so it is parsed once.
            self._know(data, self._parsed(data, path, Lock))
        return self._last.index

    def locked_hashes(self) -> dict[str, str]:
        """The sha256 of each file that the lock lists, by its path. Raises like `lock`."""
        return self._index.hashes

    def _know(self, data: bytes, lock: Lock) -> None:
        self._last.data, self._last.index = data, LockIndex(lock)

    def unlocked(self) -> Store:
        """This store, with documents and splits taken as they are, whatever the lock says."""
        return replace(self, locked=False)

    @cached_property
    def splits(self) -> Splits:
        """Which document is in which split. Raises `InvalidData` like `document`."""
        path = self.corpus / "splits.json"
        return self._read(path, Splits, expected=self._locked_hash(path))

    @cached_property
    def about(self) -> About | None:
        """What the corpus says of itself, None where it says nothing. Raises `InvalidData`."""
        path = self.corpus / "about.json"
        return self._read(path, About) if self.holds(path) else None

    @cached_property
    def annotators(self) -> dict[str, Annotator]:
        """The registered annotators by id. Raises `InvalidData`, also where nobody made a
        register."""
        path = self.annotation_folder / "annotators.json"
        if not self.holds(path):
            message = "no such file, so that no annotator is registered"
            raise InvalidData([rules.problem("PB317", str(path), message)])
        register = self._read(path, Annotators)
        return {annotator.id: annotator for annotator in register.annotators}

    def registered(self) -> tuple[str, ...]:
        """The ids of all annotators; none where there is no register."""
        there = self.holds(self.annotation_folder / "annotators.json")
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
        return self._read(path, Document, lambda found: self.misplaced(path, found), expected)

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
        return self.holds(self.path(document.id, document.version, ".txt"))

    def text(self, document: Document) -> str:
        """The clean text, which is made again from the raw text if it is referenced. Raises
        `WithheldText` where it is not at hand and `InvalidData` where its hash is not the
        document's."""
        if document.referenced:
            return referenced.clean_text(document, self._record_file(document))
        path = self.path(document.id, document.version, ".txt")
        return self._checked(path, document.text.sha256, "PB202").decode("utf-8")

    def raw(self, document: Document) -> str:
        """The raw text that raw offsets refer to, without a byte order mark. Raises like
        `text`."""
        if document.referenced:
            return referenced.raw_text(document, self._record_file(document))
        path = self.path(document.id, document.version, ".raw.txt")
        return self._checked(path, document.raw.sha256, "PB201").decode(document.raw.encoding)

    def _record_file(self, document: Document) -> str:
        return str(self.path(document.id, document.version, ".json"))

    def annotation(self, annotator: str, document: Document) -> Annotation | None:
        """One annotator's labels of a document version, None if there are none. Those of a
        referenced text have their words if it is at hand. Raises `InvalidData` for labels that
        cannot be read, are of another document, or were made for other words."""
        path = self.annotation_path(annotator, document.id, document.version)
        if not self.holds(path):
            return None
        found = self._read(path, Annotation, lambda found: self.misplaced(path, found))
        if not document.referenced or not self.has_text(document):
            return found
        filled, findings = with_words(found, self.text(document))
        if findings:
            raise InvalidData(schemas.place(findings, self.bytes_of(path), str(path)))
        return filled

    def annotation_files(self, annotator: str) -> list[Path]:
        """The JSON files below an annotator's folder. Raises `InvalidData` for a folder that cannot
        be read."""
        folder = self.annotation_folder / annotator
        try:
            found = list_files(folder) if is_there(folder) else []
        except OSError as error:
            raise InvalidData([unreadable(error.filename or str(folder), error)]) from None
        return [path for path in found if path.suffix == ".json"]

    def check_annotator(self, name: str) -> None:
        """Raises `UnknownName` for an annotator that is neither registered nor has a folder with
        labels. The gold may be looked for before there is any. Raises `InvalidData` where that
        cannot be told."""
        register = self.annotation_folder / "annotators.json"
        known = set(self.annotators) if self.holds(register) else set()
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

    def add(self, document: Document, raw: bytes, text: bytes) -> None:
        """Append a version; a text that is referenced goes to the user's cache. Raises `WrongUse`
        where the version exists, and `InvalidData` where a link leads out of the root, as
        everything that writes does."""
        with self.held():
            # Another process may have added the same version since the lock was last read.
            if document.version in self.versions().get(document.id, []):
                raise WrongUse(f"{document.id} v{document.version} exists and is never edited")
            self.add_incoming(self.stage(commits.incoming(self.corpus), document, raw, text))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block no other process changes the corpus, and the registers are as they are
        on disk at its beginning. Raises `InvalidData` for a link that leads out, or that is there
        instead of the lock: what it leads to might be emptied. Raises `WrongUse` inside the
        package."""
        from filelock import FileLock

        path = self.corpus / ".lock"
        check_writable(path)
        check_inside(path, self.root)
        if os.path.islink(path):
            raise InvalidData([rules.problem("PB009", str(path), "is a link; remove it")])
        self.corpus.mkdir(parents=True, exist_ok=True)
        with FileLock(path):
            self._forget()
            yield

    def relock(self, changed: Mapping[str, str], gone: Container[str] = ()) -> None:
        """Write the lock with these hashes added and these paths left out; from then on a new
        version exists, and what is gone does not. Inside of `held`, unless nobody else can be at
        work."""
        self._forget()
        lock = _changed(self._index, changed, gone)
        data = codec.encode(lock)
        self.write(self.corpus / "corpus.lock", data)
        self._forget()
        self._know(data, lock)

    def supposing(self, changed: Mapping[str, str], gone: Container[str] = ()) -> Store:
        """This store as it will be after `relock`."""
        supposed = Store(self.root)
        supposed.__dict__["_index"] = LockIndex(_changed(self._index, changed, gone))
        return supposed

    def write_splits(self, splits: Splits) -> None:
        """Write splits.json and its hash in the lock, both or neither, whenever the process dies.
        Inside of `held`."""
        data = codec.encode(splits)
        lock = _changed(self._index, {"splits.json": sha256(data)})
        self._commit(lock, splits=data)

    def stage(self, folder: Path, document: Document, raw: bytes, text: bytes) -> dict[str, str]:
        """Write the files of a version to the folder `commits.incoming`; their hashes by path.
        Raises `InvalidData` where a link leads out of the root, and `WrongUse` for a link to
        nothing in the place of the document."""
        for ending in ENDINGS:
            check_inside(self.path(document.id, document.version, ending), self.root)
        place = self.corpus / document.id
        if place.is_symlink() and not self.holds(Path(os.path.realpath(place))):
            raise WrongUse(f"{place} is a link to nothing; remove it")
        hashes = {}
        for ending, data in version_files(document, raw, text).items():
            path = f"{document.id}/v{document.version}{ending}"
            self.write(folder / path, data)
            hashes[path] = sha256(data)
        return hashes

    def add_incoming(
        self, hashes: Mapping[str, str], annotations: Iterable[Annotation] = ()
    ) -> None:
        """Add the files in the folder `commits.incoming` with these hashes, by path, to the corpus,
        or put them in the place of others, and write annotations: all or none, whenever the process
        dies. Inside of `held`."""
        labels = {
            self.annotation_path(one.annotator, one.document, one.version): one
            for one in annotations
        }
        lock = _changed(self._index, hashes)
        self._commit(lock, files=hashes, labels=self._encoded(labels))

    def take_out(
        self,
        documents: Collection[str],
        labels: Iterable[Path],
        changed: Mapping[str, str],
        gone: Container[str],
        splits: bytes | None = None,
    ) -> None:
        """Delete the folders of documents and these label files, write the lock with these hashes
        added and these paths left out, and splits.json if it is given: all or nothing, whenever the
        process dies. Inside of `held`."""
        below = [path.relative_to(self.annotation_folder).as_posix() for path in labels]
        lock = _changed(self._index, changed, gone)
        self._commit(lock, splits=splits, documents_gone=documents, labels_gone=below)

    def write_labels(self, files: Mapping[Path, Annotation]) -> None:
        """Write label files, all or none, whenever the process dies. Inside of `held`."""
        self._commit(_changed(self._index, {}), labels=self._encoded(files))

    def _encoded(self, labels: Mapping[Path, Annotation]) -> dict[str, bytes]:
        """Labels as bytes, by their paths below annotations/."""
        for path in labels:
            check_inside(path, self.root)
        below = self.annotation_folder
        return {p.relative_to(below).as_posix(): codec.encode(one) for p, one in labels.items()}

    def _commit(self, lock: Lock, **changed: Any) -> None:
        """Write the lock together with what `commits.commit` takes."""
        data = codec.encode(lock)
        commits.commit(self.corpus, data, **changed)
        self._forget()
        self._know(data, lock)

    def write_annotation(self, annotation: Annotation) -> Path:
        """File labels, those of a referenced text without their words. Raises `WithheldText` where
        such a text is not at hand, `InvalidData` for labels that quote it all the same, and
        `UnknownName` for a document that is not there."""
        document = self.document(annotation.document, annotation.version)
        path = self.annotation_path(annotation.annotator, annotation.document, annotation.version)
        if document.referenced:
            text = self.text(document)
            annotation = recorded_annotation(annotation, text)
            if findings := list(quotations(annotation, text, "PB327")):
                data = codec.encode(annotation)
                raise InvalidData(schemas.place(findings, data, str(path)))
        self.write(path, codec.encode(annotation))
        return path

    def register(self, annotator: Annotator) -> bool:
        """Add an annotator to annotations/annotators.json, which is made if it is not there; False
        if the id is already listed, even with other details."""
        with self.held():
            if annotator.id in self.registered():
                return False
            known = self.annotators.values() if self.registered() else ()
            listed = (*known, annotator)
            register = Annotators(schema_version=SCHEMA_VERSION, annotators=listed)
            self.write(self.annotation_folder / "annotators.json", codec.encode(register))
            self._forget()
        return True

    def write(self, path: Path, data: bytes) -> None:
        """Write a file under the root. Raises `InvalidData` where a link leads out of it."""
        check_inside(path, self.root)
        write_atomically(path, data)

    def _checked(self, path: Path, expected: str, code: str) -> bytes:
        if not self.holds(path):
            raise WithheldText([rules.problem("PB209", str(path), "no such file")])
        data = self.bytes_of(path)
        if sha256(data) != expected:
            message = f"sha256 is {sha256(data)}, the document has {expected}"
            raise InvalidData([rules.problem(code, str(path), message)])
        return data

    def _read(
        self,
        path: Path,
        record: type[T],
        check: Callable[[T], Iterable[schemas.Finding]] = lambda _: (),
        expected: str | None = None,
    ) -> T:
        """One record. Raises `InvalidData` with every structural problem and what `check` finds,
        and for one that has not the sha256 that is expected."""
        data = self.bytes_of(path)
        found = self._parsed(data, path, record)
        if findings := [*check(found)]:
            raise InvalidData(schemas.place(findings, data, str(path)))
        if expected not in (None, digest := sha256(data)):
            message = f"sha256 is {digest}, corpus.lock has {expected}"
            raise InvalidData([rules.problem("PB603", str(path), message)])
        return found

    @staticmethod
    def _parsed(data: bytes, path: Path, record: type[T]) -> T:
        found, problems = schemas.read(data, record, str(path))
        if found is None:
            raise InvalidData(problems)
        return found

    def _locked_hash(self, path: Path) -> str | None:
        """The sha256 that a file of the corpus must have."""
        if not self.locked:
            return None
        return self._index.hashes.get(path.relative_to(self.corpus).as_posix())

    @staticmethod
    def holds(path: Path) -> bool:
        """Whether a file is there. Raises `InvalidData` where that cannot be told."""
        try:
            return is_there(path)
        except OSError as error:
            raise InvalidData([unreadable(str(path), error)]) from None

    @staticmethod
    def bytes_of(path: Path) -> bytes:
        """The bytes of a file. Raises `InvalidData` where it cannot be read."""
        data, problems = read_reported(path, str(path))
        if problems:
            raise InvalidData(problems)
        return data


ENDINGS = (".raw.txt", ".txt", ".json")
"""How the files of a version end, the record last."""


def version_files(document: Document, raw: bytes, text: bytes) -> dict[str, bytes]:
    """The files of a new version by their endings, the record last. Of a referenced text the record
    is the only one, and the raw text is put into the user's cache."""
    record = {".json": codec.encode(document)}
    if document.referenced:
        store_text(raw.decode("utf-8"))
        return record
    return {".raw.txt": raw, ".txt": text, **record}


def _changed(index: LockIndex, changed: Mapping[str, str], gone: Container[str] = ()) -> Lock:
    """The lock with these hashes by path, without what is gone."""
    hashes = {**index.hashes, **changed}
    kept = sorted(path for path in hashes if path not in gone)
    files = tuple(LockedFile(path=path, sha256=hashes[path]) for path in kept)
    return Lock(schema_version=SCHEMA_VERSION, files=files)


def documents(split: Split | None = None, root: Path | None = None) -> list[Document]:
    """The newest version of each document, by id; all documents or those of one split.

    Raises `DataNotFound` where there is no corpus and `UnknownName` for an unknown split.
    """
    store = Store(find_root(root))
    if split is not None:
        return list(store.in_split(split))
    return [store.document(document) for document in store.versions()]
