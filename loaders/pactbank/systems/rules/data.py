"""Word lists of the rules, read once from the files beside this module."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from pactbank.model.closed import AgreementType, Condition, Form, Polarity, Stage, StanceType

T = TypeVar("T")
Words = tuple[str, ...]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the word lists: a misspelt key in a file is an error."""


class Metonymy(Table, frozen=True):
    verbs: Words
    before: Words
    nouns: Words


class States(Table, frozen=True):
    """Names beyond ISO 3166-1; the tables' keys are alpha-3 codes."""

    territories: Words
    skipped: Words
    variants: dict[str, Words]
    demonyms: dict[str, Words]
    capitals: dict[str, Words]
    metonymy: Metonymy


class Times(Table, frozen=True):
    """Words of time; months count from 1, weekdays from 0 (Monday)."""

    counted: Words
    present: Words
    past: Words
    future: Words
    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    seasons: dict[str, str]
    parts: dict[str, str]
    units: dict[str, str]


class People(Table, frozen=True):
    heads: Words
    holders: Words
    portfolio: Words
    qualifiers: Words
    honorifics: Words
    particles: Words
    family_first: Words
    speech: Words
    never: Words


class Kind(Table, frozen=True):
    """Names known outright and head words that make names: `heads` close one, `opening` ones
    open it ("Ministry of ..."), `nominal` ones describe without naming."""

    names: Words = ()
    heads: Words = ()
    opening: Words = ()
    nominal: Words = ()
    suffixes: Words = ()
    domains: Words = ()
    demonyms: Words = ()
    states: Words = ()
    modifiers: Words = ()


class Bodies(Table, frozen=True):
    leads: Words
    igo: Kind
    institution: Kind
    force: Kind
    org: Kind
    place: Kind
    event: Kind


class TypeWords(Table, frozen=True):
    type: AgreementType
    words: Words


class StageWords(Table, frozen=True):
    stage: Stage
    words: Words


class ConditionWords(Table, frozen=True):
    condition: Condition
    words: Words


class Weak(Table, frozen=True):
    names: Words
    heads: Words


class CertaintyWords(Table, frozen=True):
    pending: Words
    possible: Words
    probable: Words
    negative: Words
    condition: Words


class Pacts(Table, frozen=True):
    acronyms: Words
    stops: Words
    determiners: Words
    programmes: Words
    forms: dict[str, Form]
    weak: Weak
    types: tuple[TypeWords, ...]
    stages: tuple[StageWords, ...]
    conditions: tuple[ConditionWords, ...]
    certainty: CertaintyWords


class Cues(Table, frozen=True):
    type: StanceType
    polarity: Polarity
    forms: Words


class Stances(Table, frozen=True):
    after: Words
    determiners: Words
    speech: Words
    ends: Words
    cues: tuple[Cues, ...]


def _read(name: str, kind: type[T]) -> T:
    data = files(__package__).joinpath(f"{name}.toml").read_bytes()
    return msgspec.toml.decode(data, type=kind)


@cache
def states() -> States:
    return _read("states", States)


@cache
def times() -> Times:
    return _read("times", Times)


@cache
def people() -> People:
    return _read("people", People)


@cache
def bodies() -> Bodies:
    return _read("bodies", Bodies)


@cache
def pacts() -> Pacts:
    return _read("pacts", Pacts)


@cache
def stances() -> Stances:
    return _read("stances", Stances)
