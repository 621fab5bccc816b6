"""Every field of the scheme, made different in one of two passes: it is asked about, and either
choice gives that pass back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.labels import plain
from pactbank.adjudication.merging import merge
from pactbank.model.annotation import Annotation
from support.adjudicated import annotation, chosen, meaning
from support.every_field import GOLD, TEXT
from support.mutations import Field, changed, fields, holders, others, without

ABOUT_LABELS = re.compile(r"(?:refs|entities|agreements|stances)/.*")
NOT_SAID = re.compile(r".*/(?:id|from|ruling|checked_by|text|name_spans|kb/id|kb/scheme)")
FIELDS = [
    field
    for field in fields(Annotation)
    if ABOUT_LABELS.fullmatch(field.path) and not NOT_SAID.fullmatch(field.path)
]
UNKNOWN = re.compile("'nobody'|'nothing'")
"""No valid pass refers to what it does not have."""


def mutants(field: Field) -> Iterator[tuple[str, Annotation]]:
    for place, holder in enumerate(holders(GOLD, field.path)):
        told = f"{place}: {holder.get(field.name)!r}"
        made = [changed(GOLD, field, place, value) for value in others(field, holder)]
        for labels in (*made, without(GOLD, field, place)):
            if labels is None or UNKNOWN.search(repr(labels)):
                continue
            if (found := annotation(labels)) is not None:
                yield f"{told} → {holders(labels, field.path)[place].get(field.name)!r}", found


FEW = 2
"""Of each field so many differences are tried in the ordinary run."""


@pytest.mark.acceptance
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
