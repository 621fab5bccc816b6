"""Drafts: labels given as quotes, turned into an annotation with offsets.

Offsets are never typed by hand. A draft is a prediction whose spans are quotes; here every quote
must stand in the text exactly once (with its `before` and `after`), or no annotation is made. The
labels get the words of the text, whose Unicode normal form may differ from the quote's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace

from pactbank.errors import Problem
from pactbank.model import annotation as final
from pactbank.model import codec, walk
from pactbank.model import prediction as drafted
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.scalars import LONGEST_CONTEXT
from pactbank.model.schemas import Finding, place, read
from pactbank.text.anchor import NotOnePlace, Quote, exactly_one, shortest_context
from pactbank.text.offsets import Range

_FINAL: dict[type[msgspec.Struct], type[msgspec.Struct]] = {
    drafted.PredictedSpan: final.Span,
    drafted.PredictedRef: final.Ref,
    drafted.PredictedMention: final.Mention,
    drafted.PredictedAgreementMention: final.AgreementMention,
    drafted.PredictedArgument: final.Argument,
    drafted.PredictedStatus: final.Status,
    drafted.PredictedRelation: final.Relation,
    drafted.PredictedAgreement: final.Agreement,
    drafted.PredictedHolder: final.Holder,
    drafted.PredictedLink: final.Link,
    drafted.PredictedStance: final.Stance,
}
_LETTERS = {
    "entities": "e",
    "agreements": "a",
    "stances": "s",
    "mentions": "m",
    "arguments": "g",
    "status": "s",
    "relations": "x",
}
"""What stands for each list of labels in the ids that are filled in: a1.m2."""


def anchor(
    data: bytes,
    file: str,
    document: Document,
    text: str,
    *,
    annotator: str,
    guidelines_sha256: str,
    created: str,
) -> tuple[Annotation | None, list[Problem]]:
    """An annotation from the bytes of a draft, or every problem that keeps it from being one."""
    draft, problems = read(data, Prediction, file)
    if draft is None:
        return None, problems
    return anchor_draft(
        draft,
        (data, file),
        document,
        text,
        annotator=annotator,
        guidelines_sha256=guidelines_sha256,
        created=created,
    )


def anchor_draft(
    draft: Prediction,
    source: tuple[bytes, str],
    document: Document,
    text: str,
    *,
    annotator: str,
    guidelines_sha256: str,
    created: str,
) -> tuple[Annotation | None, list[Problem]]:
    """The same for a draft that has been read; `source` is the bytes that it was read from, which
    have the lines of problems, and what to call them.

    Labels come in text order; ids that the draft leaves out are filled in.
    """
    data, file = source
    places: dict[str, _Place] = {}
    findings = []
    for where, found in anchored(draft, text):
        if isinstance(found, NotOnePlace):
            findings.append(Finding(found.code, where.pointer, found.message))
        else:
            quoted = where.value.start is None or where.value.end is None
            words = text[slice(*found)] if quoted else where.value.text
            places[where.pointer] = (*found, words)
    if findings:
        return None, sorted(place(findings, data, file))
    layers = {
        layer: _final(labels, f"/{layer}", places)
        for layer in LAYERS
        if (labels := getattr(draft, layer)) is not None
    }
    annotation = replace(
        final.blank(
            document, annotator=annotator, guidelines_sha256=guidelines_sha256, created=created
        ),
        layers=tuple(layer for layer in LAYERS if layer in layers),
        refs=_final(draft.refs, "/refs", places),
        **{layer: _in_text_order(layers.get(layer)) for layer in LAYERS},
    )
    # What a draft may leave out, an annotation may not: the schema says what is missing.
    made, problems = read(codec.encode(annotation), Annotation, file)
    return made, told_of_draft(problems, annotation, draft, source)


def told_of_draft(
    problems: Iterable[Problem],
    annotation: Annotation,
    draft: Prediction,
    source: tuple[bytes, str],
) -> list[Problem]:
    """Problems of an annotation that was made from a draft, with the pointers and lines that what
    they are about has there; `source` is the bytes of the draft and what to call them."""
    data, file = source
    findings = [
        Finding(one.code, _in_draft(one.pointer, annotation, draft), one.message)
        for one in problems
    ]
    return sorted(place(findings, data, file))


def _in_draft(pointer: str, annotation: Annotation, draft: Prediction) -> str:
    """Where a draft has what an annotation has at a pointer: labels are told by their ids, which
    the annotation has in another order, and perhaps without some."""
    made: Any = annotation
    given: Any = draft
    at = ""
    for step in pointer.split("/")[1:]:
        if isinstance(made, tuple) and isinstance(given, tuple):
            made = made[int(step)]
            index = _index_of(made, given, at, int(step))
            given = given[index] if index < len(given) else None
            at = f"{at}/{index}"
        else:
            made, given = getattr(made, step, None), getattr(given, step, None)
            at = f"{at}/{step}"
    return at


def _index_of(label: Any, labels: Sequence[Any], pointer: str, otherwise: int) -> int:
    """Which of the drafted labels has, or was given, the id of a label."""
    name = getattr(label, "id", None)
    for at, one in enumerate(labels):
        if name is not None and (one.id or _id(f"{pointer}/{at}")) == name:
            return at
    return otherwise


def anchored(record: Prediction, text: str) -> Iterator[tuple[walk.Place, Range | NotOnePlace]]:
    """Every span of a draft or prediction with the offsets that are given, or with the one place
    of its quote, or why that has not exactly one. Offsets are not checked against the text."""
    for where in walk.located(record, walk.SPANS):
        span = where.value
        if span.start is not None and span.end is not None:
            yield where, (span.start, span.end)
            continue
        quote = Quote(span.text or "", span.before or "", span.after or "")
        try:
            yield where, exactly_one(text, quote)
        except NotOnePlace as error:
            yield where, error


@dataclass(frozen=True, slots=True)
class Repeated:
    """A quote of a draft that stands at several places of the text; `pointers` are the spans that
    have it. Each of `choices` is a quote for one of the places alone, in the order of the text; a
    place that takes a longer context than a quote may have is left out."""

    words: str
    pointers: tuple[str, ...]
    choices: tuple[Quote, ...]


def repeated(draft: Prediction, text: str, most: int) -> list[Repeated]:
    """The quotes of a draft that stand at several places, each once, with quotes for `most` of the
    places."""
    pointers: dict[tuple[str, tuple[Range, ...]], list[str]] = {}
    for where, found in anchored(draft, text):
        if isinstance(found, NotOnePlace) and found.places:
            key = (where.value.text or "", found.places)
            pointers.setdefault(key, []).append(where.pointer)
    return [
        Repeated(words, tuple(at), tuple(_choices(text, places[:most])))
        for (words, places), at in pointers.items()
    ]


def _choices(text: str, places: Sequence[Range]) -> Iterator[Quote]:
    for span in places:
        choice = shortest_context(text, span)
        if max(len(choice.before), len(choice.after)) <= LONGEST_CONTEXT:
            yield choice


_Place = tuple[int, int, str | None]
"""Start and end of a span, and its words."""


def _final(value: Any, pointer: str, places: Mapping[str, _Place]) -> Any:
    """The final record of a drafted one, with offsets, and with an id if it had none."""
    if isinstance(value, tuple):
        return tuple(_final(item, f"{pointer}/{at}", places) for at, item in enumerate(value))
    target = _FINAL.get(type(value))
    if target is None:
        return value
    fields = {
        name: _final(getattr(value, name, None), f"{pointer}/{name}", places)
        for name in target.__struct_fields__
    }
    if "id" in fields:
        fields["id"] = fields["id"] or _id(pointer)
    if pointer in places:
        fields["start"], fields["end"], fields["text"] = places[pointer]
    return target(**fields)


def _id(pointer: str) -> str:
    """The id of the label at a pointer: a1.m2 for /agreements/0/mentions/1."""
    steps = pointer[1:].split("/")
    return ".".join(
        f"{_LETTERS[name]}{int(at) + 1}" for name, at in zip(steps[::2], steps[1::2], strict=True)
    )


def _in_text_order(labels: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if labels is None else tuple(sorted(labels, key=_text_order))


def _text_order(label: Any) -> tuple[int, int, str]:
    if isinstance(label, final.Agreement):
        first: Any = min(label.mentions, key=lambda mention: mention.start, default=None)
    else:
        first = label.cue if isinstance(label, final.Stance) else label
    return (first.start, -first.end, label.id) if first else (0, 0, label.id)
