"""What the plan of an authored text says that it tells, against what its gold says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pactbank.model.annotation import Agreement, Annotation, Ref, Status
from pactbank.model.world import (
    FactPlan,
    Figure,
    InventedState,
    Movement,
    PlannedPact,
    PlannedStatus,
    WorldHalf,
)

Fact = tuple[str, ...]
"""A kind of fact and what it says: ("party", "PARTY", "w-vessar")."""
_WORD = re.compile(r"\w+")
_FILLERS = {"PARTY": "parties", "PROVIDER": "providers", "BENEFICIARY": "beneficiaries"}


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A fact that only the plan or only the gold of a document has. `pact` is the description that
    the plan gives of the pact it is about, its words in gold where the plan lacks it, None for a
    stance."""

    document: str
    side: Literal["plan", "gold"]
    pact: str | None
    fact: Fact


def compare_plan(plan: FactPlan, half: WorldHalf, gold: Annotation) -> list[PlanDifference]:
    """What plan and gold do not both have, pact by pact in the order of the plan, stances last.

    Pacts are put together that share most facts. Compared are the type and form of a pact, who
    fills it, its statuses (but for source and date) and relations; of stances holders, type and
    polarity. Referents are compared by what they name in the world.
    """
    names = {ref.id: _in_world(ref, half) for ref in gold.refs}
    planned = {pact.id: Counter(_planned_facts(pact)) for pact in plan.pacts}
    owned = _parties(gold, names)
    labelled = {pact.id: Counter(_gold_facts(pact, owned)) for pact in gold.agreements or ()}
    pairs = _paired(planned, labelled, _same_names(plan, gold))
    _add_relations(plan, gold, planned, labelled, pairs)
    described = {pact.id: pact.description for pact in plan.pacts}
    words = {pact.id: _words_of(pact) for pact in gold.agreements or ()}
    found: list[PlanDifference] = []
    for pact in plan.pacts:
        other = labelled[pairs[pact.id]] if pact.id in pairs else Counter[Fact]()
        found += _differences(plan.document, described[pact.id], planned[pact.id], other)
    for unplanned in labelled.keys() - pairs.values():
        nothing = Counter[Fact]()
        found += _differences(plan.document, words[unplanned], nothing, labelled[unplanned])
    stances = Counter(
        ("stance", stance.type, stance.polarity, *sorted(_holder(h, half) for h in stance.holders))
        for stance in plan.stances
    )
    return found + _differences(
        plan.document, None, stances, Counter(_stances(gold, names, half.ids()))
    )


def _differences(
    document: str, pact: str | None, plan: Counter[Fact], gold: Counter[Fact]
) -> list[PlanDifference]:
    return [
        *(PlanDifference(document, "plan", pact, fact) for fact in (plan - gold).elements()),
        *(PlanDifference(document, "gold", pact, fact) for fact in (gold - plan).elements()),
    ]


def _in_world(ref: Ref, half: WorldHalf) -> str:
    """The id of what a referent names in the world: by its name, by a part of the name of a person
    or movement, or by a longer name that has all of it; its own name where that is nothing of
    the world."""
    name = ref.name or ref.id
    words = {*_words(name)}
    exact, known = [], []
    for _, thing in half.things():
        for spelled in _spellings(thing):
            parts = {*_words(spelled)}
            if spelled.casefold() == name.casefold():
                exact.append(thing.id)
            fits = parts <= words or (isinstance(thing, Figure | Movement) and words <= parts)
            alike = (ref.type == "STATE") == isinstance(thing, InventedState)
            if words and parts and fits and alike:
                known.append(thing.id)
    return next(iter((*exact, *known)), name)


def _spellings(thing: object) -> Iterator[str]:
    """The names of a thing."""
    for field in ("name", "demonym", "capital", "acronym"):
        if value := getattr(thing, field, None):
            yield value


