"""Every rule the data must keep, checked in one run that reports all it finds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from pactbank.corpus.resources import LOCK
from pactbank.corpus.store import Store
from pactbank.corpus.validate.files import kind_of, printable, unreadable, walk
from pactbank.corpus.validate.run import Run
from pactbank.errors import Problem, WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.schemas import place

Progress = Callable[[str], None]


def validate(
    store: Store, paths: Iterable[Path] = (), progress: Progress | None = None
) -> list[Problem]:
    """Every problem of the given files and folders (default: the whole root), in reading order.

    A corpus inside the root, or one that is given, is checked as a corpus of its own. `progress`
    is called with each file's name before it is read. Raises `WrongUse` for a path that does not
    exist or is no file of ours.
    """
    return _Validation(store, progress or (lambda _: None)).problems([*paths])


def check(store: Store, annotation: Annotation, data: bytes, file: str) -> list[Problem]:
    """Every semantic fault of one annotation; `data` is its encoded form, for line numbers."""
    run = Run(store, str)
    return place(run.annotation(annotation), data, file) + sorted(run.causes)


class _Validation:
    """The runs over a root and over the corpora that lie inside it."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self.root = Path(os.path.realpath(store.root))
        self.here = Path(os.path.abspath(""))
        self.progress = progress
        self.run = lru_cache(maxsize=None)(self._run)
        self.home = lru_cache(maxsize=4096)(self._home)
        self.runs: list[Run] = []
        self.corpora = {self.root}

    def problems(self, paths: list[Path]) -> list[Problem]:
        asked = [self._located(path) for path in paths] or [self.root]
        self.corpora.update(path for path in asked if os.path.isfile(path / LOCK))
        found: set[Problem] = set()
        for path in asked:
            found.update(self._path(path))
        for run in self.runs:
            found |= run.causes
        return sorted(found, key=lambda p: (p.file, p.line or 0, p.pointer, p.code, p.message))

    def _located(self, path: Path) -> Path:
        """The absolute path without a link in it; but one inside the root that is a link itself
        stays so, for where it leads is to be checked."""
        path = Path(os.path.abspath(path))
        located = Path(os.path.realpath(path.parent)) / path.name
        try:
            located.lstat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise WrongUse(f"{path} does not exist") from None
        except OSError:
            return located  # reading it will say what is the matter
        if os.path.isdir(located) and not located.is_relative_to(self.root):
            return Path(os.path.realpath(located))
        if os.path.isfile(located) and kind_of(located) is None and located.suffix != ".json":
            raise WrongUse(f"{path} is no file that PactBank knows; see pactbank validate --help")
        return located

    def _path(self, path: Path) -> Iterator[Problem]:
        if path == self.home(path) and os.path.isfile(path / LOCK):
            run = self.run(path)
            yield from run.without_splits()
            folders = [run.store.corpus, run.store.annotation_folder]
            folders = [folder for folder in folders if os.path.lexists(folder)]
        elif os.path.isdir(path) and kind_of(path) is None:
            folders = [path]
        else:
            self.progress(self._name(path))
            yield from self.run(self.home(path.parent)).file(path, explicit=True)
            return
        for folder in folders:
            yield from self._folder(folder)

    def _folder(self, folder: Path) -> Iterator[Problem]:
        if os.path.islink(folder) and not Path(os.path.realpath(folder)).is_relative_to(self.root):
            yield from self.run(self.home(folder.parent)).file(folder, explicit=False)
            return
        for path, error in walk(folder):
            if error is not None:
                yield unreadable(self._name(path), error)
                continue
            self.progress(self._name(path))
            yield from self.run(self.home(path.parent)).file(path, explicit=False)

    def _home(self, folder: Path) -> Path:
        """The innermost corpus a folder belongs to: one inside the root, or one that was asked
        for; else the root."""
        if folder in self.corpora:
            return folder
        if folder == folder.parent:
            return self.root
        nested = folder.is_relative_to(self.root) and os.path.isfile(folder / LOCK)
        return folder if nested else self.home(folder.parent)

    def _run(self, root: Path) -> Run:
        run = Run(Store(root), self._name)
        self.runs.append(run)
        return run

    def _name(self, path: Path) -> str:
        """The path as one would type it: relative to the root or to the working directory where
        it is inside; bytes that are no UTF-8 are escaped."""
        for base in (self.root, self.here):
            if path.is_relative_to(base):
                path = path.relative_to(base)
                break
        return printable(path.as_posix())
