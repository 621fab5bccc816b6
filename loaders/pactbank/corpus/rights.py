"""What of a record may leave the checkout where the text of its document may not.

The publisher of an `offsets-only` document keeps its text. Such a document leaves as offsets,
labels, zones and hashes: without the words themselves, without names and titles made of them.
Of a name there remains where in the text its letters stand, so that whoever has the text can
fill everything in again: `restore` undoes `withhold_annotation` and `withhold_document` exactly.

Standard library only, and plain JSON values in and out: the hook that builds the wheel uses
this module before the package and what it needs are installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from typing import Any

NAMES = {"name": "name_spans", "title": "title_spans"}
"""Each field that may hold words of the text without being a span, and the field that says
where its letters stand when it is withheld."""
_SPAN = {"start", "end", "text"}
_NAMED = ("refs", "agreements")


def withhold_annotation(value: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """The annotation with `text` null in every span (an object with `start`, `end` and `text`)
    and `name` null in every referent and agreement.

    Where the clean text of the document is given, `name_spans` say where the letters of each
    name stand in it. The value that came in stays as it was.
    """
    withheld = {key: _without_words(item) for key, item in value.items()}
    for layer in _NAMED:
        if withheld.get(layer):
            withheld[layer] = [_without_name(label, "name", text) for label in withheld[layer]]
    return withheld


def withhold_document(value: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """The document with `title` null, and `title_spans` as in `withhold_annotation`; the value
    that came in stays as it was."""
    return _without_name(value, "title", text)


def restore(value: Any, text: str) -> Any:
    """A JSON value with every span quoted from the text and every withheld name put together
    from its letters; the value that came in stays as it was.

    The text is the one whose hash the document names: offsets that lead out of it are a fault
    of the data, and give fewer letters than they should.
    """
    if isinstance(value, dict):
        filled = {key: restore(item, text) for key, item in value.items()}
        if filled.keys() >= _SPAN:
            filled["text"] = text[filled["start"] : filled["end"]]
        for name, spans in NAMES.items():
            if filled.get(spans) is not None:
                filled[name] = "".join(text[start:end] for start, end in filled[spans])
                filled[spans] = None
        return filled
    if isinstance(value, (list, tuple)):
        return [restore(item, text) for item in value]
    return value


def letter_spans(name: str, text: str) -> list[list[int]] | None:
    """Where the letters of a name stand in a text: half-open ranges of code points which, joined,
    give the name; None where the text lacks one of its characters.

    Each range is the longest run of the text that continues the name, at its first place; a name
    that the text has as it is makes one range.
    """
    spans: list[list[int]] = []
    at = 0
    while at < len(name):
        length, too_long = 0, len(name) - at + 1
        while too_long - length > 1:
            middle = (length + too_long) // 2
            found = name[at : at + middle] in text
            length, too_long = (middle, too_long) if found else (length, middle)
        if not length:
            return None
        start = text.index(name[at : at + length])
        spans.append([start, start + length])
        at += length
    return spans


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        bare = {key: _without_words(item) for key, item in value.items()}
        return {**bare, "text": None} if bare.keys() >= _SPAN else bare
    if isinstance(value, (list, tuple)):
        return [_without_words(item) for item in value]
    return value


def _without_name(label: dict[str, Any], field: str, text: str | None) -> dict[str, Any]:
    name = label.get(field)
    spans = letter_spans(name, text) if name is not None and text is not None else None
    return {**label, field: None, **({NAMES[field]: spans} if spans is not None else {})}


_OF_DOCUMENT = re.compile(r"(?:corpus/(?=[^/]+/)|annotations/[^/]+/)([^/.]+)[/.].*")
_RECORD = re.compile(r"(?:corpus/([^/]+)/|annotations/[^/]+/([^/.]+)\.)(v[0-9]+)\.json")


def text_path(path: str) -> str | None:
    """Where the clean text of a record is, both relative to the root; None for a file that is
    no record of a document."""
    found = _RECORD.fullmatch(path)
    return f"corpus/{found[1] or found[2]}/{found[3]}.txt" if found else None


def shipped_bytes(
    path: str, data: bytes, withheld: Container[str], text: str | None = None
) -> bytes | None:
    """What a data file leaves the checkout as; None where it stays behind.

    `path` is relative to the root, `withheld` holds the ids of documents that leave as offsets
    only. Of these, records leave without words, and every other file of theirs stays; `text` is
    the clean text of the record's document, where it is here.
    """
    found = _OF_DOCUMENT.fullmatch(path)
    if found is None or found[1] not in withheld:
        return data
    if text_path(path) is None:
        return None
    bare = withhold_document if path.startswith("corpus/") else withhold_annotation
    return json.dumps(bare(json.loads(data), text), ensure_ascii=False).encode("utf-8") + b"\n"


def runs(words: str, length: int = 4) -> set[tuple[str, ...]]:
    """Every run of so many words, without case and punctuation."""
    said = re.findall(r"\w+", words.casefold())
    return set(zip(*(said[at:] for at in range(length)), strict=False))
