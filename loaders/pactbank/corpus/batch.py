"""Many raw texts to documents at once: what can be added is added, by one write of the lock, and
the rest is refused with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pactbank.corpus import commits
from pactbank.corpus.files import sha256
from pactbank.corpus.ingest import Particulars, prepared
from pactbank.corpus.slugs import slug
from pactbank.corpus.store import Store
from pactbank.corpus.supply import Supplied
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model.document import Document
from pactbank.model.progress import Progress, silent


@dataclass(slots=True)
class Ingested:
    """What became of each text: documents that were added, ids of those that were there already
    with the same raw text, and reasons by the name of each text that was refused."""

    added: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)


def ingest_all(
    store: Store,
    texts: Iterable[Supplied],
    common: Mapping[str, Any],
    progress: Progress = silent,
) -> Ingested:
    """Make a document of each text and add them all, or none if the process dies. What a text says
    of itself goes before `common`, the fields of `Particulars` that hold for all."""
    with store.held():
        intake = _Intake(store, common)
        for text in texts:
            progress(text.name)
            intake.take(text)
        intake.add()
    return intake.done


class _Intake:
    """Documents that are written beside the corpus until all are there."""

    def __init__(self, store: Store, common: Mapping[str, Any]) -> None:
        self.store = store
        self.common = common
        self.folder = commits.incoming(store.corpus)
        self.hashes: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.done = Ingested()

    def take(self, text: Supplied) -> None:
        """Write the files of a text's document, or note why there is none."""
        try:
            reasons = [text.fault] if text.fault is not None else list(self._take(text))
        except OSError as error:
            reasons = [error.strerror or str(error)]
        except InvalidData as error:
            reasons = [_reason(problem) for problem in error.problems]
        except (UnicodeEncodeError, WrongUse) as error:
            reasons = [str(error)]
        if reasons:
            self.done.refused[text.name] = reasons

    def _take(self, text: Supplied) -> Iterator[str]:
        data = text.read()
        about = self._about(text)
        if self._is_there(about, data):
            self.done.unchanged.append(about.id)
            return
        if other := self.sources.get(about.id):
            yield f"{other} has the id {about.id} already; give another id"
            return
        document, clean = prepared(self.store, data, about, text.name)
        self.hashes |= self.store.stage(self.folder, document, data, clean.encode("utf-8"))
        self.done.added.append(document)
        self.sources[about.id] = text.name

    def _about(self, text: Supplied) -> Particulars:
        """What is known of a text. Raises `WrongUse` where no id can be made."""
        known = {"id": slug(text.stem), **self.common, **text.values}
        if not known["id"]:
            raise WrongUse(f"no id can be made from {text.stem!r}; give one in the field id")
        return Particulars(**known)

    def _is_there(self, about: Particulars, data: bytes) -> bool:
        """Whether the newest version of a document has this raw text."""
        if about.id not in self.store.versions():
            return False
        return self.store.document(about.id).raw.sha256 == sha256(data)

    def add(self) -> None:
        """Make everything that was taken part of the corpus."""
        if self.hashes:
            self.store.add_incoming(self.hashes)


def _reason(found: Problem) -> str:
    place = f"{found.code} {found.pointer}".rstrip()
    return f"{place}: {found.message}"
