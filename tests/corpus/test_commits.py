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
from pactbank.errors import WrongUse
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
