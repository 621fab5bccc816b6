"""A run over files, folders and roots."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from pactbank.corpus import processes
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.files import sha256
from pactbank.corpus.recording import record
from pactbank.corpus.rulings import Rulings
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check, lookups, validate, validation
from pactbank.errors import WrongUse
from pactbank.model import codec
from pactbank.model.packaged import packaged_root
from pactbank.model.registers import SplitLists, Splits
from support.example_faults import patched
from support.many_documents import make, name_of

GOLD = "annotations/gold/hask-note.v1.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the valid corpus."""
    return Path(shutil.copytree(valid_corpus(), tmp_path / "root"))


def spoil(path: Path, old: str, new: str) -> None:
    data = path.read_text("utf-8")
    assert old in data
    path.write_text(data.replace(old, new), "utf-8")


def codes(root: Path, *paths: str) -> list[tuple[str, str]]:
    found = validate(Store(root), [root / path for path in paths])
    return [(problem.code, problem.file) for problem in found]


def test_a_root_a_folder_and_a_file_have_the_same_problems(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spoil(root / GOLD, '"text": "HASK"', '"text": "HUSK"')
    expected = [("PB302", GOLD)]
    for paths in ([], ["."], ["annotations"], ["annotations/gold"], [GOLD], [GOLD, "annotations"]):
        assert codes(root, *paths) == expected, paths
    monkeypatch.chdir(root / "corpus")
    assert validate(Store(root), [Path("../annotations")])[0].file == GOLD
    assert validate(Store(Path("..")), [Path("../annotations")])[0].file == GOLD
    (tmp_path / "link").symlink_to(root)
    assert validate(Store(tmp_path / "link"))[0].file == GOLD
    assert validate(Store(root), [tmp_path / "link" / GOLD])[0].file == GOLD


def test_a_file_elsewhere_is_checked_against_the_root(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(root / GOLD, tmp_path / "mine.json")
    assert validate(Store(root), [tmp_path / "mine.json"]) == []
    spoil(tmp_path / "mine.json", '"text": "HASK"', '"text": "HUSK"')
    [problem] = validate(Store(root), [tmp_path / "mine.json"])
    assert (problem.code, problem.line, problem.file) == ("PB302", 9, str(tmp_path / "mine.json"))
    monkeypatch.chdir(tmp_path)
    assert validate(Store(root), [Path("mine.json")])[0].file == "mine.json"


def test_a_corpus_inside_the_root_is_a_corpus_of_its_own(root: Path) -> None:
    assert packaged_root() in valid_corpus().parents
    assert validate(Store(packaged_root()), [valid_corpus()]) == []
    inner = Path(shutil.copytree(valid_corpus(), root / "annotations" / "inner"))
    assert validate(Store(root)) == []
    spoil(inner / GOLD, '"text": "HASK"', '"text": "HUSK"')
    assert codes(root) == [("PB302", f"annotations/inner/{GOLD}")]


def test_a_corpus_that_is_given_is_a_corpus_of_its_own(root: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(valid_corpus(), tmp_path / "other"))
    (tmp_path / "link").symlink_to(other)
    spoil(other / GOLD, '"text": "HASK"', '"text": "HUSK"')
    (other / "corpus/splits.json").unlink()
    for path in (other, tmp_path / "link"):
        assert {p.code for p in validate(Store(root), [path])} == {"PB302", "PB602", "PB604"}
    spoil(root / "annotations/annotators.json", '"id": "gold"', '"id": "silver"')
    found = validate(Store(root), [other, other / GOLD])
    assert {p.code for p in found} == {"PB302", "PB602", "PB604"}
    assert {p.code for p in validate(Store(root), [other / GOLD])} == {"PB302", "PB317"}


def test_wrong_use(root: Path) -> None:
    (root / "notes.md").write_text("")
    for path, said in (
        ("nothing.json", "does not exist"),
        ("nothing\0.json", "does not exist"),
        (f"{GOLD}/inside", "does not exist"),
        ("notes.md", "is not a file that PactBank knows"),
        ("corpus/hask-note/v1.txt", "is not a file that PactBank knows"),
    ):
        with pytest.raises(WrongUse, match=said):
            validate(Store(root), [root / GOLD, root / path])


def test_a_folder_of_other_files_has_no_problem(root: Path) -> None:
    (root / "annotations/gold/README.md").write_text("")
    (root / "annotations/.cache").mkdir()
    (root / "annotations/.cache/x.v1.json").write_text("{")
    (root / "other").mkdir()
    (root / "other/package.json").write_text("{}")
    assert codes(root) == []
    assert codes(root, "other", "annotations") == []


def test_labels_under_another_name(root: Path) -> None:
    (root / GOLD).rename(root / "annotations/gold/hask_note.json")
    assert codes(root) == [("PB208", "annotations/gold/hask_note.json")]


def test_a_document_under_another_name(root: Path) -> None:
    (root / "corpus/hask-note").rename(root / "corpus/hask-letter")
    assert ("PB208", "corpus/hask-letter/v1.json") in codes(root)


def test_every_file_is_named_before_it_is_read(root: Path) -> None:
    seen: list[str] = []
    validate(Store(root), progress=seen.append)
    assert GOLD in seen
    assert "corpus/hask-note/v1.json" in seen
    assert len(set(seen)) == len(seen)


def test_problems_come_in_reading_order(root: Path) -> None:
    spoil(root / GOLD, '"type": "STATE"', '"type": "TOWN"')
    spoil(root / "corpus/hask-note/v1.json", '"2031-04-03"', '"2031-04-31"')
    spoil(root / "annotations/annotators.json", '"pass-a"', '"gold"')
    found = validate(Store(root))
    assert found == sorted(found, key=lambda p: (p.file, p.line or 0))
    assert len({problem.file for problem in found}) > 3


def test_a_broken_document_is_the_cause_and_its_labels_are_not_blamed(root: Path) -> None:
    spoil(root / "corpus/hask-note/v1.json", '"kind": "news"', '"kind": "gossip"')
    assert codes(root, GOLD) == [("PB104", "corpus/hask-note/v1.json")]
    assert codes(root, "annotations", "corpus/hask-note") == [("PB104", "corpus/hask-note/v1.json")]


def test_a_changed_text_is_the_cause_and_its_labels_are_not_blamed(root: Path) -> None:
    spoil(root / "corpus/hask-note/v1.txt", "Mirr", "Mirl")
    assert codes(root, GOLD) == [("PB202", "corpus/hask-note/v1.json")]


def test_labels_need_the_register_of_annotators(root: Path) -> None:
    (root / "annotations/annotators.json").unlink()
    assert codes(root, GOLD) == [("PB317", "annotations/annotators.json")]
    assert codes(root) == [("PB317", "annotations/annotators.json")]


def test_gold_needs_splits(root: Path) -> None:
    (root / "corpus/splits.json").unlink()
    assert codes(root) == [("PB602", "corpus/splits.json"), ("PB604", "corpus/splits.json")]
    [problem, _] = validate(Store(root))
    assert "hask-note" in problem.message


LOCKED = list(Store(valid_corpus()).lock.hashes())


@pytest.mark.parametrize("path", LOCKED)
def test_one_changed_byte_is_noticed(root: Path, path: str) -> None:
    file = root / "corpus" / path
    data = bytearray(file.read_bytes())
    at = data.index(b" ")
    data[at] = ord("\n")
    file.write_bytes(data)
    assert ("PB603", f"corpus/{path}") in codes(root)
    file.unlink()
    assert ("PB604", f"corpus/{path}") in codes(root)


def test_a_file_nobody_locked(root: Path) -> None:
    (root / "corpus/hask-note/v2.txt").write_text("")
    [problem] = validate(Store(root))
    assert (problem.code, problem.severity) == ("PB605", "warning")
    assert problem.file == "corpus/hask-note/v2.txt"


def test_a_missing_text_of_a_document_that_may_be_passed_on(root: Path) -> None:
    (root / "corpus/hask-note/v1.txt").unlink()
    assert codes(root, GOLD) == [("PB209", "corpus/hask-note/v1.txt")]
    assert codes(root, "annotations/gold/sevra-letter.v1.json") == []


def test_labels_that_are_not_in_a_file_yet(root: Path) -> None:
    store = Store(root)
    value = patched(
        codec.parse((root / GOLD).read_bytes()), (("replace", "/entities/0/text", "x"),)
    )
    annotation = msgspec.convert(value, type(store.annotation("gold", store.document("hask-note"))))
    assert annotation is not None
    [problem] = check(store, annotation, codec.encode(annotation), "draft")
    assert (problem.code, problem.file, problem.line) == ("PB302", "draft", 9)


def repeat(root: Path, count: int) -> Store:
    """A corpus of one document and its labels under many names."""
    store = Store(valid_corpus())
    document = store.document("calder-radar")
    labels = store.annotation("gold", document)
    assert labels is not None
    made = Store(root)
    texts = [store.path(document.id, 2, ending).read_bytes() for ending in (".raw.txt", ".txt")]
    hashes: dict[str, str] = {}
    for number in range(count):
        name = f"radar-{number}"
        record = codec.encode(
            msgspec.structs.replace(document, id=name, version=1, revises=None, reason=None)
        )
        for ending, data in zip((".raw.txt", ".txt", ".json"), [*texts, record], strict=True):
            path = made.path(name, 1, ending)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            hashes[path.relative_to(made.corpus).as_posix()] = sha256(data)
        path = made.annotation_path("gold", name, 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(codec.encode(msgspec.structs.replace(labels, document=name, version=1)))
    shutil.copy(store.annotation_folder / "annotators.json", made.annotation_folder)
    names = tuple(f"radar-{number}" for number in range(count))
    data = codec.encode(Splits(schema_version=1, splits=SplitLists(train=names)))
    (made.corpus / "splits.json").write_bytes(data)
    made.relock({**hashes, "splits.json": sha256(data)})
    return made


@pytest.mark.parametrize("other", ["hask-notes", "hask-copy"])
@pytest.mark.parametrize("copied", [False, True])
def test_a_document_whose_id_is_wrong_is_no_other_with_its_text(
    root: Path, other: str, copied: bool
) -> None:
    """A text is another document's only where another folder has it."""
    note = "corpus/hask-note/v1.json"
    if copied:
        shutil.copytree(root / "corpus/hask-note", root / "corpus/hask-copy")
        spoil(root / "corpus/hask-copy/v1.json", '"id": "hask-note"', '"id": "hask-copy"')
        record(Store(root))
    spoil(root / note, '"id": "hask-note"', f'"id": "{other}"')
    found = {p.message for p in validate(Store(root), [root / note]) if p.code == "PB615"}
    assert found == ({"hask-copy v1 has the same text"} if copied else set())
    assert ("PB208", note) in codes(root, note)


@pytest.mark.acceptance
def test_eight_times_the_documents_take_about_eight_times_as_long(tmp_path: Path) -> None:
    def seconds(store: Store) -> float:
        start = sum(os.times()[:4])  # that of children, too
        found = validate(Store(store.root))
        # All are copies of one, which is told once for each, and have no rulings of their own.
        codes = Counter(problem.code for problem in found)
        assert codes.keys() == {"PB615", "PB325"}
        assert codes["PB615"] == len(store.versions())
        return sum(os.times()[:4]) - start

    few, many = repeat(tmp_path / "few", 50), repeat(tmp_path / "many", 400)
    ratio = min(seconds(many) for _ in range(2)) / min(seconds(few) for _ in range(3))
    assert ratio < 16


@pytest.mark.acceptance
def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(make(tmp_path, 40))
    labels = store.annotation_path("gold", name_of(7), 1)
    labels.write_bytes(labels.read_bytes().replace(b'"STATE"', b'"STAT"', 1))
    for number in (3, 9):
        store.path(name_of(number), 1, ".txt").write_text("Other words.\n")
    store.path(name_of(20), 1, ".json").unlink()
    alone = validate(store)
    monkeypatch.setattr(validation, "_FILES", 8)
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    names: list[str] = []
    assert validate(Store(tmp_path), progress=names.append) == alone
    assert {"PB104", "PB202", "PB603", "PB604"} <= {problem.code for problem in alone}
    assert len(names) == len(set(names)) > 40


def test_the_page_of_rulings_is_divided_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    class Counted(Rulings):
        def __init__(self, page: str) -> None:
            pages.append(page)
            super().__init__(page)

    monkeypatch.setattr(lookups, "Rulings", Counted)
    assert validate(Store(make(tmp_path, 12))) == []
    assert len(pages) == 1
