"""`pactbank iaa` with what annotators differ in."""

from __future__ import annotations

import json
import shlex
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from support.passes import PASS, changed, make_passes

NAME = "<script>alert('1')</script> & \u202e"
OTHER = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
OTHER = changed(changed(OTHER, "entities", 0, level="MET"), "refs", 0, name=NAME)
IDS = ["r1.name", "e1", "a1.s1"]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    make_passes(tmp_path, PASS, OTHER, documents=("talks", "vote"))
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        monkeypatch.setattr(
            sys, "argv", ["pactbank", "iaa", "pass-a", "pass-b", *shlex.split(line)]
        )
        return run()

    return calling


def test_figures_alone_list_nothing(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("") == 0
    shown = capsys.readouterr().out
    assert "2 document(s): talks, vote" in shown
    assert "difference" not in shown


def test_differences_stand_below_the_figures(
    call: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert call("--list --limit 2") == 0
    shown = capsys.readouterr().out
    assert shown.count(": 3 differences") == 2
    assert shown.count("1 more: --limit 0 lists all") == 2
    assert "b = pass-b" in shown
    assert "level: MET" in shown
    assert "\u202e" not in shown
    assert "a1.s1" not in shown
    assert call("--list --limit 0") == 0
    assert capsys.readouterr().out.count("a1.s1") == 2


def test_json_has_every_difference(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--list --json") == 0
    found = json.loads(capsys.readouterr().out)
    for each in found["documents"]:
        assert [row["id"] for row in each["rows"]] == IDS
    assert call("--json") == 0
    assert json.loads(capsys.readouterr().out)["documents"] == ["talks", "vote"]


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_needs_nothing_else_and_escapes_everything(
    call: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("--html out/iaa.html") == 0
    assert "out/iaa.html: 6 differences" in capsys.readouterr().err
    text = Path("out/iaa.html").read_text("utf-8")
    page = Page(text)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not any({"src", "href"} & attributes.keys() for _, attributes in page.tags)
    assert "default-src 'none'" in text
    assert NAME not in text
    assert "\u202e" not in text
    assert "<script>alert('1')</script> & \\u202e" in page.words
    entries = [attributes for tag, attributes in page.tags if tag == "li"]
    assert [entry["data-document"] for entry in entries] == ["talks"] * 3 + ["vote"] * 3
    assert [entry["data-kind"] for entry in entries][:3] == ["referent", "entity", "status"]
    marked = [attributes.get("class") for tag, attributes in page.tags if tag == "span"]
    assert "gold predicted" in marked
    assert "status of “Orlen Pact”" in " ".join(page.words.split())


def test_annotators_that_agree_have_an_empty_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_passes(tmp_path / "own", PASS, PASS)
    monkeypatch.chdir(tmp_path / "own")
    words = ["pactbank", "iaa", "pass-a", "pass-b", "--list", "--html", "p.html"]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 0
    assert "talks: 0 differences" in capsys.readouterr().out
    assert "No differences." in Path("p.html").read_text("utf-8")


@pytest.mark.acceptance
def test_labels_of_different_scheme_versions_are_told(
    call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Part of what differs is what the scheme asks; who compares two passes must know."""
    told = "different versions of the scheme, so that they differ in what the scheme asks, too: "
    assert call("--list") == 0
    assert told not in "".join(capsys.readouterr())
    path = tmp_path / "annotations/pass-b/talks.v1.json"
    path.write_text(path.read_text().replace('"scheme_version": 2', '"scheme_version": 1'))
    line = f"{told}talks (2 and 1); see pactbank migrate\n"
    assert call("--html page.html") == 0
    assert line in capsys.readouterr().out
    assert told in Path("page.html").read_text("utf-8")
    for options in ("--json", "--json --list"):
        assert call(options) == 0
        shown = capsys.readouterr()
        assert line in shown.err
        assert json.loads(shown.out).get("schemes", {"talks": [2, 1]}) == {"talks": [2, 1]}
    monkeypatch.setattr(sys, "argv", shlex.split("pactbank adjudicate pass-a pass-b --list"))
    assert run() == 0
    assert line in capsys.readouterr().err
