"""Word lists of the rules, read once from the files beside this module, and patterns made of them.

A list that is not open (`tests/systems/test_tables.py`) has words of the train texts alone; what
English makes of them by rule, inflection and spelling, is not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import regex
from dateutil.parser import parserinfo

MONTHS, WEEKDAYS = ([names[-1] for names in of] for of in (parserinfo.MONTHS, parserinfo.WEEKDAYS))
_LIST = regex.compile(r"\\L<(\w+)>")


@cache
def table(name: str) -> dict[str, Any]:
    """What a file of lists holds."""
    data: dict[str, Any] = msgspec.toml.decode(files(__package__).joinpath(name).read_bytes())
    return data


@cache
def words(name: str, *keys: str) -> tuple[str, ...]:
    """A list by its name, or that of a mapping by its name and key (all of them without a key),
    with both spellings of each word, and with the forms of each verb that a star marks."""
    found = table("words.toml")[name]
    lists = [found] if isinstance(found, list) else [found[key] for key in keys or found]
    forms = (form for listed in lists for one in listed for form in inflected(one))
    return tuple(dict.fromkeys(spelt for form in forms for spelt in _spelt(form)))


def capitalised(*names: str) -> list[str]:
    """The words of some lists, each on its own, as they open a sentence or stand in a name."""
    return sorted(
        {word.capitalize() for name in names for one in words(name) for word in one.split()}
    )


def compiled(source: str, **more: Iterable[str]) -> regex.Pattern[str]:
    """A pattern in which \\L<name> stands for any word of a list, of `more` or of that name."""
    lists = {name: list(more.get(name) or words(name)) for name in _LIST.findall(source)}
    return regex.compile(source, **lists)


def by_key(name: str, source: str, **more: Iterable[str]) -> dict[str, regex.Pattern[str]]:
    """For each key of a mapping, the pattern where \\L<words> stands for the words of its list."""
    return {
        key: compiled(source, words=words(name, key), **more) for key in table("words.toml")[name]
    }


_AMERICAN = {
    "efence": "efense", "rogramme": "rogram", "arbour": "arbor", "ialled": "ialed",
    "icise": "icize", "nisation": "nization", "metre": "meter",
}  # fmt: skip
_CONSONANT_Y = regex.compile(r"[^aeiou]y\Z")
_SHORT = regex.compile(r"[^aeiou]{1,4}[aeiou][bdgmnpt]\Z")


def _spelt(form: str) -> Iterator[str]:
    """A form, and its American spelling where that is another."""
    yield form
    for british, american in _AMERICAN.items():
        form = form.replace(british, american)
    yield form


def inflected(form: str) -> Iterator[str]:
    """What "call* on" stands for, "calls on" and "called on"; a form without a star is itself."""
    verb, star, rest = form.partition("*")
    if not star:
        yield form
    elif _CONSONANT_Y.search(verb):
        yield from (f"{verb[:-1]}ie{ending}{rest}" for ending in "sd")
    else:
        yield f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x')) else 's'}{rest}"
        verb += verb[-1] if _SHORT.match(verb) else ""
        yield f"{verb}{'d' if verb.endswith('e') else 'ed'}{rest}"
