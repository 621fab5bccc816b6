"""`pactbank adjudicate` as a user or a program calls it."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.model.annotation import Annotation
from support.killed import places_after_kills
from support.passes import PASS, annotated, changed, make_passes

OTHER = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
OTHER = changed(OTHER, "entities", 0, level="MET")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        monkeypatch.setattr(sys, "argv", ["pactbank", "adjudicate", *shlex.split(line)])
        return run()

    return calling


def decide(path: Path, *decisions: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in decisions))


def gold(root: Path, name: str = "talks") -> Annotation | None:
    store = Store(root)
    return store.annotation("gold", store.document(name))


def test_a_program_lists_and_decides(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    assert call("pass-a pass-b --list --out differences") == 0
    capsys.readouterr()
    for path in sorted(Path("differences").iterdir()):
        first, *rows = map(json.loads, path.read_text().splitlines())
        assert first["passes"] == {"a": "pass-a", "b": "pass-b"}
        assert (first["differences"], len(first["agreed"])) == (2, 10)
        assert [row["id"] for row in rows] == ["e1", "a1.s1"]
        assert rows[0]["sides"]["b"]["level"] == "MET"
        assert rows[0]["referents"] == {"r1": "Veldria (STATE)"}
        assert rows[1]["agreement"] == {"id": "a1", "words": "Orlen Pact"}
        assert rows[1]["context"] == "Veldria and Mirr signed the Orlen Pact on Tuesday."
        # A side can be handed back as it is.
        label = rows[1]["sides"]["b"] | {"certainty": "PR"}
        decide(
            Path("decisions") / path.name,
            {"document": first["document"], "id": "e1", "choice": "a"},
            {"document": first["document"], "id": "a1.s1", "choice": "edit", "label": label},
        )
    assert call("pass-a pass-b --decisions decisions --created 2031-06-02") == 0
    shown = capsys.readouterr().out
    assert "4 entities, 1 agreements, 1 stances" in shown
    assert "10 both, 1 a, 0 b, 1 new" in shown
    for name in ("talks", "vote"):
        made = gold(tmp_path, name)
        assert made is not None
        [pact] = made.agreements or ()
        assert (pact.status[0].stage, pact.status[0].certainty) == ("TEXT_AGREED", "PR")
        assert made.created == "2031-06-02"
    assert [one for one in validate(Store(tmp_path)) if one.severity == "error"] == []


def test_json_is_one_object(call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_passes(tmp_path, PASS, OTHER)
    assert call("pass-a pass-b talks --list --json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found["documents"][0]["rows"]] == ["e1", "a1.s1"]


def test_differences_are_printed(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    assert call("pass-a pass-b --list") == 0
    shown = capsys.readouterr().out
    assert "talks v1: 2 differences, 10 labels and parts agreed on" in shown
    assert "stage: TEXT_AGREED" in " ".join(shown.split())


def test_gold_is_replaced_only_when_asked(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    decide(Path("a.jsonl"), {"id": "e1", "choice": "a"}, {"id": "a1.s1", "choice": "a"})
    decide(Path("b.jsonl"), {"id": "e1", "choice": "b"}, {"id": "a1.s1", "choice": "b"})
    assert call("pass-a pass-b --decisions a.jsonl") == 0
    before = gold(tmp_path)
    assert call("pass-a pass-b --decisions b.jsonl") == 0
    assert gold(tmp_path) == before
    assert "1 with labels of gold already (talks)" in capsys.readouterr().err
    assert call("pass-a pass-b --decisions b.jsonl --replace") == 0
    assert gold(tmp_path) != before


def test_every_fault_of_a_run_is_told_and_the_rest_is_done(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    decide(
        Path("d.jsonl"),
        {"document": "talks", "id": "e1", "choice": "a"},
        {"document": "vote", "id": "e1", "choice": "a"},
        {"document": "vote", "id": "a1.s1", "choice": "b"},
    )
    assert call("pass-a pass-b --decisions d.jsonl") == 1
    shown = capsys.readouterr()
    assert "PB954: talks: 1 differences (a1.s1)" in shown.out
    assert "1 of 2 documents have their gold now" in shown.err
    assert gold(tmp_path) is None
    assert gold(tmp_path, "vote") is not None


BAD: dict[str, tuple[str, str]] = {
    "not JSON": ("{", "d.jsonl:1: PB005"),
    "an unknown field": ('{"id": "e1", "chose": "a"}', "d.jsonl:1: PB950: Object contains unknown"),
    "a choice of another form": ('\n{"id": "e1", "choice": "A"}', "d.jsonl:2: PB950 /choice"),
    "a key twice": ('{"id": "e1", "id": "e2"}', "d.jsonl:1: PB006"),
    "another document": ('{"document": "x", "id": "e1", "choice": "a"}', "d.jsonl:1: PB951 /docu"),
    "no such difference": ('{"id": "e9", "choice": "a"}', "d.jsonl:1: PB951 /id: there is no"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_decisions_are_told_with_their_line(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    line, message = BAD[case]
    make_passes(tmp_path, PASS, OTHER)
    Path("d.jsonl").write_text(line + "\n")
    assert call("pass-a pass-b --decisions d.jsonl") == 1
    assert message in capsys.readouterr().out
    assert gold(tmp_path) is None


def test_all_bad_decisions_are_told_in_one_run(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines that cannot be read, that nothing fits and whose label is wrong, side by side."""
    make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    edit = {"document": "vote", "id": "a1.s1", "choice": "edit"}
    lines = [
        "{",
        '{"id": "e1", "chose": "a"}',
        '{"document": "x", "id": "e1", "choice": "a"}',
        '{"document": "talks", "id": "e9", "choice": "a"}',
        '{"document": "talks", "id": "e1", "choice": "c"}',
        json.dumps({**edit, "label": {"stage": "DONE"}}),
        '{"document": "vote", "id": "e1", "choice": "a"}',
    ]
    told = [(1, "PB005"), (2, "PB950"), (3, "PB951"), (4, "PB951"), (5, "PB952"), (6, "PB104")]
    for kept in ({0, 1, 2, 3, 4, 5, 6}, {3, 5, 4}, {5}):
        written = [line if at in kept else "" for at, line in enumerate(lines)]
        Path("d.jsonl").write_text("".join(line + "\n" for line in written))
        assert call("pass-a pass-b --decisions d.jsonl") == 1
        shown = capsys.readouterr().out
        found = re.findall(r"^d\.jsonl:(\d+): (PB\d+)", shown, re.MULTILINE)
        assert {(int(line), code) for line, code in found} == {
            one for one in told if one[0] - 1 in kept
        }
        assert gold(tmp_path) is None
        assert gold(tmp_path, "vote") is None