def _words(name: str) -> Iterator[str]:
    """The words of a name that have a capital, in small letters."""
    found = (word for word in _WORD.findall(name) if len(word) > 2)
    return (word.casefold() for word in found if word[0].isupper())


def _holder(holder: str, half: WorldHalf) -> str:
    """A holder in small letters: words have no capitals that count."""
    return holder if holder in half.ids() else holder.casefold()


def _parties(gold: Annotation, names: Mapping[str, str]) -> dict[str, str]:
    """What referents name as parties: an organ or a force that the world does not have stands for
    its state."""
    found = dict(names)
    for ref in gold.refs:
        if ref.of is not None and names[ref.id] == (ref.name or ref.id):
            found[ref.id] = names.get(ref.of, ref.of)
    return found


def _same_names(plan: FactPlan, gold: Annotation) -> set[tuple[str, str]]:
    """Planned and labelled pacts of one name."""
    return {
        (ours.id, theirs.id)
        for ours in plan.pacts
        for theirs in gold.agreements or ()
        if ours.name and theirs.name and ours.name.casefold() == theirs.name.casefold()
    }


def _planned_facts(pact: PlannedPact) -> Iterator[Fact]:
    yield ("type", pact.type)
    yield ("form", pact.form)
    for role, field in _FILLERS.items():
        for filler in getattr(pact, field):
            yield ("filler", role, filler)
    for status in pact.status:
        yield _status(status, status.party or "all")


def _gold_facts(pact: Agreement, names: Mapping[str, str]) -> Iterator[Fact]:
    yield ("type", pact.type)
    yield ("form", pact.form)
    fillers = {(a.role, names[ref]) for a in pact.arguments if a.role in _FILLERS for ref in a.refs}
    for role, filler in sorted(fillers):
        yield ("filler", role, filler)
    for status in pact.status:
        yield _status(status, names[status.party] if status.party else "all")


def _status(status: Status | PlannedStatus, party: str) -> Fact:
    return (
        "status", party, status.stage, status.condition, status.polarity, status.certainty,
        *(["conditional"] if status.conditional else []),
    )  # fmt: skip


def _paired(
    planned: Mapping[str, Counter[Fact]],
    labelled: Mapping[str, Counter[Fact]],
    same: set[tuple[str, str]],
) -> dict[str, str]:
    """The pact of gold of each planned pact: those of one name first, then those that share most
    facts."""
    shared = sorted(
        ((ours, theirs) not in same, -(facts & others).total(), ours, theirs)
        for ours, facts in planned.items()
        for theirs, others in labelled.items()
        if (ours, theirs) in same or (facts & others).total() > 1
    )
    pairs: dict[str, str] = {}
    for *_, ours, theirs in shared:
        if ours not in pairs and theirs not in pairs.values():
            pairs[ours] = theirs
    return pairs


def _add_relations(
    plan: FactPlan,
    gold: Annotation,
    planned: Mapping[str, Counter[Fact]],
    labelled: Mapping[str, Counter[Fact]],
    pairs: Mapping[str, str],
) -> None:
    """Relations to the facts of their pacts, with the target as the plan calls it."""
    called = {theirs: ours for ours, theirs in pairs.items()}
    for pact in plan.pacts:
        planned[pact.id].update(("relation", r.type, r.target) for r in pact.relations)
    for agreement in gold.agreements or ():
        labelled[agreement.id].update(
            ("relation", r.type, called.get(r.target, r.target)) for r in agreement.relations
        )


def _words_of(pact: Agreement) -> str:
    return pact.name or next((m.text or "" for m in pact.mentions), pact.id)


def _stances(gold: Annotation, names: Mapping[str, str], ids: Collection[str]) -> Iterable[Fact]:
    for stance in gold.stances or ():
        found = {names[ref] for holder in stance.holders for ref in holder.refs}
        holders = sorted(name if name in ids else name.casefold() for name in found)
        implicit = [stance.implicit.casefold()] if stance.implicit else []
        yield ("stance", stance.type, stance.polarity, *(holders or implicit or ["open"]))
