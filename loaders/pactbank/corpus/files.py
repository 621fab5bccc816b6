"""Files as bytes: read or reported, written whole or not at all, known by their sha256."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import codec, rules
from pactbank.model.inputs import check_replaceable, open_file, read_file
from pactbank.model.packaged import in_package


def sha256(data: bytes) -> str:
    """The sha256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The sha256 of a file, without holding all of it in memory. Raises `OSError`."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_by_hash(files: Iterable[Path], wanted: Container[str], longest: int) -> dict[str, Path]:
    """The files with a wanted sha256, by it; longer ones than `longest` bytes are not read. Raises
    `OSError`."""
    return {
        digest: file
        for file in files
        if file.stat().st_size <= longest and (digest := file_sha256(file)) in wanted
    }


def read_reported(path: Path, name: str, tree: Path | None = None) -> tuple[bytes, list[Problem]]:
    """The bytes of a regular file, or the problem of reading it; `name` is what problems call it.

    Inside `tree`, which has no link in its own path, no link may lead out of it.
    """
    try:
        if tree is not None and (outside := leads_out(path, tree)):
            return b"", [rules.problem("PB009", name, outside)]
        return read_file(path), []
    except (OSError, ValueError) as error:
        return b"", [unreadable(name, error)]


def leads_out(path: Path, tree: Path) -> str | None:
    """Where a path leads that leaves `tree` through a link, as a message; None if it stays in it.
    `tree` has no link in its own path."""
    target = os.path.realpath(path)
    if Path(target).is_relative_to(tree):
        return None
    return f"leads out of the tree, to {printable(os.path.relpath(target, tree))}"


def check_inside(path: Path, root: Path) -> None:
    """Raises `InvalidData` for a path under `root` that a link leads out of it."""
    if outside := leads_out(path, Path(os.path.realpath(root))):
        raise InvalidData([rules.problem("PB009", str(path), outside)])


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
    """Write the whole file or nothing: a temporary file beside it, fsync, rename. Raises `OSError`,
    also for a pipe, a device or a socket, which names the path, and `WrongUse` for a path inside
    the package.

    The temporary file is locked while it is written. One that a killed process has left has no
    lock, and the next writer of the same path removes it.
    """
    check_writable(path)
    with naming(path):
        check_replaceable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.parent / partial_name(path.name)
        with os.fdopen(_create_locked(partial), "wb") as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o644)
                os.replace(partial, path)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
        sync_folder(path.parent)


PARTIAL = ".partial"
"""How the names of files and folders end that are not yet what they are to become."""
_LONGEST = 255 - len(f".{PARTIAL}")


def partial_name(name: str) -> str:
    """The name of the temporary file for a file of this name: hidden, and not too long for a file
    system."""
    return f".{os.fsdecode(os.fsencode(name)[:_LONGEST])}{PARTIAL}"


def _create_locked(partial: Path) -> int:
    """Create a file that is not there yet and lock it; whoever else is writing it is waited for.
    Returns its descriptor."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        with suppress(FileExistsError):
            handle = os.open(partial, flags, 0o600)
            if lock_held(handle, partial):
                return handle
            os.close(handle)
        if partial.is_symlink():
            partial.unlink(missing_ok=True)
            continue
        with suppress(FileNotFoundError), opened(partial) as left:
            with suppress(OSError):
                fcntl.flock(left, fcntl.LOCK_EX)
            if _is_at(left, partial):
                partial.unlink()


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Whatever the path names, not what a link there leads to, as a descriptor."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def lock_held(handle: int, path: Path, without_locks: bool = True) -> bool:
    """Lock an open file or folder; False where another process has the lock, or has removed what
    was open, and `without_locks` on a file system that has no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return without_locks
    return _is_at(handle, path)


def _is_at(handle: int, path: Path) -> bool:
    """Whether an open file or folder is the one that the path names."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Around work on a path: an `OSError` that names no file, or a temporary one that the user has
    never heard of, names the path instead."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            # A library that finds no folder for its own scratch files has said so.
            foreign = error.errno in (None, errno.ENOENT)
        else:
            foreign = PARTIAL not in os.fsdecode(error.filename)
        if foreign or error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power failure (fsync of the folder)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
