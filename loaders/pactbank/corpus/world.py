"""The invented world of authored texts, in `corpus/world/`: world.json, and in plans/ what each
text tells."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.corpus.records import read_record
from pactbank.corpus.store import Store
from pactbank.errors import DataNotFound, named
from pactbank.model.closed import DEFAULT_ROLES, POLARITY_OF_STANCE, ROLES_BY_TYPE, STAGES
from pactbank.model.schemas import Finding
from pactbank.model.world import (
    CalendarPact,
    FactPlan,
    InventedState,
    PlannedPact,
    World,
    WorldHalf,
)

T = TypeVar("T", bound=msgspec.Struct)
_ID = re.compile(r"[a-z](?:-[a-z0-9]+)+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FILLERS = {"PARTY": "parties", "PROVIDER": "providers", "BENEFICIARY": "beneficiaries"}
_LISTS = ("states", "members", *_FILLERS.values())
"""Fields that hold several ids."""
_REACHED: dict[str, int] = dict(zip(STAGES, range(len(STAGES)), strict=True))
_REACHED["OPERATIVE"] = _REACHED["IN_FORCE"]
del _REACHED["CONCLUDED"]
"""The progress of each stage; CONCLUDED cannot be compared."""


def world_path(store: Store) -> Path:
    return store.corpus / "world" / "world.json"


def plan_path(store: Store, document: str) -> Path:
    """Where the plan of a document is."""
    return store.corpus / "world" / "plans" / f"{document}.json"


def read_world(store: Store) -> World:
    """The world of a corpus. Raises `DataNotFound` where it has none, and `InvalidData` with every
    fault of its structure; `check_world` finds the others."""
    return _read(store, world_path(store), World)


def read_plan(store: Store, document: str) -> FactPlan:
    """The plan of a document. Raises like `read_world`."""
    return _read(store, plan_path(store, document), FactPlan)


def _read(store: Store, path: Path, record: type[T]) -> T:
    if not store.holds(path):
        raise DataNotFound(f"there is no {path.relative_to(store.root).as_posix()}")
    return read_record(path, record)


def check_world(world: World) -> Iterator[Finding]:
    """Ids that are given twice or name nothing, names that occur twice, words that both halves
    have, and pacts whose steps contradict each other."""
    seen: set[str] = set()
    names: set[str] = set()
    for pointer, half in (("/train", world.train), ("/challenge", world.challenge)):
        known = half.ids()
        for inner, thing in half.things():
            at = pointer + inner
            if thing.id in seen:
                yield Finding("PB651", f"{at}/id", f"{thing.id} is already given")
            seen.add(thing.id)
            yield from _unknown(thing, known, at)
            yield from _repeated_names(thing, names, at)
            if isinstance(thing, CalendarPact):
                yield from _check_calendar(thing, known, at)
    yield from _shared_words(world)


def _unknown(thing: msgspec.Struct, known: Collection[str], at: str) -> Iterator[Finding]:
    """Ids in the fields of a thing that name nothing in its half."""
    for field in ("state", "of"):
        if (value := getattr(thing, field, None)) is not None and value not in known:
            yield _names_nothing(value, known, f"{at}/{field}")
    for field in _LISTS:
        yield from _unknown_ids(getattr(thing, field, ()), known, f"{at}/{field}")


def _unknown_ids(ids: Iterable[str], known: Collection[str], at: str) -> Iterator[Finding]:
    for number, value in enumerate(ids):
        if value not in known:
            yield _names_nothing(value, known, f"{at}/{number}")


def _names_nothing(value: str, known: Collection[str], at: str) -> Finding:
    return Finding("PB652", at, f"this half has no {named(value, known)}")


def _repeated_names(thing: msgspec.Struct, names: set[str], at: str) -> Iterator[Finding]:
    """Names that the world already has, compared without regard to capitals; they are added to
    `names`."""
    for field in ("name", "acronym", "demonym", "capital"):
        name = getattr(thing, field, None)
        if name is not None and name.casefold() in names:
            yield Finding("PB653", f"{at}/{field}", f"{name} is already a name")
        names.update([name.casefold()] if name else [])


def _shared_words(world: World) -> Iterator[Finding]:
    """Words of the names of states and people that the names of the other half have as well."""
    halves = (("/train", world.train), ("/challenge", world.challenge))
    for (_, half), (pointer, other) in (halves, halves[::-1]):
        own = {word for thing in (*half.states, *half.people) for word in _words(thing)}
        for inner, thing in other.things():
            if shared := sorted(own & _words(thing)):
                message = f"the other half has {', '.join(shared)} in the name of a state or person"
                yield Finding("PB653", pointer + inner, message)


def _words(thing: msgspec.Struct) -> set[str]:
    """The words of the names of a thing, in small letters."""
    fields = ("name", "demonym", "capital") if isinstance(thing, InventedState) else ("name",)
    names = [getattr(thing, field, None) or "" for field in fields]
    return {word.casefold() for name in names for word in _WORD.findall(name)}


def _check_calendar(pact: CalendarPact, known: Collection[str], at: str) -> Iterator[Finding]:
    """Steps out of order, of nobody, or back; relations and organs that are not there."""
    fillers = (*pact.parties, *pact.providers, *pact.beneficiaries)
    last, reached = "", dict.fromkeys(fillers, 0)
    for number, step in enumerate(pact.steps):
        where = f"{at}/steps/{number}"
        if not _is_day(step.date) or step.date < last:
            day = _is_day(step.date)
            message = f"{step.date} is " + (f"before {last}" if day else "not a day")
            yield Finding("PB654", f"{where}/date", message)
        last = step.date
        if step.body is not None and step.body not in known:
            yield _names_nothing(step.body, known, f"{where}/body")
        if step.party is not None and step.party not in fillers:
            yield Finding("PB654", f"{where}/party", f"{step.party} has no part in {pact.id}")
        progress = _REACHED.get(step.stage)
        for party in (step.party,) if step.party else fillers:
            if progress is not None and progress < reached.get(party, 0):
                message = f"{party} has come further than {step.stage} before"
                yield Finding("PB654", f"{where}/stage", message)
                break
            reached[party] = max(progress or 0, reached.get(party, 0))
    for number, relation in enumerate(pact.relations):
        if relation.target not in known or relation.target == pact.id:
            yield _names_nothing(relation.target, known, f"{at}/relations/{number}/target")
    yield from _check_roles(pact, at)


def _is_day(date: str) -> bool:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _check_roles(pact: CalendarPact | PlannedPact, at: str) -> Iterator[Finding]:
    """Roles that the type of a pact does not take."""
    taken = ROLES_BY_TYPE.get(pact.type, DEFAULT_ROLES)
    for role, field in _FILLERS.items():
        if role not in taken and getattr(pact, field):
            yield Finding("PB655", f"{at}/{field}", f"{pact.type} takes no {role}")


def check_plan(plan: FactPlan, half: WorldHalf | None) -> Iterator[Finding]:
    """A plan against itself, the scheme and its half of the world; None for a world that cannot be
    read."""
    own = [pact.id for pact in plan.pacts]
    for at, pact in enumerate(plan.pacts):
        if pact.id in own[:at]:
            yield Finding("PB651", f"/pacts/{at}/id", f"{pact.id} is already given")
        yield from _check_roles(pact, f"/pacts/{at}")
        targets = [relation.target for relation in pact.relations]
        for number, target in enumerate(targets):
            if target not in own or target == pact.id:
                pointer = f"/pacts/{at}/relations/{number}/target"
                yield Finding("PB652", pointer, f"the plan has no other pact {target}")
    for at, stance in enumerate(plan.stances):
        for number, about in enumerate(stance.about):
            if about not in own:
                message = f"the plan has no pact {about}"
                yield Finding("PB652", f"/stances/{at}/about/{number}", message)
        if stance.polarity != POLARITY_OF_STANCE.get(stance.type, stance.polarity):
            message = f"{stance.type} is never {stance.polarity}"
            yield Finding("PB655", f"/stances/{at}/polarity", message)
    if half is not None:
        yield from _unknown_in_plan(plan, half.ids())


def _unknown_in_plan(plan: FactPlan, known: Collection[str]) -> Iterator[Finding]:
    """Ids of the world that its half does not have; words are no ids."""
    for at, pact in enumerate(plan.pacts):
        pointer = f"/pacts/{at}"
        yield from _unknown(pact, known, pointer)
        if pact.pact is not None and pact.pact not in known:
            yield _names_nothing(pact.pact, known, f"{pointer}/pact")
        for number, status in enumerate(pact.status):
            where = f"{pointer}/status/{number}"
            if status.party is not None and status.party not in known:
                yield _names_nothing(status.party, known, f"{where}/party")
            if _ID.fullmatch(status.source) and status.source not in known:
                yield _names_nothing(status.source, known, f"{where}/source")
    for at, stance in enumerate(plan.stances):
        for number, holder in enumerate(stance.holders):
            if _ID.fullmatch(holder) and holder not in known:
                yield _names_nothing(holder, known, f"/stances/{at}/holders/{number}")
