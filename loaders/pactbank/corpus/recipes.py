"""Recipes made: from a copy of a file, its address, and what is to be taken out of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pactbank.corpus.extract import EXTRACTORS, Unextractable, extract
from pactbank.corpus.files import sha256
from pactbank.errors import UnknownName, WrongUse
from pactbank.model.recipe import Parameter, Recipe
from pactbank.model.values import address_fault

_UNKNOWN = "0" * 64


def make_recipe(
    url: str, data: bytes, extractor: str, settings: Iterable[str]
) -> tuple[Recipe, str]:
    """The recipe for the text in a file, and that text; `data` are the bytes at the address, and
    `settings` are parameters like `drop=aside`, of which lists have several.

    Raises `UnknownName` for an extractor that does not exist, and `WrongUse` for an address or
    settings that no recipe may have, and for a file from which they make no text.
    """
    if wrong := address_fault(url):
        raise WrongUse(wrong)
    draft = {
        "url": url,
        "file_sha256": sha256(data),
        "extractor": extractor,
        "parameters": _parameters(extractor, settings),
        "raw_sha256": _UNKNOWN,
    }
    try:
        recipe = msgspec.convert(draft, Recipe)
        text = extract(recipe, data)
    except (msgspec.ValidationError, Unextractable) as error:
        raise WrongUse(str(error)) from None
    return msgspec.structs.replace(recipe, raw_sha256=sha256(text.encode("utf-8"))), text


def _parameters(extractor: str, settings: Iterable[str]) -> dict[str, Parameter]:
    """Parameters of the kinds that the extractor takes. What it does not take stays a string, and
    is for `extract` to refuse."""
    if extractor not in EXTRACTORS:
        raise UnknownName("extractor", extractor, EXTRACTORS)
    pairs = [setting.partition("=") for setting in settings]
    given: dict[str, Parameter] = {name: value for name, _, value in pairs}
    rules = EXTRACTORS[extractor].parameters(given)
    for name, equals, value in pairs:
        kind = rules[name].kind if name in rules else "a string"
        if not equals:
            raise WrongUse(f"{name!r} is not like NAME=VALUE")
        if kind == "a list of strings":
            given[name] = tuple(each for other, _, each in pairs if other == name)
        elif sum(other == name for other, _, _ in pairs) > 1:
            raise WrongUse(f"the parameter {name} is given twice")
        elif kind == "a whole number" and value.isdecimal():
            given[name] = int(value)
    return given
