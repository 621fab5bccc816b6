"""Referents of labels that an annotator made or changed in the editor.

A list picks referents as it shows them: `r3 = Tolmar`. A field names those that the list lacks, by
name or by id, separated by semicolons; ids alone may be separated by commas. A name that belongs to
another id than the one before it is refused, since either may be meant. A new mention without
either takes the referents of its exact name where the text has only one such thing; otherwise it
opens a referent of its own, as the guidelines ask: when in doubt, keep two. The editor's list does
not grow while somebody labels, so a name that opened a referent names it from then on.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

import msgspec

from pactbank.labelstudio.attributes import ReferentNames
from pactbank.labelstudio.regions import Note
from pactbank.model.annotation import Mention, Ref

_ID = re.compile(r"(?<!\w)[rR][0-9]+(?!\w)")
"""What new referents have as ids."""
_BETWEEN_NAMES = re.compile(
    r"""[,;:/|+&()\[\]"“”]|\s-\s|\.$|(?<!\S)(?:and|or|und|et|y)(?!\S)""", re.IGNORECASE
)
_OF_A_NAME = re.compile(
    r"(?<!\w)(?!(?:and|or|und|et|y|to|with|plus|both|ids?|refs?|referents?)(?!\w))\w+",
    re.IGNORECASE,
)
"""Words that can belong to a name, when they stand beside ids."""


def type_of_referent(entity_type: str) -> str:
    """The type of referent a mention of this type stands for: a ROLE stands for its holder."""
    return "PERSON" if entity_type == "ROLE" else entity_type


