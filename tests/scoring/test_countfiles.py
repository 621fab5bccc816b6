"""Counts on disk: the same score, the same bytes, the same tests from them."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from pactbank.errors import InvalidData, WrongUse
from pactbank.scoring import Counted, compare, countfiles, counts, score_of
from scoring.generated import corpora
from support.effort import examples, tried
from support.labelled import Label

pytestmark = pytest.mark.acceptance  # many builds, or many examples


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


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    """A small file of counts of all tasks."""
    gold = [
        {
            "document": f"d{number}",
            "entities": [{"start": 0, "end": 5, "type": "STATE"}],
            "stances": [],
        }
        for number in range(3)
    ]
    path = tmp_path / "counts.parquet"
    countfiles.write(run(gold, gold[:2]), path)
    return path


def test_no_flipped_bit_changes_a_score_in_silence(counted: Path) -> None:
    data = counted.read_bytes()
    whole = score_of(countfiles.read(counted), "none")
    chance = random.Random(5)
    told = 0
    for _ in range(examples(3000)):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        counted.write_bytes(damaged)
        try:
            found = countfiles.read(counted)
        except InvalidData:
            told += 1
        else:
            assert score_of(found, "none") == whole
    assert told


def rewritten(path: Path, change: Callable[[Any], Any], digest: bool = True) -> None:
    """Give a file of counts another table; by default with the digest that fits it."""
    table = change(pq.read_table(path))
    metadata = {**table.schema.metadata}
    if digest:
        metadata[b"pactbank:sha256"] = countfiles.digest(table, metadata[b"pactbank"])
    pq.write_table(table.replace_schema_metadata(metadata), path)


def with_value(name: str, value: int) -> Callable[[Any], Any]:
    """Another first value of a column."""

    def change(table: Any) -> Any:
        at = table.column_names.index(name)
        values = [value, *table.column(name).to_pylist()[1:]]
        return table.set_column(at, name, pa.array(values, pa.int64()))

    return change


def with_documents(*names: str | None) -> Callable[[Any], Any]:
    return lambda table: table.set_column(0, "document", pa.array(names, pa.string()))


def with_head(old: str, new: str) -> Callable[[Any], Any]:
    def change(table: Any) -> Any:
        head = table.schema.metadata[b"pactbank"].replace(old.encode(), new.encode())
        return table.replace_schema_metadata({**table.schema.metadata, b"pactbank": head})

    return change


UNIT = 1_000_000
GOLD_COLUMN = "entities:gold"
REFUSED: dict[str, tuple[Callable[[Any], Any], bool, str, str]] = {
    "another count": (with_value(GOLD_COLUMN, 2 * UNIT), False, "PB860", "digest"),
    "another document": (with_documents("x", "d1", "d2"), False, "PB860", "digest"),
    "another head": (with_head('"texts":"0"', '"texts":"9"'), False, "PB860", "digest"),
    "a count below 0": (with_value("entities:missed", -5), True, "PB860", "out of range"),
    "a hit below 0": (with_value("entities:exact", -5 * UNIT), True, "PB860", "out of range"),
    "more hits than items": (with_value("entities:exact", 9 * UNIT), True, "PB860", "more hits"),
    "fewer gold items than hits": (with_value(GOLD_COLUMN, 0), True, "PB860", "more hits"),
    "more than can be": (with_value(GOLD_COLUMN, 2**62), True, "PB860", "out of range"),
    "a column left out": (
        lambda t: t.drop_columns([GOLD_COLUMN]), True, "PB860", "gold is missing",
    ),
    "a column twice": (
        lambda t: t.append_column(GOLD_COLUMN, t.column(GOLD_COLUMN)), False, "PB860", "columns",
    ),
    "a document twice": (with_documents("d1", "d1", "d2"), True, "PB860", "twice"),
    "no document": (with_documents(None, "d1", "d2"), True, "PB860", "counts have no document"),
    "a count left out": (
        lambda t: t.set_column(1, t.column_names[1], pa.array([None, 0, 0], pa.int64())),
        True, "PB860", "some of its counts",
    ),
    "fractions": (
        lambda t: t.set_column(1, t.column_names[1], t.column(1).cast(pa.float64())),
        False, "PB860", "columns",
    ),
    "no digest, as older versions wrote": (
        lambda t: t.replace_schema_metadata({b"pactbank": t.schema.metadata[b"pactbank"]}),
        False, "PB857", "digest",
    ),
    "another version of the metrics": (
        with_head('"metrics":"2"', '"metrics":"1"'), True, "PB857", "version 1",
    ),
    "another head altogether": (with_head('"task":', '"tusk":'), True, "PB857", "tusk"),
    "another task": (
        with_head('"stances":{"metrics"', '"stands":{"metrics"'), True, "PB860", "stands",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_counts_that_cannot_be_are_refused(counted: Path, name: str) -> None:
    change, digest, code, words = REFUSED[name]
    rewritten(counted, change, digest)
    with pytest.raises(InvalidData) as caught:
        countfiles.read(counted)
    assert {(of.code, of.file) for of in caught.value.problems} == {(code, str(counted))}
    assert words in str(caught.value)


def test_counts_that_another_program_wrote_again_are_as_good(counted: Path) -> None:
    before = score_of(countfiles.read(counted), "none")
    rewritten(counted, lambda table: table.select(table.column_names[::-1]), digest=False)
    assert score_of(countfiles.read(counted), "none") == before


def test_counts_have_checksums_of_their_pages(counted: Path) -> None:
    data = bytearray(counted.read_bytes())
    data[30] ^= 1
    counted.write_bytes(data)
    with pytest.raises(InvalidData, match="PB859"):
        countfiles.read(counted)
