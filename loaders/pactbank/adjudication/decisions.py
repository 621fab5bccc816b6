"""Decisions as they are given: read from files, and held against the differences that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from pactbank.adjudication.comparing import SPLIT, ComparedPasses, PassDifference
from pactbank.adjudication.labels import PARTS, Plain
from pactbank.corpus.files import sha256
from pactbank.errors import Problem, WrongUse, named
from pactbank.model import codec, rules
from pactbank.model.decision import BOTH, EDIT, NEITHER, Decision
from pactbank.model.inputs import is_folder, list_files, read_named, reading


class GivenDecision(NamedTuple):
    """A decision and where it stands."""

    decision: Decision
    file: str
    line: int | None = None

    def problem(self, code: str, message: str, pointer: str = "") -> Problem:
        return rules.problem(code, self.file, message, line=self.line, pointer=pointer)


def read_decisions(paths: Iterable[Path]) -> tuple[list[GivenDecision], list[Problem]]:
    """The decisions of JSON Lines files, and of all such files below folders, with every fault.
    Raises `WrongUse` for a path that cannot be read."""
    found: list[GivenDecision] = []
    problems: list[Problem] = []
    for path in paths:
        for file in _files(path):
            given, faults = parse_decisions(read_named(file), str(file))
            found += given
            problems += faults
    return found, problems


def _files(path: Path) -> list[Path]:
    with reading(path):
        if not is_folder(path):
            return [path]
        files = [file for file in list_files(path) if file.suffix == ".jsonl"]
    if not files:
        raise WrongUse(f"{path} has no decisions: no file that ends with .jsonl")
    return files


def parse_decisions(data: bytes, file: str) -> tuple[list[GivenDecision], list[Problem]]:
    """The decisions of JSON Lines, and what is wrong with every other line."""
    found: list[GivenDecision] = []
    problems: list[Problem] = []
    for number, line in codec.lines(data):
        try:
            decision = codec.decode(line, Decision)
        except codec.Unreadable as error:
            problems.append(replace(error.problem(file), line=number))
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `$")
            pointer = path.rstrip("`").replace(".", "/")
            problems.append(rules.problem("PB950", file, message, line=number, pointer=pointer))
        else:
            found.append(GivenDecision(decision, file, number))
    return found, problems


@dataclass
class Decided:
    """What was decided about a document: on differences and labels by id, and labels to add."""

    on: dict[str, GivenDecision] = field(default_factory=dict)
    added: list[GivenDecision] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def forget(self, names: Iterable[str]) -> None:
        """Drop what was decided on these differences."""
        for name in names:
            self.on.pop(name, None)

    def missing(self, differences: Iterable[PassDifference]) -> list[PassDifference]:
        """The differences that are not decided."""
        return [one for one in differences if one.id not in self.on]


def decided(comparing: ComparedPasses, given: Iterable[GivenDecision]) -> Decided:
    """The decisions on one document that can be carried out, and what is wrong with the others. A
    later one on the same difference takes the place of an earlier one in another file."""
    made = Decided()
    differences = {one.id: one for one in comparing.differences}
    for one in given:
        faults = list(_faults(comparing, differences, one))
        earlier = made.on.get(one.decision.id or "")
        if earlier is not None and earlier.file == one.file:
            message = f"{one.decision.id} is decided on line {earlier.line} already"
            faults.append(one.problem("PB953", message, "/id"))
        made.problems += faults
        if faults:
            continue
        if one.decision.id is None:
            names = [(other.decision.label or {}).get("id") for other in made.added]
            if (name := (one.decision.label or {}).get("id")) is not None and name in names:
                message = f"{name} is the id of another label that is added"
                made.problems.append(one.problem("PB953", message, "/label/id"))
            made.added.append(one)
        else:
            made.on[one.decision.id] = one
    return made


def _faults(
    comparing: ComparedPasses, differences: dict[str, PassDifference], given: GivenDecision
) -> Iterator[Problem]:
    decision = given.decision
    if (decision.id is None) == (decision.add is None):
        yield given.problem("PB952", "a decision has an id with a choice, or add with a label")
    elif decision.add is not None:
        yield from _faults_of_addition(comparing, given)
    elif decision.id in differences:
        yield from _faults_of_choice(comparing, differences[decision.id], given)
    elif decision.id in comparing.named:
        yield from _faults_on_label(comparing, given)
    else:
        label, _, field_ = (decision.id or "").rpartition(".")
        if label in comparing.named:
            message = f'{field_} of {label} is agreed on: edit {label}, with {{"{field_}": …}}'
        else:
            known = named(decision.id or "", differences)
            message = f"there is no label, and no difference {known}"
        yield given.problem("PB951", message, "/id")


def _faults_of_addition(comparing: ComparedPasses, given: GivenDecision) -> Iterator[Problem]:
    decision = given.decision
    if decision.label is None:
        yield given.problem("PB952", "add needs a label", "/label")
    whole = comparing.named.get(decision.to or "")
    if (decision.add in PARTS) != (whole is not None and whole.kind == "agreement"):
        message = "to names the agreement that a mention, argument, status or relation is added to"
        yield given.problem("PB952", message, "/to")
    if decision.choice is not None:
        yield given.problem("PB952", "add takes no choice", "/choice")
    if (name := (decision.label or {}).get("id")) in comparing.named:
        message = f"{name} is the id of another label; give the new one an id of its own, or none"
        yield given.problem("PB952", message, "/label/id")


def _faults_of_choice(
    comparing: ComparedPasses, difference: PassDifference, given: GivenDecision
) -> Iterator[Problem]:
    decision = given.decision
    possible = choices(comparing, difference)
    if decision.choice not in possible:
        fault = f"{decision.choice} is no choice here" if decision.choice else "there is no choice"
        yield given.problem("PB952", f"{fault}: {', '.join(possible)}", "/choice")
    yield from _faults_of_label(given)
    if decision.label is not None and difference.fields:
        for name in decision.label.keys() - set(difference.fields):
            message = f"{name} is not asked about here: {', '.join(difference.fields)}"
            yield given.problem("PB952", message, f"/label/{name}")


def _faults_on_label(comparing: ComparedPasses, given: GivenDecision) -> Iterator[Problem]:
    """A label on which passes agree, or whose fields are decided one by one, can be kept for a
    ruling, left out, or edited."""
    decision = given.decision
    possible = (BOTH, NEITHER, EDIT)
    if decision.choice not in possible:
        message = f"{decision.id} is in every pass: {', '.join(possible)}"
        yield given.problem("PB952", message, "/choice")
    yield from _faults_of_label(given)


def _faults_of_label(given: GivenDecision) -> Iterator[Problem]:
    decision = given.decision
    if (decision.choice == EDIT) != (decision.label is not None):
        message = "edit needs a label, and no other choice has one"
        yield given.problem("PB952", message, "/label")


def choices(comparing: ComparedPasses, difference: PassDifference) -> tuple[str, ...]:
    """What can be chosen at a difference."""
    if difference.kind == SPLIT:
        return comparing.letters
    letters = comparing.letters if difference.whole else tuple(difference.sides)
    there = [side for side in difference.sides.values() if side is not None]
    several = (BOTH,) if difference.whole and len(there) > 1 else ()
    nothing = (NEITHER,) if difference.whole else ()
    return (*letters, *several, *nothing, EDIT)


def digest(difference: PassDifference) -> str:
    """What was asked, in short: the same for the same sides only."""
    asked: Plain = {"id": difference.id, "sides": difference.sides, "fields": difference.fields}
    return sha256(msgspec.json.encode(asked))[:16]
