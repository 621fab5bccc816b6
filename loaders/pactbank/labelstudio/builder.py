"""Builds labels from regions: what the decoders of the three layers share.

`LabelBuilder` is the state of one decoding. `PushedLabels` looks up which pushed label a region or
a relation was, so that it keeps what the editor does not show. `in_order` puts labels into order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from pactbank.labelstudio.attributes import ReferentNames, picked
from pactbank.labelstudio.referents import Referents
from pactbank.labelstudio.regions import Note, ParsedResult, Region
from pactbank.model.annotation import Annotation, Argument, Holder, Link, Mention, Span
from pactbank.model.closed import HOLDER_TYPES

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

FILLERS = frozenset({"entity", "FILLER"})
"""Kinds of region that stand for referents."""


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
        if region.origin is None or not self.knows(region):
            return None, None
        return self._give(region.origin.at, kind)

    def of_relation(
        self, anchor: PushedAnchor[Any], end: Region, label: str, kind: type[T]
    ) -> tuple[int, T] | tuple[None, None]:
        """The part of an agreement or stance that a relation was, likewise. A relation with
        another label than before, and a part with a relation from another anchor, are the parts
        they were."""
        if anchor.at and anchor.region.origin is not None:
            now = self._relations[anchor.region.id][end.id]
            origin = anchor.region.origin
            for region, before, path in (*origin.links, *origin.forms):
                if region == end.id and (before == label or before not in now):
                    found = self._give(f"{anchor.at}/{path}", kind)
                    if found[1] is not None:
                        return found
        return self.of_region(end, kind) if end.control == "part" else (None, None)

    def knows(self, region: Region) -> bool:
        """Whether a region was pushed with this annotation."""
        return region.origin is not None and region.origin.set == self._key

    def refs_at(self, at: str) -> tuple[str, ...]:
        """The referents of the label at a place; none where there is no such label."""
        _, found = self._find(at)
        if isinstance(found, Link):
            return (found.ref,)
        return found.refs if isinstance(found, Mention | Argument | Holder) else ()

    def _give(self, at: str, kind: type[T]) -> tuple[int, T] | tuple[None, None]:
        if at in self._given:
            return None, None
        number, found = self._find(at)
        if not isinstance(found, kind):
            return None, None
        self._given.add(at)
        return number, found

    def _find(self, at: str) -> tuple[int, object]:
        """The label at a place, with its number in its list; None where there is no such label."""
        layer, _, rest = at[1:].partition("/")
        found: object = getattr(self.annotation, layer, None)
        number = 0
        for step in rest.split("/"):
            if isinstance(found, tuple):
                number = int(step) if step.isdecimal() else len(found)
                found = found[number] if number < len(found) else None
            else:
                found = getattr(found, step, None)
        return number, found


@dataclass
class LabelBuilder:
    """The state of decoding one result."""

    text: str
    result: ParsedResult
    pushed: PushedLabels
    referents: Referents
    taken: set[str]
    """Ids that are in use."""
    notes: list[Note]
    names: ReferentNames
    """Referents as they were shown when pushed."""
    mentions: dict[str, Mention] = field(default_factory=dict)
    """Entity mention by region."""
    fresh: set[str] = field(default_factory=set)
    """Regions of mentions that are new, or stand for others than when they were pushed."""
    region_of: dict[str, str] = field(default_factory=dict)
    """Region by label id."""
    starts: set[str] = field(default_factory=set)
    """Regions whose relations were read."""
    reached: set[str] = field(default_factory=set)
    """Regions that such a relation leads to."""

    def regions(self, control: str) -> list[Region]:
        """The regions of a control; copies come after the region they were copied from."""
        of_control = [r for r in self.result.regions.values() if r.control == control]
        return sorted(of_control, key=lambda r: r.origin is None or r.origin.region != r.id)

    def relations(self, start: Region) -> Iterator[tuple[Region, str]]:
        """The region that each relation from a region leads to, once for each of its labels."""
        self.starts.add(start.id)
        for end, labels in self.result.relations.get(start.id, {}).items():
            self.reached.add(end)
            for label in labels:
                yield self.result.regions[end], label

    def note(self, code: str, region: Region, message: str) -> None:
        self.notes.append(Note(code, region.id, message))

    def note_misfit(self, start: Region, end: Region, label: str) -> None:
        """Note that a relation may not lead between regions of these kinds."""
        kinds = f"from {start.kind} {start.label} to {end.kind} {end.label}"
        self.note("PB908", start, f"{label} does not lead {kinds} ({end.id})")

    def place(self, region: Region) -> dict[str, Any]:
        """The fields of a span."""
        start, end = region.start, region.end
        return {"start": start, "end": end, "text": self.text[start:end]}

    def span(self, region: Region) -> Span:
        return Span(**self.place(region))

    def moved(self, pushed: Mention, region: Region) -> Mention:
        """The pushed mention, where its region is now."""
        self.region_of[pushed.id] = region.id
        text = self.text[region.start : region.end]
        if (region.start, region.end, text) == (pushed.start, pushed.end, pushed.text):
            return pushed
        return msgspec.structs.replace(pushed, **self.place(region))

    def label(self, kind: type[S], pushed: S | None, stem: str, region: Region, **fields: Any) -> S:
        """The pushed label with these fields, or a new one with an id that begins with `stem`."""
        if pushed is None:
            return kind(id=self.new_id(stem, region), **fields)
        self.region_of[pushed.id] = region.id  # type: ignore[attr-defined]
        return changed(pushed, **fields)

    def new_id(self, stem: str, region: Region) -> str:
        """An unused id, recorded as that of the label of `region`."""
        stem = stem if len(stem) < 56 else stem[0]
        number = 1
        while f"{stem}{number}" in self.taken:
            number += 1
        self.taken.add(name := f"{stem}{number}")
        self.region_of[name] = region.id
        return name

    def required(self, region: Region, name: str, title: str) -> str | None:
        """The value of a choice that a label must have; None and a note where there is none."""
        value = region.shown.get(name)
        if value is None:
            self.note("PB904", region, f"{region.label} without {title}")
        return value

    def refs(self, region: Region, name: str, pushed: tuple[str, ...]) -> tuple[str, ...]:
        """The referents picked from a list: the pushed ones where it shows the same as then."""
        if region.shown.get(name, "") == self.names.show(pushed):
            return pushed
        return self.referents.of_list(picked(region.shown, name), region.id)

    def named(
        self, region: Region, pushed: tuple[str, ...], kind: str | None = None
    ) -> tuple[str, ...]:
        """The referents of a mention or a filler: picked from the list, and typed beside it, where
        an unknown name opens one of type `kind` (see `Referents.parse`)."""
        refs = self.refs(region, "refs", pushed)
        if typed := region.shown.get("names"):
            more = self.referents.parse(typed, region.id, kind)
            refs = tuple(dict.fromkeys((*refs, *more)))
        return refs

    def ref(self, region: Region, name: str, pushed: str | None) -> str | None:
        """The only referent of a list, None where it is empty."""
        refs = self.refs(region, name, () if pushed is None else (pushed,))
        return refs[0] if refs else None

    def level(self, region: Region, name: str, levels: Iterable[str | None]) -> str:
        """The value of a level: the one chosen, else the one of `levels`, which those words have
        elsewhere, if it is one, else told by the first letter, as the handbook does."""
        if value := region.shown.get(name):
            return value
        known = {level for level in levels if level}
        if len(known) == 1:
            return known.pop()
        text = self.text[region.start : region.end]
        level = "NAM" if text[0].isupper() else "NOM"
        self.note("PB911", region, f"{text!r} has no level; {level} is assumed")
        return level

    def stands_for(self, region: Region, pushed: tuple[str, ...] | None) -> dict[str, Any] | None:
        """The fields of a filler: the referents that an entity or a FILLER stands for, and whether
        their list is open; None and a note where there are none. `pushed` are the referents of the
        pushed label, None for a new one."""
        if (mention := self.mentions.get(region.id)) is not None:
            return {"refs": mention.refs, "open": mention.open}
        refs = self.named(region, pushed or ())
        is_open = "open" in region.shown
        if not refs and not is_open and pushed is None:
            text = self.text[region.start : region.end]
            called = {refs for kind in HOLDER_TYPES for refs in self.referents.called(text, kind)}
            if len(called) != 1:
                self.note("PB904", region, f"{text!r} without a referent")
                return None
            refs = called.pop()
        return {"refs": refs, "open": is_open}


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
