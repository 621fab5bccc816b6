"""The semantic rules of the three layers, each at every place it applies to."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.walk import SPANS, located
from support.example_faults import Change, patched

SPAN = {"start": 12, "end": 18, "text": "signed"}
MINISTRY = {"id": "r5", "type": "INSTITUTION", "name": "ministry"}
TOLMAR = {"id": "r6", "type": "STATE", "name": "Tolmar"}


@cache
def labelled(name: str) -> tuple[Any, Document, str | None]:
    """A document of the valid corpus with its gold labels as plain JSON."""
    store = Store(valid_corpus())
    document = store.document(name)
    path = store.annotation_path("gold", name, document.version)
    text = store.text(document) if store.has_text(document) else None
    return codec.parse(path.read_bytes()), document, text


def faults(*changes: Change, of: str = "hask-note") -> set[tuple[str, str]]:
    """Code and pointer of everything wrong with the labels after the changes."""
    value, document, text = labelled(of)
    annotation = msgspec.convert(patched(value, changes), Annotation)
    found = check_annotation(annotation, document, SpannedText(document, text))
    assert all(finding.message for finding in found)
    return {(finding.code, finding.pointer) for finding in found}


@pytest.mark.parametrize(
    "name", ["hask-note", "orlen-supply", "calder-radar", "brenn-statement", "sevra-letter"]
)
def test_valid_labels_have_no_fault(name: str) -> None:
    assert faults(of=name) == set()


E, A, S = "/entities", "/agreements/0", "/stances/0"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # annotation
        ([("replace", "/created", "2031-02-29")], {("PB207", "/created")}),
        ([("remove", "/stances")], {("PB314", "/layers")}),
        ([("add", "/layers/0", "entities"), ("remove", "/layers/3")],
         {("PB314", "/layers"), ("PB324", "/layers/1")}),
        # spans
        ([("replace", f"{E}/6/start", 90)], {("PB302", f"{E}/6")}),
        ([("replace", f"{E}/6/start", 98)], {("PB301", f"{E}/6")}),
        ([("replace", f"{E}/6/start", 97)], {("PB303", f"{E}/6")}),
        ([("replace", f"{E}/6/end", 104)], {("PB302", f"{E}/6"), ("PB303", f"{E}/6"),
                                            ("PB304", f"{E}/6")}),
        ([("replace", f"{E}/6/end", 105)], {("PB301", f"{E}/6")}),
        ([("replace", f"{A}/mentions/0/text", "x")], {("PB302", f"{A}/mentions/0")}),
        ([("replace", f"{A}/arguments/1/text", None)], {("PB318", f"{A}/arguments/1")}),
        ([("replace", f"{A}/status/0/evidence/text", "x")], {("PB302", f"{A}/status/0/evidence")}),
        ([("replace", f"{S}/cue/end", 9999)], {("PB301", f"{S}/cue")}),
        ([("replace", f"{S}/target/text", "its")], {("PB302", f"{S}/target")}),
        ([("replace", f"{S}/holders/0/text", "i")], {("PB302", f"{S}/holders/0")}),
        ([("grow", f"{A}/mentions/0/end", 8),
          ("replace", f"{A}/mentions/0/text", "Ridge Ferry Accord with An")],
         {("PB305", f"{E}/2")}),
        ([("copy", f"{A}/mentions/0", f"{A}/mentions/1"),
          ("replace", f"{A}/mentions/1/id", "m2")], {("PB306", f"{A}/mentions/1")}),
        ([("copy", f"{A}/arguments/0", f"{A}/arguments/2"),
          ("replace", f"{A}/arguments/2/id", "g3")], {("PB306", f"{A}/arguments/2")}),
        ([("copy", f"{S}/holders/0", f"{S}/holders/1")], {("PB306", f"{S}/holders/1")}),
        # levels
        ([("remove", f"{E}/0/level")], {("PB310", f"{E}/0/level")}),
        ([("add", f"{E}/3/level", "NAM")], {("PB310", f"{E}/3/level")}),
        ([("replace", f"{E}/0/level", "DEM")], set()),
        ([("replace", f"{E}/0/level", "MET")], {("PB310", f"{E}/0/level")}),
        ([("replace", f"{E}/1/level", "MET")], set()),
        ([("replace", f"{E}/6/level", "DEM")], {("PB310", f"{E}/6/level")}),
        # TIME
        ([("remove", f"{E}/3/value")], {("PB311", f"{E}/3")}),
        ([("replace", f"{E}/3/value", "2031-02-30")], {("PB311", f"{E}/3/value")}),
        ([("add", f"{E}/0/value", "2031")], {("PB311", f"{E}/0/value")}),
        ([("add", f"{E}/3/refs/0", "r1")], {("PB309", f"{E}/3/refs")}),
        # referents
        ([("replace", f"{E}/5/refs/0", "r2")], {("PB309", f"{E}/5/refs")}),
        ([("add", "/refs/3/of", "r2")], set()),
        ([("add", "/refs/3/of", "r1")], {("PB309", "/refs/3/of")}),
        ([("add", "/refs/1/of", "r2")], {("PB309", "/refs/1/of")}),
        ([("add", "/refs/3/of", "r9")], {("PB307", "/refs/3/of")}),
        ([("add", f"{A}/arguments/0/refs/1", "r1")],
         {("PB309", f"{A}/arguments/0/refs"), ("PB322", f"{A}/arguments/0")}),
        ([("add", f"{A}/arguments/0/refs/1", "r9")],
         {("PB307", f"{A}/arguments/0/refs"), ("PB322", f"{A}/arguments/0")}),
        ([("add", f"{S}/holders/0/refs/1", "r1")],
         {("PB309", f"{S}/holders/0/refs"), ("PB322", f"{S}/holders/0")}),
        ([("replace", f"{A}/status/0/source", "r9")], {("PB307", f"{A}/status/0/source")}),
        ([("replace", f"{A}/status/0/source", "r4")], set()),
        ([("replace", f"{A}/status/0/source", "r1")], {("PB309", f"{A}/status/0/source")}),
        ([("replace", f"{A}/status/0/party", "r2")], set()),
        ([("replace", f"{A}/status/0/party", "r1")], {("PB403", f"{A}/status/0/party")}),
        ([("replace", f"{A}/status/0/party", "AUTHOR")], {("PB307", f"{A}/status/0/party")}),
        ([("replace", f"{A}/status/0/body", "r2")], {("PB309", f"{A}/status/0/body")}),
        ([("add", "/refs/4", MINISTRY), ("replace", f"{A}/status/0/body", "r5")], set()),
        ([("add", "/refs/4", TOLMAR), ("add", "/refs/5", {**MINISTRY, "of": "r6"}),
          ("replace", f"{A}/status/0/party", "r6"),
          ("replace", f"{A}/status/0/body", "r5")], set()),
        ([("add", "/refs/4", TOLMAR), ("add", "/refs/5", MINISTRY),
          ("replace", f"{A}/status/0/party", "r6"), ("replace", f"{A}/status/0/body", "r5")],
         {("PB403", f"{A}/status/0/party")}),
        ([("add", "/refs/4", {**MINISTRY, "of": "r2"}), ("replace", f"{A}/status/0/party", "r5"),
          ("replace", f"{A}/status/0/body", "r5")], {("PB403", f"{A}/status/0/party")}),
        ([("replace", f"{S}/toward", ["r2", "r9"])], {("PB307", f"{S}/toward")}),
        ([("replace", f"{S}/toward", ["r1"])], {("PB309", f"{S}/toward")}),
        ([("replace", f"{S}/holders/0/refs", ["AUTHOR"])],
         {("PB307", f"{S}/holders/0/refs"), ("PB322", f"{S}/holders/0"), ("PB503", f"{S}/chain")}),
        ([("replace", f"{S}/holders/0/refs", [])],
         {("PB312", f"{S}/holders/0"), ("PB322", f"{S}/holders/0")}),
        ([("add", f"{E}/6/open", True), ("replace", f"{E}/6/refs", [])], set()),
        # ids
        ([("replace", f"{A}/id", "r1"), ("replace", f"{S}/about", [])], {("PB313", f"{A}/id")}),
        ([("replace", f"{A}/status/0/id", "a1.m1")], {("PB313", f"{A}/status/0/id")}),
        ([("replace", f"{S}/id", "e7")], {("PB313", f"{S}/id")}),
        # agreements
        ([("replace", f"{A}/type", "ASSISTANCE")],
         {("PB402", f"{A}/arguments/0/role"), ("PB402", f"{A}/arguments/1/role")}),
        ([("replace", f"{A}/type", "ARMAMENTS"),
          ("replace", f"{A}/arguments/0/role", "BENEFICIARY")], set()),
        ([("replace", f"{A}/arguments/1/refs", [])],
         {("PB408", f"{A}/arguments/1/refs"), ("PB322", f"{A}/arguments/1")}),
        ([("replace", f"{A}/arguments/1/role", "PROVISION"),
          ("replace", f"{A}/arguments/1/refs", [])], set()),
        ([("replace", f"{A}/status/0/as_of", "PRESENT_REF")], {("PB407", f"{A}/status/0/as_of")}),
        ([("replace", f"{A}/status/0/as_of", "2031-SP")], set()),
        ([("copy", f"{A}/status/0", f"{A}/status/1"), ("replace", f"{A}/status/1/id", "s9"),
          ("replace", f"{A}/status/1/condition", "STALLED")], {("PB404", f"{A}/status/1")}),
        ([("copy", f"{A}/status/0", f"{A}/status/1"), ("replace", f"{A}/status/1/id", "s9"),
          ("replace", f"{A}/status/1/polarity", "-")], {("PB410", f"{A}/status/1")}),
        ([("copy", f"{A}/status/0", f"{A}/status/1"), ("replace", f"{A}/status/1/id", "s9"),
          ("replace", f"{A}/status/1/party", "r2")], set()),
        ([("add", f"{A}/relations/0",
           {"id": "x1", "type": "AMENDS", "target": "r1", "evidence": SPAN})],
         {("PB405", f"{A}/relations/0/target")}),
        # stances
        ([("replace", f"{S}/holders", [])], {("PB502", S)}),
        ([("replace", f"{S}/holders", []), ("replace", f"{S}/implicit", "UNSPECIFIED")], set()),
        ([("replace", f"{S}/type", "ASSESS"), ("replace", f"{S}/polarity", "mixed")], set()),
        ([("replace", f"{S}/type", "WARN")], {("PB501", f"{S}/polarity")}),
        ([("replace", f"{S}/chain/0/span", SPAN)], {("PB503", f"{S}/chain/0/span")}),
        ([("add", f"{S}/chain/1", {"ref": "AUTHOR", "span": None, "inferred": False})],
         {("PB503", f"{S}/chain")}),
        ([("add", f"{S}/chain/1", {"ref": "r4", "span": None, "inferred": False})],
         {("PB503", f"{S}/chain")}),
        ([("add", f"{S}/chain/1", {"ref": "r2", "span": None, "inferred": True})], set()),
        ([("add", f"{S}/chain/1", {"ref": "r2", "span": SPAN, "inferred": True})],
         {("PB503", f"{S}/chain/1/span")}),
        ([("add", f"{S}/chain/1", {"ref": "r1", "span": None, "inferred": False})],
         {("PB309", f"{S}/chain/1/ref")}),
        ([("replace", f"{S}/quote", "mixed")], {("PB505", f"{S}/quote")}),
        ([("replace", f"{S}/cue", SPAN)], {("PB505", f"{S}/quote")}),
        ([("replace", f"{S}/cue", SPAN), ("replace", f"{S}/quote", "mixed")], set()),
        ([("replace", f"{S}/cue", SPAN), ("replace", f"{S}/target", None),
          ("replace", f"{S}/quote", "none")], set()),
        ([("copy", S, "/stances/1"), ("replace", "/stances/1/id", "s2"),
          ("replace", "/stances/1/target", None)], set()),
    ],
)  # fmt: skip
def test_faults(changes: list[Change], expected: set[tuple[str, str]]) -> None:
    assert faults(*changes) == expected


def test_the_same_holders_in_another_order_are_the_same() -> None:
    value = labelled("brenn-statement")[0]["stances"][3]
    again = {**value, "id": "s9", "holders": value["holders"][::-1]}
    assert len(value["holders"]) == 2
    assert faults(("add", "/stances/4", again), of="brenn-statement") == {("PB504", "/stances/4")}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("remove", f"{E}/0/level"), "PLACE needs a level"),
        (("add", f"{E}/3/level", "NAM"), "TIME takes no level"),
        (("replace", f"{E}/6/level", "DEM"), "DEM is for PLACE, STATE, not for PERSON"),
        (("replace", f"{S}/holders", []), "neither holders nor implicit"),
        (("replace", f"{S}/implicit", "AUTHOR"), "both holders and implicit"),
        (("remove", "/stances"), "stances is named but missing"),
        (("replace", "/layers", ["stances", "entities"]), "agreements is present but not named"),
        (("add", f"{S}/toward/0", "r1"), "r1 is PLACE, not PERSON or STATE"),
        (
            ("replace", f"{S}/quote", "none"),
            "quote is none, but all of cue and target is inside quote marks, which makes it direct",
        ),
        (
            ("replace", f"{S}/cue", SPAN),
            "quote is direct, but a part of cue and target is inside quote marks, "
            "which makes it mixed",
        ),
    ],
)
def test_messages(change: Change, message: str) -> None:
    value, document, text = labelled("hask-note")
    annotation = msgspec.convert(patched(value, (change,)), Annotation)
    [finding] = check_annotation(annotation, document, SpannedText(document, text))
    assert finding.message == message


def test_a_layer_that_was_not_annotated_needs_no_mentions() -> None:
    """Fillers are mentions only where entities were labelled at all."""
    found = faults(("remove", "/entities"), ("replace", "/layers", ["agreements", "stances"]))
    assert found == {("PB308", "/refs/0")}


def test_a_withheld_text_leaves_the_places_to_check() -> None:
    assert faults(("replace", "/entities/0/end", 9999), of="sevra-letter") == {
        ("PB301", "/entities/0")
    }
    assert faults(("grow", "/entities/6/end", 9), of="sevra-letter") == {("PB304", "/entities/6")}
    assert faults(("replace", "/stances/0/quote", "direct"), of="sevra-letter") == set()


def test_refs_of_a_group_may_come_in_any_order() -> None:
    change = ("replace", "/stances/0/holders/0/refs", ["r5", "r4"])
    assert faults(change, of="brenn-statement") == set()


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            yield from objects(inner)


def test_whatever_is_a_record_can_be_checked() -> None:
    """Values that stand under a key elsewhere, put where they do not belong: findings, never an
    exception, and each span that misfits has something said of it."""
    chance = random.Random(7)
    names = ("hask-note", "calder-radar", "sevra-letter")
    pool: dict[str, list[Any]] = {"start": [0, 2**31 - 1], "end": [0, 2**31 - 1], "text": ["“"]}
    for name in names:
        for found in objects(labelled(name)[0]):
            for key, value in found.items():
                pool.setdefault(key, []).append(value)
    checked = faulty = 0
    for _ in range(1500):
        value, document, text = labelled(chance.choice(names))
        value = copy.deepcopy(value)
        for _ in range(chance.randint(1, 4)):
            target = chance.choice(list(objects(value)))
            key = chance.choice(list(target))
            target[key] = copy.deepcopy(chance.choice(pool[key]))
        try:
            annotation = msgspec.convert(value, Annotation)
        except msgspec.ValidationError:
            continue
        spanned = SpannedText(document, text)
        told = check_annotation(annotation, document, spanned)
        for _, pointer, span in located(annotation, SPANS):
            assert bool(spanned.misfits([span])) == bool(list(spanned.faults(span, pointer)))
        checked, faulty = checked + 1, faulty + bool(told)
    assert checked > 1000
    assert faulty > 800


@pytest.mark.acceptance
def test_twenty_thousand_faulty_labels_take_no_time() -> None:
    """Each check looks at each label once, however much is wrong."""
    value, document, text = labelled("hask-note")
    value = copy.deepcopy(value)
    many = 20_000
    mention, argument = value["entities"][0], value["agreements"][0]["arguments"][0]
    value["entities"] = [{**mention, "start": at, "end": at + many} for at in range(many)]
    pact = value["agreements"][0]
    pact["status"] = [{**pact["status"][0], "as_of": str(1000 + at)} for at in range(many)]
    pact["arguments"] = [{**argument, "start": at} for at in range(many)]
    value["stances"] *= many
    annotation = msgspec.convert(value, Annotation)
    found = check_annotation(annotation, document, SpannedText(document, text))
    told = Counter(finding.code for finding in found)
    assert told["PB305"] == many - 1
    assert told["PB322"] > many
    assert told["PB504"] == many - 1
    assert told["PB410"] == many - 1
