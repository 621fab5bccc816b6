"""What scheme version 2 forbids and version 1 did not, and what it allows."""

from __future__ import annotations

import copy
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
from pactbank.model.closed import DocumentKind
from support.example_faults import Change, patched

A, S = "/agreements/0", "/stances/0"
CHAMBER = {"id": "r5", "type": "INSTITUTION", "name": "Chamber"}
ANHAL_IS_AN_ORG: tuple[Change, ...] = (
    ("replace", "/refs/2/type", "ORG"),
    ("replace", "/entities/2/type", "ORG"),
)


@cache
def note() -> Any:
    return codec.parse((valid_corpus() / "annotations/gold/hask-note.v1.json").read_bytes())


def codes(*changes: Change, scheme: int = 2, kind: DocumentKind = "news") -> list[tuple[str, str]]:
    """Code and pointer of everything wrong with the note after the changes."""
    store = Store(valid_corpus())
    document = msgspec.structs.replace(store.document("hask-note"), kind=kind)
    value = patched({**copy.deepcopy(note()), "scheme_version": scheme}, changes)
    text = SpannedText(document, store.text(document))
    found = check_annotation(msgspec.convert(value, Annotation), document, text)
    assert all(finding.message for finding in found)
    return [(finding.code, finding.pointer) for finding in found]


def second(**fields: Any) -> tuple[Change, ...]:
    """A second status entry, which differs from the first in these fields."""
    return (
        ("copy", f"{A}/status/0", f"{A}/status/1"),
        ("replace", f"{A}/status/1/id", "a1.s2"),
        *(("replace", f"{A}/status/1/{name}", value) for name, value in fields.items()),
    )


MIRR, ANHAL = ("replace", f"{A}/status/0/party", "r2"), {"party": "r3"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ((), None),
        # who may be a party
        ((*ANHAL_IS_AN_ORG,), None),
        ((*ANHAL_IS_AN_ORG, ("remove", f"{A}/arguments/0")), ("PB409", f"{A}/arguments")),
        ((*ANHAL_IS_AN_ORG, ("remove", f"{A}/arguments/0"),
          ("add", f"{A}/arguments/0/open", True), ("add", "/entities/2/open", True)), None),
        ((*ANHAL_IS_AN_ORG, ("remove", f"{A}/arguments/0"),
          ("add", "/refs/4", {**CHAMBER, "of": "r2"}),
          ("replace", f"{A}/status/0/party", "r2"), ("replace", f"{A}/status/0/body", "r5")), None),
        ((("replace", f"{A}/arguments", []),), None),
        # one entry a party and source, and another source only to contradict
        (second(stage="RATIFIED"), ("PB410", f"{A}/status/1")),
        (second(as_of=None), ("PB410", f"{A}/status/1")),
        (second(polarity="-"), ("PB410", f"{A}/status/1")),
        (second(source="r4"), ("PB410", f"{A}/status/1")),
        (second(source="r4", as_of="2031", certainty="PR"), ("PB410", f"{A}/status/1")),
        (second(source="r4", stage="RATIFIED"), None),
        (second(source="r4", polarity="-"), None),
        (second(source="r4", condition="ENDED"), None),
        ((MIRR, *second(**ANHAL)), None),
        ((MIRR, *second(stage="RATIFIED", **ANHAL)), None),
        (second(party="r2", stage="RATIFIED"), None),
        # what an organ does
        ((("add", "/refs/4", CHAMBER), ("replace", "/entities/4/type", "INSTITUTION"),
          ("replace", "/entities/4/refs/0", "r5"), ("replace", f"{S}/holders/0/refs/0", "r5"),
          ("replace", f"{A}/status/0/body", "r5"), ("copy", f"{S}/cue", f"{A}/status/0/evidence")),
         ("PB507", f"{S}/cue")),
        ((("add", "/refs/4", CHAMBER), ("replace", "/entities/4/type", "INSTITUTION"),
          ("replace", "/entities/4/refs/0", "r5"), ("replace", f"{S}/holders/0/refs/0", "r5"),
          ("replace", f"{A}/status/0/body", "r5")), None),
        ((("copy", f"{S}/cue", f"{A}/status/0/evidence"),), None),
        # what a pact provides
        ((("replace", f"{S}/type", "COMMIT"), ("copy", f"{S}/target", f"{A}/arguments/2"),
          ("add", f"{A}/arguments/2/id", "g3"), ("add", f"{A}/arguments/2/role", "PROVISION"),
          ("add", f"{A}/arguments/2/refs", [])), ("PB508", f"{S}/target")),
        ((("copy", f"{S}/target", f"{A}/arguments/2"), ("add", f"{A}/arguments/2/id", "g3"),
          ("add", f"{A}/arguments/2/role", "PROVISION"), ("add", f"{A}/arguments/2/refs", [])),
         None),
        ((("replace", f"{S}/type", "COMMIT"), ("replace", f"{S}/target", None)), None),
        # a reporter's own
        ((("replace", f"{S}/holders", []), ("replace", f"{S}/implicit", "AUTHOR")),
         ("PB509", f"{S}/implicit")),
        ((("replace", f"{S}/holders", []), ("replace", f"{S}/implicit", "AUTHOR"),
          ("replace", f"{S}/type", "ASSESS")), None),
        ((("replace", f"{S}/holders", []), ("replace", f"{S}/implicit", "AUTHOR"),
          ("replace", f"{S}/type", "CONCERN"), ("replace", f"{S}/polarity", "negative")), None),
        ((("replace", f"{S}/holders", []), ("replace", f"{S}/implicit", "UNSPECIFIED")), None),
    ],
)  # fmt: skip
def test_a_label_that_version_2_forbids_is_sound_under_version_1(
    changes: tuple[Change, ...], wrong: tuple[str, str] | None
) -> None:
    assert codes(*changes) == ([wrong] if wrong else [])
    assert codes(*changes, scheme=1) == []


@pytest.mark.parametrize("kind", ["statement", "press-release", "readout", "other"])
def test_an_issuer_may_hold_any_stance(kind: DocumentKind) -> None:
    nobody: Change = ("replace", f"{S}/holders", [])
    assert codes(nobody, ("replace", f"{S}/implicit", "AUTHOR"), kind=kind) == []


def test_a_truce_with_an_armed_group_has_it_as_a_party() -> None:
    assert codes(*ANHAL_IS_AN_ORG, ("replace", f"{A}/type", "PEACE")) == []


@pytest.mark.parametrize("kind", ["PLACE", "PERSON", "EVENT"])
def test_a_party_is_no_place_no_person_and_no_event(kind: str) -> None:
    changes = (("replace", "/refs/2/type", kind), ("replace", "/entities/2/type", kind))
    assert ("PB309", f"{A}/arguments/1/refs") in codes(*changes)


def test_a_date_may_be_nested_in_the_name_of_a_pact() -> None:
    date = {"id": "e9", "start": 29, "end": 34, "text": "Ferry", "type": "TIME", "value": "2031"}
    assert codes(("add", "/entities/7", {**date, "refs": []})) == []
