"""The documents that systems are asked for: those that have gold, and whose text is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pactbank.corpus.store import Store
from pactbank.corpus.wordless import gold_sha256
from pactbank.errors import WrongUse, made_of_all, pair_of
from pactbank.model.closed import Split
from pactbank.model.document import Document
from pactbank.systems import Article


@dataclass(frozen=True)
class Contest:
    """Documents of a split, or of the whole corpus. `absent` have gold, and no text here."""

    store: Store
    split: Split | None
    documents: tuple[Document, ...]
    absent: tuple[str, ...]

    @property
    def gold_sha256(self) -> str:
        """The digest of the gold of the documents."""
        golds = (self.store.annotation("gold", document) for document in self.documents)
        return gold_sha256(gold for gold in golds if gold is not None)

    def articles(self, documents: tuple[Document, ...]) -> Iterator[Article]:
        """Some of the documents, each with its text, which is read when it is asked for."""
        return (Article(document, self.store.text(document)) for document in documents)


def contest_of(store: Store, split: Split | None) -> Contest:
    """The newest version of each document that has gold. Raises `WrongUse` where there is none
    with a text, and `InvalidData` with the problems of all records, labels and texts that cannot be
    read."""
    asked = list(store.versions()) if split is None else store.names_in(split)
    labelled = list(filter(None, made_of_all(asked, partial(_labelled, store))))
    readable = tuple(document for document in labelled if store.has_text(document))
    among = "the corpus" if split is None else f"split {split}"
    if not labelled:
        raise WrongUse(f"{among} has no document with gold labels in {store.root}")
    if not readable:
        raise WrongUse(
            f"no text of the {len(labelled)} documents of {among} with gold is at hand; "
            "pactbank fetch brings those that can be fetched"
        )
    names = {document.id for document in readable}
    absent = tuple(document.id for document in labelled if document.id not in names)
    return Contest(store, split, readable, absent)


def _labelled(store: Store, name: str) -> Document | None:
    """A document that has gold; None for one without. Gold and text, if it is at hand, are read,
    so that what is wrong with them is known before a long run."""
    document = store.document(name)
    if not store.holds(store.annotation_path("gold", document.id, document.version)):
        return None
    pair_of(
        lambda: store.annotation("gold", document),
        lambda: store.has_text(document) and store.text(document),
    )
    return document
