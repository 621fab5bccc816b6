"""The relations that lists stand for, drawn into a result before its labels are built.

A list of a pact or a stance names referents; the handbook says which mentions of them are meant:

- parties, providers and beneficiaries: every mention in a sentence that mentions the pact, but
  none that only says whose somebody or something is;
- holders and sources: the mention nearest to the cue, in its sentence if there is one.

A part says whose it is; where it does not, it belongs to the pact or stance nearest to it, in its
sentence if there is one. Mentions that were pushed stay as they were for what was picked before.
Whatever a rule has found is noted, for a person to look at; a relation that somebody drew is never
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pactbank.labelstudio.attributes import (
    LIST_OF_RELATION,
    pact_entry,
    picked,
    stance_entry,
)
from pactbank.labelstudio.builder import LabelBuilder
from pactbank.labelstudio.candidates import OwnerPlace, in_sentences, nearest_first
from pactbank.labelstudio.regions import Region, RegionOrigin
from pactbank.model.closed import PARTY_ROLES, RELATION_TYPES
from pactbank.text.sentences import around

_OWNER = {"TARGET": "stance"}
"""The control that a part belongs to; the other parts belong to pacts."""


def draw_lists(builder: LabelBuilder) -> None:
    """Add the relations that lists stand for to those of the result. The mentions of the builder
    must be there."""
    _Lists(builder).draw()


class _Lists:
    def __init__(self, builder: LabelBuilder) -> None:
        self.builder = builder
        self.text = builder.text
        self.relations = builder.result.relations
        self.anchors = {name: builder.regions(name) for name in ("pact", "stance")}
        annotation = builder.pushed.annotation
        self.pushed = {
            "pact": [pact_entry(pact) for pact in annotation.agreements or ()],
            "stance": [stance_entry(stance) for stance in annotation.stances or ()],
        }
        """The entry of each pact and stance that was pushed, in their order."""
        self.entries = {name: self._entries(name) for name in ("pact", "stance")}
        self.places = {
            name: [OwnerPlace(one.start, one.end, one.id) for one in self.anchors[name]]
            for name in ("pact", "stance")
        }

    def draw(self) -> None:
        parts = self.builder.regions("part")
        for part in parts:
            if part.label == "MENTION":
                self.places["pact"] += self._drawn_mention(part)
        # A mention of a pact first: it says where the other parts of the pact may be.
        for part in sorted(parts, key=lambda part: part.label != "MENTION"):
            if part.label != "FILLER" and (self._is_tied(part) or self._tie(part)):
                self._other_pact(part)
        for pact in self.anchors["pact"]:
            places = [place for place in self.places["pact"] if place.anchor == pact.id]
            for role in PARTY_ROLES:
                self._list(pact, role, in_sentences(self.builder, places))
        for stance in self.anchors["stance"]:
            for label in ("HOLDER", "SOURCE"):
                self._list(stance, label, nearest_first(self.builder, stance))
            for entry in picked(stance.shown, "about"):
                self._picked_pact(stance, entry, "ABOUT")

    def _entries(self, control: str) -> dict[str, str]:
        """The anchor of each entry of the lists that show pacts or stances."""
        found: dict[str, str] = {}
        for region in self.anchors[control]:
            origin = self._origin(region)
            if origin is not None and origin.region == region.id:
                number = origin.at.rpartition("/")[2]
                at = int(number) if number.isdecimal() else len(self.pushed[control])
                for entry in self.pushed[control][at : at + 1]:
                    found.setdefault(entry, region.id)
        return found

    def _origin(self, region: Region) -> RegionOrigin | None:
        """What the region was pushed as, in the annotation that the work began from."""
        return region.origin if self.builder.pushed.knows(region) else None

    def _is_tied(self, part: Region) -> bool:
        """Whether somebody drew the relation that makes it a part."""
        fitting = RELATION_TYPES if part.label == "EVIDENCE" else (part.label,)
        anchors = self.anchors[_OWNER.get(part.label, "pact")]
        drawn = [self.relations.get(anchor.id, {}).get(part.id, ()) for anchor in anchors]
        return any(label in fitting for labels in drawn for label in labels)

    def _drawn_mention(self, part: Region) -> Iterator[OwnerPlace]:
        """The place of a mention that a relation or its list ties to a pact."""
        owners = [start for start, ends in self.relations.items() if part.id in ends]
        entries = picked(part.shown, "of_pact")
        owners += [
            self.entries["pact"][entry] for entry in entries if entry in self.entries["pact"]
        ]
        for owner in owners[:1]:
            yield OwnerPlace(part.start, part.end, owner)

    def _tie(self, part: Region) -> bool:
        """Tie a part to the pact or stance that it names, or else to the nearest; whether there is
        one."""
        control = _OWNER.get(part.label, "pact")
        label = part.shown.get("relation", "") if part.label == "EVIDENCE" else part.label
        if not label:
            self.builder.reached.add(part.id)
            self.builder.note("PB904", part, "EVIDENCE without a relation")
            return False
        if entries := picked(part.shown, f"of_{control}"):
            owner = self.entries[control].get(entries[0])
            if owner is None:
                self._gone(part, entries[0])
                return False
        else:
            owner = self._nearest(part, control)
            if owner is None:
                return False
            words = self._words(self.builder.result.regions[owner])
            message = f"{part.label} {self._words(part)} is taken to be of {words}, the nearest"
            self.builder.note("PB911", part, message)
            if part.label == "MENTION":
                self.places["pact"].append(OwnerPlace(part.start, part.end, owner))
        self._relate(owner, part.id, label)
        return True

    def _nearest(self, part: Region, control: str) -> str | None:
        """The pact or stance nearest to a part: in its sentence, else before it, else after it. A
        stance has one target."""
        places = self.places[control]
        if control == "stance":
            places = [place for place in places if not self._has_target(place.anchor)]
        first, last = around(self.text, part.start, part.end)

        def rank(place: OwnerPlace) -> tuple[bool, bool, int]:
            elsewhere = not first <= place.start < last
            apart = max(place.start - part.end, part.start - place.end, 0)
            return elsewhere, elsewhere and place.start > part.start, apart

        return min(places, key=rank).anchor if places else None

    def _has_target(self, stance: str) -> bool:
        """Whether a relation or the list of a part ties a target to a stance."""
        if any("TARGET" in labels for labels in self.relations.get(stance, {}).values()):
            return True
        targets = [part for part in self.builder.regions("part") if part.label == "TARGET"]
        entries = [entry for target in targets for entry in picked(target.shown, "of_stance")]
        return any(self.entries["stance"].get(entry) == stance for entry in entries)

    def _other_pact(self, part: Region) -> None:
        """The relation to the other pact that a part names, unless somebody drew one."""
        if not any("PACT" in labels for labels in self.relations.get(part.id, {}).values()):
            for entry in picked(part.shown, "other"):
                self._picked_pact(part, entry, "PACT")

    def _picked_pact(self, start: Region, entry: str, label: str) -> None:
        """The relation to a pact that is picked."""
        if (anchor := self.entries["pact"].get(entry)) is not None:
            self._relate(start.id, anchor, label)
        else:
            self._gone(start, entry)

    def _gone(self, region: Region, entry: str) -> None:
        """Say that a list names a pact or stance that is not there, or not any more."""
        if entry in self.pushed["pact"] + self.pushed["stance"]:
            self.builder.note("PB911", region, f"{entry!r}, which it names, was taken away")
        else:
            self.builder.note("PB907", region, f"{entry!r} is no pact or stance of this text")

    def _list(self, anchor: Region, label: str, candidates: Iterable[Region]) -> None:
        """The relations of a list of referents: those that were pushed and are still picked, and
        mentions of what is picked beside, the best first; a holder or source needs only one."""
        name = LIST_OF_RELATION[label]
        kept, before = self._pushed(anchor, label)
        unchanged = anchor.shown.get(name, "") == self.builder.names.show(before)
        if unchanged and not before:
            return
        refs = before
        if not unchanged:
            refs = self.builder.referents.of_list(picked(anchor.shown, name), anchor.id)
        covered = set(self._refs_of_drawn(anchor, label))
        for region in kept:
            mentioned = set(self.builder.mentions[region.id].refs)
            if unchanged or mentioned <= set(refs):
                self._relate(anchor.id, region.id, label)
                covered |= mentioned
        if unchanged and not self.builder.fresh:
            return
        found = self._proposed(anchor, label, candidates, set(refs), set(before), covered)
        if found:
            words = ", ".join(map(self._words, found))
            message = f"{label} of {self._words(anchor)}, by the mentions near it: {words}"
            self.builder.note("PB911", anchor, message)
        for region in found:
            self._relate(anchor.id, region.id, label)
            covered |= set(self.builder.mentions[region.id].refs)
        for ref in () if unchanged else refs:
            if ref not in covered:
                who = self.builder.referents.names.tell((ref,))
                message = f"no mention where it could be {label} of {self._words(anchor)}: {who}"
                self.builder.note("PB918", anchor, message)

    def _pushed(self, anchor: Region, label: str) -> tuple[list[Region], tuple[str, ...]]:
        """The mentions that a list stood for when it was pushed, as far as they are still there,
        and the referents that it showed."""
        origin = self._origin(anchor)
        if origin is None:
            return [], ()
        regions: list[Region] = []
        refs: list[str] = []
        for name, before, path in origin.forms:
            if before == label:
                refs += self.builder.pushed.refs_at(f"{origin.at}/{path}")
                if name in self.builder.mentions:
                    regions.append(self.builder.result.regions[name])
                elif name in self.builder.result.refused:
                    message = f"the {label} {name} is left out: it could not be read"
                    self.builder.note("PB906", anchor, message)
        return regions, tuple(dict.fromkeys(refs))

    def _proposed(
        self,
        anchor: Region,
        label: str,
        candidates: Iterable[Region],
        refs: set[str],
        before: set[str],
        covered: set[str],
    ) -> list[Region]:
        """The mentions of what is picked that were not looked at when the labels were pushed."""
        drawn, pushed = self.relations.get(anchor.id, {}), self._origin(anchor) is not None
        found: list[Region] = []
        have = set(covered)
        for region in candidates:
            mention = self.builder.mentions[region.id]
            mentioned = set(mention.refs)
            if mention.open or not mentioned or not mentioned <= refs or region.id in drawn:
                continue
            # It was there when the labels were made, of what was picked then.
            if pushed and region.id not in self.builder.fresh and mentioned <= before:
                continue
            # A pronoun fills a part only where nothing else does; a holder has one span.
            if mentioned <= have and (label not in PARTY_ROLES or mention.level == "PRO"):
                continue
            found.append(region)
            have |= mentioned
        return sorted(found, key=lambda region: region.start)

    def _refs_of_drawn(self, anchor: Region, label: str) -> Iterator[str]:
        """The referents of what relations of this label lead to."""
        for end, labels in self.relations.get(anchor.id, {}).items():
            if label in labels:
                if (mention := self.builder.mentions.get(end)) is not None:
                    yield from mention.refs
                else:
                    region = self.builder.result.regions[end]
                    yield from self.builder.referents.known(picked(region.shown, "refs"))

    def _relate(self, start: str, end: str, label: str) -> None:
        ends = self.relations.setdefault(start, {})
        if label not in ends.get(end, ()):
            ends[end] = (*ends.get(end, ()), label)

    def _words(self, region: Region) -> str:
        return repr(self.text[region.start : region.end])
