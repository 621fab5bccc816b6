"""Lenient reading finds the objects of a model's output however it lays them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.errors import InvalidData
from pactbank.scoring import score
from support.labelled import document, entity, span

GOLD = [
    document("a", entities=[entity(span(0, 5), "STATE"), entity(span(9, 12), "ORG")]),
    document("b", entities=[entity(span(3, 9), "PLACE")]),
]
A, B = (json.dumps(labels) for labels in GOLD)
PRETTY = json.dumps(GOLD[0], indent=2)
LAYOUTS = {
    "a line each": (f"{A}\n{B}\n", {}),
    "several lines each": (f"{PRETTY}\n\n{B}", {}),
    "a list": (json.dumps(GOLD, indent=1), {}),
    "fenced": (f"```json\n{PRETTY}\n```\n```\n{B}\n```\n", {"fenced": 2}),
    "with words around it": (f"Sure:\n{PRETTY}\nAnd:\n  {B}\nDone.\n", {"not-json": 3}),
    "Windows": (f"\ufeff{PRETTY}\n{B}".replace("\n", "\r\n"), {}),
    "words before it in its line": (
        f"Sure! {A} Done.\n<think>{{x}} {{'document'}}</think> {B}\n",
        {"not-json": 3},
    ),
    "words before its first line": (f"My [best] answer: {PRETTY}\n- {B}\n", {"not-json": 2}),
    "an object of another kind before it": (
        f'{{not json}} {A}\nSo {{"a": {{}}}}: {B}',
        {"not-json": 2},
    ),
    "cut short after words": (f"So: {A[:-20]}\nSo: {A}\nSo: [{B}\n", {"not-json": 3}),
    "a line that is cut short": (f'{{"document": "a", "ent\n{PRETTY}\n{B}', {"not-json": 1}),
}


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.json", "answers/one.json"])
@pytest.mark.parametrize(("text", "forgiven"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_object_is_read(tmp_path: Path, text: str, forgiven: Any, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    given = path.parent if "/" in name else path
    result = score(GOLD, given, lenient=True, intervals="none")
    assert result.metrics["exact"].tp == result.metrics["exact"].gold == 3
    assert (result.forgiven or {}) == forgiven


def test_output_without_any_object_is_scored_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("I cannot do that.\n")
    result = score(GOLD, path, lenient=True, intervals="none")
    assert result.missing == ("a", "b")
    assert result.metrics["exact"].predicted == 0
    assert result.forgiven == {"not-json": 1}


def test_a_field_of_its_own_is_left_out_wherever_it_stands() -> None:
    mention = {**span(0, 5), "type": "STATE", "refs": ["r1"], "sure": 1}
    given = {
        "document": "a",
        "model": "m",
        "version": 1,
        "refs": [{"id": "r1", "type": "STATE", "note": "x"}, {"type": "STATE"}],
        "entities": [mention],
    }
    result = score(GOLD, [given], lenient=True, intervals="none")
    assert result.metrics["exact"].tp == result.metrics["exact"].predicted == 1
    assert result.forgiven == {"missing-field": 1, "unknown-field": 3}


@pytest.mark.parametrize(
    ("field", "right", "forgiven"),
    [("confidence", 2, {"unknown-field": 1}), ("start", 1, {"bad-value": 1})],
)
@pytest.mark.parametrize("number", [float("nan"), float("-inf")])
def test_a_number_that_is_none_costs_its_label_at_most(
    tmp_path: Path, number: float, field: str, right: int, forgiven: Any
) -> None:
    first, second = GOLD[0]["entities"]
    given = {**GOLD[0], "entities": [{**first, field: number}, second]}
    path = tmp_path / "answers.jsonl"
    path.write_text(f"{json.dumps(given)}\n")
    with pytest.raises(InvalidData):
        score(GOLD[:1], path, intervals="none")
    result = score(GOLD[:1], path, lenient=True, intervals="none")
    assert (result.metrics["exact"].tp, result.metrics["exact"].predicted) == (right, 2)
    assert result.forgiven == forgiven


@pytest.mark.parametrize(
    ("head", "forgiven"),
    [
        ({}, {"missing-field": 1}),
        ({"document": 7}, {"bad-value": 1}),
        ({"document": "a", "version": "one", "created": 3}, {"bad-value": 2}),
    ],
)
def test_faults_of_the_header_count_once_each(head: Any, forgiven: Any) -> None:
    given = {**head, "layers": ["entities"], "entities": []}
    assert score(GOLD, [given], lenient=True, intervals="none").forgiven == forgiven


def test_layers_that_are_not_scored_are_not_looked_into() -> None:
    given = {**GOLD[0], "agreements": [{"type": "X", "mentions": 5}], "stances": "none"}
    assert score(GOLD, [given], lenient=True, intervals="none").forgiven is None
