"""The prose of the card and of croissant.json, read from about.toml and columns.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Set
from functools import cache
from importlib.resources import files
from typing import Any

from pactbank.version import __version__


@cache
def about() -> dict[str, Any]:
    """What every build says about itself: names, summary, licences, limitations …"""
    return _read("about.toml")


@cache
def columns() -> dict[str, Any]:
    """A description of each column of the flat tables, and under `tables` of each table."""
    return _read("columns.toml")


def citation() -> str:
    """How to cite the dataset, as BibTeX."""
    return str(about()["citation"] % __version__)


def mixed_licences(of_texts: Set[str]) -> bool:
    """Whether a text has another licence than the labels, so that no one licence covers both."""
    return of_texts != {about()["label_licence"]}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("pactbank.dataset") / name).read_text("utf-8"))
