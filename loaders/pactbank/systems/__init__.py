"""Extraction systems: from a document's text to a prediction, under one protocol.

`protocol` says what is asked of a system and runs one. `rules` is the baseline, `command` any
program, `spacy_pipeline` a pipeline of spaCy, `llm` a language model. A new kind is a module beside
them and a line here.
"""

from __future__ import annotations

from collections.abc import Callable

from pactbank.errors import UnknownName, WrongUse
from pactbank.systems.command import TIMEOUT, CommandSystem
from pactbank.systems.llm import LlmSystem
from pactbank.systems.protocol import Answer as Answer
from pactbank.systems.protocol import Article as Article
from pactbank.systems.protocol import DocumentFailed as DocumentFailed
from pactbank.systems.protocol import Predicted as Predicted
from pactbank.systems.protocol import System as System
from pactbank.systems.protocol import run as run
from pactbank.systems.rules import RuleSystem
from pactbank.systems.spacy_pipeline import SpacySystem


def systems() -> dict[str, Callable[[], System]]:
    """The function that makes each system that has a name of its own, by this name."""
    return {RuleSystem.name: RuleSystem}


KINDS = {"command": "PROGRAM", "spacy": "PIPELINE", "llm": "MODEL"}
"""The kinds of system that are given as KIND:WHAT, each with the word for what."""


def get(name: str, timeout: float | None = None) -> System:
    """A system by its name: `rules`, `command:PROGRAM…`, `spacy:PIPELINE` or `llm:MODEL`. A program
    or a model has `timeout` seconds for a document, 300 where none is given.

    Raises `UnknownName` with the names that exist, and `WrongUse` for a program, pipeline or model
    that cannot be had.
    """
    known = systems()
    kind, _, what = name.partition(":")
    if name in known:
        return known[name]()
    if kind not in KINDS or kind == name:
        raise UnknownName("system", name, [*known, *(f"{k}:{word}" for k, word in KINDS.items())])
    if not what.strip():
        raise WrongUse(f"{kind}: what? A system is named {kind}:{KINDS[kind]}")
    if kind == "spacy":
        return SpacySystem(what)
    if kind == "llm":
        return LlmSystem(what, TIMEOUT if timeout is None else timeout)
    return CommandSystem(what, TIMEOUT if timeout is None else timeout)
