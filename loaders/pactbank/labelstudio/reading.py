"""What the readers of the three layers share: one drawing over one text, and what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from pactbank.labelstudio.drawing import Drawing, Note, Region
from pactbank.labelstudio.pushed import Pushed
from pactbank.labelstudio.referents import Referents
from pactbank.labelstudio.shown import Names
from pactbank.model.annotation import Argument, Holder, Link, Mention, Span

T = TypeVar("T", bound=msgspec.Struct)
FILLERS = frozenset({"entity", "FILLER"})
"""Kinds of region that stand for referents."""


class Placed(msgspec.Struct, frozen=True):
    """A label with its number in the pushed list (None for a new one) and its span."""

    number: int | None
    start: int
    end: int
    label: Any


@dataclass
class Reading:
    """The state of one decoding."""

    text: str
    drawing: Drawing
    pushed: Pushed
    referents: Referents
    taken: set[str]
    """Ids that something has."""
    notes: list[Note]
    names: Names
    """Referents as they were shown when pushed."""
    mentions: dict[str, Mention] = field(default_factory=dict)
    """Entity mention by region."""
    region_of: dict[str, str] = field(default_factory=dict)
    """Region by label id."""
    walked: set[str] = field(default_factory=set)
    """Regions whose relations were read."""
    tied: set[str] = field(default_factory=set)
    """Regions that such a relation leads to."""

    def regions(self, control: str) -> list[Region]:
        """The regions of a control; copies come after what they were copied from."""
        found = [r for r in self.drawing.regions.values() if r.control == control]
        return sorted(found, key=lambda r: r.origin is None or r.origin.region != r.id)

    def ends(self, region: Region) -> Iterator[tuple[Region, str]]:
        """Where relations from a region lead to, with their labels."""
        self.walked.add(region.id)
        for end, labels in self.drawing.relations.get(region.id, {}).items():
            self.tied.add(end)
            for label in labels:
                yield self.drawing.regions[end], label

    def note(self, code: str, region: Region, message: str) -> None:
        self.notes.append(Note(code, region.id, message))

    def misfit(self, start: Region, end: Region, label: str) -> None:
        ends = f"{start.kind} {start.label}", f"{end.kind} {end.label}"
        said = f"{label} does not lead from {ends[0]} to {ends[1]} ({end.id})"
        self.note("PB908", start, said)

    def place(self, region: Region) -> dict[str, Any]:
        start, end = region.start, region.end
        return {"start": start, "end": end, "text": self.text[start:end]}

    def span(self, region: Region) -> Span:
        return Span(**self.place(region))

    def kept(self, pushed: Mention, region: Region) -> Mention:
        """The pushed mention, where its region is now."""
        self.region_of[pushed.id] = region.id
        text = self.text[region.start : region.end]
        if (region.start, region.end, text) == (pushed.start, pushed.end, pushed.text):
            return pushed
        return msgspec.structs.replace(pushed, **self.place(region))

    def label(self, kind: type[T], pushed: T | None, stem: str, region: Region, **fields: Any) -> T:
        """The pushed label with these fields, or a new one with an id that begins with `stem`."""
        if pushed is None:
            return kind(id=self.fresh(stem, region), **fields)
        self.region_of[pushed.id] = region.id  # type: ignore[attr-defined]
        return changed(pushed, **fields)

    def fresh(self, stem: str, region: Region) -> str:
        """An id that nothing has, and that `region` is known by from now on."""
        stem = stem if len(stem) < 56 else stem[0]
        number = 1
        while f"{stem}{number}" in self.taken:
            number += 1
        self.taken.add(name := f"{stem}{number}")
        self.region_of[name] = region.id
        return name

    def needed(self, region: Region, name: str, title: str) -> str | None:
        """What a choice shows that a label cannot be without; None, and a note, for nothing."""
        value = region.shown.get(name)
        if value is None:
            self.note("PB904", region, f"{region.label} without {title}")
        return value

    def field(
        self, region: Region, name: str, pushed: tuple[str, ...], kind: str | None = None
    ) -> tuple[str, ...]:
        """The referents in a field: the pushed ones where it shows what it showed."""
        value = region.shown.get(name, "")
        if value == self.names.show(pushed):
            return pushed
        return self.referents.parse(value, region.id, kind)

    def one(self, region: Region, name: str, pushed: str | None) -> str | None:
        """The one referent in a field, None where it is empty."""
        found = self.field(region, name, () if pushed is None else (pushed,))
        if len(found) > 1:
            said = f"{name} names {', '.join(found)}; only the first is taken"
            self.note("PB907", region, said)
        return found[0] if found else None

    def filler(
        self, region: Region, pushed: Argument | Holder | Link | None
    ) -> tuple[tuple[str, ...], bool] | None:
        """The referents that an entity or a FILLER stands for, and whether their list is open;
        None, and a note, where there are none."""
        if (mention := self.mentions.get(region.id)) is not None:
            return mention.refs, mention.open
        before: tuple[str, ...] = ()
        if pushed is not None:
            before = (pushed.ref,) if isinstance(pushed, Link) else pushed.refs
        refs = self.field(region, "refs", before)
        is_open = "open" in region.shown
        if refs or is_open or pushed is not None:
            return refs, is_open
        text = self.text[region.start : region.end]
        named = {refs for kind in _REF_TYPES for refs in self.referents.named(text, kind)}
        if len(named) == 1:
            return named.pop(), False
        self.note("PB904", region, f"{text!r} without a referent")
        return None


_REF_TYPES: tuple[str, ...] = ("PERSON", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG")


def in_order(placed: Iterable[Placed]) -> tuple[Any, ...]:
    """Pushed labels in their order; each new one before the first that comes later in the text."""
    kept: list[Placed] = []
    new: list[Placed] = []
    for one in placed:
        (new if one.number is None else kept).append(one)
    kept.sort(key=attrgetter("number"))
    for one in sorted(new, key=_place):
        later = (at for at, other in enumerate(kept) if _place(other) > _place(one))
        kept.insert(next(later, len(kept)), one)
    return tuple([one.label for one in kept])


def _place(placed: Placed) -> tuple[int, int]:
    return placed.start, -placed.end


def changed(label: T, **fields: Any) -> T:
    """The label itself where the fields are what it has, else one with these fields."""
    if all(getattr(label, name) == value for name, value in fields.items()):
        return label
    return msgspec.structs.replace(label, **fields)
