"""Builds labels from regions: what the decoders of the three layers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from pactbank.labelstudio.attributes import ReferentNames
from pactbank.labelstudio.pushed_labels import PushedLabels, changed
from pactbank.labelstudio.referents import Referents
from pactbank.labelstudio.regions import Note, ParsedResult, Region
from pactbank.model.annotation import Mention, Span

T = TypeVar("T", bound=msgspec.Struct)
FILLERS = frozenset({"entity", "FILLER"})
"""Kinds of region that stand for referents."""


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

    def label(self, kind: type[T], pushed: T | None, stem: str, region: Region, **fields: Any) -> T:
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

    def refs(
        self, region: Region, name: str, pushed: tuple[str, ...], kind: str | None = None
    ) -> tuple[str, ...]:
        """The referents in a field: the pushed ones where it shows the same as then, else see
        `Referents.parse`."""
        value = region.shown.get(name, "")
        if value == self.names.show(pushed):
            return pushed
        return self.referents.parse(value, region.id, kind)

    def ref(self, region: Region, name: str, pushed: str | None) -> str | None:
        """The only referent in a field, None where it is empty."""
        refs = self.refs(region, name, () if pushed is None else (pushed,))
        if len(refs) > 1:
            message = f"{name} names {', '.join(refs)}; only the first is taken"
            self.note("PB907", region, message)
        return refs[0] if refs else None

    def stands_for(
        self, region: Region, pushed: tuple[str, ...] | None
    ) -> tuple[tuple[str, ...], bool] | None:
        """The referents that an entity or a FILLER stands for, and whether their list is open;
        None and a note where there are none. `pushed` are those of the pushed label."""
        if (mention := self.mentions.get(region.id)) is not None:
            return mention.refs, mention.open
        refs = self.refs(region, "refs", pushed or ())
        is_open = "open" in region.shown
        if refs or is_open or pushed is not None:
            return refs, is_open
        text = self.text[region.start : region.end]
        called = {refs for kind in _ACTOR_TYPES for refs in self.referents.called(text, kind)}
        if len(called) == 1:
            return called.pop(), False
        self.note("PB904", region, f"{text!r} without a referent")
        return None


_ACTOR_TYPES = ("PERSON", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG")
"""Types of referent that can be a party, a holder or a source."""
