"""Bytes of a file, or the problem that keeps us from having them; and what kind of file it is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from pactbank import rules
from pactbank.errors import Problem
from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.registers import Lock, Manifest, Splits
from pactbank.model.score import Comparison, Score

_BY_NAME: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    (r"corpus\.lock", Lock),
    (r"splits\.json", Splits),
    (r"annotators\.json", Annotators),
    (r"manifest\.json", Manifest),
    (r".*\.jsonl", Prediction),
    (r"v[0-9]+\.json", Document),
    (r".*document\.json", Document),
    (r".*score\.json", Score),
    (r".*comparison\.json", Comparison),
    (r".*\.json", Annotation),
)


def kind_of(path: Path) -> type[msgspec.Struct] | None:
    """The record a file holds, by its name; None for a file that holds none of ours."""
    for pattern, record in _BY_NAME:
        if re.fullmatch(pattern, path.name):
            return record
    return None


def read_bytes(path: Path, file: str, tree: Path | None = None) -> tuple[bytes, list[Problem]]:
    """The bytes of a regular file. Inside `tree` no link may lead out of it."""
    if tree is not None and not path.resolve().is_relative_to(tree.resolve()):
        return b"", [rules.problem("PB009", file, f"leads to {path.resolve()}")]
    try:
        return path.read_bytes(), []
    except OSError as error:
        return b"", [rules.problem("PB001", file, error.strerror or type(error).__name__)]


def utf8(data: bytes, file: str) -> list[Problem]:
    """The problem of a text file that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [rules.problem("PB002", file, f"not UTF-8 at byte {error.start}", line=line)]
    return []
