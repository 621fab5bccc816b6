"""Files as bytes: read safely, written whole or not at all, known by their sha256."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pactbank.errors import Problem, WrongUse
from pactbank.model import codec, rules
from pactbank.model.packaged import in_package


def sha256(data: bytes) -> str:
    """The sha256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The sha256 of a file, without holding all of it in memory. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A regular file, opened to be read as bytes. Raises `OSError`, also for a folder, and for a
    pipe or a device, which might never end."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "is not a regular file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def read_file(path: Path) -> bytes:
    """The bytes of a regular file. Raises `OSError` as `open_file` does."""
    with open_file(path) as file:
        return file.read()


def read_reported(path: Path, name: str, tree: Path | None = None) -> tuple[bytes, list[Problem]]:
    """The bytes of a regular file, or the problem of reading it; `name` is what problems call it.

    Inside `tree`, which has no link in its own path, no link may lead out of it.
    """
    try:
        if tree is not None and not Path(target := os.path.realpath(path)).is_relative_to(tree):
            message = f"leads out of the tree, to {printable(os.path.relpath(target, tree))}"
            return b"", [rules.problem("PB009", name, message)]
        return read_file(path), []
    except (OSError, ValueError) as error:
        return b"", [unreadable(name, error)]


def unreadable(name: str, error: Exception) -> Problem:
    """The problem of a file or folder that could not be read."""
    message = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return rules.problem("PB001", name, message)


def utf8_problems(data: bytes, name: str) -> list[Problem]:
    """The problem of a text file that is not UTF-8."""
    try:
        codec.check_utf8(data)
    except codec.Unreadable as error:
        return [error.problem(name)]
    return []


def printable(path: str) -> str:
    """A path in which bytes that are not UTF-8 are escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def check_writable(path: Path) -> None:
    """Raises `WrongUse` for a path inside the package, which is the same for all its users."""
    if in_package(path):
        raise WrongUse(f"{path} is inside the installed package, which is read-only")


def write_atomically(path: Path, data: bytes) -> None:
    """Write the whole file or nothing: a temporary file beside it, fsync, rename. Raises
    `WrongUse` for a path inside the package."""
    check_writable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".partial")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power failure (fsync of the folder)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
