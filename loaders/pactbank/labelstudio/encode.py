"""An annotation as the regions and relations that the editor draws.

Each mention, anchor and part is one region. Each ordered pair of related regions has one relation
with its labels sorted, because the editor loses a second one. A filler, holder or source that is
also an entity uses the region of that entity; any other has a region of its own.

What the editor does not draw stays in the pushed annotation, which travels in the task's data
(`tasks`). The meta of a region says which label of it the region is (`regions.RegionOrigin`).
"""

from __future__ import annotations

import re
from typing import Any

from pactbank.labelstudio import attributes
from pactbank.labelstudio.attributes import ATTRIBUTES, ReferentNames, Shown
from pactbank.labelstudio.interface import LAYER_OF_CONTROL, TEXT
from pactbank.labelstudio.layers import drawn, only
from pactbank.model.annotation import Agreement, Annotation, Stance
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.document import Document
from pactbank.text.offsets import Quoted

Item = dict[str, Any]
"""One entry of a Label Studio result."""

_NOT_IN_A_CLASS = re.compile(r"[^A-Za-z0-9_-]|^(?=[0-9-])")

META = "pactbank"
"""PactBank's key in the meta of a region and in the data of a task."""


def encode(annotation: Annotation, pushed: str, layers: tuple[Layer, ...] = LAYERS) -> list[Item]:
    """The result of an annotation: regions first, then relations.

    `pushed` is the key under which the task's data hold the annotation itself; every span needs
    its text. Of a layer before the last of `layers` that is not one of them, the entities and the
    anchors of agreements are drawn, locked.
    """
    return _Encoder(annotation, pushed, layers).result()


def zone_regions(document: Document, text: str) -> list[Item]:
    """The kept zones of a document as read-only regions."""
    regions = []
    for at, zone in enumerate(document.kept):
        start, end = zone.text or (0, 0)
        value = {"start": start, "end": end, "text": text[start:end], "labels": [zone.kind]}
        tag = {"from_name": "zone", "to_name": TEXT, "type": "labels", "readonly": True}
        regions.append({"id": f"zone-{at}", **tag, "value": value})
    return regions


class _DrawnAnchor:
    """The region that the relations of an agreement or a stance start from, and its place in the
    pushed annotation; `links` are as in `regions.RegionOrigin`."""

    def __init__(self, region: str, at: str) -> None:
        self.region = region
        self.at = at
        self.links: list[tuple[str, str, str]] = []


