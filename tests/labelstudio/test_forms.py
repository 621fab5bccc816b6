"""Lists instead of relations: what they show, and which words they stand for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pactbank.labelstudio.attributes import ATTRIBUTES, BETWEEN
from pactbank.labelstudio.encode import encode
from pactbank.labelstudio.tasks import LabelledDocument
from pactbank.model.annotation import Agreement, Stance
from support import sample_corpus
from support.editor import Desk, Editor
from support.sample_corpus import Lines, Quoter

TEXT = (
    "Mirr and Anhal wrote the Ridge Pact. Tolmar slept. Both states signed the pact on Monday, and "
    "the Anhalese envoy hailed it. “It is late,” Ana Moreth of Tolmar said. Tolmar left. "
    "Ustrany's Assembly and Ustrany debate the Skiff Pact."
)


def _entities(text: str) -> list[dict[str, Any]]:
    q = Quoter(text)
    return [
        q.mention(1, "Mirr", "STATE/NAM", "r1"),
        q.mention(2, "Anhal", "STATE/NAM", "r2"),
        q.mention(3, "Tolmar", "STATE/NAM", "r3"),
        q.mention(4, "Both states", "STATE/NOM", "r1", "r2"),
        q.mention(5, "Anhalese", "STATE/DEM", "r2"),
        q.mention(6, "Ana Moreth", "PERSON/NAM", "r4"),
        q.mention(7, "Tolmar", "STATE/NAM", "r3", nth=1),
        q.mention(8, "Tolmar", "STATE/NAM", "r3", nth=2),
        q.mention(9, "Ustrany", "STATE/NAM", "r5"),
        q.mention(10, "Assembly", "INSTITUTION/NAM", "r6"),
        q.mention(11, "Ustrany", "STATE/NAM", "r5", nth=1),
    ]


LINES: Lines = ((("paragraph", TEXT),),)
REFS = tuple(
    {"id": f"r{at}", "type": kind, "name": name}
    for at, (name, kind) in enumerate(
        [
            ("Mirr", "STATE"),
            ("Anhal", "STATE"),
            ("Tolmar", "STATE"),
            ("Ana Moreth", "PERSON"),
            ("Ustrany", "STATE"),
            ("Assembly", "INSTITUTION"),
        ],
        1,
    )
)


@pytest.fixture
def ridge() -> Desk:
    """Entities of a text, without pacts or stances."""
    document, _, text = sample_corpus.make_document("ridge", LINES)
    layers = {"entities": _entities(text), "agreements": [], "stances": []}
    gold = sample_corpus.gold(document, REFS, layers)
    result = json.loads(json.dumps(encode(gold, "gold")))
    return Desk(document, text, gold, Editor(result, text))


def pact_of(desk: Desk) -> Agreement:
    [pact] = desk.decoded().annotation.agreements or ()
    return pact


def stance_of(desk: Desk) -> Stance:
    [stance] = desk.decoded().annotation.stances or ()
    return stance


def told(desk: Desk, code: str) -> list[str]:
    return [note.message for note in desk.decoded().notes if note.code == code]


def anchor(desk: Desk, parties: str) -> str:
    return desk.editor.draw(
        "pact", "ALLIANCE", "Ridge Pact", pact_level="NAM", form="TREATY", parties=parties
    )


def test_a_party_is_every_mention_in_sentences_that_mention_the_pact(ridge: Desk) -> None:
    anchor(ridge, "r1 = Mirr; r2 = Anhal")
    ridge.editor.draw("part", "MENTION", "pact", pact_level="NOM")
    words = [(one.role, one.text, one.refs) for one in pact_of(ridge).arguments]
    assert words == [
        ("PARTY", "Mirr", ("r1",)),
        ("PARTY", "Anhal", ("r2",)),
        ("PARTY", "Both states", ("r1", "r2")),
    ]
    assert "PARTY of 'Ridge Pact', by the mentions near it: 'Mirr', 'Anhal', 'Both states'" in told(
        ridge, "PB911"
    )
    assert any(
        "MENTION 'pact' is taken to be of 'Ridge Pact'" in one for one in told(ridge, "PB911")
    )


def test_a_party_without_words_near_the_pact_is_told(ridge: Desk) -> None:
    anchor(ridge, "r3 = Tolmar")
    [message] = told(ridge, "PB918")
    assert message == "no mention where it could be PARTY of 'Ridge Pact': r3 = Tolmar"
    assert pact_of(ridge).arguments == ()


def test_a_relation_is_drawn_for_an_exception(ridge: Desk) -> None:
    pact = anchor(ridge, "r3 = Tolmar")
    ridge.editor.relate(pact, "e3", "PARTY")
    assert [one.text for one in pact_of(ridge).arguments] == ["Tolmar"]
    assert told(ridge, "PB918") == []


def test_a_status_belongs_to_the_pact_of_its_sentence(ridge: Desk) -> None:
    anchor(ridge, "")
    ridge.editor.draw("pact", "OTHER", "pact", form="TREATY")
    ridge.editor.draw("part", "STATUS", "signed", stage="SIGNED", party="r1 = Mirr")
    pacts = ridge.decoded().annotation.agreements or ()
    assert [[entry.evidence.text for entry in pact.status] for pact in pacts] == [[], ["signed"]]
    [entry] = pacts[1].status
    assert (entry.party, entry.source, entry.condition) == ("r1", "AUTHOR", "ACTIVE")
    assert (entry.polarity, entry.certainty) == ("+", "CT")
    assert "STATUS 'signed' is taken to be of 'pact', the nearest" in told(ridge, "PB911")


def test_a_status_of_a_new_referent_is_a_relation(ridge: Desk) -> None:
    anchor(ridge, "")
    region = ridge.editor.draw("part", "STATUS", "signed", stage="SIGNED")
    new = ridge.editor.draw("entity", "PERSON", "envoy")
    ridge.editor.relate(region, new, "SOURCE")
    ridge.editor.relate(region, "e1", "PARTY")
    [entry] = pact_of(ridge).status
    assert (entry.party, entry.source) == ("r1", "r7")


def test_a_holder_is_the_mention_nearest_to_the_cue(ridge: Desk) -> None:
    cue = ridge.editor.draw(
        "stance", "ASSESS", "late", polarity="negative", quote="direct", holders="r3 = Tolmar",
        sources="r4 = Ana Moreth", toward="r1 = Mirr",
    )  # fmt: skip
    ridge.editor.draw("part", "TARGET", "It")
    stance = stance_of(ridge)
    assert [(one.text, one.start) for one in stance.holders] == [
        ("Tolmar", TEXT.index("Tolmar said"))
    ]
    assert [(link.ref, link.span and link.span.text) for link in stance.chain] == [
        ("AUTHOR", None),
        ("r4", "Ana Moreth"),
    ]
    assert stance.target is not None
    assert (stance.target.text, stance.toward) == ("It", ("r1",))
    said = told(ridge, "PB911")
    assert "HOLDER of 'late', by the mentions near it: 'Tolmar'" in said
    assert "TARGET 'It' is taken to be of 'late', the nearest" in said
    ridge.editor.relate(cue, "e2", "TOWARD")
    assert stance_of(ridge).toward == ("r1", "r2")


def test_two_targets_are_two_stances_targets(ridge: Desk) -> None:
    for words in ("hailed", "left"):
        ridge.editor.draw("stance", "ASSESS", words, polarity="mixed", quote="none")
    for words in ("it", "Monday"):
        ridge.editor.draw("part", "TARGET", words)
    stances = ridge.decoded().annotation.stances or ()
    assert all(stance.target is not None for stance in stances)


@pytest.mark.parametrize(
    ("cue", "target", "quote"),
    [("late", "It", "direct"), ("late", "the pact", "mixed"), ("hailed", "the pact", "indirect")],
)
def test_a_quotation_is_told_by_the_marks(ridge: Desk, cue: str, target: str, quote: str) -> None:
    ridge.editor.draw("stance", "ASSESS", cue, polarity="negative")
    ridge.editor.draw("part", "TARGET", target)
    assert stance_of(ridge).quote == quote
    assert f"no quotation is chosen; {quote} is assumed, by the quote marks" in told(ridge, "PB911")


def test_whose_somebody_is_fills_no_part(talks: Desk) -> None:
    """Veldria stands in a title in the sentence of the pact, and beside Kestania as its party."""
    editor = talks.editor
    for region in ("m1", "s1", "p1", "p1-target"):
        editor.delete(region)
    parties = "veldria = Veldria; kestania = Kestania"
    editor.draw("pact", "INFOSEC", "Intelligence Sharing Agreement", form="TREATY", parties=parties)
    [pact] = talks.decoded().annotation.agreements or ()
    [pushed] = talks.gold.agreements or ()
    assert [(one.start, one.refs) for one in pact.arguments] == [
        (one.start, one.refs) for one in pushed.arguments
    ]


def test_the_genitive_before_an_organ_fills_no_part(ridge: Desk) -> None:
    ridge.editor.draw("pact", "TRADE", "Skiff Pact", form="TREATY", parties="r5 = Ustrany")
    [argument] = pact_of(ridge).arguments
    assert argument.start == TEXT.index("Ustrany debate")


def test_lists_of_what_was_pushed_change_alone(boats: Desk) -> None:
    boats.editor.show("m1", "parties", "mirr = Mirr")
    assert [(c.how, c.id) for c in boats.changes()] == [("removed", "g2")]
    boats.editor.show("m1", "parties", "mirr = Mirr; kestania = Kestania")
    assert boats.changes() == []


def test_a_new_mention_of_a_party_is_proposed(boats: Desk) -> None:
    boats.editor.draw("entity", "STATE", "the Kestani", level="NOM", refs="kestania = Kestania")
    assert ("added", "argument", "a1.g1") in [(c.how, c.what, c.id) for c in boats.changes()]


def test_a_level_is_told_by_the_words(ridge: Desk) -> None:
    cases = {"Monday": "NAM", "envoy": "NOM"}
    for words in cases:
        ridge.editor.draw("entity", "PERSON", words)
    found = {m.text: m.level for m in ridge.decoded().annotation.entities or ()}
    assert {words: found[words] for words in cases} == cases
    assert len([one for one in told(ridge, "PB911") if "is assumed" in one]) == 2
    again = ridge.editor.draw("entity", "STATE", "Tolmar")
    assert not any(note.region == again for note in ridge.decoded().notes)


def test_a_name_that_is_typed_twice_is_one_referent(ridge: Desk) -> None:
    for words in ("envoy", "pact"):
        ridge.editor.draw("entity", "PERSON", words, level="NOM", names="Lio Pell")
    refs = {m.text: m.refs for m in ridge.decoded().annotation.entities or ()}
    assert refs["envoy"] == refs["pact"] == ("r7",)
    said = told(ridge, "PB911")
    assert "'Lio Pell' is a new referent, r7" in said
    assert "'Lio Pell' is r7 again, opened before" in said


def test_a_task_offers_its_own_referents_pacts_and_stances(talks: Desk, boats: Desk) -> None:
    data = LabelledDocument(talks.document, talks.text, talks.gold).task()["data"]
    assert data["referents_list"][:2] == [
        {"value": "veldria = Veldria"},
        {"value": "kestania = Kestania"},
    ]
    assert data["pacts_list"] == [{"value": "a1 = Intelligence Sharing Agreement"}]
    assert data["stances_list"] == [{"value": "p1 = welcomed"}]
    offered = {entry["value"] for key in data if key.endswith("_list") for entry in data[key]}
    for item in talks.editor.result:
        if item["type"] == "taxonomy":
            assert {path[-1] for path in item["value"]["taxonomy"]} <= offered
    assert not any(BETWEEN in value for value in offered)


def test_no_relation_is_drawn_where_a_list_will_do(talks: Desk, boats: Desk) -> None:
    for desk in (talks, boats):
        assert [item for item in desk.editor.result if item["type"] == "relation"] == []


def test_what_was_deleted_takes_its_parts_along(boats: Desk) -> None:
    boats.editor.delete("m1")
    assert boats.codes().count("PB909") == 3
    assert "'a1 = Harbour Treaty', which it names, was taken away" in told(boats, "PB911")


def test_every_list_has_a_purpose() -> None:
    lists = {name for name, one in ATTRIBUTES.items() if one.picks}
    assert lists == {
        "refs", "of_pact", "of_stance", "other", "about", "parties", "providers", "beneficiaries",
        "party", "source", "body", "holders", "toward", "sources",
    }  # fmt: skip
