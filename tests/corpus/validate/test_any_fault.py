"""Whatever is wrong with whatever file or folder of a corpus, validate says so among the rest."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import WrongUse
from support import odd, sample_corpus

pytestmark = pytest.mark.acceptance  # many builds, or many examples

Mp = pytest.MonkeyPatch
Cap = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_corpus.make_corpus(tmp_path_factory.mktemp("sound") / "root").root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "root", ignore=shutil.ignore_patterns(".lock"))
    return tmp_path / "root"


PATHS = [
    "corpus",
    "corpus/corpus.lock",
    "corpus/splits.json",
    "corpus/mirr-boats",
    "corpus/mirr-boats/v1.json",
    "corpus/mirr-boats/v1.txt",
    "corpus/mirr-boats/v1.raw.txt",
    "annotations",
    "annotations/annotators.json",
    "annotations/gold",
    "annotations/gold/mirr-boats.v1.json",
]


def replaced(old: str, new: str) -> Callable[[Path], object]:
    """Puts one string in the place of another, in every file that has it."""

    def spoil(path: Path) -> None:
        data = path.read_text("utf-8")
        path.write_text(re.sub(old, new, data, count=1), "utf-8")

    return spoil


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "."),
    "a brace": (lambda path: path.write_bytes(b"{"), "."),
    "an empty object": (lambda path: path.write_bytes(b"{}"), "json|lock"),
    "not UTF-8": (lambda path: path.write_bytes(b"\xff"), "."),
    "another id": (replaced('"id": "mirr-boats"', '"id": "brenn-remarks"'), "boats/v1.json"),
    "an id that nothing has": (replaced('"id": "mirr-boats"', '"id": "nobody"'), "boats/v1.json"),
    "no id": (replaced('"id": "mirr-boats"', '"id": "a--b"'), "boats/v1.json"),
    "another version": (replaced('"version": 1', '"version": 2'), "boats/v1.json"),
    "no version": (replaced('"version": 1', '"version": 0'), "boats/v1.json"),
    "another document": (
        replaced('"document": "mirr-boats"', '"document": "brenn-remarks"'),
        "gold/",
    ),
    "a document that nothing has": (
        replaced('"document": "mirr-boats"', '"document": "nobody"'),
        "gold/",
    ),
    "another annotator": (replaced('"annotator": "gold"', '"annotator": "x"'), "gold/"),
    "an odd document in the lock": (replaced("mirr-boats/v1.json", "a--b/v1.json"), "lock"),
    "a long document in the lock": (replaced("mirr-boats/v1.json", f"{'a' * 99}/v1.json"), "lock"),
    "a huge version in the lock": (
        replaced("mirr-boats/v1.json", f"mirr-boats/v{'9' * 400}.json"),
        "lock",
    ),
    "an unknown document in a split": (replaced("mirr-boats", "nobody"), "splits"),
}
WITHOUT_LOCK = {
    ("corpus/corpus.lock", "missing"),
    *(("corpus", kind) for kind in ("missing", *odd.ODD) if not kind.startswith("a link")),
}
"""A folder in which there is no lock is not a corpus."""
WITHOUT_LABELS = {
    *(
        (path, kind)
        for path in ("annotations", "annotations/gold")
        for kind in ("missing", "a folder")
    ),
    ("annotations/gold/mirr-boats.v1.json", "missing"),
}
"""Nobody need have labelled anything."""
FAULTS = [
    *((path, kind) for path in PATHS for kind in odd.ODD),
    *((path, "missing") for path in PATHS),
    *(
        (path, kind)
        for path in PATHS
        for kind, (_, of) in SPOILED.items()
        if "." in path[2:] and re.search(of, path)
    ),
]


def spoil(path: Path, kind: str) -> None:
    if kind in SPOILED:
        SPOILED[kind][0](path)
    elif kind == "missing":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    else:
        odd.put(kind, path)


ELSEWHERE = "annotations/gold/brenn-remarks.v1.json"
"""A file with a fault of its own, which must be told whatever else is wrong."""


@pytest.mark.parametrize(("name", "kind"), FAULTS)
def test_a_fault_is_a_problem_among_problems(
    root: Path, monkeypatch: Mp, capsys: Cap, name: str, kind: str
) -> None:
    replaced('"start": [0-9]+', '"start": -1')(root / ELSEWHERE)
    spoil(root / name, kind)
    line = ["pactbank", "--root", str(root), "validate", "--format", "json"]
    monkeypatch.setattr(sys, "argv", line)
    with odd.guarded():
        code = run()
    shown = capsys.readouterr()
    if (name, kind) in WITHOUT_LOCK:
        assert code == 2
        assert "corpus/corpus.lock" in shown.err
        return
    if (name, kind) in WITHOUT_LABELS:
        return
    assert code == 1
    told = {problem["file"] for problem in json.loads(shown.out)}
    place = "corpus" if name.endswith("lock") else name  # what the lock lists is not there
    assert any(file == name or file.startswith(f"{place}/") for file in told)
    if not ELSEWHERE.startswith(name):
        assert ELSEWHERE in told


@pytest.mark.parametrize("kind", ["another id", "an id that nothing has", "another version"])
def test_a_record_of_another_document_is_one_problem_of_its_file(root: Path, kind: str) -> None:
    path = root / "corpus/mirr-boats/v1.json"
    spoil(path, kind)
    found = [p for p in validate(Store(root)) if p.code == "PB208"]
    assert [(p.file, p.line) for p in found] == [("corpus/mirr-boats/v1.json", 1)]
    labels = root / "annotations/gold/mirr-boats.v1.json"
    assert validate(Store(root), [labels]) == found


def test_every_path_that_cannot_be_checked_is_named(root: Path) -> None:
    paths = [root / name for name in ("nothing.json", "corpus", "nowhere", "LICENSE")]
    with pytest.raises(WrongUse) as raised:
        validate(Store(root), paths)
    said = str(raised.value)
    assert len(said.splitlines()) == 3
    assert all(str(root / name) in said for name in ("nothing.json", "nowhere", "LICENSE"))


@pytest.mark.parametrize("kind", odd.ODD)
def test_something_odd_that_is_asked_for_is_a_problem_or_refused(
    root: Path, monkeypatch: Mp, capsys: Cap, kind: str
) -> None:
    """A folder is no odd thing to ask for, and is in another test."""
    if kind == "a folder":
        return
    for name in ("x", "x.json", "x.v1.json", "x.jsonl"):
        path = odd.put(kind, root / name)
        monkeypatch.setattr(sys, "argv", ["pactbank", "--root", str(root), "validate", str(path)])
        with odd.guarded():
            assert run() in (1, 2), name
        shown = capsys.readouterr()
        assert "0 errors" not in shown.err
        assert name in shown.out + shown.err
        path.unlink()
    for device in ("/dev/null", "/dev/zero"):
        monkeypatch.setattr(sys, "argv", ["pactbank", "--root", str(root), "validate", device])
        with odd.guarded():
            assert run() == 1
        assert "is a device, not a file" in capsys.readouterr().out
