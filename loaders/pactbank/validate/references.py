"""Who is referred to, and whether that fits: referents, agreements, ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pactbank.model.annotation import Annotation, Ref
from pactbank.schemas import Finding

ACTORS = frozenset({"STATE", "IGO", "INSTITUTION", "FORCE", "ORG"})
HOLDERS = ACTORS | {"PERSON"}


class References:
    """The referents and agreements of one annotation, and which of them were used."""

    def __init__(self, annotation: Annotation) -> None:
        self.refs: dict[str, Ref] = {ref.id: ref for ref in annotation.refs}
        self.agreements = {agreement.id for agreement in annotation.agreements or ()}
        self.used: set[str] = set()

    def check(
        self, ids: Iterable[str], types: Collection[str], pointer: str, author: bool = False
    ) -> Iterator[Finding]:
        """Each id must be a referent of one of the types (or AUTHOR, where that is allowed)."""
        for name in ids:
            ref = self.refs.get(name)
            if ref is not None:
                self.used.add(name)
                if ref.type not in types:
                    said = f"{name} is {ref.type}, not {' or '.join(sorted(types))}"
                    yield Finding("PB309", pointer, said)
            elif not (author and name == "AUTHOR"):
                yield Finding("PB307", pointer, f"{name!r} is not in refs")

    def check_agreements(self, ids: Iterable[str], pointer: str) -> Iterator[Finding]:
        for name in ids:
            if name not in self.agreements:
                yield Finding("PB405", pointer, f"{name!r} is no agreement of this file")

    def check_owners(self) -> Iterator[Finding]:
        """`of` names the state or organization that a person, office or force belongs to."""
        for at, ref in enumerate(self.refs.values()):
            if ref.of is not None:
                yield from self.check([ref.of], {"STATE", "IGO"}, f"/refs/{at}/of")

    def unused(self) -> Iterator[Finding]:
        for at, name in enumerate(self.refs):
            if name not in self.used:
                yield Finding("PB308", f"/refs/{at}", f"nothing refers to {name!r}")


def duplicate_ids(annotation: Annotation) -> Iterator[Finding]:
    seen: set[str] = {"AUTHOR"}
    for pointer, name in _ids(annotation):
        if name in seen:
            yield Finding("PB313", pointer, f"{name!r} is the id of something else too")
        seen.add(name)


def _ids(annotation: Annotation) -> Iterator[tuple[str, str]]:
    for at, ref in enumerate(annotation.refs):
        yield f"/refs/{at}/id", ref.id
    for at, mention in enumerate(annotation.entities or ()):
        yield f"/entities/{at}/id", mention.id
    for at, agreement in enumerate(annotation.agreements or ()):
        yield f"/agreements/{at}/id", agreement.id
        for part in ("mentions", "arguments", "status", "relations"):
            for inner, label in enumerate(getattr(agreement, part)):
                yield f"/agreements/{at}/{part}/{inner}/id", label.id
    for at, stance in enumerate(annotation.stances or ()):
        yield f"/stances/{at}/id", stance.id
