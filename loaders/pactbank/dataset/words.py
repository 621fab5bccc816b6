"""Whether anything in a build says what a withheld text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pactbank.corpus.rights import runs
from pactbank.dataset.manifest import FILE
from pactbank.model.registers import Manifest

_WORDS = ("text", "title", "name", "tokens")
_ADDRESSES = ("url", "archived_url")
"""Where a text can be had is said, whatever words its address is made of."""


def said_words(
    folder: Path, manifest: Manifest, withheld: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Rule, file and fault for each file of a build that carries words of a text which may not
    be passed on: in a field that is for them, or as a run of four words anywhere.

    `withheld` holds by document id what is known of such texts.
    """
    from pactbank.dataset.shards import stored_rows

    files = [*(file.path for file in manifest.files), FILE]
    readable = [file for file in files if _is_readable(folder / file)]
    whose = {run: document for document, text in withheld.items() for run in runs(text)}
    forbidden = _forbidden(folder, readable)
    for name in readable:
        path = folder / name
        said = [name]
        if path.suffix == ".parquet":
            for row in stored_rows(path):
                if row["document"] in forbidden and (fields := sorted(set(_filled(row)))):
                    found = f"{row['document']} is offsets-only and has {', '.join(fields)}"
                    yield "PB817", name, found
                said += _strings(row)
        else:
            said.append(path.read_text("utf-8", errors="replace"))
        found_runs = {run for part in set(said) for run in runs(part)} & whose.keys()
        quotes = {whose[run]: run for run in sorted(found_runs, reverse=True)}
        for document, run in sorted(quotes.items()):
            yield "PB817", name, f"it quotes {document}: {' '.join(run)}"


def _forbidden(folder: Path, files: Iterable[str]) -> set[str]:
    """Ids of the documents of a build whose text may not be passed on."""
    from pactbank.dataset.shards import stored_rows

    return {
        row["document"]
        for file in files
        if file.startswith("documents/")
        for row in stored_rows(folder / file)
        if row["redistribution"] != "full-text"
    }


def _is_readable(path: Path) -> bool:
    """Whether a file is there and, if it should be Parquet, is; what is not is told elsewhere."""
    import pyarrow.parquet as pq

    try:
        return path.is_file() and (path.suffix != ".parquet" or pq.read_table(path) is not None)
    except (OSError, ValueError):
        return False


def _filled(value: Any) -> Iterator[str]:
    """The fields of a row that hold words of its text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is not None and (key in _WORDS or key.endswith("_text")):
                yield key
            yield from _filled(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _filled(item)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a row; a list of strings as one, as its words may be tokens."""
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
