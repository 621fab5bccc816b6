"""Where a copy of a text first differs from the text that was recorded.

Of a withheld text a build carries the hash, the length and the places of its lines, no word. If
the recorded bytes are on this machine they are compared. If not, they are looked for near the
copy: with other line ends, spaces, quote marks or blank lines, and with one character changed,
too many or missing; the hash says when they are found. Failing that, the first line that is not
where the recorded one was is named.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Change = tuple[str, Callable[[str], str]]

_SEARCHED = 8_000
"""Code points up to which every place is tried for one changed character: some seconds."""
_SHOWN = 16
_TYPOGRAPHY = "\u00a0\u00ad\u2009\u200b\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026"
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))

_CHANGES: tuple[tuple[Change, ...], ...] = (
    (
        ("line ends as LF", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
        ("line ends as CRLF", lambda text: re.sub(r"\r?\n", "\r\n", text)),
    ),
    (
        ("composed characters (NFC)", lambda text: unicodedata.normalize("NFC", text)),
        ("decomposed characters (NFD)", lambda text: unicodedata.normalize("NFD", text)),
    ),
    (
        ("no white space at line ends", lambda text: re.sub(r"[^\S\r\n]+(?=\r?\n|\Z)", "", text)),
        ("spaces for no-break spaces", lambda text: text.replace("\u00a0", " ")),
    ),
    (("straight quote marks", lambda text: text.translate(_STRAIGHT)),),
    (("no invisible characters", lambda text: text.translate(_INVISIBLE)),),
    (
        ("no blank lines between paragraphs", lambda text: re.sub(r"(?<=\S)\n{2,}", "\n", text)),
        ("blank lines between paragraphs", lambda text: re.sub(r"(?<=\S)\n(?=\S)", "\n\n", text)),
    ),
    (
        ("no blank line at the start", lambda text: text.lstrip("\r\n")),
        ("a blank line at the start", lambda text: "\n" + text.lstrip("\r\n")),
    ),
    (
        ("no line end at the end", lambda text: text.rstrip("\r\n")),
        ("one line end at the end", lambda text: text.rstrip("\r\n") + "\n"),
    ),
)
"""What usually happens to a text on its way through a browser or an editor; of each group one
change may be undone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The physical line of the copy that it stands on, None where that cannot be said."""

    line: int | None
    said: str


def first_difference(copy: bytes, document: Row, recorded: bytes | None = None) -> Difference:
    """Where a copy of a document's raw text first differs from it.

    `document` is the row of the config `documents`; `recorded` are the recorded bytes, if they
    are at hand.
    """
    digest = hashlib.sha256(copy).hexdigest()
    if digest == document["text_sha256"]:
        return Difference(
            None,
            "this is the cleaned text; what is needed is the article as it was taken, with the "
            "lines that cleaning strips",
        )
    try:
        text = copy.decode("utf-8")
    except UnicodeDecodeError as error:
        line = copy.count(b"\n", 0, error.start) + 1
        return Difference(line, f"byte {error.start} is not UTF-8, the recorded text is")
    bare = text.removeprefix("\ufeff")
    changes, usual = _usual(bare, document)
    found = recorded or usual or _one_character(bare, document)
    if found is None:
        return _by_lines(bare, document)
    return _compared(text, found.decode("utf-8"), changes)


def _compared(copy: str, recorded: str, changes: str) -> Difference:
    """The first place at which two texts differ, in code points."""
    pairs = zip(copy, recorded, strict=False)
    shorter = min(len(copy), len(recorded))
    at = next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), shorter)
    line = copy.count("\n", 0, at) + 1
    column = at - (copy.rfind("\n", 0, at) + 1) + 1
    place = f"line {line}, column {column} (byte {len(copy[:at].encode())})"
    said = f"first difference at {place}: {_shown(copy, at)}, recorded is {_shown(recorded, at)}"
    return Difference(line, f"{said}. It is the recorded text with {changes}" if changes else said)


def _shown(text: str, at: int) -> str:
    return repr(text[at : at + _SHOWN]) if at < len(text) else "the end of the text"


def _usual(text: str, document: Row) -> tuple[str, bytes | None]:
    """What usually happens to a text and the recorded bytes, if undoing it gives them."""
    tried: dict[str, tuple[str, ...]] = {text: ()}
    for group in _CHANGES:
        for candidate, made in list(tried.items()):
            for name, change in group:
                tried.setdefault(change(candidate), (*made, name))
    for candidate, made in sorted(tried.items(), key=lambda one: len(one[1])):
        data = candidate.encode(document["raw_encoding"])
        if hashlib.sha256(data).hexdigest() == document["raw_sha256"]:
            marked = "a" if data.startswith(codecs.BOM_UTF8) else "no"
            return ", ".join(made or [f"{marked} byte order mark"]), data
    return "", None


def _one_character(text: str, document: Row) -> bytes | None:
    """The recorded bytes, if one character changed, added or taken away gives them."""
    missing = document["raw_chars"] - len(text)
    first, last = _searched(text, document, missing)
    data = text.encode("utf-8")
    wanted = bytes.fromhex(document["raw_sha256"])
    mark = "".encode(document["raw_encoding"])
    letters = [c.encode() for c in sorted({*text, *string.printable, *_TYPOGRAPHY})]
    at = len(text[:first].encode("utf-8"))
    before = hashlib.sha256(mark + data[:at])
    for place in range(first, last):
        here = text[place : place + 1].encode("utf-8")
        after = data[at if missing > 0 else at + len(here) :]
        for letter in [b""] if missing < 0 else (*letters, *_bytes_like(here)):
            state = before.copy()
            state.update(letter + after)
            if state.digest() == wanted:
                return mark + data[:at] + letter + after
        before.update(here)
        at += len(here)
    return None


def _searched(text: str, document: Row, missing: int) -> tuple[int, int]:
    """The half-open range of places at which one changed character is looked for: with one too
    many or too few, the line that does not fit; none where it would take long."""
    if abs(missing) > 1:
        return 0, 0
    if missing and (misfit := _misfit(text, document["zones"])) is not None:
        before = document["zones"][misfit - 1]["raw_end"] if misfit else 0
        return before, min(len(text), document["zones"][misfit]["raw_end"] + 1) + (missing > 0)
    return (0, len(text) + (missing > 0)) if len(text) <= _SEARCHED else (0, 0)


def _bytes_like(letter: bytes) -> Iterator[bytes]:
    """The other characters that one changed byte makes of a character of several bytes."""
    if len(letter) < 2:
        return
    for at, old in enumerate(letter):
        for new in range(256):
            changed = letter[:at] + bytes([new]) + letter[at + 1 :]
            if new != old and len(changed.decode("utf-8", "ignore")) == 1:
                yield changed


def _by_lines(text: str, document: Row) -> Difference:
    """What the recorded places of lines say of a copy that is not near the recorded text."""
    lengths = f"the copy has {len(text)} code points, recorded are {document['raw_chars']}"
    misfit = _misfit(text, document["zones"])
    if misfit is None:
        return Difference(
            None, f"{lengths}; every line is in its place, so characters inside lines differ"
        )
    zone = document["zones"][misfit]
    line = text.count("\n", 0, min(zone["raw_start"], len(text))) + 1
    return Difference(
        line,
        f"{lengths}; the first line that is not in its place is line {line}: recorded there, "
        f"from code point {zone['raw_start']} to {zone['raw_end']}, is one {zone['kind']}",
    )


def _misfit(text: str, zones: Iterable[Row]) -> int | None:
    """The number of the first zone that is no run of one line of the text, between white
    space; None if all are."""
    at = 0
    for number, zone in enumerate(zones):
        start, end = zone["raw_start"], zone["raw_end"]
        run = text[start:end]
        whole = end <= len(text) and run == run.strip() and run and "\n" not in run
        apart = not text[at:start].strip() and not text[end : end + 1].strip()
        if not (whole and apart and (start == 0 or text[start - 1].isspace())):
            return number
        at = end
    return None
