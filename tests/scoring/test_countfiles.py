"""Counts on disk: the same score, the same bytes, the same tests from them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from pactbank.errors import InvalidData, WrongUse
from pactbank.scoring import Counted, compare, countfiles, counts, score_of
from scoring.generated import corpora
from support.effort import tried
from support.labelled import Label


def run(gold: list[Label], predicted: list[Label], task: Any = "all", **options: Any) -> Counted:
    [made] = counts(gold, [predicted], task, **options)
    return made


@tried(12)
@given(corpora())
def test_a_score_from_counts_is_the_score(
    tmp_path_factory: pytest.TempPathFactory, corpus: tuple[list[Label], list[Label]]
) -> None:
    made = run(*corpus)
    path = tmp_path_factory.mktemp("counts") / "counts.parquet"
    countfiles.write(made, path)
    again = countfiles.read(path)
    assert score_of(again, "all") == score_of(made, "all")
    assert score_of(again, "none") == score_of(made, "none")
    data = path.read_bytes()
    countfiles.write(again, path)
    assert path.read_bytes() == data


def many(documents: int, seed: int, right: float) -> tuple[list[Label], list[Label]]:
    """Documents of 10 mentions, of which a share is found."""
    import random

    chance = random.Random(seed)
    gold, predicted = [], []
    for number in range(documents):
        mentions: list[Label] = [
            {"start": 10 * at, "end": 10 * at + 5, "type": "STATE"} for at in range(10)
        ]
        gold.append({"document": f"d{number}", "entities": mentions})
        found = [m if chance.random() < right else {**m, "end": m["end"] + 1} for m in mentions]
        predicted.append({"document": f"d{number}", "entities": found})
    return gold, predicted


@pytest.mark.parametrize("documents", [12, 45])
def test_intervals_and_tests_from_counts(tmp_path: Path, documents: int) -> None:
    gold, first = many(documents, 1, 0.9)
    _, second = many(documents, 2, 0.6)
    runs = {
        name: run(gold, side, "entities") for name, side in (("first", first), ("second", second))
    }
    for name, made in runs.items():
        countfiles.write(made, tmp_path / name)
    again = {name: countfiles.read(tmp_path / name) for name in runs}
    assert compare(again) == compare(runs)
    result = score_of(again["first"], "headline")
    assert result == score_of(runs["first"], "headline")
    assert result.metrics["exact"].interval is not None


def test_it_is_one_row_of_integers_a_document(tmp_path: Path) -> None:
    gold, predicted = many(3, 1, 0.5)
    countfiles.write(run(gold, predicted, "entities"), tmp_path / "counts.parquet")
    table = pq.read_table(tmp_path / "counts.parquet")
    assert table.column("document").to_pylist() == ["d0", "d1", "d2"]
    assert {str(field.type) for field in table.schema} == {"string", "int64"}
    assert table.column("entities:gold").to_pylist() == [10_000_000] * 3


def test_a_layer_that_a_document_lacks_is_null(tmp_path: Path) -> None:
    gold = [
        {"document": "a", "entities": [], "stances": []},
        {"document": "b", "entities": []},
    ]
    made = run(gold, [])
    countfiles.write(made, tmp_path / "counts.parquet")
    table = pq.read_table(tmp_path / "counts.parquet")
    assert table.column("stances:tuples").to_pylist() == [0, None]
    assert score_of(countfiles.read(tmp_path / "counts.parquet"), "none") == score_of(made, "none")


def test_what_is_no_counts_file(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="No such file"):
        countfiles.read(tmp_path / "nothing.parquet")
    pq.write_table(pa.table({"document": ["a"]}), tmp_path / "other.parquet")
    with pytest.raises(InvalidData, match="PB857"):
        countfiles.read(tmp_path / "other.parquet")


def test_a_file_that_is_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "counts.parquet"
    path.write_bytes(b"old")
    gold, predicted = many(2, 1, 0.5)
    countfiles.write(run(gold, predicted, "entities"), path)
    assert [file.name for file in tmp_path.iterdir()] == ["counts.parquet"]
    assert countfiles.read(path).documents == 2


def test_counts_of_parts_add_to_those_of_the_whole() -> None:
    gold, predicted = many(6, 3, 0.5)
    whole = run(gold, copy.deepcopy(predicted), "entities").tables["entities"]
    parts = [
        run([g], [p], "entities").tables["entities"] for g, p in zip(gold, predicted, strict=True)
    ]
    for name, column in whole.columns.items():
        assert column.tolist() == [int(part.columns[name][0]) for part in parts]
