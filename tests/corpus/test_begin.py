"""A corpus is begun completely or not at all, and keeps every rule from the first moment."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.changes import changes
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import PactBankError, WrongUse
from support.killed import places_after_kills

ROOT = Path(__file__).parents[2]
MADE = {
    ".gitattributes", ".github/workflows/validate.yml", ".gitignore", "DATASHEET.md", "LICENSE",
    "README.md", "annotations/GUIDELINES.md", "annotations/FORM.md", "annotations/PASS-A.md",
    "annotations/PASS-B.md", "annotations/HOSTILE.md", "annotations/RULINGS.md",
    "annotations/annotators.json", "corpus/about.json", "corpus/corpus.lock",
    "corpus/splits.json",
}  # fmt: skip


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_new_corpus_has_every_file_and_keeps_every_rule(tmp_path: Path) -> None:
    folder = tmp_path / "deep/down/pacts"
    about = about_itself(folder, title="Pacts", license="CC-BY-4.0", holder="Ana Moreth")
    assert begin(folder, about) == []
    assert files(tmp_path) == {f"deep/down/pacts/{path}" for path in MADE}
    store = Store(folder)
    assert (validate(store), changes(store), store.versions()) == ([], {}, {})
    assert store.about == about
    assert (about.name, about.language, about.contact) == ("pacts", "en", None)
    assert store.annotators.keys() == {"gold"}
    handbook = (ROOT / "annotations/GUIDELINES.md").read_bytes()
    assert (folder / "annotations/GUIDELINES.md").read_bytes() == handbook
    assert "Ana Moreth" in (folder / "LICENSE").read_text("utf-8")
    assert (folder.stat().st_mode & 0o777) == 0o755


def test_the_datasheet_asks_the_59_questions_and_answers_none(tmp_path: Path) -> None:
    begin(tmp_path / "x", about_itself(tmp_path / "x"))
    page = (tmp_path / "x/DATASHEET.md").read_text("utf-8")
    heads = re.compile(r"^##+ .*", re.MULTILINE)
    assert heads.findall(page) == heads.findall((ROOT / "DATASHEET.md").read_text("utf-8"))
    assert page.count("\nNot answered yet.\n") == 59


def test_the_pages_of_a_corpus_speak_of_it_alone(tmp_path: Path) -> None:
    """Without licence and holder none is claimed, and never PactBank's own."""
    begin(tmp_path / "x", about_itself(tmp_path / "x", title="Pacts of Mirr"))
    for name in ("README.md", "LICENSE", "DATASHEET.md", "annotations/RULINGS.md"):
        page = (tmp_path / "x" / name).read_text("utf-8")
        assert "Pacts of Mirr" in page
        assert "PactBank developers" not in page
        assert "Holder" not in page
    assert "No licence has been given" in (tmp_path / "x/LICENSE").read_text("utf-8")


def test_the_workflow_runs_validate_on_what_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(tmp_path / "x", about_itself(tmp_path / "x"))
    workflow = (tmp_path / "x/.github/workflows/validate.yml").read_text("utf-8")
    [line] = re.findall(r"- run: (pactbank .*)", workflow)
    monkeypatch.chdir(tmp_path / "x")
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    assert run() == 0
    assert "0 errors" in capsys.readouterr().err


def test_git_keeps_every_file_but_locks_and_builds(tmp_path: Path) -> None:
    begin(tmp_path / "x", about_itself(tmp_path / "x"))
    for path in (
        "corpus/.lock",
        "corpus/.commit",
        "corpus/.incoming/x/v1.txt",
        "build/y/z.parquet",
        ".venv/a",
        "corpus/.v1.json.partial",
    ):
        (tmp_path / "x" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "x" / path).write_text("x")
    git = ["git", "-C", str(tmp_path / "x")]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True, capture_output=True)
    listed = subprocess.run([*git, "ls-files"], check=True, capture_output=True, text=True)
    assert set(listed.stdout.split()) == MADE


def test_files_of_a_folder_are_kept(tmp_path: Path) -> None:
    mine = {"README.md": "mine", "article.txt": "text", "annotations/RULINGS.md": "ours"}
    for path, content in mine.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    (tmp_path / "corpus").mkdir()
    kept = begin(tmp_path, about_itself(tmp_path, name="pacts"))
    assert kept == [tmp_path / "README.md", tmp_path / "annotations/RULINGS.md"]
    assert files(tmp_path) == MADE | mine.keys()
    assert {path: (tmp_path / path).read_text() for path in mine} == mine
    assert validate(Store(tmp_path)) == []


