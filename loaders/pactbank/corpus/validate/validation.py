"""Files and folders to problems: each path is checked as part of the corpus it belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pactbank.corpus.files import printable, unreadable
from pactbank.corpus.processes import in_processes
from pactbank.corpus.resources import has_lock
from pactbank.corpus.store import Store
from pactbank.corpus.validate.checks import Checks
from pactbank.corpus.validate.kinds import files_below, kind_of
from pactbank.errors import Problem, WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.inputs import may_be_there
from pactbank.model.progress import Progress, silent
from pactbank.model.registers import Lock, Splits

_FILES = 64
"""Files that a process checks at a time."""


class Validation:
    """The checks over a root and over the corpora that lie inside it."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self.root = Path(os.path.realpath(store.root))
        self.store = store
        self.here = Path(os.path.abspath(""))
        self.progress = progress
        self.checks = lru_cache(maxsize=None)(self._checks)
        self.home = lru_cache(maxsize=4096)(self._home)
        self.started: list[Checks] = []
        self.corpora = {self.root}

    def problems(self, paths: list[Path]) -> list[Problem]:
        """The problems of the paths, or of the whole root where there are none. Raises
        `WrongUse` for a path that does not exist or is not a file that PactBank knows."""
        asked = self._asked(paths) or [self.root]
        self.corpora.update(path for path in asked if has_lock(path))
        found: set[Problem] = set()
        for path in asked:
            found.update(self._path(path))
        for checks in self.started:
            found |= checks.causes
        return sorted(found, key=lambda p: (p.file, p.line or 0, p.pointer, p.code, p.message))

    def _asked(self, paths: list[Path]) -> list[Path]:
        """Where the paths are. Raises `WrongUse` with every one that cannot be checked."""
        asked, wrong = [], []
        for path in paths:
            try:
                asked.append(self._located(path))
            except WrongUse as error:
                wrong.append(str(error))
        if wrong:
            raise WrongUse("\n".join(wrong))
        return asked

    def _located(self, path: Path) -> Path:
        """The absolute path with links resolved, except that a path inside the root which is
        itself a link stays one: where it leads is to be checked."""
        path = Path(os.path.abspath(path))
        located = Path(os.path.realpath(path.parent)) / path.name
        try:
            located.lstat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise WrongUse(f"{path} does not exist") from None
        except OSError:
            return located  # reading it will report what is wrong
        if os.path.isdir(located) and not located.is_relative_to(self.root):
            return Path(os.path.realpath(located))
        if os.path.isfile(located) and kind_of(located) is None and located.suffix != ".json":
            raise WrongUse(
                f"{path} is not a file that PactBank knows; see pactbank validate --help"
            )
        return located

    def _path(self, path: Path) -> Iterator[Problem]:
        if path == self.home(path) and has_lock(path):
            checks = self.checks(path)
            yield from checks.without_splits()
            folders = [checks.store.corpus, checks.store.annotation_folder]
            folders = [folder for folder in folders if may_be_there(folder)]
        elif os.path.isdir(path) and kind_of(path) is None:
            folders = [path]
        else:
            self.progress(self._name(path))
            yield from self.checks(self.home(path.parent)).file(path, explicit=True)
            return
        for folder in folders:
            yield from self._folder(folder)

    def files(self, paths: Iterable[Path]) -> set[Problem]:
        """The problems of files that were found in folders, with their causes."""
        found = {problem for path in paths for problem in self._file(path)}
        for checks in self.started:
            found |= checks.causes
            checks.causes.clear()
        return found

    def _folder(self, folder: Path) -> Iterator[Problem]:
        if os.path.islink(folder) and not Path(os.path.realpath(folder)).is_relative_to(self.root):
            yield from self.checks(self.home(folder.parent)).file(folder, explicit=False)
            return
        apart: list[Path] = []
        for path, error in files_below(folder):
            if error is not None:
                yield unreadable(self._name(path), error)
            elif self._stands_alone(path):
                apart.append(path)
            else:
                self.progress(self._name(path))
                yield from self._file(path)
        yield from self._elsewhere(apart)

    def _file(self, path: Path) -> Iterator[Problem]:
        return self.checks(self.home(path.parent)).file(path, explicit=False)

    def _stands_alone(self, path: Path) -> bool:
        """Whether a file can be checked without what was found in others. Only referenced texts
        are compared with those before them."""
        if kind_of(path) in (Annotation, Lock, Splits):
            return True
        home = self.home(path.parent)
        return path.parent.parent == home / "corpus" and self.checks(home).holds_text(path)

    def _elsewhere(self, paths: Sequence[Path]) -> Iterator[Problem]:
        """The problems of files that stand alone, checked in several processes."""
        # The longest work comes first: these look at every document.
        registers = [path for path in paths if kind_of(path) in (Lock, Splits)]
        others = [path for path in paths if path not in registers]
        parts = [others[at : at + _FILES] for at in range(0, len(others), _FILES)]
        tasks = [list(map(str, part)) for part in ([[path] for path in registers] + parts)]
        for task, found in zip(tasks, in_processes(_check, self, tasks), strict=True):
            for path in task:
                self.progress(self._name(Path(path)))
            yield from found

    def __reduce__(self) -> tuple[Any, ...]:
        # What was read here, another process reads itself.
        return _again, (self.store, self.here, self.corpora)

    def _home(self, folder: Path) -> Path:
        """The root of the innermost corpus that a folder belongs to: one inside the root, or one
        that was asked for; else the root."""
        if folder in self.corpora:
            return folder
        if folder == folder.parent:
            return self.root
        nested = folder.is_relative_to(self.root) and has_lock(folder)
        return folder if nested else self.home(folder.parent)

    def _checks(self, root: Path) -> Checks:
        # What differs from the lock is a problem among others: its labels are checked all the same.
        store = self.store if root == self.store.root else Store(root)
        checks = Checks(store.unlocked(), self._name)
        self.started.append(checks)
        return checks

    def _name(self, path: Path) -> str:
        """What problems call a path: relative to the root or to the working directory where it
        is inside one of them, with bytes that are not UTF-8 escaped."""
        for base in (self.root, self.here):
            if path.is_relative_to(base):
                path = path.relative_to(base)
                break
        return printable(path.as_posix())


def _again(store: Store, here: Path, corpora: set[Path]) -> Validation:
    validation = Validation(store, silent)
    validation.here, validation.corpora = here, corpora
    return validation


def _check(validation: Validation, paths: Sequence[str]) -> set[Problem]:
    return validation.files(map(Path, paths))
