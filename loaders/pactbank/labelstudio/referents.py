"""Referents of labels that a person made or changed in the editor.

A field names referents by id (`r3`), as it was filled (`r3 = Tolmar`) or by name (`Tolmar`),
parted by semicolons. A new mention with an empty field takes the referents of its exact name,
where the text has only one such thing; otherwise it opens a referent of its own, as the handbook
has it: when in doubt, keep two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pactbank.labelstudio.drawing import Note
from pactbank.labelstudio.shown import Names
from pactbank.model.annotation import Mention, Ref


def type_of_referent(entity_type: str) -> str:
    """The type of referent a mention of this type stands for: a ROLE stands for its holder."""
    return "PERSON" if entity_type == "ROLE" else entity_type


class Referents:
    """The referents of one annotation, as pushed and as they grow."""

    def __init__(
        self, refs: Sequence[Ref], mentions: Sequence[Mention], taken: set[str], notes: list[Note]
    ) -> None:
        self.refs = {ref.id: ref for ref in refs}
        self.names = Names(refs)
        self.taken = taken
        self.notes = notes
        self._named: dict[tuple[str, str], set[tuple[str, ...]]] | None = None
        self._mentions = mentions

    def all(self) -> tuple[Ref, ...]:
        return tuple(self.refs.values())

    def named(self, name: str, kind: str) -> set[tuple[str, ...]]:
        """What the name stands for in this text: referents called so, mentions that read so."""
        if self._named is None:
            self._named = {}
            for ref in self.refs.values():
                if ref.name:
                    self._named.setdefault((ref.name, ref.type), set()).add((ref.id,))
            for mention in self._mentions:
                if mention.refs and mention.text and not mention.open:
                    key = (mention.text, type_of_referent(mention.type))
                    self._named.setdefault(key, set()).add(mention.refs)
        return self._named.get((name, kind), set())

    def of_new(self, text: str, entity_type: str, region: str) -> tuple[str, ...]:
        """The referents of a new mention whose field is empty."""
        kind = type_of_referent(entity_type)
        found = self.named(text, kind)
        if len(found) == 1:
            return next(iter(found))
        new = self.add(kind, text)
        said = f"{text!r} opens a new referent, {new}"
        if found:
            known = "; ".join(sorted(self.names.show(refs) for refs in found))
            said = f"{text!r} may be {known}; it opens a new referent, {new}"
        self.notes.append(Note("PB911", region, f"{said}: merge it if the text has it already"))
        return (new,)

    def parse(self, field: str, region: str, kind: str | None = None) -> tuple[str, ...]:
        """The referents a field names. A name nobody has becomes a new referent of type `kind`;
        without a type it is noted and left out."""
        found: list[str] = []
        for part in field.split(";"):
            if not (named := part.strip()):
                continue
            for ref in self._one(named, region, kind):
                if ref not in found:
                    found.append(ref)
        return tuple(found)

    def _one(self, named: str, region: str, kind: str | None) -> Iterable[str]:
        ref, _, _ = named.partition(" = ")
        if ref in self.refs or ref == "AUTHOR":
            return (ref,)
        same = [ref.id for ref in self.refs.values() if ref.name == named]
        if len(same) == 1:
            return same
        if kind is not None and not same:
            new = self.add(kind, named)
            said = f"{named!r} is a new referent, {new}"
            self.notes.append(Note("PB911", region, said))
            return (new,)
        said = f"{named!r} is the name of {', '.join(same)}" if same else f"nothing is {named!r}"
        self.notes.append(Note("PB907", region, said))
        return ()

    def add(self, kind: str, name: str) -> str:
        """A new referent; its id."""
        ref = msgspec.convert({"id": self._free_id(), "type": kind, "name": name[:512]}, Ref)
        self.refs[ref.id] = ref
        self.names.shown[ref.id] = f"{ref.id} = {ref.name}"
        if self._named is not None:
            self._named.setdefault((name, kind), set()).add((ref.id,))
        return ref.id

    def _free_id(self) -> str:
        number = len(self.refs) + 1
        while f"r{number}" in self.taken:
            number += 1
        self.taken.add(f"r{number}")
        return f"r{number}"

    def retype(self, mentions: Sequence[Mention], changed: dict[str, str]) -> tuple[Mention, ...]:
        """The mentions, after those in `changed` (label id to region) got another type: their
        referents follow where nothing else needs the old type, else the name finds others."""
        needed: dict[str, set[str]] = {}
        for mention in mentions:
            for ref in mention.refs:
                needed.setdefault(ref, set()).add(type_of_referent(mention.type))
        found = []
        for mention in mentions:
            kind = type_of_referent(mention.type)
            wrong = [r for r in mention.refs if r in self.refs and self.refs[r].type != kind]
            if mention.id not in changed or not wrong:
                found.append(mention)
                continue
            region = changed[mention.id]
            if all(needed[ref] == {kind} for ref in wrong):
                for ref in wrong:
                    self.refs[ref] = msgspec.structs.replace(self.refs[ref], type=kind)
                    self.notes.append(Note("PB911", region, f"{ref} is {kind} now"))
                found.append(mention)
            else:
                refs = self.of_new(mention.text or "", mention.type, region)
                found.append(msgspec.structs.replace(mention, refs=refs))
        return tuple(found)
