"""Every field of the scheme, made different in one of two passes: it is asked about, and either
choice gives that pass back."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.decisions import Decided, GivenDecision
from pactbank.adjudication.editing import Editing
from pactbank.adjudication.finishing import finished
from pactbank.adjudication.labels import content, plain, renamed
from pactbank.adjudication.merging import merge
from pactbank.adjudication.resolving import Resolving
from pactbank.model.annotation import Annotation
from pactbank.model.decision import Decision
from support import sample_corpus
from support.every_field import GOLD, NAME, TEXT
from support.labelled import Label
from support.mutations import Field, changed, fields, holders, others, without

ABOUT_LABELS = re.compile(r"(?:refs|entities|agreements|stances)/.*")
NOT_SAID = re.compile(r".*/(?:id|from|ruling|checked_by|text|name_spans|kb/id|kb/scheme)")
FIELDS = [
    field
    for field in fields(Annotation)
    if ABOUT_LABELS.fullmatch(field.path) and not NOT_SAID.fullmatch(field.path)
]
HEAD = {
    "schema_version": 1, "scheme_version": 1, "offset_unit": "codepoint",
    "guidelines_sha256": "0" * 64, "document": NAME, "version": 1, "text_sha256": "1" * 64,
    "annotator": "gold", "created": "2031-06-01", "layers": ["entities", "agreements", "stances"],
}  # fmt: skip


def annotation(labels: Label) -> Annotation | None:
    """Labels as a pass; None where a value is not of the schema."""
    values = copy.deepcopy(HEAD | {k: labels[k] for k in ("refs", *HEAD["layers"])})  # type: ignore[misc]
    for at, mention in enumerate(values["entities"]):
        mention["id"] = f"m{at}"
    for pact in values["agreements"]:
        pact.setdefault("kb", None)
    for span in _spans(values):
        span["text"] = TEXT[span["start"] : span["end"]]
    try:
        return msgspec.convert(values, Annotation)
    except msgspec.ValidationError:
        return None


def _spans(value: Any) -> Iterator[Label]:
    if isinstance(value, dict) and "start" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _spans(inner)


def mutants(field: Field) -> Iterator[tuple[str, Annotation]]:
    for place, holder in enumerate(holders(GOLD, field.path)):
        told = f"{place}: {holder.get(field.name)!r}"
        made = [changed(GOLD, field, place, value) for value in others(field, holder)]
        for labels in (*made, without(GOLD, field, place)):
            if labels is not None and (found := annotation(labels)) is not None:
                yield f"{told} → {holders(labels, field.path)[place].get(field.name)!r}", found


def meaning(values: Label) -> list[str]:
    """What labels say, with referents and pacts by name, in any order."""
    refs = {ref["id"]: f"{ref.get('name')}/{ref['type']}" for ref in values["refs"]}
    pacts = {pact["id"]: f"pact {pact.get('name')}" for pact in values["agreements"]}
    told = []
    for layer in ("entities", "agreements", "stances"):
        for label in renamed(values[layer], refs | pacts):
            told.append(repr(sorted(content(label).items())))
            for part in ("mentions", "arguments", "status", "relations"):
                told += [repr((label["id"], content(each))) for each in label.get(part, ())]
    return sorted(told)


def chosen(compared: ComparedPasses, letter: str) -> Label:
    """The labels that come of choosing one pass everywhere."""
    decided = Decided()
    for one in compared.differences:
        decided.on[one.id] = GivenDecision(Decision(id=one.id, choice=letter), "test")
    lines = tuple((("paragraph", line),) for line in TEXT.splitlines())
    document, _, _ = sample_corpus.make_document(NAME, lines)  # type: ignore[arg-type]
    resolving = Resolving(compared, decided, Editing(document, TEXT))
    made, _ = finished(resolving.labels(), resolving.as_one)
    assert resolving.problems == []
    return made


FEW = 2
"""Of each field so many differences are tried in the ordinary run."""


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_every_field_is_asked_about_and_chosen(field: Field) -> None:
    made = list(mutants(field))
    assert wrong(made[:: max(1, len(made) // FEW)][:FEW]) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_every_difference_is_asked_about_and_chosen(field: Field) -> None:
    assert wrong(list(mutants(field))) == []


def wrong(made: list[tuple[str, Annotation]]) -> list[str]:
    """What is not asked about, or not given back."""
    first = annotation(GOLD)
    assert first is not None
    found = []
    for told, second in made:
        compared = ComparedPasses(merge({"a": first, "b": second}, TEXT))
        if not compared.differences and meaning(plain(first)) != meaning(plain(second)):
            found.append(f"{told}: not asked")
        for letter, labels in (("a", first), ("b", second)):
            if meaning(chosen(compared, letter)) != meaning(plain(labels)):
                found.append(f"{told}: {letter} gives other labels")
    return found


def test_there_are_fields() -> None:
    assert len(FIELDS) > 40
