"""PactBank: annotated news about pacts between states.

    pactbank.load("entities", split="test")            a datasets.Dataset
    datasets.load_dataset(pactbank.path(), "stances")  the same rows, through `datasets`
    pactbank.documents(split="test")                   typed records, without importing datasets

Names are imported when they are first used, so `import pactbank` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pactbank.version import __version__ as __version__

if TYPE_CHECKING:
    from pactbank.corpus.store import documents
    from pactbank.dataset import load, path
    from pactbank.errors import InvalidData, PactBankError, Problem
    from pactbank.scoring import score

__all__ = [
    "InvalidData",
    "PactBankError",
    "Problem",
    "documents",
    "load",
    "path",
    "score",
]

_HOMES = {
    "InvalidData": "pactbank.errors",
    "PactBankError": "pactbank.errors",
    "Problem": "pactbank.errors",
    "documents": "pactbank.corpus.store",
    "load": "pactbank.dataset",
    "path": "pactbank.dataset",
    "score": "pactbank.scoring",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pactbank' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
