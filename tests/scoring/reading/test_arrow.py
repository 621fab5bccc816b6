"""What Arrow reads is what one line at a time gives, whatever is wrong with the lines; and labels
score the same in whatever Arrow types they come."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pactbank.errors import InvalidData, WrongUse
from pactbank.model.closed import LAYERS
from pactbank.model.score import Score
from pactbank.scoring import score
from pactbank.scoring.reading.forms import schema
from pactbank.scoring.reading.jsonlines import whole_table
from scoring.crowded import corpus
from scoring.reading.fuzzed import LINES, difference
from support.labelled import Label, document, entity, span

ROOT = Path(__file__).parents[3]
CASES = 150


@pytest.mark.acceptance
def test_lines_made_wrong_by_chance(tmp_path: Path) -> None:
    """In a process of its own: Arrow's reader has crashed on lines that are no objects."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests/scoring/reading/fuzzed.py", tmp_path, "0", str(CASES)],
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *sys.path])},
    )
    assert done.returncode == 0, (done.stderr[-500:], (tmp_path / "case.jsonl").read_bytes())
    found = json.loads(done.stdout)
    assert found["differences"] == []
    assert found["taken"] > CASES / 10


RIGHT = b'{"document": "a", "entities": [{"start": 0, "end": 5, "type": "STATE"}]}'


@pytest.mark.parametrize("line", LINES, ids=repr)
def test_lines_that_are_no_predictions_are_told_by_both_ways(line: bytes) -> None:
    for data in (line, line + b"\n", RIGHT + b"\n" + line + b"\n" + RIGHT.replace(b'"a"', b'"b"')):
        assert difference(data, LAYERS)[1] is None


@pytest.mark.parametrize(
    "data",
    [
        # As many lines as objects, and every line begins with a brace.
        b'{"document": "a"}{"document": "b", "entities": [\n{"start": 0, "end": 1, "type": "X"}]}',
        b'{"document": "a", "entities": [\n{"start": 0, "end": 1, "type": "X"}]}{"document": "b"}',
        # Null is not absent, however much white space is before it.
        b'{"document": "a", "entities": [{"start": 0, "end": 1, "type": "X", "open":  null}]}',
        b'{"document": "a", "entities": [{"start": 0, "end": 1, "type": "X", "open":\tnull}]}',
    ],
)
def test_what_arrow_alone_would_take(data: bytes) -> None:
    assert whole_table(data, LAYERS, as_they_come=True) is None
    assert difference(data, LAYERS) == (False, None)


@pytest.mark.parametrize("data", [b"", b"\n", b"\n \n\n"])
def test_files_without_any_line(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_bytes(data)
    result = score([document("a", entities=[entity(span(0, 5), "STATE")])], path, intervals="none")
    assert result.missing == ("a",)


# Tables.


@cache
def sides() -> tuple[list[Label], list[Label]]:
    """Labels of every kind in which Arrow has a type for everything."""
    return corpus(random.Random(7), 4)


def scored(predictions: Any) -> Score:
    return score(sides()[0], predictions, "all", intervals="none")


def table() -> pa.Table:
    return pa.Table.from_pylist(sides()[1], schema=schema())


def retyped(kind: pa.DataType, how: Any) -> pa.DataType:
    """A type in which each type inside is what `how` makes of it."""
    if pa.types.is_struct(kind):
        return how(pa.struct([(f.name, retyped(f.type, how)) for f in kind]))
    if pa.types.is_list(kind):
        return how(pa.list_(retyped(kind.value_type, how)))
    return how(kind)


def in_types(how: Any) -> pa.Table:
    wanted = pa.schema([(f.name, retyped(f.type, how)) for f in schema()])
    return pa.Table.from_pylist(sides()[1], schema=wanted)


def swap(old: pa.DataType, new: pa.DataType) -> Any:
    return lambda kind: new if kind == old else kind


def lists(make: Any) -> Any:
    return lambda kind: make(kind.value_type) if pa.types.is_list(kind) else kind


TYPES = {
    "int32": swap(pa.int64(), pa.int32()),
    "uint64": swap(pa.int64(), pa.uint64()),
    "uint16": swap(pa.int64(), pa.uint16()),
    "large strings": swap(pa.string(), pa.large_string()),
    "string views": swap(pa.string(), pa.string_view()),
    "large lists": lists(pa.large_list),
    "list views": lists(pa.list_view),
}


@pytest.mark.acceptance
@pytest.mark.parametrize("name", TYPES)
def test_other_arrow_types_score_the_same(name: str) -> None:
    assert scored(in_types(TYPES[name])) == scored(sides()[1])


def test_dictionaries_score_the_same() -> None:
    made = table()
    coded = made.set_column(0, "document", made.column("document").dictionary_encode())
    assert scored(coded) == scored(sides()[1])


def test_a_category_that_is_not_used_is_nothing() -> None:
    codes = pa.array([2, 0], pa.int8())
    names = pa.DictionaryArray.from_arrays(codes, pa.array(["b", "not used", "a"]))
    mentions = [[{"start": 0, "end": 5, "type": "STATE"}], []]
    given = pa.table({"document": names, "entities": mentions})
    gold = [document("a", entities=[entity(span(0, 5), "STATE")]), document("b", entities=[])]
    assert score(gold, given, intervals="none").metrics["exact"].f1 == 1


def test_fixed_size_lists_score_the_same() -> None:
    """As many programs write lists that are all of one length."""
    kind = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("type", pa.string())])
    labels = [[{"start": 0, "end": 5, "type": "STATE"}, {"start": 6, "end": 9, "type": "ORG"}]] * 2
    names = pa.array(["a", "b"])
    plain = pa.table({"document": names, "entities": pa.array(labels, pa.list_(kind))})
    fixed = pa.table({"document": names, "entities": pa.array(labels, pa.list_(kind, 2))})
    gold = [document(n, entities=labels[0][:1]) for n in "ab"]
    assert score(gold, fixed, intervals="none") == score(gold, plain, intervals="none")


