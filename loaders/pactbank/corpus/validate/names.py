"""Names and titles of withheld documents, which must be restorable from the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactbank.corpus.rights import letter_spans
from pactbank.corpus.validate.spans import SpannedText
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.walk import LABELS, gathered, located
from pactbank.text.offsets import Range

NAMED = {kind: LABELS[kind] for kind in ("referent", "agreement")}
"""The labels with a name, which may consist of words of the text."""


def check_names(annotation: Annotation, document: Document, text: SpannedText) -> Iterator[Finding]:
    """Faults of the names of referents and agreements."""
    named = gathered(annotation, NAMED)
    letters = set("".join([label.name for label in named if label.name is not None]))
    source = text.text if document.withheld else None
    lacking = source is not None and not all(letter in source for letter in letters)
    if not lacking and all(label.name_spans is None for label in named):
        return
    for _, pointer, label in located(annotation, NAMED):
        if source is not None:
            yield from check_letters(label.name, source, "PB320", f"{pointer}/name")
        name = None if document.referenced else label.name
        yield from check_spans(name, label.name_spans, text.chars, "PB320", f"{pointer}/name_spans")


def check_letters(name: str | None, text: str, code: str, pointer: str) -> Iterator[Finding]:
    """Each character of a name must occur in the text it is to be restored from."""
    if name is not None and letter_spans(name, text) is None:
        lacking = "".join(sorted(set(name) - set(text)))
        yield Finding(code, pointer, f"{name!r} has {lacking!r}, which the text does not contain")


def check_spans(
    name: str | None, spans: Sequence[Range] | None, chars: int, code: str, pointer: str
) -> Iterator[Finding]:
    """Letter spans must replace a name, unless the text is referenced, and be inside a text of
    `chars` code points."""
    if spans is None:
        return
    if name is not None:
        yield Finding(code, pointer, f"spans are given although {name!r} is not withheld")
    for at, (start, end) in enumerate(spans):
        if not start < end <= chars:
            yield Finding("PB301", f"{pointer}/{at}", f"[{start}, {end}) in a text of {chars}")
