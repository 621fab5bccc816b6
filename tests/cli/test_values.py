"""Values and names that commands are given: wrong ones are refused with what is wanted."""

from __future__ import annotations

import json
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


WORDS = [
    *(f"{INGEST} --{name}" for name in ("publisher", "author", "holder", "title", "story")),
    "ingest a.txt --id hask-note --new-version",
    "init new --name x --title",
    "init new --name",
    "init new --holder",
    "annotators add ana --kind human --description",
    "annotators add m --kind model --description M. --model",
    "zones hask-note --set 1=notice --reason",
    "publish org/name --tag v1.0.0 --dry-run --message",
    "studio push --out t.json --project",
]
"""Commands up to the value of an option that is words."""


@pytest.mark.parametrize("line", WORDS)
@pytest.mark.parametrize(
    ("character", "told"),
    [("\x1b", "U+001B"), ("\n", "U+000A"), ("\t", "U+0009"), ("\x9b", "U+009B"),
     ("\u202e", "U+202E"), ("\u2028", "U+2028"), ("\udcff", "not UTF-8")],
)  # fmt: skip
def test_words_with_control_characters_are_refused(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    character: str,
    told: str,
) -> None:
    before = files(root)
    option = line.rpartition(" ")[2]
    code, shown = call(monkeypatch, capsys, f"{line} 'Hask{character}[2J Post'")
    assert (code, f"pactbank: {option}: " in shown, told in shown) == (2, True, True), shown
    assert files(root) == before


def test_a_file_whose_name_gives_no_id_is_answered_with_what_to_give(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    os.rename("a.txt", "日本.txt")
    code, shown = call(monkeypatch, capsys, "ingest 日本.txt")
    assert (code, shown) == (2, "pactbank: no id can be made from '日本'; give one with --id")
    assert call(monkeypatch, capsys, "ingest 日本.txt --id japan")[0] == 0


@pytest.mark.parametrize(
    ("file", "field", "pointer"),
    [
        ("corpus/about.json", "title", "/title"),
        ("annotations/annotators.json", "description", "/annotators/0/description"),
    ],
)
def test_control_characters_in_registers_are_problems(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    field: str,
    pointer: str,
) -> None:
    path = Path(file)
    path.write_text(path.read_text("utf-8").replace(f'"{field}": "', f'"{field}": "\\u001b[2J', 1))
    code, shown = call(monkeypatch, capsys, f"validate {file}")
    assert code == 1
    assert f"PB221 {pointer}: has the control character U+001B at 0; leave it out" in shown


def test_every_option_that_is_words_is_checked() -> None:
    """However a command is registered, and in whatever group."""
    from pactbank.cli.contents import CommandsByName, WordsChecked

    commands = CommandsByName()
    found = [commands[name] for name in commands]
    found += [inner for group in found for inner in getattr(group, "commands", {}).values()]
    leaves = [command for command in found if not hasattr(command, "commands")]
    assert len(leaves) > 25
    assert all(isinstance(command, WordsChecked) for command in leaves)


def test_names_may_have_what_scripts_need(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "می\u200cخواهد"
    line = f"{INGEST} --author {name} --publisher '👩\u200d👧'"
    assert call(monkeypatch, capsys, line)[0] == 0
    record = Path("corpus/talks/v1.json").read_text("utf-8")
    assert name in record


@pytest.mark.parametrize("name", ["publisher", "author", "holder", "title", "story"])
def test_control_characters_in_metadata_are_refused_as_in_options(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = files(root)
    rows = [{"text": TEXT, "id": "talks", name: "Hask\x1b[2J"}]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, shown = call(monkeypatch, capsys, "ingest in.jsonl")
    assert (code, f"--{name}: " in shown) == (1, True), shown
    assert "\x1b" not in shown
    assert files(root) == before | {root / "in.jsonl"}


def test_what_a_text_says_of_itself_is_taken_without_controls(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "Two\tstates\x1b[2J sign\n\nBy Ana Moreth | Hask\x07 Post\nTuesday 3 June 2031\n\n"
    Path("b.txt").write_text(f"{head}{TEXT}")
    code, shown = call(monkeypatch, capsys, "ingest b.txt --id b")
    assert (code, "PB219" in shown) == (0, True)
    record = json.loads(Path("corpus/b/v1.json").read_text("utf-8"))
    assert record["title"] == "Two states[2J sign"
    assert record["source"]["authors"]["value"] == ["Ana Moreth"]
    assert record["source"]["publisher"]["value"] == "Hask Post"
    assert call(monkeypatch, capsys, "ingest b.txt --id b --new-version again")[0] == 0
    assert call(monkeypatch, capsys, "validate corpus/b")[0] == 0