@pytest.mark.parametrize(
    "make",
    [
        lambda t: pa.concat_tables([t.slice(0, 1), t.slice(1, 2), t.slice(3)]),
        lambda t: pa.concat_tables([t.slice(2), t.slice(0, 2)]),
        lambda t: pa.concat_tables([t, t]).slice(4),
        lambda t: pa.concat_tables([t.slice(1, 0), t]),
        lambda t: t.take([3, 1, 0, 2]),
        lambda t: t.append_column("more", pa.array([{"x": [1]}] * 4)),
        lambda t: t.append_column("text", pa.array(["…"] * 4, pa.large_string())),
        lambda t: t.drop_columns(["created", "annotator", "layers"]),
        lambda t: t.select(t.column_names[::-1]),
    ],
    ids=["chunks", "order", "slice", "empty chunk", "take", "more", "text", "fewer", "columns"],
)
def test_tables_in_pieces_and_with_other_columns_score_the_same(make: Any) -> None:
    assert scored(make(table())) == scored(sides()[1])


def test_files_score_the_same(tmp_path: Path) -> None:
    expected = scored(sides()[1])
    pq.write_table(table(), tmp_path / "given.parquet")
    pq.write_table(table(), tmp_path / "groups.parquet", row_group_size=1)
    lines = tmp_path / "given.jsonl"
    lines.write_text("".join(json.dumps(side) + "\n" for side in sides()[1]))
    for path in (tmp_path / "given.parquet", tmp_path / "groups.parquet", lines):
        assert scored(path) == expected


def test_datasets_with_the_features_of_a_build_score_the_same() -> None:
    from datasets import Dataset

    loaded = Dataset(table())
    assert scored(loaded) == scored(sides()[1])
    assert scored(loaded.select([0, 1, 2, 3]).flatten_indices()) == scored(sides()[1])
    picked = loaded.select([3, 0, 2, 1])
    assert scored(picked) == scored(sides()[1])


def test_a_layer_that_a_table_lacks_is_missing() -> None:
    less = table().drop_columns(["stances"])
    without = [{k: v for k, v in side.items() if k != "stances"} for side in sides()[1]]
    assert scored(less) == scored(without)
    assert scored(less).missing == tuple(f"doc-{n}" for n in range(4))


def test_nulls_are_absent() -> None:
    first, *others = sides()[1]
    rows = [first, *({**side, "stances": None} for side in others)]
    given = pa.Table.from_pylist(rows, schema=schema())
    assert scored(given) == scored(rows)
    assert scored(given).missing == ("doc-1", "doc-2", "doc-3")


def test_tables_without_rows() -> None:
    nothing = pa.array([], pa.null())
    for empty in (schema().empty_table(), pa.table({"document": nothing, "entities": nothing})):
        found = scored(empty)
        assert found.missing == tuple(f"doc-{n}" for n in range(4))
        assert found.metrics["exact"].predicted == 0


GOLD = [document("a", entities=[entity(span(0, 5), "STATE")])]


