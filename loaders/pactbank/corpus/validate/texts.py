"""The texts of a document: the files beside its record or, of a referenced text, what the user's
cache has; each with the problems of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pactbank.corpus.cached_texts import cached_text
from pactbank.corpus.files import read_reported, utf8_problems
from pactbank.corpus.store import Store
from pactbank.corpus.validate import documents
from pactbank.errors import Problem
from pactbank.model import rules
from pactbank.model.document import Document
from pactbank.model.inputs import may_be_there
from pactbank.model.schemas import Finding, place

Texts = tuple[str | None, str | None, list[Problem]]
"""Raw and clean text, None where it is not at hand or faulty, and the problems of both."""


class TextFiles:
    """The texts of one corpus; `name` is what problems call a path."""

    def __init__(self, store: Store, name: Callable[[Path], str]) -> None:
        self.store = store
        self.name = name

    def bytes_of(self, path: Path) -> tuple[bytes, list[Problem]]:
        """The bytes of a file, which no link may lead out of the corpus."""
        tree = self.store.root if path.is_relative_to(self.store.root) else None
        return read_reported(path, self.name(path), tree)

    def both(self, document: Document, path: Path) -> Texts:
        """The texts of the record at `path`."""
        if document.referenced:
            return self._referenced(document, path)
        raw, problems = self._file(document, path, ".raw.txt")
        text, more = self._file(document, path, ".txt")
        return raw, text, [*problems, *more]

    def clean(self, document: Document, path: Path) -> tuple[str | None, list[Problem]]:
        """The clean text alone."""
        if not document.referenced:
            return self._file(document, path, ".txt")
        _, text, problems = self._referenced(document, path)
        return text, problems

    def _referenced(self, document: Document, path: Path) -> Texts:
        problems = list(self._files_beside(document, path))
        cached = cached_text(document.raw.sha256)
        if cached is None:
            return None, None, problems
        data = cached.encode("utf-8")
        if findings := list(documents.check_raw(document, data)):
            return None, None, [*problems, *self._placed(findings, path)]
        raw = data.decode(document.raw.encoding)
        text = documents.rebuilt(document, raw)
        findings = list(documents.check_text(document, (text or "").encode("utf-8")))
        if text is None or findings:
            return raw, None, [*problems, *self._placed(findings if text else [], path)]
        return raw, text, problems

    def _files_beside(self, document: Document, path: Path) -> Iterator[Problem]:
        """The text files of a referenced document, which a checkout must not have."""
        for ending in (".raw.txt", ".txt"):
            file = path.parent / f"v{document.version}{ending}"
            if path.is_relative_to(self.store.corpus) and may_be_there(file):
                message = f"the text of {document.id} is referenced, not held; delete this file"
                yield rules.problem("PB220", self.name(file), message)

    def _file(
        self, document: Document, path: Path, ending: str
    ) -> tuple[str | None, list[Problem]]:
        """The raw or the clean text of the record at `path`: the file beside it or, for a record
        outside the corpus, the corpus's own. None where it is missing or faulty."""
        beside = path.parent / f"v{document.version}{ending}"
        if not path.is_relative_to(self.store.corpus) and not may_be_there(beside):
            beside = self.store.path(document.id, document.version, ending)
        if not may_be_there(beside):
            missing = rules.problem("PB209", self.name(beside), "no such file")
            return None, [] if document.withheld else [missing]
        data, problems = self.bytes_of(beside)
        if problems := problems or utf8_problems(data, self.name(beside)):
            return None, problems
        check = documents.check_raw if ending == ".raw.txt" else documents.check_text
        if findings := list(check(document, data)):
            return None, self._placed(findings, path)
        return data.decode(document.raw.encoding if ending == ".raw.txt" else "utf-8"), []

    def _placed(self, findings: list[Finding], path: Path) -> list[Problem]:
        return place(findings, self.bytes_of(path)[0], self.name(path))
