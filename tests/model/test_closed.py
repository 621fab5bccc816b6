"""The closed lists live in the schema files; the Literals must equal them."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from pactbank.model import closed
from pactbank.model.scalars import MAX_OFFSET
from pactbank.model.schemas import schema


def listed(name: str, *path: str) -> list[str]:
    found: Any = schema(name)
    for step in path:
        found = found[step]
    return list(found)


ANNOTATION = {
    "entityType": closed.EntityType,
    "refType": closed.RefType,
    "level": closed.Level,
    "agreementType": closed.AgreementType,
    "form": closed.Form,
    "role": closed.Role,
    "stage": closed.Stage,
    "condition": closed.Condition,
    "statusPolarity": closed.StatusPolarity,
    "certainty": closed.Certainty,
    "relationType": closed.RelationType,
    "stanceType": closed.StanceType,
    "polarity": closed.Polarity,
    "quoteKind": closed.QuoteKind,
    "implicit": closed.Implicit,
    "layer": closed.Layer,
    "origin": closed.LabelOrigin,
    "kbScheme": closed.KbScheme,
}
DOCUMENT = {
    "zoneKind": closed.ZoneKind,
    "documentKind": closed.DocumentKind,
    "redistribution": closed.Redistribution,
}


@pytest.mark.parametrize(("name", "literal"), ANNOTATION.items())
def test_annotation_lists(name: str, literal: Any) -> None:
    assert listed("annotation", "$defs", name, "enum") == list(get_args(literal))


@pytest.mark.parametrize(("name", "literal"), DOCUMENT.items())
def test_document_lists(name: str, literal: Any) -> None:
    assert listed("document", "$defs", name, "enum") == list(get_args(literal))


def test_plan_lists() -> None:
    assert listed("plan", "$defs", "genre", "enum") == list(get_args(closed.Genre))
    assert listed("plan", "$defs", "half", "enum") == list(get_args(closed.WorldSide))


def test_annotator_kinds_and_splits() -> None:
    kinds = listed("annotators", "properties", "annotators", "items", "properties", "kind", "enum")
    assert kinds == list(get_args(closed.AnnotatorKind))
    assert listed("splits", "properties", "splits", "properties") == list(closed.SPLITS)


def test_levels_of_agreement_mentions() -> None:
    levels = listed("annotation", "$defs", "agreementMention", "properties", "level", "enum")
    assert levels == list(closed.AGREEMENT_LEVELS)


def test_every_closed_list_of_the_annotation_schema_is_held() -> None:
    with_enum = {name for name, rule in schema("annotation")["$defs"].items() if "enum" in rule}
    assert with_enum == set(ANNOTATION)


def test_offsets_are_bounded_alike() -> None:
    assert schema("annotation")["$defs"]["offset"]["maximum"] == MAX_OFFSET


def test_derived_lists_are_parts_of_the_closed_ones() -> None:
    assert set(closed.POLARITY_OF_STANCE) <= set(get_args(closed.StanceType))
    assert set(closed.ROLES_BY_TYPE) <= set(get_args(closed.AgreementType))
    assert set(get_args(closed.ZoneKind)) > closed.STRIPPED


def test_splits() -> None:
    found = listed("leaderboard", "properties", "split", "enum")
    assert found == [*get_args(closed.Split), None]
