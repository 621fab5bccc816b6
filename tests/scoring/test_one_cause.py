"""Faults of many labels that have one cause are told once, with how many labels have them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.errors import InvalidData, Problem
from pactbank.scoring import score
from scoring.crowded import quoted
from support.labelled import Label, document, entity, span

NAMES = "Anhal Mirr Brenn Kestania Veldria Tolmar Orlen Hask Sevra Ustrany".split()
TEXT = " ".join(NAMES) + ".\n"


def mention(name: str, moved: int = 0) -> Label:
    start = TEXT.index(name) + moved
    return {**entity(span(start, start + len(name)), "STATE", name.lower()), "text": name}


def mentions(moved: int = 0, right: int = 0) -> list[Label]:
    """A mention of each name; all but the first `right` are moved."""
    return [mention(name, moved * (at >= right)) for at, name in enumerate(NAMES)]


def problems(gold: list[Label], predicted: list[Label], texts: Path | None) -> list[Problem]:
    with pytest.raises(InvalidData) as caught:
        score(gold, predicted, texts=texts)
    return caught.value.problems


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(TEXT, "utf-8")
    return tmp_path


def side(*names: str, **labels: Any) -> list[Label]:
    return [document(name, entities=labels.get("entities", mentions())) for name in names]


def test_a_text_that_is_not_at_hand_is_told_once_a_document() -> None:
    found = problems(side("a", "b", "c"), quoted(side("a", "b")) + side("c"), None)
    assert [(of.file, of.code, of.pointer) for of in found] == [
        ("predictions[0]", "PB858", "/entities/0"),
        ("predictions[1]", "PB858", "/entities/0"),
    ]
    assert all("(one of 10 in this document)" in of.message for of in found)


def test_gold_of_bare_quotes_is_told_once_a_document(texts: Path) -> None:
    found = problems(quoted(side("a", "b")), side("a", "b"), texts)
    assert [(of.file, of.code) for of in found] == [("gold[0]", "PB854"), ("gold[1]", "PB854")]


@pytest.mark.parametrize(("right", "expected"), [(0, 1), (4, 1), (5, 5), (9, 1)])
def test_offsets_that_count_something_else_are_told_once(
    right: int, expected: int, texts: Path
) -> None:
    """Where most quoted words are wrong; else each of them."""
    found = problems(side("a"), side("a", entities=mentions(1, right)), texts)
    assert Counter(of.code for of in found) == {"PB302": expected}
    assert ("do not count code points" in found[0].message) is (right < 5)


@pytest.mark.parametrize(
    ("field", "value", "code"), [("version", 2, "PB853"), ("text_sha256", "1" * 64, "PB316")]
)
def test_labels_of_another_text_are_told_by_that_alone(
    field: str, value: object, code: str, texts: Path
) -> None:
    sha256 = "d" * 64 if field == "text_sha256" else None
    gold = [{**of, "version": 1} for of in side("a")]
    given = [{**of, "version": 1, field: value} for of in side("a", entities=mentions(200))]
    if sha256 is not None:
        gold = [{**of, "text_sha256": sha256} for of in gold]
        texts = None  # type: ignore[assignment]
    assert [of.code for of in problems(gold, given, texts)] == [code]


def test_what_gold_lacks_is_not_told_where_gold_cannot_be_read() -> None:
    gold = [*side("a"), {"document": "b", "entities": 7}]
    found = problems(gold, side("a", "b", "c"), None)
    assert [(of.file, of.code) for of in found] == [("gold[1]", "PB101")]


@pytest.mark.parametrize(
    "change", [{"confidence": 0.9}, {"level": "LOUD"}, {"open": "yes"}, {"type": None}]
)
def test_a_fault_that_all_labels_of_a_file_have_is_one_line(
    change: Label,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = [label | change for label in mentions()]
    for name, given in (("gold", mentions()), ("given", wrong)):
        lines = [json.dumps(of) + "\n" for of in side("a", "b", "c", entities=given)]
        (tmp_path / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    monkeypatch.setattr(sys, "argv", ["pactbank", "score", "given.jsonl", "--gold", "gold.jsonl"])
    assert run() == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "and 29 more like it at /entities/*" in line
    assert line.startswith("given.jsonl:1: ")
