"""The check that a build carries no words of a withheld text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pactbank.corpus import parquet
from pactbank.corpus.rights import runs
from pactbank.dataset.manifest import FILE
from pactbank.errors import InvalidData
from pactbank.model.inputs import is_file, read_file
from pactbank.model.registers import Manifest

_WORD_FIELDS = ("text", "title", "name", "tokens")
_ADDRESSES = ("url", "archived_url")
"""The address of a text may be published, whatever words it contains."""


def find_withheld_words(
    folder: Path, manifest: Manifest, withheld: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Rule, file and message for each place in a build with words of a text that may not be passed
    on: a field for words that is not null, or a run of four words in any value or file name.

    `withheld` holds, by document id, everything that is known of such texts.
    """
    files = [*(file.path for file in manifest.files), FILE]
    readable = [file for file in files if _is_readable(folder / file)]
    document_of = {run: document for document, text in withheld.items() for run in runs(text)}
    forbidden = _forbidden(folder, readable)
    for name in readable:
        strings = [name]
        for row in _rows(folder / name):
            if _document(row) in forbidden and (fields := sorted(set(_filled_fields(row)))):
                message = f"{row['document']} is offsets-only and has {', '.join(fields)}"
                yield "PB817", name, message
            strings += _strings(row)
        if not name.endswith(".parquet"):
            strings.append(read_file(folder / name).decode("utf-8", "replace"))
        quoted = {run for string in set(strings) for run in runs(string)} & document_of.keys()
        first_run = {document_of[run]: run for run in sorted(quoted, reverse=True)}
        for document, run in sorted(first_run.items()):
            yield "PB817", name, f"it quotes {document}: {' '.join(run)}"


def _forbidden(folder: Path, files: Iterable[str]) -> set[str]:
    """Ids of the documents of a build whose text may not be passed on."""
    return {
        _document(row)
        for file in files
        if file.startswith("documents/")
        for row in _rows(folder / file)
        if row.get("redistribution") != "full-text"
    }


def _document(row: Mapping[str, Any]) -> str:
    """The document of a row; a file with other columns is reported by another check."""
    return str(row.get("document"))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file; a file of another kind has none."""
    from pactbank.dataset.parquet import stored_rows

    if path.suffix == ".parquet":
        yield from stored_rows(path)


def _is_readable(path: Path) -> bool:
    """Whether a file exists and, if it should be Parquet, is; other checks report it if not."""
    try:
        return is_file(path) and (path.suffix != ".parquet" or parquet.read(path) is not None)
    except (OSError, InvalidData):
        return False


def _filled_fields(value: Any) -> Iterator[str]:
    """The fields of a row that hold words of its text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is not None and (key in _WORD_FIELDS or key.endswith("_text")):
                yield key
            yield from _filled_fields(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _filled_fields(item)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a row but addresses; a list of strings also as one string, because its
    items may be the words of the text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _ADDRESSES:
                yield from _strings(inner)
    elif isinstance(value, list):
        yield " ".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from _strings(item)
