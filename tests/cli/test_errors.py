"""score --errors and --html, as a user calls them."""

from __future__ import annotations

import json
import re
import shlex
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from pactbank.cli.app import run
from pactbank.cli.contexts import Segment, bracketed, contexts
from pactbank.scoring.errors.record import Labelled, Mistake
from pactbank.scoring.texts import KnownText
from support import sample_corpus
from support.labelled import Words, document, entity, pact, party, span, stance

Mp: TypeAlias = pytest.MonkeyPatch
Cap: TypeAlias = pytest.CaptureFixture[str]

TEXT = Words("Talks began. Anhal and Mirr signed <b>the</b> Ridge Pact. Brenn was [not] glad.")
GOLD = [entity(TEXT(words), kind) for words, kind in (("Anhal", "STATE"), ("Ridge Pact", "EVENT"))]
GIVEN = [
    entity(TEXT("Anhal"), "ORG"),
    entity(TEXT("Pact"), "EVENT"),
    *(entity(TEXT(words), "STATE") for words in ("Mirr", "Brenn", "[not]")),
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: Mp) -> Path:
    for name, labels in (("gold", GOLD), ("given", GIVEN)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(document("d1", entities=labels)) + "\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/d1.txt").write_text(TEXT.text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def call(monkeypatch: Mp, options: str, line: str = "given.jsonl --gold gold.jsonl") -> int:
    monkeypatch.setattr(sys, "argv", shlex.split(f"pactbank score {line} {options}"))
    return run()


def told(capsys: Cap) -> str:
    """What was printed, with its white space and lines of tables as single spaces."""
    return re.sub(r"[\s│┃]+", " ", capsys.readouterr().out)


def test_errors_as_tables(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "--errors --texts texts") == 0
    found = told(capsys)
    assert " exact 0.0 0.0 0.0 0 5 2 1 " in found  # the score comes first
    assert "entities, spurious: 3 (predictions that no gold label was aligned with)" in found
    assert "[gold] {predicted} in the text" in found
    assert "d1 23–27 – STATE Anhal and {Mirr} signed <b>the</b> Ridge Pact." in found
    assert "– STATE Brenn was {[not]} glad." in found
    assert "d1 13–18 STATE ORG [{Anhal}] and Mirr signed" in found
    assert "<b>the</b> [Ridge {Pact}]." in found
    assert "gold type by predicted type, same boundaries" in found
    assert "more" not in found


def test_without_texts_the_words_that_labels_quote(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    assert call(monkeypatch, "--errors") == 0
    found = told(capsys)
    assert "d1 23–27 – STATE {Mirr} " in found
    assert re.search(r"EVENT EVENT \[Ridge Pact\] \d+–\d+ {Pact}", found)


def test_a_limit_says_what_it_leaves_out(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "--errors --limit 1") == 0
    found = told(capsys)
    assert "{Mirr}" in found
    assert "{Brenn}" not in found
    assert "2 more: --limit 0 lists all" in found
    assert call(monkeypatch, "--errors --limit 0") == 0
    assert "more: " not in told(capsys)


def test_errors_as_json(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "--errors --json --limit 1") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["signature"].startswith("task:entities|")
    assert len(value["errors"]) == 5
    assert value["errors"][0] == {
        "layer": "entities",
        "kind": "type",
        "document": "d1",
        "gold": {"type": "STATE", "start": 13, "end": 18, "words": "Anhal"},
        "predicted": {"type": "ORG", "start": 13, "end": 18, "words": "Anhal"},
        "differences": [],
    }


def test_no_errors(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "--errors --html e.html", "gold.jsonl --gold gold.jsonl") == 0
    assert "no errors" in capsys.readouterr().out
    assert "No errors." in (files / "e.html").read_text()


@pytest.mark.parametrize(
    ("options", "line", "message"),
    [
        ("--errors", "--from-counts x.parquet", "counts have everything"),
        ("--html e.html", "--from-counts x.parquet", "counts have everything"),
        ("--errors --task zones", "given.jsonl --gold gold.jsonl", "zones have no list of errors"),
        ("--errors --limit -1", "given.jsonl --gold gold.jsonl", "greater than or equal to 0"),
    ],
)
def test_wrong_use(
    files: Path, monkeypatch: Mp, capsys: Cap, options: str, line: str, message: str
) -> None:
    assert call(monkeypatch, options, line) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not (files / "e.html").exists()


@pytest.mark.parametrize("option", ["--html", "--counts"])
def test_a_file_that_cannot_be_written(
    files: Path, monkeypatch: Mp, capsys: Cap, option: str
) -> None:
    assert call(monkeypatch, f"{option} texts") == 1
    assert capsys.readouterr().err.startswith("pactbank: texts: Is a directory; a folder stands")
    assert call(monkeypatch, f"{option} gold.jsonl/x") == 1
    assert "gold.jsonl: File exists; something stands" in capsys.readouterr().err
    assert {path.name for path in files.iterdir()} == {"gold.jsonl", "given.jsonl", "texts"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_errors_as_a_page(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "--html out/e.html --texts texts") == 0
    printed = capsys.readouterr()
    assert "out/e.html: 5 errors" in printed.err
    assert "spurious: 3" not in printed.out
    text = (files / "out/e.html").read_text("utf-8")
    page = Page(text)
    kinds = [row["data-kind"] for row in page.all("li")]
    assert kinds == ["type", "spurious", "boundary", "spurious", "spurious"]
    assert page.all("li")[0]["data-type"] == "STATE\nORG"
    assert {row.get("name") for row in page.all("select")} == {"layer", "kind", "type", "document"}
    # Words of the text are text, never markup, and each label is marked and named.
    assert not page.all("b")
    assert "signed <b>the</b> goldRidge predictedPact." in page.words
    marks = {row.get("class") for row in page.all("span")}
    assert {"gold", "predicted", "gold predicted"} <= marks
    # Nothing is fetched from anywhere.
    assert not page.all("link")
    assert not page.all("img")
    assert not [row for row in page.all("script") if "src" in row]
    assert "http" not in text.replace('http-equiv="Content-Security-Policy"', "")


def test_agreements_and_stances(tmp_path: Path, monkeypatch: Mp, capsys: Cap) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    monkeypatch.chdir(store.root)
    monkeypatch.setenv("COLUMNS", "160")
    kestania = party({"text": "Kestania"})
    given = document(
        "veldria-talks",
        agreements=[pact("TRADE", [{"text": "Intelligence Sharing Agreement"}], [kestania])],
        stances=[stance("WARN", "negative", span(0, 7), implicit="AUTHOR")],
    )
    Path("given.jsonl").write_text(json.dumps(given) + "\n")
    line = "given.jsonl --split test --task all"
    assert call(monkeypatch, "--errors --html e.html", line) == 0
    found = told(capsys)
    assert "agreements, differs: 1 (aligned, but parts differ)" in found
    assert "type: INFOSEC → TRADE" in found
    assert "stances, missed: 1" in found
    assert "stances, spurious: 1" in found
    page = Page(Path("e.html").read_text("utf-8"))
    assert {row["data-layer"] for row in page.all("li")} == {"entities", "agreements", "stances"}
    assert "typeINFOSECTRADE" in page.words.replace("\n", "")


KNOWN = {"d1": KnownText(len(TEXT.text), TEXT.text)}
Place: TypeAlias = tuple[int, int] | None


def mistake(gold: Place, predicted: Place) -> Mistake:
    first, second = (
        None if at is None else Labelled("X", *at, TEXT.text[slice(*at)])
        for at in (gold, predicted)
    )
    return Mistake("entities", "boundary", "d1", first, second)


def test_labels_far_apart_stand_in_two_sentences() -> None:
    [first, second] = contexts(mistake((58, 63), (0, 5)), KNOWN)
    assert bracketed(first, 40) == "{Talks} began."
    assert bracketed(second, 40) == "[Brenn] was [not] glad."
    assert second[0] == Segment("Brenn", gold=True, predicted=False)


@pytest.mark.parametrize(
    ("gold", "predicted", "line"),
    [
        ((13, 18), (13, 18), "[{Anhal}] and Mirr …"),
        ((13, 22), (19, 27), "[Anhal {and] Mirr} signed …"),
        ((19, 22), (13, 27), "{Anhal [and] Mirr} signed …"),
        (None, (23, 27), "Anhal and {Mirr} signed …"),
        ((28, 34), None, "… and Mirr [signed] <b>the</b> …"),
    ],
)
def test_brackets(gold: Place, predicted: Place, line: str) -> None:
    [context] = contexts(mistake(gold, predicted), KNOWN)
    assert bracketed(context, 13) == line
