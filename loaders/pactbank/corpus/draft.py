"""Drafts: labels given as quotes, turned into an annotation with offsets.

Offsets are never typed by hand. A draft is a prediction whose spans are quotes; here every quote
must stand in the text exactly once (with its `before` and `after`), or nothing is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from pactbank.errors import Problem
from pactbank.model import annotation as final
from pactbank.model import codec
from pactbank.model import prediction as drafted
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding, place, read
from pactbank.text.anchor import occurrences

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
_LETTER = {"entities": "e", "agreements": "a", "stances": "s"}
_PART_LETTER = {"mentions": "m", "arguments": "g", "status": "s", "relations": "x"}


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
    """An annotation from the bytes of a draft, or every problem that keeps it from being one.

    Labels come in text order; ids that the draft leaves out are filled in.
    """
    draft, problems = read(data, Prediction, file)
    if draft is None:
        return None, problems
    settling = _Settling(text)
    layers = {
        layer: settling.settle(labels, f"/{layer}", _LETTER[layer])
        for layer in LAYERS
        if (labels := getattr(draft, layer)) is not None
    }
    refs = settling.settle(draft.refs, "/refs", "r")
    if settling.findings:
        return None, place(settling.findings, data, file)
    annotation = replace(
        final.blank(
            document, annotator=annotator, guidelines_sha256=guidelines_sha256, created=created
        ),
        layers=tuple(layer for layer in LAYERS if layer in layers),
        refs=refs,
        **{layer: _in_text_order(layers.get(layer)) for layer in LAYERS},
    )
    # What a draft may leave out, an annotation may not: the schema says what is missing.
    return read(codec.encode(annotation), Annotation, f"{file} (anchored)")


def _in_text_order(labels: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if labels is None else tuple(sorted(labels, key=_text_order))


def _text_order(label: Any) -> tuple[int, int, str]:
    if isinstance(label, final.Agreement):
        first: Any = min(label.mentions, key=lambda mention: mention.start, default=None)
    else:
        first = label.cue if isinstance(label, final.Stance) else label
    return (first.start, -first.end, label.id) if first else (0, 0, label.id)


class _Settling:
    """Replaces drafted records by final ones and collects the quotes that have no one place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.findings: list[Finding] = []

    def settle(self, value: Any, pointer: str, id_stem: str) -> Any:
        if isinstance(value, tuple):
            return tuple(
                self.settle(item, f"{pointer}/{at}", f"{id_stem}{at + 1}")
                for at, item in enumerate(value)
            )
        target = _FINAL.get(type(value))
        if target is None:
            return value
        fields = {
            name: self.settle(
                getattr(value, name), f"{pointer}/{name}", f"{id_stem}.{_PART_LETTER.get(name, '')}"
            )
            for name in target.__struct_fields__
            if name not in ("start", "end", "text")
        }
        if "id" in fields:
            fields["id"] = fields["id"] or id_stem
        if "start" in target.__struct_fields__:
            fields |= self._placed(value, pointer)
        return target(**fields)

    def _placed(self, span: Any, pointer: str) -> dict[str, object]:
        """The one place of a quote; offsets that are given must cover it."""
        if span.start is not None and span.end is not None:
            return {"start": span.start, "end": span.end, "text": span.text}
        found = occurrences(self.text, span.text or "", span.before or "", span.after or "")
        if len(found) == 1:
            return {"start": found[0], "end": found[0] + len(span.text), "text": span.text}
        context = f" with before {span.before!r} and after {span.after!r}"
        said = f"{span.text!r}{context if span.before or span.after else ''}"
        if found:
            said += f" stands {len(found)} times, at {', '.join(map(str, found))}"
        else:
            said += " does not stand in the text"
        self.findings.append(Finding("PB702" if found else "PB701", pointer, said))
        return {"start": 0, "end": 0, "text": span.text}
