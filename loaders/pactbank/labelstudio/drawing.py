"""A result of the editor, read: regions with what they show, and relations between them.

The server validates next to nothing, so nothing here is taken for granted: whatever cannot be
meant becomes a note, and the rest is read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from pactbank.labelstudio.interface import Attribute, attributes, controls, links
from pactbank.labelstudio.shown import Shown


class Note(msgspec.Struct, frozen=True, gc=False):
    """A finding about a result: a rule, the region it is about ("" for none), what is said."""

    code: str
    region: str
    message: str


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Which label of which pushed annotation a region is, and the id it had: see `encode`."""

    set: str
    at: str
    region: str
    links: tuple[tuple[str, str, str], ...] = ()


class _Meta(msgspec.Struct, frozen=True, gc=False):
    pactbank: Origin | None = None


class _Value(msgspec.Struct, frozen=True, gc=False):
    start: int | None = None
    end: int | None = None
    labels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    text: str | tuple[str, ...] | None = None


class Item(msgspec.Struct, frozen=True, gc=False):
    """One entry of a result; keys that are not ours are passed over."""

    type: str
    id: str = ""
    from_name: str = ""
    value: _Value | None = None
    meta: _Meta | None = None
    from_id: str = ""
    to_id: str = ""
    direction: str | None = None
    labels: tuple[str | None, ...] | None = None


class Region(msgspec.Struct):
    """A span with its control, its one label and what its choices and fields show."""

    id: str
    start: int
    end: int
    control: str
    label: str
    origin: Origin | None
    shown: Shown = msgspec.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What relations go by: the label of a part, the control of any other region."""
        return self.label if self.control == "part" else self.control


@dataclass(slots=True)
class Drawing:
    """What was drawn: regions by id, and the labels of relations by start and end, in the order
    of the result; zones are left out."""

    regions: dict[str, Region]
    relations: dict[str, dict[str, tuple[str, ...]]]
    notes: list[Note]


@cache
def _drawable() -> dict[str, frozenset[str]]:
    return {name: frozenset(label.value for label in drawn) for name, drawn in controls().items()}


Result = Sequence[object] | msgspec.Raw
"""A result as plain values, or as the JSON it came in, which is read faster."""


def read(result: Result, chars: int) -> Drawing:
    """The drawing in a result over a text of `chars` code points."""
    drawing = Drawing({}, {}, [])
    items, attributes_drawn, relations = _items(result, drawing.notes), [], []
    zones = set()
    for item in items:
        if item.type == "relation":
            relations.append(item)
        elif item.from_name == "zone":
            zones.add(item.id)
        elif item.type == "labels":
            _add_region(drawing, item, chars)
        else:
            attributes_drawn.append(item)
    refused = zones | {note.region for note in drawing.notes}
    for item in attributes_drawn:
        if (region := drawing.regions.get(item.id)) is not None:
            _add_attribute(drawing, region, item)
        elif item.id not in refused:
            refused.add(item.id)
            drawing.notes.append(Note("PB902", item.id, "the region has no label"))
    for item in relations:
        _add_relation(drawing, item, refused)
    return drawing


_ITEMS = msgspec.json.Decoder(tuple[Item, ...])


def _items(result: Result, notes: list[Note]) -> Sequence[Item]:
    try:
        if isinstance(result, msgspec.Raw):
            return _ITEMS.decode(result)
        return msgspec.convert(result, tuple[Item, ...])
    except msgspec.ValidationError:
        return tuple(_one_by_one(values(result), notes))


def values(result: Result) -> Sequence[object]:
    """A result as plain values; nothing where it is no list."""
    if isinstance(result, msgspec.Raw):
        plain: object = msgspec.json.decode(result)
        return plain if isinstance(plain, list) else ()
    return result


def _one_by_one(result: Sequence[object], notes: list[Note]) -> Iterator[Item]:
    for value in result:
        try:
            yield msgspec.convert(value, Item)
        except msgspec.ValidationError as error:
            named: Any = value.get("id") if isinstance(value, dict) else None
            notes.append(Note("PB900", str(named or ""), str(error)))


def _add_region(drawing: Drawing, item: Item, chars: int) -> None:
    value = item.value or _Value()
    start, end = value.start, value.end
    if start is None or end is None or not 0 <= start < end <= chars:
        said = f"[{start}, {end}) in a text of {chars}"
        drawing.notes.append(Note("PB903", item.id, said))
    elif len(value.labels) != 1:
        said = f"{len(value.labels)} labels: {', '.join(value.labels) or 'none'}"
        drawing.notes.append(Note("PB902", item.id, said))
    elif value.labels[0] not in _drawable().get(item.from_name, ()):
        said = f"{item.from_name or 'no control'} has no label {value.labels[0]!r}"
        drawing.notes.append(Note("PB901", item.id, said))
    elif item.id in drawing.regions:
        drawing.notes.append(Note("PB902", item.id, "two regions have this id"))
    else:
        origin = item.meta.pactbank if item.meta else None
        region = Region(item.id, start, end, item.from_name, value.labels[0], origin)
        drawing.regions[item.id] = region


@cache
def _applying() -> dict[str, tuple[Attribute, frozenset[str]]]:
    """Every attribute with the labels it is for."""
    return {name: (one, frozenset(one.labels)) for name, one in attributes().items()}


def _add_attribute(drawing: Drawing, region: Region, item: Item) -> None:
    name, value = item.from_name, item.value or _Value()
    attribute, labels = _applying().get(name, (None, frozenset()))
    if attribute is None:
        drawing.notes.append(Note("PB901", region.id, f"there is no choice or field {name!r}"))
    elif region.label not in labels:
        # Left over from the label the region had before; the editor hides it and keeps it.
        pass
    elif attribute.values:
        for choice in value.choices:
            _choose(drawing, region, name, attribute, choice)
    else:
        lines = (value.text,) if isinstance(value.text, str) else value.text or ()
        if shown := "; ".join(lines):
            region.shown[name] = shown


def _choose(drawing: Drawing, region: Region, name: str, attribute: Attribute, choice: str) -> None:
    if choice not in attribute.values:
        said = f"{attribute.title} has no value {choice!r}"
        drawing.notes.append(Note("PB901", region.id, said))
    elif region.shown.setdefault(name, choice) != choice:
        said = f"{attribute.title} is both {region.shown[name]} and {choice}"
        drawing.notes.append(Note("PB904", region.id, said))


def _add_relation(drawing: Drawing, item: Item, refused: set[str]) -> None:
    """A relation whose missing ends were refused is passed over: that was said already."""
    ends = (item.from_id, item.to_id)
    start, end = ends[::-1] if item.direction == "left" else ends
    gone = [name for name in (start, end) if name not in drawing.regions]
    if gone:
        if not refused.issuperset(gone):
            said = f"the relation from {start} to {end} has an end that is not there"
            drawing.notes.append(Note("PB906", start if gone == [end] else end, said))
        return
    known = tuple(label for label in item.labels or () if label in links())
    unknown = [label for label in item.labels or () if label not in links()]
    if unknown:
        said = f"the relation to {end} has the unknown label {unknown[0]!r}"
        drawing.notes.append(Note("PB901", start, said))
    elif not known:
        drawing.notes.append(Note("PB905", start, f"the relation to {end} has no label"))
    ends_here = drawing.relations.setdefault(start, {})
    if end in ends_here:
        said = f"a second relation to {end}: {', '.join(map(str, item.labels or ('no label',)))}"
        drawing.notes.append(Note("PB905", start, said))
        known = (*ends_here[end], *(label for label in known if label not in ends_here[end]))
    ends_here[end] = tuple(label for label in known if label is not None)
