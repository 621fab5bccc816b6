"""Which labels of two annotations are about the same thing, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pactbank.model.annotation import Annotation
from pactbank.scoring.counterparts import counterparts
from support import sample_corpus
from support.passes import PACT, PASS, STATUS, TEXT, annotated, changed, with_more

LINES = tuple((("paragraph", line),) for line in TEXT)
DOCUMENT, _, WORDS = sample_corpus.make_document("talks", LINES)  # type: ignore[arg-type]


def made(draft: Any) -> Annotation:
    return annotated(DOCUMENT, WORDS, draft, "x")


FIRST = made(PASS)


def pairs(draft: Any) -> dict[str, str]:
    """The counterparts that are not each label's own id, and None for labels without one."""
    second = made(draft)
    found = counterparts(FIRST, second, WORDS)
    return {theirs: ours for theirs, ours in found.items() if theirs != ours}


def ids(draft: Any) -> set[str]:
    """The ids of a pass that have no counterpart."""
    second = made(draft)
    found = counterparts(FIRST, second, WORDS)
    names = [ref.id for ref in second.refs]
    for label in (*(second.entities or ()), *(second.agreements or ()), *(second.stances or ())):
        names.append(label.id)
    for pact in second.agreements or ():
        names += [part.id for part in (*pact.mentions, *pact.arguments, *pact.status)]
    return set(names) - found.keys()


def test_a_pass_is_its_own_counterpart() -> None:
    found = counterparts(FIRST, FIRST, WORDS)
    assert found == {name: name for name in found}
    assert ids(PASS) == set()
    assert len(found) == 3 + 4 + 1 + 2 + 2 + 2 + 1


ALIKE = {
    "a referent is known by its places": changed(PASS, "refs", 0, name="Mirr", type="STATE"),
    "an entity of another type": changed(PASS, "entities", 2, type="PLACE", refs=[], open=True),
    "a status of another stage": changed(PASS, "agreements", 0, "status", 0, stage="IN_FORCE"),
    "a status elsewhere": changed(
        PASS, "agreements", 0, "status", 1, evidence={"text": "government"}
    ),
    "a stance of another polarity": changed(
        PASS, "stances", 0, type="ENDORSE", polarity="positive"
    ),
    "a stance of another holder": changed(
        PASS, "stances", 0, holders=[], implicit="UNSPECIFIED", toward=[]
    ),
    "a pact of another type": changed(PASS, "agreements", 0, type="OTHER", form="MOU", name=None),
    "an argument of another role": changed(
        PASS, "agreements", 0, "arguments", 0, role="PROVISION", refs=[]
    ),
}


@pytest.mark.parametrize("case", ALIKE)
def test_what_differs_in_one_thing_is_still_the_same(case: str) -> None:
    assert pairs(ALIKE[case]) == {}
    assert ids(ALIKE[case]) == set()


def test_another_entry_of_one_evidence_is_no_counterpart_twice() -> None:
    more = with_more(PASS, "agreements", 0, "status", {**STATUS[0], "stage": "TEXT_AGREED"})
    assert pairs(more) == {}
    assert ids(more) == {"a1.s3"}


def test_a_pact_of_nothing_in_common_is_another() -> None:
    other = {
        **PACT, "id": "a2", "mentions": [{"text": "government", "level": "NOM"}],
        "arguments": [], "status": [], "name": None, "type": "PEACE",
    }  # fmt: skip
    assert ids(with_more(PASS, "agreements", other)) == {"a2", "a2.m1"}


def test_labels_of_two_layers_have_counterparts_in_what_both_have() -> None:
    entities = {name: PASS[name] for name in ("refs", "entities")}
    found = counterparts(FIRST, made(entities), WORDS)
    assert set(found) == {"r1", "r2", "r3", "e1", "e2", "e3", "e4"}
