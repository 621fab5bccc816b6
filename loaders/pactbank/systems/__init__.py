"""Extraction systems: from a document's text to a prediction, under one protocol.

`rules` is the baseline. A new system is a folder beside it and a line in `systems`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pactbank.errors import UnknownName
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.systems.rules import RuleSystem


class System(Protocol):
    """What is asked of a system. Two calls with the same arguments give the same prediction."""

    name: str

    def predict(self, document: Document, text: str) -> Prediction:
        """The labels of one document version; `text` is its clean text."""
        ...


def systems() -> dict[str, Callable[[], System]]:
    """The function that makes each system, by the system's name."""
    return {RuleSystem.name: RuleSystem}


def get(name: str) -> System:
    """A system by its name. Raises UnknownName, with the names that exist."""
    known = systems()
    if name not in known:
        raise UnknownName("system", name, known)
    return known[name]()