def test_a_pass_that_breaks_a_rule_is_told_and_the_rest_is_listed(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    path = store.annotation_path("pass-b", "talks", 1)
    path.write_bytes(path.read_bytes().replace(b'"level": "MET"', b'"level": "DEM"', 1)
                     .replace(b'"text": "Veldria"', b'"text": "Veldri"', 1))  # fmt: skip
    assert call("pass-a pass-b --list --json") == 1
    shown = capsys.readouterr()
    assert [one["document"] for one in json.loads(shown.out)["documents"]] == ["vote"]
    assert "pass-b/talks.v1.json" in shown.err
    assert "PB302" in shown.err


def test_passes_without_a_layer_in_common_are_told(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entities = {name: PASS[name] for name in ("refs", "entities")}
    stances = {"refs": PASS["refs"][1:], "stances": [{**PASS["stances"][0], "about": []}]}
    make_passes(tmp_path, entities, stances)
    assert call("pass-a pass-b --list") == 1
    assert "pass-a and pass-b have no layer of talks in common" in capsys.readouterr().err


def test_gold_has_the_layers_that_all_passes_have(call: Any, tmp_path: Path) -> None:
    entities = {name: PASS[name] for name in ("refs", "entities")}
    make_passes(tmp_path, PASS, entities)
    assert call("pass-a pass-b") == 0
    made = gold(tmp_path)
    assert made is not None
    assert (made.layers, made.agreements, made.stances) == (("entities",), None, None)


def test_gold_keeps_its_layers(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entities = {name: PASS[name] for name in ("refs", "entities")}
    store = make_passes(tmp_path, PASS, entities)
    document = store.document("talks")
    store.write_annotation(annotated(document, store.text(document), PASS, "gold"))
    before = gold(tmp_path)
    assert call("pass-a pass-b --replace") == 1
    assert "PB955: it has agreements and stances" in capsys.readouterr().out
    assert gold(tmp_path) == before


def test_a_text_that_this_copy_lacks_is_told(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    store.path("talks", 1, ".txt").unlink()
    assert call("pass-a pass-b --list --json") == 1
    shown = capsys.readouterr()
    assert [one["document"] for one in json.loads(shown.out)["documents"]] == ["vote"]
    assert "talks/v1.txt: PB209" in shown.err


def test_restricted_text_in_an_export_is_named(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER, redistribution="offsets-only")
    assert call("pass-a pass-b --export tasks.json") == 0
    assert "tasks.json holds text that may not be passed on (talks)" in capsys.readouterr().err


def test_a_ruling_that_there_is_not_is_told(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    first = {"id": "e1", "choice": "a", "ruling": "R9"}
    decide(Path("d.jsonl"), first, {"id": "a1.s1", "choice": "a"})
    assert call("pass-a pass-b --decisions d.jsonl") == 1
    assert "PB325" in capsys.readouterr().out
    assert gold(tmp_path) is None


MISUSE = {
    "pass-a --list": "name two to 8 annotators",
    "pass-a pass-a --list": "each pass is named once",
    "pass-a gold --list": "the gold has another name",
    "pass-a pass-c --list": "no annotator or document 'pass-c'; there is: gold, pass-a",
    "pass-a pass-b --to nobody --list": "no annotator 'nobody'",
    "pass-a pass-b nothing --list": "no annotator or document 'nothing'",
    "pass-a pass-b --json": "--json and --out are for --list",
    "pass-a pass-b --decisions nothing.jsonl": "nothing.jsonl: No such file",
}


@pytest.mark.parametrize("line", MISUSE)
def test_wrong_use_is_said_in_one_line(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    assert call(line) == 2
    assert MISUSE[line] in capsys.readouterr().err


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


JOURNAL = Path("annotations/gold/.pending/talks.v1.jsonl")


def test_questions_in_a_terminal(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    monkeypatch.setattr(sys, "stdin", Typed("what\nb R1\nback\na R2\nb\n"))
    assert call("pass-a pass-b") == 0
    shown = capsys.readouterr()
    assert "talks, 1 of 2: e1, entity" in shown.out
    assert "talks, 2 of 2: a1.s1, status of “Orlen Pact”" in shown.out
    assert "answer with a choice" in shown.err
    made = gold(tmp_path)
    assert made is not None
    first = (made.entities or ())[0]
    assert (first.level, first.from_, first.ruling) == ("NAM", "a", "R2")
    assert (made.agreements or ())[0].status[0].stage == "TEXT_AGREED"
    assert not JOURNAL.parent.exists()


@pytest.mark.parametrize("leaving", ["stop\n", ""])
def test_what_was_answered_is_not_asked_again(
    call: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    leaving: str,
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    monkeypatch.setattr(sys, "stdin", Typed(f"b\n{leaving}"))
    assert call("pass-a pass-b") == 130
    assert gold(tmp_path) is None
    [kept] = map(json.loads, JOURNAL.read_text().splitlines())
    assert (kept["id"], kept["choice"]) == ("e1", "b")
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", Typed("a\n"))
    assert call("pass-a pass-b") == 0
    assert "1 of 1: a1.s1" in capsys.readouterr().out
    made = gold(tmp_path)
    assert made is not None
    assert (made.entities or ())[0].level == "MET"


def test_an_answer_to_another_question_does_not_count(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_passes(tmp_path, PASS, OTHER)
    monkeypatch.setattr(sys, "stdin", Typed("b\nstop\n"))
    assert call("pass-a pass-b") == 130
    document = store.document("talks")
    now = changed(OTHER, "entities", 0, level="NOM")
    store.write_annotation(annotated(document, store.text(document), now, "pass-b"))
    monkeypatch.setattr(sys, "stdin", Typed("a\na\n"))
    assert call("pass-a pass-b") == 0
    made = gold(tmp_path)
    assert made is not None
    assert (made.entities or ())[0].level == "NAM"


def test_a_label_is_edited_in_the_terminal(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A value that no rule allows is told, and the question comes again."""
    make_passes(tmp_path, PASS, changed(OTHER, "agreements", 0, "status", 0, stage="SIGNED"))
    wrong = "edit\n\nNONSENSE\n\n\n"
    right = "edit\nVeldria and Mirr\n\nr1; r2\nNOM\n\n\n"
    monkeypatch.setattr(sys, "stdin", Typed(wrong + right))
    assert call("pass-a pass-b") == 0
    assert 'PB104 /label/type: "NONSENSE" is not one of' in capsys.readouterr().out
    made = gold(tmp_path)
    assert made is not None
    first = (made.entities or ())[0]
    assert (first.text, first.refs, first.level, first.from_) == (
        "Veldria and Mirr", ("r1", "r2"), "NOM", "new",
    )  # fmt: skip
    # The argument that stood on the mention follows it.
    assert (made.agreements or ())[0].arguments[0].text == "Veldria and Mirr"


def test_after_gold_that_breaks_a_rule_some_are_asked_again(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    less = changed(PASS, "agreements", 0, "arguments", 0)
    less = changed(changed(less, "entities", 0), "refs", 0)
    make_passes(tmp_path, PASS, less)
    monkeypatch.setattr(sys, "stdin", Typed("b\na\na1.g1\nb\n"))
    assert call("pass-a pass-b") == 0
    assert "PB322" in capsys.readouterr().out
    made = gold(tmp_path)
    assert made is not None
    assert len(made.entities or ()) == 3


def test_a_torn_journal_is_told(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path, PASS, OTHER)
    JOURNAL.parent.mkdir(parents=True)
    JOURNAL.write_text('{"id": "e1"')
    assert call("pass-a pass-b") == 1
    assert "talks.v1.jsonl:1: PB005" in capsys.readouterr().out


@pytest.mark.acceptance
def test_a_killed_adjudication_leaves_the_old_gold_or_the_new(tmp_path: Path) -> None:
    root = tmp_path / "own"
    make_passes(root, PASS, OTHER)
    old = changed(PASS, "stances", 0)
    store = Store(root)
    document = store.document("talks")
    before = annotated(document, store.text(document), old, "gold")
    store.write_annotation(before)
    decide(root / "d.jsonl", {"id": "e1", "choice": "b"}, {"id": "a1.s1", "choice": "a"})
    decide(root / JOURNAL, {"id": "e1", "choice": "b"})
    words = ("--root", ".", "adjudicate", "pass-a", "pass-b", "--replace", "--decisions", "d.jsonl")
    outcomes = set()
    places = places_after_kills(root, tmp_path / "runs", *words)
    for place in places:
        made = gold(place)
        assert made is not None
        outcomes.add("old" if made == before else len(made.stances or ()))
        assert validate(Store(place)) == []
    assert outcomes == {"old", 1}
    assert len(places) > 3
