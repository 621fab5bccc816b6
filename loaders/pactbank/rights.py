"""What of a record may leave the checkout where the text of its document may not.

The publisher of an `offsets-only` document keeps its text. Such a document leaves as offsets,
labels, zones and hashes: without the words themselves, without names and titles made of them.

Standard library only, and plain JSON values in and out: the hook that builds the wheel uses
this module before the package and what it needs are installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from typing import Any

_NAMED = ("refs", "agreements")


def withhold_annotation(value: dict[str, Any]) -> dict[str, Any]:
    """The annotation with `text` null in every span (an object with `start` and `end`) and
    `name` null in every referent and agreement; the value that came in stays as it was."""
    withheld = {key: _without_words(item) for key, item in value.items()}
    for layer in _NAMED:
        for label in withheld.get(layer) or ():
            label["name"] = None
    return withheld


def withhold_document(value: dict[str, Any]) -> dict[str, Any]:
    """The document with `title` null; the value that came in stays as it was."""
    return {**value, "title": None}


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        bare = {key: _without_words(item) for key, item in value.items()}
        return {**bare, "text": None} if bare.keys() >= {"start", "end"} else bare
    if isinstance(value, (list, tuple)):
        return [_without_words(item) for item in value]
    return value


_OF_DOCUMENT = re.compile(r"(?:corpus/(?=[^/]+/)|annotations/[^/]+/)([^/.]+)[/.].*")
_RECORD = re.compile(r"(corpus/[^/]+/|annotations/[^/]+/[^/.]+\.)v[0-9]+\.json")


def shipped_bytes(path: str, data: bytes, withheld: Container[str]) -> bytes | None:
    """What a data file leaves the checkout as; None where it stays behind.

    `path` is relative to the root, `withheld` holds the ids of documents that leave as offsets
    only. Of these, records leave without words, and every other file of theirs stays.
    """
    found = _OF_DOCUMENT.fullmatch(path)
    if found is None or found[1] not in withheld:
        return data
    if not _RECORD.fullmatch(path):
        return None
    bare = withhold_document if path.startswith("corpus/") else withhold_annotation
    return json.dumps(bare(json.loads(data)), ensure_ascii=False).encode("utf-8") + b"\n"
