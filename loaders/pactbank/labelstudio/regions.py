"""A result of the editor, parsed: regions with what they show, and relations between them.

The server checks almost nothing, so nothing is taken for granted here: an entry that cannot be
read becomes a note, and the rest is read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pactbank.labelstudio.attributes import ATTRIBUTES, BETWEEN, Attribute, Shown
from pactbank.labelstudio.interface import REGION_LABELS, RELATION_LABELS
from pactbank.model import codec

Result = Sequence[object] | msgspec.Raw
"""A result as plain values, or as the JSON it came in, which is read faster."""


class Note(msgspec.Struct, frozen=True, gc=False):
    """Something to tell about a result: the code of a rule, the region ("" for none), a message."""

    code: str
    region: str
    message: str


class RegionOrigin(msgspec.Struct, frozen=True, gc=False):
    """The pushed label that a region was drawn from, as `encode` writes it into the meta: the key
    of the annotation, the label's place in it and the region's id at that time. The `links` of an
    anchor say which relation is which part: region, label of the relation, place. Its `forms` say
    the same of relations that are not drawn, since a list of the anchor stands for them."""

    set: str
    at: str
    region: str
    links: tuple[tuple[str, str, str], ...] = ()
    forms: tuple[tuple[str, str, str], ...] = ()


class _Meta(msgspec.Struct, frozen=True, gc=False):
    pactbank: RegionOrigin | None = None


class _Value(msgspec.Struct, frozen=True, gc=False):
    start: int | None = None
    end: int | None = None
    labels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    taxonomy: tuple[tuple[str, ...], ...] = ()
    text: str | tuple[str, ...] | None = None


class ResultItem(msgspec.Struct, frozen=True, gc=False):
    """One entry of a result; keys that PactBank does not use are ignored."""

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
    """A span with its control, its one label and what its attributes show."""

    id: str
    start: int
    end: int
    control: str
    label: str
    origin: RegionOrigin | None
    shown: Shown = msgspec.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What decides which relations may lead here: the label of a part, the control of any
        other region."""
        return self.label if self.control == "part" else self.control


