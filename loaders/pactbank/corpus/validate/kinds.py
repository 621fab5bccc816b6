"""Which files a folder has, and which record each of them holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.benchmark import Leaderboard, SystemRun
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.recipe import Recipe
from pactbank.model.registers import About, Lock, Manifest, Splits
from pactbank.model.score import Comparison, Score
from pactbank.model.world import FactPlan, World

_BY_NAME: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    (r"(?:.+\.)?corpus\.lock", Lock),
    (r"(?:.+\.)?splits\.json", Splits),
    (r"(?:.+\.)?about\.json", About),
    (r"(?:.+\.)?annotators\.json", Annotators),
    (r"(?:.+\.)?manifest\.json", Manifest),
    (r"(?:.+\.)?score\.json", Score),
    (r"(?:.+\.)?comparison\.json", Comparison),
    (r"(?:.+\.)?leaderboard\.json", Leaderboard),
    (r"(?:.+\.)?run\.json", SystemRun),
    (r"(?:.+\.)?world\.json", World),
    (r"(?:.+\.)?plan\.json", FactPlan),
    (r"(?:.+\.)?recipe\.json", Recipe),
    (r"(?:.+\.)?document\.json|v[0-9]+\.json", Document),
    (r"(?:.+\.)?annotation\.json|[^.]+\.v[0-9]+\.json", Annotation),
    (r".+\.jsonl", Prediction),
)


def kind_of(path: Path) -> type[msgspec.Struct] | None:
    """The record that a file holds, by its name; None for a name that PactBank does not know."""
    for pattern, record in _BY_NAME:
        if re.fullmatch(pattern, path.name):
            return record
    return None


def files_below(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """Every file below a folder, in order of name, except hidden ones. A folder that cannot be
    read is given with its error. A link to a folder, and a folder with the name of a PactBank
    file, are given like files and not entered."""
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
