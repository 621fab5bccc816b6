"""The JSON objects in what a language model has written: in fences, in prose, over many lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

_JSON = json.JSONDecoder()
_FENCED = re.compile(
    r"^[ \t]*```[ \t]*(?:json\w*)?(.*?)(?:^[ \t]*```|```[ \t]*$|\Z)", re.I | re.M | re.S
)
"""A block between fences, with or without the second one."""


def unfenced(text: str) -> tuple[str, int]:
    """A text without the fences around its blocks, and how many blocks there are. Its lines end in
    a line feed alone."""
    return _FENCED.subn(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))


def objects(text: str) -> Iterator[tuple[int, str]]:
    """Every object that starts a line, or lies in a list that does, however many lines it takes,
    every other one that names a document, and whatever else of a line is not blank; each with the
    number of its first line. The text has no fences."""
    at, number = 0, 1
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
            value, end = _JSON.raw_decode(text, start)
            found = _whole(value, text[start:end])
        except (ValueError, RecursionError, msgspec.DecodeError):
            end = _named_object(text, start + 1, end)
            found = [text[at:end]]
        yield from ((number, piece) for piece in found if piece.strip())
        number += text.count("\n", at, end)
        at = end


_TRIES = 100
"""So many braces of a line are tried, since a line may have millions that open no object."""


def _named_object(text: str, start: int, end: int) -> int:
    """Where between two offsets the first object that names a document begins; `end` if there is
    none. The labels of an answer that is cut short name none."""
    for _ in range(_TRIES):
        start = text.find("{", start, end)
        if start < 0:
            break
        try:
            value, after = _JSON.raw_decode(text, start)
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
    pieces = msgspec.json.decode(text, type=list[msgspec.Raw])
    return [bytes(piece).decode("utf-8") for piece in pieces]
