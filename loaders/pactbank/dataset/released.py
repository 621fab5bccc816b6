"""What a build may say of each document: its text and gold labels, as far as its rights allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pactbank.corpus import rights
from pactbank.corpus.store import Store
from pactbank.corpus.validate.names import check_letters, check_names
from pactbank.corpus.validate.pins import check_pin
from pactbank.corpus.validate.spans import SpannedText
from pactbank.errors import (
    InvalidData,
    Problem,
    WithheldText,
    attempted,
    joined,
    pair_of,
)
from pactbank.model import rules
from pactbank.model.annotation import Agreement, Annotation, Ref
from pactbank.model.closed import SPLITS, Split, TextMode
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.walk import SPANS, gathered, located

GOLD = "gold"
"""The annotator whose labels are published."""

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    """A document of a build. `text` is the text that the build carries, None where it is withheld;
    the document then has the places of its words, if this copy of the corpus knows them."""

    split: Split
    document: Document
    text: str | None
    gold: Annotation | None


def documents_in_splits(store: Store) -> list[Document]:
    """The documents of all splits, as far as they can be read; a build tells what is wrong with the
    others."""
    names, _ = attempted(SPLITS, store.names_in)
    return attempted(chain.from_iterable(names), store.document)[0]


def texts_at_hand(store: Store) -> TextMode:
    """What a build of the texts that are here is: one of all, of some, or of none of those that
    may not be passed on."""
    withheld = [document for document in documents_in_splits(store) if document.withheld]
    here = sum(store.has_text(document) for document in withheld)
    return "full" if here == len(withheld) else "here" if here else "open"


def released_documents(store: Store, mode: TextMode) -> Iterator[ReleasedDocument]:
    """Every document of every split, in the order of splits and ids. Raises like
    `released_document`, after the last one, with the problems of all."""
    errors = []
    for split in SPLITS:
        for name in store.names_in(split):
            try:
                yield released_document(store, split, name, mode)
            except InvalidData as error:
                errors.append(error)
    if (found := joined(errors)) is not None:
        raise found


def released_document(store: Store, split: Split, name: str, mode: TextMode) -> ReleasedDocument:
    """The newest version of a document as a build has it.

    Raises `WithheldText` where a text is needed that is not here, and `InvalidData` for gold
    that was made for another text, for a span that does not fit the text, and for a name or
    title that could not be restored from a withheld text.
    """
    document = store.document(name)
    here = mode == "full" or not document.withheld or store.has_text(document)
    withheld = document.withheld and (mode == "open" or not here)
    text, gold = pair_of(
        lambda: _text(store, document) if here else None,
        lambda: store.annotation(GOLD, document),
    )
    if text is not None:
        if document.title_spans is not None or document.words is not None:
            document = _rewritten(document, rights.restore, text)
        if gold is not None:
            faults = _label_faults(gold, document, text)
            _refuse(_problems(faults, _gold_path(store, document)))
            if _lacks_words(gold):
                gold = _rewritten(gold, rights.restore_annotation, text)
    if withheld:
        if text is not None:
            _refuse(_name_problems(store, document, gold, text))
        document = _rewritten(document, rights.withhold_document, text)
        gold = gold and _rewritten(gold, rights.withhold_annotation, text)
    return ReleasedDocument(split, document, None if withheld else text, gold)


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


def _lacks_words(gold: Annotation) -> bool:
    """Whether something in labels is withheld: the words of a span, or a name."""
    named: tuple[Ref | Agreement, ...] = (*gold.refs, *(gold.agreements or ()))
    return any(span.text is None for span in gathered(gold, SPANS)) or any(
        label.name_spans is not None for label in named
    )


def _rewritten(record: T, change: Any, text: str | None) -> T:
    return msgspec.convert(change(msgspec.to_builtins(record), text), type(record))


def _gold_path(store: Store, document: Document) -> Path:
    return store.annotation_path(GOLD, document.id, document.version)


def _label_faults(gold: Annotation, document: Document, text: str) -> Iterator[Finding]:
    """A finding for labels of another text, or one for each span that does not fit this text."""
    name = f"{document.id} v{document.version}"
    if other_text := list(check_pin(gold.text_sha256, document.text.sha256, name)):
        yield from other_text
        return
    spanned = SpannedText(document, text)
    if not spanned.misfits(gathered(gold, SPANS)):
        return
    for _, pointer, span in located(gold, SPANS):
        # A span without its words (PB318) is no fault here: they are filled in.
        yield from (f for f in spanned.faults(span, pointer) if f.code != "PB318")


def _name_problems(
    store: Store, document: Document, gold: Annotation | None, text: str
) -> Iterator[Problem]:
    """A problem for each name or title with a character that the text lacks."""
    path = store.path(document.id, document.version, ".json")
    yield from _problems(check_letters(document.title, text, "PB212", "/title"), path)
    if gold is not None:
        spanned = SpannedText(document, text)
        yield from _problems(check_names(gold, document, spanned), _gold_path(store, document))


def _problems(findings: Iterator[Finding], path: Path) -> Iterator[Problem]:
    for found in findings:
        yield rules.problem(found.code, str(path), found.message, pointer=found.pointer)


def _refuse(problems: Iterator[Problem]) -> None:
    """Raises `InvalidData` where there is a problem."""
    if found := list(problems):
        raise InvalidData(found)
