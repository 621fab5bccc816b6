"""Characters that a reader does not see: a warning, in a text and in an id of a knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.examples import problems_of, valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.model import codec
from pactbank.model.packaged import schema_folder
from support.example_faults import _write_json, patched

HIDDEN = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u061c",
    "\xad",
    "\x1b",
    "\x9b",
    "\u2028",
]
GOLD = valid_corpus() / "annotations/gold/hask-note.v1.json"


def found(folder: Path, where: str, kb: str) -> list[tuple[str, str, str]]:
    labels = codec.parse(GOLD.read_bytes())
    link = {"scheme": "wikidata", "id": f"Q1{kb}"}
    path = folder / "hask-note.annotation.json"
    _write_json(path, patched(labels, (("add", f"/{where}/0/kb", link),)))
    problems = validate(Store(valid_corpus()), [path])
    return [(of.code, of.severity, of.pointer) for of in problems if of.code == "PB219"]


@pytest.mark.parametrize("character", HIDDEN, ids=ascii)
@pytest.mark.parametrize("where", ["refs", "agreements"])
def test_an_id_in_a_knowledge_base(tmp_path: Path, where: str, character: str) -> None:
    assert found(tmp_path, where, character) == [("PB219", "warning", f"/{where}/0/kb/id")]


@pytest.mark.parametrize("seen", ["", "é", "漢"])
def test_letters_are_no_matter(tmp_path: Path, seen: str) -> None:
    assert found(tmp_path, "refs", seen) == []


def test_a_prediction_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"document": "hask-note", "refs": [{"id": "r1", "type": "STATE", "name": "Hask",'
        ' "kb": {"scheme": "wikidata", "id": "Q1\\u200b"}}], "entities": []}\n'
    )
    found = [(one.code, one.pointer) for one in validate(Store(valid_corpus()), [path])]
    assert ("PB219", "/refs/0/kb/id") in found


def test_a_text_is_told_which_and_how_many() -> None:
    [problem] = problems_of(schema_folder() / "examples/invalid/PB219")
    assert problem.severity == "warning"
    assert problem.message == "unseen characters: 1 × U+200B ZERO WIDTH SPACE, first at 5"
