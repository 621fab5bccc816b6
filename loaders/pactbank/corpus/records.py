"""Files as bytes and as records: read with every problem, and held against their sha256."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.corpus.files import read_reported, sha256, unreadable
from pactbank.errors import InvalidData, WithheldText
from pactbank.model import rules, schemas
from pactbank.model.inputs import is_there, list_files

T = TypeVar("T", bound=msgspec.Struct)


def holds(path: Path) -> bool:
    """Whether a file is there. Raises `InvalidData` where that cannot be told."""
    try:
        return is_there(path)
    except OSError as error:
        raise InvalidData([unreadable(str(path), error)]) from None


def files_in(folder: Path, *, hidden: bool = False) -> list[Path]:
    """The files below a folder, none where it is not there. Raises `InvalidData` for a folder that
    cannot be read."""
    try:
        return list_files(folder, hidden=hidden) if is_there(folder) else []
    except OSError as error:
        raise InvalidData([unreadable(error.filename or str(folder), error)]) from None


def bytes_of(path: Path) -> bytes:
    """The bytes of a file. Raises `InvalidData` where it cannot be read."""
    data, problems = read_reported(path, str(path))
    if problems:
        raise InvalidData(problems)
    return data


def checked_bytes(path: Path, expected: str, code: str) -> bytes:
    """The bytes of a text. Raises `WithheldText` where it is not there, and `InvalidData` with the
    rule `code` where its sha256 is not the one that is expected."""
    if not holds(path):
        raise WithheldText([rules.problem("PB209", str(path), "no such file")])
    data = bytes_of(path)
    if sha256(data) != expected:
        message = f"sha256 is {sha256(data)}, the document has {expected}"
        raise InvalidData([rules.problem(code, str(path), message)])
    return data


def read_record(
    path: Path,
    record: type[T],
    check: Callable[[T], Iterable[schemas.Finding]] = lambda _: (),
    expected: str | None = None,
) -> T:
    """The record in a file. Raises `InvalidData` with every structural problem and what `check`
    finds, and for one that has not the sha256 that is expected."""
    data = bytes_of(path)
    found = parsed(data, path, record)
    if findings := [*check(found)]:
        raise InvalidData(schemas.place(findings, data, str(path)))
    if expected not in (None, digest := sha256(data)):
        message = f"sha256 is {digest}, corpus.lock has {expected}"
        raise InvalidData([rules.problem("PB603", str(path), message)])
    return found


def parsed(data: bytes, path: Path, record: type[T]) -> T:
    """The record that the bytes of a file hold. Raises `InvalidData` with every problem."""
    found, problems = schemas.read(data, record, str(path))
    if found is None:
        raise InvalidData(problems)
    return found
