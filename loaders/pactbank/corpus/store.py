"""Documents and labels appended to a corpus under its lock, never edited.

What several files change in is one commit (`commits`), so a process that dies at any point leaves
the old corpus or the new one. Files that `corpus.lock` does not list are ignored.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactbank.corpus import commits
from pactbank.corpus.cached_texts import store_text
from pactbank.corpus.files import check_inside, check_writable, sha256, write_atomically
from pactbank.corpus.filing import filed_annotation
from pactbank.corpus.holdings import Holdings, check_id
from pactbank.corpus.lock_index import LockIndex
from pactbank.corpus.resources import find_root
from pactbank.errors import InvalidData, WrongUse, made_of_all
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, Annotator, Annotators
from pactbank.model.closed import Split
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.registers import Lock, Splits


@dataclass(frozen=True)
class Store(Holdings):
    """A corpus and its annotations as they are read and added to."""

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
        lock = self._index.with_changes(changed, gone)
        data = codec.encode(lock)
        self.write(self.corpus / "corpus.lock", data)
        self._forget()
        self._know(data, lock)

    def supposing(self, changed: Mapping[str, str], gone: Container[str] = ()) -> Store:
        """This store as it will be after `relock`."""
        supposed = Store(self.root)
        supposed.__dict__["_index"] = LockIndex(self._index.with_changes(changed, gone))
        return supposed

    def write_splits(self, splits: Splits) -> None:
        """Write splits.json and its hash in the lock, both or neither, whenever the process dies.
        Inside of `held`."""
        data = codec.encode(splits)
        lock = self._index.with_changes({"splits.json": sha256(data)})
        self._commit(lock, splits=data)

    def stage(self, folder: Path, document: Document, raw: bytes, text: bytes) -> dict[str, str]:
        """Write the files of a version to the folder `commits.incoming`; their hashes by path.
        Raises `InvalidData` where a link leads out of the root, and `WrongUse` for a link to
        nothing in the place of the document; then nothing is written."""
        check_id(document.id)
        files = {
            f"{document.id}/v{document.version}{ending}": data
            for ending, data in _version_files(document, raw, text).items()
        }
        for path in files:
            check_inside(self.corpus / path, self.root)
        place = self.corpus / document.id
        if place.is_symlink() and not self.holds(Path(os.path.realpath(place))):
            raise WrongUse(f"{place} is a link to nothing; remove it")
        for path, data in files.items():
            self.write(folder / path, data)
        return {path: sha256(data) for path, data in files.items()}

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
        lock = self._index.with_changes(hashes)
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
        lock = self._index.with_changes(changed, gone)
        self._commit(lock, splits=splits, documents_gone=documents, labels_gone=below)

    def write_labels(self, files: Mapping[Path, Annotation]) -> None:
        """Write label files, all or none, whenever the process dies. Inside of `held`."""
        self._commit(self._index.with_changes({}), labels=self._encoded(files))

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
            annotation = filed_annotation(annotation, self.text(document), str(path))
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


def _version_files(document: Document, raw: bytes, text: bytes) -> dict[str, bytes]:
    """The files of a new version by their endings, the record last. Of a referenced text the record
    is the only one, and the raw text is put into the user's cache."""
    record = {".json": codec.encode(document)}
    if document.referenced:
        store_text(raw.decode("utf-8"))
        return record
    return {".raw.txt": raw, ".txt": text, **record}


def documents(split: Split | None = None, root: Path | None = None) -> list[Document]:
    """The newest version of each document, by id; all documents or those of one split.

    Raises `DataNotFound` where there is no corpus and `UnknownName` for an unknown split.
    """
    store = Store(find_root(root))
    if split is not None:
        return store.in_split(split)
    return made_of_all(store.versions(), store.document)
