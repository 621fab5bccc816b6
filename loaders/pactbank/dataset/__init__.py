"""The Hugging Face side: Parquet that `datasets.load_dataset` reads, its card, its manifest.

    build              `builder`: a corpus to a folder. `released` takes each document with what
                       its rights allow, `rows` makes its rows by the columns in `features`,
                       `flat_tables` the same labels without nesting; `parquet` writes both.
                       `card` and `croissant` are filled from `counts`, `prose` and
                       `leaderboards`; `hub_benchmark` makes eval.yaml
    check              `manifest`: every document and file by hash, written last
    load, path         `loader`: a build in the user's cache, made on first use
    rehydrate          `rehydration`: an open build to the full one, with the user's own `copies`
                       of the withheld texts
    release_problems   `gate`: what keeps a build from being published
    publish.publish    `publish`: to the Hub, in one commit and one tag

This package and the functions it exports cost nothing to import; `datasets` and `pyarrow` are
imported when a build or a load begins. (No module has the name of an exported function: its import
would put the module in the function's place.)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pactbank.dataset.builder import build
    from pactbank.dataset.gate import release_problems
    from pactbank.dataset.loader import load, path
    from pactbank.dataset.manifest import check
    from pactbank.dataset.rehydration import rehydrate

CONFIGS: tuple[str, ...] = ("documents", "entities", "agreements", "stances", "tokens")
DEFAULT_CONFIG = "documents"

__all__ = [
    "CONFIGS",
    "DEFAULT_CONFIG",
    "build",
    "check",
    "load",
    "path",
    "rehydrate",
    "release_problems",
]

_HOMES = {
    "build": "builder",
    "check": "manifest",
    "load": "loader",
    "path": "loader",
    "rehydrate": "rehydration",
    "release_problems": "gate",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pactbank.dataset' has no attribute {name!r}")
    return getattr(import_module(f"pactbank.dataset.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
