"""Where the data are.

The root is the first of these: the folder that is given, `$PACTBANK_ROOT`, the nearest folder
upwards with `corpus/corpus.lock`, the data that came with the package. Those are only read: what
writes needs a corpus of one's own. What can be made or had again is in the user's cache.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pactbank.errors import DataNotFound
from pactbank.model.inputs import is_there, may_be_there, reading
from pactbank.model.packaged import in_package, packaged_root

ROOT_VARIABLE = "PACTBANK_ROOT"
CACHE_VARIABLE = "PACTBANK_CACHE"
LOCK = Path("corpus") / "corpus.lock"
_LOST = f"{{}} has a corpus without {LOCK}: restore it from version control"


def find_root(named: Path | None = None, start: Path | None = None) -> Path:
    """The folder that holds `corpus/` and `annotations/`.

    The search upwards begins at `start` (default: the working directory), and does not go on past
    a corpus that has lost its lock. Raises `DataNotFound` there, where the given folder has no
    `corpus/corpus.lock`, and where no folder has one.
    """
    if named is not None:
        return _checked(named, "--root")
    if variable := os.environ.get(ROOT_VARIABLE):
        return _checked(Path(variable), f"${ROOT_VARIABLE}")
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, packaged_root()):
        if has_lock(folder):
            return folder
        if _lost_lock(folder):
            raise DataNotFound(_LOST.format(folder))
    raise DataNotFound(
        f"no corpus found: no {LOCK} in {here} or above it, and none came with the package; "
        f"name a folder with --root or ${ROOT_VARIABLE}, or begin one with pactbank init"
    )


def has_lock(folder: Path) -> bool:
    """Whether a folder holds a corpus. So does one whose lock cannot be read: whoever reads it
    reports that."""
    return os.path.isdir(folder) and may_be_there(folder / LOCK)


def _lost_lock(folder: Path) -> bool:
    """Whether a folder without a lock has what else `pactbank init` puts into each corpus."""
    return any(os.path.isfile(folder / "corpus" / name) for name in ("about.json", "splits.json"))


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
    with reading(folder):
        is_there(folder)
    if not has_lock(folder):
        if _lost_lock(folder):
            raise DataNotFound(f"{how}: {_LOST.format(folder)}")
        raise DataNotFound(
            f"{how} names {folder}, which has no {LOCK}; pactbank init {folder} begins a corpus"
        )
    return folder.resolve()


def user_cache() -> Path:
    """The package's folder in the user's cache, for builds and fetched texts: `$PACTBANK_CACHE`, or
    where the platform has caches. Raises `OSError` for a user without a home."""
    from platformdirs import user_cache_path

    if variable := os.environ.get(CACHE_VARIABLE):
        return Path(variable).absolute()
    try:
        cache = user_cache_path("pactbank")
    except RuntimeError:
        cache = Path("~", ".cache", "pactbank")
    if not cache.is_absolute():
        raise NotADirectoryError(errno.ENOTDIR, "there is no home folder", str(cache))
    return cache
