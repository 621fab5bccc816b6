"""The signature: its grammar, and what changes it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from pactbank.version import __version__
from scoring.generated import corpora
from support.effort import tried
from support.labelled import Label, document, entity, scored, span

GOLD = document(
    entities=[entity(span(0, 5), "STATE", "a", level="NAM"), entity(span(9, 12), "ORG")]
)
GRAMMAR = re.compile(
    r"task:entities\|metrics:2\|split:none\|types:all\|levels:all\|zones:all\|map:none"
    r"\|documents:1\|texts:0\|gold:[0-9a-f]{16}\|predictions:[0-9a-f]{16}\|interval:none"
    r"\|intervals:none\|replicates:10000\|seed:12345\|pactbank:" + re.escape(__version__)
)


def parts(signature: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in signature.split("|"))


def test_the_grammar() -> None:
    assert GRAMMAR.fullmatch(scored(GOLD, GOLD).signature)


def test_it_is_pinned() -> None:
    """The same inputs give the same bytes on any machine. If this fails, what is hashed has
    changed: signatures of older versions are no longer those of the same data."""
    side = {**GOLD, "stances": [{"type": "WARN", "polarity": "negative", "cue": span(0, 4)}]}
    assert parts(scored(side, side).signature)["gold"] == "fd75ab8e2196c6d1"
    assert parts(scored(side, side, "stances").signature)["gold"] == "1f816aa4df13ac96"


def changed(**fields: Any) -> Label:
    return document(entities=[{**GOLD["entities"][0], **fields}, GOLD["entities"][1]])


@pytest.mark.parametrize(
    "other",
    [
        changed(start=1),
        changed(end=6),
        changed(type="PLACE"),
        changed(level="NOM"),
        changed(refs=["b"]),
        changed(refs=["a", "b"]),
        changed(open=True),
        changed(value="x"),
        document("another", entities=GOLD["entities"]),
        document(entities=GOLD["entities"][:1]),
        document(entities=[*GOLD["entities"], GOLD["entities"][0]]),
    ],
)
def test_what_changes_the_hash_of_predictions(other: Label) -> None:
    documents = [GOLD, document("another", entities=[])]
    expected, found = (parts(scored(documents, [side]).signature) for side in (GOLD, other))
    assert found["gold"] == expected["gold"]
    assert found["predictions"] != expected["predictions"]


@pytest.mark.parametrize(
    "other",
    [changed(id="e1"), changed(id="e2", ruling="R1"), changed(text="words")],
)
def test_what_does_not(other: Label) -> None:
    expected, found = (parts(scored(GOLD, side).signature) for side in (GOLD, other))
    assert found == expected


@tried(12)
@given(corpora())
def test_the_same_labels_have_the_same_hash_on_either_side(corpus: Any) -> None:
    gold, _ = corpus
    for task in ("entities", "all"):
        found = parts(scored(gold, gold, task).signature)
        assert found["gold"] == found["predictions"]


@pytest.mark.parametrize(
    ("options", "part", "value"),
    [
        ({"types": ["STATE", "ORG"]}, "types", "ORG,STATE"),
        ({"levels": ["NAM"]}, "levels", "NAM"),
        ({"intervals": "headline"}, "interval", "jackknife"),
        ({"intervals": "all"}, "intervals", "all"),
    ],
)
def test_options_are_signed(options: dict[str, Any], part: str, value: str) -> None:
    assert parts(scored(GOLD, GOLD, **options).signature)[part] == value


def test_with_forty_documents_the_bootstrap_is_signed() -> None:
    gold = [document(f"d{n}", entities=GOLD["entities"]) for n in range(40)]
    assert parts(scored(gold, gold, intervals="headline").signature)["interval"] == "bca"
