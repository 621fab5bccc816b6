"""The tables of the rules hold general English and open lists, and nothing that was read off a text
that they are tested on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import regex

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.model.closed import SPLITS
from pactbank.systems.rules import data

OPEN = {
    "states.territories": "codes of ISO 3166-1",
    "states.skipped": "codes of ISO 3166-1",
    "states.variants": "other names of states",
    "states.demonyms": "adjectives of states",
    "states.capitals": "capitals of states",
    "times.months": "months",
    "times.weekdays": "days of the week",
    "times.numbers": "numbers",
    "times.ordinals": "numbers",
    "times.seasons": "seasons",
    "times.parts": "parts of a day",
    "times.units": "units of time",
    "times.counted": "what numbers count, other than years",
    "times.present": "words of time",
    "times.past": "words of time",
    "times.future": "words of time",
    "bodies.igo.names": "international bodies",
    "bodies.institution.names": "parliaments, ministries and seats of government",
    "bodies.force.names": "armed forces",
    "bodies.force.heads": "kinds of armed forces",
    "bodies.force.opening": "kinds of armed forces",
    "bodies.force.nominal": "kinds of armed forces",
    "bodies.org.names": "news agencies, papers, companies and movements",
    "bodies.org.suffixes": "legal forms of companies",
    "bodies.org.domains": "top-level domains",
    "bodies.place.names": "regions, cities and waters of the world",
    "bodies.place.heads": "kinds of waters and lands",
    "bodies.place.opening": "kinds of waters and lands",
    "bodies.place.states": "states and provinces of federations",
    "bodies.place.demonyms": "adjectives of regions",
    "bodies.event.names": "wars, exercises and games",
    "agreements.acronyms": "agreements known by their letters",
    "agreements.programmes": "programmes of assistance known by their names",
    "people.heads": "offices and ranks",
    "people.holders": "offices",
    "people.honorifics": "forms of address",
    "people.particles": "particles of names",
    "people.family_first": "family names that come first",
}
"""Lists whose entries are facts about the world, each with what it lists: an entry of one may stand
in a test text alone."""


def forms(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every form that a table lists, with the path of its list; the keys of a mapping to numbers or
    values are forms, those of a mapping to lists are not."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for one in value:
            yield from forms(one, place)
    elif isinstance(value, dict):
        for key, one in value.items():
            listed = isinstance(one, list | dict)
            below = place if place in OPEN else f"{place}.{key}"
            if listed:
                yield from forms(one, below)
            elif key not in {"type", "stage", "polarity", "condition"}:
                yield place, key


TABLES = ("states", "times", "people", "bodies", "agreements", "stances")
ALL = [
    found
    for name in TABLES
    for found in forms(
        tomllib.loads(files("pactbank.systems.rules").joinpath(f"{name}.toml").read_text("utf-8")),
        name,
    )
]


def test_every_open_list_exists() -> None:
    assert set(OPEN) <= {place for place, _ in ALL}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts at hand by split, in small letters, each split as one."""
    store = Store(find_root(None))
    return {
        split: "\n".join(
            store.text(one).lower() for one in store.in_split(split) if store.has_text(one)
        )
        for split in SPLITS
    }


def test_no_form_of_a_closed_list_stands_in_test_texts_alone(texts: dict[str, str]) -> None:
    """Test texts are public texts by reference: without them there is nothing to compare."""
    test = texts.pop("test")
    if not test:
        pytest.skip("no test text is at hand; pactbank fetch brings them")
    closed = {(place, form.lower()) for place, form in ALL if place not in OPEN}
    alone = [
        (place, form)
        for place, form in sorted(closed)
        if whole(form).search(test) and not any(map(whole(form).search, texts.values()))
    ]
    assert alone == []


def whole(form: str) -> regex.Pattern[str]:
    """A form with no letter or digit beside it; a verb that a star marks in any of its forms."""
    found = {form.replace("*", ""), *data.inflected(form)}
    return regex.compile(r"(?<!\w)\L<found>(?!\w)", found=sorted(found))
