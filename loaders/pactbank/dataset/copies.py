"""The user's own copies of texts that a build leaves out: which file is which, whether it is the
recorded raw or clean text byte for byte, and what can be said of one that differs.

Hashes decide; a file's name only says what it should be. Of a withheld text a build carries the
hashes and the lengths, no word: where a copy first differs is known only if the recorded bytes
are on this machine, or if undoing one of the usual changes to a text gives them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pactbank.corpus.cached_texts import cached_file
from pactbank.corpus.files import files_by_hash, sha256
from pactbank.corpus.formats import foreign_format
from pactbank.dataset.rows import Row
from pactbank.errors import InvalidData, Problem
from pactbank.model import rules
from pactbank.model.inputs import files_at, is_folder, read_file, reading

Recorded = Callable[[Row], bytes | None]
"""From a row of `documents` to its recorded raw bytes; None where they are not at hand."""
Normalisation = tuple[str, Callable[[str], str]]

_BOM = "\ufeff"
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_NORMALISATIONS: tuple[tuple[Normalisation, ...], ...] = (
    (
        ("LF line ends", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
        ("CRLF line ends", lambda text: re.sub(r"\r?\n", "\r\n", text)),
    ),
    (
        ("composed characters (NFC)", lambda text: unicodedata.normalize("NFC", text)),
        ("decomposed characters (NFD)", lambda text: unicodedata.normalize("NFD", text)),
    ),
    (
        (
            "no trailing blanks",
            lambda text: re.sub(r"(?<![^\S\r\n])[^\S\r\n]++(?=\r?\n|\Z)", "", text),
        ),
    ),
    (("spaces for no-break spaces", lambda text: text.replace("\u00a0", " ")),),
    (("straight quote marks", lambda text: text.translate(_STRAIGHT)),),
    (
        ("no final newline", lambda text: text.rstrip("\r\n")),
        ("one final newline", lambda text: text.rstrip("\r\n") + "\n"),
    ),
)
"""What undoes the usual changes to a text on its way through a browser or an editor. One of each
group is tried, alone and with those of the other groups."""
_SHOWN = 16
"""Code points that are shown of each text where they differ."""
_FORMS = ("raw_sha256", "text_sha256")
"""The columns with the hashes of the two forms of a text that are taken, the better one first."""


def find_copies(
    place: Path, documents: Sequence[Row], recorded: Recorded, partial: bool = False
) -> dict[str, Path]:
    """The file with the raw or the clean text of each document, by document id; the raw one where
    both are there. What `pactbank fetch` has brought counts.

    `place` is a file, or a folder that is searched with its subfolders; `documents` are rows of
    the config `documents`. Raises `WrongUse` for a place that does not exist, and `InvalidData`
    with a problem for each document of which no file is the raw or clean text byte for byte; with
    `partial` only for copies that differ, and where no document has one.
    """
    wanted = {row[form] for row in documents for form in _FORMS}
    # A code point has at most four bytes, and a byte order mark three: a longer file is not read.
    longest = max((4 * max(r["raw_chars"], r["text_chars"]) + 3 for r in documents), default=0)
    with reading(place):
        files = files_at(place)
        by_hash = files_by_hash(files, wanted, longest)
        found = {
            row["document"]: by_hash[row[form]]
            for row in documents
            for form in reversed(_FORMS)
            if row[form] in by_hash
        }
        for row in documents:
            fetched = None if row["document"] in found else cached_file(row["raw_sha256"])
            found |= {row["document"]: fetched} if fetched else {}
        problems = list(_missing(place, documents, files, found, recorded))
    if partial and found:
        problems = [problem for problem in problems if problem.code != "PB802"]
    if problems:
        raise InvalidData(problems)
    return found


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
        name = f"{row['document']} v{row['version']}"
        copy = _intended(row, place, files, alone=len(documents) == 1)
        if copy is None:
            message = f"no file is the raw or clean text of {name}{_published(row)}"
            yield rules.problem("PB802", str(place), message)
            continue
        line, message = difference(read_file(copy), row, recorded(row))
        message = f"not the recorded text of {name}: {message}"
        yield rules.problem("PB801", str(copy), message, line=line)


def _intended(row: Row, place: Path, files: Sequence[Path], alone: bool) -> Path | None:
    """The file that the user most likely took for the text: the only one, or one with the name
    of the document; None if there is no such file."""
    if alone and (len(files) == 1 or not is_folder(place)):
        return files[0]
    named = (
        file
        for file in files
        if file.name.split(".")[0] == row["document"]
        or (file.parent.name == row["document"] and file.name == f"v{row['version']}.raw.txt")
    )
    return next(named, None)


def _published(row: Row) -> str:
    """Where the text was published, as far as the build knows, and its hashes."""
    known = [row[key] for key in ("publisher", "published", "url", "archived_url") if row[key]]
    source = f" ({', '.join(known)})" if known else ""
    return f"{source}; their sha256 are {row['raw_sha256']} and {row['text_sha256']}"


def difference(copy: bytes, document: Row, recorded: bytes | None = None) -> tuple[int | None, str]:
    """How a copy differs from the raw text of a document: the line of the copy where the first
    difference is, None where that is not known, and a sentence.

    `document` is a row of the config `documents`; `recorded` are the recorded raw bytes, where
    they are at hand. A copy that a usual change parts from the clean text is compared with that.
    """
    if foreign := foreign_format(copy):
        return None, str(foreign)
    try:
        text = copy.decode("utf-8")
    except UnicodeDecodeError as error:
        line = copy.count(b"\n", 0, error.start) + 1
        return line, f"byte {error.start} is not UTF-8, and the recorded text is UTF-8"
    undone, normalised, form = _normalised(text, document)
    original = normalised if form == "clean" else recorded or normalised
    if original is None:
        return None, (
            f"the hash differs, and no usual change to a text explains it; the copy has "
            f"{len(text.removeprefix(_BOM))} code points, the recorded text "
            f"{document['raw_chars']}, cleaned {document['text_chars']}"
        )
    line, message = _first_difference(text, original.decode("utf-8"))
    if undone:
        message += f". The copy becomes the {form} text with {undone}"
    return line, message


def _normalised(text: str, document: Row) -> tuple[str, bytes | None, str]:
    """The names of the fewest normalisations that give a recorded text, its bytes, and whether it
    is the raw or the clean one; an empty string and None where none do."""
    tried: dict[str, tuple[str, ...]] = {text.removeprefix(_BOM): ()}
    for group in _NORMALISATIONS:
        for candidate, names in list(tried.items()):
            for name, normalise in group:
                tried.setdefault(normalise(candidate), (*names, name))
    forms = (
        ("raw", document["raw_encoding"], document["raw_sha256"]),
        ("clean", "utf-8", document["text_sha256"]),
    )
    for candidate, names in sorted(tried.items(), key=lambda item: len(item[1])):
        for form, encoding, digest in forms:
            data = candidate.encode(encoding)
            if sha256(data) == digest:
                return ", ".join([*_mark(text, encoding), *names]), data, form
    return "", None, "raw"


def _mark(text: str, encoding: str) -> list[str]:
    """What a copy must gain or lose to have a byte order mark only if the encoding wants one."""
    marked = encoding == "utf-8-sig"
    return [] if marked == text.startswith(_BOM) else [f"{'a' if marked else 'no'} byte order mark"]


def _first_difference(copy: str, recorded: str) -> tuple[int, str]:
    """The line of the copy, counted from 1, where two texts first differ, and what stands there
    in each."""
    pairs = zip(copy, recorded, strict=False)
    shorter = min(len(copy), len(recorded))
    at = next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), shorter)
    line = copy.count("\n", 0, at) + 1
    column = at - copy.rfind("\n", 0, at)
    return line, (
        f"first difference at line {line}, column {column} (byte {len(copy[:at].encode())}): "
        f"{_quoted(copy, at)}, recorded is {_quoted(recorded, at)}"
    )


def _quoted(text: str, at: int) -> str:
    return repr(text[at : at + _SHOWN]) if at < len(text) else "the end of the text"
