"""Extraction systems: from a document's text to a prediction, under one protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pactbank.errors import UnknownName
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.systems.rules import RuleSystem


class System(Protocol):
    """What the benchmark asks of a system. Two calls with the same arguments give the same
    prediction."""

    name: str

    def predict(self, document: Document, text: str) -> Prediction:
        """The labels of one document version; `text` is its clean text."""
        ...


def systems() -> dict[str, Callable[[], System]]:
    """What makes each system, by its name."""
    return {RuleSystem.name: RuleSystem}


def get(name: str) -> System:
    """A system by its name. Raises UnknownName, with the names that exist."""
    known = systems()
    if name not in known:
        raise UnknownName("system", name, known)
    return known[name]()
