from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.validate.kinds import files_below, kind_of


def test_every_file_below_a_folder_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/c.txt", "a.txt", ".hidden", ".git/x.json", "v1.json/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "link").symlink_to("b")
    found = [
        (path.relative_to(tmp_path).as_posix(), error) for path, error in files_below(tmp_path)
    ]
    assert found == [("a.txt", None), ("link", None), ("v1.json", None), ("b/c.txt", None)]
    [(path, error)] = files_below(tmp_path / "nothing")
    assert path == tmp_path / "nothing"
    assert isinstance(error, FileNotFoundError)


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("corpus.lock", "Lock"), ("PB603.corpus.lock", "Lock"), ("splits.json", "Splits"),
        ("about.json", "About"),
        ("v12.json", "Document"), ("PB205.document.json", "Document"),
        ("hask-note.v1.json", "Annotation"), ("PB302.annotation.json", "Annotation"),
        ("annotators.json", "Annotators"), ("manifest.json", "Manifest"),
        ("score.json", "Score"), ("entities.score.json", "Score"), ("x.jsonl", "Prediction"),
        ("v1.txt", None), ("README.md", None), ("notes.json", None), ("v1.json.bak", None),
        ("mysplits.json", None), ("x.jsonl.gz", None), (".jsonl", None),
    ],
)  # fmt: skip
def test_what_a_file_holds_is_in_its_name(name: str, record: str | None) -> None:
    found = kind_of(Path("folder") / name)
    assert (found and found.__name__) == record