@pytest.mark.parametrize("there", ["corpus/corpus.lock", "corpus/x/v1.txt", "corpus/.lock"])
def test_a_corpus_is_never_begun_over_another(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).write_text("{}")
    with pytest.raises(WrongUse, match="has a corpus already"):
        begin(tmp_path, about_itself(tmp_path, name="x"))
    assert files(tmp_path) == {there}
    assert not list(tmp_path.glob(".*"))


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file/x", tmp_path / "file/x/../y"):
        with pytest.raises(WrongUse, match="file is not a folder"):
            begin(place, about_itself(place, name="x"))
    begin(tmp_path / "nowhere/../made", about_itself(tmp_path, name="x"))
    assert (tmp_path / "made/corpus/corpus.lock").exists()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"license": "CC BY 4.0"}, "--license: 'CC BY 4.0' is not an SPDX expression"),
        ({"language": "xx"}, "--language: 'xx' is not a language of ISO 639-1"),
        ({"language": "English"}, "--language: "),
        ({"name": "My Pacts"}, '--name: "My Pacts" does not have the form'),
        ({"contact": "nobody"}, '--contact: "nobody" does not have the form'),
        ({"title": ""}, "--title: an empty string"),
        ({"holder": "x" * 513}, "--holder: a string of 513 characters"),
    ],
)
def test_values_that_no_corpus_may_have(
    tmp_path: Path, values: dict[str, str], message: str
) -> None:
    with pytest.raises(WrongUse) as raised:
        about_itself(tmp_path / "x", **values)
    assert message in str(raised.value)


def test_two_that_begin_at_once_make_one_corpus(tmp_path: Path) -> None:
    outcomes: list[str] = []

    def one(title: str) -> None:
        try:
            begin(tmp_path / "x", about_itself(tmp_path / "x", title=title))
            outcomes.append(title)
        except WrongUse as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=one, args=(f"t{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [title] = [outcome for outcome in outcomes if outcome.startswith("t")]
    about = Store(tmp_path / "x").about
    assert about is not None
    assert about.title == title
    assert files(tmp_path) == {f"x/{path}" for path in MADE}


@pytest.mark.acceptance
def test_a_killed_init_leaves_nothing_or_all(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    places = places_after_kills(tmp_path / "empty", tmp_path / "runs", "init", "my-pacts")
    assert len(places) > 30
    for place in places:
        made = place / "my-pacts"
        assert not made.exists() or files(made) == MADE
        assert made.exists() or not [p for p in place.iterdir() if not p.name.startswith(".")]
        if not made.exists():
            begin(made, about_itself(made))
        assert files(place) == {f"my-pacts/{path}" for path in MADE}, "a run cleans up"
        assert validate(Store(made)) == []


@pytest.mark.acceptance
def test_a_killed_init_in_a_folder_that_exists_leaves_nothing_or_all(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/article.txt").write_text("mine")
    places = places_after_kills(tmp_path / "mine", tmp_path / "runs", "init", "--name", "x")
    outcomes = set()
    for place in places:
        outcomes.add((place / "corpus").exists())
        if (place / "corpus").exists():
            with pytest.raises(WrongUse, match="has a corpus already"):
                begin(place, about_itself(place, name="x"))
        else:
            assert [path.name for path in place.iterdir() if path.name[0] != "."] == ["article.txt"]
            begin(place, about_itself(place, name="x"))
        assert files(place) - {"corpus/.lock"} == MADE | {"article.txt"}
        assert validate(Store(place)) == []
    assert outcomes == {False, True}


@pytest.mark.parametrize("how", ["a file", "a link out"])
def test_what_is_in_the_way_is_told_before_anything_is_there(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    if how == "a file":
        (folder / "annotations").write_text("mine")
    else:
        (folder / "annotations").symlink_to("../outside")
    with pytest.raises(PactBankError, match=r"is not a folder|leads out of the tree"):
        begin(folder, about_itself(folder, name="x"))
    assert [path.name for path in folder.iterdir()] == ["annotations"]
    assert list((tmp_path / "outside").iterdir()) == []
