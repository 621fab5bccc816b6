"""What may leave the checkout of a document whose text may not.

The text of an `offsets-only` document belongs to its publisher. Such a document is passed on as
offsets, labels, zones, places of words and hashes, without the words of the text and without names
and titles made of them. A name is replaced by the places of its characters in the text, so that
everybody who has the text can restore all of it: `restore` undoes `withhold_annotation` and
`withhold_document` exactly.

This module uses `regex` (a build requirement) and the standard library only, and works on plain
JSON values, because the hook that builds the wheel uses it before the package and its other
dependencies are installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from typing import Any

from pactbank.text.tokens import words_in

NAMES = {"name": "name_spans", "title": "title_spans"}
"""Each field that may hold words of the text without being a span, and the field that has the
places of its characters when it is withheld."""
_PLACE = {"start", "end"}
_SPAN = {*_PLACE, "text"}
_NAMED = ("refs", "agreements")


def withhold_annotation(value: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """The annotation with `text` null in every span (an object with `start`, `end` and `text`)
    and `name` null in every referent and agreement.

    If the clean text of the document is given, `name_spans` are the places of each name's
    characters in it. The value passed in is not changed.
    """
    withheld = {key: _without_words(item) for key, item in value.items()}
    for layer in _NAMED:
        if withheld.get(layer):
            withheld[layer] = [_without_name(label, "name", text) for label in withheld[layer]]
    return withheld


def withhold_document(value: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """The document with `title` null, and `title_spans` like `name_spans` in
    `withhold_annotation`; if the text is given, `words` are the places of the words of the kept
    zones. The value passed in is not changed."""
    bare = _without_name(value, "title", text)
    if text is None:
        return bare
    zones = [zone["text"] for zone in value["zones"] if zone["text"] is not None]
    return {**bare, "words": words_in(text, zones)}


def restore(value: Any, text: str) -> Any:
    """A JSON value with the text of every span filled in, every withheld name put together from its
    characters, and the places of words, which the text has, taken away. The value passed in is not
    changed.

    `text` must be the text whose hash the document has; offsets beyond its end are not reported
    here and give too few characters.
    """
    if isinstance(value, dict):
        filled = {key: restore(item, text) for key, item in value.items()}
        if filled.keys() >= _SPAN:
            filled["text"] = text[filled["start"] : filled["end"]]
        for name, spans in NAMES.items():
            if filled.get(spans) is not None:
                filled[name] = "".join(text[start:end] for start, end in filled[spans])
                filled[spans] = None
        if filled.get("words") is not None:
            filled["words"] = None
        return filled
    if isinstance(value, (list, tuple)):
        return [restore(item, text) for item in value]
    return value


def restore_annotation(value: Any, text: str) -> Any:
    """Labels as a JSON value, like `restore`, but that words and names which are there stay; in
    labels everything with `start` and `end` is a span, and its `text` may be missing. Words and
    names of places outside the text stay null."""
    if isinstance(value, dict):
        filled = {key: restore_annotation(item, text) for key, item in value.items()}
        if filled.keys() >= _PLACE and filled.get("text") is None:
            filled["text"] = text[filled["start"] : filled["end"]] or None
        if (spans := filled.pop("name_spans", None)) is not None and filled.get("name") is None:
            filled["name"] = "".join(text[start:end] for start, end in spans) or None
        return filled
    if isinstance(value, (list, tuple)):
        return [restore_annotation(item, text) for item in value]
    return value


def letter_spans(name: str, text: str) -> list[list[int]] | None:
    """The places of a name's characters in a text: half-open ranges of code points that, joined,
    give the name; None where the text lacks one of its characters.

    Each range is the longest piece of the text that continues the name, at its first occurrence;
    a name that occurs in the text is one range.
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
    """The path of the clean text that belongs to a record, both relative to the root; None for a
    file that is not a record of a document."""
    found = _RECORD.fullmatch(path)
    return f"corpus/{found[1] or found[2]}/{found[3]}.txt" if found else None


def shipped_bytes(
    path: str, data: bytes, withheld: Container[str], text: str | None = None
) -> bytes | None:
    """The bytes to pass on for a data file; None if the file must not be passed on.

    `path` is relative to the root, `withheld` has the ids of the offsets-only documents. Of these,
    records are passed on without words, and no other file is; `text` is the clean text of the
    record's document, if this checkout has it.
    """
    found = _OF_DOCUMENT.fullmatch(path)
    if found is None or found[1] not in withheld:
        return data
    if text_path(path) is None:
        return None
    bare = withhold_document if path.startswith("corpus/") else withhold_annotation
    return json.dumps(bare(json.loads(data), text), ensure_ascii=False).encode("utf-8") + b"\n"


def runs(text: str, length: int = 4) -> set[tuple[str, ...]]:
    """Every run of `length` words of a text, without case and punctuation."""
    found = re.findall(r"\w+", text.casefold())
    return set(zip(*(found[at:] for at in range(length)), strict=False))
