"""Systems on the command line: FILE:MAP, and the set of types on which they meet."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

from pactbank.cli.app import run
from pactbank.cli.compared import SystemFile, names_of, system_of
from pactbank.model.schemas import explain
from pactbank.model.score import Comparison
from pactbank.scoring.labelmaps import folder
from support.labelled import document, entity, span

Mp: TypeAlias = pytest.MonkeyPatch
Cap: TypeAlias = pytest.CaptureFixture[str]

NATIVE = [
    document(f"d{n}", entities=[entity(span(0, 5), "STATE"), entity(span(9, 12), "ORG")])
    for n in range(6)
]
SPACY = [
    document(f"d{n}", entities=[entity(span(0, 5), "GPE"), entity(span(9, 12 - n % 2), "ORG")])
    for n in range(6)
]
CONLL = [
    document(f"d{n}", entities=[entity(span(0, 5), "LOC"), entity(span(9, 12), "PER")])
    for n in range(6)
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: Mp) -> Path:
    sides = {"gold": NATIVE, "native": NATIVE, "spacy": SPACY, "conll": CONLL}
    for name, rows in sides.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ontonotes = json.loads((folder() / "ontonotes.json").read_text())
    mine = {**ontonotes, "name": "mine", "predicted": {"LOC": "PLACE", "PER": "PERSON"}}
    other = {**mine, "name": "other", "gold": {**mine["gold"], "STATE": "ORG"}}
    for made in (mine, other):
        (tmp_path / f"{made['name']}.json").write_text(json.dumps(made))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def call(monkeypatch: Mp, line: str) -> int:
    monkeypatch.setattr(sys, "argv", shlex.split(f"pactbank compare {line} --gold gold.jsonl"))
    return run()


def compared(monkeypatch: Mp, capsys: Cap, line: str) -> dict[str, tuple[str | None, float]]:
    """The label map of each system and its F1 of `exact`."""
    assert call(monkeypatch, f"{line} --json") == 0
    value = json.loads(capsys.readouterr().out)
    assert not list(explain(value, Comparison))
    return {
        system["name"]: (system.get("label_map"), system["metrics"]["exact"]["f1"])
        for system in value["systems"]
    }


def test_systems_meet_on_the_coarse_types(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    expected = {"native": ("native", 1.0), "spacy": ("ontonotes", 0.75)}
    for line in (
        "native.jsonl spacy.jsonl:ontonotes",
        "native.jsonl:native spacy.jsonl:ontonotes",
        "native.jsonl:native spacy.jsonl --label-map ontonotes",
    ):
        assert compared(monkeypatch, capsys, line) == expected
    line = "native.jsonl spacy.jsonl:ontonotes conll.jsonl:mine.json"
    assert compared(monkeypatch, capsys, line) == {**expected, "conll": ("mine", 0.5)}
    assert compared(monkeypatch, capsys, "native.jsonl gold.jsonl") == {
        "native": (None, 1.0),
        "gold": (None, 1.0),
    }


def test_the_table_says_how_each_was_mapped(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "native.jsonl spacy.jsonl:ontonotes") == 0
    rows = [line.split() for line in capsys.readouterr().out.split("\n")]
    assert ["native", "native", "exact"] in [row[:3] for row in rows]
    assert ["spacy", "ontonotes", "exact"] in [row[:3] for row in rows]
    assert call(monkeypatch, "native.jsonl gold.jsonl") == 0
    assert "label map" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("spacy.jsonl:ontonotes conll.jsonl:conll2003", 2, "conll2003 (LOC, MISC, ORG, PER)"),
        ("spacy.jsonl:ontonotes conll.jsonl:other.json", 2, "differ in what gold becomes"),
        ("spacy.jsonl:nothing native.jsonl", 2, "no label map 'nothing'"),
        ("spacy.jsonl: native.jsonl", 2, "no label map ''"),
        ("nothing.jsonl:ontonotes native.jsonl", 2, "nothing.jsonl:ontonotes: No such file"),
        ("native.jsonl:native gold.jsonl", 2, "beside others with a label map"),
        ("native.jsonl spacy.jsonl --label-map ontonotes", 1, "PB856 /entities/0/type: 'STATE'"),
        ("native.jsonl spacy.jsonl:native gold.jsonl:ontonotes", 1, "'GPE' (6 mentions)"),
        ("native.jsonl spacy.jsonl:ontonotes --types STATE", 2, "no type 'STATE'; there is: EVENT"),
        ("native.jsonl spacy.jsonl:ontonotes --task stances", 2, "only entities have them"),
        ("native.jsonl gold.jsonl --zones nosuch", 2, "no zone 'nosuch'"),
        ("native.jsonl gold.jsonl --types NOSUCH", 2, "no type 'NOSUCH'"),
        ("native.jsonl gold.jsonl --types STATE --task agreements", 2, "only entities have them"),
        ("native.jsonl gold.jsonl --types STATE --task zones", 2, "zones are scored as they are"),
        ("spacy.jsonl:ontonotes spacy.jsonl:ontonotes", 2, "a file is named twice"),
        ("native.jsonl:ontonotes x.parquet --from-counts", 2, "counts have everything"),
    ],
)
def test_what_cannot_be_compared(
    files: Path, monkeypatch: Mp, capsys: Cap, line: str, code: int, message: str
) -> None:
    assert call(monkeypatch, line) == code
    shown = capsys.readouterr()
    assert message in shown.err
    assert not shown.out


def test_counts_of_other_gold_types_are_not_compared(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    for name, label_map in (("spacy", "ontonotes"), ("conll", "mine.json"), ("native", None)):
        words = ["pactbank", "score", f"{name}.jsonl", "--gold", "gold.jsonl"]
        words += ["--counts", f"{name}.parquet"] + (["--label-map", label_map] if label_map else [])
        monkeypatch.setattr(sys, "argv", words)
        assert run() == 0
    for names, code in (("spacy.parquet conll.parquet", 0), ("spacy.parquet native.parquet", 2)):
        monkeypatch.setattr(sys, "argv", ["pactbank", "compare", *names.split(), "--from-counts"])
        assert run() == code
    assert "not scored alike: onto is " in capsys.readouterr().err


def test_a_colon_in_the_name_of_a_file(files: Path) -> None:
    (files / "a:b.jsonl").write_text("")
    assert system_of("a:b.jsonl") == SystemFile(Path("a:b.jsonl"), None)
    assert system_of("a:b.jsonl:ontonotes") == SystemFile(Path("a:b.jsonl"), "ontonotes")
    assert system_of("nothing:b") == SystemFile(Path("nothing:b"), None)


def test_names() -> None:
    def named(*arguments: tuple[str, str | None]) -> list[str]:
        return names_of([SystemFile(Path(path), name) for path, name in arguments])

    assert named(("x/a.jsonl", "m"), ("b.jsonl", None)) == ["a", "b"]
    assert named(("a.jsonl", "m"), ("a.jsonl", "native")) == ["a.jsonl:m", "a.jsonl:native"]


def test_lenient_reading_says_what_was_forgiven(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    with (files / "native.jsonl").open("a") as file:
        file.write("```\nnull\n```\n")
    assert call(monkeypatch, "native.jsonl gold.jsonl") == 1
    capsys.readouterr()
    assert call(monkeypatch, "native.jsonl gold.jsonl --lenient") == 0
    shown = capsys.readouterr().out
    assert "native: forgiven: 1 not-json (lines or files that are not one JSON object" in shown
    assert "native: forgiven: 1 fenced (blocks between ``` fences" in shown
    assert "|reading:lenient|" in shown


def test_what_a_system_lacks_and_what_its_map_loses_is_told(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    """As `score` tells it: no system is worse in silence."""
    rows = [
        document("d1", entities=[{"text": "Anhal", "type": "GPE"}]),
        document("d2", entities=[entity(span(0, 5), "CARDINAL")]),
        *SPACY[3:],
    ]
    (files / "spacy.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (files / "d1.txt").write_text("Anhal and Mirr")
    assert call(monkeypatch, "native.jsonl spacy.jsonl:ontonotes --texts .") == 0
    shown = capsys.readouterr().out
    assert "spacy: no predictions for d0: scored as empty" in shown
    assert "spacy: quotes of entity: 1 exact" in shown
    assert "spacy: map ontonotes, predicted: left out CARDINAL 1" in shown
    assert "native: map ontonotes, gold: left out nothing" in shown
    assert "native: no predictions" not in shown
    assert call(monkeypatch, "native.jsonl spacy.jsonl:ontonotes --texts . --json") == 0
    value = json.loads(capsys.readouterr().out)
    native, spacy = value["systems"]
    assert "missing" not in native
    assert spacy["missing"] == ["d0"]
    assert spacy["anchoring"] == {"entity": {"exact": 1}}
    assert spacy["lost"]["predicted"]["dropped"] == {"CARDINAL": 1}
    assert not list(explain(value, Comparison))
