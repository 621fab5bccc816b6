"""The prose of card and Croissant, read from the data files beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pactbank.dataset.counts import Counts
from pactbank.version import __version__


@cache
def about() -> dict[str, Any]:
    """What every build says of itself in words."""
    return _read("about.toml")


@cache
def columns() -> dict[str, Any]:
    """What each column of the flat tables holds, and under `tables` each table."""
    return _read("columns.toml")


def citation() -> str:
    """How the dataset is cited, as BibTeX."""
    return str(about()["citation"] % __version__)


def mixed(counts: Counts) -> bool:
    """Whether texts have another licence than the labels, so that no one licence covers all."""
    return counts.licences != {about()["label_licence"]}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("pactbank.dataset") / name).read_text("utf-8"))
