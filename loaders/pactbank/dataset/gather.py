"""One document with its text and gold labels, as far as its rights let them go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import msgspec

from pactbank import rights, rules
from pactbank.errors import InvalidData, Problem, WithheldText
from pactbank.model.annotation import Annotation
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import Document
from pactbank.store import Store

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
    that was made for another text or quotes what the text does not say.
    """
    for split in SPLITS:
        for document in store.in_split(split):
            yield entry(store, split, document, mode)


def entry(store: Store, split: Split, document: Document, mode: TextMode) -> Entry:
    """One document of a split; raises as `entries` does."""
    withheld = mode == "open" and document.withheld
    text = None if withheld and not store.has_text(document) else _text(store, document)
    gold = store.annotation(GOLD, document)
    if gold is not None and text is not None:
        file = str(store.annotation_path(GOLD, document.id, document.version))
        gold = _quoted(gold, document, text, file)
    if withheld:
        document = _rewritten(document, rights.withhold_document)
        gold = gold and _rewritten(gold, rights.withhold_annotation)
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


def _rewritten(record: T, change: Any) -> T:
    return msgspec.convert(change(msgspec.to_builtins(record)), type(record))


def _quoted(gold: Annotation, document: Document, text: str, file: str) -> Annotation:
    """The labels with the words of each span, which are checked where they are there."""
    if gold.text_sha256 != document.text.sha256:
        message = f"the labels name {gold.text_sha256}, the document {document.text.sha256}"
        raise InvalidData([rules.problem("PB316", file, message, pointer="/text_sha256")])
    problems: list[Problem] = []
    filled = _quote(msgspec.to_builtins(gold), text, file, "", problems)
    if problems:
        raise InvalidData(problems)
    return msgspec.convert(filled, Annotation)


def _quote(value: Any, text: str, file: str, pointer: str, problems: list[Problem]) -> Any:
    """A JSON value with `text` filled in every span; a span that quotes other words than it
    covers is added to `problems`."""
    if isinstance(value, (list, tuple)):
        return [
            _quote(item, text, file, f"{pointer}/{at}", problems) for at, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    filled = {
        key: _quote(item, text, file, f"{pointer}/{key}", problems) for key, item in value.items()
    }
    if not filled.keys() >= {"start", "end"}:
        return filled
    covered = text[filled["start"] : filled["end"]]
    if not covered or filled["text"] not in (None, covered):
        message = f"text is {filled['text']!r}, the offsets cover {covered!r}"
        problems.append(rules.problem("PB302", file, message, pointer=pointer))
    return {**filled, "text": covered or None}
