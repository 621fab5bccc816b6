"""Names of states, their adjectives, capitals and territories, from ISO 3166-1 and the word
lists, extended by the states that a text itself introduces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pycountry
import regex

from pactbank.systems.rules import data

Sort = Literal["name", "demonym", "capital", "territory"]


@dataclass(frozen=True, slots=True)
class StateForm:
    """What a surface form stands for: a state by its name, with an ISO 3166-1 alpha-2 code
    unless the text introduced it."""

    sort: Sort
    state: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Surface forms, and a pattern that finds them (longest first, whole words)."""

    entries: Mapping[str, StateForm]
    pattern: regex.Pattern[str]
    adjectival: frozenset[str]
    names: frozenset[str]
    codes: Mapping[str, str]

    def extended(self, more: Mapping[str, StateForm], text: str) -> Gazetteer:
        """This gazetteer with more entries, for one text only: its pattern has only the forms in
        that text, since a long list takes a second to compile."""
        if not more:
            return self
        both = {**more, **self.entries}
        return _gazetteer({form: entry for form, entry in both.items() if form in text})


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the world's states."""
    lists = data.states()
    entries: dict[str, StateForm] = {}
    for country in pycountry.countries:
        code = country.alpha_3
        if code in lists.skipped:
            continue
        state = getattr(country, "common_name", country.name).split(",")[0].split(" (")[0]
        sort: Sort = "territory" if code in lists.territories else "name"
        link = country.alpha_2
        _add(entries, _names(country), StateForm(sort, state, link))
        _add(entries, lists.variants.get(code, ()), StateForm(sort, state, link))
        _add(entries, lists.capitals.get(code, ()), StateForm("capital", state, link))
        _add(entries, lists.demonyms.get(code, ()), StateForm("demonym", state, link))
    return _gazetteer(entries)


def _names(country: object) -> list[str]:
    """The names of a country that run as they do in a sentence: no inversion, no article."""
    names = [getattr(country, key, "") for key in ("name", "common_name", "official_name")]
    plain = (name.removeprefix("the ") for name in names)
    return [name for name in plain if name and "," not in name and "(" not in name]


def _add(entries: dict[str, StateForm], forms: Iterable[str], entry: StateForm) -> None:
    """Adds each form, and its capitals-only twin for headlines and datelines."""
    for form in forms:
        entries.setdefault(form, entry)
        if len(form) > 3:
            entries.setdefault(form.upper(), entry)


def _gazetteer(entries: Mapping[str, StateForm]) -> Gazetteer:
    names = sorted(entries, key=lambda form: (-len(form), form))
    pattern = regex.compile(r"(?<![\w.])\L<names>(?![\w$])", names=names)
    adjectival = frozenset(f for f, e in entries.items() if e.sort in ("name", "demonym"))
    plain = frozenset(f for f, e in entries.items() if e.sort == "name")
    codes = {e.state: e.code for e in entries.values() if e.code is not None}
    return Gazetteer(entries, pattern, adjectival, plain, codes)
