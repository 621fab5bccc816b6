"""What is known of the texts that labels are about: length, words, zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pactbank.corpus.files import read_file, sha256
from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.model.document import Document


@dataclass(frozen=True, slots=True)
class KnownText:
    """A document's text: None where this copy of the corpus does not carry it, though its length
    and its kept zones (start, end, kind) are known."""

    chars: int
    text: str | None
    zones: tuple[tuple[int, int, str], ...] = ()


def known_text(store: Store, document: Document) -> KnownText:
    text = store.text(document) if store.has_text(document) else None
    zones = tuple((*zone.text, zone.kind) for zone in document.kept if zone.text is not None)
    return KnownText(document.text.chars, text, zones)


def known_by_hash(
    store: Store, documents: Iterable[str], hashes: Sequence[str | None]
) -> dict[str, KnownText]:
    """The texts that gold from elsewhere was made for, as far as the corpus has them: those with
    the hash that gold names."""
    versions = store.versions()
    found = {}
    for name, wanted in zip(documents, hashes, strict=True):
        for version in versions.get(name, ()) if wanted is not None else ():
            document = store.document(name, version)
            if document.text.sha256 == wanted:
                found[name] = known_text(store, document)
    return found


def texts_in(
    folder: Path, documents: Iterable[str], hashes: Sequence[str | None]
) -> Mapping[str, KnownText]:
    """The texts of documents in a folder that is no corpus: `<document>.txt`, in UTF-8.

    A text whose hash is not the one that gold names is refused. Raises `WrongUse` for a folder
    that is not there, and for a file that is another text.
    """
    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder with texts")
    found = {}
    for name, wanted in zip(documents, hashes, strict=True):
        path = folder / f"{name}.txt"
        if "/" in name or not path.is_file():
            continue
        data = read_file(path)
        if wanted is not None and sha256(data) != wanted:
            raise WrongUse(f"{path} is not the text that gold was made for: its sha256 differs")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise WrongUse(f"{path}: not UTF-8 at byte {error.start}") from None
        found[name] = KnownText(len(text), text)
    return found
