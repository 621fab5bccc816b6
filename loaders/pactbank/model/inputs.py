"""Input files: the one way in which the package opens what it did not just write itself.

Only regular files are read: a pipe, a device or a socket might block or never end. A file that is
read whole has a longest length. What cannot be read is never taken for something that is not
there: each look at the file system raises `OSError` where it cannot tell.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from pactbank.errors import WrongUse

LONGEST = 1 << 30
"""Bytes of a file that is read whole, at most: 1 GiB. Scoring reads JSON Lines in pieces."""
LONGEST_LINE = 1 << 28
"""Bytes of a line of a file that is read in pieces, at most: 256 MiB."""
_PIECE = 1 << 20
_KINDS: tuple[tuple[Callable[[int], bool], int, str], ...] = (
    (stat.S_ISDIR, errno.EISDIR, "is a folder, not a file"),
    (stat.S_ISFIFO, errno.EINVAL, "is a pipe, not a file; write what comes out of it to a file"),
    (stat.S_ISSOCK, errno.EINVAL, "is a socket, not a file"),
    (stat.S_ISCHR, errno.EINVAL, "is a device, not a file"),
    (stat.S_ISBLK, errno.EINVAL, "is a device, not a file"),
)


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """A regular file, opened to be read as bytes. Raises `OSError`, also for anything else that
    has a name."""
    # What is no regular file is not even opened: a device may do something then.
    handle = os.open(regular(path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _check_regular(os.fstat(handle).st_mode, path)
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def regular(path: Path) -> Path:
    """The path of a regular file, for libraries that open files themselves. Raises `OSError` for
    anything else."""
    _check_regular(os.stat(path).st_mode, path)
    return path


def check_replaceable(path: Path) -> None:
    """Raises `OSError` for a pipe, a device or a socket, in whose place no file may be put."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if not stat.S_ISDIR(mode):
        _check_regular(mode, path)


def _check_regular(mode: int, path: Path) -> None:
    for is_kind, number, message in _KINDS:
        if is_kind(mode):
            raise OSError(number, message, str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "is not a regular file", str(path))


def read_file(path: Path, longest: int = LONGEST) -> bytes:
    """The bytes of a regular file. Raises `OSError` as `open_file` does, and for a file with more
    than `longest` bytes, of which no more are read."""
    with open_file(path) as file:
        return contents(file, path, longest)


def contents(file: BufferedReader, path: Path, longest: int = LONGEST) -> bytes:
    """What an open file has from here on. Raises `OSError` as `read_file` does."""
    size = os.fstat(file.fileno()).st_size
    pieces = [file.read(size + 1)] if size <= longest else []
    length = len(pieces[0]) if pieces else size
    # The file may have grown, and some files of the system do not tell their length.
    while size < length <= longest and (piece := file.read(_PIECE)):
        pieces.append(piece)
        length += len(piece)
    if length > longest:
        raise OSError(errno.EFBIG, f"has more than {longest:,} bytes", str(path))
    return b"".join(pieces)


def rest_of_line(file: BufferedReader, path: Path) -> bytes:
    """What an open file has up to the end of a line. Raises `OSError` for more than `LONGEST_LINE`
    bytes, of which no more are read."""
    line = file.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise OSError(errno.EFBIG, f"has a line of more than {LONGEST_LINE:,} bytes", str(path))
    return line


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raises `WrongUse` in the place of `OSError`: a file or folder that was asked for cannot be
    read."""
    try:
        yield
    except OSError as error:
        raise WrongUse(f"{error.filename or path}: {error.strerror or error}") from None


def read_named(path: Path, longest: int = LONGEST) -> bytes:
    """The bytes of a file that somebody named. Raises `WrongUse` where it cannot be read."""
    with reading(path):
        return read_file(path, longest)


def is_there(path: Path) -> bool:
    """Whether there is anything at a path, if only a link to nothing. Raises `OSError` where that
    cannot be told: below a folder that cannot be read, a file, or a link to nothing."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        if path.parent != path and is_there(path.parent):
            os.stat(path.parent)
        return False
    except ValueError:  # no file has a NUL in its name
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise
    return True


def may_be_there(path: Path) -> bool:
    """Whether there is anything at a path, or it cannot be told: reading it will say why."""
    try:
        return is_there(path)
    except NotADirectoryError:
        return False
    except OSError:
        return True


def is_folder(path: Path) -> bool:
    """Whether a folder is at a path. Raises `OSError` where that cannot be told, also for a link
    to nothing."""
    return is_there(path) and stat.S_ISDIR(os.stat(path).st_mode)


def is_file(path: Path) -> bool:
    """Whether a regular file is at a path. Raises like `is_folder`."""
    return is_there(path) and stat.S_ISREG(os.stat(path).st_mode)


def list_files(folder: Path, *, hidden: bool = False) -> list[Path]:
    """Everything below a folder but folders, sorted by path; links to folders are not entered, and
    what has a name that begins with a dot is left out unless `hidden` is true. Raises `OSError`
    where a folder cannot be read."""

    def refuse(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for at, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if hidden or not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        found += (Path(at, name) for name in (*names, *links) if hidden or not name.startswith("."))
    return sorted(found)


def files_at(place: Path) -> list[Path]:
    """The regular files at a place that somebody named: the file that it is, or those of a folder
    and of its subfolders. Raises `WrongUse` where nothing is there, and `OSError` where it cannot
    be read."""
    if not is_there(place):
        raise WrongUse(f"{place} does not exist")
    return list(filter(is_file, list_files(place))) if is_folder(place) else [regular(place)]
