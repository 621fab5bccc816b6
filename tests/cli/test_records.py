"""lock and remove, as a user calls them; and what a build says of documents without a split."""

from __future__ import annotations

import io
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from support import sample_corpus

Mp = pytest.MonkeyPatch
Cap = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_corpus.make_corpus(tmp_path_factory.mktemp("sound") / "root").root


@pytest.fixture
def root(sound: Path, tmp_path: Path, monkeypatch: Mp) -> Path:
    shutil.copytree(sound, tmp_path / "root", ignore=shutil.ignore_patterns(".lock"))
    monkeypatch.chdir(tmp_path / "root")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    (tmp_path / "a.txt").write_text("Talks went on in Hask, the ministry said on Monday.\n")
    return tmp_path / "root"


def call(monkeypatch: Mp, line: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
    return run()


class Person(io.StringIO):
    """Somebody at a terminal, with an answer."""

    def isatty(self) -> bool:
        return True


def test_remove_lists_asks_and_removes(root: Path, monkeypatch: Mp, capsys: Cap) -> None:
    (root / "annotations/RULINGS.md").write_text("mirr-boats\n")
    assert call(monkeypatch, "remove mirr-boats") == 2
    shown = capsys.readouterr()
    assert "nothing was changed; use --yes" in shown.err
    assert "RULINGS.md names mirr-boats on line 1" in shown.err
    for what in (
        "corpus/mirr-boats/v1.raw.txt",
        "annotations/gold/mirr-boats.v1.json",
        "mirr-boats from train in corpus/splits.json",
    ):
        assert f"remove   {what}" in shown.out
    monkeypatch.setattr(sys, "stdin", Person("n\n"))
    assert call(monkeypatch, "remove mirr-boats") == 130
    assert "mirr-boats" in Store(root).versions()
    monkeypatch.setattr(sys, "stdin", Person("y\n"))
    assert call(monkeypatch, "remove mirr-boats") == 0
    assert "mirr-boats" not in Store(root).versions()
    assert validate(Store(root)) == []
    capsys.readouterr()
    assert call(monkeypatch, "remove mirr-boats --yes") == 2
    assert "no document 'mirr-boats'; there is: brenn-remarks" in capsys.readouterr().err


def test_a_deleted_folder_is_seen_and_there_are_two_ways_out(
    root: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    for way in ("lock --accept --yes", "remove mirr-boats --yes"):
        copy = root.parent / way.split()[0]
        shutil.copytree(root, copy)
        monkeypatch.chdir(copy)
        shutil.rmtree(copy / "corpus/mirr-boats")
        assert call(monkeypatch, "validate") == 1
        capsys.readouterr()
        assert call(monkeypatch, "lock") == 1
        shown = capsys.readouterr().out
        assert "missing  mirr-boats/v1.json" in shown
        assert "remove   annotations/gold/mirr-boats.v1.json" in shown
        assert "up to date" not in shown
        assert call(monkeypatch, "lock --accept") == 2, "labels are not deleted unasked"
        assert (copy / "annotations/gold/mirr-boats.v1.json").exists()
        assert call(monkeypatch, way) == 0
        assert call(monkeypatch, "lock") == 0
        assert call(monkeypatch, "validate") == 0


def test_without_labels_nobody_is_asked(root: Path, monkeypatch: Mp) -> None:
    assert call(monkeypatch, "ingest ../a.txt --id talks") == 0
    shutil.rmtree(root / "corpus/talks")
    assert call(monkeypatch, "lock --accept") == 0
    assert call(monkeypatch, "validate") == 0


def test_lock_refuses_what_is_broken_with_the_problems(
    root: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    (root / "corpus/talks").mkdir()
    (root / "corpus/talks/v1.json").write_text("{")
    (root / "corpus/splits.json").write_text("{")
    before = (root / "corpus/corpus.lock").read_bytes()
    assert call(monkeypatch, "lock --accept") == 1
    shown = capsys.readouterr()
    assert "recorded" not in shown.out
    assert "talks/v1.json:1: PB005" in shown.err
    assert "splits.json:1: PB005" in shown.err
    assert (root / "corpus/corpus.lock").read_bytes() == before


def test_a_split_that_names_a_document_that_is_gone_is_a_problem_of_the_splits(
    root: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    splits = root / "corpus/splits.json"
    splits.write_text(splits.read_text().replace("mirr-boats", "nobody"))
    Store(root).relock({"splits.json": sha256(splits.read_bytes())})
    for line in ("build --out out", "path", "score x.jsonl --split train"):
        assert call(monkeypatch, line) == 1
        assert "splits.json: PB606: there is no document nobody" in capsys.readouterr().err


@pytest.mark.acceptance
@pytest.mark.parametrize("line", ["build --out out", "path", "demo"])
def test_documents_without_a_split_are_named(
    root: Path, monkeypatch: Mp, capsys: Cap, line: str
) -> None:
    assert call(monkeypatch, line) == 0
    assert "no split" not in capsys.readouterr().err
    for number in range(12):
        assert call(monkeypatch, f"ingest ../a.txt --id talks-{number:02}") == 0
    capsys.readouterr()
    assert call(monkeypatch, line) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "12 of 15 documents are in no split and left out: talks-00, talks-01, " in said
    assert "talks-09 and 2 more. Put them into train, validation, test or challenge" in said
    assert "pactbank split --auto 60/15/25" in said
