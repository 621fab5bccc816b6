"""Values and names that commands are given: wrong ones are refused with what is wanted."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.examples import valid_corpus

TEXT = "ORLEN, Veldria - Talks went on, officials of both said on Monday.\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = Path(shutil.copytree(valid_corpus(), tmp_path / "root"))
    (root / "a.txt").write_text(TEXT)
    (root / "page.txt").write_text(f"<html><body><p>{TEXT}</p></body></html>")
    (root / "draft.json").write_text('{"document": "hask-note", "entities": []}')
    monkeypatch.chdir(root)
    return root


def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> tuple[int, str]:
    """The exit code of a command and all that it printed."""
    monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
    code = run()
    shown = capsys.readouterr()
    return code, " ".join((shown.out + shown.err).split())


def files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.name != ".lock"}


INGEST = "ingest a.txt --id talks"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (
            f"{INGEST} --published '9 November 2000'",
            2,
            "--published: '9 November 2000' is not a day",
        ),
        (f"{INGEST} --retrieved tomorrow", 2, "--retrieved: 'tomorrow'"),
        (f"{INGEST} --language English", 2, "perhaps 'en' is meant"),
        (
            f"{INGEST} --url javascript:alert(1)",
            2,
            "--url: 'javascript:alert(1)' is not an address",
        ),
        (f"{INGEST} --license 'CC BY 2.5'", 2, "perhaps 'CC-BY-2.5' is meant"),
        (f"{INGEST} --story 'My story'", 2, "--story"),
        (f"{INGEST} --publisher ''", 2, "--publisher"),
        (f"{INGEST} --rights all", 2, "'full-text'"),
        ("ingest a.txt --id hask-note --new-version ''", 2, "--new-version"),
        ("ingest page.txt --id page", 1, "PB704: this is an HTML page"),
        ("anchor draft.json --as pass-a --created yesterday", 2, "--created: 'yesterday'"),
        ("anchor draft.json --as pass-a --created 2031-02-30", 2, "--created: '2031-02-30'"),
        ("anchor draft.json --as pas-a", 1, "perhaps 'pass-a' is meant"),
        ("prompt x --text a.txt --date 9.11.2000", 2, "--date: '9.11.2000'"),
        ("prompt x --text page.txt", 2, "this is an HTML page"),
        ("prompt hask-nott", 2, "perhaps 'hask-note' is meant"),
        ("show hask-note --annotator NOBODY", 2, "no annotator 'NOBODY'; there is: gold, pass-a"),
        ("show hask-note --annotator golt", 2, "perhaps 'gold' is meant"),
        ("show hask-note --annotator ../gold", 2, "no annotator"),
        ("show hask-nott", 2, "perhaps 'hask-note' is meant"),
        ("show hask-note --version 2", 2, "no version of hask-note 'v2'; there is: v1"),
        ("show hask-note --version 0", 2, "--version"),
        ("show hask-note --version -1", 2, "--version"),
        ("iaa gold pass-x", 2, "perhaps 'pass-b' is meant"),
        ("iaa gold gold2", 2, "perhaps 'gold' is meant"),
        ("studio push --from pas-a --out t.json", 2, "perhaps 'pass-a' is meant"),
        ("studio push --documents hask-nott --out t.json", 2, "perhaps 'hask-note' is meant"),
        (
            "studio push --url ftp://example.org --key k --project p",
            2,
            "--url: 'ftp://example.org'",
        ),
        ("studio pull --url localhost:8080 --key k --project p", 2, "--url: 'localhost:8080'"),
        ("schema predicton", 2, "perhaps 'prediction' is meant"),
        ("prompt hask-note --layers entitys", 2, "perhaps 'entities' is meant"),
        ("score --explain exakt", 2, "perhaps 'exact' is meant"),
        ("score predictions.jsonl --split test --label-map ontonote", 2, "perhaps 'ontonotes'"),
        ("score predictions.jsonl --split test --types STAT", 2, "perhaps 'STATE' is meant"),
        ("score predictions.jsonl --split test --levels NAMM", 2, "perhaps 'NAM' is meant"),
        ("score predictions.jsonl --split test --zones headin", 2, "perhaps 'heading' is meant"),
        ("score predictions.jsonl --split tset", 2, "'test'"),
        ("compare predictions.jsonl predictions.jsonl:ontonote --split test", 2, "'ontonotes'"),
    ],
)
def test_wrong_values_and_names_are_refused_and_nothing_is_written(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    code: int,
    said: str,
) -> None:
    before = files(root)
    found, shown = call(monkeypatch, capsys, line)
    assert found == code
    assert said in shown
    assert "Traceback" not in shown
    assert files(root) == before


def test_an_annotator_without_labels_of_a_document_is_no_mistake(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, shown = call(monkeypatch, capsys, "show hask-note --annotator pass-b")
    assert (code, "pass-b has not labelled this document" in shown) == (0, True)
    os.rename("annotations/pass-a", "annotations/unlisted")
    for path in Path("annotations/unlisted").iterdir():
        path.write_text(path.read_text("utf-8").replace('"pass-a"', '"unlisted"'), "utf-8")
    assert call(monkeypatch, capsys, "show hask-note --annotator unlisted")[0] == 0
    shutil.rmtree("annotations")
    code, shown = call(monkeypatch, capsys, "show hask-note")
    assert (code, "gold has not labelled this document" in shown) == (0, True)
    assert call(monkeypatch, capsys, "show hask-note --annotator x")[0] == 2


def test_a_text_under_a_second_id_is_a_warning(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "PB615" not in call(monkeypatch, capsys, INGEST)[1]
    code, shown = call(monkeypatch, capsys, "ingest a.txt --id again")
    assert code == 0
    assert "PB615 /text/sha256: talks v1 has the same text" in shown
    code, shown = call(monkeypatch, capsys, "validate corpus")
    assert (code, shown.count("warning: "), "0 errors, 2 warnings" in shown) == (0, 2, True)


def test_a_new_version_says_what_it_took_over(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "--publisher P --url https://example.org/1 --language fil --license CC0-1.0"
    assert call(monkeypatch, capsys, f"{INGEST} {told} --rights full-text")[0] == 0
    code, shown = call(monkeypatch, capsys, f"{INGEST} --new-version 'a letter' --language en")
    assert (code, "that no option said are those of v1" in shown) == (0, True)
    second = (root / "corpus/talks/v2.json").read_text()
    for kept in (
        '"value": "P"',
        "https://example.org/1",
        '"language": "en"',
        "CC0-1.0",
        "full-text",
    ):
        assert kept in second
