from __future__ import annotations

from pathlib import Path

from pactbank.corpus.changes import FileChange, changes
from pactbank.corpus.files import sha256
from support import sample_corpus


def test_what_differs_from_the_lock_is_new_changed_or_missing(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    assert changes(store) == {}
    (store.corpus / "splits.json").write_bytes(b"{}")
    (store.corpus / "notes.txt").write_bytes(b"new")
    (store.corpus / ".hidden").write_bytes(b"")
    store.path("mirr-boats", 1, ".txt").unlink()
    assert changes(store) == {
        "mirr-boats/v1.txt": FileChange("missing", None),
        "notes.txt": FileChange("new", sha256(b"new")),
        "splits.json": FileChange("changed", sha256(b"{}")),
    }
