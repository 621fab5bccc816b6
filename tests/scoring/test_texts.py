"""Texts of gold from anywhere: a folder of files, a corpus, or the corpus of the split."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, WrongUse
from pactbank.scoring import score
from support.labelled import Label, counts, document, entity, span

TEXT = "Anhal and Mirr signed.\nMirr was glad 🕊️.\n"
GOLD = document("d1", entities=[entity(span(10, 14), "STATE"), entity(span(23, 27), "STATE")])
QUOTES = document("d1", entities=[entity({"text": "Mirr"}, "STATE")] * 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "texts"
    path.mkdir()
    (path / "d1.txt").write_bytes(TEXT.encode())
    return path


def hashed(gold: Label, data: bytes) -> Label:
    return {**gold, "text_sha256": sha256(data).hexdigest()}


def found(gold: Label, texts: Path, predictions: Any = QUOTES) -> tuple[float, float, float]:
    result = score([gold], [predictions], texts=texts, intervals="none")
    return counts(result.metrics["exact"])


def faults(gold: Label, texts: Path, predictions: Any = QUOTES) -> set[tuple[str, str]]:
    with pytest.raises(InvalidData) as caught:
        found(gold, texts, predictions)
    return {(Path(p.file).name, p.code) for p in caught.value.problems}


def test_quotes_are_found_in_the_text_of_a_file(folder: Path) -> None:
    assert found(GOLD, folder) == (2, 2, 2)
    assert found(hashed(GOLD, TEXT.encode()), folder) == (2, 2, 2)


def test_a_text_with_the_hash_of_gold_is_taken_byte_by_byte(folder: Path) -> None:
    data = "\ufeff".encode() + TEXT.encode().replace(b"\n", b"\r\n")
    (folder / "d1.txt").write_bytes(data)
    moved = document("d1", entities=[entity(span(11, 15), "STATE"), entity(span(25, 29), "STATE")])
    assert found(hashed(moved, data), folder) == (2, 2, 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode().replace(b"\n", b"\r\n"), "PB004"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "PB003"),
        (TEXT.encode("utf-16-le"), "PB002"),
    ],
)
def test_a_text_whose_offsets_may_be_counted_in_two_ways_is_a_fault(
    folder: Path, data: bytes, code: str
) -> None:
    (folder / "d1.txt").write_bytes(data)
    assert ("d1.txt", code) in faults(GOLD, folder)
    assert ("d1.txt", "PB316") in faults(hashed(GOLD, TEXT.encode()), folder)


def test_every_text_that_is_another_one_is_named(folder: Path) -> None:
    gold = [hashed({**GOLD, "document": name}, b"else") for name in ("d1", "d2", "d3")]
    for name in ("d2", "d3"):
        shutil.copy(folder / "d1.txt", folder / f"{name}.txt")
    with pytest.raises(InvalidData) as caught:
        score(gold, [], texts=folder)
    told = [(Path(problem.file).name, problem.code) for problem in caught.value.problems]
    assert told == [("d1.txt", "PB316"), ("d2.txt", "PB316"), ("d3.txt", "PB316")]


def test_a_missing_text_is_only_missed_by_quotes(folder: Path) -> None:
    other = {**GOLD, "document": "d2"}
    result = score([GOLD, other], [QUOTES, other], texts=folder, intervals="none")
    assert counts(result.metrics["exact"]) == (4, 4, 4)
    assert "|texts:1|" in result.signature
    quoting = {**QUOTES, "document": "d2"}
    with pytest.raises(InvalidData, match=r"PB858 /entities/0: .*--texts FOLDER") as caught:
        score([GOLD, other], [quoting], texts=folder)
    [problem] = caught.value.problems
    assert "(one of 2 in this document)" in problem.message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "nowhere, which is not a folder"),
        ("texts/d1.txt", "d1.txt, which is not a folder"),
        ("empty", r"has the text of no document of gold: .* such as d1.txt"),
    ],
)
def test_a_folder_without_texts_is_refused(folder: Path, name: str, message: str) -> None:
    (folder.parent / "empty").mkdir()
    with pytest.raises(WrongUse, match=message):
        found(GOLD, folder.parent / name)


def test_what_differs_from_a_file_of_gold_names_the_file(tmp_path: Path) -> None:
    gold = tmp_path / "held.jsonl"
    gold.write_text(json.dumps({**GOLD, "version": 2}) + "\n")
    for changed in ({"version": 1}, {"document": "d2"}):
        with pytest.raises(InvalidData) as raised:
            score(gold, [{**GOLD, **changed}])
        assert f"{gold} is for v2" in str(raised.value) or f"not in {gold}" in str(raised.value)


@pytest.mark.parametrize("name", ["../d1", "x" * 400, "nested/d1"])
def test_a_document_id_is_no_path(folder: Path, name: str) -> None:
    (folder / "nested").mkdir()
    for place in (folder.parent, folder / "nested"):
        shutil.copy(folder / "d1.txt", place / "d1.txt")
    gold = [GOLD, {**GOLD, "document": name}]
    assert "|texts:1|" in score(gold, [GOLD], texts=folder).signature


def test_a_text_file_has_no_zones(folder: Path) -> None:
    with pytest.raises(WrongUse, match="zones are recorded in the corpus"):
        score([GOLD], [QUOTES], texts=folder, zones=["headline"])


VELDRIA = "veldria-talks"
QUOTE = document(VELDRIA, entities=[entity({"text": "Veldria"}, "STATE")])


def test_any_corpus_has_texts(store: Store) -> None:
    gold = document(VELDRIA, entities=[entity(span(0, 7), "STATE")])
    assert found(gold, store.root, QUOTE) == (1, 1, 1)
    assert found({**gold, "version": 1}, store.root, QUOTE) == (1, 1, 1)
    with pytest.raises(WrongUse, match="no document of gold"):
        found({**gold, "version": 2}, store.root, QUOTE)
    assert ("v1.txt", "PB316") in faults(hashed(gold, b"else"), store.root, QUOTE)


def test_a_text_that_the_corpus_lacks_is_taken_from_the_folder(store: Store, folder: Path) -> None:
    [of_test] = store.in_split("test")
    path = store.path(of_test.id, of_test.version, ".txt")
    path.rename(folder / f"{VELDRIA}.txt")
    options: Any = {"split": "test", "root": store.root, "intervals": "none"}
    with pytest.raises(InvalidData, match="PB858"):
        score(None, [QUOTE], **options)
    result = score(None, [QUOTE], texts=folder, **options)
    assert counts(result.metrics["exact"])[0] == 1
    assert "|texts:1|" in result.signature
    headline = score(None, [QUOTE], texts=folder, zones=["headline"], **options)
    assert counts(headline.metrics["exact"]) == (1, 1, 2)


def test_zones_have_neither_texts_nor_filters(store: Store) -> None:
    for option in ({"texts": store.root}, {"types": ["STATE"]}, {"lenient": True}):
        with pytest.raises(WrongUse, match="zones are scored as they are"):
            score([], [], "zones", **option)
