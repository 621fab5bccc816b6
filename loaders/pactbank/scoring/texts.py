"""What is known of the texts that labels are about: length, words, zones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pactbank.corpus.store import Store
from pactbank.model.document import Document
from pactbank.scoring.sides import Side


@dataclass(frozen=True, slots=True)
class Known:
    """A document's text: None where this copy of the corpus does not carry it, though its length
    and its kept zones (start, end, kind) are known."""

    chars: int
    text: str | None
    zones: tuple[tuple[int, int, str], ...]


def known(store: Store, document: Document) -> Known:
    text = store.text(document) if store.has_text(document) else None
    zones = tuple((*zone.text, zone.kind) for zone in document.kept if zone.text is not None)
    return Known(document.text.chars, text, zones)


def known_by_hash(store: Store, gold: Side, documents: Iterable[str]) -> dict[str, Known]:
    """The texts that gold from elsewhere was made for, as far as the corpus has them: those
    with the hash that gold names."""
    versions = store.versions()
    found = {}
    for document in documents:
        header = gold.header(document)
        if header.text_sha256 is None:
            continue
        for version in versions.get(document, ()):
            candidate = store.document(document, version)
            if candidate.text.sha256 == header.text_sha256:
                found[document] = known(store, candidate)
    return found
