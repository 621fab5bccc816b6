"""One document with its text and gold labels, as far as its rights let them go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from pactbank.corpus import rights
from pactbank.corpus.store import Store
from pactbank.corpus.validate.names import check_letters, check_names
from pactbank.corpus.validate.spans import SpannedText
from pactbank.errors import InvalidData, WithheldText
from pactbank.model import rules
from pactbank.model.annotation import Annotation
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.walk import SPANS, located

GOLD = "gold"
"""The annotator whose labels are published."""
TextMode = Literal["full", "open"]
"""Texts of all documents, or only of those that may be passed on."""

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a build. `text` is None where it is withheld; `counted` is the text that
    words are counted in, None only where this copy of the corpus does not carry it."""

    split: Split
    document: Document
    text: str | None
    counted: str | None
    gold: Annotation | None


def entries(store: Store, mode: TextMode) -> Iterator[Entry]:
    """Every document of every split, in the order of splits and ids.

    Raises `WithheldText` where a text is needed that is not here, and `InvalidData` for gold
    that was made for another text, quotes what the text does not say, or has names that could
    not be filled in again from a text that is withheld.
    """
    for split in SPLITS:
        for document in store.in_split(split):
            yield entry(store, split, document, mode)


def entry(store: Store, split: Split, document: Document, mode: TextMode) -> Entry:
    """One document of a split; raises as `entries` does."""
    withheld = mode == "open" and document.withheld
    text = None if withheld and not store.has_text(document) else _text(store, document)
    gold = store.annotation(GOLD, document)
    if text is not None:
        if gold is not None:
            path = store.annotation_path(GOLD, document.id, document.version)
            gold = _quoted(gold, document, text, path)
        document = _rewritten(document, rights.restore, text)
    if withheld:
        if text is not None:
            _check_names(store, document, gold, text)
        document = _rewritten(document, rights.withhold_document, text)
        gold = gold and _rewritten(gold, rights.withhold_annotation, text)
    return Entry(split, document, None if withheld else text, text, gold)


def _text(store: Store, document: Document) -> str:
    try:
        return store.text(document)
    except WithheldText as error:
        raise WithheldText(
            replace(problem, remedy=f"{problem.remedy} Or build without it: --text open.")
            if document.withheld
            else problem
            for problem in error.problems
        ) from None


def _rewritten(record: T, change: Any, text: str | None) -> T:
    return msgspec.convert(change(msgspec.to_builtins(record), text), type(record))


def _quoted(gold: Annotation, document: Document, text: str, path: Path) -> Annotation:
    """The labels with the words of each span. Raises `InvalidData` for labels of another text,
    and for spans that do not fit this one."""
    faults = list(_faults(gold, document, text))
    if faults:
        raise InvalidData(
            rules.problem(fault.code, str(path), fault.message, pointer=fault.pointer)
            for fault in faults
        )
    return _rewritten(gold, rights.restore, text)


def _faults(gold: Annotation, document: Document, text: str) -> Iterator[Finding]:
    if gold.text_sha256 != document.text.sha256:
        message = f"the text of {document.id} v{document.version} is {document.text.sha256}"
        yield Finding("PB316", "/text_sha256", message)
        return
    spanned = SpannedText(document, text)
    for _, pointer, span in located(gold, SPANS):
        # Words that are not there (PB318) are filled in, so they are no fault here.
        yield from (f for f in spanned.faults(span, pointer) if f.code != "PB318")


def _check_names(store: Store, document: Document, gold: Annotation | None, text: str) -> None:
    """Raises `InvalidData` for a name or title that the text has not the letters of."""
    found = [
        (store.path(document.id, document.version, ".json"), finding)
        for finding in check_letters(document.title, text, "PB212", "/title")
    ]
    if gold is not None:
        path = store.annotation_path(GOLD, document.id, document.version)
        spanned = SpannedText(document, text)
        found += [(path, finding) for finding in check_names(gold, document, spanned)]
    if found:
        raise InvalidData(
            rules.problem(at.code, str(path), at.message, pointer=at.pointer) for path, at in found
        )
