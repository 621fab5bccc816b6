"""Labels of scheme version 1, recorded as labels of version 2: all files or none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pactbank.corpus import commits, files
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.files import sha256
from pactbank.corpus.migration import migrate, older
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, UnknownName, WrongUse

GOLD = (
    "brenn-statement.v1",
    "calder-radar.v2",
    "hask-note.v1",
    "orlen-supply.v1",
    "sevra-letter.v1",
)
HANDBOOK = b"The handbook of version 2.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The corpus of the examples with gold of scheme version 1, and a newer handbook."""
    shutil.copytree(valid_corpus(), tmp_path / "root")
    for path in (tmp_path / "root/annotations/gold").iterdir():
        edit(path, b'"scheme_version": 2', b'"scheme_version": 1')
    (tmp_path / "root/annotations/GUIDELINES.md").write_bytes(HANDBOOK)
    return tmp_path / "root"


def edit(path: Path, old: bytes, new: bytes) -> None:
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))


def gold(root: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (root / "annotations/gold").iterdir()}


def test_each_older_file_is_one_warning_that_says_what_to_do(root: Path) -> None:
    found = validate(Store(root))
    assert [(problem.code, problem.severity) for problem in found] == [("PB110", "warning")] * 5
    assert {Path(problem.file).stem for problem in found} == set(GOLD)
    assert all("pactbank migrate" in problem.remedy for problem in found)
    assert found[0].message == "scheme version 1; this package has 2"


def test_the_labels_are_read_whatever_their_version(root: Path) -> None:
    store = Store(root)
    annotation = store.annotation("gold", store.document("hask-note"))
    assert annotation is not None
    assert annotation.scheme_version == 1
    assert len(annotation.entities or ()) == 7


def test_a_pass_says_what_it_followed_once_its_gold_is_newer(root: Path) -> None:
    edit(
        root / "annotations/pass-a/hask-note.v1.json",
        b'"scheme_version": 2',
        b'"scheme_version": 1',
    )
    assert len(validate(Store(root))) == 6
    migrate(Store(root), "gold")
    assert validate(Store(root)) == []


def test_migrating_writes_version_and_handbook_and_nothing_else(root: Path) -> None:
    before = gold(root)
    assert [each.path.stem for each in older(Store(root), "gold")] == list(GOLD)
    assert [each.annotation.scheme_version for each in migrate(Store(root), "gold")] == [1] * 5
    was = sha256((valid_corpus() / "annotations/GUIDELINES.md").read_bytes()).encode()
    for name, data in gold(root).items():
        changed = before[name].replace(b'"scheme_version": 1', b'"scheme_version": 2')
        assert data == changed.replace(was, sha256(HANDBOOK).encode())
    assert validate(Store(root)) == []
    assert older(Store(root), "gold") == []
    assert migrate(Store(root), "gold") == []


def test_one_label_that_breaks_a_rule_keeps_every_file_as_it_is(root: Path) -> None:
    path = root / "annotations/gold/hask-note.v1.json"
    entry = b'"relations": []}],'
    second = path.read_bytes().split(b'"status": [\n')[1].split(b"],\n" + entry)[0]
    edit(
        path,
        b"],\n" + entry,
        b",\n"
        + second.replace(b"a1.s1", b"a1.s2").replace(b"SIGNED", b"RATIFIED")
        + b"],\n"
        + entry,
    )
    before = gold(root)
    assert [problem.code for problem in validate(Store(root))] == ["PB110"] * 5
    with pytest.raises(InvalidData) as caught:
        migrate(Store(root), "gold")
    assert [problem.code for problem in caught.value.problems] == ["PB410"]
    assert caught.value.problems[0].file == str(path)
    assert gold(root) == before


def test_every_file_that_cannot_be_read_is_told_before_any_is_written(root: Path) -> None:
    for name in ("hask-note.v1", "orlen-supply.v1"):
        edit(root / f"annotations/gold/{name}.json", b'"refs": [', b'"reffs": [')
    before = gold(root)
    with pytest.raises(InvalidData) as caught:
        migrate(Store(root), "gold")
    assert {Path(problem.file).stem for problem in caught.value.problems} == {
        "hask-note.v1", "orlen-supply.v1",
    }  # fmt: skip
    assert gold(root) == before


def test_the_handbook_must_be_the_newer_one(root: Path) -> None:
    shutil.copy(valid_corpus() / "annotations/GUIDELINES.md", root / "annotations")
    before = gold(root)
    with pytest.raises(WrongUse, match="handbook of the earlier scheme"):
        migrate(Store(root), "gold")
    assert gold(root) == before


@pytest.mark.parametrize(("writes", "left"), [(0, 5), (3, 0)])
def test_an_interrupted_migration_is_done_or_not_begun(
    root: Path, monkeypatch: pytest.MonkeyPatch, writes: int, left: int
) -> None:
    written: list[Path] = []
    write = files.write_atomically

    def stops(path: Path, data: bytes) -> None:
        if len(written) == writes:
            raise OSError(28, os.strerror(28), str(path))
        written.append(path)
        write(path, data)

    monkeypatch.setattr(commits, "write_atomically", stops)
    with pytest.raises(OSError, match="No space left"):
        migrate(Store(root), "gold")
    monkeypatch.undo()
    assert len(older(Store(root), "gold")) == left
    assert len(migrate(Store(root), "gold")) == left
    assert validate(Store(root)) == []


def test_what_is_not_filed_as_labels_is_not_migrated(root: Path) -> None:
    (root / "annotations/gold/old").mkdir()
    kept = shutil.copy(root / "annotations/gold/hask-note.v1.json", root / "annotations/gold/old")
    before = Path(kept).read_bytes()
    assert len(migrate(Store(root), "gold")) == 5
    assert Path(kept).read_bytes() == before


def test_an_annotator_without_labels_has_none_that_are_older(root: Path) -> None:
    assert older(Store(root), "pass-b") == []
    with pytest.raises(UnknownName, match="nobody"):
        older(Store(root), "nobody")
