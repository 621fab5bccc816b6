"""What the tests of the rule system share: from sentences to segmented text and predictions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.systems.rules import RuleSystem, spans
from pactbank.systems.rules.spans import Candidate, SegmentedText
from support import sample_corpus

TODAY = date(2031, 5, 29)
"""A Thursday: the reference date of every document the tests make."""


@pytest.fixture(scope="session")
def segmented() -> Callable[..., SegmentedText]:
    """Paragraphs as the finders read them on the reference date."""

    def segment(*paragraphs: str, today: date | None = TODAY) -> SegmentedText:
        document, _, text = sample_corpus.make_document(
            "doc", tuple((("paragraph", p),) for p in paragraphs)
        )
        made = spans.segment(document, text)
        return SegmentedText(made.text, made.source, made.sentences, today)

    return segment


@pytest.fixture(scope="session")
def predicted() -> Callable[..., tuple[Document, str, Prediction]]:
    """Paragraphs with what the system predicts for them."""

    def predict(*paragraphs: str) -> tuple[Document, str, Prediction]:
        document, _, text = sample_corpus.make_document(
            "doc", tuple((("paragraph", p),) for p in paragraphs)
        )
        return document, text, RuleSystem().labels(document, text)

    return predict


@pytest.fixture(scope="session")
def found(
    predicted: Callable[..., tuple[Document, str, Prediction]],
) -> Callable[..., list[tuple[str, str, str | None]]]:
    """(words, type, level) of the predicted mentions of some of the types, in order."""

    def mentions(sentence: str, *types: str) -> list[tuple[str, str, str | None]]:
        _, text, prediction = predicted(sentence)
        return [
            (text[m.start : m.end], m.type, m.level)
            for m in prediction.entities or ()
            if not types or m.type in types
        ]

    return mentions


@pytest.fixture(scope="session")
def chosen() -> Callable[[SegmentedText, list[Candidate]], list[tuple[str, str | None]]]:
    """(words, value) of the candidates that stand together."""

    def words(made: SegmentedText, candidates: list[Candidate]) -> list[tuple[str, str | None]]:
        return [(made.text[c.start : c.end], c.value) for c in spans.choose(candidates)]

    return words
