"""Each question finds the labels that it is about, and no others."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.rereading import QUESTIONS, Names, to_read_again
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Span
from pactbank.text.offsets import contains
from support.example_faults import Change, patched

A, E, S = "/agreements/0", "/entities", "/stances/0"
NAME = f"{A}/mentions/0"
NOTE = ("hask-note", 1)
ORGAN = ("add", "/refs/4", {"id": "r5", "type": "INSTITUTION", "name": "Chamber"})


def asked(*changes: Change, of: tuple[str, int] = NOTE, kind: str = "news") -> dict[str, Any]:
    """Ids by the first words of each question, for a document of the examples after changes."""
    store = Store(valid_corpus())
    document = store.document(*of)
    path = store.annotation_path("gold", *of)
    annotation = msgspec.convert(patched(codec.parse(path.read_bytes()), changes), Annotation)
    document = msgspec.structs.replace(document, kind=kind)
    return to_read_again(annotation, document, store.text(document))


def span(start: int, end: int, **fields: Any) -> dict[str, Any]:
    text = "HASK — Mirr signed the Ridge Ferry Accord with Anhal on Tuesday.\n“I welcome it,” "
    return {"id": "new", "start": start, "end": end, "text": text[start:end], "refs": []} | fields


@pytest.mark.parametrize(
    ("question", "ids", "changes"),
    [
        ("a state's or", ("e3",), [("replace", f"{E}/2/level", "DEM")]),
        ("a state's or", (), [("replace", f"{E}/2/level", "DEM"),
                              ("replace", f"{E}/1/refs", ["r3"])]),
        ("a state's or", (), [("replace", f"{E}/1/level", "DEM")]),
        ("a continent's", ("new",), [
            ("add", f"{E}/7", span(23, 28, type="PLACE", level="DEM", refs=["r1"]))]),
        ("one event", ("new",), [
            ("add", f"{E}/7", span(23, 28, type="EVENT", level="NOM", open=True))]),
        ("one event", (), [
            ("add", f"{E}/7", span(23, 28, type="EVENT", level="NAM", open=True))]),
        ("does this part", ("new",), [
            ("add", f"{E}/7", span(23, 28, type="PLACE", level="NAM", refs=["r1"]))]),
        ("does this part", (), [
            ("add", f"{E}/7", span(23, 41, type="ORG", level="NAM", open=True))]),
        ("does the date", ("new",), [("add", f"{E}/7", span(29, 34, type="TIME", value="2031"))]),
        ("does the date", ("new",), [("add", f"{E}/7", span(19, 22, type="TIME", value="2031"))]),
        ("a short form", ("m2",), [
            ("add", f"{A}/mentions/1", {"id": "m2", "start": 35, "end": 41, "text": "Accord",
                                        "level": "NAM"})]),
        ("a short form", (), [
            ("add", f"{A}/mentions/1", {"id": "m2", "start": 35, "end": 41, "text": "RFA",
                                        "level": "NAM"})]),
        ("do the words", ("a1",), [("replace", f"{A}/type", "TRADE")]),
        ("do the words", (), [("replace", f"{A}/type", "TRADE"),
                              ("replace", f"{NAME}/level", "NOM")]),
        ("does the pact's", ("a1.g1",), [("replace", f"{A}/arguments/0/start", 23),
                                         ("replace", f"{A}/arguments/0/end", 28)]),
        ("the party is", ("a1.s1",), [ORGAN, ("replace", f"{A}/status/0/party", "r5")]),
        ("the party is", (), [("replace", f"{A}/status/0/party", "r2")]),
        ("have talks", ("a1.s1",), [("replace", f"{A}/status/0/stage", "NEGOTIATION")]),
        ("last in time", ("a1.s1", "a1.s2"), [
            ("copy", f"{A}/status/0", f"{A}/status/1"), ("replace", f"{A}/status/1/id", "a1.s2"),
            ("replace", f"{A}/status/1/stage", "RATIFIED")]),
        ("last in time", (), [
            ("copy", f"{A}/status/0", f"{A}/status/1"), ("replace", f"{A}/status/1/party", "r2")]),
        ("a commitment", (), [("replace", f"{S}/type", "COMMIT")]),
        ("a commitment", ("s1",), [("replace", f"{S}/type", "COMMIT"),
                                   ("replace", f"{S}/cue", {"start": 12, "end": 18,
                                                            "text": "signed"})]),
        ("does a subject", ("s1",), []),
        ("does a subject", (), [("replace", f"{E}/4/level", "NOM")]),
        ("an organ's act", (), [ORGAN, ("replace", f"{S}/holders/0/refs", ["r5"])]),
        ("an organ's act", ("s1",), [ORGAN, ("replace", f"{S}/holders/0/refs", ["r5"]),
                                     ("replace", f"{S}/cue", {"start": 12, "end": 18,
                                                              "text": "signed"})]),
        ("whose is it", ("s1",), [("replace", f"{S}/implicit", "AUTHOR")]),
        ("whose is it", (), [("replace", f"{S}/implicit", "AUTHOR"),
                             ("replace", f"{S}/type", "ASSESS")]),
        ("“both”", ("s1",), [("replace", f"{S}/target/text", "both CAP and it")]),
        ("“both”", ("s1",), [("replace", f"{S}/target/text", "not quit")]),
        ("“both”", (), [("replace", f"{S}/target", None)]),
        ("the issuer's", (), [("replace", f"{S}/quote", "indirect")]),
    ],
)  # fmt: skip
def test_a_question_is_asked_of_its_labels(
    question: str, ids: tuple[str, ...], changes: list[Change]
) -> None:
    [known] = [each for each in QUESTIONS if each.startswith(question)]
    assert asked(*changes).get(known, ()) == ids


def test_an_issuer_is_asked_for_only_in_its_own_document() -> None:
    [question] = [each for each in QUESTIONS if each.startswith("the issuer's")]
    assert asked(("replace", f"{S}/quote", "indirect"), kind="statement")[question] == ("s1",)


def test_a_possessor_is_found_by_its_genitive_mark() -> None:
    value = {"start": 8, "end": 14, "text": "Tolmar", "refs": []}
    store = Store(valid_corpus())
    document = store.document("calder-radar", 2)
    text = store.text(document)
    start = text.index("Tolmar's Assembly")
    holder = {**value, "start": start, "end": start + 6, "refs": ["tolmar"]}
    found = asked(("replace", "/stances/0/holders", [holder]), of=("calder-radar", 2))
    [question] = [each for each in QUESTIONS if each.startswith("does a subject")]
    assert found[question][0] == "s1"


def test_a_withheld_text_raises_the_questions_that_need_none() -> None:
    store = Store(valid_corpus())
    document = store.document("sevra-letter")
    annotation = store.annotation("gold", document)
    assert annotation is not None
    found = to_read_again(annotation, document, None)
    assert found == {"the issuer's own words? then quote is none": ("s2",)}


def test_parts_of_names_are_those_that_a_longer_range_contains() -> None:
    ranges = [(0, 4), (2, 9), (2, 5), (7, 8), (11, 12)]
    names = Names(ranges)
    for start in range(13):
        for end in range(start + 1, 14):
            part = Span(start=start, end=end, text=None)
            longer = [r for r in ranges if contains(r, (start, end)) and r != (start, end)]
            assert names.have_part(part) == bool(longer), (start, end)
