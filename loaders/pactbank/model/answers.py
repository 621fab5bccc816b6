"""The JSON objects in what a language model has written: in fences, in prose, over many lines, and
with the slips that leave no doubt what is meant."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from pactbank.model import codec

_JSON = json.JSONDecoder(strict=False)
_FENCED = re.compile(
    r"^[ \t]*```[ \t]*(?:json\w*)?(.*?)(?:^[ \t]*```|```[ \t]*$|\Z)", re.I | re.M | re.S
)
"""A block between fences, with or without the second one."""
CONTROL, COMMA, REPEATED = "control-character", "trailing-comma", "duplicate-key"
HALF = "half-character"
SLIPS = {CONTROL: "PB005", COMMA: "PB005", REPEATED: "PB006", HALF: "PB008"}
"""What is mended, by the names it is counted under, with the rules that it breaks. Nothing is added
that was not written."""


COMMA_LEFT = ","
"""The piece that a comma before the end of a list of objects is."""


def unfenced(text: str) -> tuple[str, int]:
    """A text without the fences around its blocks, and how many blocks there are. Its lines end in
    a line feed alone."""
    return _FENCED.subn(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))


def objects(text: str) -> Iterator[tuple[int, str]]:
    """Every object that starts a line, or lies in a list that does, however many lines it takes,
    every other one that names a document, and whatever else of a line is not blank; each with the
    number of its first line. The text has no fences, and its slips are left in it."""
    at, number, scan = 0, 1, _Scan(text)
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end]
        if not line.strip():
            at, number = end, number + line.count("\n")
            continue
        start = at + len(line) - len(line.lstrip())
        try:
            if text[start : start + 1] not in ("{", "["):
                raise ValueError("neither an object nor a list")
            value, end = scan.decoded(start)
            found = _whole(value, text[start:end])
        except (ValueError, RecursionError, msgspec.DecodeError):
            end = _named_object(scan, start + 1, end)
            found = [text[at:end]]
        yield from ((number, piece) for piece in found if piece.strip())
        number += text.count("\n", at, end)
        at = end


_TRIES = 100
"""So many braces of a line are tried, since a line may have millions that open no object."""


def _named_object(scan: _Scan, start: int, end: int) -> int:
    """Where between two offsets the first object that names a document begins; `end` if there is
    none. The labels of an answer that is cut short name none."""
    for _ in range(_TRIES):
        start = scan.text.find("{", start, end)
        if start < 0:
            break
        try:
            value, after = scan.decoded(start)
        except (ValueError, RecursionError):
            after = start + 1
        else:
            if "document" in value:
                return start
        start = after
    return end


def _whole(value: Any, text: str) -> list[str]:
    """The text of one object, or of each object of a list."""
    if isinstance(value, dict):
        return [text]
    scan, pieces, at = _Scan(text), [], 1
    for _ in value:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        _, end = scan.decoded(at)
        pieces.append(text[at:end])
        at = end
    return [*pieces, COMMA_LEFT] if COMMA_LEFT in text[at:] else pieces


_BETWEEN = re.compile(r"[\s,]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|,(\s*)(?=[}\]])|[^"{}\[\],]++|[,"]', re.DOTALL)
"""A string, a brace or bracket, a comma before a closing one, or whatever stands between these."""


class _Scan:
    """Values in a text, each from its first character on. What is read for commas that are too many
    is bounded, since every line may begin a value that never ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = 8 * len(text) + 10_000

    def decoded(self, start: int) -> tuple[Any, int]:
        """The value that begins here, and where it ends. Raises `ValueError` and
        `RecursionError`."""
        try:
            return _JSON.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            if not _stops_at_comma(self.text, error.pos):
                raise
            end = self._end(start)
            return json.loads(_without_commas(self.text[start:end])[0], strict=False), end

    def _end(self, start: int) -> int:
        """Where the object or list ends that begins here, by its braces and brackets. Raises
        `ValueError` where it has no end."""
        depth = 0
        for token in _TOKEN.finditer(self.text, start):
            self.left -= len(token[0])
            depth += (token[0] in ("{", "[")) - (token[0] in ("}", "]"))
            if not depth:
                return token.end()
            if self.left < 0:
                break
        raise ValueError("no end")


def _stops_at_comma(text: str, at: int) -> bool:
    """Whether what a reader of JSON could not go on at is a comma before a closing brace, or the
    brace."""
    if text[at : at + 1] in ("}", "]"):
        at -= 1
        while text[at].isspace():
            at -= 1
    return text[at : at + 1] == ","


def _without_commas(text: str) -> tuple[str, int]:
    """A value without commas between its last part and a closing brace or bracket, and how many
    these are."""
    pieces, before, count = [], "", 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if token[1] is not None and before not in ("", "{", "[", ","):
            word, count = token[1], count + 1
        pieces.append(word)
        before = word.strip()[-1:] or before
    return "".join(pieces), count


_HALF = re.compile("[\ud800-\udfff]")


class Mended(NamedTuple):
    """A value as strict JSON, and its slips by name."""

    text: str
    slips: Counter[str]


def mended(text: str) -> Mended | None:
    """One value without its slips: a control character in a string is what it is, half a surrogate
    pair is U+FFFD, a comma that is too many is left out, and of a key that an object has several
    times the last one counts, as everywhere. None for anything else that is not JSON."""
    slips: Counter[str] = Counter()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        slips[REPEATED] += len(pairs) - len(made)
        return made

    bare, slips[COMMA] = _without_commas(text)
    try:
        value = json.loads(bare, strict=False, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None
    for token in _TOKEN.finditer(text):
        if token[0].startswith('"'):
            slips[CONTROL] += sum(character < " " for character in token[0])
    written, slips[HALF] = _HALF.subn("\ufffd", json.dumps(value, ensure_ascii=False))
    return Mended(written, +slips)


class Parsed(NamedTuple):
    """A value, and the slips that its text has, by name."""

    value: Any
    slips: Counter[str]


def parse(data: bytes, allow_nan: bool = False) -> Parsed:
    """A value from JSON that is strict but for slips. Raises `Unreadable`, as the strict reader
    does, for anything else."""
    try:
        return Parsed(codec.parse(data, allow_nan), Counter())
    except codec.Unreadable:
        codec.check_utf8(data)
        found = mended(data.decode("utf-8"))
        if found is None or not found.slips:
            raise
    return Parsed(codec.parse(found.text.encode("utf-8"), allow_nan), found.slips)
