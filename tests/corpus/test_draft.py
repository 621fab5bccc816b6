"""Drafts: labels as quotes become an annotation, or every problem that keeps them from it."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given

from pactbank.corpus.draft import anchor, repeated
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.errors import Problem
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.text.anchor import Quote
from support.generated_annotations import Drawn, annotated

DOCUMENT = Store(valid_corpus()).document("hask-note")
TEXT = "Veldria and Kestania signed a pact. Veldria hailed the pact, Mirr said."
OF_A_DRAFT = {"document", "layers", "refs", "entities", "agreements", "stances"}


def anchored(draft: dict[str, Any], text: str = TEXT) -> tuple[Annotation | None, list[Problem]]:
    """A draft is written with one label a line, so that problems have lines."""
    return anchor(
        msgspec.json.format(msgspec.json.encode({"document": "hask-note", **draft})),
        "draft.json",
        DOCUMENT,
        text,
        annotator="gold",
        guidelines_sha256="0" * 64,
        created="2031-06-07",
    )


PACT: dict[str, Any] = {
    "type": "TRADE",
    "mentions": [
        {"text": "pact", "before": "a ", "level": "NOM"},
        {"text": "the pact", "level": "NOM"},
    ],
    "arguments": [{"text": "Kestania", "role": "PARTY"}],
    "status": [{"stage": "SIGNED", "evidence": {"text": "signed"}}],
    "relations": [{"type": "AMENDS", "target": "a2", "evidence": {"text": "a pact"}}],
}  # fmt: skip
STANCE: dict[str, Any] = {
    "type": "ENDORSE",
    "polarity": "positive",
    "cue": {"text": "hailed"},
    "holders": [{"text": "Veldria", "after": " hailed", "refs": ["v"]}],
    "target": {"text": "the pact"},
    "chain": [{"ref": "AUTHOR"}, {"ref": "m", "span": {"text": "Mirr"}}],
}


def test_every_quote_gets_its_offsets_and_every_label_an_id() -> None:
    annotation, problems = anchored({"agreements": [PACT], "stances": [STANCE]})
    assert problems == []
    assert annotation is not None
    [pact] = annotation.agreements or ()
    parts = [*pact.mentions, *pact.arguments, *pact.status, *pact.relations]
    assert [pact.id, *(part.id for part in parts)] == [
        "a1", "a1.m1", "a1.m2", "a1.g1", "a1.s1", "a1.x1",
    ]  # fmt: skip
    assert [(m.start, m.text) for m in pact.mentions] == [(30, "pact"), (51, "the pact")]
    assert (pact.status[0].evidence.start, pact.relations[0].evidence.start) == (21, 28)
    [stance] = annotation.stances or ()
    assert stance.id == "s1"
    assert (stance.holders[0].start, stance.cue.start) == (36, 44)
    assert [link.span and link.span.text for link in stance.chain] == [None, "Mirr"]
    assert annotation.layers == ("agreements", "stances")
    assert annotation.entities is None


def test_labels_come_in_text_order_and_keep_the_ids_they_have() -> None:
    mentions = [("Mirr", None), ("Kestania", "k"), ("Veldria and Kestania", None)]
    annotation, problems = anchored(
        {
            "entities": [
                {"text": text, "type": "STATE", **({"id": name} if name else {})}
                for text, name in mentions
            ]
        }
    )
    assert problems == []
    assert annotation is not None
    assert [(m.id, m.start) for m in annotation.entities or ()] == [
        ("e3", 0),
        ("k", 12),
        ("e1", 61),
    ]


def test_offsets_that_are_given_stand_as_they_are() -> None:
    annotation, _ = anchored({"entities": [{"start": 1, "end": 3, "text": "el", "type": "STATE"}]})
    assert annotation is not None
    assert [(m.start, m.end) for m in annotation.entities or ()] == [(1, 3)]


def test_every_quote_without_one_place_is_reported_in_the_order_of_the_file() -> None:
    wrong = {
        **STANCE,
        "cue": {"text": "nowhere"},
        "holders": [{"text": "Veldria"}],
        "chain": [{"ref": "m", "span": {"text": "Mirr", "before": "and "}}],
    }
    annotation, problems = anchored({"entities": [{"type": "STATE"}], "stances": [STANCE, wrong]})
    assert annotation is None
    assert [(p.code, p.pointer, p.message) for p in problems] == [
        ("PB701", "/entities/0", "'' does not stand in the text"),
        ("PB701", "/stances/1/cue", "'nowhere' does not stand in the text"),
        ("PB702", "/stances/1/holders/0", "'Veldria' stands 2 times, at 0, 36"),
        (
            "PB701",
            "/stances/1/chain/0/span",
            "'Mirr' with before 'and ' does not stand in the text",
        ),
    ]
    assert [p.line for p in problems] == sorted(p.line or 0 for p in problems)


def test_a_quote_with_several_places_is_one_question() -> None:
    draft = msgspec.convert(
        {"document": "d", "entities": [{"text": "Veldria", "type": "STATE"}] * 2,
         "stances": [{**STANCE, "cue": {"text": "pact"}, "holders": [{"text": "Veldria"}]}]},
        Prediction,
    )  # fmt: skip
    [states, cue] = repeated(draft, TEXT, 9)
    assert (states.words, states.pointers) == (
        "Veldria", ("/entities/0", "/entities/1", "/stances/0/holders/0"),
    )  # fmt: skip
    assert states.choices == (Quote("Veldria", "", " and"), Quote("Veldria", ". ", ""))
    assert (cue.words, cue.pointers) == ("pact", ("/stances/0/cue",))
    assert [len(one.choices) for one in repeated(draft, TEXT, 1)] == [1, 1]


def test_a_context_that_is_too_long_is_not_offered() -> None:
    draft = msgspec.convert(
        {"document": "d", "entities": [{"text": "a b", "type": "STATE"}]}, Prediction
    )
    [found] = repeated(draft, "a b " * 20_000, 1)
    assert found.choices == ()
    [found] = repeated(draft, "x " + "a b " * 20_000, 1)
    assert found.choices == (Quote("a b", "x ", ""),)


def test_nothing_is_forgiven() -> None:
    """Case, white space, or a word that would be whole elsewhere: the strict mode asks."""
    for text, code in (
        ("veldria", "PB701"),
        ("Veldria  and", "PB701"),
        ("M", ""),
        ("pact", "PB702"),
    ):
        _, problems = anchored({"entities": [{"text": text, "type": "STATE"}]})
        assert [problem.code for problem in problems] == ([code] if code else [])


def test_what_an_annotation_needs_is_asked_of_a_draft() -> None:
    annotation, problems = anchored({"agreements": [{**PACT, "status": [{"stage": "SIGNED"}]}]})
    assert annotation is None
    assert [(p.code, p.pointer) for p in problems] == [("PB101", "/agreements/0/status/0/evidence")]
    annotation, problems = anchored({"entities": [{"text": "Mirr", "type": "KINGDOM"}]})
    assert annotation is None
    assert [(p.code, p.pointer) for p in problems] == [("PB104", "/entities/0/type")]


def quoted(value: Any, text: str) -> Any:
    """Labels with quotes, and all the text around them, in place of offsets."""
    if isinstance(value, list):
        return [quoted(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    draft = {name: quoted(item, text) for name, item in value.items()}
    if "start" in draft:
        start, end = draft.pop("start"), draft.pop("end")
        sides = {"before": text[:start], "after": text[end:]}
        draft |= {name: side for name, side in sides.items() if side}
    return draft


@given(annotated())
def test_any_annotation_comes_back_from_its_quotes(drawn: Drawn) -> None:
    plain = msgspec.json.decode(msgspec.json.encode(drawn.annotation))
    draft = quoted({name: plain[name] for name in plain if name in OF_A_DRAFT}, drawn.text)
    annotation, problems = anchored({**draft, "document": "hask-note"}, drawn.text)
    assert problems == []
    assert annotation is not None
    assert annotation.layers == drawn.annotation.layers
    assert annotation.refs == drawn.annotation.refs
    for layer in annotation.layers:
        was, now = getattr(drawn.annotation, layer), getattr(annotation, layer)
        assert sorted(map(str, now)) == sorted(map(str, was))


def test_quotes_in_another_normal_form_get_the_words_of_the_text() -> None:
    text = "Ze\u0301lie hailed the pact of Or\u200blen, José said."
    draft = {
        "refs": [{"id": "z", "type": "PERSON", "name": "Zélie"}],
        "entities": [
            {"text": "Zélie", "type": "PERSON", "level": "NAM", "refs": ["z"]},
            {"text": "Orlen", "before": "of ", "type": "PLACE", "level": "NAM", "refs": []},
            {"text": "Jose\u0301", "type": "PERSON", "level": "NAM", "refs": []},
        ],
    }
    annotation, problems = anchored(draft, text)
    assert problems == []
    assert annotation is not None
    words = ["Ze\u0301lie", "Or\u200blen", "José"]
    mentions = annotation.entities or ()
    assert [mention.text for mention in mentions] == words
    assert [text[mention.start : mention.end] for mention in mentions] == words


def test_offsets_that_are_given_keep_their_words() -> None:
    draft = {"entities": [{"start": 0, "end": 6, "text": "Zélie", "type": "PERSON", "refs": []}]}
    annotation, _ = anchored(draft, "Ze\u0301lie hailed.")
    assert annotation is not None
    assert [mention.text for mention in annotation.entities or ()] == ["Zélie"]  # PB302 tells
