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
    "states.names": "other names of states",
    "states.adjectives": "adjectives of states",
    "states.capitals": "capitals of states",
    "words.numbers": "numbers",
    "words.tens": "numbers",
    "words.references": "words of time",
    "words.acronyms": "agreements known by their letters",
    "words.particles": "particles of names",
    "words.titles": "offices and ranks",
    "words.names": "international bodies, seats of government, agencies, movements and regions",
    "words.heads.FORCE": "kinds of armed forces",
    "words.heads.PLACE": "kinds of waters and lands",
    "words.nouns.FORCE": "kinds of armed forces",
    "words.nouns.PLACE": "kinds of waters and lands",
}
"""Lists whose entries are facts about the world, each with what it lists: an entry of one may stand
in a test text alone."""


def forms(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every form that a table lists, with the path of its list, or of the open one above it."""
    if isinstance(value, list):
        yield from ((place, one) for one in value)
    else:
        for key, one in value.items():
            yield from forms(one, place if place in OPEN else f"{place}.{key}")


ALL = [
    found
    for name in ("states", "words")
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
