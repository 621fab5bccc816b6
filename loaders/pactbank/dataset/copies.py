"""The user's own copies of texts that a build leaves out: which file is which, and whether it is
the recorded text byte for byte. Hashes decide; a file's name only says what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pactbank.corpus.files import sha256
from pactbank.dataset.differences import Row, first_difference
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import rules
from pactbank.text.offsets import RawTextMap

Recorded = Callable[[Row], bytes | None]
"""The recorded raw bytes of a document, where they are at hand after all."""


def find(place: Path, documents: Sequence[Row], recorded: Recorded) -> dict[str, Path]:
    """The file that holds the raw text of each document, by its id.

    `place` is a file, or a folder that is searched with the folders in it; `documents` are rows
    of the config `documents`. Raises `WrongUse` for a place that is not there, and
    `InvalidData` with a problem for each document whose text is not there byte for byte.
    """
    wanted = {row["raw_sha256"]: row["document"] for row in documents}
    # A code point has four bytes at most: what is longer is none of the texts.
    longest = max((4 * row["raw_chars"] + 3 for row in documents), default=0)
    try:
        files = list(_files(place))
        found = {
            wanted[digest]: file
            for file in files
            if file.stat().st_size <= longest and (digest := sha256(file.read_bytes())) in wanted
        }
        problems = list(_missing(place, documents, files, found, recorded))
    except OSError as error:
        raise WrongUse(f"{error.filename}: {error.strerror}") from None
    if problems:
        raise InvalidData(problems)
    return found


def clean_text(raw: bytes, document: Row) -> str:
    """The clean text of a document from its raw bytes, as the recorded edits make it. Raises
    `InvalidData` where that is not the text whose hash the document names."""
    blocks = RawTextMap.from_edits(document["edits"], document["raw_chars"])
    text = blocks.rebuild(raw.decode(document["raw_encoding"]))
    if sha256(text.encode("utf-8")) != document["text_sha256"]:
        said = f"the recorded edits make a text with sha256 {sha256(text.encode('utf-8'))}"
        raise InvalidData([rules.problem("PB206", document["document"], said)])
    return text


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from (
            file
            for file in sorted(place.rglob("*"))
            if file.is_file() and not any(p.startswith(".") for p in file.relative_to(place).parts)
        )
    else:
        raise WrongUse(f"{place} does not exist")


def _missing(
    place: Path,
    documents: Sequence[Row],
    files: Sequence[Path],
    found: Mapping[str, Path],
    recorded: Recorded,
) -> Iterator[Problem]:
    for row in documents:
        if row["document"] in found:
            continue
        copy = _meant(row, place, files, alone=len(documents) == 1)
        if copy is None:
            said = f"no file is the raw text of {row['document']} v{row['version']}{_where(row)}"
            yield rules.problem("PB802", str(place), said)
            continue
        where = first_difference(copy.read_bytes(), row, recorded(row))
        said = f"not the recorded raw text of {row['document']} v{row['version']}: {where.said}"
        yield rules.problem("PB801", str(copy), said, line=where.line)


def _meant(row: Row, place: Path, files: Sequence[Path], alone: bool) -> Path | None:
    """The file that was meant to be the text: the only one, or one that is named after it."""
    if alone and (place.is_file() or len(files) == 1):
        return files[0]
    named = (
        file
        for file in files
        if file.name.split(".")[0] == row["document"]
        or (file.parent.name == row["document"] and file.name == f"v{row['version']}.raw.txt")
    )
    return next(named, None)


def _where(row: Row) -> str:
    """What the build knows of where the text was published."""
    known = [row[key] for key in ("publisher", "published", "url", "archived_url") if row[key]]
    said = f" ({', '.join(known)})" if known else ""
    return f"{said}; its sha256 is {row['raw_sha256']}"
