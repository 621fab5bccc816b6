"""The labels of a text as one HTML page: the text with its mentions, then each pact and stance with
the sentences that its parts stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pactbank.cli.display import referent_names, status_cells
from pactbank.model.annotation import Agreement, Annotation, Mention, Stance
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.document import Document
from pactbank.report.html_pages import rendered
from pactbank.text.offsets import Spanned
from pactbank.text.sentences import around


class Marked(NamedTuple):
    """Words of the text, the types of the mentions that cover them, the innermost last, and those
    of the mentions that end with them, the innermost first."""

    words: str
    types: tuple[str, ...]
    ended: tuple[str, ...]


class LabelPart(NamedTuple):
    """A part of a pact or a stance: what it is, what is said of it, and the words of it in their
    sentence (before, of the part, after), None where it has no span."""

    name: str
    details: str
    words: tuple[str, str, str] | None


def label_page(
    document: Document, text: str, annotation: Annotation, warnings: Iterable[str] = ()
) -> str:
    """The page. Spans may nest, cross and be anywhere in the text or outside of it."""
    names = referent_names(annotation)
    pacts, stances = annotation.agreements or (), annotation.stances or ()
    return rendered(
        "label_page.html.jinja",
        title=f"{document.id} v{document.version}, labels of {annotation.annotator}",
        language=document.language,
        hues=dict(zip(ENTITY_TYPES, range(0, 360, 36), strict=True)),
        text=marked(text, annotation.entities or ()),
        counts={layer: len(getattr(annotation, layer) or ()) for layer in annotation.layers},
        warnings=list(warnings),
        refs=annotation.refs,
        names=names,
        pacts=[(pact, list(_of_pact(pact, names, text))) for pact in pacts],
        stances=[(stance, list(_of_stance(stance, names, text))) for stance in stances],
    )


def marked(text: str, mentions: Sequence[Mention]) -> list[Marked]:
    """The text cut at the edges of its mentions."""
    # The outermost first.
    inside = sorted((m for m in mentions if m.start < m.end), key=lambda m: (m.start, -m.end))
    edges = {0, len(text), *(min(edge, len(text)) for m in inside for edge in (m.start, m.end))}
    found = []
    open_: list[Mention] = []
    waiting = list(reversed(inside))
    for start, end in pairwise(sorted(edges)):
        while waiting and waiting[-1].start <= start:
            open_.append(waiting.pop())
        ended = tuple(m.type for m in reversed(open_) if min(m.end, len(text)) <= end)
        found.append(Marked(text[start:end], tuple(m.type for m in open_), ended))
        open_ = [mention for mention in open_ if mention.end > end]
    return found


def _of_pact(pact: Agreement, names: dict[str, str], text: str) -> Iterator[LabelPart]:
    for mention in pact.mentions:
        yield LabelPart("mention", mention.level, _sentence(mention, text))
    for argument in pact.arguments:
        yield LabelPart(argument.role, _named(argument.refs, names), _sentence(argument, text))
    for status in pact.status:
        who, stage, _ = status_cells(status, pact, names)
        source = "" if status.source == "AUTHOR" else f", says {_named([status.source], names)}"
        details = f"{who}: {stage}{source}"
        yield LabelPart("status", details, _sentence(status.evidence, text))
    for relation in pact.relations:
        words = _sentence(relation.evidence, text)
        yield LabelPart("relation", f"{relation.type} {relation.target}", words)


def _of_stance(stance: Stance, names: dict[str, str], text: str) -> Iterator[LabelPart]:
    yield LabelPart("cue", "", _sentence(stance.cue, text))
    for holder in stance.holders:
        yield LabelPart("holder", _named(holder.refs, names), _sentence(holder, text))
    if stance.implicit is not None:
        yield LabelPart("holder", stance.implicit, None)
    if stance.target is not None:
        yield LabelPart("target", "", _sentence(stance.target, text))
    if stance.about:
        yield LabelPart("about", ", ".join(stance.about), None)
    if stance.toward:
        yield LabelPart("toward", _named(stance.toward, names), None)
    for link in stance.chain:
        words = None if link.span is None else _sentence(link.span, text)
        inferred = ", inferred" if link.inferred else ""
        yield LabelPart("source", f"{_named([link.ref], names)}{inferred}", words)


def _named(refs: Iterable[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(ref, ref) for ref in refs)


def _sentence(span: Spanned, text: str) -> tuple[str, str, str]:
    start, end = min(span.start, len(text)), min(span.end, len(text))
    first, last = around(text, start, end)
    return text[first:start], text[start:end], text[end:last]
