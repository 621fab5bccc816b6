"""The pushed annotation behind a result: which of its labels a region or a relation was."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from pactbank.labelstudio.regions import ParsedResult, Region
from pactbank.model.annotation import Annotation

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


class PushedAnchor(NamedTuple, Generic[T]):
    """The region of an agreement or a stance with the pushed label it was, the number of that
    label in its list and its place in the annotation (None, None and "" for a new one)."""

    region: Region
    label: T | None
    number: int | None
    at: str


class PushedLabels:
    """Looks up pushed labels and gives each out once: a copied region is a new label."""

    def __init__(self, annotation: Annotation, key: str, parsed: ParsedResult) -> None:
        self.annotation = annotation
        self._key = key
        self._relations = parsed.relations
        self._given: set[str] = set()

    def anchor(self, region: Region, layer: str, kind: type[T]) -> PushedAnchor[T]:
        number, label = self.of_region(region, kind)
        return PushedAnchor(region, label, number, "" if number is None else f"/{layer}/{number}")

    def of_region(self, region: Region, kind: type[T]) -> tuple[int, T] | tuple[None, None]:
        """The label that a region was, with its number in its list; None twice for a new one."""
        origin = region.origin
        if origin is None or origin.set != self._key:
            return None, None
        return self._give(origin.at, kind)

    def of_relation(
        self, anchor: PushedAnchor[Any], end: Region, label: str, kind: type[T]
    ) -> tuple[int, T] | tuple[None, None]:
        """The part of an agreement or stance that a relation was, likewise. A relation with
        another label than before, and a part with a relation from another anchor, are the parts
        they were."""
        if anchor.at and anchor.region.origin is not None:
            now = self._relations[anchor.region.id][end.id]
            for region, before, path in anchor.region.origin.links:
                if region == end.id and (before == label or before not in now):
                    found = self._give(f"{anchor.at}/{path}", kind)
                    if found[1] is not None:
                        return found
        return self.of_region(end, kind) if end.control == "part" else (None, None)

    def _give(self, at: str, kind: type[T]) -> tuple[int, T] | tuple[None, None]:
        if at in self._given:
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
        self._given.add(at)
        return number, found


class NumberedLabel(msgspec.Struct, frozen=True):
    """A label with its number in the pushed list (None for a new one) and its place in the
    text."""

    number: int | None
    start: int
    end: int
    label: Any


def in_order(labels: Iterable[NumberedLabel | None]) -> tuple[Any, ...]:
    """Pushed labels in their order; each new one before the first that comes later in the text.
    None stands for a label that could not be read."""
    kept: list[NumberedLabel] = []
    new: list[NumberedLabel] = []
    for one in labels:
        if one is not None:
            (new if one.number is None else kept).append(one)
    kept.sort(key=attrgetter("number"))
    for one in sorted(new, key=_place):
        later = (at for at, other in enumerate(kept) if _place(other) > _place(one))
        kept.insert(next(later, len(kept)), one)
    return tuple([one.label for one in kept])


def _place(label: NumberedLabel) -> tuple[int, int]:
    return label.start, -label.end


def changed(label: S, **fields: Any) -> S:
    """The label itself where it has these values already, else a copy that has them."""
    if all(getattr(label, name) == value for name, value in fields.items()):
        return label
    return msgspec.structs.replace(label, **fields)
