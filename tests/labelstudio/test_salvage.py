"""Labels that break a rule are left out with a note, and everything else stays."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given

from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.labelstudio.salvage import NothingValid, salvage
from pactbank.model.annotation import KbLink
from support import sample_corpus
from support.editor import Desk, Editor
from support.generated_annotations import Drawn, annotated


def salvaged(desk: Desk) -> tuple[list[str], list[tuple[str, str]]]:
    """Ids of what stays, and code and region of each note."""
    decoded = desk.decoded()
    annotation, notes = salvage(decoded.annotation, desk.document, desk.text, decoded.regions)
    spanned = SpannedText(desk.document, desk.text)
    assert not list(check_annotation(annotation, desk.document, spanned))
    ids = [label.id for label in (*(annotation.entities or ()), *(annotation.stances or ()))]
    for pact in annotation.agreements or ():
        ids += [pact.id, *(part.id for part in (*pact.arguments, *pact.status, *pact.relations))]
    return ids, [(note.code, note.region) for note in notes]


def test_a_valid_annotation_stays_as_it_is(talks: Desk) -> None:
    decoded = talks.decoded()
    annotation, notes = salvage(decoded.annotation, talks.document, talks.text, decoded.regions)
    assert annotation == talks.gold
    assert notes == []


@pytest.mark.parametrize(
    ("spoil", "code", "region", "gone"),
    [
        (lambda e: e.show("e3", "level", "DEM"), "PB310", "e3", {"e3"}),
        (lambda e: e.show("e8", "value", "soon"), "PB311", "e8", {"e8"}),
        (lambda e: e.show("e2", "refs", ""), "PB312", "e2", {"e2"}),
        (lambda e: e.move("e3", 41, 45), "PB304", "e3", {"e3"}),
        (lambda e: e.move("e4", 59, 65), "PB303", "e4", {"e4"}),
        (lambda e: e.move("e1", 4, 12), "PB305", "e2", {"e2"}),
        (lambda e: e.relate("m1", "e9", "PROVIDER"), "PB402", "e9", set()),
        (lambda e: e.relate("m1", "e14", "PARTY"), "PB309", "e14", set()),
        (lambda e: e.show("s1", "party", "marsk"), "PB403", "s1", {"s1"}),
        (lambda e: e.show("s1", "as_of", "soon"), "PB407", "s1", {"s1"}),
        (lambda e: e.show("p1", "polarity", "negative"), "PB501", "p1", {"p1"}),
        (lambda e: e.show("p1", "implicit", "AUTHOR"), "PB502", "p1", {"p1"}),
        (lambda e: e.relate("p1", "e7", "SOURCE"), "PB503", "p1", {"p1"}),
    ],
)  # fmt: skip
def test_one_fault_removes_the_smallest_thing(
    talks: Desk, spoil: Callable[[Editor], object], code: str, region: str, gone: set[str]
) -> None:
    before, _ = salvaged(talks)
    spoil(talks.editor)
    after, notes = salvaged(talks)
    assert code in [found for found, _ in notes]
    assert (code, region) in notes
    assert set(before) - set(after) == gone


def test_unused_referents_are_removed_without_a_note(talks: Desk) -> None:
    talks.editor.delete("e3")
    decoded = talks.decoded()
    annotation, notes = salvage(decoded.annotation, talks.document, talks.text, decoded.regions)
    assert "halden" not in [ref.id for ref in annotation.refs]
    assert notes == []


def test_a_stance_outlives_the_pact_it_is_about(talks: Desk) -> None:
    talks.editor.show("m1", "form", "")
    ids, notes = salvaged(talks)
    assert "p1" in ids
    assert "a1" not in ids
    assert notes == [("PB405", "p1")]


def test_a_name_that_is_there_twice_and_a_wrong_kb_cost_no_label(talks: Desk) -> None:
    gold = talks.gold
    first, *others = gold.entities or ()
    twice = msgspec.structs.replace(first, refs=first.refs * 2)
    link = KbLink(scheme="iso3166-1", id="ZZ")
    refs = tuple(msgspec.structs.replace(ref, kb=link) for ref in gold.refs)
    spoilt = msgspec.structs.replace(
        gold, entities=(twice, *others), refs=refs, layers=(*gold.layers, *gold.layers)
    )
    annotation, notes = salvage(spoilt, talks.document, talks.text, {})
    bare = tuple(msgspec.structs.replace(ref, kb=None) for ref in gold.refs)
    assert annotation == msgspec.structs.replace(gold, refs=bare)
    assert {note.code for note in notes} == {"PB323", "PB324", "PB326"}


def test_a_fault_of_the_whole_annotation_is_an_error(talks: Desk) -> None:
    foreign = sample_corpus.make_document("other", ((("paragraph", "Another text."),),))[0]
    with pytest.raises(NothingValid, match="the text of other v1"):
        salvage(talks.gold, foreign, "Another text.\n", {})


@given(annotated())
def test_any_annotation_can_be_salvaged(drawn: Drawn) -> None:
    words = drawn.text.strip() or "x"
    document = sample_corpus.make_document("generated", ((("paragraph", words),),))[0]
    value = {f: getattr(drawn.annotation, f) for f in drawn.annotation.__struct_fields__}
    pinned = type(drawn.annotation)(**value | {"text_sha256": document.text.sha256})
    annotation, _ = salvage(pinned, document, drawn.text, {})
    spanned = SpannedText(document, drawn.text)
    assert not list(check_annotation(annotation, document, spanned))
