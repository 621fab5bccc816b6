"""Anybody's files: gold without referents, systems with types of their own beside systems with
gold's, filters that nothing could feel. Values are counted by hand from METRICS."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, UnknownName, WrongUse
from pactbank.scoring import counts, make_options, score, score_of
from support.labelled import (
    Label,
    Words,
    document,
    entity,
    holder,
    pact,
    party,
    scored,
    span,
    stance,
    state,
    status,
)
from support.labelled import counts as sums

text = Words("Anhal and the Mirr council signed the Ridge Pact ; Vint praised it for Anhal .")


def ridge(*refs: str) -> Label:
    """A pact whose parties name referents, or none."""
    first, second = (refs[:1], refs[1:2])
    return pact(
        "TRADE",
        [text("Ridge Pact")],
        [party(text("Anhal"), *first), party(text("Mirr council"), *second)],
        [status("SIGNED")],
        form="TREATY",
    )


BARE = document(
    agreements=[ridge()],
    stances=[stance("ENDORSE", "positive", text("praised"), [holder(text("Vint"))], text("it"))],
)
"""Gold of others, as it often is: spans and no referents."""


@pytest.mark.parametrize("refs", [(), ("x", "y")])
@pytest.mark.parametrize("mentioned", [True, False])
@pytest.mark.parametrize("known", [None, [], "mentions"])
def test_gold_whose_fillers_have_no_refs_has_six_facts(
    refs: tuple[str, ...], mentioned: bool, known: Any
) -> None:
    """Type, form, two roles, SIGNED for each of the two; whatever ids predictions have, and whether
    gold has entity mentions, with or without refs."""
    gold: Label = {**BARE} if known is None else {**BARE, "entities": []}
    if known == "mentions":
        gold["entities"] = [state(text("Anhal")), state(text("Mirr council"))]
    given = copy.deepcopy({**BARE, "agreements": [ridge(*refs)]})
    if mentioned:
        given["entities"] = [state(text("Anhal"), "x"), state(text("Mirr council"), "y")]
    found = scored(gold, given, "all").metrics
    assert sums(found["facts"]) == (6, 6, 6)
    assert sums(found["records"]) == (1, 1, 1)
    assert sums(found["role_fillers"]) == (2, 2, 2)
    assert sums(found["tuples"]) == (1, 1, 1)


def test_near_spans_mean_the_filler_that_has_no_refs() -> None:
    """IoU without white space: "the Mirr council" has 11 of 14 letters; "Mirr" has 4 of 11."""
    for words, roles in (("the Mirr council", 2), ("Mirr", 1)):
        near = ridge()
        near["arguments"][1] = party(text(words))
        found = scored(BARE, {**BARE, "agreements": [near]}, "agreements").metrics
        # A filler that is missed takes its SIGNED along.
        assert sums(found["facts"]) == (2 + 2 * roles, 6, 6)


def test_two_spans_without_refs_are_two_referents() -> None:
    twice = ridge()
    twice["arguments"].append(party(text("Anhal", 1)))
    gold = {**BARE, "agreements": [twice]}
    assert sums(scored(gold, gold, "agreements").metrics["facts"]) == (8, 8, 8)
    assert sums(scored(gold, BARE, "agreements").metrics["facts"]) == (6, 6, 8)


def test_holders_without_refs_are_told_by_their_spans() -> None:
    other = stance("ENDORSE", "positive", text("praised"), [holder(text("Anhal"))], text("it"))
    found = scored(BARE, {**BARE, "stances": [other]}, "stances").metrics
    assert found["tuples"].tp == pytest.approx(2 / 3, abs=1e-6)


def test_coreference_cannot_be_had_and_says_so() -> None:
    gold = document(entities=[state(text("Anhal")), state(text("Anhal", 1))])
    found = scored(gold, gold).metrics
    for name in ("b3", "ceafe", "lea"):
        assert found[name].f1 is None
        assert found[name].note == "gold names no referents"


# Natively typed systems beside mapped ones.

NATIVE = document(
    entities=[
        state(text("Anhal"), "anhal"),
        entity(text("council"), "INSTITUTION", "council", level="NOM"),
        entity(text("Vint"), "PERSON", "vint", level="NAM"),
        entity(text("Mirr"), "STATE", "mirr", level="DEM"),
        entity(text("Anhal", 1), "ROLE", "anhal"),  # leaves the counts
    ]
)
SPACY = document(
    entities=[
        {**text("Anhal"), "type": "GPE"},
        {**text("council"), "type": "ORG"},
        {**text("Vint"), "type": "GPE"},  # wrong
        {**text("Mirr"), "type": "NORP"},
        {**text("it"), "type": "CARDINAL"},  # leaves the counts
    ]
)


def test_native_types_meet_mapped_ones_on_the_common_coarse_set() -> None:
    mapped = make_options(label_map="ontonotes")
    native = make_options(label_map="ontonotes", native=True)
    found = counts([NATIVE], [[SPACY], [NATIVE]], "entities", options=[mapped, native])
    spacy, ours = (score_of(each, "none").metrics["exact"] for each in found)
    assert sums(spacy) == (3, 4, 4)
    assert sums(ours) == (4, 4, 4)
    with pytest.raises(InvalidData, match="PB856"):
        counts([NATIVE], [[NATIVE]], "entities", options=mapped)


# Filters that nothing could feel.

FILTERS: list[dict[str, Any]] = [
    {"types": ["STATE"]},
    {"types": ["NOSUCH"]},
    {"levels": ["NAM"]},
    {"levels": ["NOSUCH"]},
    {"zones": ["heading"]},
    {"zones": ["nosuch"]},
    {"label_map": "ontonotes"},
]


@pytest.mark.parametrize("task", ["agreements", "stances", "all", "entities"])
@pytest.mark.parametrize("options", FILTERS, ids=str)
def test_filters_where_no_entities_are_scored_are_refused(task: Any, options: Any) -> None:
    with pytest.raises((WrongUse, UnknownName)):
        score([BARE], [BARE], task, **options)


@pytest.mark.parametrize("task", ["entities", "all"])
@pytest.mark.parametrize("options", [o for o in FILTERS if "NOSUCH" in str(o).upper()], ids=str)
def test_filters_name_what_exists(task: Any, options: Any) -> None:
    with pytest.raises(UnknownName, match="there is: "):
        score([NATIVE], [NATIVE], task, **options)


def test_zones_are_not_known_of_texts_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "orlen-talks.txt").write_text(text.text)
    with pytest.raises(WrongUse, match="zones are recorded in the corpus"):
        score([NATIVE], [NATIVE], texts=tmp_path, zones=["heading"])


def test_through_the_command_line(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(store.root)
    (store.root / "given.jsonl").write_text(json.dumps({"document": "veldria-talks"}))
    line = "pactbank score given.jsonl --split test --task agreements"
    for more in ("--zones nosuch --types NOSUCH", "--types STATE", "--label-map ontonotes"):
        monkeypatch.setattr("sys.argv", f"{line} {more}".split())
        assert run() == 2
        shown = capsys.readouterr()
        assert not shown.out
        assert "only entities have them, and agreements are scored" in " ".join(shown.err.split())


# Strict reading stays strict.


def test_one_bad_line_of_fifty_is_named_and_nothing_is_scored(tmp_path: Path) -> None:
    sides = [document(f"d{number}", entities=[entity(span(0, 5), "STATE")]) for number in range(50)]
    lines = [json.dumps(side) for side in sides]
    lines[7] = lines[7].replace('"start"', '"confidence": 0.5, "start"')
    lines[20] = "```json"
    lines[21] = '{"document": "d21", "entities": [{"start": 0, "end": "5", "type": "STATE"}]}'
    lines[49] = lines[49][:-1]
    path = tmp_path / "given.jsonl"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InvalidData) as caught:
        score(sides, path)
    assert [(p.file, p.line, p.code) for p in caught.value.problems] == [
        (str(path), 8, "PB103"),
        (str(path), 21, "PB005"),
        (str(path), 22, "PB101"),
        (str(path), 50, "PB005"),
    ]
