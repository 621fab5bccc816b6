"""From passes and decisions to gold, through the file that a program writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.decisions import GivenDecision, parse_decisions
from pactbank.adjudication.documents import AdjudicatedDocument, Adjudication
from pactbank.adjudication.listing import rows
from pactbank.adjudication.merging import merge
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.model.annotation import Annotation
from pactbank.model.walk import LABELS, values
from support.passes import ENTITIES, PACT, PASS, STATUS, changed, make_passes, with_more

ROOT = Path(__file__).parents[2]


def opened(root: Path, *drafts: Any) -> AdjudicatedDocument:
    store = make_passes(root, *drafts)
    names = tuple(f"pass-{letter}" for letter in "abcdefgh"[: len(drafts)])
    return Adjudication(store, names, "gold").opened("talks")


def given(*decisions: dict[str, Any]) -> list[GivenDecision]:
    lines = "\n".join(map(json.dumps, decisions)).encode()
    found, problems = parse_decisions(lines, "decisions.jsonl")
    assert not problems
    return found


def made(document: AdjudicatedDocument, *decisions: dict[str, Any]) -> Annotation:
    assert document.decide(given(*decisions)) == []
    gold, problems = document.make("2031-06-02")
    assert gold is not None, problems
    return gold


def asked(document: AdjudicatedDocument) -> list[str]:
    return [one.id for one in document.differences]


def test_what_agrees_is_taken_over_whatever_the_ids(tmp_path: Path) -> None:
    """The second pass numbers its referents the other way round."""
    names = {"r1": "r3", "r3": "r1"}
    other = json.loads(json.dumps(PASS))

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [rename(inner) for inner in value]
        return names.get(value, value) if isinstance(value, str) else value

    document = opened(tmp_path, PASS, rename(other))
    assert asked(document) == []
    gold = made(document)
    origins = {
        label.from_
        for kind, path in LABELS.items()
        if kind != "referent"
        for label in values(gold, path)
    }
    assert origins == {"both"}
    assert [ref.name for ref in gold.refs] == ["Veldria", "Mirr", "Tolmar"]


STAGE = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
CASES: dict[str, tuple[Any, list[str]]] = {
    "type and form of a pact": (
        changed(PASS, "agreements", 0, type="ALLIANCE", form="MOU"),
        ["a1.type", "a1.form"],
    ),
    "name of a pact": (changed(PASS, "agreements", 0, name="pact"), ["a1.name"]),
    "one status entry": (STAGE, ["a1.s1"]),
    "a status entry more": (
        changed(PASS, "agreements", 0, "status", 1),
        ["a1.s2"],
    ),
    "a mention of a pact": (changed(PASS, "agreements", 0, "mentions", 1), ["a1.m2"]),
    "an argument": (changed(PASS, "agreements", 0, "arguments", 0), ["a1.g1"]),
    "level of an entity": (changed(PASS, "entities", 0, level="MET"), ["e1"]),
    "an entity more": (changed(PASS, "entities", 3), ["e4"]),
    "another span": (changed(PASS, "entities", 3, before="The government of ", after=None,
                             text="Mirr"), []),
    "kb and name of a referent": (
        changed(PASS, "refs", 0, name="Veldria", kb={"scheme": "world", "id": "veldria"}),
        ["r1.kb"],
    ),
    "polarity and type": (
        changed(PASS, "stances", 0, type="ASSESS", polarity="neutral"),
        ["s1.type"],
    ),
    "quote and toward": (changed(PASS, "stances", 0, toward=[], quote="none"), ["s1.toward"]),
    "target": (changed(PASS, "stances", 0, target={"text": "Orlen Pact"}), ["s1.target"]),
    "cue": (changed(PASS, "stances", 0, cue={"text": "a threat"}), ["s1.cue"]),
    "a stance more": (changed(PASS, "stances", 0), ["s1"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_only_what_differs_is_asked_about(tmp_path: Path, case: str) -> None:
    other, expected = CASES[case]
    assert asked(opened(tmp_path, PASS, other)) == expected


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("letter", ["a", "b"])
def test_one_choice_for_all_gives_that_pass(tmp_path: Path, case: str, letter: str) -> None:
    other, _ = CASES[case]
    document = opened(tmp_path, PASS, other)
    gold = made(document, *({"id": name, "choice": letter} for name in asked(document)))
    passes = document.comparing.merged.passes
    same = ComparedPasses(merge({"a": gold, "b": passes[letter]}, document.comparing.merged.text))
    assert same.differences == []


def test_a_filler_follows_its_mention(tmp_path: Path) -> None:
    """The span of the holder and that of its mention are one question."""
    wide = changed(PASS, "entities", 2, text="Tolmar called", level="NAM")
    wide = changed(wide, "stances", 0, holders=[{"text": "Tolmar called", "refs": ["r3"]}])
    document = opened(tmp_path, PASS, wide)
    assert asked(document) == ["e3"]
    gold = made(document, {"id": "e3", "choice": "b"})
    assert [one.text for one in (gold.stances or ())[0].holders] == ["Tolmar called"]
    edited = made(document, {"id": "e3", "choice": "edit", "label": {"text": "Tolmar"}})
    assert [one.text for one in (edited.stances or ())[0].holders] == ["Tolmar"]
    assert (edited.entities or ())[2].from_ == "a"


SPLIT = changed(
    with_more(PASS, "refs", {"id": "r4", "type": "STATE", "name": "Mirr"}),
    "entities", 3, refs=["r4"],
)  # fmt: skip
SPLIT = changed(SPLIT, "agreements", 0, "status", 1, party="r2", body=None)


def test_a_referent_that_one_pass_has_twice_is_one_question(tmp_path: Path) -> None:
    document = opened(tmp_path, PASS, SPLIT)
    assert asked(document) == ["r2+r4"]
    together = made(document, {"id": "r2+r4", "choice": "a"})
    assert [mention.refs for mention in together.entities or ()] == [
        ("r1",), ("r2",), ("r3",), ("r2",),
    ]  # fmt: skip
    apart = made(document, {"id": "r2+r4", "choice": "b"})
    assert [mention.refs for mention in apart.entities or ()] == [
        ("r1",), ("r2",), ("r3",), ("r4",),
    ]  # fmt: skip
    assert [mention.from_ for mention in apart.entities or ()] == ["both", "both", "both", "b"]


def test_the_type_of_a_referent_is_asked_once(tmp_path: Path) -> None:
    base = changed(PASS, "stances", 0, toward=[])
    other = changed(base, "refs", 1, type="ORG")
    for at in (1, 3):
        other = changed(other, "entities", at, type="ORG")
    document = opened(tmp_path, base, other)
    assert asked(document) == ["r2.type"]
    gold = made(document, {"id": "r2.type", "choice": "b", "ruling": "R1"})
    mentions = [one for one in gold.entities or () if one.refs == ("r2",)]
    assert [one.type for one in mentions] == ["ORG", "ORG"]
    assert [(one.from_, one.ruling) for one in mentions] == [("b", "R1"), ("b", None)]


def test_edits_additions_and_rulings(tmp_path: Path) -> None:
    document = opened(tmp_path, PASS, STAGE)
    gold = made(
        document,
        {"id": "a1.s1", "choice": "edit", "label": {"stage": "NEGOTIATION"}, "ruling": "R2"},
        {"id": "e4", "choice": "both", "ruling": "R1"},
        {"id": "s1", "choice": "neither"},
        {"add": "referent", "label": {"id": "x1", "type": "INSTITUTION", "name": "The government "
                                      "of Mirr", "of": "r2"}},
        {"add": "entity", "label": {"text": "government of Mirr", "type": "INSTITUTION",
                                    "level": "NOM", "refs": ["x1"]}},
        {"add": "status", "to": "a1", "label": {**STATUS[0], "party": "r1", "body": "x1"}},
    )  # fmt: skip
    [pact] = gold.agreements or ()
    assert [(s.stage, s.from_, s.ruling) for s in pact.status] == [
        ("NEGOTIATION", "new", "R2"), ("RATIFIED", "both", None), ("SIGNED", "new", None),
    ]  # fmt: skip
    assert gold.stances == ()
    assert [(e.id, e.text, e.from_, e.ruling) for e in gold.entities or ()][-2:] == [
        ("e4", "government of Mirr", "new", None), ("e5", "Mirr", "both", "R1"),
    ]  # fmt: skip
    assert pact.status[2].body == (gold.entities or ())[3].refs[0] == "r4"


def test_an_addition_takes_no_other_labels_place(tmp_path: Path) -> None:
    """Its id is its own, whatever the number that a draft would give it."""
    wide = changed(PASS, "entities", 0, text="Veldria and Mirr", refs=["r1", "r2"])
    wide = changed(wide, "agreements", 0, "arguments", 0, text="Veldria and Mirr",
                   refs=["r1", "r2"], after=None)  # fmt: skip
    document = opened(tmp_path, PASS, wide)
    assert asked(document) == ["e1"]
    gold = made(
        document,
        {"id": "e1", "choice": "b"},
        {"add": "entity", "label": {"text": "March", "type": "TIME", "value": "2031-03"}},
        {"add": "agreement", "label": {"type": "OTHER", "mentions": [
            {"text": "threat", "level": "NOM"}]}},
    )  # fmt: skip
    first, second = gold.agreements or ()
    assert (first.type, second.type) == ("DEFCOOP", "OTHER")
    assert first.arguments[0].text == "Veldria and Mirr"
    assert (gold.stances or ())[0].about == ("a1",)


def test_both_keeps_both(tmp_path: Path) -> None:
    """The holder that stood on the mention stays where it was, since there are two now."""
    wide = changed(PASS, "entities", 2, text="Tolmar called")
    wide = changed(wide, "stances", 0, holders=[{"text": "Tolmar called", "refs": ["r3"]}])
    document = opened(tmp_path, PASS, wide)
    gold = made(document, {"id": "e3", "choice": "both"})
    assert [(one.text, one.from_) for one in (gold.entities or ())[2:4]] == [
        ("Tolmar called", "b"), ("Tolmar", "a"),
    ]  # fmt: skip
    assert [one.text for one in (gold.stances or ())[0].holders] == ["Tolmar"]


def test_three_passes(tmp_path: Path) -> None:
    third = changed(PASS, "agreements", 0, "status", 0, stage="NEGOTIATION")
    third = changed(third, "entities", 0, level="MET")
    document = opened(tmp_path, PASS, STAGE, third)
    assert asked(document) == ["e1", "a1.s1"]
    gold = made(document, {"id": "e1", "choice": "a"}, {"id": "a1.s1", "choice": "c"})
    assert (gold.entities or ())[0].from_ == "both"
    assert [s.from_ for s in (gold.agreements or ())[0].status] == ["new", "both"]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown": ({"id": "e9", "choice": "a"}, "PB951", "e9"),
    "no choice": ({"id": "a1.s1"}, "PB952", "there is no choice: a, b, both, neither, edit"),
    "a pass that is not there": ({"id": "a1.s1", "choice": "c"}, "PB952", "c is no choice here"),
    "edit without a label": ({"id": "a1.s1", "choice": "edit"}, "PB952", "edit needs a label"),
    "a label without edit": ({"id": "a1.s1", "choice": "a", "label": {}}, "PB952", "no other"),
    "nothing": ({"ruling": "R1"}, "PB952", "an id with a choice, or add with a label"),
    "a part of nothing": ({"add": "status", "label": {}}, "PB952", "to names the agreement"),
    "an addition with the id of another": (
        {"add": "entity", "label": {"id": "e1"}},
        "PB952",
        "e1 is the id of another label",
    ),
    "agreed": ({"id": "e1", "choice": "a"}, "PB952", "e1 is in every pass: both, neither, edit"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_decision_that_cannot_be_carried_out_is_told(tmp_path: Path, case: str) -> None:
    decision, code, message = WRONG[case]
    document = opened(tmp_path, PASS, STAGE)
    [problem] = document.decide(given(decision))
    assert (problem.code, problem.file, problem.line) == (code, "decisions.jsonl", 1)
    assert message in problem.message
    assert document.undecided == document.differences


UNFIT: dict[str, tuple[dict[str, Any], str, str]] = {
    "words that are not there": ({"evidence": {"text": "sank"}}, "PB701", "/label/evidence"),
    "words that are there twice": ({"evidence": {"text": "pact"}}, "", ""),
    "a value that is not listed": ({"stage": "DONE"}, "PB104", "/label/stage"),
    "an unknown field": ({"stag": "SIGNED"}, "PB103", "/label/stag"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_an_edited_label_is_held_to_the_rules_of_drafts(tmp_path: Path, case: str) -> None:
    label, code, pointer = UNFIT[case]
    document = opened(tmp_path, PASS, STAGE)
    problems = document.decide(given({"id": "a1.s1", "choice": "edit", "label": label}))
    gold, _ = document.make("2031-06-02")
    if not code:
        assert gold is not None
        return
    assert gold is None
    assert [(one.code, one.pointer, one.line) for one in problems] == [(code, pointer, 1)]


def test_gold_that_breaks_a_rule_is_not_made(tmp_path: Path) -> None:
    document = opened(tmp_path, PASS, STAGE)
    decisions = {"id": "a1.s1", "choice": "a"}, {"id": "e1", "choice": "neither"}
    assert document.decide(given(*decisions)) == []
    gold, problems = document.make("2031-06-02")
    assert gold is None
    assert [(one.code, one.pointer) for one in problems] == [("PB322", "/agreements/0/arguments/0")]
    assert "(id a1.g1)" in problems[0].message


def test_a_label_that_is_left_out_leaves_its_number_to_no_other(tmp_path: Path) -> None:
    """The second pact becomes the first when the first goes; the stance about the first does not
    come to be about it."""
    two = with_more(PASS, "agreements", {**PACT, "id": "a2", "name": None, "mentions": [
        {"text": "threat", "level": "NOM"}], "arguments": [], "status": []})  # fmt: skip
    document = opened(tmp_path, two, changed(two, "entities", 0, level="MET"))
    decisions = {"id": "e1", "choice": "a"}, {"id": "a1", "choice": "neither"}
    assert document.decide(given(*decisions)) == []
    gold, problems = document.make("2031-06-02")
    assert gold is None
    assert [(one.code, one.pointer) for one in problems] == [("PB405", "/stances/0/about")]
    assert "'left-out-a1' is not an agreement" in problems[0].message


def test_an_edited_label_means_only_what_there_is(tmp_path: Path) -> None:
    document = opened(tmp_path, PASS, STAGE)
    label = {"party": "r9"}
    assert document.decide(given({"id": "a1.s1", "choice": "edit", "label": label})) == []
    _, problems = document.make("2031-06-02")
    assert {one.code for one in problems} >= {"PB307"}
    assert "'left-out-r9' is not in refs" in " ".join(one.message for one in problems)


def test_what_is_undecided_is_named(tmp_path: Path) -> None:
    gold, [problem] = opened(tmp_path, PASS, STAGE).make("2031-06-02")
    assert gold is None
    assert (problem.code, problem.message) == ("PB954", "talks: 1 differences (a1.s1)")


RULINGS = {
    "r18.of": ("b", "R313"), "r19.of": ("b", "R313"), "e48": ("a", None), "e70": ("a", None),
    "e90": ("b", None), "a7.g8": ("b", None), "a8.g3": ("b", None), "s3.cue": ("a", None),
}  # fmt: skip
"""How annotations/RULINGS.md decided where the passes over the founding article differ."""


def test_the_rulings_on_the_founding_article_make_its_gold(tmp_path: Path) -> None:
    """Its passes differ in what its page of rulings lists and in nothing else, and the decisions
    there give the gold that is kept, label by label with its origin."""
    store = Store(ROOT)
    document = Adjudication(store, ("pass-a", "pass-b"), "gold").opened("ph-jp-security-talks")
    assert asked(document) == list(RULINGS)
    decisions = [
        {"id": name, "choice": choice, **({"ruling": ruling} if ruling else {})}
        for name, (choice, ruling) in RULINGS.items()
    ]
    gold = made(document, *decisions)
    kept = store.annotation("gold", document.document)
    assert kept is not None
    text = document.comparing.merged.text
    assert ComparedPasses(merge({"a": kept, "b": gold}, text)).differences == []

    def told(annotation: Annotation, path: str) -> list[tuple[int, str | None]]:
        return [(label.start, label.from_) for label in values(annotation, path)]

    for path in (LABELS["entity"], LABELS["mention"]):
        assert told(gold, path) == told(kept, path)


@pytest.mark.parametrize("letter", ["a", "b"])
def test_a_side_can_be_handed_back_as_it_is_listed(letter: str) -> None:
    """What a list shows of a pass, written as an edit, is what the choice of that pass gives."""
    document = Adjudication(Store(ROOT), ("pass-a", "pass-b"), "gold").opened(
        "ph-jp-security-talks"
    )
    chosen, handed = [], []
    for row in rows(document.comparing, "ph-jp-security-talks"):
        choice = {"id": row["id"], "choice": letter}
        side = row["sides"][letter]
        chosen.append(choice)
        handed.append(choice if side is None else {**choice, "choice": "edit", "label": side})
    assert any(one["choice"] == "edit" for one in handed)
    assert made(document, *handed) == made(document, *chosen)


def test_a_pact_that_one_pass_lacks_is_listed_with_its_parts(tmp_path: Path) -> None:
    without = changed(changed(PASS, "stances", 0), "agreements", 0)
    document = opened(tmp_path, PASS, without)
    listed = {row["id"]: row for row in rows(document.comparing, "talks")}
    assert list(listed) == ["a1", "s1"]
    side = listed["a1"]["sides"]["a"]
    assert listed["a1"]["sides"]["b"] is None
    assert [len(side[part]) for part in ("mentions", "arguments", "status")] == [2, 2, 2]
    side["status"][0]["stage"] = "TEXT_AGREED"
    gold = made(
        document,
        {"id": "a1", "choice": "edit", "label": side},
        {"id": "s1", "choice": "a", "ruling": "R1"},
    )
    [pact] = gold.agreements or ()
    assert [(one.stage, one.from_) for one in pact.status] == [
        ("TEXT_AGREED", "new"), ("RATIFIED", "a"),
    ]  # fmt: skip
    assert (gold.stances or ())[0].about == ("a1",)


def test_written_gold_is_valid_with_its_corpus(tmp_path: Path) -> None:
    document = opened(tmp_path, PASS, STAGE)
    gold = made(document, {"id": "a1.s1", "choice": "b"})
    document.adjudication.store.write_annotation(gold)
    assert validate(Store(tmp_path)) == []


def test_entities_are_the_same_whoever_is_named_first(tmp_path: Path) -> None:
    there = opened(tmp_path / "there", PASS, SPLIT)
    back = opened(tmp_path / "back", SPLIT, PASS)
    assert [one.kind for one in there.differences] == [one.kind for one in back.differences]
    assert len(ENTITIES) == 4