class _Encoder:
    def __init__(self, annotation: Annotation, pushed: str, layers: tuple[Layer, ...]) -> None:
        self.annotation = only(annotation, drawn(layers))
        self.pushed = pushed
        self.layers = layers
        self.names = ReferentNames(annotation.refs)
        self.items: list[Item] = []
        self.taken: set[str] = set()
        self.relations: dict[tuple[str, str], set[str]] = {}
        self.entities: dict[tuple[int, int, tuple[str, ...], bool], str] = {}
        self.anchor_of: dict[str, str] = {}

    def result(self) -> list[Item]:
        for at, mention in enumerate(self.annotation.entities or ()):
            region = self.region_id(mention.id)
            key = (mention.start, mention.end, mention.refs, mention.open)
            self.entities.setdefault(key, region)
            shown = attributes.of_mention(mention, self.names)
            self.draw(region, "entity", mention.type, mention, f"/entities/{at}", shown)
        anchors = []
        for at, agreement in enumerate(self.annotation.agreements or ()):
            if agreement.mentions:
                region = self.region_id(agreement.mentions[0].id)
                self.anchor_of.setdefault(agreement.id, region)
                anchors.append((agreement, _DrawnAnchor(region, f"/agreements/{at}")))
        for agreement, anchor in anchors:
            shown = attributes.of_agreement(agreement)
            first = agreement.mentions[0]
            self.draw(anchor.region, "pact", agreement.type, first, anchor.at, shown, anchor)
            if "agreements" in self.layers:
                self.agreement(agreement, anchor)
        for at, stance in enumerate(self.annotation.stances or ()):
            self.stance(stance, _DrawnAnchor(self.region_id(stance.id), f"/stances/{at}"))
        for (start, end), labels in self.relations.items():
            ends = {"from_id": start, "to_id": end, "direction": "right"}
            self.items.append({"type": "relation", **ends, "labels": sorted(labels)})
        return self.items

    def agreement(self, agreement: Agreement, anchor: _DrawnAnchor) -> None:
        for at, mention in enumerate(agreement.mentions[1:], 1):
            shown = attributes.of_agreement_mention(mention)
            self.part(anchor, "MENTION", mention.id, mention, f"mentions/{at}", shown)
        for at, argument in enumerate(agreement.arguments):
            path = f"arguments/{at}"
            if argument.role == "PROVISION" and not argument.refs:
                self.part(anchor, "PROVISION", argument.id, argument, path)
            else:
                stands_for = (argument.refs, argument.open)
                self.filler(anchor, argument.id, argument, stands_for, path, argument.role)
        for at, status in enumerate(agreement.status):
            shown = attributes.of_status(status, self.names)
            self.part(anchor, "STATUS", status.id, status.evidence, f"status/{at}", shown)
        for at, tie in enumerate(agreement.relations):
            path = f"relations/{at}"
            region = self.part(anchor, "EVIDENCE", tie.id, tie.evidence, path, label=tie.type)
            if tie.target in self.anchor_of:
                self.relate(region, self.anchor_of[tie.target], "PACT")

    def stance(self, stance: Stance, anchor: _DrawnAnchor) -> None:
        shown = attributes.of_stance(stance, self.names)
        self.draw(anchor.region, "stance", stance.type, stance.cue, anchor.at, shown, anchor)
        for at, holder in enumerate(stance.holders):
            stands_for = (holder.refs, holder.open)
            name = f"{stance.id}-h{at + 1}"
            self.filler(anchor, name, holder, stands_for, f"holders/{at}", "HOLDER")
        if stance.target is not None:
            self.part(anchor, "TARGET", f"{stance.id}-target", stance.target, "target")
        for at, agreement in enumerate(stance.about):
            if agreement in self.anchor_of:
                self.link(anchor, self.anchor_of[agreement], "ABOUT", f"about/{at}")
        for at, source in enumerate(stance.chain):
            # A source that was inferred has no words to draw.
            if source.span is not None:
                name = f"{stance.id}-c{at + 1}"
                stands_for = ((source.ref,), False)
                self.filler(anchor, name, source.span, stands_for, f"chain/{at}", "SOURCE")

    def filler(
        self,
        anchor: _DrawnAnchor,
        name: str,
        span: Quoted,
        stands_for: tuple[tuple[str, ...], bool],
        path: str,
        label: str,
    ) -> None:
        """A relation to the entity that is the same span and stands for the same referents, or to
        a region of its own where there is no such entity or that relation is drawn already."""
        entity = self.entities.get((span.start, span.end, *stands_for))
        if entity is None or label in self.relations.get((anchor.region, entity), ()):
            shown = attributes.of_filler(*stands_for, self.names)
            self.part(anchor, "FILLER", name, span, path, shown, label)
        else:
            self.link(anchor, entity, label, path)

    def part(
        self,
        anchor: _DrawnAnchor,
        kind: str,
        name: str,
        span: Quoted,
        path: str,
        shown: Shown | None = None,
        label: str | None = None,
    ) -> str:
        """A region of its own and the relation to it, which is called like the region unless
        `label` is given; the region's id."""
        region = self.region_id(name)
        self.draw(region, "part", kind, span, f"{anchor.at}/{path}", shown or {})
        self.link(anchor, region, label or kind, path)
        return region

    def link(self, anchor: _DrawnAnchor, region: str, label: str, path: str) -> None:
        anchor.links.append((region, label, path))
        self.relate(anchor.region, region, label)

    def relate(self, start: str, end: str, label: str) -> None:
        self.relations.setdefault((start, end), set()).add(label)

    def region_id(self, name: str) -> str:
        """The name as a class name of CSS, with underscores where a region has it already: the
        editor styles a region by its id, and would lose one of two regions with the same id."""
        name = _NOT_IN_A_CLASS.sub("_", name)
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def draw(
        self,
        region: str,
        control: str,
        label: str,
        span: Quoted,
        at: str,
        shown: Shown,
        anchor: _DrawnAnchor | None = None,
    ) -> None:
        start, end, text = span.start, span.end, span.text
        meta: dict[str, object] = {"set": self.pushed, "at": at, "region": region}
        if anchor is not None:
            meta["links"] = anchor.links
        self.items.append(
            {
                "id": region,
                "from_name": control,
                "to_name": TEXT,
                "type": "labels",
                "value": {"start": start, "end": end, "text": text, "labels": (label,)},
                "meta": {META: meta},
                **self.locked(control),
            }
        )
        for name, content in shown.items():
            # A field has its content where a choice has the text of its region.
            value: dict[str, object] = {"start": start, "end": end, "text": (content,)}
            is_choice = bool(ATTRIBUTES[name].values)
            if is_choice:
                value |= {"text": text, "choices": (content,)}
            self.items.append(
                {
                    "id": region,
                    "from_name": name,
                    "to_name": TEXT,
                    "type": "choices" if is_choice else "textarea",
                    "value": value,
                    **self.locked(control),
                }
            )

    def locked(self, control: str) -> Item:
        """What keeps a region from being changed where its layer is not asked for."""
        asked = LAYER_OF_CONTROL.get(control, self.layers[0]) in self.layers
        return {} if asked else {"readonly": True}
