"""Where passes differ: the smallest things that can be decided, each with what every pass says.

Three kinds of difference are asked about once and not at every label that shows them. A referent
that one pass has twice is one question, and the labels follow. A referent whose type differs is
one, and its mentions follow. A filler or a holder is an entity mention with a role, so where only
its span or its referents differ, it follows the mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pactbank.adjudication.labels import BOOKKEEPING, PARTS, Plain, content, renamed
from pactbank.adjudication.merging import Merged, Thing
from pactbank.model.walk import LabelKind

SPLIT = "split"
"""The kind of a difference about how many referents there are."""
FOLLOWS = "@"
"""In a filler: the id of the entity mention that it follows; in a mention: that its type follows
its referent's."""

FIELDWISE: frozenset[LabelKind] = frozenset({"referent", "agreement", "stance"})
"""Kinds of which each field is asked about by itself."""
_TOGETHER = {"polarity": "type", "implicit": "holders", "name_spans": "name"}
"""Fields that are decided together with another one."""


@dataclass(frozen=True)
class SplitReferent:
    """Two referents, by their ids, that some passes have apart and the others as one."""

    one: str
    other: str
    apart: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.one}+{self.other}"


@dataclass(frozen=True)
class PassDifference:
    """What can be decided at once. `sides` has for every pass the label, or the fields that are
    asked about, None where the pass lacks it."""

    id: str
    kind: str
    thing: Thing
    fields: tuple[str, ...] = ()
    sides: dict[str, Plain | None] = field(default_factory=dict)
    split: SplitReferent | None = None

    @property
    def whole(self) -> bool:
        """Whether the label itself is decided on, and not some of its fields."""
        return not self.fields and self.split is None


