"""Passes and decisions to the labels of the gold, still with the ids of the merged passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pactbank.adjudication.comparing import FIELDWISE, ComparedPasses, groups
from pactbank.adjudication.decisions import Decided, GivenDecision
from pactbank.adjudication.editing import Editing
from pactbank.adjudication.labels import PARTS, TOP, Plain, renamed
from pactbank.adjudication.merging import Thing
from pactbank.errors import Problem
from pactbank.model.decision import BOTH, EDIT, NEITHER


@dataclass
class Resolving:
    """Takes over what passes agree on and carries decisions out. `problems` are those of edited
    labels and rulings; what is not decided is taken from the first pass that has it, so that a
    caller sees to it before that everything is."""

    comparing: ComparedPasses
    decided: Decided
    editing: Editing
    problems: list[Problem] = field(default_factory=list)

    def labels(self) -> Plain:
        """Referents and labels by the lists of an annotation."""
        made: Plain = {top: [] for top in TOP.values()}
        for thing in self.comparing.merged.things:
            made[TOP[thing.kind]] += self._resolved(thing)
        for number, given in enumerate(self.decided.added, 1):
            self._add(made, given, f"added-{number}")
        return made

    @property
    def as_one(self) -> dict[str, str]:
        """The referents that are decided to be another one."""
        return {
            split.other: split.one
            for split in self.comparing.splits
            if self._choice(split.id) not in split.apart
        }

    def _choice(self, name: str) -> str | None:
        given = self.decided.on.get(name)
        return given.decision.choice if given else None

    def _resolved(self, thing: Thing) -> list[Plain]:
        """What becomes of a thing: one label, none, or several."""
        given = self.decided.on.get(thing.id)
        choice = given.decision.choice if given else None
        if choice == NEITHER or (choice in self.comparing.letters and choice not in thing.sides):
            return []
        if choice == EDIT and given is not None:
            labels = self._edited(thing, given)
        elif choice == BOTH and not self._agreed(thing):
            labels = [self._of(thing, letter) for letter in self._unlike(thing)]
        elif choice in self.comparing.letters:
            labels = [self._of(thing, str(choice))]
        else:
            labels = [self._assembled(thing)]
        return [self._ruled(label, thing) for label in labels]

    def _agreed(self, thing: Thing) -> bool:
        return all(one.id != thing.id for one in self.comparing.differences)

    def _unlike(self, thing: Thing) -> list[str]:
        """The first pass of each that says something else."""
        told: list[Plain] = []
        kept = []
        for letter in thing.sides:
            if (says := self.comparing.says(thing, letter)) not in told:
                told.append(says)
                kept.append(letter)
        return kept

    def _of(self, thing: Thing, letter: str) -> Plain:
        """A thing as one pass has it, with its parts."""
        label = {"id": thing.id, **self.comparing.value(thing, letter)}
        if thing.kind == "agreement":
            for name in PARTS.values():
                label[name] = []
            for part in thing.parts:
                if letter in part.sides:
                    label[PARTS[part.kind]].append(self._of(part, letter))
        return label

    def _assembled(self, thing: Thing) -> Plain:
        """A thing field by field: as passes agree, or as it was decided."""
        made: Plain = {"id": thing.id}
        says = {letter: self.comparing.says(thing, letter) for letter in thing.sides}
        values = {letter: self.comparing.value(thing, letter) for letter in thing.sides}
        for fields in groups(list(values.values())):
            given = self.decided.on.get(f"{thing.id}.{fields[0]}")
            letter = self._letter(thing, fields, says, given)
            made |= {name: values[letter][name] for name in fields if name in values[letter]}
            if given is not None and given.decision.choice == EDIT:
                made |= self._edited_fields(thing, fields, given)
        if thing.kind == "agreement":
            for name in PARTS.values():
                made[name] = []
            for part in thing.parts:
                made[PARTS[part.kind]] += self._resolved(part)
        return made

    def _letter(
        self,
        thing: Thing,
        fields: Sequence[str],
        says: Mapping[str, Plain],
        given: GivenDecision | None,
    ) -> str:
        """The pass that fields are taken from. Of those that agree but for referents that one of
        them has apart, it is that one: whether they are apart is decided for all labels."""
        if given is not None and given.decision.choice in thing.sides:
            return str(given.decision.choice)
        as_one = self.comparing.as_one
        for letter in thing.sides:
            own = {name: thing.sides[letter].get(name) for name in fields}
            if renamed(own, as_one) != own:
                return letter
        return next(iter(says))

    def _edited(self, thing: Thing, given: GivenDecision) -> list[Plain]:
        whole = thing.kind in FIELDWISE and self._agreed(thing)
        base = self._assembled(thing) if whole else self._of(thing, next(iter(thing.sides)))
        label = self._anchored(thing, base, given)
        return [] if label is None else [{**label, "id": thing.id}]

    def _edited_fields(self, thing: Thing, fields: Sequence[str], given: GivenDecision) -> Plain:
        label = self._anchored(thing, self._of(thing, next(iter(thing.sides))), given)
        return {} if label is None else {name: label.get(name) for name in fields}

    def _anchored(self, thing: Thing, base: Plain, given: GivenDecision) -> Plain | None:
        label, problems = self.editing.edited(thing.kind, base, given)
        self.problems += problems
        return label

    def _ruled(self, label: Plain, thing: Thing) -> Plain:
        """The label with the ruling that the decisions on it and on its fields name."""
        own = [
            given
            for name, given in self.decided.on.items()
            if given.decision.ruling is not None and self._about(name, thing)
        ]
        rulings = list(dict.fromkeys(given.decision.ruling for given in own))
        if len(rulings) > 1:
            message = f"{thing.id} rests on {' and '.join(map(str, rulings))}: name one ruling"
            self.problems.append(own[-1].problem("PB952", message, "/ruling"))
        return {**label, "ruling": rulings[0]} if rulings else label

    def _about(self, name: str, thing: Thing) -> bool:
        """Whether a decision of this id is on a thing or its fields, not on a part of it."""
        field_of_it = name.startswith(f"{thing.id}.") and name not in self.comparing.named
        return name == thing.id or field_of_it

    def _add(self, made: Plain, given: GivenDecision, name: str) -> None:
        """Put a label there that no pass has, with its own id or this one."""
        decision = given.decision
        if decision.add is None:
            return
        label, problems = self.editing.anchored(decision.add, decision.label or {}, given)
        self.problems += problems
        if label is None:
            return
        label["id"] = (decision.label or {}).get("id", name)
        if decision.ruling:
            label["ruling"] = decision.ruling
        if decision.add not in PARTS:
            made[TOP[decision.add]].append(label)
            return
        whole = next((of for of in made["agreements"] if of["id"] == decision.to), None)
        if whole is None:
            message = f"{decision.to} is left out, so that nothing can be added to it"
            self.problems.append(given.problem("PB952", message, "/to"))
        else:
            whole[PARTS[decision.add]].append(label)
