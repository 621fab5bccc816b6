"""One annotation against its document: every semantic rule of the three layers."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.schemas import Finding
from pactbank.validate.agreements import check_agreements
from pactbank.validate.entities import check_entities
from pactbank.validate.names import check_names
from pactbank.validate.references import References, duplicate_ids
from pactbank.validate.spans import SpannedText, crossings
from pactbank.validate.stances import check_stances
from pactbank.validate.times import is_day


def check_annotation(
    annotation: Annotation, document: Document, text: SpannedText
) -> Iterator[Finding]:
    """Every fault of an annotation, given its document version and that text."""
    if not is_day(annotation.created):
        yield Finding("PB207", "/created", f"{annotation.created} is no day")
    if annotation.text_sha256 != document.text.sha256:
        said = f"the text of {document.id} v{document.version} is {document.text.sha256}"
        yield Finding("PB316", "/text_sha256", said)
    yield from _layers(annotation)
    yield from duplicate_ids(annotation)
    yield from check_names(annotation, document, text)
    references = References(annotation)
    yield from references.check_owners()
    yield from check_entities(annotation.entities or (), text, references)
    yield from check_agreements(annotation.agreements or (), text, references)
    yield from check_stances(annotation.stances or (), text, references)
    yield from crossings(_mention_spans(annotation))
    yield from references.unused()


def _layers(annotation: Annotation) -> Iterator[Finding]:
    for layer in LAYERS:
        named, present = layer in annotation.layers, getattr(annotation, layer) is not None
        if named != present:
            said = "is named and missing" if named else "is there and not named"
            yield Finding("PB314", "/layers", f"{layer} {said}")


def _mention_spans(annotation: Annotation) -> Iterator[tuple[int, int, str]]:
    for at, mention in enumerate(annotation.entities or ()):
        yield mention.start, mention.end, f"/entities/{at}"
    for at, agreement in enumerate(annotation.agreements or ()):
        for inner, named in enumerate(agreement.mentions):
            yield named.start, named.end, f"/agreements/{at}/mentions/{inner}"
