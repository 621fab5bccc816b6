"""A document is taken out whole, all of it or, whatever kills that, nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.recording import record
from pactbank.corpus.removal import remove, traces
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, UnknownName, WrongUse
from support import sample_corpus


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = sample_corpus.make_corpus(tmp_path_factory.mktemp("sound") / "root")
    shutil.copytree(store.annotation_folder / "gold", store.annotation_folder / "alice")
    for path in (store.annotation_folder / "alice").iterdir():
        path.write_bytes(path.read_bytes().replace(b'"annotator": "gold"', b'"annotator": "alice"'))
    register = store.annotation_folder / "annotators.json"
    listed = '{"id": "alice", "kind": "human", "description": "She labels."}, '
    register.write_text(re.sub(r'(?=\{"id": "gold")', listed, register.read_text()))
    (store.annotation_folder / "RULINGS.md").write_text(
        "# Rulings\n\nmirr-boats v1, mirr-boats-2\n"
    )
    assert validate(Store(store.root)) == []
    return store.root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "root")
    return tmp_path / "root"


def files(root: Path) -> dict[str, bytes]:
    """Every file that is not hidden, with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_what_there_is_of_a_document(root: Path) -> None:
    found = traces(Store(root), "mirr-boats")
    assert found.locked == ("mirr-boats/v1.json", "mirr-boats/v1.raw.txt", "mirr-boats/v1.txt")
    assert found.splits == ("train",)
    assert [path.relative_to(root).as_posix() for path in found.labels] == [
        "annotations/alice/mirr-boats.v1.json",
        "annotations/gold/mirr-boats.v1.json",
    ]
    assert {path.name for path in found.files} == {"v1.json", "v1.raw.txt", "v1.txt"}
    assert found.rulings == (3,)


def test_lock_splits_labels_and_files_go_together(root: Path) -> None:
    before = files(root)
    remove(Store(root), "mirr-boats")
    after = files(root)
    gone = before.keys() - after.keys()
    assert gone == {path for path in before if "mirr-boats" in path}
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"corpus/corpus.lock", "corpus/splits.json"}
    assert not (root / "corpus/mirr-boats").exists()
    assert validate(Store(root)) == []
    assert Store(root).versions() == {"brenn-remarks": [1], "veldria-talks": [1]}
    with pytest.raises(UnknownName, match="no document 'mirr-boats'"):
        remove(Store(root), "mirr-boats")


def test_every_version_goes_and_the_id_is_free_again(root: Path) -> None:
    text = b"Talks went on in Hask, the ministry said on Monday.\n"
    ingest(Store(root), text, Particulars(id="mirr-boats", reason="why"), "a.txt")
    assert Store(root).versions()["mirr-boats"] == [1, 2]
    remove(Store(root), "mirr-boats")
    assert validate(Store(root)) == []
    ingest(Store(root), text, Particulars(id="mirr-boats"), "a.txt")
    assert Store(root).versions()["mirr-boats"] == [1]
    assert validate(Store(root)) == []


@pytest.mark.parametrize("left", ["folder", "labels", "split", "lock"])
def test_what_is_left_of_a_document_goes_too(root: Path, left: str) -> None:
    if left != "folder":
        shutil.rmtree(root / "corpus/mirr-boats")
    if left != "labels":
        for path in (root / "annotations").glob("*/mirr-boats.v1.json"):
            path.unlink()
    if left != "lock":
        store = Store(root)
        store.relock({}, [path for path in store.lock.hashes() if "mirr" in path])
    if left not in ("split", "lock"):
        store = Store(root)
        splits = store.corpus / "splits.json"
        splits.write_bytes(splits.read_bytes().replace(b'"mirr-boats"', b""))
        record(store)
    remove(Store(root), "mirr-boats")
    assert validate(Store(root)) == []
    assert not [path for path in files(root) if "mirr-boats" in path]


def test_other_changes_of_the_splits_are_not_recorded_unchecked(root: Path) -> None:
    splits = root / "corpus/splits.json"
    splits.write_bytes(splits.read_bytes().replace(b'"veldria-talks"', b'"nobody"'))
    remove(Store(root), "mirr-boats")
    assert "mirr-boats" not in splits.read_text()
    codes = {problem.code for problem in validate(Store(root))}
    assert codes == {"PB602", "PB603", "PB606"}  # of veldria-talks, as before


@pytest.mark.parametrize("name", ["../gold", "", "A", "."])
def test_a_name_that_is_no_id(root: Path, name: str) -> None:
    before = files(root)
    with pytest.raises(WrongUse, match="not a document id"):
        remove(Store(root), name)
    assert files(root) == before


def test_a_register_that_cannot_be_read_is_no_reason_to_delete_anything(root: Path) -> None:
    (root / "corpus/splits.json").write_bytes(b"{")
    before = files(root)
    with pytest.raises(InvalidData, match="PB005"):
        remove(Store(root), "mirr-boats")
    assert files(root) == before


def test_links_are_not_followed(root: Path) -> None:
    outside = root.parent / "outside"
    (root / "corpus/mirr-boats").rename(outside)
    (root / "corpus/mirr-boats").symlink_to(outside)
    (root / "annotations/gold").rename(root.parent / "gold")
    (root / "annotations/gold").symlink_to(root.parent / "gold")
    remove(Store(root), "mirr-boats")
    assert {path.name for path in outside.iterdir()} == {"v1.json", "v1.raw.txt", "v1.txt"}
    assert (root.parent / "gold/mirr-boats.v1.json").exists()
    assert not (root / "corpus/mirr-boats").is_symlink()


STEPS = ("open", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.listdir", "os.scandir")


def killed_at(point: int, root: Path) -> bool:
    """Remove in a child that is killed at its `point`-th step on the file system; whether it
    was (a child that gets through exits by itself)."""
    child = os.fork()
    if child == 0:
        left = point

        def step(event: str, _: Any) -> None:
            nonlocal left
            if event in STEPS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        import sys

        sys.addaudithook(step)
        remove(Store(root), "mirr-boats")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.acceptance
def test_a_process_killed_at_any_point_leaves_all_or_nothing(sound: Path, tmp_path: Path) -> None:
    def copy(name: str) -> Path:
        shutil.copytree(sound, tmp_path / name)
        return tmp_path / name

    old = files(sound)
    whole = copy("whole")
    remove(Store(whole), "mirr-boats")
    new = files(whole)
    seen = []
    for point in range(500):
        root = copy(str(point))
        killed = killed_at(point, root)
        store = Store(root)
        seen.append(store.versions().keys())
        assert files(root) == (old if "mirr-boats" in seen[-1] else new)
        assert validate(store) == []
        assert not (store.corpus / ".commit").exists()
        shutil.rmtree(root)
        if not killed:
            break
    assert not killed, "the loop never came to the end of a removal"
    assert len(seen) > 15
    assert "mirr-boats" in seen[0]
    assert "mirr-boats" not in seen[-1]
