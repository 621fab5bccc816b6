"""An annotation as the regions and relations that the editor draws.

One region a mention, anchor or part; one relation an ordered pair, with its labels sorted (the
editor loses a second one). A filler, holder or source that is an entity is that entity's region;
any other has a region of its own. What is not drawn stays in the pushed annotation, which travels
in the task's data (`tasks`): the meta of a region says which label of it the region is, and the
`links` of an anchor say which relation is which part.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pactbank.labelstudio import shown
from pactbank.labelstudio.interface import TEXT, attributes
from pactbank.labelstudio.shown import Names, Shown
from pactbank.model.annotation import Agreement, Annotation, Argument, Holder, Link, Stance
from pactbank.model.document import Document
from pactbank.text.offsets import Quoted

Item = dict[str, Any]
"""One entry of a Label Studio result."""

META = "pactbank"
"""Our key in the meta of a region and in the data of a task."""


def encode(annotation: Annotation, pushed: str) -> list[Item]:
    """The result of an annotation: regions first, then relations.

    `pushed` is the key under which the task's data hold the annotation itself. Every span needs
    its text.
    """
    return _Encoding(annotation, pushed).result()


def zone_regions(document: Document, text: str) -> list[Item]:
    """The kept zones of a document as read-only regions."""
    regions = []
    for at, zone in enumerate(document.kept):
        start, end = zone.text or (0, 0)
        value = {"start": start, "end": end, "text": text[start:end], "labels": [zone.kind]}
        drawn = {"from_name": "zone", "to_name": TEXT, "type": "labels", "readonly": True}
        regions.append({"id": f"zone-{at}", **drawn, "value": value})
    return regions


class _Anchor:
    """The region that relations of a pact or a stance start from, and where in the pushed
    annotation it belongs; `links` names its parts: [region, label of the relation, path]."""

    def __init__(self, region: str, at: str) -> None:
        self.region = region
        self.at = at
        self.links: list[tuple[str, str, str]] = []


class _Encoding:
    def __init__(self, annotation: Annotation, pushed: str) -> None:
        self.annotation = annotation
        self.pushed = pushed
        self.names = Names(annotation.refs)
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
            drawn = shown.of_mention(mention, self.names)
            self.draw(region, "entity", mention.type, mention, f"/entities/{at}", drawn)
        anchors = []
        for at, pact in enumerate(self.annotation.agreements or ()):
            if pact.mentions:
                anchor = _Anchor(self.region_id(pact.mentions[0].id), f"/agreements/{at}")
                self.anchor_of.setdefault(pact.id, anchor.region)
                anchors.append((pact, anchor))
        for pact, anchor in anchors:
            self.pact(pact, anchor)
        for at, stance in enumerate(self.annotation.stances or ()):
            self.stance(stance, _Anchor(self.region_id(stance.id), f"/stances/{at}"))
        for (start, end), labels in self.relations.items():
            ends = {"from_id": start, "to_id": end, "direction": "right"}
            self.items.append({"type": "relation", **ends, "labels": sorted(labels)})
        return self.items

    def pact(self, pact: Agreement, anchor: _Anchor) -> None:
        drawn = shown.of_pact(pact)
        self.draw(anchor.region, "pact", pact.type, pact.mentions[0], anchor.at, drawn, anchor)
        for at, mention in enumerate(pact.mentions[1:], 1):
            drawn = shown.of_pact_mention(mention)
            self.part(anchor, "MENTION", mention.id, mention, f"mentions/{at}", drawn, "MENTION")
        for at, argument in enumerate(pact.arguments):
            self.argument(argument, anchor, f"arguments/{at}")
        for at, status in enumerate(pact.status):
            drawn = shown.of_status(status, self.names)
            self.part(anchor, "STATUS", status.id, status.evidence, f"status/{at}", drawn, "STATUS")
        for at, tie in enumerate(pact.relations):
            path = f"relations/{at}"
            region = self.part(anchor, "EVIDENCE", tie.id, tie.evidence, path, {}, tie.type)
            if tie.target in self.anchor_of:
                self.relate(region, self.anchor_of[tie.target], "PACT")

    def argument(self, argument: Argument, anchor: _Anchor, path: str) -> None:
        if argument.role == "PROVISION" and not argument.refs:
            self.part(anchor, "PROVISION", argument.id, argument, path, {}, "PROVISION")
        else:
            self.filler(argument, argument.id, anchor, path, argument.role)

    def stance(self, stance: Stance, anchor: _Anchor) -> None:
        drawn = shown.of_stance(stance, self.names)
        self.draw(anchor.region, "stance", stance.type, stance.cue, anchor.at, drawn, anchor)
        for at, holder in enumerate(stance.holders):
            self.filler(holder, f"{stance.id}.h{at + 1}", anchor, f"holders/{at}", "HOLDER")
        if stance.target is not None:
            self.part(
                anchor, "TARGET", f"{stance.id}.target", stance.target, "target", {}, "TARGET"
            )
        for at, pact in enumerate(stance.about):
            if pact in self.anchor_of:
                self.link(anchor, self.anchor_of[pact], "ABOUT", f"about/{at}")
        for at, source in enumerate(stance.chain):
            if source.span is not None:
                self.source(source, f"{stance.id}.c{at + 1}", anchor, f"chain/{at}")

    def filler(
        self, filler: Argument | Holder, name: str, anchor: _Anchor, path: str, label: str
    ) -> None:
        """A relation to the entity that is the same span and stands for the same referents, or to
        a region of its own where there is none, or where that relation is drawn already."""
        key = (filler.start, filler.end, filler.refs, filler.open)
        entity = self.entities.get(key)
        if entity is None or label in self.relations.get((anchor.region, entity), ()):
            drawn = shown.of_filler(filler, self.names)
            self.part(anchor, "FILLER", name, filler, path, drawn, label)
        else:
            self.link(anchor, entity, label, path)

    def source(self, source: Link, name: str, anchor: _Anchor, path: str) -> None:
        """A source whose words stand in the text; one that was inferred has none to draw."""
        assert source.span is not None
        key = (source.span.start, source.span.end, (source.ref,), False)
        entity = self.entities.get(key)
        if entity is None or "SOURCE" in self.relations.get((anchor.region, entity), ()):
            drawn = shown.of_source(source, self.names)
            self.part(anchor, "FILLER", name, source.span, path, drawn, "SOURCE")
        else:
            self.link(anchor, entity, "SOURCE", path)

    def part(
        self,
        anchor: _Anchor,
        kind: str,
        name: str,
        span: Quoted,
        path: str,
        drawn: Shown,
        label: str,
    ) -> str:
        """A region of its own and the relation to it; the region's id."""
        region = self.region_id(name)
        self.draw(region, "part", kind, span, f"{anchor.at}/{path}", drawn)
        self.link(anchor, region, label, path)
        return region

    def link(self, anchor: _Anchor, region: str, label: str, path: str) -> None:
        anchor.links.append((region, label, path))
        self.relate(anchor.region, region, label)

    def relate(self, start: str, end: str, label: str) -> None:
        self.relations.setdefault((start, end), set()).add(label)

    def region_id(self, name: str) -> str:
        """The name, or the name with tildes where a region has it already: the editor would lose
        one of two regions with the same id."""
        while name in self.taken:
            name += "~"
        self.taken.add(name)
        return name

    def draw(
        self,
        region: str,
        control: str,
        label: str,
        span: Quoted,
        at: str,
        drawn: Shown,
        anchor: _Anchor | None = None,
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
            }
        )
        choices = _choices()
        for name, shows in drawn.items():
            # A field has its content where other regions have the text they cover.
            value: dict[str, object] = {"start": start, "end": end, "text": (shows,)}
            if is_choice := name in choices:
                value |= {"text": text, "choices": (shows,)}
            self.items.append(
                {
                    "id": region,
                    "from_name": name,
                    "to_name": TEXT,
                    "type": "choices" if is_choice else "textarea",
                    "value": value,
                }
            )


@cache
def _choices() -> frozenset[str]:
    """The attributes that are choices; the others are fields."""
    return frozenset(name for name, attribute in attributes().items() if attribute.values)
