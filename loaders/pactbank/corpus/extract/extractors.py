"""The extractors by name, with the parameters that each takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pactbank.corpus.extract import fields
from pactbank.corpus.extract.markdown import markdown_text
from pactbank.corpus.extract.markup import html_text, tidy
from pactbank.corpus.extract.parameters import (
    Given,
    ParameterRule,
    Unextractable,
    count,
    parameters_fault,
    words,
)
from pactbank.corpus.extract.wikitext import wikitext_text
from pactbank.errors import WrongUse, named
from pactbank.model.recipe import Recipe

Markup = Callable[[str, Given], str]


def _as_it_is(text: str, given: Given) -> str:
    return tidy(text) if words(given, "blanks") == "tidy" else text


_MARKUPS: Mapping[str, Markup] = {
    "plain": _as_it_is,
    "html": html_text,
    "markdown": markdown_text,
    "wikitext": wikitext_text,
}
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_TEXT, _LIST = ParameterRule(), ParameterRule("a list of strings")
_NEEDED = ParameterRule(required=True)
_COUNT = ParameterRule("a whole number")
_OF_MARKUP: Mapping[str, Mapping[str, ParameterRule]] = {
    "plain": {"blanks": ParameterRule(values=("keep", "tidy"))},
    "html": {"keep": _LIST, "drop": _LIST},
    "markdown": {"brackets": ParameterRule(values=("keep", "drop"))},
    "wikitext": {"templates": _LIST},
}
_CUTS: Mapping[str, ParameterRule] = {"skip": _COUNT, "end": _TEXT}
"""Taken by every extractor."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """How the part of a file is found that is a text, the markup in which it is written there, and
    the parameters of its own. `field`: the parameter `markup` may name another markup."""

    find: Callable[[bytes, Given], str]
    markup: str
    wanted: Mapping[str, ParameterRule]
    field: bool = False

    def parameters(self, given: Given) -> dict[str, ParameterRule]:
        """The parameters that may be given, which the markup among them decides."""
        chosen = {"markup": ParameterRule(values=tuple(_MARKUPS))} if self.field else {}
        return {**self.wanted, **chosen, **_OF_MARKUP.get(self.markup_of(given), {}), **_CUTS}

    def markup_of(self, given: Given) -> str:
        return words(given, "markup", self.markup) if self.field else self.markup


def _page(data: bytes, _: Given) -> str:
    """A file that is one text, byte for byte, a byte order mark included."""
    return data.decode("utf-8")


def _marked(data: bytes, _: Given) -> str:
    return data.decode("utf-8-sig")


EXTRACTORS: Mapping[str, Extractor] = {
    "plain": Extractor(_page, "plain", {}),
    "html": Extractor(_marked, "html", {}),
    "rss-item": Extractor(
        fields.feed_item,
        "html",
        {"item": _NEEDED, "field": ParameterRule(values=("description", "content"))},
        field=True,
    ),
    "csv-field": Extractor(
        lambda data, given: fields.csv_cell(_marked(data, given), given),
        "plain",
        {"column": _NEEDED, "key": _NEEDED, "value": _NEEDED, "delimiter": _TEXT},
        field=True,
    ),
    "json-field": Extractor(
        fields.json_value, "plain", {"pointer": _NEEDED, "line": _COUNT}, field=True
    ),
    "markdown-body": Extractor(_marked, "markdown", {}),
    "wikitext": Extractor(_marked, "wikitext", {}),
    "conllu-text": Extractor(
        lambda data, given: fields.treebank_text(_marked(data, given), given),
        "plain",
        {"document": _TEXT},
    ),
}


def fault(recipe: Recipe) -> str | None:
    """What is wrong with the extractor of a recipe or its parameters; None if nothing is."""
    if recipe.extractor not in EXTRACTORS:
        return f"no extractor {named(recipe.extractor, EXTRACTORS)}"
    wanted = EXTRACTORS[recipe.extractor].parameters(recipe.parameters)
    wrong = parameters_fault(recipe.parameters, wanted)
    return f"{recipe.extractor}: {wrong}" if wrong else None


def extract(recipe: Recipe, data: bytes) -> str:
    """The raw text that a recipe makes from the bytes of a file. The same bytes give the same
    text. Raises `Unextractable` for a recipe with a fault, a file of another kind, or one without
    that text, and `WrongUse` where a parser is not installed."""
    if wrong := fault(recipe):
        raise Unextractable(wrong)
    extractor, given = EXTRACTORS[recipe.extractor], recipe.parameters
    try:
        text = _MARKUPS[extractor.markup_of(given)](extractor.find(data, given), given)
    except UnicodeDecodeError as error:
        raise Unextractable(f"byte {error.start} is not UTF-8") from None
    except ImportError as error:
        missing = str(error.name).partition(".")[0]
        way = 'pip install "pactbank[fetch]"'
        raise WrongUse(f"{recipe.extractor} needs {missing}: {way}") from None
    text = _cut(text, count(given, "skip"), words(given, "end"))
    if not text.strip():
        raise Unextractable("there is no text")
    return text


def _cut(text: str, skip: int, end: str) -> str:
    """The text after its first `skip` paragraphs and before the mark `end`."""
    parts = _BLANK_LINE.split(text, maxsplit=skip) if skip else [text]
    if len(parts) <= skip:
        raise Unextractable(f"there are {len(parts)} paragraphs, of which {skip} are to be skipped")
    kept, mark, _ = parts[-1].partition(end) if end else (parts[-1], "", "")
    if end and not mark:
        raise Unextractable(f"nowhere in the text is the mark {end!r}, where it is to end")
    return kept.rstrip() + "\n" if end else kept
