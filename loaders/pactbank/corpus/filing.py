"""Records as a checkout files them: those of a referenced text without its words, and refused where
they quote it all the same."""

from __future__ import annotations

from collections.abc import Mapping

from pactbank.corpus.option_faults import OPTIONS, told
from pactbank.corpus.wordless import quotations, recorded_annotation, recorded_document
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.schemas import place


def filed_document(
    document: Document, text: str, file: str, options: Mapping[str, str] = OPTIONS
) -> Document:
    """The record of a document for `file`. Raises `WrongUse` with every option whose value quotes a
    text that is referenced, and `InvalidData` for a quotation that no option says."""
    if not document.referenced:
        return document
    document = recorded_document(document, text)
    if not (found := list(quotations(document, text, "PB220"))):
        return document
    faults = ((finding.pointer, finding.message) for finding in found)
    if (message := told(faults, options)) is None:
        raise InvalidData(place(found, codec.encode(document), file))
    raise WrongUse(message)


def filed_annotation(annotation: Annotation, text: str, file: str) -> Annotation:
    """The labels of a referenced text for `file`. Raises `InvalidData` for labels that quote the
    text."""
    annotation = recorded_annotation(annotation, text)
    if found := list(quotations(annotation, text, "PB327")):
        raise InvalidData(place(found, codec.encode(annotation), file))
    return annotation