def faulty(**columns: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidData) as caught:
        score(GOLD, pa.table({"document": ["a"], "entities": [[]], **columns}))
    return [(p.file, p.code, p.pointer) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ({"start": 0.0, "end": 5, "type": "X"}, ("PB101", "/entities/0/start")),
        ({"start": "0", "end": 5, "type": "X"}, ("PB101", "/entities/0/start")),
        ({"start": True, "end": 5, "type": "X"}, ("PB101", "/entities/0/start")),
        ({"start": -1, "end": 5, "type": "X"}, ("PB106", "/entities/0/start")),
        ({"start": 0, "end": 2**40, "type": "X"}, ("PB106", "/entities/0/end")),
        ({"start": 0, "end": 5}, ("PB102", "/entities/0")),
        ({"start": 0, "end": 5, "type": None}, ("PB102", "/entities/0")),
        ({"start": 0, "end": 5, "type": ""}, ("PB107", "/entities/0/type")),
        ({"start": 0, "end": 5, "type": "X", "level": "NAME"}, ("PB104", "/entities/0/level")),
        ({"start": 0, "end": 5, "type": "X", "refs": "a"}, ("PB101", "/entities/0/refs")),
        ({"start": 0, "end": 5, "type": "X", "refs": [None]}, ("PB101", "/entities/0/refs/0")),
    ],
)
def test_faults_of_tables_name_row_and_pointer(mention: Any, expected: tuple[str, str]) -> None:
    assert faulty(entities=[[mention]]) == [("predictions[0]", *expected)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"version": [{"a": 1}]}, ("PB101", "/version")),
        ({"text_sha256": [["a"]]}, ("PB101", "/text_sha256")),
        ({"entities": [[{"start": [0], "end": 1, "type": "X"}]]}, ("PB101", "/entities/0/start")),
        ({"entities": [{"start": 0}]}, ("PB101", "/entities")),
        ({"version": [float("nan")]}, ("PB005", "")),
    ],
)  # fmt: skip
def test_columns_of_another_kind_are_faults(columns: Any, expected: tuple[str, str]) -> None:
    assert faulty(**columns) == [("predictions[0]", *expected)]


def test_a_batch_is_a_table() -> None:
    [batch] = pa.Table.from_pylist(GOLD).to_batches()
    assert score(GOLD, GOLD, intervals="none") == score(GOLD, batch.slice(0, 1), intervals="none")


def test_a_table_that_is_damaged_is_a_problem_and_not_looked_into() -> None:
    names = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    codes = pa.DictionaryArray.from_arrays([5], ["a"], safe=False)
    for column in (names, codes):
        assert faulty(text_sha256=column) == [("predictions", "PB859", "")]


def test_big_unsigned_numbers_are_faults() -> None:
    kind = pa.list_(
        pa.struct([("start", pa.uint64()), ("end", pa.uint64()), ("type", pa.string())])
    )
    column = pa.array([[{"start": 0, "end": 2**64 - 1, "type": "X"}]], kind)
    assert faulty(entities=column) == [("predictions[0]", "PB106", "/entities/0/end")]


def test_a_document_that_is_null_is_a_fault() -> None:
    given = pa.table({"document": pa.array(["a", None]), "entities": [[], []]})
    with pytest.raises(InvalidData) as caught:
        score(GOLD, given)
    assert [(p.file, p.code) for p in caught.value.problems] == [("predictions[1]", "PB102")]


def test_a_column_that_stands_twice_is_wrong_use() -> None:
    columns = [pa.array(["a"]), pa.array(["b"]), pa.nulls(1)]
    given = pa.table(columns, names=["document", "document", "entities"])
    with pytest.raises(WrongUse, match="document"):
        score(GOLD, given)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.large_string()])
def test_bytes_are_the_text_that_they_are(kind: pa.DataType) -> None:
    """Some writers do not say that a column is text."""
    mention = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("type", kind)])
    for ids in (pa.string(), kind):
        given = pa.table(
            {
                "document": pa.array([row["document"].encode() for row in GOLD], ids),
                "entities": pa.array(
                    [
                        [{**label, "type": label["type"].encode()} for label in found]
                        for found in ([*_plain(row)] for row in GOLD)
                    ],
                    pa.list_(mention),
                ),
            }
        )
        plain = [{"document": row["document"], "entities": [*_plain(row)]} for row in GOLD]
        assert score(GOLD, given, intervals="none") == score(GOLD, plain, intervals="none")


def _plain(row: Any) -> Iterator[dict[str, Any]]:
    for label in row["entities"]:
        yield {name: label[name] for name in ("start", "end", "type")}


def test_bytes_that_are_no_text_are_damage() -> None:
    assert faulty(text_sha256=pa.array([b"\xff"], pa.binary())) == [("predictions", "PB859", "")]


def test_bytes_in_memory_are_a_fault() -> None:
    with pytest.raises(InvalidData) as caught:
        score(GOLD, [{"document": "a", "entities": [], "text_sha256": b"\x00" * 32}])
    assert [(p.code, p.message) for p in caught.value.problems] == [
        ("PB101", "bytes where JSON has a string")
    ]


def test_a_record_with_a_field_twice_is_damage() -> None:
    twice = pa.StructArray.from_arrays([pa.array([0]), pa.array([1])], names=["start", "start"])
    column = pa.ListArray.from_arrays([0, 1], twice)
    assert faulty(entities=column) == [("predictions", "PB859", "")]