class ComparedPasses:
    """The things in which passes differ."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged
        self.named = merged.named()
        self.letters = tuple(merged.passes)

    @cached_property
    def differences(self) -> list[PassDifference]:
        """Every difference: about referents, then by layer in text order."""
        found = [self._split(split) for split in self.splits]
        for thing in self.merged.things:
            found += self._of(thing)
        return found

    @cached_property
    def splits(self) -> list[SplitReferent]:
        """Referents that some passes lack because they have their mentions as another one's."""
        found: list[SplitReferent] = []
        for thing in self.merged.things:
            if thing.kind != "referent" or len(thing.sides) == len(self.letters):
                continue
            meant = self._meant_instead(thing)
            # One that is another itself, in a third pass, does not stand for yet another.
            for name in {split.other for split in found}:
                del meant[name]
            if meant and not any(split.one == thing.id for split in found):
                one = max(meant, key=lambda name: (meant[name], name))
                apart = tuple(letter for letter in self.letters if letter in thing.sides)
                found.append(SplitReferent(one, thing.id, apart))
        return found

    def _meant_instead(self, referent: Thing) -> Counter[str]:
        """Whom passes without a referent mean at its mentions, among those that may be the same."""
        found: Counter[str] = Counter()
        for mention in self.merged.things:
            if mention.kind != "entity":
                continue
            refs = {letter: set(side["refs"]) for letter, side in mention.sides.items()}
            with_it = {letter: meant for letter, meant in refs.items() if referent.id in meant}
            for letter, meant in with_it.items():
                for other in refs.values():
                    if len(other) <= len(meant) and referent.id not in other:
                        instead = other - (meant - {referent.id})
                        found.update(n for n in instead if self._alike(n, referent, letter))
        return found

    def _alike(self, name: str, referent: Thing, letter: str) -> bool:
        """Whether a pass has another referent as well, of the same type in every pass."""
        other = self.named[name].sides
        kind = referent.sides[letter]["type"]
        return letter in other and all(side["type"] == kind for side in other.values())

    @cached_property
    def as_one(self) -> dict[str, str]:
        """The ids of referents that some passes have apart, as the others have them."""
        return {split.other: split.one for split in self.splits}

    @cached_property
    def _mentions(self) -> dict[str, dict[tuple[int, int, frozenset[str]], str]]:
        """The entity mention at a place with some referents, in each pass."""
        found: dict[str, dict[tuple[int, int, frozenset[str]], str]] = {}
        for letter in self.letters:
            found[letter] = {}
            for thing in self.merged.things:
                if thing.kind == "entity" and (side := thing.sides.get(letter)):
                    found[letter].setdefault(_filling(side), thing.id)
        return found

    def value(self, thing: Thing, letter: str) -> Plain:
        """What a pass says of a thing, without bookkeeping; fillers and mentions name what they
        follow."""
        side = {k: v for k, v in thing.sides[letter].items() if k not in BOOKKEEPING}
        if thing.kind == "argument":
            return self._followed(side, letter)
        if thing.kind == "stance":
            return {**side, "holders": [self._followed(one, letter) for one in side["holders"]]}
        if thing.kind == "entity" and self._type_follows(side, letter):
            return {**side, FOLLOWS: True}
        return side

    def _followed(self, filler: Plain, letter: str) -> Plain:
        mention = self._mentions[letter].get(_filling(filler))
        if mention is None or filler.get("role") == "PROVISION":
            return filler
        return {**filler, FOLLOWS: mention}

    def _type_follows(self, mention: Plain, letter: str) -> bool:
        """Whether the type of a mention is that of its one referent, on which passes differ."""
        if len(mention["refs"]) != 1:
            return False
        referent = self.named[mention["refs"][0]]
        types = {side["type"] for side in referent.sides.values()}
        return len(types) > 1 and referent.sides[letter]["type"] == mention["type"]

    def says(self, thing: Thing, letter: str) -> Plain:
        """The same for comparison: equal where there is nothing to decide at this thing."""
        return content(_unfollowed(renamed(self.value(thing, letter), self.as_one)))

    def _of(self, thing: Thing) -> Iterator[PassDifference]:
        says = {letter: self.says(thing, letter) for letter in thing.sides}
        lacking = len(says) < len(self.letters) and thing.kind != "referent"
        if lacking or thing.kind not in FIELDWISE:
            if lacking or not _equal(list(says.values())):
                sides = {letter: _with_parts(thing, letter) for letter in self.letters}
                yield PassDifference(thing.id, thing.kind, thing, (), sides)
            return
        for fields in groups(list(says.values())):
            parts = [{name: side.get(name) for name in fields} for side in says.values()]
            if not _equal(parts):
                sides = {
                    letter: {name: side.get(name) for name in fields}
                    for letter, side in thing.sides.items()
                }
                yield PassDifference(f"{thing.id}.{fields[0]}", thing.kind, thing, fields, sides)
        for part in thing.parts:
            yield from self._of(part)

    def _split(self, split: SplitReferent) -> PassDifference:
        one, other = self.named[split.one], self.named[split.other]
        sides: dict[str, Plain | None] = {}
        for letter in self.letters:
            both = [thing.sides.get(letter) for thing in (one, other)]
            sides[letter] = {"refs": [side for side in both if side is not None]}
        return PassDifference(split.id, SPLIT, other, (), sides, split)


def _with_parts(thing: Thing, letter: str) -> Plain | None:
    """What a pass has of a thing; an agreement with its parts."""
    side = thing.sides.get(letter)
    if side is None or thing.kind != "agreement":
        return side
    made: Plain = {**side, **{name: [] for name in PARTS.values()}}
    for part in thing.parts:
        if letter in part.sides:
            made[PARTS[part.kind]].append(part.sides[letter])
    return made


def groups(sides: Sequence[Plain]) -> list[tuple[str, ...]]:
    """The fields of labels, those that are decided together in one group."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for side in sides for name in side):
        found.setdefault(_TOGETHER.get(name, name), []).append(name)
    return [
        tuple(sorted({*names, group}, key=lambda name: (name != group, name)))
        for group, names in found.items()
    ]


def _filling(label: Plain) -> tuple[int, int, frozenset[str]]:
    return label["start"], label["end"], frozenset(label["refs"])


def _unfollowed(side: Plain) -> Plain:
    """A label in which what follows something else is not compared."""
    if "holders" in side:
        side = {**side, "holders": [_unfollowed(one) for one in side["holders"]]}
    if (follows := side.get(FOLLOWS)) is None:
        return side
    left_out = ("type",) if follows is True else ("start", "end", "text", "refs")
    return {k: v for k, v in side.items() if k not in left_out}


def _equal(values: Sequence[object]) -> bool:
    return all(value == values[0] for value in values)
