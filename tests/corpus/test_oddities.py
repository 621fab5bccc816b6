"""What is odd in a draft is told, and what an annotation may not have is left out of it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given

from pactbank.corpus.draft import anchor
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.oddities import oddities, tidied
from pactbank.corpus.store import Store
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from support.generated_annotations import Drawn, annotated

DOCUMENT = Store(valid_corpus()).document("hask-note")
TEXT = (
    "The Kestani envoys and their own staff met in the Hague, Mirr's port, at 9 a.m. this year. "
    "(They) signed “the pact” (a text) of Calder Steel Ltd. and the U.S. with the states' help.\n"
)


def found(draft: dict[str, Any], language: str = "en") -> list[tuple[str, str]]:
    """The code and the pointer of each oddity."""
    record = msgspec.convert({"document": "hask-note", **draft}, Prediction)
    return [(each.code, each.pointer) for each in oddities(record, TEXT, language)]


def mention(text: str, kind: str = "STATE", **more: Any) -> dict[str, Any]:
    return {"text": text, "type": kind, **more}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Kestani envoys", []),
        ("The Kestani envoys", ["PB711"]),
        ("their own staff", ["PB711"]),
        ("own staff", ["PB711"]),
        ("the Hague", ["PB711"]),
        ("their", []),
        ("They", []),
        ("Hague,", ["PB712"]),
        ("Mirr's", ["PB712"]),
        ("Mirr", []),
        ("Mirr's port", []),
        ("states'", ["PB712"]),
        ("9 a.m.", []),
        ("this year.", ["PB711", "PB712"]),
        ("this year", ["PB711"]),
        (" this", ["PB712"]),
        ("this ", ["PB712"]),
        ("(They)", ["PB712"]),
        ("(They", ["PB712"]),
        ("They)", ["PB712"]),
        ("“the pact”", ["PB712"]),
        ("“the pact", ["PB712"]),
        ("the pact”", ["PB711", "PB712"]),
        ("signed “the pact”", []),
        ("“the pact” (a text)", []),
        ("signed “the pact” (a text", []),
        ("Calder Steel Ltd.", []),
        ("U.S.", []),
        ("help.", ["PB712"]),
        ("help.\n", ["PB712", "PB712"]),
        (" ", []),
    ],
)
def test_the_words_of_a_span(words: str, codes: list[str]) -> None:
    assert words in TEXT
    assert [code for code, _ in found({"entities": [mention(words)]})] == codes


def test_every_kind_of_span_is_looked_at() -> None:
    odd = {"text": "the Hague,"}
    draft = {
        "entities": [mention(**odd)],
        "agreements": [
            {
                "type": "TRADE", "mentions": [odd], "arguments": [{**odd, "role": "PARTY"}],
                "status": [{"stage": "SIGNED", "evidence": odd}],
                "relations": [{"type": "AMENDS", "target": "a", "evidence": odd}],
            }
        ],
        "stances": [
            {
                "type": "WARN", "polarity": "negative", "cue": odd, "target": odd,
                "holders": [odd], "chain": [{"span": odd}],
            }
        ],
    }  # fmt: skip
    assert len(found(draft)) == 2 * len(walk.SPANS)


def test_times_take_this_and_the_like() -> None:
    assert found({"entities": [mention("this year", "TIME")]}) == []
    assert found({"entities": [mention("the Hague", "TIME")]}) == [("PB711", "/entities/0")]


def test_determiners_are_known_of_english_alone() -> None:
    draft = {"entities": [mention("The Kestani envoys")]}
    assert found(draft, "en-GB") == [("PB711", "/entities/0")]
    assert found(draft, "de") == found(draft, "eng") == []


def refs(**owners: str | None) -> list[dict[str, Any]]:
    return [{"id": name, "type": "STATE", "of": of} for name, of in owners.items()]


@pytest.mark.parametrize(
    ("given", "used", "idle"),
    [
        (refs(a=None), [], ["a"]),
        (refs(a=None), ["a"], []),
        (refs(a="b", b="c", c=None), ["a"], []),
        (refs(a="b", b=None), ["b"], ["a"]),
        (refs(a="b", b=None), [], ["a", "b"]),
        (refs(a="a"), [], ["a"]),
        (refs(a="b", b="a"), [], ["a", "b"]),
        (refs(a="nobody"), ["a", "AUTHOR"], []),
    ],
)
def test_idle_referents(given: Any, used: list[str], idle: list[str]) -> None:
    draft = {"refs": given, "entities": [mention("Mirr", refs=used)]}
    at = {ref["id"]: f"/refs/{number}" for number, ref in enumerate(given)}
    assert found(draft) == [("PB713", at[name]) for name in idle]


def test_a_referent_is_used_wherever_it_is_named() -> None:
    names = "abcdefg"
    draft = {
        "refs": refs(**dict.fromkeys(names)),
        "agreements": [
            {
                "type": "TRADE", "arguments": [{"text": "Mirr", "role": "PARTY", "refs": ["a"]}],
                "status": [{"stage": "SIGNED", "party": "b", "source": "c", "body": "d"}],
            }
        ],
        "stances": [
            {
                "type": "WARN", "polarity": "negative", "cue": {"text": "met"}, "toward": ["e"],
                "holders": [{"text": "They", "refs": ["f"]}], "chain": [{"ref": "g"}],
            }
        ],
    }  # fmt: skip
    assert found(draft) == []


def test_labels_that_are_there_twice() -> None:
    same = mention("Mirr", refs=["r"], level="NAM")
    draft = {
        "refs": refs(r=None),
        "entities": [
            {**same, "id": "x"}, {**same, "after": "'s"}, {**same, "level": "NOM"},
            {**same, "start": 57, "end": 61},
            {**same, "type": "PLACE"}, mention("met "), mention("met"),
        ],
    }  # fmt: skip
    assert TEXT[57:61] == "Mirr"
    assert found(draft) == [
        ("PB712", "/entities/5"), ("PB714", "/entities/1"), ("PB714", "/entities/3"),
        ("PB714", "/entities/6"),
    ]  # fmt: skip


def anchored(draft: dict[str, Any]) -> Annotation:
    data = json.dumps({"document": "hask-note", **draft}).encode()
    annotation, problems = anchor(
        data, "d", DOCUMENT, TEXT, annotator="gold", guidelines_sha256="0" * 64,
        created="2031-06-07",
    )  # fmt: skip
    assert annotation is not None, problems
    return tidied(annotation, TEXT)


def test_what_is_left_out_of_the_annotation() -> None:
    same = mention("Mirr", refs=["r"], level="NAM")
    pact = {"text": "pact", "level": "NOM"}
    made = anchored(
        {
            "refs": refs(r="owner", owner=None, idle=None),
            "entities": [same, same, mention(" this"), mention("this ")],
            "agreements": [{"type": "TRADE", "mentions": [pact, pact]}] * 2,
        }
    )
    assert [ref.id for ref in made.refs] == ["r", "owner"]
    assert [(m.id, m.text) for m in made.entities or ()] == [("e1", "Mirr"), ("e3", "this")]
    assert [len(pact.mentions) for pact in made.agreements or ()] == [1, 1]
    for span in walk.spans(made):
        assert TEXT[span.start : span.end] == span.text == span.text.strip()


def test_words_that_are_not_those_of_the_text_stay_to_be_told() -> None:
    wrong = {"start": 3, "end": 12, "text": "Kestani X", "type": "STATE", "refs": []}
    made = anchored({"entities": [wrong]})
    assert [(m.start, m.end, m.text) for m in made.entities or ()] == [(3, 12, "Kestani X")]


@given(annotated())
def test_tidying_takes_nothing_else_and_once_is_enough(drawn: Drawn) -> None:
    made = tidied(drawn.annotation, drawn.text)
    assert tidied(made, drawn.text) == made
    for span in walk.spans(made):
        words = drawn.text[span.start : span.end]
        assert span.text == words
        assert words == words.strip() or not words.strip()
    kept = {ref.id for ref in made.refs}
    named = {
        name
        for kind, path in walk.REFERENCES.items()
        if kind != "owner"
        for value in walk.values(drawn.annotation, path)
        for name in ([value] if isinstance(value, str) else value)
    }
    assert named & {ref.id for ref in drawn.annotation.refs} <= kept
    assert {str(m.type) for m in made.entities or ()} == {
        str(m.type) for m in drawn.annotation.entities or ()
    }
