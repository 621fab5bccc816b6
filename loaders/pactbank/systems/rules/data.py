"""Word lists of the rules, read once from the files beside this module.

A list that is not open (`tests/systems/test_tables.py`) has words of the train texts alone; what
English makes of them by rule, inflection and spelling, is not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import regex

from pactbank.model.closed import AgreementType, Condition, Form, Polarity, Stage, StanceType

T = TypeVar("T")
Words = tuple[str, ...]


class WordList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the word lists: a misspelt key in a file is an error."""


class MetonymyWords(WordList, frozen=True):
    verbs: Words
    before: Words
    nouns: Words


class StateWords(WordList, frozen=True):
    """Names beyond ISO 3166-1; the tables' keys are alpha-3 codes."""

    territories: Words
    skipped: Words
    variants: dict[str, Words]
    demonyms: dict[str, Words]
    capitals: dict[str, Words]
    metonymy: MetonymyWords


class TimeWords(WordList, frozen=True):
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


class PeopleWords(WordList, frozen=True):
    heads: Words
    holders: Words
    portfolio: Words
    qualifiers: Words
    honorifics: Words
    particles: Words
    family_first: Words
    speech: Words
    never: Words


class BodyKind(WordList, frozen=True):
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


class BodyWords(WordList, frozen=True):
    leads: Words
    igo: BodyKind
    institution: BodyKind
    force: BodyKind
    org: BodyKind
    place: BodyKind
    event: BodyKind


class TypeWords(WordList, frozen=True):
    type: AgreementType
    words: Words


class StageWords(WordList, frozen=True):
    stage: Stage
    words: Words


class ConditionWords(WordList, frozen=True):
    condition: Condition
    words: Words


class WeakHeads(WordList, frozen=True):
    names: Words
    heads: Words


class CertaintyWords(WordList, frozen=True):
    pending: Words
    possible: Words
    probable: Words
    negative: Words
    condition: Words


class AgreementWords(WordList, frozen=True):
    acronyms: Words
    stops: Words
    determiners: Words
    programmes: Words
    forms: dict[str, Form]
    weak: WeakHeads
    types: tuple[TypeWords, ...]
    stages: tuple[StageWords, ...]
    conditions: tuple[ConditionWords, ...]
    certainty: CertaintyWords


class CueWords(WordList, frozen=True):
    type: StanceType
    polarity: Polarity
    forms: Words


class StanceWords(WordList, frozen=True):
    after: Words
    determiners: Words
    speech: Words
    ends: Words
    cues: tuple[CueWords, ...]


def _read(name: str, kind: type[T]) -> T:
    data = files(__package__).joinpath(f"{name}.toml").read_bytes()
    return msgspec.convert(_spelt_out(msgspec.toml.decode(data)), kind)


def _spelt_out(value: Any) -> Any:
    """The lists of a table with both spellings of each word, British and American, and with the
    forms of each verb that a star marks."""
    match value:
        case dict() if all(isinstance(one, str) for one in value.values()):
            return {form: one for key, one in value.items() for form in _spelt(key)}
        case dict():
            return {key: _spelt_out(one) for key, one in value.items()}
        case list() if all(isinstance(one, str) for one in value):
            forms = (form for one in value for verb in inflected(one) for form in _spelt(verb))
            return list(dict.fromkeys(forms))
        case list():
            return [_spelt_out(one) for one in value]
    return value


_AMERICAN = tuple(
    (regex.compile(rf"{british}(?=[sd]?\b)"), american)
    for british, american in (
        ("efence", "efense"), ("rogramme", "rogram"), ("entre", "enter"), ("arbour", "arbor"),
        ("abour", "abor"), ("icise", "icize"), ("nalise", "nalize"), ("nitialled", "nitialed"),
    )
)  # fmt: skip
_CONSONANT_Y = regex.compile(r"[^aeiou]y\Z")
_HISSING = regex.compile(r"(?:s|sh|ch|x)\Z")
_SHORT = regex.compile(r"[^aeiou]{1,4}[aeiou][bdgmnpt]\Z")


def _spelt(form: str) -> Iterator[str]:
    """A form, and its American spelling where that is another."""
    yield form
    american = form
    for british, other in _AMERICAN:
        american = british.sub(other, american)
    if american != form:
        yield american


def inflected(form: str) -> Iterator[str]:
    """What "call* on" stands for, "calls on" and "called on"; a form without a star is itself."""
    verb, star, rest = form.partition("*")
    if not star:
        yield form
        return
    if _CONSONANT_Y.search(verb):
        stem = verb[:-1] + "ie"
        yield from (f"{stem}s{rest}", f"{stem}d{rest}")
        return
    yield f"{verb}{'es' if _HISSING.search(verb) else 's'}{rest}"
    if _SHORT.match(verb):
        verb += verb[-1]
    yield f"{verb}{'d' if verb.endswith('e') else 'ed'}{rest}"


@cache
def states() -> StateWords:
    return _read("states", StateWords)


@cache
def times() -> TimeWords:
    return _read("times", TimeWords)


@cache
def people() -> PeopleWords:
    return _read("people", PeopleWords)


@cache
def bodies() -> BodyWords:
    return _read("bodies", BodyWords)


@cache
def agreements() -> AgreementWords:
    return _read("agreements", AgreementWords)


@cache
def stances() -> StanceWords:
    return _read("stances", StanceWords)
