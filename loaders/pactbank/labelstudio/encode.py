"""An annotation as the regions and relations that the editor draws.

Each mention, anchor and part is one region. A filler, holder or source that is also an entity uses
the region of that entity; any other has a region of its own. Lists stand for most relations
(`forms` draws them again): those of an anchor for the relations to entities, those of a part for
the one from its anchor. What no list can hold is drawn. Each ordered pair of related regions has
one relation with its labels sorted, because the editor loses a second one.

What the editor does not show stays in the pushed annotation, which travels in the task's data
(`tasks`). The meta of a region says which label of it the region is (`regions.RegionOrigin`).
"""

from __future__ import annotations

import re
from typing import Any

from pactbank.labelstudio import attributes
from pactbank.labelstudio.attributes import (
    ATTRIBUTES,
    BETWEEN,
    LIST_OF_OWNER,
    LIST_OF_RELATION,
    ReferentNames,
    Shown,
)
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
    """The region that an agreement or a stance is drawn as, and its place in the pushed
    annotation; `entry` is what lists show of it ("" where they lack it), `links` and `forms` are as
    in `regions.RegionOrigin`."""

    def __init__(self, region: str, at: str, type_: str) -> None:
        self.region = region
        self.at = at
        self.type = type_
        self.entry = ""
        self.links: list[tuple[str, str, str]] = []
        self.forms: list[tuple[str, str, str]] = []
        self.picked: dict[str, list[str]] = {}
        """The referents of each list of the anchor."""

    def shown(self, names: ReferentNames) -> Shown:
        """What its lists show."""
        found = {name: tuple(dict.fromkeys(refs)) for name, refs in self.picked.items()}
        return {name: names.show(refs) for name, refs in found.items()}


