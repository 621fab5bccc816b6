"""lock --accept records what is right, all of it, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.corpus import recording
from pactbank.corpus.changes import changes
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.recording import pending, record
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check_files, validate
from pactbank.errors import InvalidData, Problem, WrongUse
from support import odd, sample_corpus

TEXT = b"Talks number one went on in Hask, the ministry said on Monday.\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_corpus.make_corpus(tmp_path_factory.mktemp("sound") / "root").root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "root", ignore=shutil.ignore_patterns(".lock"))
    return tmp_path / "root"


def unlocked(root: Path, name: str = "talks") -> Path:
    """The folder of a sound document that the lock does not list."""
    ingest(Store(root), TEXT, Particulars(id=name, redistribution="full-text"), "a.txt")
    store = Store(root)
    store.relock({}, [path for path in store.lock.hashes() if path.startswith(f"{name}/")])
    return root / "corpus" / name


def put(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda root: (root / name).write_bytes(data)


def edited(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        path = root / name
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    return edit


LONG = "/".join(["x" * 200] * 3)
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a record that is a brace": (put("corpus/talks/v1.json", b"{"), "PB005"),
    "a record of another document": (
        edited("corpus/talks/v1.json", '"id": "talks"', '"id": "walks"'),
        "PB208",
    ),
    "a text that is not the record's": (put("corpus/talks/v1.txt", b"Other.\n"), "PB202"),
    "a raw text that is not the record's": (put("corpus/talks/v1.raw.txt", b"Other.\n"), "PB201"),
    "a text that is not UTF-8": (put("corpus/talks/v1.txt", b"\xff"), "PB002"),
    "a record without its text": (lambda root: (root / "corpus/talks/v1.txt").unlink(), "PB209"),
    "a text without its record": (lambda root: (root / "corpus/talks/v1.json").unlink(), "PB605"),
    "splits that are a brace": (put("corpus/splits.json", b"{"), "PB005"),
    "splits with an unknown document": (edited("corpus/splits.json", "mirr-boats", "x"), "PB606"),
    "splits without a document of gold": (
        edited("corpus/splits.json", '"mirr-boats"', ""),
        "PB602",
    ),
    "splits with a document twice": (
        edited("corpus/splits.json", '"mirr-boats"', '"mirr-boats", "brenn-remarks"'),
        "PB601",
    ),
    "splits that are gone": (lambda root: (root / "corpus/splits.json").unlink(), "PB602"),
    "a pipe": (lambda root: os.mkfifo(root / "corpus/pipe"), "PB001"),
    "a link to a device": (lambda root: (root / "corpus/x").symlink_to("/dev/zero"), "PB001"),
    "a link to itself": (lambda root: (root / "corpus/x").symlink_to("x"), "PB001"),
    "a name that is not UTF-8": (
        lambda root: (root / "corpus" / os.fsdecode(b"\xff")).write_bytes(b""),
        "PB605",
    ),
    "a path that no lock can list": (
        lambda root: shutil.copytree(root / "corpus/talks", root / "corpus" / LONG),
        "PB107",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_broken_is_not_recorded(root: Path, fault: str) -> None:
    unlocked(root)
    spoil, code = REFUSED[fault]
    spoil(root)
    before = (root / "corpus/corpus.lock").read_bytes()
    with odd.guarded(), pytest.raises(InvalidData) as raised:
        record(Store(root))
    assert code in {problem.code for problem in raised.value.problems}
    assert (root / "corpus/corpus.lock").read_bytes() == before


def test_what_is_right_is_recorded(root: Path) -> None:
    unlocked(root)
    edited("corpus/splits.json", '"mirr-boats"', '"mirr-boats", "talks"')(root)
    (root / "corpus/README.txt").write_text("What this is.\n")
    done = record(Store(root))
    assert {path: change.word for path, change in done.changes.items()} == {
        "README.txt": "new",
        "splits.json": "changed",
        "talks/v1.json": "new",
        "talks/v1.raw.txt": "new",
        "talks/v1.txt": "new",
    }
    assert changes(Store(root)) == {}
    assert validate(Store(root)) == []
    (root / "corpus/README.txt").unlink()
    record(Store(root))
    assert changes(Store(root)) == {}
    assert validate(Store(root)) == []


@pytest.mark.parametrize("ending", [".json", ".txt", ".raw.txt"])
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_version_is_never_edited(root: Path, ending: str, how: str) -> None:
    path = root / f"corpus/mirr-boats/v1{ending}"
    path.unlink() if how == "missing" else path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(WrongUse, match=f"mirr-boats/v1{ending}: a document version is never"):
        record(Store(root), ["mirr-boats"])


def test_a_deleted_folder_takes_split_and_labels_along_if_that_was_agreed(root: Path) -> None:
    shutil.rmtree(root / "corpus/mirr-boats")
    assert pending(Store(root)).removed == ("mirr-boats",)
    with pytest.raises(WrongUse, match="mirr-boats is gone since"):
        record(Store(root))
    assert (root / "annotations/gold/mirr-boats.v1.json").exists()
    record(Store(root), ["mirr-boats"])
    assert validate(Store(root)) == []
    assert not list((root / "annotations").rglob("mirr-boats*"))
    assert changes(Store(root)) == {}


def test_deleted_folders_and_edits_are_recorded_together_or_not_at_all(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mirr-boats", "brenn-remarks"):
        shutil.rmtree(root / "corpus" / name)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    edited("corpus/about.json", '"en"', '"xx"')(root)
    with pytest.raises(InvalidData, match="PB612"):
        record(Store(root), ["mirr-boats", "brenn-remarks"])
    edited("corpus/about.json", '"xx"', '"en"')(root)
    now = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert {path for path in now if path.name != ".lock"} == {*before}
    edited("corpus/about.json", "Marsk pacts", "Pacts of Marsk")(root)
    commits_made = []
    monkeypatch.setattr(
        Store, "_commit", lambda store, lock, **changed: commits_made.append(changed)
    )
    record(Store(root), ["mirr-boats", "brenn-remarks"])
    assert [[*changed["documents_gone"]] for changed in commits_made] == [
        ["brenn-remarks", "mirr-boats"]
    ]
    monkeypatch.undo()
    record(Store(root), ["mirr-boats", "brenn-remarks"])
    assert (validate(Store(root)), changes(Store(root))) == ([], {})
    assert Store(root).versions().keys() == {"veldria-talks"}


def test_a_folder_deleted_with_its_split_edited_by_hand(root: Path) -> None:
    shutil.rmtree(root / "corpus/mirr-boats")
    edited("corpus/splits.json", '"mirr-boats"', "")(root)
    record(Store(root), ["mirr-boats"])
    assert validate(Store(root)) == []


def test_an_ingest_between_reading_and_writing_loses_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recording reads what changed and writes the lock; an ingest that begins in between waits."""
    unlocked(root)
    ingests = threading.Thread(
        target=ingest,
        args=(Store(root), TEXT.replace(b"one", b"two"), Particulars(id="other"), "b.txt"),
    )

    def slow(store: Store, paths: list[Path], coming: dict[Path, bytes]) -> list[Problem]:
        ingests.start()
        ingests.join(0.3)
        assert ingests.is_alive(), "the ingest does not wait"
        return check_files(store, paths, coming)

    monkeypatch.setattr(recording, "check_files", slow)
    record(Store(root))
    ingests.join()
    assert {"talks", "other"} <= Store(root).versions().keys()
    assert validate(Store(root)) == []


def test_the_lock_is_as_it_was_until_everything_is_checked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(root)
    before = (root / "corpus/corpus.lock").read_bytes()

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recording, "check_files", broken)
    with pytest.raises(KeyboardInterrupt):
        record(Store(root))
    assert (root / "corpus/corpus.lock").read_bytes() == before
    assert json.loads(before)["files"]
