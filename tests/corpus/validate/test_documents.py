"""A document record against its texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.model import codec
from support.example_faults import Change, patched

RECORD = valid_corpus() / "corpus" / "hask-note" / "v1.json"
RAW, TEXT = (RECORD.with_name(f"v1{ending}").read_bytes() for ending in (".raw.txt", ".txt"))


def faults(folder: Path, *changes: Change, raw: bytes = RAW, text: bytes = TEXT) -> Any:
    """Code and pointer of everything wrong with the document after the changes."""
    place = folder / "corpus" / "hask-note"
    place.mkdir(parents=True)
    (place / "v1.json").write_text(json.dumps(patched(codec.parse(RECORD.read_bytes()), changes)))
    (place / "v1.raw.txt").write_bytes(raw)
    (place / "v1.txt").write_bytes(text)
    return [(p.code, p.pointer) for p in validate(Store(folder), [place / "v1.json"])]


def rehashed(part: str, data: bytes) -> tuple[Change, ...]:
    chars = len(data.decode("utf-8"))
    return ("replace", f"/{part}/sha256", sha256(data)), ("replace", f"/{part}/chars", chars)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], []),
        ([("replace", "/reference_date", None)], []),
        ([("replace", "/raw/chars", 121)], [("PB206", "/edits"), ("PB201", "/raw/chars")]),
        ([("replace", "/text/chars", 105)], [("PB206", "/edits"), ("PB202", "/text/chars")]),
        ([("replace", "/version", 2)], [("PB208", ""), ("PB211", "/version"), ("PB209", ""),
                                        ("PB209", "")]),
        ([("add", "/revises", 1)], [("PB211", "/version")]),
        ([("replace", "/version", 2), ("add", "/reason", "x"), ("add", "/revises", 1)],
         [("PB208", ""), ("PB209", ""), ("PB209", "")]),
        ([("replace", "/version", 2), ("add", "/reason", "x"), ("add", "/revises", 2)],
         [("PB208", ""), ("PB211", "/version"), ("PB209", ""), ("PB209", "")]),
        ([("replace", "/version", 2), ("add", "/reason", "x")],
         [("PB208", ""), ("PB211", "/version"), ("PB209", ""), ("PB209", "")]),
        ([("replace", "/zones/3/raw/1", 9999)], [("PB203", "/zones/3/raw"),
                                                 ("PB206", "/zones/3/text")]),
        ([("replace", "/zones/3/text/1", 9999)], [("PB203", "/zones/3/text"),
                                                  ("PB206", "/zones/3/text")]),
        ([("replace", "/zones/2/text", None)], [("PB205", "/zones/2/text")]),
        ([("add", "/words", [[0, 4]])], [("PB213", "/words")]),
        ([("replace", "/rights/redistribution", "offsets-only"), ("add", "/words", [])], []),
        ([("replace", "/rights/redistribution", "offsets-only"),
          ("add", "/words", [[0, 4], [5, 6]])], []),
        ([("replace", "/rights/redistribution", "offsets-only"),
          ("add", "/words", [[0, 4], [3, 6], [8, 8], [9, 9999]])],
         [("PB213", "/words/1"), ("PB213", "/words/2"), ("PB213", "/words/3")]),
        ([("replace", "/zones/0/text", [0, 13])], [("PB205", "/zones/0/text"),
                                                   ("PB206", "/zones/0/text")]),
        ([("grow", "/zones/3/text/0", -1)], [("PB206", "/zones/3/text")]),
        ([("replace", "/edits", [])], [("PB206", "/edits")]),
        ([("replace", "/edits/2", [119, 118, 103, 104])], [("PB206", "/edits")]),
        ([("replace", "/edits/0", [0, 2**31 - 1, 0, 2**31 - 1])], [("PB206", "/edits")]),
    ],
)  # fmt: skip
def test_faults_of_the_record(
    tmp_path: Path, changes: list[Change], expected: list[tuple[str, str]]
) -> None:
    found = faults(tmp_path, *changes)
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXT.replace(b"Mirr", b"Mirl"), "PB202"),
        (TEXT + b"\xff", "PB002"),
        (b"", "PB202"),
    ],
)
def test_another_text(tmp_path: Path, text: bytes, code: str) -> None:
    assert [found for found, _ in faults(tmp_path, text=text)] == [code]


@pytest.mark.parametrize("text", [TEXT.rstrip(b"\n"), TEXT.replace(b"Mirr", b"Mi\0r")])
def test_a_text_out_of_form(tmp_path: Path, text: bytes) -> None:
    found = faults(tmp_path, *rehashed("text", text), text=text)
    assert ("PB210", "/text") in found


def test_a_nul_in_the_raw_text(tmp_path: Path) -> None:
    raw = RAW.replace(b"ADVERT", b"ADV\0RT")
    assert faults(tmp_path, *rehashed("raw", raw), raw=raw) == [("PB210", "/raw")]


def test_a_text_that_was_rewritten_cannot_be_rebuilt(tmp_path: Path) -> None:
    text = TEXT.replace(b"Mirr", b"Mirl")
    found = faults(tmp_path, *rehashed("text", text), text=text)
    assert found == [("PB206", "/edits")]


def test_a_record_outside_the_corpus_goes_with_the_texts_beside_it(tmp_path: Path) -> None:
    text = TEXT.replace(b"Mirr", b"Mirl")
    raw = RAW.replace(b"Mirr", b"Mirl")
    changes = (*rehashed("text", text), *rehashed("raw", raw))
    record = tmp_path / "v1.json"
    record.write_text(json.dumps(patched(codec.parse(RECORD.read_bytes()), changes)))
    store = Store(valid_corpus())
    assert [p.code for p in validate(store, [record])] == ["PB201", "PB202"]
    (tmp_path / "v1.txt").write_bytes(text)
    (tmp_path / "v1.raw.txt").write_bytes(raw)
    assert validate(store, [record]) == []
