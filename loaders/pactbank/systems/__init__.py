"""Extraction systems: from a document's text to a prediction, under one protocol.

`protocol` says what is asked of a system and runs one. `rules` is the baseline. A new system is a
folder beside it and a line in `systems`.
"""

from __future__ import annotations

from collections.abc import Callable

from pactbank.errors import UnknownName
from pactbank.systems.protocol import Article as Article
from pactbank.systems.protocol import FailedDocument as FailedDocument
from pactbank.systems.protocol import System as System
from pactbank.systems.protocol import run as run
from pactbank.systems.rules import RuleSystem


def systems() -> dict[str, Callable[[], System]]:
    """The function that makes each system, by the system's name."""
    return {RuleSystem.name: RuleSystem}


def get(name: str) -> System:
    """A system by its name. Raises UnknownName, with the names that exist."""
    known = systems()
    if name not in known:
        raise UnknownName("system", name, known)
    return known[name]()