@dataclass(slots=True)
class ParsedResult:
    """Regions by id, and the labels of relations by start and end, in the order of the result;
    zones are left out."""

    regions: dict[str, Region] = field(default_factory=dict)
    relations: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Regions that could not be read, and zones."""
    notes: list[Note] = field(default_factory=list)

    def note(self, code: str, region: str, message: str) -> None:
        self.notes.append(Note(code, region, message))


def parse(result: Result, chars: int) -> ParsedResult:
    """The regions and relations of a result over a text of `chars` code points."""
    parsed = ParsedResult()
    attributes, relations = [], []
    zones = set()
    for item in _items(result, parsed):
        if item.type == "relation":
            relations.append(item)
        elif item.from_name == "zone":
            zones.add(item.id)
        elif item.type == "labels":
            _add_region(parsed, item, chars)
        else:
            attributes.append(item)
    parsed.refused = zones | {note.region for note in parsed.notes}
    for item in attributes:
        if (region := parsed.regions.get(item.id)) is not None:
            _add_attribute(parsed, region, item)
        elif item.id not in parsed.refused:
            parsed.refused.add(item.id)
            parsed.note("PB902", item.id, "the region has no label")
    for item in relations:
        _add_relation(parsed, item)
    return parsed


def plain_items(result: Result) -> Sequence[object]:
    """The entries of a result as plain values; none where it is not a list."""
    if isinstance(result, msgspec.Raw):
        value = codec.parse(bytes(result))  # numbers that no float holds are read, too
        return value if isinstance(value, list) else ()
    return result


_ITEMS = msgspec.json.Decoder(tuple[ResultItem, ...])


def _items(result: Result, parsed: ParsedResult) -> Sequence[ResultItem]:
    try:
        if isinstance(result, msgspec.Raw):
            return _ITEMS.decode(result)
        return msgspec.convert(result, tuple[ResultItem, ...])
    except msgspec.ValidationError:
        return tuple(_one_by_one(plain_items(result), parsed))


def _one_by_one(result: Sequence[object], parsed: ParsedResult) -> Iterator[ResultItem]:
    for value in result:
        try:
            yield msgspec.convert(value, ResultItem)
        except msgspec.ValidationError as error:
            name: Any = value.get("id") if isinstance(value, dict) else None
            parsed.note("PB900", str(name or ""), str(error))


_LABELS_OF = {
    control: frozenset(label.value for label in labels) for control, labels in REGION_LABELS.items()
}


def _add_region(parsed: ParsedResult, item: ResultItem, chars: int) -> None:
    value = item.value or _Value()
    start, end = value.start, value.end
    if start is None or end is None or not 0 <= start < end <= chars:
        parsed.note("PB903", item.id, f"[{start}, {end}) in a text of {chars}")
    elif len(value.labels) != 1:
        names = ", ".join(value.labels) or "none"
        parsed.note("PB902", item.id, f"{len(value.labels)} labels: {names}")
    elif value.labels[0] not in _LABELS_OF.get(item.from_name, ()):
        control = item.from_name or "a region without a control"
        parsed.note("PB901", item.id, f"{control} has no label {value.labels[0]!r}")
    elif item.id in parsed.regions:
        parsed.note("PB902", item.id, "two regions have this id")
    else:
        origin = item.meta.pactbank if item.meta else None
        parsed.regions[item.id] = Region(
            item.id, start, end, item.from_name, value.labels[0], origin
        )


_ATTRIBUTES = {name: (one, frozenset(one.labels)) for name, one in ATTRIBUTES.items()}
"""Every attribute with the labels it applies to."""


def _add_attribute(parsed: ParsedResult, region: Region, item: ResultItem) -> None:
    name, value = item.from_name, item.value or _Value()
    attribute, labels = _ATTRIBUTES.get(name, (None, frozenset()))
    if attribute is None:
        parsed.note("PB901", region.id, f"there is no choice or field {name!r}")
    elif region.label not in labels:
        # Left over from the label the region had before: the editor hides it but keeps it.
        pass
    elif attribute.values:
        for choice in value.choices:
            _choose(parsed, region, name, attribute, choice)
    elif attribute.picks and item.type != "taxonomy":
        parsed.note("PB901", region.id, f"{attribute.title} is a list, not {item.type}")
    elif attribute.picks:
        entries = [path[-1] for path in value.taxonomy if path]
        if len(entries) > 1 and not attribute.many:
            told = "; ".join(entries)
            parsed.note("PB904", region.id, f"{attribute.title} is several things: {told}")
        elif entries:
            region.shown[name] = BETWEEN.join(entries)
    else:
        lines = (value.text,) if isinstance(value.text, str) else value.text or ()
        if content := "; ".join(lines):
            region.shown[name] = content


def _choose(
    parsed: ParsedResult, region: Region, name: str, attribute: Attribute, choice: str
) -> None:
    if choice not in attribute.values:
        parsed.note("PB901", region.id, f"{attribute.title} has no value {choice!r}")
    elif (before := region.shown.setdefault(name, choice)) != choice:
        parsed.note("PB904", region.id, f"{attribute.title} is both {before} and {choice}")


def _add_relation(parsed: ParsedResult, item: ResultItem) -> None:
    ends = (item.from_id, item.to_id)
    start, end = ends[::-1] if item.direction == "left" else ends
    missing = [name for name in (start, end) if name not in parsed.regions]
    if missing:
        about = start if missing == [end] else end
        labels = ", ".join(label for label in item.labels or () if label) or "relation"
        gone = "could not be read" if parsed.refused.issuperset(missing) else "does not exist"
        message = f"the {labels} from {start} to {end} is left out: {' and '.join(missing)} {gone}"
        parsed.note("PB906", about, message)
        return
    known = tuple(label for label in item.labels or () if label in RELATION_LABELS)
    unknown = [label for label in item.labels or () if label not in RELATION_LABELS]
    if unknown:
        message = f"the relation to {end} has the unknown label {unknown[0]!r}"
        parsed.note("PB901", start, message)
    elif not known:
        parsed.note("PB905", start, f"the relation to {end} has no label")
    ends_here = parsed.relations.setdefault(start, {})
    if end in ends_here:
        names = ", ".join(map(str, item.labels or ("no label",)))
        parsed.note("PB905", start, f"a second relation to {end}: {names}")
        known = (*ends_here[end], *(label for label in known if label not in ends_here[end]))
    ends_here[end] = tuple(label for label in known if label is not None)
