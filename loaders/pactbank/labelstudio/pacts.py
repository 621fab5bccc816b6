"""Agreements from the anchors of pacts, their parts and the relations between them."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from pactbank.labelstudio import shown
from pactbank.labelstudio.drawing import Region
from pactbank.labelstudio.interface import pact_relations, roles
from pactbank.labelstudio.reading import FILLERS, Placed, Reading, changed, in_order
from pactbank.model.annotation import (
    Agreement,
    AgreementMention,
    Argument,
    Relation,
    Status,
)

T = TypeVar("T")
Known = tuple[int | None, T | None]


class _Pact(NamedTuple):
    """An agreement in the making; `at` is where it is in the pushed annotation, "" if new."""

    region: Region
    id: str
    number: int | None
    pushed: Agreement | None
    at: str


class Pacts:
    """The agreements of a reading; `ids` maps their anchors to their ids."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.ids: dict[str, str] = {}
        self.pushed = reading.pushed.annotation.agreements or ()
        self.drawn_before = {pact.id for pact in self.pushed if pact.mentions}
        """Agreements the editor had something to draw on."""

    def read(self) -> tuple[Agreement, ...]:
        pacts = []
        for region in self.reading.regions("pact"):
            number, pushed = self.reading.pushed.label(region, Agreement)
            name = pushed.id if pushed else self.reading.fresh("a", region)
            at = "" if number is None else f"/agreements/{number}"
            self.reading.region_of[name] = region.id
            self.ids[region.id] = name
            pacts.append(_Pact(region, name, number, pushed, at))
        undrawn = (found for found in enumerate(self.pushed) if not found[1].mentions)
        placed = [Placed(number, 0, 0, pact) for number, pact in undrawn]
        for pact in pacts:
            if (found := self._agreement(pact)) is not None:
                placed.append(Placed(pact.number, pact.region.start, pact.region.end, found))
        return in_order(placed)

    def _agreement(self, pact: _Pact) -> Agreement | None:
        reading, region, pushed = self.reading, pact.region, pact.pushed
        fields: dict[str, Any] = {"type": region.label, **self._parts(pact)}
        if pushed is not None and region.shown == shown.of_pact(pushed):
            return changed(pushed, **fields)
        fields["form"] = reading.needed(region, "form", "a form")
        if fields["form"] is None or reading.needed(region, "pact_level", "a level") is None:
            return None
        fields["name"] = region.shown.get("name", "").strip() or None
        if pushed is not None:
            return changed(pushed, **fields)
        if fields["name"] is None and region.shown["pact_level"] == "NAM":
            fields["name"] = reading.text[region.start : region.end]
        return Agreement(id=pact.id, **fields)

    def _parts(self, pact: _Pact) -> dict[str, tuple[Any, ...]]:
        parts: dict[str, list[Placed | None]] = {
            "mentions": [], "arguments": [], "status": [], "relations": []
        }  # fmt: skip
        first = pact.pushed.mentions[0] if pact.pushed else None
        parts["mentions"].append(self._mention(pact, pact.region, (0 if first else None, first)))
        for end, label in self.reading.ends(pact.region):
            if label == end.kind == "MENTION":
                known = self._known(pact, end, label, AgreementMention)
                parts["mentions"].append(self._mention(pact, end, known))
            elif label in roles() and (end.kind in FILLERS or end.kind == label == "PROVISION"):
                parts["arguments"].append(self._argument(pact, end, label))
            elif label == end.kind == "STATUS":
                parts["status"].append(self._status(pact, end))
            elif label in pact_relations() and end.kind == "EVIDENCE":
                parts["relations"].append(self._relation(pact, end, label))
            else:
                self.reading.misfit(pact.region, end, label)
        return {name: in_order(p for p in placed if p) for name, placed in parts.items()}

    def _known(self, pact: _Pact, end: Region, label: str, kind: type[T]) -> Known[T]:
        return self.reading.pushed.part(pact.region, end, label, pact.at, kind)

    def _mention(
        self, pact: _Pact, region: Region, known: Known[AgreementMention]
    ) -> Placed | None:
        number, pushed = known
        level = region.shown.get("pact_level")
        if level is None:
            if region is not pact.region:
                self.reading.needed(region, "pact_level", "a level")
            return None
        place = self.reading.place(region)
        mention = self.reading.label(
            AgreementMention, pushed, f"{pact.id}.m", region, level=level, **place
        )
        return Placed(number, region.start, region.end, mention)

    def _argument(self, pact: _Pact, end: Region, role: str) -> Placed | None:
        number, pushed = self._known(pact, end, role, Argument)
        fields: dict[str, Any] = {"role": role, **self.reading.place(end)}
        if end.kind != "PROVISION":
            stands_for = self.reading.filler(end, pushed)
            if stands_for is None:
                return None
            fields |= {"refs": stands_for[0], "open": stands_for[1]}
        elif pushed is None:
            fields["refs"] = ()
        argument = self.reading.label(Argument, pushed, f"{pact.id}.g", end, **fields)
        return Placed(number, end.start, end.end, argument)

    def _status(self, pact: _Pact, end: Region) -> Placed | None:
        reading = self.reading
        number, pushed = self._known(pact, end, "STATUS", Status)
        fields: dict[str, Any] = {"evidence": reading.span(end)}
        if pushed is None or end.shown != shown.of_status(pushed, reading.names):
            fields |= {
                "stage": reading.needed(end, "stage", "a stage"),
                "condition": reading.needed(end, "condition", "a condition"),
                "polarity": reading.needed(end, "affirmed", "+ or -"),
                "certainty": reading.needed(end, "certainty", "a certainty"),
            }
            if None in fields.values():
                return None
            fields |= {
                "conditional": "conditional" in end.shown,
                "party": reading.one(end, "party", pushed.party if pushed else None),
                "source": reading.one(end, "source", pushed.source if pushed else None) or "AUTHOR",
                "body": reading.one(end, "body", pushed.body if pushed else None),
                "as_of": end.shown.get("as_of", "").strip() or None,
            }
        status = reading.label(Status, pushed, f"{pact.id}.s", end, **fields)
        return Placed(number, end.start, end.end, status)

    def _relation(self, pact: _Pact, end: Region, label: str) -> Placed | None:
        number, pushed = self._known(pact, end, label, Relation)
        target = pushed.target if pushed and pushed.target not in self.drawn_before else None
        for other, link in self.reading.ends(end):
            if link == "PACT" and other.kind == "pact":
                target = self.ids[other.id]
            else:
                self.reading.misfit(end, other, link)
        if target is None:
            self.reading.note("PB904", end, f"{label} without a relation PACT to the other pact")
            return None
        fields = {"type": label, "target": target, "evidence": self.reading.span(end)}
        relation = self.reading.label(Relation, pushed, f"{pact.id}.x", end, **fields)
        return Placed(number, end.start, end.end, relation)
