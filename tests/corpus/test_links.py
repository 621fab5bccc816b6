"""Links inside a corpus never lead writes out of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData
from pactbank.model.annotation import Annotator

TEXT = b"ORLEN, Veldria - Talks went on, officials of both said on Monday.\n"
NEW = Annotator(id="pass-c", kind="human", description="Third reader.")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder outside the root, with files that must stay as they are."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "precious.txt").write_text("precious\n")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(valid_corpus(), tmp_path / "root"))


def linked(path: Path, target: Path) -> None:
    """A link in the place of what is at a path, which goes to the target if that is a folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, target, dirs_exist_ok=True)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the one that keeps other processes out."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def add_document(store: Store) -> object:
    return ingest(store, TEXT, Particulars(id="talks"), "a.txt")


def add_version(store: Store) -> object:
    about = Particulars(id="hask-note", reason="a word was missing")
    return ingest(store, TEXT, about, "a.txt")


def record_changes(store: Store) -> None:
    store.relock({"splits.json": "0" * 64})


def write_labels(store: Store) -> object:
    annotation = store.annotation("gold", store.document("hask-note"))
    assert annotation is not None
    return store.write_annotation(annotation)


def register(store: Store) -> object:
    return store.register(NEW)


Write = Callable[[Store], object]
IN_FOLDERS: list[tuple[str, Write]] = [
    ("corpus", add_document),
    ("corpus", add_version),
    ("corpus", record_changes),
    ("corpus", register),
    ("corpus/talks", add_document),
    ("corpus/hask-note", add_version),
    ("annotations", write_labels),
    ("annotations", register),
    ("annotations/gold", write_labels),
]


@pytest.mark.parametrize(("place", "write"), IN_FOLDERS)
def test_a_folder_that_is_a_link_out_is_not_written_to(
    root: Path, outside: Path, place: str, write: Write
) -> None:
    linked(root / place, outside)
    refused(root, outside, write)


def test_a_folder_that_is_a_link_to_nothing_outside_is_not_made(root: Path, outside: Path) -> None:
    store = Store(root)
    labels = store.annotation("gold", store.document("hask-note"))
    assert labels is not None
    shutil.rmtree(root / "annotations/gold")
    for place in ("annotations/gold", "corpus/talks"):
        (root / place).symlink_to(outside / "new")
    refused(root, outside, add_document)
    refused(root, outside, lambda store: store.write_annotation(labels))


@pytest.mark.parametrize("target", ["precious.txt", "new.txt"])
@pytest.mark.parametrize(
    ("place", "write"),
    [
        ("corpus/.lock", add_document),
        ("corpus/.lock", add_version),
        ("corpus/.lock", register),
        ("corpus/corpus.lock", record_changes),
        ("corpus/talks/v1.raw.txt", add_document),
        ("corpus/talks/v1.txt", add_document),
        ("corpus/talks/v1.json", add_document),
        ("corpus/hask-note/v2.txt", add_version),
        ("annotations/annotators.json", register),
        ("annotations/gold/hask-note.v1.json", write_labels),
    ],
)
def test_a_file_that_is_a_link_out_is_not_written(
    root: Path, outside: Path, place: str, write: Write, target: str
) -> None:
    if place.endswith((".json", "corpus.lock")) and (root / place).exists():
        shutil.copy(root / place, outside / target)
    linked(root / place, outside / target)
    refused(root, outside, write)
    assert (root / place).is_symlink()


def test_a_link_in_the_place_of_the_lock_file_empties_nothing(root: Path) -> None:
    (root / "corpus/.lock").symlink_to("corpus.lock")
    before = files(root)
    with pytest.raises(InvalidData, match="PB009"):
        add_document(Store(root))
    assert files(root) == before


def test_links_that_stay_inside_are_followed(root: Path) -> None:
    shutil.move(root / "corpus/hask-note", root / "kept")
    (root / "corpus/hask-note").symlink_to("../kept")
    add_version(Store(root))
    assert (root / "kept/v2.json").is_file()


def test_a_root_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").symlink_to(root)
    add_document(Store(tmp_path / "mine"))
    assert (root / "corpus/talks/v1.json").is_file()


def test_the_command_says_where_a_link_leads(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linked(root / "corpus/talks", outside)
    (root / "a.txt").write_bytes(TEXT)
    line = ["pactbank", "--root", str(root), "ingest", str(root / "a.txt"), "--id", "talks"]
    monkeypatch.setattr(sys, "argv", line)
    assert run() == 1
    assert "leads out of the tree, to ../outside" in capsys.readouterr().err


def refused(root: Path, outside: Path, write: Write) -> None:
    """Nothing is written, inside or outside."""
    before = files(outside), files(root), sorted(os.listdir(outside))
    with pytest.raises(InvalidData, match="PB009"):
        write(Store(root))
    assert (files(outside), files(root), sorted(os.listdir(outside))) == before
