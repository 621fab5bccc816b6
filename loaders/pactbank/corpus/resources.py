"""Where the data are.

The root is the first of these: the folder that is given, `$PACTBANK_ROOT`, the nearest folder
upwards with `corpus/corpus.lock`, the data that came with the package. Those are only read: what
writes needs a corpus of one's own.
"""

from __future__ import annotations

import os
from pathlib import Path

from pactbank.errors import DataNotFound
from pactbank.model.packaged import in_package, packaged_root

ROOT_VARIABLE = "PACTBANK_ROOT"
LOCK = Path("corpus") / "corpus.lock"


def find_root(named: Path | None = None, start: Path | None = None) -> Path:
    """The folder that holds `corpus/` and `annotations/`.

    The search upwards begins at `start` (default: the working directory). Raises `DataNotFound`
    where the given folder has no `corpus/corpus.lock`, or no folder has one.
    """
    if named is not None:
        return _checked(named, "--root")
    if variable := os.environ.get(ROOT_VARIABLE):
        return _checked(Path(variable), f"${ROOT_VARIABLE}")
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, packaged_root()):
        if os.path.isfile(folder / LOCK):
            return folder
    raise DataNotFound(
        f"no corpus found: no {LOCK} in {here} or above it, and none came with the package; "
        f"name a folder with --root or ${ROOT_VARIABLE}, or begin one with pactbank init"
    )


def find_own_root(named: Path | None = None, start: Path | None = None) -> Path:
    """The root of a corpus that may be written: found like `find_root`, but never the one that
    came with the package. Raises `DataNotFound`, which says how to begin one."""
    root = find_root(named, start)
    chosen = named is not None or bool(os.environ.get(ROOT_VARIABLE))
    around = (start or Path.cwd()).resolve().is_relative_to(root)
    if in_package(root) or not (chosen or around):
        raise DataNotFound(
            f"the corpus in {root} came with the package and is read-only: begin one of your own "
            "with pactbank init, or name it with --root"
        )
    return root


def _checked(folder: Path, how: str) -> Path:
    if not os.path.isfile(folder / LOCK):
        raise DataNotFound(
            f"{how} names {folder}, which has no {LOCK}; pactbank init {folder} begins a corpus"
        )
    return folder.resolve()
