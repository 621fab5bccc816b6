"""Every command as a user calls it, in a copy of the checkout's data."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from docs.generate import commands, main
from pactbank.cli.app import run
from support import sample_corpus

ROOT = Path(__file__).parents[2]


COMMANDS = commands()
LONG = {
    f"pactbank {name}": pytest.mark.acceptance
    for name in ("bench", "demo", "publish", "report", "train spacy")
}
"""The marks of commands whose examples take seconds."""


def call(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    """The exit code of a command line."""
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    return run()


def test_the_table_of_contents(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "pactbank --help") == 0
    shown = capsys.readouterr().out
    for name in COMMANDS:
        assert name.split()[1] in shown
    assert "..." not in shown.partition("Dataset:")[2], (
        "a command whose first line is too long for the contents"
    )
    for panel in (
        "Dataset",
        "A corpus of your own",
        "Documents",
        "Labels",
        "Label Studio",
        "Scores",
    ):
        assert panel in shown
    assert " lock " in shown.partition("Documents:")[2].partition("Labels:")[0]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=LONG.get(name, ())) for name in COMMANDS]
)
def test_every_command_says_what_it_does_and_has_an_example_that_runs(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    help_text = COMMANDS[name].help or ""
    found = re.search(r"^Example: (.+)", help_text, re.MULTILINE)
    assert found, f"{name} has no example"
    assert len(found[0]) <= 76, "a terminal would break the example in two"
    example = found[1]
    assert example.startswith(name)
    if name == "pactbank init":  # no corpus begins inside of another
        empty = checkout.with_name(f"{checkout.name}-empty")
        empty.mkdir()
        monkeypatch.chdir(empty)
    if name == "pactbank train spacy":  # whoever trains has a train split
        own = checkout.with_name(f"{checkout.name}-own")
        sample_corpus.make_corpus(own)
        monkeypatch.chdir(own)
    assert call(monkeypatch, example) == 0, capsys.readouterr().err
    shown = capsys.readouterr()
    assert shown.out + shown.err, "a command that says nothing"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_costs_no_data(monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, f"{name} --help") == 0


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("pactbank nothing", 2, "No such command 'nothing'"),
        ("pactbank show", 2, "Missing argument"),
        ("pactbank show nothing", 2, "no document 'nothing'; there is: ph-jp-security-talks"),
        ("pactbank show ph-jp-security-talks --version 9", 2, "there is: v1"),
        ("pactbank --root /nowhere validate", 2, "--root names /nowhere"),
        ("pactbank validate nothing.json", 2, "does not exist"),
        ("pactbank ingest nothing.txt --id x", 2, "nothing.txt: No such file"),
        ("pactbank ingest article.txt --id ../x", 2, "is not a document id"),
        ("pactbank ingest article.txt --id /etc/x", 2, "is not a document id"),
        ("pactbank ingest article.txt --id ''", 2, "is not a document id"),
        ("pactbank ingest article.txt --id ph-jp-security-talks", 2, "exists (v1)"),
        ("pactbank anchor nothing.json --as pass-a", 2, "nothing.json"),
        ("pactbank anchor draft.json --as nobody", 1, "PB317"),
        ("pactbank build --out .", 2, "no PactBank build"),
        ("pactbank rehydrate build/open --from article.txt --out full", 1, "article.txt:2: PB801"),
        ("pactbank rehydrate corpus --from articles --out full", 2, "corpus is no PactBank build"),
        ("pactbank rehydrate build/open --from nowhere --out full", 2, "nowhere does not exist"),
        ("pactbank rehydrate build/open --revision v1 --from articles --out full", 2, "a folder"),
        ("pactbank rehydrate nothing --from articles --out full", 2, "write it as ORG/NAME"),
        ("pactbank publish ORG/NAME --tag newest --dry-run", 2, "write it like v1.0.0"),
        ("pactbank publish ORG/NAME --tag v1.0.0 --text full --dry-run", 2, "--text open"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    code: int,
    message: str,
) -> None:
    assert call(monkeypatch, line) == code
    shown = capsys.readouterr()
    printed = " ".join((shown.out + shown.err).split())
    assert message in printed
    assert "Traceback" not in printed


def test_ingest_validate_and_show(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "pactbank ingest article.txt --id port-protocol --author 'A B' --author 'C D'"
    assert call(monkeypatch, line) == 0
    assert "3 stripped" not in capsys.readouterr().err
    document = json.loads((checkout / "corpus/port-protocol/v1.json").read_text("utf-8"))
    assert document["source"]["authors"]["value"] == ["A B", "C D"]
    assert call(monkeypatch, "pactbank validate") == 0
    assert call(monkeypatch, "pactbank show port-protocol") == 0
    assert "gold has not labelled this document" in capsys.readouterr().out


def test_a_broken_file_is_told_exactly_where(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = checkout / "annotations/gold/ph-jp-security-talks.v1.json"
    text = path.read_text("utf-8")
    line = text[: text.index('"text": "MANILA"')].count("\n") + 1
    path.write_text(text.replace('"text": "MANILA"', '"text": "MANILLA"', 1), "utf-8")
    assert call(monkeypatch, "pactbank validate annotations") == 1
    shown = capsys.readouterr()
    place = f"annotations/gold/ph-jp-security-talks.v1.json:{line}: PB302"
    assert place in shown.out
    assert "pactbank anchor" in shown.out
    assert "1 errors, 0 warnings" in shown.err


def test_lock_records_what_is_meant_and_refuses_an_edited_version(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    splits = checkout / "corpus/splits.json"
    splits.write_text(splits.read_text("utf-8").replace("{", "{ ", 1), "utf-8")
    assert call(monkeypatch, "pactbank lock") == 1
    assert "changed  splits.json" in capsys.readouterr().out
    assert call(monkeypatch, "pactbank lock --accept") == 0
    assert call(monkeypatch, "pactbank lock") == 0
    text = checkout / "corpus/ph-jp-security-talks/v1.txt"
    text.write_text(text.read_text("utf-8") + "\n", "utf-8")
    assert call(monkeypatch, "pactbank lock --accept") == 2
    assert "never edited" in capsys.readouterr().err


@pytest.mark.acceptance
def test_a_stale_page_fails_the_check(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    datasheet = checkout / "DATASHEET.md"
    fresh = datasheet.read_text("utf-8")
    datasheet.write_text(re.sub(r"\| \d+ \|", "| 7777 |", fresh, count=1), "utf-8")
    assert datasheet.read_text("utf-8") != fresh
    assert main(["--check"], checkout) == 1
    assert "stale: DATASHEET.md" in capsys.readouterr().out
    assert main([], checkout) == 0
    assert datasheet.read_text("utf-8") == fresh


def test_show_prints_labels_nested_pacts_by_party_and_stances(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert call(monkeypatch, "pactbank show ph-jp-security-talks") == 0
    shown = capsys.readouterr().out
    assert "[MANILA PLACE]" in shown
    assert re.search(r"\[\[\w+ STATE\] [\w ]+ (?:ROLE|INSTITUTION|PERSON)\]", shown)
    assert "RATIFIED" in shown
    assert "PENDING_APPROVAL" in shown
    assert "ENDORSE" in shown
    assert "AUTHOR" in shown


@pytest.mark.parametrize(("start", "end"), [(7, 7), (9, 3), (0, 100_000)])
def test_show_tells_of_mentions_that_have_no_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    start: int,
    end: int,
) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    path = store.annotation_path("gold", "mirr-boats", 1)
    labels = json.loads(path.read_bytes())
    labels["entities"][2] |= {"start": start, "end": end}
    path.write_text(json.dumps(labels))
    monkeypatch.setattr(sys, "argv", ["pactbank", "--root", str(tmp_path), "show", "mirr-boats"])
    assert run() == 0
    assert "mentions that are not in the text: 1; see pactbank validate" in capsys.readouterr().out
