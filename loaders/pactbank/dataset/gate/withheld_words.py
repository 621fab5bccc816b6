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
_OURS, _THEIRS = 4, 8
"""So many words running are a quotation: in what we say, and in a text of somebody else, in which
"of the two countries" is nobody's."""
_ADDRESSES = ("url", "archived_url")
"""The address of a text may be published, whatever words it contains."""


def find_withheld_words(
    folder: Path, manifest: Manifest, withheld: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Rule, file and message for each place in a build with words of a text that may not be passed
    on: a field for words that is not null, or a run of four words in any value or file name. What
    texts that may be passed on say themselves is theirs: only where eight words running of one
    stand in a withheld text does it quote.

    `withheld` holds, by document id, everything that is known of such texts.
    """
    files = [*(file.path for file in manifest.files), FILE]
    readable = [file for file in files if _is_readable(folder / file)]
    rights = _rights(folder, readable)
    forbidden = {document for document, right in rights.items() if right != "full-text"}
    known = {
        length: {run: name for name, text in withheld.items() for run in runs(text, length)}
        for length in (_OURS, _THEIRS)
    }
    for name in readable:
        strings, theirs = [name], list[str]()
        for row in _rows(folder / name):
            if _document(row) in forbidden and (fields := sorted(set(_filled_fields(row)))):
                message = f"{row['document']} is offsets-only and has {', '.join(fields)}"
                yield "PB817", name, message
            own = rights.get(_document(row)) == "full-text"
            for field, string in _strings(row):
                (theirs if own and _holds_words(field) else strings).append(string)
        if not name.endswith(".parquet"):
            strings.append(read_file(folder / name).decode("utf-8", "replace"))
        first_run: dict[str, tuple[str, ...]] = {}
        for length, strings_of in ((_THEIRS, theirs), (_OURS, strings)):
            there = {run for one in set(strings_of) for run in runs(one, length)}
            quoted = sorted(there & known[length].keys(), reverse=True)
            first_run |= {known[length][run]: run for run in quoted}
        for document, run in sorted(first_run.items()):
            yield "PB817", name, f"it quotes {document}: {' '.join(run)}"


def _rights(folder: Path, files: Iterable[str]) -> dict[str, str]:
    """What may be done with the text of each document of a build."""
    return {
        _document(row): str(row.get("redistribution"))
        for file in files
        if file.startswith("documents/")
        for row in _rows(folder / file)
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
            if inner is not None and _holds_words(key):
                yield key
            yield from _filled_fields(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _filled_fields(item)


def _holds_words(field: str) -> bool:
    """Whether a field holds words of its text."""
    return field in _WORD_FIELDS or field.endswith("_text")


def _strings(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a row but addresses, with its field; a list of strings also as one string,
    because its items may be the words of the text."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _ADDRESSES:
                yield from _strings(inner, key)
    elif isinstance(value, list):
        yield field, " ".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from _strings(item, field)
