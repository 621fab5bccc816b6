"""The checks of the files of one corpus, by the kind of file; nothing is read twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.corpus.rights import runs
from pactbank.corpus.store import Store
from pactbank.corpus.validate import documents, registers
from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.kinds import kind_of
from pactbank.corpus.validate.links import check_rulings
from pactbank.corpus.validate.lookups import LookUps
from pactbank.corpus.validate.predictions import check_prediction
from pactbank.corpus.validate.spans import SpannedText
from pactbank.corpus.validate.unseen import check_unseen
from pactbank.corpus.validate.wordless import labels_with_words
from pactbank.corpus.wordless import Run, lines_of_runs
from pactbank.corpus.world import check_plan, check_world, plan_path, read_world, world_path
from pactbank.errors import Problem, named
from pactbank.model import codec, rules
from pactbank.model.annotation import SCHEME_VERSION, Annotation, Annotators
from pactbank.model.document import Document
from pactbank.model.inputs import may_be_there
from pactbank.model.prediction import Prediction
from pactbank.model.registers import About, Lock, Splits
from pactbank.model.schemas import Finding, place, read
from pactbank.model.world import FactPlan, World

R = TypeVar("R", bound=msgspec.Struct)
_PAGES = ("GUIDELINES.md", "RULINGS.md")
_SHOWN = 3
"""Documents with the same text that are named."""


class Checks:
    """The checks of one corpus. `causes` are the problems of files that other files depend on; they
    are reported even if those files were not to be checked."""

    def __init__(self, store: Store, name: Callable[[Path], str]) -> None:
        self.store = store
        self.name = name
        self.known = LookUps(store, name)
        self.files = self.known.files
        self.causes = self.known.causes
        self.referenced: dict[str, dict[str, str]] = {}
        self.checks: dict[type, Callable[[bytes, Path], Iterator[Problem]]] = {
            Annotation: self._annotation,
            Document: self._document,
            Prediction: self._predictions,
            Lock: self._lock,
            Splits: partial(self._by_itself, Splits, self._splits),
            Annotators: partial(self._by_itself, Annotators, registers.check_annotators),
            About: partial(self._by_itself, About, registers.check_about),
            World: partial(self._by_itself, World, check_world),
            FactPlan: self._plan,
        }
        self.lines_of = lru_cache(maxsize=None)(self._lines_of)

    def file(self, path: Path, explicit: bool, coming: bytes | None = None) -> Iterator[Problem]:
        """Every problem of a file; no part of its path is a link, except the file itself. `coming`
        is what it will hold, if that is not what it holds.

        A file that PactBank does not know and that was not asked for by name (`explicit`) is only
        checked for being a link out of the tree.
        """
        record = kind_of(path) or self._kind_by_place(path, explicit)
        if record is None and not explicit and not os.path.islink(path):
            return
        data, problems = self.files.bytes_of(path) if coming is None else (coming, [])
        if problems:
            yield from (p for p in problems if record or explicit or p.code == "PB009")
        elif record in self.checks:
            yield from self.checks[record](data, path)
        elif record is not None:
            yield from read(data, record, self.name(path))[1]

    def holds_text(self, path: Path) -> bool:
        """Whether the lock lists the text of the record at a path inside the corpus."""
        text = path.with_suffix(".txt").relative_to(self.store.corpus).as_posix()
        return text in (self.known.tried(self.store.locked_hashes) or ())

    def _kind_by_place(self, path: Path, explicit: bool) -> type[msgspec.Struct] | None:
        """A JSON file among the plans is a plan; any other in an annotator's folder or asked for by
        name is an annotation."""
        if path.suffix == ".json" and path == plan_path(self.store, path.stem):
            return FactPlan
        placed = path.parent.parent == self.store.annotation_folder
        return Annotation if path.suffix == ".json" and (explicit or placed) else None

    def _by_itself(
        self, record: type[R], check: Callable[[R], Iterable[Finding]], data: bytes, path: Path
    ) -> Iterator[Problem]:
        """The problems of a file whose one check needs the record alone."""
        name = self.name(path)
        found, problems = read(data, record, name)
        yield from problems
        if found is not None:
            yield from place(check(found), data, name)

    def _annotation(self, data: bytes, path: Path) -> Iterator[Problem]:
        name = self.name(path)
        annotation, problems = read(data, Annotation, name)
        yield from problems
        if annotation is None:
            return
        yield from place(self._misplaced(path, annotation), data, name)
        yield from place(self._older(annotation), data, name)
        annotation, findings = self._with_words(annotation, path)
        yield from place(findings, data, name)
        yield from place(self.annotation(annotation), data, name)

    def _older(self, annotation: Annotation) -> Iterator[Finding]:
        """That labels follow an earlier scheme. A pass whose document has gold of the newest scheme
        is a record of how it was made, and says truly what its annotator followed."""
        version = annotation.scheme_version
        if version < SCHEME_VERSION and not self._has_newer_gold(annotation):
            message = f"scheme version {version}; this package has {SCHEME_VERSION}"
            yield Finding("PB110", "/scheme_version", message)

    def _has_newer_gold(self, annotation: Annotation) -> bool:
        name, version = annotation.document, annotation.version
        if annotation.annotator == "gold" or not self.known.knows(name, version):
            return False
        if (document := self.known.document(name, version)) is None:
            return False
        gold = self.known.tried(lambda: self.store.annotation("gold", document))
        return gold is not None and gold.scheme_version == SCHEME_VERSION

    def _with_words(self, annotation: Annotation, path: Path) -> tuple[Annotation, list[Finding]]:
        """The labels of a file with the words that they lack, as far as these are at hand, and what
        is wrong with them as labels with or without words."""
        if not self.known.knows(annotation.document, annotation.version):
            return annotation, []
        document = self.known.document(annotation.document, annotation.version)
        if document is None or (text := self.known.text(document.id, document.version)) is None:
            return annotation, []
        filed = path.is_relative_to(self.store.annotation_folder)
        return labels_with_words(annotation, document, text.text, filed)

    def annotation(self, annotation: Annotation) -> Iterator[Finding]:
        """Every semantic fault of an annotation, in whatever file it is. Where its document is
        broken, that is added to `causes` and the labels are not checked."""
        known = self.known.tried(lambda: self.store.annotators)
        if known is not None and annotation.annotator not in known:
            message = f"annotators.json does not list {named(annotation.annotator, known)}"
            yield Finding("PB317", "/annotator", message)
        yield from check_rulings(annotation, partial(self.known.rulings_on, annotation.document))
        check = partial(check_annotation, annotation)
        yield from self._of_document(annotation.document, annotation.version, check)

    def _predictions(self, data: bytes, path: Path) -> Iterator[Problem]:
        name = self.name(path)
        seen: dict[tuple[str, int | None], int] = {}
        for number, line in codec.lines(data):
            prediction, problems = read(line, Prediction, name)
            yield from (replace(problem, line=number) for problem in problems)
            if prediction is not None:
                check = partial(check_prediction, prediction)
                findings = [*self._of_document(prediction.document, prediction.version, check)]
                first = seen.setdefault((prediction.document, prediction.version), number)
                if first != number:
                    message = f"{prediction.document} is already predicted on line {first}"
                    findings.append(Finding("PB321", "/document", message))
                yield from place(findings, line, name, line=number - 1)
        if not data.strip():
            yield rules.problem("PB005", name, "the file has no prediction", line=1)

    def _of_document(
        self,
        name: str,
        version: int | None,
        check: Callable[[Document, SpannedText], Iterable[Finding]],
    ) -> Iterator[Finding]:
        """The findings of a check that needs a document and its text, or that there is no such
        document."""
        if not self.known.knows(name, version):
            message = f"there is no document {name}" + (f" v{version}" if version else "")
            yield Finding("PB315", "/document", message)
        elif (document := self.known.document(name, version)) is not None:
            text = self.known.text(document.id, document.version)
            yield from () if text is None else check(document, text)

    def _document(self, data: bytes, path: Path) -> Iterator[Problem]:
        name = self.name(path)
        document, problems = read(data, Document, name)
        yield from problems
        if document is None:
            return
        yield from place(documents.check_document(document), data, name)
        yield from place(self._same_text(document, path), data, name)
        yield from place(self._misplaced(path, document), data, name)
        raw, text, problems = self.files.both(document, path)
        yield from problems
        if text is not None:
            yield from place(documents.check_title(document, text), data, name)
            yield from place(documents.check_referenced(document, text), data, name)
            yield from self._quoting_pages(document, text)
            yield from place(check_unseen(text, "/text"), data, name)
        if raw is not None and text is not None:
            yield from place(documents.check_rebuild(document, raw, text), data, name)

    def _quoting_pages(self, document: Document, text: str) -> Iterator[Problem]:
        """Pages about labels that quote a text which the checkout must not have."""
        for name in _PAGES if document.referenced else ():
            lines = self.lines_of(name)
            for words in sorted(lines.keys() & runs(text), key=lambda run: (lines[run], run))[:1]:
                file = self.name(self.store.annotation_folder / name)
                message = f"quotes {document.id}, which is referenced: {' '.join(words)!r}"
                yield rules.problem("PB220", file, message, line=lines[words])

    def _lines_of(self, page: str) -> dict[Run, int]:
        """The words of a page about labels, by fours, with their lines."""
        path = self.store.annotation_folder / page
        data = self.files.bytes_of(path)[0] if may_be_there(path) else b""
        return lines_of_runs(data.decode("utf-8", "replace"))

    def _same_text(self, document: Document, path: Path) -> Iterator[Finding]:
        # In the corpus a document is its folder: one whose id is wrong is no other document.
        own = path.parent.name if path.is_relative_to(self.store.corpus) else document.id
        others = self.known.tried(lambda: self.store.same_text(document, own, _SHOWN + 1)) or []
        others = sorted({*others, *self._referenced_too(document, own)})
        more = " and others" if len(others) > _SHOWN else ""
        if others:
            have = "has" if len(others) == 1 else "have"
            names = ", ".join(others[:_SHOWN])
            yield Finding("PB615", "/text/sha256", f"{names}{more} {have} the same text")

    def _referenced_too(self, document: Document, own: str) -> set[str]:
        """The referenced texts checked before that are the same as this referenced one: the lock,
        which knows those that are held, has no hash of them."""
        found: set[str] = set()
        for digest in (document.text.sha256, document.raw.sha256) if document.referenced else ():
            known = self.referenced.setdefault(digest, {})
            found |= {name for name, of in known.items() if of != own}
            known[f"{own} v{document.version}"] = own
        return found

    def _lock(self, data: bytes, path: Path) -> Iterator[Problem]:
        lock, problems = read(data, Lock, self.name(path))
        yield from problems
        if lock is not None:
            yield from place(registers.locked_twice(lock), data, self.name(path))
            yield from registers.check_lock(self.store.corpus, lock, self.name(self.store.corpus))

    def _splits(self, splits: Splits) -> Iterator[Finding]:
        versions = self.known.tried(self.store.versions)
        stories = None if versions is None else {name: self.known.story(name) for name in versions}
        return registers.check_splits(splits, stories, self.known.gold())

    def without_splits(self) -> Iterator[Problem]:
        """The problem of a corpus that has gold labels but no splits.json."""
        path = self.store.corpus / "splits.json"
        if not may_be_there(path) and (gold := self.known.gold()):
            message = f"no such file, but there are gold labels of {', '.join(sorted(gold))}"
            yield rules.problem("PB602", self.name(path), message)

    def _plan(self, data: bytes, path: Path) -> Iterator[Problem]:
        """A plan against the world of this corpus, if it has one that can be read."""
        plan, problems = read(data, FactPlan, self.name(path))
        yield from problems
        if plan is None:
            return
        there = may_be_there(world_path(self.store))
        world = self.known.tried(lambda: read_world(self.store)) if there else None
        half = world.half(plan.half) if world else None
        yield from place(check_plan(plan, half), data, self.name(path))
        if path.parent == plan_path(self.store, "").parent and path.stem != plan.document:
            message = f"the file belongs at {plan_path(self.store, plan.document).name}"
            yield from place([Finding("PB208", "", message)], data, self.name(path))

    def _misplaced(self, path: Path, record: Document | Annotation) -> Iterator[Finding]:
        """Inside the data folders, the path must agree with the record."""
        if any(map(path.is_relative_to, (self.store.corpus, self.store.annotation_folder))):
            yield from self.store.misplaced(path, record)
