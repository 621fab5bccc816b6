"""What the editor hands back as an annotation: `decode(encode(annotation)) == annotation`.

A region that still is and shows what was pushed is the pushed label itself. Where the two differ
the editor decides on what it can show and the pushed label on everything else. What was drawn
anew gets ids and referents. Nothing here asks whether the scheme allows it all: see `settle`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pactbank.labelstudio import shown
from pactbank.labelstudio.drawing import Drawing, Note, Region, Result, read
from pactbank.labelstudio.pacts import Pacts
from pactbank.labelstudio.pushed import Pushed
from pactbank.labelstudio.reading import Placed, Reading, in_order
from pactbank.labelstudio.referents import Referents, type_of_referent
from pactbank.labelstudio.shown import Names
from pactbank.labelstudio.stances import Stances
from pactbank.model import walk
from pactbank.model.annotation import Annotation, Mention
from pactbank.model.closed import LAYERS


@dataclass(frozen=True)
class Decoded:
    """An annotation, the pushed one it began as, what was noted, and the region of each label."""

    annotation: Annotation
    pushed: Annotation
    notes: tuple[Note, ...]
    regions: Mapping[str, str]


def decode(result: Result, sets: Mapping[str, Annotation], text: str, start: str) -> Decoded:
    """The annotation in a result of the editor over `text` (the corpus's own: what a label covers
    comes from its offsets). `sets` are the annotations that were pushed, by key; `start` is the
    one that a result without any label of theirs began as."""
    drawing = read(result, len(text))
    reading = _reading(drawing, sets, text, start)
    entities = _entities(reading)
    pacts = Pacts(reading)
    agreements = pacts.read()
    stances = Stances(reading, pacts.ids, pacts.drawn_before).read()
    reading.notes.extend(_loose_ends(reading))
    found = {"entities": entities, "agreements": agreements, "stances": stances}
    pushed = reading.pushed.annotation
    layers = tuple(layer for layer in LAYERS if layer in pushed.layers or found[layer])
    annotation = msgspec.structs.replace(
        pushed,
        layers=layers if set(layers) != set(pushed.layers) else pushed.layers,
        refs=reading.referents.all(),
        **{
            layer: labels if labels or getattr(pushed, layer) is not None else None
            for layer, labels in found.items()
        },
    )
    return Decoded(annotation, pushed, tuple(reading.notes), reading.region_of)


def _reading(drawing: Drawing, sets: Mapping[str, Annotation], text: str, start: str) -> Reading:
    origins = Counter(r.origin.set for r in drawing.regions.values() if r.origin)
    notes = list(drawing.notes)
    for key in origins.keys() - sets.keys():
        said = f"{origins.pop(key)} labels come from a pushed annotation that is not in the task"
        notes.append(Note("PB912", "", f"{said}; they are read as new ones"))
    key = origins.most_common(1)[0][0] if origins else start
    if len(origins) > 1:
        said = f"labels of {len(origins)} pushed annotations; those of one keep what is not drawn"
        notes.append(Note("PB912", "", said))
    pushed = sets[key]
    taken = {"AUTHOR", *filter(None, walk.ids(pushed))}
    return Reading(
        text=text,
        drawing=drawing,
        pushed=Pushed(pushed, key, drawing),
        referents=Referents(pushed.refs, pushed.entities or (), taken, notes),
        taken=taken,
        notes=notes,
        names=Names(pushed.refs),
    )


def _entities(reading: Reading) -> tuple[Mention, ...]:
    placed: list[Placed] = []
    retyped: dict[str, str] = {}
    regions: dict[int, str] = {}
    for region in reading.regions("entity"):
        number, pushed = reading.pushed.label(region, Mention)
        mention = _mention(reading, region, pushed)
        if mention is None:
            continue
        if pushed is not None and pushed.type != mention.type:
            retyped[mention.id] = region.id
        placed.append(Placed(number, region.start, region.end, mention))
        regions[id(mention)] = region.id
    mentions: tuple[Mention, ...] = in_order(placed)
    settled = reading.referents.retype(mentions, retyped) if retyped else mentions
    for before, mention in zip(mentions, settled, strict=True):
        reading.mentions[regions[id(before)]] = mention
    return settled


def _mention(reading: Reading, region: Region, pushed: Mention | None) -> Mention | None:
    same_type = pushed is not None and pushed.type == region.label
    if pushed and same_type and region.shown == shown.of_mention(pushed, reading.names):
        return reading.kept(pushed, region)
    fields: dict[str, Any] = {"type": region.label, **reading.place(region)}
    if region.label == "TIME":
        value = region.shown.get("value", "").strip() or None
        fields |= {"refs": (), "open": False, "level": None, "value": value}
        if value is None:
            reading.note("PB904", region, "TIME without a value")
            return None
        return reading.label(Mention, pushed, "e", region, **fields)
    fields |= {"level": None, "value": None, "open": "open" in region.shown}
    if region.label != "ROLE":
        fields["level"] = reading.needed(region, "level", "a level")
        if fields["level"] is None:
            return None
    kind = type_of_referent(region.label)
    fields["refs"] = reading.field(region, "refs", pushed.refs if pushed else (), kind)
    if not fields["refs"] and not fields["open"] and (pushed is None or pushed.type == "TIME"):
        fields["refs"] = reading.referents.of_new(fields["text"], region.label, region.id)
    return reading.label(Mention, pushed, "e", region, **fields)


def _loose_ends(reading: Reading) -> list[Note]:
    """Relations that start where none can, and parts that nothing has."""
    notes = []
    regions = reading.drawing.regions
    for start, ends in reading.drawing.relations.items():
        if start not in reading.walked:
            for end, labels in ends.items():
                said = f"{', '.join(labels) or 'a relation'} to {end} starts at no pact or stance"
                notes.append(Note("PB908", start, said))
                reading.tied |= {start, end}
    for region in regions.values():
        if region.control == "part" and region.id not in reading.tied:
            notes.append(Note("PB909", region.id, f"{region.label} that no pact or stance has"))
    return notes
