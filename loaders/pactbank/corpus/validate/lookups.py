"""What checks look up in the corpus: documents, texts, gold, rulings; nothing that is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pactbank.corpus.files import utf8_problems
from pactbank.corpus.rulings import Rulings
from pactbank.corpus.store import Store
from pactbank.corpus.validate.spans import SpannedText
from pactbank.corpus.validate.texts import TextFiles
from pactbank.errors import InvalidData, Problem
from pactbank.model.document import Document
from pactbank.model.inputs import may_be_there

T = TypeVar("T")


class LookUps:
    """What is known of one corpus. `causes` collects the problems of the files that were looked
    into."""

    def __init__(self, store: Store, name: Callable[[Path], str]) -> None:
        self.store = store
        self.name = name
        self.files = TextFiles(store, name)
        self.causes: set[Problem] = set()
        self.document = lru_cache(maxsize=4096)(self._document)
        self.text = lru_cache(maxsize=4096)(self._text)
        self.rulings = lru_cache(maxsize=None)(self._rulings)

    def tried(self, look_up: Callable[[], T]) -> T | None:
        """What is looked up, or None with the problems of its file added to `causes`."""
        try:
            return look_up()
        except InvalidData as error:
            self.causes.update(replace(p, file=self.name(Path(p.file))) for p in error.problems)
            return None

    def knows(self, document: str, version: int | None) -> bool:
        """Whether the corpus has such a version; assumed where the lock is broken."""
        versions = self.tried(self.store.versions)
        if versions is None:
            return True
        return version in versions.get(document, []) or (version is None and document in versions)

    def _document(self, document: str, version: int | None) -> Document | None:
        """A document that exists, None where it is broken."""
        return self.tried(lambda: self.store.document(document, version))

    def _text(self, name: str, version: int) -> SpannedText | None:
        """The text of a document that exists, with its problems added to `causes`; None where the
        document is broken."""
        if (document := self.document(name, version)) is None:
            return None
        path = self.store.path(name, version, ".json")
        text, problems = self.files.clean(document, path)
        self.causes.update(problems)
        return SpannedText(document, text)

    def story(self, document: str) -> str | None:
        """The story of a document, None where the document is broken."""
        found = self.document(document, None)
        return found.story if found else None

    def gold(self) -> set[str]:
        """The documents that have gold labels."""
        files = self.tried(lambda: self.store.annotation_files("gold")) or ()
        return {path.name.split(".")[0] for path in files}

    def rulings_on(self, document: str) -> set[str] | None:
        """The rulings on a document, None where there is no RULINGS.md."""
        rulings = self.rulings()
        return None if rulings is None else rulings.ids(document)

    def _rulings(self) -> Rulings | None:
        """RULINGS.md, None where there is none. Where it cannot be read, that is added to
        `causes`."""
        path = self.store.annotation_folder / "RULINGS.md"
        if not may_be_there(path):
            return None
        data, problems = self.files.bytes_of(path)
        self.causes.update(problems or utf8_problems(data, self.name(path)))
        return Rulings(data.decode("utf-8", "replace"))
