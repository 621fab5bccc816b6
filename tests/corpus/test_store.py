from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from pactbank.corpus.changes import changes
from pactbank.corpus.files import sha256
from pactbank.corpus.holdings import check_id
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.store import Store, documents
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, UnknownName, WithheldText, WrongUse
from pactbank.model import codec
from pactbank.model.annotation import Annotator
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path)


def test_what_is_there(store: Store) -> None:
    assert store.versions() == {"brenn-remarks": [1], "mirr-boats": [1], "veldria-talks": [1]}
    document = store.document("mirr-boats")
    assert store.text(document) in store.raw(document).replace("\n\n", "\n")
    annotation = store.annotation("gold", document)
    assert annotation is not None
    assert annotation.document == "mirr-boats"
    assert store.annotation("nobody", document) is None


def test_look_ups_that_fail_name_what_there_is(store: Store) -> None:
    with pytest.raises(UnknownName, match="no document 'x'; there is: brenn-remarks, mirr-boats"):
        store.document("x")
    with pytest.raises(UnknownName, match="no version of mirr-boats 'v7'; there is: v1"):
        store.document("mirr-boats", 7)
    with pytest.raises(
        UnknownName, match="no split 'dev'; there is: challenge, test, train, validation"
    ):
        list(store.in_split("dev"))  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", [".txt", ".raw.txt"])
def test_one_changed_byte_is_noticed(store: Store, ending: str) -> None:
    document = store.document("mirr-boats")
    path = store.path("mirr-boats", 1, ending)
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(data)
    with pytest.raises(InvalidData, match="sha256"):
        store.text(document) if ending == ".txt" else store.raw(document)
    assert "PB603" in {problem.code for problem in validate(store)}
    assert changes(store).keys() == {f"mirr-boats/v1{ending}"}


def test_a_changed_document_record_is_noticed(store: Store) -> None:
    path = store.path("mirr-boats", 1, ".json")
    path.write_bytes(path.read_bytes().replace(b'"news"', b'"readout"'))
    assert "PB603" in {problem.code for problem in validate(store)}
    for read in (store.document, lambda name: list(Store(store.root).in_split("train"))):
        with pytest.raises(InvalidData, match="PB603"):
            read("mirr-boats")
    assert store.document("brenn-remarks").kind == "news"


def test_splits_are_used_as_they_were_locked(store: Store) -> None:
    path = store.corpus / "splits.json"
    path.write_bytes(path.read_bytes().replace(b'["mirr-boats"]', b"[]"))
    with pytest.raises(InvalidData, match="PB603"):
        list(Store(store.root).in_split("train"))
    store.relock({"splits.json": sha256(path.read_bytes())})
    assert not list(Store(store.root).in_split("train"))


def test_a_text_that_is_not_here_is_withheld(store: Store) -> None:
    document = store.document("veldria-talks")
    store.path("veldria-talks", 1, ".txt").unlink()
    assert not store.has_text(document)
    with pytest.raises(WithheldText, match="PB209"):
        store.text(document)


def test_files_the_lock_does_not_list_are_ignored_and_reported(store: Store) -> None:
    folder = store.corpus / "half-done"
    folder.mkdir()
    (folder / "v1.raw.txt").write_text("raw")
    assert "half-done" not in Store(store.root).versions()
    [problem] = validate(Store(store.root))
    assert (problem.code, problem.severity) == ("PB605", "warning")


def test_a_version_is_never_edited(store: Store) -> None:
    document = store.document("mirr-boats")
    with pytest.raises(WrongUse, match="never edited"):
        store.add(document, b"raw", b"text")


def test_two_that_ingest_at_once_do_not_overwrite_one_another(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)
    outcomes: list[str] = []

    def run(number: int) -> None:
        barrier.wait()
        try:
            text = f"Talks number {number} went on in Hask, the ministry said on Monday.".encode()
            ingest(Store(tmp_path), text, Particulars(id=f"talks-{number % 2}"), "a.txt")
            outcomes.append("done")
        except WrongUse:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] * 2 + ["refused"] * 6
    assert Store(tmp_path).versions() == {"talks-0": [1], "talks-1": [1]}
    assert validate(Store(tmp_path)) == []


@pytest.mark.parametrize("name", ["../gold", "", "a/b", "A"])
def test_annotators_and_documents_cannot_leave_their_folders(store: Store, name: str) -> None:
    with pytest.raises(WrongUse):
        check_id(name)
    with pytest.raises(WrongUse):
        store.annotation_path(name, "mirr-boats", 1)
    with pytest.raises(WrongUse):
        store.path(name, 1, ".json")


def test_typed_records_by_split(store: Store) -> None:
    assert [document.id for document in documents(root=store.root)] == [
        "brenn-remarks",
        "mirr-boats",
        "veldria-talks",
    ]
    assert [document.id for document in documents("test", store.root)] == ["veldria-talks"]


def test_a_record_that_cannot_be_read_is_a_problem_with_its_place(store: Store) -> None:
    path = store.path("mirr-boats", 1, ".json")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InvalidData) as raised:
        store.document("mirr-boats")
    [problem] = raised.value.problems
    assert (problem.code, problem.file) == ("PB005", str(path))
    assert problem.line == len(path.read_bytes().splitlines())


def test_what_a_corpus_says_of_itself(store: Store) -> None:
    path = store.corpus / "about.json"
    path.unlink()
    assert store.about is None, "a corpus without about.json says nothing"
    about = {"schema_version": 1, "name": "mirr", "title": "Pacts of Mirr", "language": "en"}
    path.write_text(json.dumps(about), "utf-8")
    read = Store(store.root).about
    assert read is not None
    assert (read.title, read.license, read.holder) == ("Pacts of Mirr", None, None)
    path.unlink()
    path.symlink_to(store.root / "nowhere.json")
    with pytest.raises(InvalidData, match="PB001"):
        _ = Store(store.root).about


def test_the_lock_is_written_in_one_order(store: Store) -> None:
    listed = [file.path for file in store.lock.files]
    assert listed == sorted(listed)
    assert codec.encode(store.lock) == (store.corpus / "corpus.lock").read_bytes()


def test_an_annotator_is_registered_once_beside_the_others(store: Store) -> None:
    path = store.annotation_folder / "annotators.json"
    before = path.read_text("utf-8").splitlines()
    alice = Annotator(id="alice", kind="human", description="She labels.")
    assert store.annotators.keys() == {"gold"}
    assert store.register(alice)
    assert store.annotators["alice"] == alice
    after = path.read_text("utf-8").splitlines()
    assert [line.rstrip(",]}") for line in after[:-1]] == [line.rstrip(",]}") for line in before]
    assert not store.register(Annotator(id="gold", kind="human", description="Another."))
    assert Store(store.root).annotators["gold"].kind == "adjudicated"
    assert not validate(store, [path])


def test_two_that_register_at_once_are_both_there(store: Store) -> None:
    people = [Annotator(id=f"a{n}", kind="human", description="Somebody.") for n in range(8)]
    stores = [Store(store.root) for _ in people]
    threads = [
        threading.Thread(target=one.register, args=(who,))
        for one, who in zip(stores, people, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Store(store.root).annotators.keys() == {"gold", *(who.id for who in people)}
