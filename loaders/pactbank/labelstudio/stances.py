"""Stances from their cues: holders, target, agreements and the chain of sources."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from pactbank.corpus.validate.quotation import KINDS, Marks
from pactbank.labelstudio import attributes
from pactbank.labelstudio.builder import (
    FILLERS,
    LabelBuilder,
    NumberedLabel,
    PushedAnchor,
    changed,
    in_order,
)
from pactbank.labelstudio.regions import Region
from pactbank.model.annotation import Holder, Link, Span, Stance

Anchor = PushedAnchor[Stance]

_OWN = ("polarity", "quote", "implicit", "toward")
"""What a cue shows of the stance itself; its other lists stand for relations."""

_AUTHOR = Link(ref="AUTHOR", span=None, inferred=False)


class StanceDecoder:
    """The stances of a result. `agreement_of` maps anchors of agreements to agreement ids,
    `drawn_before` holds the pushed agreements that the editor could show."""

    def __init__(
        self, builder: LabelBuilder, agreement_of: dict[str, str], drawn_before: set[str]
    ) -> None:
        self.builder = builder
        self.agreement_of = agreement_of
        self.drawn_before = drawn_before

    def decode(self) -> tuple[Stance, ...]:
        labels = []
        for region in self.builder.regions("stance"):
            anchor = self.builder.pushed.anchor(region, "stances", Stance)
            if (stance := self._stance(anchor)) is not None:
                labels.append(NumberedLabel(anchor.number, region.start, region.end, stance))
        return in_order(labels)

    def _stance(self, anchor: Anchor) -> Stance | None:
        builder, region, pushed = self.builder, anchor.region, anchor.label
        fields: dict[str, Any] = {"type": region.label, "cue": builder.span(region)}
        fields |= self._parts(anchor)
        toward = fields.pop("toward")
        own = {name: value for name, value in region.shown.items() if name in _OWN}
        if pushed is None or toward or own != attributes.of_stance(pushed, builder.names):
            fields["polarity"] = builder.required(region, "polarity", "a polarity")
            if fields["polarity"] is None:
                return None
            fields["quote"] = region.shown.get("quote") or self._quote(region, fields["target"])
            fields["implicit"] = region.shown.get("implicit")
            listed = builder.refs(region, "toward", pushed.toward if pushed else ())
            fields["toward"] = tuple(dict.fromkeys((*listed, *toward))) if toward else listed
        if pushed is None:
            message = "a new stance: add sources without words in its chain, if it has any"
            builder.note("PB911", region, message)
        return builder.label(Stance, pushed, "s", region, **fields)

    def _quote(self, cue: Region, target: Span | None) -> str:
        """How a stance is quoted, as far as quote marks tell; noted, for only a reader knows what
        is reported at all."""
        place = self._marks.place(self.builder.span(cue), target) or "outside"
        quote = KINDS[place][0]
        message = f"no quotation is chosen; {quote} is assumed, by the quote marks"
        self.builder.note("PB911", cue, message)
        return quote

    @cached_property
    def _marks(self) -> Marks:
        """What is inside quote marks, line by line."""
        lines = re.finditer(r"[^\n]+", self.builder.text)
        return Marks(self.builder.text, [line.span() for line in lines])

    def _parts(self, anchor: Anchor) -> dict[str, Any]:
        holders, sources = [], []
        targets: list[Region] = []
        about: list[str] = []
        toward: list[str] = []
        for end, label in self.builder.relations(anchor.region):
            if label == "HOLDER" and end.kind in FILLERS:
                holders.append(self._holder(anchor, end))
            elif label == "SOURCE" and end.kind in FILLERS:
                sources.append(self._source(anchor, end))
            elif label == end.kind == "TARGET":
                targets.append(end)
            elif label == "ABOUT" and end.kind == "pact":
                about.append(self.agreement_of[end.id])
            elif label == "TOWARD" and (mention := self.builder.mentions.get(end.id)):
                toward.extend(mention.refs)
            else:
                self.builder.note_misfit(anchor.region, end, label)
        return {
            "holders": in_order(holders),
            "target": self._target(anchor, targets),
            "about": self._about(anchor, about),
            "toward": toward,
            "chain": self._chain(anchor, [source for source in sources if source]),
        }

    def _holder(self, anchor: Anchor, end: Region) -> NumberedLabel | None:
        number, pushed = self.builder.pushed.of_relation(anchor, end, "HOLDER", Holder)
        stands_for = self.builder.stands_for(end, pushed.refs if pushed else None)
        if stands_for is None:
            return None
        fields = {**stands_for, **self.builder.place(end)}
        holder = changed(pushed, **fields) if pushed else Holder(**fields)
        return NumberedLabel(number, end.start, end.end, holder)

    def _target(self, anchor: Anchor, ends: list[Region]) -> Span | None:
        for more in ends[1:]:
            message = f"a second target: {self.builder.text[more.start : more.end]!r}"
            self.builder.note("PB905", anchor.region, message)
        return self.builder.span(ends[0]) if ends else None

    def _about(self, anchor: Anchor, drawn: list[str]) -> tuple[str, ...]:
        """Pushed agreements in their order, then new ones; those that could not be drawn stay."""
        before = anchor.label.about if anchor.label else ()
        kept = [name for name in before if name in drawn or name not in self.drawn_before]
        return (*kept, *(name for name in dict.fromkeys(drawn) if name not in kept))

    def _source(self, anchor: Anchor, end: Region) -> NumberedLabel | None:
        number, pushed = self.builder.pushed.of_relation(anchor, end, "SOURCE", Link)
        stands_for = self.builder.stands_for(end, (pushed.ref,) if pushed else None)
        if stands_for is None:
            return None
        refs = stands_for["refs"]
        if pushed is not None and pushed.ref in refs:
            refs = (pushed.ref,)
        if len(refs) != 1:
            self.builder.note("PB907", end, "a source in a chain is one referent")
            return None
        fields: dict[str, Any] = {"ref": refs[0], "span": self.builder.span(end)}
        link = changed(pushed, **fields) if pushed else Link(inferred=False, **fields)
        return NumberedLabel(number, end.start, end.end, link)

    def _chain(self, anchor: Anchor, sources: list[NumberedLabel]) -> tuple[Link, ...]:
        """Links without words stay; drawn ones keep their place, new ones come last, next to the
        holder."""
        before = anchor.label.chain if anchor.label else (_AUTHOR,)
        kept = {at: link for at, link in enumerate(before) if link.span is None}
        kept |= {source.number: source.label for source in sources if source.number is not None}
        new = sorted((s for s in sources if s.number is None), key=lambda s: s.start)
        return (*(kept[at] for at in sorted(kept)), *(source.label for source in new))
