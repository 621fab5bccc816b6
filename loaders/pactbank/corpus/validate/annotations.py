"""One annotation against its document: every semantic rule of the three layers."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.model.annotation import (
    AgreementMention,
    Annotation,
    Argument,
    Holder,
    Mention,
)
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.corpus.validate.agreements import check_agreements
from pactbank.corpus.validate.entities import check_entities
from pactbank.corpus.validate.names import check_names
from pactbank.corpus.validate.references import References, duplicate_ids
from pactbank.corpus.validate.spans import SpannedText, crossings, pointers, spans_of
from pactbank.corpus.validate.stances import check_quotation, check_stances
from pactbank.corpus.validate.times import is_day


def check_annotation(
    annotation: Annotation, document: Document, text: SpannedText
) -> list[Finding]:
    """Every fault of an annotation, given its document version and that text."""
    found: list[Finding] = []
    if not is_day(annotation.created):
        found.append(Finding("PB207", "/created", f"{annotation.created} is no day"))
    if annotation.text_sha256 != document.text.sha256:
        said = f"the text of {document.id} v{document.version} is {document.text.sha256}"
        found.append(Finding("PB316", "/text_sha256", said))
    found += _layers(annotation)
    found += duplicate_ids(annotation)
    found += check_names(annotation, document, text)
    references = References(annotation)
    found += references.misplaced()
    check_entities(annotation.entities or (), references, found)
    check_agreements(annotation.agreements or (), references, found)
    check_stances(annotation.stances or (), references, found)
    found += _spans(annotation, text)
    found += _crossings(annotation)
    found += _fillers(annotation)
    found += references.unused()
    return found


def _layers(annotation: Annotation) -> Iterator[Finding]:
    for layer in LAYERS:
        named, present = layer in annotation.layers, getattr(annotation, layer) is not None
        if named != present:
            said = "is named and missing" if named else "is there and not named"
            yield Finding("PB314", "/layers", f"{layer} {said}")


def _spans(annotation: Annotation, text: SpannedText) -> list[Finding]:
    """Every span in its place; once they are, how stances stand to the quote marks."""
    spans, found = spans_of(annotation), list[Finding]()
    if misfits := text.misfits(spans):
        places = list(pointers(annotation))
        for at in misfits:
            found += text.faults(spans[at], places[at])
    elif annotation.stances:
        check_quotation(annotation.stances, text.marks, found)
    return found


def _crossings(annotation: Annotation) -> Iterator[Finding]:
    """Mentions of entities and of pacts nest or keep apart."""
    mentions: list[Mention | AgreementMention] = [
        *(annotation.entities or ()),
        *(named for agreement in annotation.agreements or () for named in agreement.mentions),
    ]
    places: list[str] = []
    for at, (start, end) in crossings(mentions):
        places = places or list(_mention_pointers(annotation))
        said = f"[{mentions[at].start}, {mentions[at].end}) crosses [{start}, {end})"
        yield Finding("PB305", places[at], said)


def _mention_pointers(annotation: Annotation) -> Iterator[str]:
    yield from (f"/entities/{at}" for at in range(len(annotation.entities or ())))
    for at, agreement in enumerate(annotation.agreements or ()):
        yield from (
            f"/agreements/{at}/mentions/{inner}" for inner in range(len(agreement.mentions))
        )


def _fillers(annotation: Annotation) -> Iterator[Finding]:
    """Whoever fills a role of a pact or holds a stance is a mention with the same referents."""
    if annotation.entities is None:
        return
    mentioned = {(e.start, e.end, e.refs) for e in annotation.entities}
    in_any_order: set[tuple[int, int, frozenset[str]]] = set()

    def missing(label: Argument | Holder) -> bool:
        nonlocal in_any_order
        if (label.start, label.end, label.refs) in mentioned:
            return False
        in_any_order = in_any_order or {(s, e, frozenset(refs)) for s, e, refs in mentioned}
        return (label.start, label.end, frozenset(label.refs)) not in in_any_order

    for at, agreement in enumerate(annotation.agreements or ()):
        for inner, argument in enumerate(agreement.arguments):
            if argument.role != "PROVISION" and missing(argument):
                yield _unmentioned(argument, f"/agreements/{at}/arguments/{inner}")
    for at, stance in enumerate(annotation.stances or ()):
        for inner, holder in enumerate(stance.holders):
            if missing(holder):
                yield _unmentioned(holder, f"/stances/{at}/holders/{inner}")


def _unmentioned(label: Argument | Holder, pointer: str) -> Finding:
    refs = ", ".join(label.refs) or "none"
    said = f"no entity mention at [{label.start}, {label.end}) with refs {refs}"
    return Finding("PB322", pointer, said)
