"""Documents against documents: the task zones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec
from pactbank.model.document import Document
from pactbank.scoring import score


def scored(gold: Any, predicted: Any, **options: Any) -> Any:
    return score(gold, predicted, "zones", **{"intervals": "none", **options})


def test_the_corpus_against_itself(store: Store) -> None:
    documents = [store.document(name) for name in store.versions()]
    result = scored(documents, documents)
    assert result.metrics["line"].f1 == result.metrics["character"].f1 == 1
    assert result.by_type["stripped"]["line"].f1 == 1
    assert result.confusion["headline"].keys() == {"headline"}
    assert result.task == "zones"
    assert result.signature.startswith("task:zones|metrics:2|split:none|documents:3|gold:")


def test_sources_of_documents(store: Store, tmp_path: Path) -> None:
    [document] = store.in_split("test")
    expected = scored([document], [document])
    lines = tmp_path / "documents.jsonl"
    lines.write_bytes(codec.encode_line(document))
    single = store.path(document.id, document.version, ".json")
    plain = json.loads(codec.encode(document))
    for source in (lines, single, single.parent, document, [plain]):
        assert scored([document], source) == expected
    against = scored(None, lines, split="test", root=store.root)
    assert against.metrics == expected.metrics
    assert "|split:test|" in against.signature


def test_a_missing_document_is_stripped_as_a_whole(store: Store) -> None:
    [document] = store.in_split("test")
    result = scored([document], [])
    assert result.missing == (document.id,)
    assert result.metrics["line"].recall == 0


def test_faults(store: Store, tmp_path: Path) -> None:
    [document] = store.in_split("test")
    raw = msgspec.structs.replace(document.raw, sha256="0" * 64)
    other: Document = msgspec.structs.replace(document, raw=raw)
    lines = tmp_path / "documents.jsonl"
    lines.write_bytes(
        codec.encode_line(other)
        + b'{"id": 3}\n'
        + codec.encode_line(msgspec.structs.replace(document, id="nowhere"))
        + codec.encode_line(other)
    )
    with pytest.raises(InvalidData) as caught:
        scored([document], lines)
    found = [(p.code, p.line, p.pointer) for p in caught.value.problems]
    assert ("PB201", 1, "/raw/sha256") in found
    assert ("PB101", 2, "/id") in found
    assert ("PB852", 3, "/id") in found
    assert ("PB851", 4, "/id") in found
    with pytest.raises(WrongUse, match="no gold documents"):
        scored([], [])
    with pytest.raises(WrongUse, match="No such file"):
        scored([document], tmp_path / "nothing.jsonl")


def test_documents_of_other_splits_are_left_alone(store: Store) -> None:
    everything = [store.document(name) for name in store.versions()]
    result = scored(None, everything, split="test", root=store.root)
    assert result.documents == 1
