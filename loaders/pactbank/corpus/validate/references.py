"""References by id: whether they name a referent of a fitting type, or an agreement."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

from pactbank.model.annotation import Annotation
from pactbank.model.closed import HOLDER_TYPES
from pactbank.model.schemas import Finding
from pactbank.model.walk import LABELS, ids, located

SOURCES = HOLDER_TYPES | {"AUTHOR"}
OWNERS = frozenset({"STATE", "IGO"})


class References:
    """The referents and agreements of one annotation, and which referents were named so far."""

    def __init__(self, annotation: Annotation) -> None:
        self.refs = annotation.refs
        self.types: dict[str, str] = {ref.id: ref.type for ref in annotation.refs}
        self.types["AUTHOR"] = "AUTHOR"
        self.owners: dict[str, str | None] = {ref.id: ref.of for ref in annotation.refs}
        self.agreements = {agreement.id for agreement in annotation.agreements or ()}
        self.labels_agreements = annotation.agreements is not None
        self.used: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether this is a referent, of any type."""
        self.used.add(name)
        return self.types.get(name, "AUTHOR") != "AUTHOR"

    def fit(self, ids: Iterable[str], types: Collection[str]) -> bool:
        """Whether each id is a referent of one of the types; `faults` says which are not."""
        fitting = True
        for name in ids:
            self.used.add(name)
            if self.types.get(name) not in types:
                fitting = False
        return fitting

    def faults(self, ids: Iterable[str], types: Collection[str], pointer: str) -> Iterator[Finding]:
        """A finding for each id that is not a referent, or is one of another type."""
        for name in ids:
            found = self.types.get(name)
            if found is None or (found == "AUTHOR" and found not in types):
                yield Finding("PB307", pointer, f"{name!r} is not in refs")
            elif found not in types:
                message = f"{name} is {found}, not {' or '.join(sorted(types))}"
                yield Finding("PB309", pointer, message)

    def unknown_agreements(self, ids: Iterable[str], pointer: str) -> Iterator[Finding]:
        """A finding for each id that is not an agreement, where agreements are labelled."""
        for name in ids:
            if self.labels_agreements and name not in self.agreements:
                yield Finding("PB405", pointer, f"{name!r} is not an agreement of this file")

    def wrong_owners(self) -> Iterator[Finding]:
        """A finding for each `of` that is not another referent which is a state or an
        organization."""
        for at, ref in enumerate(self.refs):
            if ref.of is None:
                continue
            if ref.of == ref.id:
                yield Finding("PB309", f"/refs/{at}/of", f"{ref.id} belongs to itself")
            elif not self.fit((ref.of,), OWNERS):
                yield from self.faults((ref.of,), OWNERS, f"/refs/{at}/of")

    def unused(self) -> Iterator[Finding]:
        """A finding for each referent that was not named in any check before."""
        for at, ref in enumerate(self.refs):
            if ref.id not in self.used:
                yield Finding("PB308", f"/refs/{at}", f"nothing refers to {ref.id!r}")


def duplicate_ids(annotation: Annotation) -> Iterator[Finding]:
    names = ids(annotation)
    twice = set(repeated(names))
    for at, place in enumerate(located(annotation, LABELS)) if twice else ():
        if at in twice:
            message = f"{names[at]!r} is already the id of another label"
            yield Finding("PB313", f"{place.pointer}/id", message)


def repeated(keys: Sequence[Hashable]) -> list[int]:
    """The indices of keys that are equal to an earlier one."""
    if len(set(keys)) == len(keys):
        return []
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    return [at for at, key in enumerate(keys) if first[key] != at]
