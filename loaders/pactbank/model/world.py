"""The invented world of authored texts: its states and their pacts, and what each text tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from pactbank.model.closed import (
    AgreementType,
    Certainty,
    Condition,
    Form,
    Genre,
    Polarity,
    RelationType,
    Stage,
    StanceType,
    StatusPolarity,
    WorldSide,
)
from pactbank.model.scalars import Day, Short, Slug, Version
from pactbank.model.strict import Strict

WorldId = Annotated[str, msgspec.Meta(pattern=r"\A[a-z](?:-[a-z0-9]+)+\Z", max_length=64)]
"""A letter for the kind of thing and a slug: w-veldria."""


class Named(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Anything of the world with a name that a text may use."""

    id: WorldId
    name: Short


class InventedState(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A state. Its capital may stand for its government; `culture` says how its people are
    named."""

    demonym: Short
    capital: Short
    culture: Short
    about: Short


class Organ(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A parliament, ministry, court or office of a state."""

    state: WorldId
    kind: Short


class Force(Named, frozen=True, kw_only=True, omit_defaults=True):
    """Armed forces of a state, or a unit."""

    state: WorldId


class Figure(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A person: `of` a state, a medium, an organisation or a group."""

    of: WorldId
    role: Short


class Medium(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A newspaper, agency, website or broadcaster."""

    state: WorldId
    kind: Short


class InventedPlace(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A sea, strait, border, region, city or facility, and the states it lies in or between."""

    states: tuple[WorldId, ...]
    kind: Short


class Bloc(Named, frozen=True, kw_only=True, omit_defaults=True):
    """An intergovernmental organisation."""

    acronym: Short | None = None
    members: tuple[WorldId, ...]
    seat: Short


class Movement(Named, frozen=True, kw_only=True, omit_defaults=True):
    """An organised armed or political group, or a self-declared authority."""

    states: tuple[WorldId, ...]
    acronym: Short | None = None
    kind: Short


class Quarrel(Strict, frozen=True, kw_only=True):
    """What parties have been at odds over, and since when."""

    id: WorldId
    parties: tuple[WorldId, ...]
    since: Short
    about: Short


class CalendarRelation(Strict, frozen=True, kw_only=True):
    type: RelationType
    target: WorldId


class CalendarStep(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """What a pact reaches on a day: for one party, or for all where `party` is null."""

    date: Day
    party: WorldId | None
    stage: Stage
    condition: Condition
    body: WorldId | None = None


class CalendarPact(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A pact over the years. `called` describes it; `name` is null where it has none."""

    id: WorldId
    name: Short | None
    called: Short
    type: AgreementType
    form: Form
    parties: tuple[WorldId, ...] = ()
    providers: tuple[WorldId, ...] = ()
    beneficiaries: tuple[WorldId, ...] = ()
    provisions: tuple[Short, ...]
    relations: tuple[CalendarRelation, ...] = ()
    steps: tuple[CalendarStep, ...]


class WorldHalf(Strict, frozen=True, kw_only=True):
    """The part of the world that the texts of one split use."""

    states: tuple[InventedState, ...]
    organs: tuple[Organ, ...]
    forces: tuple[Force, ...]
    people: tuple[Figure, ...]
    media: tuple[Medium, ...]
    places: tuple[InventedPlace, ...]
    organisations: tuple[Bloc, ...]
    groups: tuple[Movement, ...]
    quarrels: tuple[Quarrel, ...]
    pacts: tuple[CalendarPact, ...]

    def things(self) -> Iterator[tuple[str, Named | Quarrel | CalendarPact]]:
        """Everything in it, each with the JSON pointer of where it stands in the half."""
        for field in self.__struct_fields__:
            for at, thing in enumerate(getattr(self, field)):
                yield f"/{field}/{at}", thing

    def ids(self) -> frozenset[str]:
        """The id of everything in it."""
        return frozenset(thing.id for _, thing in self.things())


class World(Strict, frozen=True, kw_only=True):
    """corpus/world/world.json: two halves that share no name."""

    schema_version: Version
    train: WorldHalf
    challenge: WorldHalf

    def half(self, side: WorldSide) -> WorldHalf:
        return self.train if side == "train" else self.challenge


class PlannedStatus(Strict, frozen=True, kw_only=True):
    """How far a text says that a pact has come. `source` is AUTHOR, an id of the world, or
    words."""

    party: WorldId | None
    stage: Stage
    condition: Condition
    polarity: StatusPolarity
    certainty: Certainty
    conditional: bool
    source: Short
    as_of: Short | None


class PlannedRelation(Strict, frozen=True, kw_only=True):
    type: RelationType
    target: Slug


class PlannedPact(Strict, frozen=True, kw_only=True):
    """A pact that a text tells. `pact` is its id in the calendar, null for one that is not in
    it."""

    id: Slug
    pact: WorldId | None
    name: Short | None
    description: Short
    type: AgreementType
    form: Form
    parties: tuple[WorldId, ...]
    providers: tuple[WorldId, ...]
    beneficiaries: tuple[WorldId, ...]
    provisions: tuple[Short, ...]
    status: tuple[PlannedStatus, ...]
    relations: tuple[PlannedRelation, ...]


class PlannedStance(Strict, frozen=True, kw_only=True):
    """A stance that a text tells. Holders are ids of the world, words, AUTHOR or UNSPECIFIED."""

    holders: Annotated[tuple[Short, ...], msgspec.Meta(min_length=1)]
    type: StanceType
    polarity: Polarity
    target: Short | None
    about: tuple[Slug, ...]


class FactPlan(Strict, frozen=True, kw_only=True):
    """corpus/world/plans/ID.json: what the writer of a text says that it tells, sealed until its
    labels are adjudicated."""

    schema_version: Version
    document: Slug
    half: WorldSide
    story: Slug
    kind: Genre
    persona: Short
    date: Day
    pacts: tuple[PlannedPact, ...]
    stances: tuple[PlannedStance, ...]
    near_misses: tuple[Short, ...]
