"""Predictions against their documents: spans must have a place and values must be possible,
everything else costs score."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.corpus.validate.links import check_links, check_named_twice
from pactbank.corpus.validate.pins import check_pin
from pactbank.corpus.validate.spans import SpannedText
from pactbank.corpus.validate.unseen import check_kb_ids
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.model.times import is_day
from pactbank.model.walk import SPANS, located


def check_prediction(
    prediction: Prediction, document: Document, text: SpannedText
) -> Iterator[Finding]:
    """Every fault of one line of a prediction file."""
    name = f"{document.id} v{document.version}"
    yield from check_pin(prediction.text_sha256, document.text.sha256, name)
    if prediction.created is not None and not is_day(prediction.created):
        yield Finding("PB207", "/created", f"{prediction.created} is not a day")
    yield from check_links(prediction)
    yield from check_named_twice(prediction)
    yield from check_kb_ids(prediction)
    for place in located(prediction, SPANS):
        yield from text.faults(place.value, place.pointer, relaxed=True)
