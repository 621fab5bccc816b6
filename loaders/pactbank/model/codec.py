"""Records to strict, stable JSON and back, with true line numbers.

Every file is read by the same strict rules: UTF-8 without byte order mark or carriage returns, no
NaN or Infinity, no duplicate keys, no lone surrogates, bounded depth. The typed decoder
(`msgspec`) accepts carriage returns and duplicate keys. A file with its keys in the record's
order and its strings escaped as `encode` escapes them cannot have a duplicate key, whatever its
white space; every other file is also read by `parse`.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import msgspec

from pactbank.errors import PactBankError, Problem
from pactbank.model import rules

T = TypeVar("T", bound=msgspec.Struct)

# A quote mark inside a JSON string is always escaped, so these byte runs are structure. Each
# object that begins with its id (a label) or its kind (a zone) gets a line of its own.
_BREAKS: tuple[tuple[bytes, bytes], ...] = (
    *(
        (before + key, before.rstrip() + b"\n" + key)
        for key in (b'{"id": ', b'{"kind": ', b'{"path": ')
        for before in (b"[", b", ")
    ),
    *(
        (b', "%s": %s' % (key, opener), b',\n"%s": %s' % (key, opener))
        for opener, keys in (
            (b"[", (b"entities", b"agreements", b"stances", b"arguments", b"status",
                    b"relations", b"zones", b"edits", b"layers", b"files")),
            (b"[{", (b"refs", b"annotators")),
            (b"[\n", (b"refs", b"mentions", b"annotators")),
            (b"{", (b"source", b"rights", b"origin", b"raw", b"text", b"recipe", b"cleaning")),
        )
        for key in keys
    ),
)  # fmt: skip


class Unreadable(PactBankError):
    """Bytes that are not strict JSON: the code of the rule they break and the physical line."""

    def __init__(self, code: str, message: str, line: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line

    def problem(self, file: str) -> Problem:
        """The error as a problem of a file."""
        return rules.problem(self.code, file, self.message, line=self.line)


_CODES = (
    (r"Detected duplicate key (.*)", "PB006", r"duplicate key \1"),
    (r"recursion limit exceeded", "PB007", "nested too deeply"),
    (r".*(?:surrogate|hex escape).*", "PB008", "half a surrogate pair"),
    (r"(.*)", "PB005", r"\1"),
)
"""A pattern of the parser's message, the code of the rule, and our message."""


def parse(data: bytes, allow_nan: bool = False) -> object:
    """Plain Python values from strict JSON bytes, which may have NaN and infinities if that is
    allowed. Raises `Unreadable`."""
    import jiter

    check_bytes(data)
    try:
        return jiter.from_json(data, allow_inf_nan=allow_nan, catch_duplicate_keys=True)
    except ValueError as error:
        found = re.fullmatch(r"(.*) at line (\d+) column (\d+)", str(error), re.DOTALL)
        message, line, column = found.groups() if found else (str(error), "1", "1")
        match, code, ours = next(
            (match, code, ours)
            for theirs, code, ours in _CODES
            if (match := re.fullmatch(theirs, message, re.DOTALL))
        )
        raise Unreadable(code, f"{match.expand(ours)} (column {column})", int(line)) from None


def check_bytes(data: bytes) -> None:
    """Raises `Unreadable` for a byte order mark, bytes that are not UTF-8, a carriage return."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise Unreadable("PB003", "the file begins with a byte order mark", 1)
    check_utf8(data)
    if b"\r" in data:
        line = data.count(b"\n", 0, data.index(b"\r")) + 1
        raise Unreadable("PB004", "carriage return; lines end in a line feed only", line)


def check_utf8(data: bytes) -> None:
    """Raises `Unreadable` for bytes that are not UTF-8."""
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("PB002", f"not UTF-8 at byte {error.start}", line) from None


def decode(data: bytes, record: type[T]) -> T:
    """A typed record from strict JSON bytes.

    Raises `Unreadable` for bytes that are not strict JSON and `msgspec.ValidationError` for
    JSON that is not the record.
    """
    try:
        decoded: T = decoder(record).decode(data)
    except msgspec.ValidationError:
        parse(data)
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        parse(data)
        raise Unreadable("PB005", str(error), 1) from None
    if b"\r" in data or not _canonical(data, decoded):
        parse(data)
    return decoded


def _canonical(data: bytes, record: msgspec.Struct) -> bool:
    """Whether `data` is what `encode` writes, except for white space between values."""
    return msgspec.json.format(data, indent=-1) == msgspec.json.encode(record)


@cache
def decoder(record: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(record, strict=True)


def encode(record: msgspec.Struct) -> bytes:
    """Canonical bytes: keys in the record's order, one label on each line, one final line feed."""
    return _broken(msgspec.json.encode(record), _breaks_of(type(record)))


def lay_out(data: bytes) -> bytes:
    """One JSON value with one label on each line and one final line feed."""
    return _broken(data, _BREAKS)


def _broken(data: bytes, breaks: Iterable[tuple[bytes, bytes]]) -> bytes:
    data = msgspec.json.format(data, indent=0)
    for run, broken in breaks:
        data = data.replace(run, broken)
    return data + b"\n"


@cache
def _breaks_of(record: type[msgspec.Struct]) -> tuple[tuple[bytes, bytes], ...]:
    """The breaks at keys that a record may have. A lock of many documents is megabytes long, and
    each break reads all of it."""
    schema = msgspec.json.encode(msgspec.json.schema(record))
    if b'"additionalProperties":{' in schema or b'"propertyNames"' in schema:
        return _BREAKS  # a dict may have any key
    keys = set(re.findall(rb'"(\w+)":', schema))
    return tuple(each for each in _BREAKS if re.findall(rb'"(\w+)"', each[0])[0] in keys)


def encode_line(record: msgspec.Struct) -> bytes:
    """The record as one line of JSON Lines."""
    return msgspec.json.encode(record) + b"\n"


def lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a JSON Lines file that are not blank, each with its physical number."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield number, line


_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+|\n', re.DOTALL)


def locate(data: bytes) -> dict[str, int]:
    """The physical line on which each value starts, by JSON pointer; `data` is strict JSON."""
    places: dict[str, int] = {}
    path: list[str | int] = []
    open_objects: list[bool] = []
    line, expect_key = 1, False
    for match in _TOKEN.finditer(data):
        token = match[0]
        if token == b"\n":
            line += 1
        elif token in (b"}", b"]"):
            open_objects.pop()
            path.pop()
            expect_key = False
        elif token == b",":
            expect_key = open_objects[-1]
            if not expect_key:
                path[-1] = int(path[-1]) + 1
        elif token == b":":
            expect_key = False
        elif expect_key:
            path[-1] = str(msgspec.json.decode(token))
            places[pointer(path)] = line
        else:
            places.setdefault(pointer(path), line)
            if token in (b"{", b"["):
                open_objects.append(token == b"{")
                path.append("" if token == b"{" else 0)
                expect_key = token == b"{"
    return places


def pointer(path: Iterable[object]) -> str:
    """The steps of a path as a JSON pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


@contextmanager
def uncollected() -> Iterator[None]:
    """Run bulk work without Python's garbage collector. Records hold no cycles, and the collector
    would walk all of them again and again, which takes half of the time of encoding a thousand
    tasks."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
