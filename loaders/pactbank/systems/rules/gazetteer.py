"""Names of states, their adjectives, capitals and territories, from ISO 3166-1 and the word lists,
and those that a text itself introduces, as an invented world does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, NamedTuple

import pycountry
import regex

from pactbank.systems.rules import data
from pactbank.systems.rules.spans import SegmentedText

Sort = Literal["name", "demonym", "capital", "territory"]

FEW = 2  # A text that names so many states of the world introduces none that it lacks.
KINDS = 2  # In so many kinds of surroundings a name is a state's.
_NAME = r"(?P<name>\p{Lu}\p{Ll}{2,40}+)(?![\w-])"
_BEFORE = ("and|or", "with|by|from", "between|against", "to|for|of|that|on")
_SURROUNDINGS = (
    regex.compile(rf"\b{_NAME}['’]s?\b(?! \p{{Lu}})"),
    regex.compile(rf"\b{_NAME} (?:and|or) \p{{Lu}}"),
    *(regex.compile(rf"\b(?:{before}) {_NAME}(?! \p{{Lu}})") for before in _BEFORE),
)
"""What stands around the names of states in the news, and around no other name as often."""
_ANY = regex.compile(rf"(?<![\w-]){_NAME}")
_PAIR = regex.compile(rf"(?<![\w-]){_NAME}(?:,|,? and|[-–]) ?{_NAME}")
_ENDINGS = ("n", "an", "ian", "i", "ese", "ish", "ic")


class StateForm(NamedTuple):
    """What a form stands for: a state, with its alpha-2 code unless the text introduced it."""

    sort: Sort
    state: str
    code: str | None


class Gazetteer(NamedTuple):
    """Surface forms, and a pattern that finds them (longest first, whole words)."""

    entries: Mapping[str, StateForm]
    pattern: regex.Pattern[str]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the world's states."""
    entries: dict[str, StateForm] = {}
    lists = data.table("states.toml")
    listed: dict[str, Sort] = {"capitals": "capital", "adjectives": "demonym"}
    for country in pycountry.countries:
        code, link = country.alpha_3, country.alpha_2
        names = [getattr(country, key, "") for key in ("name", "common_name", "official_name")]
        state = (names[1] or names[0]).split(",")[0].split(" (")[0]
        own: Sort = "territory" if code in lists["territories"] else "name"
        plain = [name.removeprefix("the ") for name in names if name and not {*",("} & {*name}]
        _add(entries, plain, StateForm(own, state, link))
        for table in ("names", "capitals", "adjectives"):
            forms = [one[4:] for one in lists[table] if one.startswith(code)]
            _add(entries, forms, StateForm(listed.get(table, own), state, link))
    return _gazetteer(entries)


def _add(entries: dict[str, StateForm], forms: Iterable[str], entry: StateForm) -> None:
    """Adds each form, and its capitals-only twin for headlines and datelines."""
    for form in forms:
        entries.setdefault(form, entry)
        if len(form) > 3:
            entries.setdefault(form.upper(), entry)


def _gazetteer(entries: Mapping[str, StateForm]) -> Gazetteer:
    names = sorted(entries, key=lambda form: (-len(form), form))
    return Gazetteer(entries, regex.compile(r"(?<![\w.])\L<names>(?![\w$])", names=names))


def of_text(segmented: SegmentedText) -> Gazetteer:
    """The gazetteer of the world; for a text that names next to no state of the world, also with
    the states that its words introduce and their adjectives, and only with forms of that text."""
    known, text = gazetteer(), segmented.text
    found = {known.entries[form] for form in known.pattern.findall(text)}
    if sum(entry.sort == "name" for entry in found) >= FEW:
        return known
    every = {match["name"] for match in _ANY.finditer(text)} - {*known.entries} - _others()
    around = [{match["name"] for match in each.finditer(text)} for each in _SURROUNDINGS]
    kinds = Counter(name for names in around for name in every & names)
    adjectives = {name: every & _adjectives(name) for name in kinds}
    states = {name for name in kinds if kinds[name] + 2 * bool(adjectives[name]) >= KINDS}
    # A name that stands in one list with a state is a state, too.
    pairs = [match.captures("name") for match in _PAIR.finditer(text, overlapped=True)]
    states |= {one for pair in pairs if states & {*pair} for one in pair if one in kinds}
    entries = {form: entry for form, entry in known.entries.items() if form in text}
    for name in sorted(states):
        _add(entries, [name], StateForm("name", name, None))
        _add(entries, sorted(adjectives[name]), StateForm("demonym", name, None))
    return _gazetteer(entries) if entries else known


def _adjectives(name: str) -> set[str]:
    """The adjectives English would form from a state's name: Veldria, Veldrian."""
    stems = {name, name.rstrip("aeiouy"), name.removesuffix("a")}
    forms = {stem + ending for stem in stems if len(stem) > 2 for ending in _ENDINGS} - {name}
    return forms | {f"{form}s" for form in forms}


@cache
def _others() -> frozenset[str]:
    """Capitalised words that are never a state's name here."""
    names = (*data.words("names"), *data.words("heads"), *data.MONTHS, *data.WEEKDAYS)
    return frozenset({*names, *data.capitalised("function", "titles")})
