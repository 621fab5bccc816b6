from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest

from pactbank.corpus import commits
from pactbank.corpus.commits import RegisterChange
from pactbank.corpus.splitting import place, placed
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, WrongUse
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path)


def test_whoever_opens_a_corpus_finishes_what_was_begun(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "_apply", lambda corpus: None)
    place(store, ["mirr-boats"], "validation")
    assert (store.corpus / ".commit").exists()
    monkeypatch.undo()
    assert placed(Store(store.root))["mirr-boats"] == "validation"
    assert not (store.corpus / ".commit").exists()
    assert validate(store) == []


def test_several_that_open_it_at_once_do_no_harm(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "_apply", lambda corpus: None)
    place(store, ["mirr-boats"], "validation")
    monkeypatch.undo()
    threads = [threading.Thread(target=Store, args=(store.root,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert validate(Store(store.root)) == []


@pytest.mark.parametrize("data", [b"", b"{", b'{"splits": "x"}', b'{"other": "x"}', b"\xff"])
def test_a_file_that_nobody_here_wrote_is_refused_by_name(store: Store, data: bytes) -> None:
    path = store.corpus / ".commit"
    path.write_bytes(data)
    with pytest.raises(WrongUse, match="not written by pactbank; delete it"):
        Store(store.root)
    assert path.read_bytes() == data


def test_a_commit_writes_two_files_and_no_other(store: Store) -> None:
    outside = store.root / "mine.json"
    outside.write_text("mine")
    (store.corpus / "splits.json").unlink()
    (store.corpus / "splits.json").symlink_to(outside)
    change = RegisterChange(splits="{}", lock=(store.corpus / "corpus.lock").read_text("utf-8"))
    (store.corpus / ".commit").write_bytes(msgspec.json.encode(change))
    Store(store.root)
    assert outside.read_text() == "mine", "a link is replaced and not followed"
    assert not (store.corpus / "splits.json").is_symlink()


@pytest.mark.parametrize(
    "path",
    ["../x", "../../x/y", "gold/../x", "/etc/x", "gold", "gold/", "/x", "gold/a/b", ".x/y",
     "gold/.x", "gold/x\0", ""],
)  # fmt: skip
@pytest.mark.parametrize("field", ["files", "labels", "labels_gone"])
def test_no_commit_leads_out(store: Store, path: str, field: str) -> None:
    lock = (store.corpus / "corpus.lock").read_text("utf-8")
    change = {"lock": lock, field: {path: "x"} if field == "labels" else [path]}
    (store.corpus / ".commit").write_bytes(msgspec.json.encode(change))
    with pytest.raises(WrongUse, match="not written by pactbank; delete it"):
        Store(store.root)


def test_labels_are_not_written_through_a_link(store: Store, tmp_path: Path) -> None:
    outside = tmp_path.with_name("outside")
    (store.annotation_folder / "gold").rename(outside)
    (store.annotation_folder / "gold").symlink_to(outside)
    lock = (store.corpus / "corpus.lock").read_text("utf-8")
    change = RegisterChange(lock=lock, labels={"gold/x.v1.json": "x"})
    (store.corpus / ".commit").write_bytes(msgspec.json.encode(change))
    with pytest.raises(InvalidData, match="leads out"):
        Store(store.root)
    assert not (outside / "x.v1.json").exists()


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/x", "a/b", ".incoming", "a\0"])
def test_what_is_no_document_is_not_deleted(store: Store, name: str) -> None:
    before = {*store.root.rglob("*")}
    lock = (store.corpus / "corpus.lock").read_text("utf-8")
    change = {"lock": lock, "documents_gone": [name]}
    (store.corpus / ".commit").write_bytes(msgspec.json.encode(change))
    with pytest.raises(WrongUse, match="was not written by pactbank"):
        Store(store.root)
    (store.corpus / ".commit").unlink()
    assert {*store.root.rglob("*")} ^ before <= {store.corpus / ".lock"}


def test_a_commit_moves_the_files_that_it_names_and_no_other(store: Store) -> None:
    folder = commits.incoming(store.corpus)
    for name in ("mirr-boats", "other"):
        (folder / name).mkdir(parents=True)
        (folder / name / "v9.txt").write_text(name)
    lock = (store.corpus / "corpus.lock").read_bytes()
    labels = {"gold/other.v9.json": b"{}"}
    commits.commit(store.corpus, lock, files=["mirr-boats/v9.txt"], labels=labels)
    assert (store.corpus / "mirr-boats/v9.txt").read_text() == "mirr-boats"
    assert not (store.corpus / "other").exists()
    assert not folder.exists()
    assert (store.annotation_folder / "gold/other.v9.json").read_bytes() == b"{}"
