"""Every rule the data must keep, checked in one run that reports all it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pactbank import codec, rules
from pactbank.errors import InvalidData, Problem, UnknownName, WrongUse
from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.registers import Lock, Splits
from pactbank.schemas import Finding, place, read
from pactbank.store import Store
from pactbank.validate import corpus, documents
from pactbank.validate.annotations import check_annotation
from pactbank.validate.files import kind_of, read_bytes, utf8
from pactbank.validate.predictions import check_prediction
from pactbank.validate.spans import SpannedText

T = TypeVar("T")
Progress = Callable[[str], None]


def validate(
    store: Store, paths: Iterable[Path] = (), progress: Progress | None = None
) -> list[Problem]:
    """Every problem of the given files and folders (default: the whole root), in reading order.

    `progress` is called with each file's name before it is read. Raises `WrongUse` for a path
    that does not exist.
    """
    run = _Run(store, progress or (lambda _: None))
    paths = list(paths)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise WrongUse(f"{path} does not exist")
    problems = [p for path in paths for p in run.path(path)] if paths else list(run.root())
    return sorted(problems, key=lambda p: (p.file, p.line or 0, p.pointer, p.code))


def check(store: Store, annotation: Annotation, data: bytes, file: str) -> list[Problem]:
    """Every semantic fault of one annotation; `data` is its encoded form, for line numbers."""
    return place(_Run(store, lambda _: None).annotation(annotation), data, file)


class _Run:
    """One run over one root: what was read once is not read again."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self.store = store
        self.progress = progress
        self.text_of = lru_cache(maxsize=4096)(self._spanned)

    def root(self) -> Iterator[Problem]:
        for folder in (self.store.corpus, self.store.annotation_folder):
            if folder.is_dir():
                yield from self.path(folder)

    def path(self, path: Path) -> Iterator[Problem]:
        if not path.is_dir():
            yield from self.file(path, explicit=True)
            return
        for found in sorted(path.rglob("*")):
            if not found.is_dir() and not found.name.startswith("."):
                yield from self.file(found, explicit=False)

    def file(self, path: Path, explicit: bool) -> Iterator[Problem]:
        record = kind_of(path)
        if record is None:
            if explicit:
                raise WrongUse(
                    f"{path} is no file that PactBank knows; see pactbank validate --help"
                )
            return
        name = self._name(path)
        self.progress(name)
        tree = self.store.root if path.absolute().is_relative_to(self.store.root) else None
        data, problems = read_bytes(path, name, tree)
        yield from problems
        if problems:
            return
        if record is Prediction:
            yield from self._predictions(data, name)
        elif record is Annotation:
            yield from self._annotation(data, path, name)
        elif record is Document:
            yield from self._document(data, path, name)
        elif record is Lock:
            yield from self._lock(data, name)
        elif record is Splits:
            yield from self._splits(data, name)
        elif record is Annotators:
            register, problems = read(data, Annotators, name)
            yield from problems
            if register:
                yield from place(corpus.check_annotators(register), data, name)
        else:
            yield from read(data, record, name)[1]

    def _name(self, path: Path) -> str:
        """The path as the user would type it: relative to the root where it is inside."""
        try:
            return path.absolute().relative_to(self.store.root).as_posix()
        except ValueError:
            return path.as_posix()

    def _annotation(self, data: bytes, path: Path, name: str) -> Iterator[Problem]:
        annotation, problems = read(data, Annotation, name)
        yield from problems
        if annotation is None:
            return
        expected = self.store.annotation_path(
            annotation.annotator, annotation.document, annotation.version
        )
        inside = path.absolute().is_relative_to(self.store.annotation_folder)
        if inside and path.absolute() != expected:
            said = f"the file should be {self._name(expected)}"
            yield from place([Finding("PB208", "", said)], data, name)
        yield from place(self.annotation(annotation), data, name)

    def annotation(self, annotation: Annotation) -> Iterator[Finding]:
        """Every semantic fault of an annotation, wherever it is."""
        known = self._try(lambda: self.store.annotators)
        if known is not None and annotation.annotator not in known:
            said = f"annotators.json does not list {annotation.annotator!r}"
            yield Finding("PB317", "/annotator", said)
        document = self._document_of(annotation.document, annotation.version)
        if document is None:
            said = f"no document {annotation.document} v{annotation.version}"
            yield Finding("PB315", "/document", said)
            return
        text = self.text_of(document.id, document.version)
        yield from check_annotation(annotation, document, text)

    def _predictions(self, data: bytes, name: str) -> Iterator[Problem]:
        for number, line in codec.lines(data):
            prediction, problems = read(line, Prediction, name)
            for problem in problems:
                yield rules.problem(
                    problem.code, name, problem.message, line=number, pointer=problem.pointer
                )
            if prediction is None:
                continue
            document = self._document_of(prediction.document, prediction.version)
            if document is None:
                said = f"no document {prediction.document} v{prediction.version or '(newest)'}"
                findings = [Finding("PB315", "/document", said)]
            else:
                spans = self.text_of(document.id, document.version)
                findings = list(check_prediction(prediction, document, spans))
            yield from place(findings, line, name, line=number - 1)

    def _document(self, data: bytes, path: Path, name: str) -> Iterator[Problem]:
        document, problems = read(data, Document, name)
        yield from problems
        if document is None:
            return
        yield from place(documents.check_document(document), data, name)
        expected = self.store.path(document.id, document.version, ".json")
        if path.absolute().is_relative_to(self.store.corpus) and path.absolute() != expected:
            said = f"the file should be {self._name(expected)}"
            yield from place([Finding("PB208", "/id", said)], data, name)
        texts = []
        for ending, check in ((".raw.txt", documents.check_raw), (".txt", documents.check_text)):
            beside = path.parent / f"v{document.version}{ending}"
            if not beside.exists() and not beside.is_symlink():
                if not document.withheld:
                    yield rules.problem("PB209", self._name(beside), "there is no such file")
                continue
            found, problems = read_bytes(beside, self._name(beside), self.store.root)
            problems += utf8(found, self._name(beside))
            yield from problems
            if not problems:
                faults = list(check(document, found))
                yield from place(faults, data, name)
                if not faults:
                    texts.append(found)
        if len(texts) == 2:
            raw, text = texts[0].decode(document.raw.encoding), texts[1].decode("utf-8")
            yield from place(documents.check_rebuild(document, raw, text), data, name)

    def _lock(self, data: bytes, name: str) -> Iterator[Problem]:
        lock, problems = read(data, Lock, name)
        yield from problems
        if lock is not None:
            yield from corpus.check_lock(self.store.corpus, lock, Path(name).parent.as_posix())

    def _splits(self, data: bytes, name: str) -> Iterator[Problem]:
        splits, problems = read(data, Splits, name)
        yield from problems
        if splits is None:
            return
        known = {}
        for document in self._try(self.store.versions) or ():
            if (found := self._document_of(document, None)) is not None:
                known[document] = found
        gold = {
            path.name.split(".")[0] for path in self.store.annotation_folder.glob("gold/*.json")
        }
        yield from place(corpus.check_splits(splits, known, gold), data, name)

    def _document_of(self, document: str, version: int | None) -> Document | None:
        """The document, None where there is none or it is invalid (which is said elsewhere)."""
        return self._try(lambda: self.store.document(document, version))

    def _spanned(self, document: str, version: int) -> SpannedText:
        found = self.store.document(document, version)
        return SpannedText(found, self._try(lambda: self.store.text(found)))

    @staticmethod
    def _try(look_up: Callable[[], T | None]) -> T | None:
        try:
            return look_up()
        except (InvalidData, UnknownName):
            return None