class _Encoder:
    def __init__(self, annotation: Annotation, pushed: str, layers: tuple[Layer, ...]) -> None:
        self.annotation = only(annotation, drawn(layers))
        self.pushed = pushed
        self.layers = layers
        self.names = ReferentNames(annotation.refs)
        self.items: list[Item] = []
        self.taken: set[str] = set()
        self.relations: dict[tuple[str, str], set[str]] = {}
        self.linked: set[tuple[str, str, str]] = set()
        """Every relation, drawn or not, by its ends and its label."""
        self.entities: dict[tuple[int, int, tuple[str, ...], bool], str] = {}
        self.pacts: dict[str, _DrawnAnchor] = {}

    def result(self) -> list[Item]:
        self.draw_mentions()
        self.draw_pacts()
        self.draw_stances()
        for (start, end), labels in self.relations.items():
            ends = {"from_id": start, "to_id": end, "direction": "right"}
            self.items.append({"type": "relation", **ends, "labels": sorted(labels)})
        return self.items

    def draw_mentions(self) -> None:
        for at, mention in enumerate(self.annotation.entities or ()):
            region = self.region_id(mention.id)
            key = (mention.start, mention.end, mention.refs, mention.open)
            self.entities.setdefault(key, region)
            shown = attributes.of_mention(mention, self.names)
            self.draw(region, "entity", mention.type, mention, f"/entities/{at}", shown)

    def draw_pacts(self) -> None:
        anchors = []
        for at, agreement in enumerate(self.annotation.agreements or ()):
            if agreement.mentions:
                region = self.region_id(agreement.mentions[0].id)
                anchor = _DrawnAnchor(region, f"/agreements/{at}", agreement.type)
                if self.pacts.setdefault(agreement.id, anchor) is anchor:
                    anchor.entry = attributes.pact_entry(agreement)
                anchors.append((agreement, anchor))
        for agreement, anchor in anchors:
            if "agreements" in self.layers:
                self.agreement(agreement, anchor)
            shown = attributes.of_agreement(agreement) | anchor.shown(self.names)
            first = agreement.mentions[0]
            self.draw(anchor.region, "pact", agreement.type, first, anchor.at, shown, anchor)

    def draw_stances(self) -> None:
        drawn_before = set()
        for at, stance in enumerate(self.annotation.stances or ()):
            anchor = _DrawnAnchor(self.region_id(stance.id), f"/stances/{at}", stance.type)
            if stance.id not in drawn_before:
                drawn_before.add(stance.id)
                anchor.entry = attributes.stance_entry(stance)
            self.stance(stance, anchor)

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
            shown = {"relation": tie.type}
            if (other := self.pacts.get(tie.target)) is not None:
                shown["other"] = other.entry
            self.part(
                anchor, "EVIDENCE", tie.id, tie.evidence, f"relations/{at}", shown, label=tie.type
            )

    def stance(self, stance: Stance, anchor: _DrawnAnchor) -> None:
        for at, holder in enumerate(stance.holders):
            stands_for = (holder.refs, holder.open)
            name = f"{stance.id}-h{at + 1}"
            self.filler(anchor, name, holder, stands_for, f"holders/{at}", "HOLDER")
        if stance.target is not None:
            self.part(anchor, "TARGET", f"{stance.id}-target", stance.target, "target")
        for at, source in enumerate(stance.chain):
            # A source that was inferred has no words to draw.
            if source.span is not None:
                name = f"{stance.id}-c{at + 1}"
                stands_for = ((source.ref,), False)
                self.filler(anchor, name, source.span, stands_for, f"chain/{at}", "SOURCE")
        about = [self.pacts[name].entry for name in stance.about if name in self.pacts]
        shown = attributes.of_stance(stance, self.names) | anchor.shown(self.names)
        if about:
            shown["about"] = BETWEEN.join(about)
        self.draw(anchor.region, "stance", stance.type, stance.cue, anchor.at, shown, anchor)

    def filler(
        self,
        anchor: _DrawnAnchor,
        name: str,
        span: Quoted,
        stands_for: tuple[tuple[str, ...], bool],
        path: str,
        label: str,
    ) -> None:
        """The entity that is the same span and stands for the same referents, or a region of its
        own where there is no such entity or it is that already. A list of the anchor holds the
        entity if it can."""
        refs, is_open = stands_for
        entity = self.entities.get((span.start, span.end, refs, is_open))
        if entity is None or (anchor.region, entity, label) in self.linked:
            shown = attributes.of_filler(*stands_for, self.names)
            region = self.region_id(name)
            self.draw(region, "part", "FILLER", span, f"{anchor.at}/{path}", shown)
            self.link(anchor, region, label, path)
            return
        name = LIST_OF_RELATION.get(label, "")
        if refs and not is_open and name and anchor.type in ATTRIBUTES[name].labels:
            self.linked.add((anchor.region, entity, label))
            anchor.forms.append((entity, label, path))
            anchor.picked.setdefault(name, []).extend(refs)
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
    ) -> None:
        """A region of its own that says whose it is, or to which a relation leads from an anchor
        that lists lack; the relation is called like the region unless `label` is given."""
        region = self.region_id(name)
        whose = {LIST_OF_OWNER.get(kind, "of_pact"): anchor.entry} if anchor.entry else {}
        self.draw(region, "part", kind, span, f"{anchor.at}/{path}", {**whose, **(shown or {})})
        if not whose:
            self.link(anchor, region, label or kind, path)

    def link(self, anchor: _DrawnAnchor, region: str, label: str, path: str) -> None:
        anchor.links.append((region, label, path))
        self.linked.add((anchor.region, region, label))
        self.relations.setdefault((anchor.region, region), set()).add(label)

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
            meta |= {"links": anchor.links, "forms": anchor.forms}
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
        place = {"start": start, "end": end}
        for name, content in shown.items():
            attribute = ATTRIBUTES[name]
            value: dict[str, object] = {**place, "text": text}
            kind = "taxonomy" if attribute.picks else "choices" if attribute.values else "textarea"
            if attribute.picks:
                value["taxonomy"] = [[entry] for entry in content.split(BETWEEN)]
            else:
                # A field has its content where the others have the text of the region.
                value["choices" if attribute.values else "text"] = (content,)
            self.items.append(
                {
                    "id": region,
                    "from_name": name,
                    "to_name": TEXT,
                    "type": kind,
                    "value": value,
                    **self.locked(control),
                }
            )

    def locked(self, control: str) -> Item:
        """What keeps a region from being changed where its layer is not asked for."""
        asked = LAYER_OF_CONTROL.get(control, self.layers[0]) in self.layers
        return {} if asked else {"readonly": True}
