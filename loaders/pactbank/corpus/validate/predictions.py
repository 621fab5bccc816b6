"""Predictions against their documents: places must exist, everything else is counted later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.corpus.validate.spans import SpannedText


def check_prediction(
    prediction: Prediction, document: Document, text: SpannedText
) -> Iterator[Finding]:
    """Every fault of one line of a prediction file."""
    if prediction.text_sha256 not in (None, document.text.sha256):
        said = f"the text of {document.id} v{document.version} is {document.text.sha256}"
        yield Finding("PB316", "/text_sha256", said)
    for layer in ("entities", "agreements", "stances"):
        for at, label in enumerate(getattr(prediction, layer) or ()):
            yield from _spans(label, f"/{layer}/{at}", text)


def _spans(value: Any, pointer: str, text: SpannedText) -> Iterator[Finding]:
    """The spans of a record and of all records inside it."""
    fields = value.__struct_fields__
    if "start" in fields:
        yield from _span(value, pointer, text)
    for field in fields:
        inner = getattr(value, field)
        if isinstance(inner, msgspec.Struct):
            yield from _spans(inner, f"{pointer}/{field}", text)
        elif isinstance(inner, tuple):
            for at, item in enumerate(inner):
                if isinstance(item, msgspec.Struct):
                    yield from _spans(item, f"{pointer}/{field}/{at}", text)


def _span(span: Any, pointer: str, text: SpannedText) -> Iterator[Finding]:
    if span.start is None or span.end is None:
        if span.text is None:
            yield Finding("PB319", pointer, "neither offsets nor text")
        return
    for found in text.faults(span, pointer):
        outside = found.code in ("PB301", "PB303")
        differs = found.code == "PB302" and span.text is not None
        if outside or differs:
            yield found
