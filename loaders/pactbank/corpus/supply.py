"""Raw texts as users have them: files, folders, JSON Lines, and CSV tables of metadata."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pactbank.corpus.records import parsed
from pactbank.errors import InvalidData, PactBankError
from pactbank.model import codec, rules
from pactbank.model.document import Origin
from pactbank.model.inputs import is_folder, is_there, list_files, read_file, read_named, reading
from pactbank.model.recipe import Recipe
from pactbank.model.schemas import explain

TABLE = "metadata.csv"
"""A file of this name in a folder describes the texts in it."""
_RENAMED = {"author": "authors", "rights": "redistribution"}
"""Fields that are named as the options of `pactbank ingest` are."""
FIELDS = (
    "id", "publisher", "authors", "author", "published", "url", "archived_url", "retrieved",
    "title", "language", "kind", "story", "holder", "license", "rights", "origin", "recipe",
)  # fmt: skip
"""What may be said of a text; names are those of `Particulars`, or of the options."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """One raw text, or what is wrong with it. `name` is what a report calls it, `stem` what an id
    is made from, and `values` are fields of `Particulars`."""

    name: str
    stem: str
    values: Mapping[str, Any] = field(default_factory=dict)
    file: Path | None = None
    data: bytes = b""
    fault: str | None = None

    def read(self) -> bytes:
        """The raw bytes. Raises `OSError`."""
        return self.data if self.file is None else read_file(self.file)


def supplied(paths: Iterable[Path]) -> list[Supplied]:
    """Every text of the files and folders, each file once, in order."""
    found: dict[str, Supplied] = {}
    for path in paths:
        for text in _supplied(path):
            key = text.name if text.file is None else str(text.file.resolve())
            found.setdefault(key, text)
    return list(found.values())


def read_recipe(file: Path) -> Recipe:
    """The recipe in a file. Raises `WrongUse` where the file cannot be read, and `InvalidData`
    where it holds no recipe."""
    return parsed(read_named(file), file, Recipe)


def is_one_text(paths: list[Path]) -> bool:
    """Whether this is one file that holds one text. Raises `WrongUse` where that cannot be told."""
    if len(paths) != 1 or _ending(paths[0]) in (".jsonl", ".csv"):
        return False
    with reading(paths[0]):
        return not is_folder(paths[0])


def _ending(path: Path) -> str:
    """What a file is by its name; some systems write it in capitals."""
    return path.suffix.lower()


def _supplied(path: Path) -> Iterator[Supplied]:
    with reading(path):
        folder = is_folder(path)
    if folder:
        yield from _folder(path)
    elif _ending(path) == ".jsonl":
        yield from _lines(path)
    elif _ending(path) == ".csv":
        yield from _table(path)
    else:
        yield _text(path)


def _folder(folder: Path) -> Iterator[Supplied]:
    """The texts that metadata.csv lists, then every other .txt file below the folder."""
    with reading(folder):
        files = list_files(folder)
        described = is_there(folder / TABLE)
    if described:
        yield from _table(folder / TABLE)
    for path in files:
        if _ending(path) == ".txt":
            yield _text(path)


def _text(path: Path, values: Mapping[str, Any] | None = None) -> Supplied:
    return Supplied(str(path), path.stem, values or {}, path)


def _table(table: Path) -> Iterator[Supplied]:
    """A row for each text; the column `file` is its path, relative to the table. Spreadsheets
    write a byte order mark and semicolons."""
    try:
        text = read_file(table).decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        yield Supplied(str(table), "", fault=_message(error))
        return
    for number, row in enumerate(rows, 2):
        name = f"{table}, row {number}"
        cells = {key: value for key, value in row.items() if value}
        if None in row:
            yield Supplied(name, "", fault="more cells than the head of the table")
        elif not (file := cells.pop("file", None)):
            yield Supplied(name, "", fault="no file is named in the column 'file'")
        elif fault := _unknown(cells) or _wrong_type(cells):
            yield Supplied(name, "", fault=fault)
        else:
            yield _described(table.parent / file, name, cells, table.parent)


def _described(
    file: Path | bytes, name: str, fields: Mapping[str, Any], folder: Path, stem: str = ""
) -> Supplied:
    """A text with what is said of it; paths in `fields` are relative to `folder`."""
    try:
        values = _values(fields, folder)
    except (PactBankError, OSError) as error:
        return Supplied(name, stem, fault=str(error))
    if isinstance(file, bytes):
        return Supplied(name, stem, values, data=file)
    return _text(file, values)


def _lines(path: Path) -> Iterator[Supplied]:
    """An object a line: the text in `text`, or its path in `file`, and fields."""
    try:
        data = read_file(path)
    except OSError as error:
        yield Supplied(str(path), "", fault=_message(error))
        return
    for number, line in codec.lines(data):
        yield _line(path, number, line)


def _line(path: Path, number: int, line: bytes) -> Supplied:
    name, stem = f"{path}:{number}", f"{path.stem}-{number}"
    try:
        found = codec.parse(line)
    except codec.Unreadable as error:
        return Supplied(name, stem, fault=f"{error.code}: {error.message}")
    if not isinstance(found, dict):
        return Supplied(name, stem, fault="not a JSON object")
    fields = {key: value for key, value in found.items() if value is not None}
    text, file = fields.pop("text", None), fields.pop("file", None)
    fault = _unknown(fields) or _wrong_type(fields)
    if fault is None and isinstance(text, str) and file is None:
        return _described(text.encode("utf-8"), name, fields, path.parent, stem)
    if fault is None and isinstance(file, str) and text is None:
        return _described(path.parent / file, name, fields, path.parent, stem)
    return Supplied(name, stem, fault=fault or "give either 'text' or 'file', as a string")


def _unknown(fields: Iterable[str]) -> str | None:
    """That a field is not known, and which is meant."""
    for name in fields:
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, 1)
            meant = f"; perhaps {near[0]!r} is meant" if near else ""
            return f"unknown field {name!r}{meant}; there is: {', '.join(FIELDS)}"
    return None


def _wrong_type(fields: Mapping[str, Any]) -> str | None:
    for name, value in fields.items():
        if name == "origin":
            if fault := _wrong_origin(value):
                return fault
            continue
        if name == "recipe" and isinstance(value, dict):
            continue
        several = name.startswith("author") and isinstance(value, list)
        if not all(isinstance(one, str) for one in (value if several else [value])):
            return f"{name!r} is not a string{' or a list of them' * name.startswith('author')}"
    return None


def _wrong_origin(value: object) -> str | None:
    try:
        msgspec.convert(value, Origin)
    except msgspec.ValidationError as error:
        return f"'origin' is not an object such as the records of documents have: {error}"
    return None


def _values(fields: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of `Particulars`; several authors are a list, or separated by semicolons; a recipe is
    a path or, in JSON, an object; an origin is an object, so only JSON Lines have it. Raises like
    `read_recipe`."""
    values = {_RENAMED.get(name, name): value for name, value in fields.items()}
    if "authors" in values:
        names = values["authors"]
        names = names.split(";") if isinstance(names, str) else names
        values["authors"] = tuple(name.strip() for name in names if name.strip())
    if "origin" in values:
        values["origin"] = msgspec.convert(values["origin"], Origin)
    if "recipe" in values:
        recipe = values["recipe"]
        given = isinstance(recipe, dict)
        values["recipe"] = _recipe(recipe) if given else read_recipe(folder / recipe)
    return values


def _recipe(value: dict[str, Any]) -> Recipe:
    """A recipe from plain values. Raises `InvalidData`."""
    if findings := list(explain(value, Recipe)):
        problems = (rules.problem(f.code, "recipe", f.message, pointer=f.pointer) for f in findings)
        raise InvalidData(problems)
    return msgspec.convert(value, Recipe)


def _message(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