class Referents:
    """The referents of one annotation: those that were pushed, and those added since."""

    def __init__(
        self, refs: Sequence[Ref], mentions: Sequence[Mention], taken: set[str], notes: list[Note]
    ) -> None:
        self.refs = {ref.id: ref for ref in refs}
        self.names = ReferentNames(refs)
        self.taken = taken
        self.notes = notes
        self._new: set[str] = set()
        self._called: dict[tuple[str, str], set[tuple[str, ...]]] | None = None
        self._mentions = mentions

    def all(self) -> tuple[Ref, ...]:
        return tuple(self.refs.values())

    def called(self, name: str, kind: str) -> set[tuple[str, ...]]:
        """What a name stands for in this text: referents and mentions of a type that have it."""
        if self._called is None:
            self._called = {}
            for ref in self.refs.values():
                if ref.name:
                    self._called.setdefault((ref.name, ref.type), set()).add((ref.id,))
            for mention in self._mentions:
                if mention.refs and mention.text and not mention.open:
                    key = (mention.text, type_of_referent(mention.type))
                    self._called.setdefault(key, set()).add(mention.refs)
        return self._called.get((name, kind), set())

    def of_new_mention(self, text: str, entity_type: str, region: str) -> tuple[str, ...]:
        """The referents of a new mention for which nothing is picked or typed."""
        kind = type_of_referent(entity_type)
        known = self.called(text, kind)
        if len(known) == 1:
            [refs] = known
            self._note_again(text, refs, region)
            return refs
        new = self.add(kind, text)
        message = f"{text!r} opens a new referent, {new}"
        if known:
            names = "; ".join(sorted(self.names.tell(refs) for refs in known))
            message = f"{text!r} may be {names}; it opens a new referent, {new}"
        self._note("PB911", region, f"{message}: merge it if the text has it already")
        return (new,)

    def of_list(self, entries: Iterable[str], region: str) -> tuple[str, ...]:
        """The referents that are picked from a list; what the text does not have is noted."""
        return tuple(ref for entry in entries for ref in self._one(entry, region, None))

    def known(self, entries: Iterable[str]) -> list[str]:
        """Those of the entries of a list that the text has, by id."""
        ids = [self._id(entry.partition("=")[0].strip()) for entry in entries]
        return [name for name in ids if name is not None]

    def _note_again(self, name: str, refs: Sequence[str], region: str) -> None:
        """Say that a name is that of a referent which this work opened."""
        if refs and self._new.issuperset(refs):
            self._note("PB911", region, f"{name!r} is {', '.join(refs)} again, opened before")

    def parse(self, field: str, region: str, kind: str | None = None) -> tuple[str, ...]:
        """The referents a field names. An unknown name becomes a new referent of type `kind`;
        without a type, or with an id before it, it is noted and left out."""
        names = [name for part in field.split(";") for name in self._named(part.strip()) if name]
        return tuple(dict.fromkeys(ref for name in names for ref in self._one(name, region, kind)))

    def _named(self, part: str) -> list[str]:
        """The names in one part of a field: several ids may stand in it, separated by commas."""
        ids = [name.strip() for name in part.split(",")]
        return ids if all(self._id(name) for name in ids) else [part]

    def _id(self, written: str) -> str | None:
        """The referent with this id, however its letters are cased."""
        if written in self.refs or written == "AUTHOR":
            return written
        folded = written.casefold()
        found = [ref for ref in (*self.refs, "AUTHOR") if ref.casefold() == folded]
        return found[0] if len(found) == 1 else None

    def _one(self, name: str, region: str, kind: str | None) -> Iterable[str]:
        written, _, called = map(str.strip, name.partition("="))
        if (ref := self._id(written)) is not None:
            entry = self.names.show((ref,))
            if called and ref in self.refs and called != entry.partition("=")[2].strip():
                message = f"{written} is {self.refs[ref].name or 'without a name'}, not {called}"
                self._note("PB907", region, message)
                return ()
            return (ref,)
        same = [ref.id for ref in self.refs.values() if ref.name == name]
        if len(same) == 1:
            self._note_again(name, same, region)
            return same
        if not same and (told := self._told(name)):
            self._note("PB907", region, told)
            return ()
        near = self._near(name)
        if kind is not None and not same and not called:
            new = self.add(kind, name)
            self._note("PB911", region, f"{name!r} is a new referent, {new}{near}")
            return (new,)
        reason = f"is the name of {', '.join(same)}" if same else f"names no referent{near}"
        self._note("PB907", region, f"{name!r} {reason}")
        return ()

    def _told(self, name: str) -> str:
        """How to write what looks like ids, or like several referents, and is not understood as
        such; empty for what may be a name."""
        if name in self.taken:
            return f"{name!r} is the id of a label, not of a referent"
        ids = _ID.findall(name)
        pieces = [piece for piece in map(str.strip, _BETWEEN_NAMES.split(name)) if piece]
        found = [self._known_as(piece) for piece in pieces]
        has_an_id = any(map(_ID.fullmatch, pieces))
        has_only_ids = bool(ids) and not _OF_A_NAME.search(_ID.sub(" ", name))
        all_known = pieces != [name] and bool(found) and None not in found
        if not (has_an_id or has_only_ids or all_known):
            return ""
        known = [*map(self._known_as, ids), *found]
        unknown = [each for each in dict.fromkeys(ids) if self._known_as(each) is None]
        if unknown:
            how = f"the text has no {', '.join(unknown)}; write ids of the list, or a name"
        else:
            how = f"write {'; '.join(dict.fromkeys(filter(None, known)))}, or a name that differs"
        return f"{name!r} is not understood: {how}"

    def _known_as(self, written: str) -> str | None:
        """The referent that has this id or, alone, this name."""
        same = [ref.id for ref in self.refs.values() if ref.name == written]
        return self._id(written) or (same[0] if len(same) == 1 else None)

    def _near(self, name: str) -> str:
        """What a misspelt name may mean, as the end of a message; empty where nothing is near."""
        shown: dict[str, Ref] = {}
        for ref in self.refs.values():
            shown |= {each.casefold(): ref for each in (ref.id, ref.name) if each}
        written = name.partition("=")[2].strip() or name
        near = difflib.get_close_matches(written.casefold()[:64], shown, 1, 0.75)
        return f"; perhaps {self.names.tell((shown[near[0]].id,))} is meant" if near else ""

    def add(self, kind: str, name: str) -> str:
        """A new referent; its id."""
        ref = msgspec.convert({"id": self._new_id(), "type": kind, "name": name[:512]}, Ref)
        self.refs[ref.id] = ref
        self._new.add(ref.id)
        self.names.add(ref)
        if self._called is not None:
            self._called.setdefault((name, kind), set()).add((ref.id,))
        return ref.id

    def _new_id(self) -> str:
        number = len(self.refs) + 1
        while f"r{number}" in self.taken:
            number += 1
        self.taken.add(f"r{number}")
        return f"r{number}"

    def _note(self, code: str, region: str, message: str) -> None:
        self.notes.append(Note(code, region, message))

    def retype(self, mentions: Sequence[Mention], retyped: dict[str, str]) -> tuple[Mention, ...]:
        """The mentions, after those in `retyped` (label id to region) got another type. Their
        referents get it as well where no other mention needs the old type; otherwise the mention
        gets other referents by its name."""
        needed: dict[str, set[str]] = {}
        for mention in mentions:
            for ref in mention.refs:
                needed.setdefault(ref, set()).add(type_of_referent(mention.type))
        return tuple(
            self._retyped(mention, retyped.get(mention.id), needed) for mention in mentions
        )

    def _retyped(
        self, mention: Mention, region: str | None, needed: dict[str, set[str]]
    ) -> Mention:
        if region is None:
            return mention
        kind = type_of_referent(mention.type)
        wrong = [ref for ref in mention.refs if ref in self.refs and self.refs[ref].type != kind]
        if any(needed[ref] != {kind} for ref in wrong):
            refs = self.of_new_mention(mention.text or "", mention.type, region)
            return msgspec.structs.replace(mention, refs=refs)
        for ref in wrong:
            self.refs[ref] = msgspec.structs.replace(self.refs[ref], type=kind)
            self._note("PB911", region, f"{ref} is {kind} now")
        return mention
