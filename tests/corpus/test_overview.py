from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.overview import Selection, labelled_by, listed, statistics
from pactbank.corpus.store import Store


@pytest.fixture
def store() -> Store:
    return Store(valid_corpus())


def test_a_line_for_each_document_in_its_newest_version(store: Store) -> None:
    found = {one.id: one for one in listed(store, Selection())}
    assert list(found) == sorted(store.versions())
    radar, letter = found["calder-radar"], found["sevra-letter"]
    assert (radar.version, radar.kind, radar.split) == (2, "news", "validation")
    assert radar.labels.keys() == {"gold"}
    assert found["hask-note"].labels == {"gold": 9, "pass-a": 7}
    assert (letter.redistribution, letter.text_here) == ("offsets-only", False)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Selection(split="test"), ["hask-note", "sevra-letter"]),
        (Selection(split="none"), []),
        (Selection(kind="statement"), ["brenn-statement"]),
        (Selection(redistribution="offsets-only"), ["sevra-letter"]),
        (Selection(by=("gold", "pass-a")), ["hask-note"]),
        (Selection(split="test", without=("pass-a",)), ["sevra-letter"]),
        (Selection(by=("pass-b",)), []),
    ],
)
def test_conditions_hold_together(store: Store, wanted: Selection, ids: list[str]) -> None:
    assert [one.id for one in listed(store, wanted)] == ids


def test_documents_without_split_and_labels_are_counted(tmp_path: Path) -> None:
    shutil.copytree(valid_corpus(), tmp_path / "x")
    (tmp_path / "x/corpus/splits.json").write_text('{"schema_version": 1, "splits": {}}')
    (tmp_path / "x/annotations/gold/hask-note.v1.json").unlink()
    store = Store(tmp_path / "x", locked=False)
    assert {one.split for one in listed(store, Selection())} == {None}
    counts = statistics(store, "gold")
    assert (counts.documents, counts.labelled) == ({"none": 5}, {"none": 4})


def test_counts_are_those_of_the_labels(store: Store) -> None:
    counts = statistics(store, "gold")
    gold = [store.annotation("gold", store.document(name)) for name in store.versions()]
    entities = [mention.type for one in gold if one for mention in one.entities or ()]
    pacts = [pact for one in gold if one for pact in one.agreements or ()]
    stances = [stance for one in gold if one for stance in one.stances or ()]

    def sums(cells: dict[str, dict[str, int]]) -> dict[str, int]:
        return {name: sum(row.values()) for name, row in cells.items()}

    assert sums(counts.entities) == {name: entities.count(name) for name in {*entities}}
    types = [pact.type for pact in pacts]
    assert sums(counts.agreements) == {name: types.count(name) for name in {*types}}
    stages = [status.stage for pact in pacts for status in pact.status]
    assert sums(counts.stages) == {name: stages.count(name) for name in {*stages}}
    polarities = [stance.polarity for stance in stances]
    assert sums(counts.polarities) == {name: polarities.count(name) for name in {*polarities}}
    assert sum(sums(counts.stances).values()) == len(stances)
    assert counts.documents == {"train": 1, "validation": 2, "test": 2}
    assert sums(counts.kinds) == {"news": 3, "statement": 1, "other": 1}


def test_how_much_each_annotator_has_labelled(store: Store) -> None:
    assert labelled_by(store) == {"gold": 5, "pass-a": 1, "pass-b": 0, "rules": 0}
