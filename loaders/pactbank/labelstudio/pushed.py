"""The pushed annotation behind a drawing: which label a region or a relation was."""

from __future__ import annotations

from typing import TypeVar

from pactbank.labelstudio.drawing import Drawing, Region
from pactbank.model.annotation import Annotation

T = TypeVar("T")


class Pushed:
    """Looks labels up and gives each out once: a copied region is a new label."""

    def __init__(self, annotation: Annotation, key: str, drawing: Drawing) -> None:
        self.annotation = annotation
        self.key = key
        self.claimed: set[str] = set()
        self.drawing = drawing

    def label(self, region: Region, kind: type[T]) -> tuple[int, T] | tuple[None, None]:
        """The label that a region was, after its number in its list; twice None for a new one."""
        origin = region.origin
        if origin is None or origin.set != self.key:
            return None, None
        return self._claim(origin.at, kind)

    def part(
        self, anchor: Region, end: Region, label: str, at: str, kind: type[T]
    ) -> tuple[int, T] | tuple[None, None]:
        """The part of a pact or stance that a relation was, likewise; `at` is where the anchor's
        label is, "" for a new one. A relation that got another label, and a part that was tied to
        another anchor, are what they were."""
        if at and anchor.origin is not None:
            now = self.drawing.relations[anchor.id][end.id]
            for region, before, path in anchor.origin.links:
                same = before == label or before not in now
                if region == end.id and same:
                    found = self._claim(f"{at}/{path}", kind)
                    if found[1] is not None:
                        return found
        return self.label(end, kind) if end.control == "part" else (None, None)

    def _claim(self, at: str, kind: type[T]) -> tuple[int, T] | tuple[None, None]:
        if at in self.claimed:
            return None, None
        layer, _, rest = at[1:].partition("/")
        found: object = getattr(self.annotation, layer, None)
        number = 0
        for step in rest.split("/"):
            if isinstance(found, tuple):
                number = int(step) if step.isdecimal() else len(found)
                found = found[number] if number < len(found) else None
            else:
                found = getattr(found, step, None)
        if not isinstance(found, kind):
            return None, None
        self.claimed.add(at)
        return number, found
