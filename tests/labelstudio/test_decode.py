"""Every kind of edit, and the annotation it leads to."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from pactbank.corpus.store import Store
from pactbank.labelstudio.changes import LabelChange
from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.encode import encode
from pactbank.model.annotation import Mention
from support import sample_corpus
from support.editor import Desk, Editor, desk_of


def mention_of(desk: Desk, name: str) -> Mention:
    return next(m for m in desk.decoded().annotation.entities or () if m.id == name)


def how(desk: Desk) -> list[tuple[str, str, str]]:
    return [(change.how, change.what, change.id) for change in desk.changes()]


def test_without_an_edit_nothing_changes(talks: Desk, boats: Desk) -> None:
    for desk in (talks, boats):
        assert desk.decoded().annotation == desk.gold
        assert desk.changes() == []
        assert desk.codes() == []


def test_a_new_mention_takes_the_referent_of_its_exact_name(talks: Desk) -> None:
    talks.editor.draw("entity", "STATE", "Veldria", nth=3, level="DEM")
    assert talks.changes() == [LabelChange("added", "entity", "e15", "STATE 'Veldria'")]
    assert mention_of(talks, "e15").refs == ("veldria",)
    assert mention_of(talks, "e15").level == "DEM"
    assert talks.codes() == []


def test_a_new_name_opens_a_referent_with_a_note(talks: Desk) -> None:
    talks.editor.draw("entity", "PLACE", "camp", level="NOM")
    assert how(talks) == [("added", "referent", "r6"), ("added", "entity", "e15")]
    assert talks.codes() == ["PB911"]


def test_a_name_of_two_things_opens_a_referent_and_names_both(boats: Desk) -> None:
    annotation = boats.gold
    mention = (annotation.entities or ())[0]
    twice = (
        *(annotation.entities or ()),
        *(
            Mention(id=f"x{at}", start=5, end=8, text="rat", type="STATE", refs=(ref,), level="NAM")
            for at, ref in enumerate(("mirr", "kestania"))
        ),
    )
    boats.gold = sample_corpus.gold(boats.document, (), {"entities": []})
    boats.gold = type(annotation)(
        **{f: getattr(annotation, f) for f in annotation.__struct_fields__} | {"entities": twice}
    )
    boats.editor = Editor(encode(boats.gold, "gold"), boats.text)
    boats.editor.draw("entity", "STATE", "rat", nth=1, level=mention.level or "")
    [note] = boats.decoded().notes
    assert note.code == "PB911"
    assert "kestania = Kestania; mirr = Mirr" in note.message


def test_new_labels_come_in_text_order(talks: Desk) -> None:
    talks.editor.draw("entity", "EVENT", "progress", level="NOM")
    ids = [mention.id for mention in talks.decoded().annotation.entities or ()]
    assert ids.index("e15") + 1 == ids.index("e12")


@pytest.mark.parametrize("field", ["marsk", "marsk = Marsk", "Marsk", " Marsk ; marsk;"])
def test_fields_name_referents_by_id_by_what_is_shown_and_by_name(talks: Desk, field: str) -> None:
    talks.editor.draw("entity", "PLACE", "camp", level="NOM", names=field)
    assert mention_of(talks, "e15").refs == ("marsk",)
    assert talks.codes() == []


def test_a_group_is_several_referents_and_may_be_open(talks: Desk) -> None:
    talks.editor.show("e12", "refs", "veldria = Veldria; kestania = Kestania; marsk")
    talks.editor.show("e12", "open", "open")
    assert mention_of(talks, "e12").refs == ("veldria", "kestania", "marsk")
    assert mention_of(talks, "e12").open
    assert {change.how for change in talks.changes()} == {"changed"}


def test_a_changed_type_also_changes_its_referent_if_no_other_mention_needs_it(talks: Desk) -> None:
    talks.editor.relabel("e3", "ORG")
    assert how(talks) == [("relabelled", "referent", "halden"), ("relabelled", "entity", "e3")]
    assert talks.codes() == ["PB911"]


def test_a_changed_type_leaves_a_referent_that_others_need(talks: Desk) -> None:
    talks.editor.relabel("e4", "STATE")
    annotation = talks.decoded().annotation
    assert {ref.id: ref.type for ref in annotation.refs}["marsk"] == "PLACE"
    assert mention_of(talks, "e4").refs == ("r6",)
    assert talks.codes() == ["PB911"]


def test_a_copied_region_is_a_new_label(talks: Desk) -> None:
    copies = [copy.deepcopy(item) for item in talks.editor.result if item.get("id") == "e4"]
    talks.editor.result[:0] = [{**item, "id": "copy"} for item in copies]
    talks.editor.move("copy", 0, 7)
    assert how(talks) == [("added", "entity", "e15")]
    assert mention_of(talks, "e4").start == 59


def test_a_mention_that_became_a_time_needs_a_value(talks: Desk) -> None:
    talks.editor.relabel("e4", "TIME")
    assert talks.codes() == ["PB904"]
    talks.editor.show("e4", "value", "2031")
    mention = mention_of(talks, "e4")
    assert (mention.value, mention.refs, mention.level) == ("2031", (), None)


def test_a_relation_to_an_entity_is_an_argument_with_its_referents(talks: Desk) -> None:
    talks.editor.relate("m1", "e12", "PARTY")
    assert how(talks) == [("added", "argument", "a1.g1")]
    [pact] = talks.decoded().annotation.agreements or ()
    assert pact.arguments[-1].refs == ("veldria", "kestania")


def test_a_relation_with_another_role_keeps_its_argument(boats: Desk) -> None:
    boats.editor.show("m1", "parties", "kestania = Kestania")
    boats.editor.relate("m1", "e2", "PROVIDER")
    assert how(boats) == [("relabelled", "argument", "g1")]


def test_one_relation_with_two_labels_is_two_arguments(boats: Desk) -> None:
    boats.editor.relate("m1", "e2", "PROVIDER", "PARTY")
    assert how(boats) == [("added", "argument", "a1.g1")]


def test_an_argument_moves_with_its_entity(talks: Desk) -> None:
    mention = mention_of(talks, "e10")
    talks.editor.move("e10", mention.start, mention.end - 1)
    assert how(talks) == [("moved", "entity", "e10"), ("moved", "argument", "g2")]


def test_deleting_a_region_deletes_its_relations(talks: Desk) -> None:
    talks.editor.delete("e10")
    assert how(talks) == [("removed", "entity", "e10"), ("removed", "argument", "g2")]
    assert talks.codes() == []


def test_a_new_pact_with_everything(boats: Desk) -> None:
    editor = boats.editor
    pact = editor.draw("pact", "TRADE", "boat treaty", pact_level="NOM", form="TREATY")
    ends = {
        "MENTION": editor.draw("part", "MENTION", "treaty", nth=1, pact_level="NOM"),
        "STATUS": editor.draw(
            "part", "STATUS", "ratifies", stage="SIGNED", condition="ACTIVE", affirmed="-",
            certainty="PR", party="mirr", as_of=" 2031-04 ",
        ),
        "EXTENDS": editor.draw("part", "EVIDENCE", "which"),
        "PROVISION": editor.draw("part", "PROVISION", "April"),
        "PARTY": editor.draw("part", "FILLER", "Mirr"),
    }  # fmt: skip
    for label, end in ends.items():
        editor.relate(pact, end, label)
    editor.relate(ends["EXTENDS"], "m2", "PACT")
    decoded = boats.decoded()
    assert decoded.notes == ()
    made = next(p for p in decoded.annotation.agreements or () if p.id == "a3")
    assert (made.name, made.type, made.form) == (None, "TRADE", "TREATY")
    assert [mention.text for mention in made.mentions] == ["boat treaty", "treaty"]
    assert [(g.role, g.text, g.refs) for g in made.arguments] == [
        ("PARTY", "Mirr", ("mirr",)),
        ("PROVISION", "April", ()),
    ]
    [entry] = made.status
    assert (entry.party, entry.source, entry.body) == ("mirr", "AUTHOR", None)
    assert (entry.polarity, entry.as_of, entry.evidence.text) == ("-", "2031-04", "ratifies")
    assert [(r.type, r.target) for r in made.relations] == [("EXTENDS", "a2")]


def test_a_named_pact_takes_its_name_from_the_text(boats: Desk) -> None:
    boats.editor.draw("pact", "TRADE", "Skiff", pact_level="NAM", form="MOU")
    assert "Skiff" in [pact.name for pact in boats.decoded().annotation.agreements or ()]


def test_a_status_that_was_changed_keeps_what_is_not_shown(boats: Desk) -> None:
    boats.editor.show("s3", "stage", "RATIFIED")
    boats.editor.show("s3", "party", "")
    assert [(c.how, c.id, c.detail) for c in boats.changes()] == [
        ("changed", "s3", "party kestania to nothing"),
        ("changed", "s3", "stage PENDING_APPROVAL to RATIFIED"),
    ]


@pytest.mark.parametrize("drawn", [True, False])
def test_a_part_moved_to_another_pact_keeps_its_id(boats: Desk, drawn: bool) -> None:
    if drawn:
        boats.editor.relate("m2", "s1", "STATUS")
    else:
        boats.editor.show("s1", "of_pact", "a2 = Skiff Memorandum")
    pacts = boats.decoded().annotation.agreements or ()
    assert [[s.id for s in pact.status] for pact in pacts] == [["s3"], ["s1"]]


def test_a_new_stance_with_everything(talks: Desk) -> None:
    editor = talks.editor
    stance = editor.draw(
        "stance", "ASSESS", "silent", polarity="neutral", quote="none", toward="Veldria"
    )
    target = editor.draw("part", "TARGET", "the progress")
    editor.relate(stance, "e14", "HOLDER")
    editor.relate(stance, "e11", "SOURCE")
    editor.relate(stance, target, "TARGET")
    editor.relate(stance, "m1", "ABOUT")
    decoded = talks.decoded()
    assert [note.code for note in decoded.notes] == ["PB911"]
    made = next(s for s in decoded.annotation.stances or () if s.id != "p1")
    assert [holder.refs for holder in made.holders] == [("marsk",)]
    assert made.target is not None
    assert (made.target.text, made.about, made.toward) == ("the progress", ("a1",), ("veldria",))
    assert [link.ref for link in made.chain] == ["AUTHOR", "marek"]


def test_a_source_is_one_referent(talks: Desk) -> None:
    talks.editor.relate("p1", "e12", "SOURCE")
    assert talks.codes() == ["PB907"]


def test_a_layer_begins_with_its_first_label(store: Store) -> None:
    desk = desk_of(store, "brenn-remarks")
    assert desk.gold.agreements is None
    desk.editor.draw("pact", "OTHER", "told", pact_level="NOM", form="UNSPECIFIED")
    annotation = desk.decoded().annotation
    assert annotation.layers == ("entities", "agreements", "stances")
    assert len(annotation.agreements or ()) == 1


def first(editor: Editor) -> dict[str, object]:
    value: dict[str, object] = editor.result[0]["value"]
    return value


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda e: e.relate("m1", "s1", "PARTY"), ["PB908"]),
        (lambda e: e.relate("e1", "e2", "PARTY"), ["PB908"]),
        (lambda e: e.relate("s1", "m1", "STATUS"), ["PB908"]),
        (lambda e: e.relate("p1", "e1", "STATUS"), ["PB908"]),
        (lambda e: e.relate("m1", "nowhere", "PARTY"), ["PB906"]),
        (lambda e: e.relate("m1", "e12"), ["PB905"]),
        (lambda e: e.relate("m1", "e9"), ["PB905"]),
        (lambda e: e.relate("m1", "e12", "FRIEND"), ["PB901"]),
        (lambda e: e.relabel("e1", "KINGDOM"), ["PB901"]),
        (lambda e: e.show("e1", "level", ""), ["PB911"]),
        (lambda e: e.show("m1", "pact_level", ""), ["PB911"]),
        (lambda e: e.show("m1", "form", ""), ["PB904"]),
        (lambda e: e.show("s1", "stage", ""), ["PB904"]),
        (lambda e: e.show("p1", "quote", ""), ["PB911"]),
        (lambda e: e.draw("part", "TARGET", "camp"), ["PB909"]),
        (lambda e: e.show("s1", "of_pact", ""), ["PB911"]),
        (lambda e: e.show("s1", "of_pact", "a7 = Skiff"), ["PB907", "PB909"]),
        (lambda e: e.relate("s1", "e1", "STATUS"), ["PB908"]),
        (lambda e: e.relate("s1", "e12", "PARTY"), ["PB907"]),
        (lambda e: e.show("s1", "party", "nobody"), ["PB907"]),
        (lambda e: e.show("s1", "party", "veldria; kestania"), ["PB904"]),
        (lambda e: e.show("s1", "party", "veldria = Kestania"), ["PB907"]),
        (lambda e: e.move("e1", 5, 5), ["PB903"]),
        (lambda e: e.move("e1", 5, 9999), ["PB903"]),
        (lambda e: e.move("e1", -1, 3), ["PB903"]),
        (lambda e: e.result.append({"type": "labels", "id": "x", "value": 7}), ["PB900"]),
        (lambda e: e.result.append("words"), ["PB900"]),
        (lambda e: e._add("e1", "refs", "textarea", {"text": ["veldria"]}), ["PB901"]),
        (lambda e: e.result.append({**e.result[0]}), ["PB902"]),
        (lambda e: first(e).update(labels=[]), ["PB902"]),
        (lambda e: first(e).update(labels=["STATE", "ORG"]), ["PB902"]),
        (lambda e: e.result[0]["meta"]["pactbank"].update(set="gone"), ["PB912"]),
    ],
)  # fmt: skip
def test_entries_without_a_meaning_are_noted_and_the_rest_is_read(
    talks: Desk, spoil: Callable[[Editor], object], codes: list[str]
) -> None:
    spoil(talks.editor)
    assert talks.codes() == codes
    kept = talks.decoded().annotation
    assert len(kept.entities or ()) >= 13
    assert "e2" in [mention.id for mention in kept.entities or ()]


@pytest.mark.parametrize(
    ("field", "refs"),
    [
        ("veldria, kestania", ("veldria", "kestania")),
        ("Veldria;KESTANIA", ("veldria", "kestania")),
        ("VELDRIA, Kestania", ("veldria", "kestania")),
        (" veldria =Veldria ", ("veldria",)),
        ("veldria = Kestania; kestania", ("kestania",)),
    ],
)
def test_ids_are_understood_as_people_write_them(
    talks: Desk, field: str, refs: tuple[str, ...]
) -> None:
    talks.editor.show("e1", "refs", "")
    talks.editor.show("e1", "names", field)
    assert mention_of(talks, "e1").refs == refs


@pytest.mark.parametrize(
    ("region", "name", "field", "message"),
    [
        ("s1", "party", "Veldira", "perhaps veldria = Veldria is meant"),
        ("s1", "party", "veldra = Veldria", "perhaps veldria = Veldria is meant"),
        ("e1", "names", "Veldira", "is a new referent, r6; perhaps veldria = Veldria is meant"),
        ("s1", "party", "veldria = Kestania", "veldria is Veldria, not Kestania"),
        ("e1", "names", "r99 = Osric", "'r99 = Osric' names no referent"),
        ("e1", "names", "r99 = Veldria", "names no referent; perhaps veldria = Veldria is meant"),
    ],
)
def test_a_misspelt_referent_gets_the_near_name(
    talks: Desk, region: str, name: str, field: str, message: str
) -> None:
    talks.editor.show(region, name, field)
    assert any(message in note.message for note in talks.decoded().notes), talks.decoded().notes


NOT_NAMES = {
    "r9": "the text has no r9",
    "R9": "the text has no R9",
    "(r9)": "the text has no r9",
    "ref r9": "the text has no r9",
    "veldria, r9": "the text has no r9",
    "r9 and Osric Halden": "the text has no r9",
    "veldria and kestania": "write veldria; kestania",
    "Veldria and Kestania": "write veldria; kestania",
    "Osric Halden, Veldria": "write halden; veldria",
    "veldria/kestania": "write veldria; kestania",
    "veldria & Kestania": "write veldria; kestania",
    "veldria, kestania and marsk": "write veldria; kestania; marsk",
    "veldria: Veldria": "write veldria",
    "veldria (Veldria)": "write veldria",
    "veldria.": "write veldria",
    "e3": "is the id of a label",
    "a1": "is the id of a label",
}


@pytest.mark.parametrize(("field", "message"), NOT_NAMES.items())
def test_what_looks_like_ids_or_several_referents_is_no_name(
    talks: Desk, field: str, message: str
) -> None:
    """It opens no referent: how to write it is told."""
    talks.editor.show("e1", "refs", "")
    talks.editor.show("e1", "names", field)
    decoded = talks.decoded()
    assert [(note.code, note.region) for note in decoded.notes] == [("PB907", "e1")]
    assert message in decoded.notes[0].message
    assert decoded.annotation.refs == talks.gold.refs


@pytest.mark.parametrize(
    "name", ["Veldria and the Marsk Group", "Harbour & Sons", "R2 Rover", "E9", "Al-Hask", "and"]
)
def test_a_name_may_have_what_parts_names(talks: Desk, name: str) -> None:
    talks.editor.show("e1", "refs", "")
    talks.editor.show("e1", "names", name)
    decoded = talks.decoded()
    assert decoded.annotation.refs[-1].name == name
    assert [note.code for note in decoded.notes] == ["PB911"]


def test_numbered_ids_are_understood_and_told_apart_from_names(boats: Desk) -> None:
    """Those of referents that annotators opened are numbered."""
    for words in ("Harbour", "Skiff"):
        boats.editor.draw("entity", "ORG", words, level="NOM", names=f"{words} Guild")
    one, two = [ref.id for ref in boats.decoded().annotation.refs if "Guild" in (ref.name or "")]
    for field in (f"{one}, {two}", f"{one.upper()};{two}"):
        region = boats.editor.draw("entity", "ORG", "signed", level="NOM", names=field)
        assert (one, two) in [m.refs for m in boats.decoded().annotation.entities or ()], field
        boats.editor.delete(region)
    for field in (f"{one} and {two}", f"{one} {two}", f"{one}-{two}", f"{one} to {two}"):
        region = boats.editor.draw("entity", "ORG", "signed", level="NOM", names=field)
        notes = [note for note in boats.decoded().notes if note.region == region]
        assert [note.code for note in notes] == ["PB907"], field
        assert f"write {one}; {two}" in notes[0].message
        boats.editor.delete(region)


def test_an_empty_level_is_told_by_the_words(talks: Desk, boats: Desk) -> None:
    """As the form says, also where a level was pushed."""
    levels = {m.id: (m.level, m.text, m.type) for m in talks.gold.entities or ()}
    for name, (level, text, kind) in levels.items():
        if level is None or text is None or kind == "TIME":
            continue
        desk = copy.deepcopy(talks)
        desk.editor.show(name, "level", "")
        elsewhere = {v[0] for k, v in levels.items() if k != name and v[1:] == (text, kind)}
        expected = elsewhere.pop() if len(elsewhere) == 1 else "NAM" if text[0].isupper() else "NOM"
        assert mention_of(desk, name).level == expected, name
    boats.editor.show("m1", "pact_level", "")
    [first, *_] = boats.decoded().annotation.agreements or ()
    assert first.mentions[0].level == "NAM"


def test_what_goes_with_a_bad_span_is_named(boats: Desk) -> None:
    boats.editor.relate("m2", "e2", "PARTY")
    boats.editor.move("e2", 5, 9999)
    notes = [(note.region, note.message) for note in boats.decoded().notes if note.code == "PB906"]
    assert ("m1", "the PARTY e2 is left out: it could not be read") in notes
    assert any("e2 could not be read" in message for _, message in notes)


def test_labels_of_a_set_that_is_gone_never_take_the_ids_of_another(talks: Desk) -> None:
    """They name referents as that set did: an id with another name is refused, not believed."""
    other = talks.gold.__class__(
        **{f: getattr(talks.gold, f) for f in talks.gold.__struct_fields__}
        | {"refs": tuple(
            type(ref)(**{f: getattr(ref, f) for f in ref.__struct_fields__} | {"name": name})
            for ref, name in zip(talks.gold.refs, "ABCDEFGH", strict=False)
        )}
    )  # fmt: skip
    decoded = decode(talks.editor.result, {"other": other}, talks.text, "other")
    named = {ref.id: ref.name for ref in decoded.annotation.refs}
    assert {"PB907", "PB912"} <= {note.code for note in decoded.notes}
    for mention in decoded.annotation.entities or ():
        assert not {named[ref] for ref in mention.refs} & set("ABCDEFGH"), mention


def test_relations_drawn_to_the_left_are_reversed(talks: Desk) -> None:
    for item in talks.editor.result:
        if item["type"] == "relation":
            item["from_id"], item["to_id"] = item["to_id"], item["from_id"]
            item["direction"] = "left"
    assert talks.changes() == []


def test_two_labels_on_one_trigger_and_two_roles_of_one_entity_survive() -> None:
    """The editor would lose them if a region or a relation were drawn twice."""
    text = "Mirr pays Anhal."
    span = {"start": 0, "end": 4, "text": "Mirr"}
    argument = {**span, "role": "PARTY", "refs": ["r1"]}
    pact = {
        "name": None, "type": "OTHER", "form": "TREATY", "status": [], "relations": [],
        "mentions": [{"id": "m", "start": 5, "end": 9, "text": "pays", "level": "NOM"}],
        "arguments": [{"id": "g1", **argument}, {"id": "g2", **argument},
                      {"id": "g3", **argument, "role": "PROVIDER"}],
    }  # fmt: skip
    value = {
        "entities": [{"id": "e1", **span, "type": "STATE", "level": "NAM", "refs": ["r1"]}],
        "agreements": [{"id": "a1", **pact}, {"id": "a2", **pact}],
    }
    document, _, _ = sample_corpus.make_document("pays", ((("paragraph", text),),))
    refs = ({"id": "r1", "type": "STATE", "name": "Mirr"},)
    gold = sample_corpus.gold(document, refs, value)
    result = encode(gold, "gold")
    assert decode(result, {"gold": gold}, f"{text}\n", "gold").annotation == gold
    both = [i["labels"] for i in result if i["type"] == "relation" and i["to_id"] == "e1"]
    assert both == [["PROVIDER"], ["PROVIDER"]], "the list of parties holds the first"
