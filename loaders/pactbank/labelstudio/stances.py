"""Stances from their cues, what is tied to these, and the sources in between."""

from __future__ import annotations

from typing import Any, NamedTuple

from pactbank.labelstudio import shown
from pactbank.labelstudio.drawing import Region
from pactbank.labelstudio.reading import FILLERS, Placed, Reading, changed, in_order
from pactbank.model.annotation import Holder, Link, Span, Stance

AUTHOR = Link(ref="AUTHOR", span=None, inferred=False)


class _Stance(NamedTuple):
    """A stance in the making; `at` is where it is in the pushed annotation, "" if new."""

    region: Region
    pushed: Stance | None
    at: str


class Stances:
    """The stances of a reading. `pacts` maps anchors of pacts to the ids of their agreements,
    `drawn_before` holds the agreements the editor had something to draw on."""

    def __init__(self, reading: Reading, pacts: dict[str, str], drawn_before: set[str]) -> None:
        self.reading = reading
        self.pacts = pacts
        self.drawn_before = drawn_before

    def read(self) -> tuple[Stance, ...]:
        placed = []
        for region in self.reading.regions("stance"):
            number, pushed = self.reading.pushed.label(region, Stance)
            at = "" if number is None else f"/stances/{number}"
            found = self._stance(_Stance(region, pushed, at))
            if found is not None:
                placed.append(Placed(number, region.start, region.end, found))
        return in_order(placed)

    def _stance(self, stance: _Stance) -> Stance | None:
        reading, region, pushed = self.reading, stance.region, stance.pushed
        fields: dict[str, Any] = {"type": region.label, "cue": reading.span(region)}
        fields |= self._tied(stance)
        if pushed is None or region.shown != shown.of_stance(pushed, reading.names):
            fields["polarity"] = reading.needed(region, "polarity", "a polarity")
            fields["quote"] = reading.needed(region, "quote", "a quotation")
            if fields["polarity"] is None or fields["quote"] is None:
                return None
            fields["implicit"] = region.shown.get("implicit")
            fields["toward"] = reading.field(region, "toward", pushed.toward if pushed else ())
        if pushed is None:
            said = "a new stance: say toward whom, and name sources that have no words in its chain"
            reading.note("PB911", region, said)
        return reading.label(Stance, pushed, "s", region, **fields)

    def _tied(self, stance: _Stance) -> dict[str, Any]:
        """Holders, target, pacts and chain, by the relations from the cue."""
        holders: list[Placed | None] = []
        sources: list[Placed | None] = []
        targets: list[Region] = []
        about: list[str] = []
        for end, label in self.reading.ends(stance.region):
            if label == "HOLDER" and end.kind in FILLERS:
                holders.append(self._holder(stance, end))
            elif label == "SOURCE" and end.kind in FILLERS:
                sources.append(self._source(stance, end))
            elif label == end.kind == "TARGET":
                targets.append(end)
            elif label == "ABOUT" and end.kind == "pact":
                about.append(self.pacts[end.id])
            else:
                self.reading.misfit(stance.region, end, label)
        return {
            "holders": in_order(p for p in holders if p),
            "target": self._target(stance, targets),
            "about": self._about(stance, about),
            "chain": self._chain(stance, [p for p in sources if p]),
        }

    def _holder(self, stance: _Stance, end: Region) -> Placed | None:
        number, pushed = self.reading.pushed.part(stance.region, end, "HOLDER", stance.at, Holder)
        stands_for = self.reading.filler(end, pushed)
        if stands_for is None:
            return None
        fields = {"refs": stands_for[0], "open": stands_for[1], **self.reading.place(end)}
        holder = changed(pushed, **fields) if pushed else Holder(**fields)
        return Placed(number, end.start, end.end, holder)

    def _target(self, stance: _Stance, ends: list[Region]) -> Span | None:
        for more in ends[1:]:
            said = f"a second target: {self.reading.text[more.start : more.end]!r}"
            self.reading.note("PB905", stance.region, said)
        return self.reading.span(ends[0]) if ends else None

    def _about(self, stance: _Stance, drawn: list[str]) -> tuple[str, ...]:
        before = stance.pushed.about if stance.pushed else ()
        kept = [pact for pact in before if pact in drawn or pact not in self.drawn_before]
        return (*kept, *(pact for pact in dict.fromkeys(drawn) if pact not in kept))

    def _source(self, stance: _Stance, end: Region) -> Placed | None:
        number, pushed = self.reading.pushed.part(stance.region, end, "SOURCE", stance.at, Link)
        stands_for = self.reading.filler(end, pushed)
        if stands_for is None:
            return None
        refs = stands_for[0]
        if pushed is not None and pushed.ref in refs:
            refs = (pushed.ref,)
        if len(refs) != 1:
            self.reading.note("PB907", end, "a source in a chain is one referent")
            return None
        fields: dict[str, Any] = {"ref": refs[0], "span": self.reading.span(end)}
        link = changed(pushed, **fields) if pushed else Link(inferred=False, **fields)
        return Placed(number, end.start, end.end, link)

    def _chain(self, stance: _Stance, sources: list[Placed]) -> tuple[Link, ...]:
        """Links without words stay; drawn ones keep their place, new ones come last, where the
        holder is nearest."""
        before = stance.pushed.chain if stance.pushed else (AUTHOR,)
        kept = {at: link for at, link in enumerate(before) if link.span is None}
        kept |= {source.number: source.label for source in sources if source.number is not None}
        new = sorted((s for s in sources if s.number is None), key=lambda s: s.start)
        return (*(kept[at] for at in sorted(kept)), *(source.label for source in new))
