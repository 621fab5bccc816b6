"""Which files there are, what each holds, and its bytes or the problem that keeps us from them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pactbank.corpus.store import read_file
from pactbank.errors import Problem
from pactbank.model import rules
from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.registers import Lock, Manifest, Splits
from pactbank.model.score import Comparison, Score

_BY_NAME: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    (r"(?:.+\.)?corpus\.lock", Lock),
    (r"(?:.+\.)?splits\.json", Splits),
    (r"(?:.+\.)?annotators\.json", Annotators),
    (r"(?:.+\.)?manifest\.json", Manifest),
    (r"(?:.+\.)?score\.json", Score),
    (r"(?:.+\.)?comparison\.json", Comparison),
    (r"(?:.+\.)?document\.json|v[0-9]+\.json", Document),
    (r"(?:.+\.)?annotation\.json|[^.]+\.v[0-9]+\.json", Annotation),
    (r".+\.jsonl", Prediction),
)


def kind_of(path: Path) -> type[msgspec.Struct] | None:
    """The record a file holds, by its name; None for a file that holds none of ours."""
    for pattern, record in _BY_NAME:
        if re.fullmatch(pattern, path.name):
            return record
    return None


def walk(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """Every file below a folder, by name, hidden ones aside; a folder that may not be read comes
    with its error. Links to folders are given and not followed, and so is a folder that has the
    name of a file of ours."""
    errors: list[OSError] = []
    for at, folders, names in os.walk(folder, onerror=errors.append):
        inner = sorted(name for name in folders if not name.startswith("."))
        odd = [n for n in inner if kind_of(Path(n)) or os.path.islink(os.path.join(at, n))]
        folders[:] = [name for name in inner if name not in odd]
        for name in sorted([*names, *odd]):
            if not name.startswith("."):
                yield Path(at, name), None
    for error in errors:
        yield Path(error.filename), error


def read_bytes(path: Path, file: str, tree: Path | None = None) -> tuple[bytes, list[Problem]]:
    """The bytes of a regular file. Inside `tree`, which has no link in its own path, no link may
    lead out of it."""
    try:
        target = os.path.realpath(path)
        if tree is not None and not Path(target).is_relative_to(tree):
            said = f"leads out of the tree, to {printable(os.path.relpath(target, tree))}"
            return b"", [rules.problem("PB009", file, said)]
        return read_file(path), []
    except (OSError, ValueError) as error:
        return b"", [unreadable(file, error)]


def printable(path: str) -> str:
    """A path in which bytes that are no UTF-8 are escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def unreadable(file: str, error: Exception) -> Problem:
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return rules.problem("PB001", file, said)


def utf8(data: bytes, file: str) -> list[Problem]:
    """The problem of a text file that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [rules.problem("PB002", file, f"not UTF-8 at byte {error.start}", line=line)]
    return []
