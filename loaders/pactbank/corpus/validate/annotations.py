"""One annotation against its document: every semantic rule."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.corpus.validate.agreements import check_agreements
from pactbank.corpus.validate.entities import check_entities
from pactbank.corpus.validate.links import check_links, check_named_twice, check_one_referent
from pactbank.corpus.validate.names import check_names
from pactbank.corpus.validate.pins import check_pin
from pactbank.corpus.validate.references import References, duplicate_ids
from pactbank.corpus.validate.scheme import check_scheme
from pactbank.corpus.validate.spans import SpannedText, crossings
from pactbank.corpus.validate.stances import check_quotation, check_stances
from pactbank.corpus.validate.unseen import check_kb_ids
from pactbank.model import walk
from pactbank.model.annotation import SCHEME_VERSION, Annotation, Argument, Holder
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.times import is_day


def check_annotation(
    annotation: Annotation, document: Document, text: SpannedText
) -> list[Finding]:
    """Every fault of an annotation, given its document version and that text."""
    found: list[Finding] = []
    if not is_day(annotation.created):
        found.append(Finding("PB207", "/created", f"{annotation.created} is not a day"))
    name = f"{document.id} v{document.version}"
    found += check_pin(annotation.text_sha256, document.text.sha256, name)
    found += _layers(annotation)
    found += duplicate_ids(annotation)
    found += check_names(annotation, document, text)
    found += check_links(annotation)
    found += check_named_twice(annotation)
    found += check_one_referent(annotation)
    found += check_kb_ids(annotation)
    references = References(annotation)
    found += references.wrong_owners()
    check_entities(annotation.entities or (), references, found)
    check_agreements(annotation.agreements or (), references, found)
    check_stances(annotation.stances or (), references, found)
    found += _spans(annotation, text)
    found += _crossings(annotation)
    found += _fillers(annotation)
    if annotation.scheme_version == SCHEME_VERSION:
        found += check_scheme(annotation, document, references)
    found += references.unused()
    return found


def _layers(annotation: Annotation) -> Iterator[Finding]:
    for layer in LAYERS:
        named, present = layer in annotation.layers, getattr(annotation, layer) is not None
        if named != present:
            fault = "is named but missing" if named else "is present but not named"
            yield Finding("PB314", "/layers", f"{layer} {fault}")


def _spans(annotation: Annotation, text: SpannedText) -> list[Finding]:
    """Faults of spans; if there are none, the values of `quote` are checked too."""
    spans, found = walk.spans(annotation), list[Finding]()
    if misfits := text.misfits(spans):
        places = list(walk.located(annotation, walk.SPANS))
        for at in misfits:
            found += text.faults(spans[at], places[at].pointer)
    elif annotation.stances:
        check_quotation(annotation.stances, text.marks, found)
    return found


_MENTIONS = {kind: walk.SPANS[kind] for kind in ("entity", "mention")}


def _crossings(annotation: Annotation) -> Iterator[Finding]:
    """Mentions of entities and of agreements that overlap without being nested."""
    mentions = walk.gathered(annotation, _MENTIONS)
    found = list(crossings(mentions))
    places = list(walk.located(annotation, _MENTIONS)) if found else []
    for at, (start, end) in found:
        other = next(one.id for one in mentions if (one.start, one.end) == (start, end))
        message = f"[{mentions[at].start}, {mentions[at].end}) crosses {other} [{start}, {end})"
        yield Finding("PB305", places[at].pointer, message)


_FILLERS = {kind: walk.SPANS[kind] for kind in ("argument", "holder")}


def _fillers(annotation: Annotation) -> Iterator[Finding]:
    """Role fillers and holders without an entity mention that has the same span and referents."""
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

    fillers = walk.gathered(annotation, _FILLERS)
    lacking = {at for at, label in enumerate(fillers) if _takes_referents(label) and missing(label)}
    for at, place in enumerate(walk.located(annotation, _FILLERS)) if lacking else ():
        if at in lacking:
            yield _unmentioned(place.value, place.pointer)


def _takes_referents(label: Argument | Holder) -> bool:
    return getattr(label, "role", None) != "PROVISION"


def _unmentioned(label: Argument | Holder, pointer: str) -> Finding:
    refs = ", ".join(label.refs) or "none"
    message = f"no entity mention at [{label.start}, {label.end}) with refs {refs}"
    return Finding("PB322", pointer, message)
