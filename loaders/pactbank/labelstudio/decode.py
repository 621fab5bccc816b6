"""A result of the editor as an annotation: `decode(encode(annotation)) == annotation`.

A region that is where it was pushed and shows what was pushed becomes the pushed label itself.
Where the two differ, the editor decides on what it can show and the pushed label on everything
else. New regions get ids and referents. Rules of the scheme are not checked here: see `salvage`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pactbank.labelstudio import attributes
from pactbank.labelstudio.agreements import AgreementDecoder
from pactbank.labelstudio.attributes import ReferentNames
from pactbank.labelstudio.builder import LabelBuilder, NumberedLabel, PushedLabels, in_order
from pactbank.labelstudio.forms import draw_lists
from pactbank.labelstudio.referents import Referents, type_of_referent
from pactbank.labelstudio.regions import Note, ParsedResult, Region, Result, parse
from pactbank.labelstudio.stances import StanceDecoder
from pactbank.model import walk
from pactbank.model.annotation import Annotation, Mention
from pactbank.model.closed import LAYERS


@dataclass(frozen=True)
class Decoded:
    """An annotation, the pushed one it began as, notes, and the region of each label id."""

    annotation: Annotation
    pushed: Annotation
    notes: tuple[Note, ...]
    regions: Mapping[str, str]


def decode(result: Result, sets: Mapping[str, Annotation], text: str, start: str) -> Decoded:
    """The annotation in a result of the editor over `text`, which must be the corpus's own: the
    text of a label is taken from its offsets. `sets` are the annotations that were pushed, by key;
    `start` is the key of the one that a result without any of their labels began as."""
    builder = _builder(parse(result, len(text)), sets, text, start)
    entities = _entities(builder)
    draw_lists(builder)
    decoder = AgreementDecoder(builder)
    agreements = decoder.decode()
    stances = StanceDecoder(builder, decoder.id_of, decoder.drawn_before).decode()
    builder.notes.extend(_loose_ends(builder))
    labels = {"entities": entities, "agreements": agreements, "stances": stances}
    pushed = builder.pushed.annotation
    layers = tuple(layer for layer in LAYERS if layer in pushed.layers or labels[layer])
    annotation = msgspec.structs.replace(
        pushed,
        layers=layers if set(layers) != set(pushed.layers) else pushed.layers,
        refs=builder.referents.all(),
        **{
            layer: of_layer if of_layer or getattr(pushed, layer) is not None else None
            for layer, of_layer in labels.items()
        },
    )
    return Decoded(annotation, pushed, tuple(builder.notes), builder.region_of)


def _builder(
    parsed: ParsedResult, sets: Mapping[str, Annotation], text: str, start: str
) -> LabelBuilder:
    """A builder that starts from the pushed annotation which most regions came from."""
    origins = Counter(r.origin.set for r in parsed.regions.values() if r.origin)
    for key in origins.keys() - sets.keys():
        message = f"{origins.pop(key)} labels come from a pushed annotation that is not in the task"
        parsed.note("PB912", "", f"{message}; they are read as new ones")
    key = origins.most_common(1)[0][0] if origins else start
    if len(origins) > 1:
        message = f"labels of {len(origins)} pushed annotations; only one keeps what is not shown"
        parsed.note("PB912", "", message)
    pushed = sets[key]
    taken = {"AUTHOR", *filter(None, walk.ids(pushed))}
    return LabelBuilder(
        text=text,
        result=parsed,
        pushed=PushedLabels(pushed, key, parsed),
        referents=Referents(pushed.refs, pushed.entities or (), taken, parsed.notes),
        taken=taken,
        notes=parsed.notes,
        names=ReferentNames(pushed.refs),
    )


def _entities(builder: LabelBuilder) -> tuple[Mention, ...]:
    labels: list[NumberedLabel] = []
    retyped: dict[str, str] = {}
    regions: dict[int, str] = {}
    for region in builder.regions("entity"):
        number, pushed = builder.pushed.of_region(region, Mention)
        mention = _mention(builder, region, pushed)
        if mention is None:
            continue
        if pushed is not None and pushed.type != mention.type:
            retyped[mention.id] = region.id
        if pushed is None or mention.refs != pushed.refs:
            builder.fresh.add(region.id)
        labels.append(NumberedLabel(number, region.start, region.end, mention))
        regions[id(mention)] = region.id
    mentions: tuple[Mention, ...] = in_order(labels)
    settled = builder.referents.retype(mentions, retyped) if retyped else mentions
    for before, mention in zip(mentions, settled, strict=True):
        builder.mentions[regions[id(before)]] = mention
        if mention.refs != before.refs:
            builder.fresh.add(regions[id(before)])
    return settled


def _mention(builder: LabelBuilder, region: Region, pushed: Mention | None) -> Mention | None:
    same_type = pushed is not None and pushed.type == region.label
    if pushed and same_type and region.shown == attributes.of_mention(pushed, builder.names):
        return builder.moved(pushed, region)
    fields: dict[str, Any] = {"type": region.label, **builder.place(region)}
    if region.label == "TIME":
        value = region.shown.get("value", "").strip() or None
        fields |= {"refs": (), "open": False, "level": None, "value": value}
        if value is None:
            builder.note("PB904", region, "TIME without a value")
            return None
        return builder.label(Mention, pushed, "e", region, **fields)
    fields |= {"level": None, "value": None, "open": "open" in region.shown}
    if region.label != "ROLE":
        fields["level"] = _level(builder, region, pushed)
    kind = type_of_referent(region.label)
    fields["refs"] = builder.named(region, pushed.refs if pushed else (), kind)
    new = pushed is None or pushed.type == "TIME"
    if new and not (fields["refs"] or fields["open"] or {"refs", "names"} & region.shown.keys()):
        fields["refs"] = builder.referents.of_new_mention(fields["text"], region.label, region.id)
    return builder.label(Mention, pushed, "e", region, **fields)


def _level(builder: LabelBuilder, region: Region, pushed: Mention | None) -> str:
    """The level that is chosen, else the one that these words have elsewhere, else a guess."""
    text = builder.text[region.start : region.end]
    same = builder.pushed.annotation.entities or ()
    levels = [
        one.level for one in same if (one.text, one.type) == (text, region.label) and one != pushed
    ]
    return builder.level(region, "level", levels)


def _loose_ends(builder: LabelBuilder) -> list[Note]:
    """Relations that start at no anchor, and parts that no anchor has."""
    notes = []
    for start, ends in builder.result.relations.items():
        if start not in builder.starts:
            for end, labels in ends.items():
                what = ", ".join(labels) or "a relation"
                message = f"{what} to {end} starts at no pact or stance"
                notes.append(Note("PB908", start, message))
                builder.reached |= {start, end}
    for region in builder.result.regions.values():
        if region.control == "part" and region.id not in builder.reached:
            message = f"no relation ties this {region.label} to a pact or stance"
            notes.append(Note("PB909", region.id, message))
    return notes
