"""Documents that are adjudicated: their passes compared, decisions taken, gold written."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pactbank.adjudication.comparing import ComparedPasses, PassDifference
from pactbank.adjudication.decisions import Decided, GivenDecision, decided
from pactbank.adjudication.editing import Editing
from pactbank.adjudication.gold import adjudicated
from pactbank.adjudication.journal import Journal
from pactbank.adjudication.merging import merge
from pactbank.adjudication.resolving import Resolving
from pactbank.corpus.files import sha256
from pactbank.corpus.handbook import handbook
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem, WrongUse, errors_in, first_of
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document

_MOST = 8
"""So many passes have a letter."""


def compare(store: Store, annotators: Sequence[str], name: str) -> ComparedPasses:
    """The passes of annotators over the newest version of a document. Raises `WrongUse` where one
    has not labelled it, `InvalidData` where a pass breaks a rule or they have no layer in common,
    and `WithheldText` where this copy lacks the text."""
    document = store.document(name)
    text = store.text(document)
    passes: dict[str, Annotation] = {}
    problems: list[Problem] = []
    for letter, who in zip(string.ascii_lowercase, annotators, strict=False):
        labels = store.annotation(who, document)
        if labels is None:
            raise WrongUse(f"{who} has not labelled {name}")
        path = str(store.annotation_path(who, document.id, document.version))
        problems += errors_in(check(store, labels, codec.encode(labels), path))
        passes[letter] = labels
    if not problems and not set.intersection(*(set(of.layers) for of in passes.values())):
        file = store.annotation_path(annotators[0], document.id, document.version)
        message = f"{' and '.join(annotators)} have no layer of {name} in common"
        problems.append(rules.problem("PB952", str(file), message))
    if problems:
        raise InvalidData(problems)
    return ComparedPasses(merge(passes, text))


_NAMED = 20
"""So many differences are named that are not decided."""


@dataclass(frozen=True)
class Adjudication:
    """Passes, by annotator, that become the gold of this name."""

    store: Store
    passes: tuple[str, ...]
    gold: str

    def __post_init__(self) -> None:
        if len(self.passes) < 2 or len(self.passes) > _MOST:
            raise WrongUse(f"name two to {_MOST} annotators whose passes are compared")
        if len({*self.passes, self.gold}) <= len(self.passes):
            raise WrongUse("each pass is named once, and the gold has another name")
        self.store.check_registered(*self.passes, self.gold)

    @cached_property
    def guidelines(self) -> str:
        """The sha256 of the handbook that gold is made under."""
        return sha256(handbook(self.store))

    def documents(self, names: Sequence[str]) -> list[str]:
        """The documents that every pass has labelled: those that are named, or all. Raises
        `WrongUse` where a named one is not among them, or where there is none."""
        shared = []
        for name in names or sorted(self.store.versions()):
            document = self.store.document(name)
            lacking = [who for who in self.passes if not self._path_of(who, document)]
            if not lacking:
                shared.append(name)
            elif names:
                raise WrongUse(f"{' and '.join(lacking)} have not labelled {name}")
        if not shared:
            raise WrongUse(f"there is no document that {' and '.join(self.passes)} all labelled")
        return shared

    def _path_of(self, who: str, document: Document) -> bool:
        path = self.store.annotation_path(who, document.id, document.version)
        return self.store.holds(path)

    def has_gold(self, name: str) -> bool:
        """Whether the newest version of a document has gold."""
        return self._path_of(self.gold, self.store.document(name))

    def opened(self, name: str) -> AdjudicatedDocument:
        """A document with its passes; raises like `compare`."""
        compared = compare(self.store, self.passes, name)
        return AdjudicatedDocument(self, self.store.document(name), compared)


@dataclass
class AdjudicatedDocument:
    """One document: what differs, what is decided, and the gold that comes of it."""

    adjudication: Adjudication
    document: Document
    comparing: ComparedPasses
    decided: Decided = field(default_factory=Decided)

    @property
    def differences(self) -> list[PassDifference]:
        return self.comparing.differences

    @property
    def undecided(self) -> list[PassDifference]:
        return self.decided.missing(self.differences)

    @cached_property
    def journal(self) -> Journal:
        """Where decisions wait."""
        return Journal(self.adjudication.store, self.adjudication.gold, self.document)

    def resume(self) -> None:
        """Take over the decisions that wait in the journal."""
        self.decided = decided(self.comparing, self.journal.read(self.comparing))
        self.decided.problems.clear()  # answers to what is no longer asked

    def decide(self, given: Iterable[GivenDecision]) -> list[Problem]:
        """Take decisions, or tell what is wrong with them and with the labels that they give; then
        none is taken. They take the place of those on the same differences, and labels to add that
        of all labels to add."""
        made = decided(self.comparing, given)
        wrong = made.problems
        made.problems = []
        made.on = {**self.decided.on, **made.on}
        made.added = made.added or self.decided.added
        resolving = Resolving(
            self.comparing, made, Editing(self.document, self.comparing.merged.text)
        )
        resolving.labels()
        problems = sorted([*wrong, *resolving.problems])
        if not problems:
            self.decided = made
        return problems

    def keep(self) -> None:
        """Write what is decided to the journal."""
        self.journal.write(self.comparing, [*self.decided.on.values(), *self.decided.added])

    def make(self, created: str) -> tuple[Annotation | None, list[Problem]]:
        """The gold, or every problem that keeps it from being written."""
        store, gold = self.adjudication.store, self.adjudication.gold
        if missing := self.undecided:
            listed = first_of([one.id for one in missing], _NAMED)
            message = f"{self.document.id}: {len(missing)} differences ({listed})"
            return None, [rules.problem("PB954", str(self.journal.path), message)]
        if lost := self._layers_lost():
            path = store.annotation_path(gold, self.document.id, self.document.version)
            message = f"it has {' and '.join(lost)}, which not every pass has"
            return None, [rules.problem("PB955", str(path), message)]
        return adjudicated(
            store,
            self.document,
            self.comparing,
            self.decided,
            annotator=gold,
            guidelines_sha256=self.adjudication.guidelines,
            created=created,
        )

    def _layers_lost(self) -> list[str]:
        """The layers that gold has already and that would be gone."""
        before = self.adjudication.store.annotation(self.adjudication.gold, self.document)
        made = self.comparing.merged.layers
        return [layer for layer in (before.layers if before else ()) if layer not in made]
