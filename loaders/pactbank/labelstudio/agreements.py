"""Agreements from their anchors, the parts and the relations between them."""

from __future__ import annotations

from typing import Any

from pactbank.labelstudio import attributes
from pactbank.labelstudio.attributes import DEFAULTS
from pactbank.labelstudio.builder import (
    FILLERS,
    LabelBuilder,
    NumberedLabel,
    PushedAnchor,
    changed,
    in_order,
)
from pactbank.labelstudio.regions import Region
from pactbank.model.annotation import (
    Agreement,
    AgreementMention,
    Argument,
    Relation,
    Status,
)
from pactbank.model.closed import RELATION_TYPES, ROLES

Anchor = PushedAnchor[Agreement]

_OWN = ("pact_level", "form", "name")
"""What an anchor shows of the agreement itself; its lists stand for relations."""


class AgreementDecoder:
    """The agreements of a result; `id_of` maps the region of each anchor to the agreement's id."""

    def __init__(self, builder: LabelBuilder) -> None:
        self.builder = builder
        self.id_of: dict[str, str] = {}
        self.pushed = builder.pushed.annotation.agreements or ()
        self.drawn_before = {agreement.id for agreement in self.pushed if agreement.mentions}
        """Pushed agreements that the editor could show, because they have a mention."""

    def decode(self) -> tuple[Agreement, ...]:
        anchors = []
        for region in self.builder.regions("pact"):
            anchor = self.builder.pushed.anchor(region, "agreements", Agreement)
            name = anchor.label.id if anchor.label else self.builder.new_id("a", region)
            self.builder.region_of[name] = region.id
            self.id_of[region.id] = name
            anchors.append(anchor)
        labels = [
            NumberedLabel(number, 0, 0, agreement)
            for number, agreement in enumerate(self.pushed)
            if not agreement.mentions
        ]
        for anchor in anchors:
            if (agreement := self._agreement(anchor)) is not None:
                region = anchor.region
                labels.append(NumberedLabel(anchor.number, region.start, region.end, agreement))
        return in_order(labels)

    def _agreement(self, anchor: Anchor) -> Agreement | None:
        builder, region, pushed = self.builder, anchor.region, anchor.label
        fields: dict[str, Any] = {"type": region.label, **self._parts(anchor)}
        own = {name: value for name, value in region.shown.items() if name in _OWN}
        if pushed is not None and own == attributes.of_agreement(pushed):
            return changed(pushed, **fields)
        fields["form"] = builder.required(region, "form", "a form")
        if fields["form"] is None:
            return None
        fields["name"] = region.shown.get("name", "").strip() or None
        if pushed is not None:
            return changed(pushed, **fields)
        if fields["name"] is None and fields["mentions"][0].level == "NAM":
            fields["name"] = builder.text[region.start : region.end]
        return Agreement(id=self.id_of[region.id], **fields)

    def _parts(self, anchor: Anchor) -> dict[str, tuple[Any, ...]]:
        first = anchor.label.mentions[0] if anchor.label else None
        mentions = [self._mention(anchor, anchor.region, 0 if first else None, first)]
        arguments, status, relations = [], [], []
        for end, label in self.builder.relations(anchor.region):
            if label == end.kind == "MENTION":
                pushed = self.builder.pushed.of_relation(anchor, end, label, AgreementMention)
                mentions.append(self._mention(anchor, end, *pushed))
            elif label in ROLES and (end.kind in FILLERS or end.kind == label == "PROVISION"):
                arguments.append(self._argument(anchor, end, label))
            elif label == end.kind == "STATUS":
                status.append(self._status(anchor, end))
            elif label in RELATION_TYPES and end.kind == "EVIDENCE":
                relations.append(self._relation(anchor, end, label))
            else:
                self.builder.note_misfit(anchor.region, end, label)
        return {
            "mentions": in_order(mentions),
            "arguments": in_order(arguments),
            "status": in_order(status),
            "relations": in_order(relations),
        }

    def _mention(
        self, anchor: Anchor, region: Region, number: int | None, pushed: AgreementMention | None
    ) -> NumberedLabel:
        level = self.builder.level(region, "pact_level", ())
        fields = {"level": level, **self.builder.place(region)}
        mention = self.builder.label(
            AgreementMention, pushed, self._stem(anchor, "m"), region, **fields
        )
        return NumberedLabel(number, region.start, region.end, mention)

    def _argument(self, anchor: Anchor, end: Region, role: str) -> NumberedLabel | None:
        number, pushed = self.builder.pushed.of_relation(anchor, end, role, Argument)
        fields: dict[str, Any] = {"role": role, **self.builder.place(end)}
        if end.kind != "PROVISION":
            stands_for = self.builder.stands_for(end, pushed.refs if pushed else None)
            if stands_for is None:
                return None
            fields |= stands_for
        elif pushed is None:
            fields["refs"] = ()
        argument = self.builder.label(Argument, pushed, self._stem(anchor, "g"), end, **fields)
        return NumberedLabel(number, end.start, end.end, argument)

    def _status(self, anchor: Anchor, end: Region) -> NumberedLabel | None:
        builder = self.builder
        number, pushed = builder.pushed.of_relation(anchor, end, "STATUS", Status)
        fields: dict[str, Any] = {"evidence": builder.span(end)}
        if pushed is None or end.shown != attributes.of_status(pushed, builder.names):
            fields |= {
                "stage": builder.required(end, "stage", "a stage"),
                "condition": end.shown.get("condition", DEFAULTS["condition"]),
                "polarity": end.shown.get("affirmed", DEFAULTS["affirmed"]),
                "certainty": end.shown.get("certainty", DEFAULTS["certainty"]),
            }
            if fields["stage"] is None:
                return None
            fields |= {
                "conditional": "conditional" in end.shown,
                "party": builder.ref(end, "party", pushed.party if pushed else None),
                "source": builder.ref(end, "source", pushed.source if pushed else None) or "AUTHOR",
                "body": builder.ref(end, "body", pushed.body if pushed else None),
                "as_of": end.shown.get("as_of", "").strip() or None,
            }
        fields |= self._drawn_refs(end)
        status = builder.label(Status, pushed, self._stem(anchor, "s"), end, **fields)
        return NumberedLabel(number, end.start, end.end, status)

    def _drawn_refs(self, end: Region) -> dict[str, str]:
        """The party, source and body of a status that relations lead to, as a list lacks them."""
        drawn = {}
        for other, label in self.builder.relations(end):
            mention = self.builder.mentions.get(other.id)
            if label not in ("PARTY", "SOURCE", "BODY") or mention is None:
                self.builder.note_misfit(end, other, label)
            elif len(mention.refs) != 1:
                self.builder.note("PB907", end, f"{label} is one referent, unlike {other.id}")
            else:
                drawn[label.lower()] = mention.refs[0]
        return drawn

    def _relation(self, anchor: Anchor, end: Region, label: str) -> NumberedLabel | None:
        number, pushed = self.builder.pushed.of_relation(anchor, end, label, Relation)
        target = pushed.target if pushed and pushed.target not in self.drawn_before else None
        for other, link in self.builder.relations(end):
            if link == "PACT" and other.kind == "pact":
                target = self.id_of[other.id]
            else:
                self.builder.note_misfit(end, other, link)
        if target is None:
            message = f"{label} without the other pact"
            self.builder.note("PB904", end, message)
            return None
        fields = {"type": label, "target": target, "evidence": self.builder.span(end)}
        relation = self.builder.label(Relation, pushed, self._stem(anchor, "x"), end, **fields)
        return NumberedLabel(number, end.start, end.end, relation)

    def _stem(self, anchor: Anchor, letter: str) -> str:
        """How the ids of new parts begin."""
        return f"{self.id_of[anchor.region.id]}.{letter}"
