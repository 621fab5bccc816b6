"""Labels of one version of a text, moved to another version that was made from the same raw text.

A span moves by the maps between the raw text and the two texts: it keeps the raw code points that
it covers, or it is lost.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.text.offsets import Range, RawTextMap


class Moving:
    """Moves labels from one version of a document to another."""

    def __init__(self, before: Document, after: Document) -> None:
        self.after = after
        self._old = RawTextMap.from_edits(before.edits, before.raw.chars)
        self._new = RawTextMap.from_edits(after.edits, after.raw.chars)

    def range(self, start: int, end: int) -> Range | None:
        """Where text[start:end] is in the other version, None if not all of it is there in one
        piece."""
        raw = self._old.copied_from(start, end)
        return None if raw is None else self._new.copied_to(*raw)

    def labels(self, annotation: Annotation) -> tuple[Annotation, list[Range]]:
        """The labels for the other version, and the ranges of the text that have no place there;
        if there are any, the labels are not to be used."""
        lost: list[Range] = []
        moved = self._moved(annotation, lost)
        version, text_sha256 = self.after.version, self.after.text.sha256
        return replace(moved, version=version, text_sha256=text_sha256), lost

    def _moved(self, value: Any, lost: list[Range]) -> Any:
        """A record with every span moved."""
        if isinstance(value, tuple):
            return tuple(self._moved(item, lost) for item in value)
        if not isinstance(value, msgspec.Struct):
            return value
        fields: dict[str, Any] = {
            name: self._moved(getattr(value, name), lost) for name in value.__struct_fields__
        }
        if "start" in fields:
            fields["start"], fields["end"] = self._placed((fields["start"], fields["end"]), lost)
        if letters := fields.get("name_spans"):
            fields["name_spans"] = tuple(self._placed(piece, lost) for piece in letters)
        return replace(value, **fields)

    def _placed(self, span: Range, lost: list[Range]) -> Range:
        placed = self.range(*span)
        if placed is None:
            lost.append(span)
        return placed or span
