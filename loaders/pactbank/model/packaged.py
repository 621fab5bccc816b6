"""Files that come with the package: its schemas, and the data packed beside the code.

The schemas belong to the code that reads them, so they are never taken from a corpus.
"""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def packaged_root() -> Path:
    """The folder with the packaged data: inside the wheel, or the checkout around the package."""
    packed = _PACKAGE / "data"
    return packed if packed.is_dir() else _PACKAGE.parents[1]


def in_package(path: Path) -> bool:
    """Whether a path, with its links followed, lies inside the package, where nothing is ever
    written. A checkout around the package is not inside it."""
    return Path(os.path.realpath(path)).is_relative_to(_PACKAGE)


def schema_folder() -> Path:
    """The folder of the JSON Schemas and of the list of rules."""
    return packaged_root() / "schema"
