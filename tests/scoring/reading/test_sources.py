"""Reading: one verdict whatever the labels come as, and every fault with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import codec
from pactbank.model.prediction import Prediction
from pactbank.scoring import counts, score
from pactbank.scoring.countfiles import write as write_counts
from scoring.generated import corpora
from support.effort import tried
from support.labelled import Label, document, entity, scored, span

GOLD = document("a", entities=[entity(span(0, 5), "STATE", "r1"), entity(span(9, 12), "ORG")])
OTHER = document("b", entities=[entity(span(3, 9), "PLACE")])


def lines(path: Path, *rows: Label | bytes) -> Path:
    data = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"\n".join(data) + b"\n")
    return path


def problems(gold: Any, predicted: Any, task: Any = "entities", **options: Any) -> list[Problem]:
    with pytest.raises(InvalidData) as caught:
        score(gold, predicted, task, intervals="none", **options)
    return caught.value.problems


def told(found: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(problem.code, problem.line, problem.pointer) for problem in found]


def plain(labels: Label) -> Label:
    """Nothing but document, start, end and type."""
    kept = [{key: e[key] for key in ("start", "end", "type")} for e in labels["entities"]]
    return {"document": labels["document"], "entities": kept}


@pytest.mark.parametrize("make", [lambda labels: labels, plain], ids=["full", "plain"])
def test_one_score_whatever_labels_come_as(tmp_path: Path, make: Any) -> None:
    gold, given = [make(GOLD), make(OTHER)], [make(OTHER)]
    folder = tmp_path / "folder"
    folder.mkdir()
    for number, labels in enumerate(given):
        (folder / f"{number}.json").write_text(json.dumps(labels, indent=2))
    (tmp_path / "list.json").write_text(json.dumps(given))
    pq.write_table(pa.Table.from_pylist(given), tmp_path / "given.parquet")
    records = [codec.decode(json.dumps(labels).encode(), Prediction) for labels in given]
    sources: list[Any] = [
        lines(tmp_path / "given.jsonl", *given),
        str(tmp_path / "given.jsonl"),
        lines(tmp_path / "blank.jsonl", b"", *given, b"  "),
        folder,
        tmp_path / "list.json",
        tmp_path / "given.parquet",
        pa.Table.from_pylist(given),
        given,
        iter(given),
        given[0],
        records,
        records[0],
    ]
    expected = scored(gold, given)
    assert expected.metrics["exact"].tp == 1
    assert expected.missing == ("a",)
    for source in sources:
        assert score(gold, source, intervals="none") == expected, source


def test_a_loaded_dataset_is_a_source(tmp_path: Path) -> None:
    from datasets import Dataset

    loaded = Dataset.from_list([GOLD, OTHER])
    assert score([GOLD, OTHER], loaded, intervals="none") == scored([GOLD, OTHER], [GOLD, OTHER])
    assert score([GOLD, OTHER], loaded.select([1]), intervals="none").missing == ("a",)


def test_tables_may_have_columns_that_are_not_scored() -> None:
    rows = [{**GOLD, "text": "…", "text_available": True, "more": {"x": 1}}]
    rows[0]["entities"] = [{**e, "zone": "paragraph", "id": "e1"} for e in GOLD["entities"]]
    assert score([GOLD], pa.Table.from_pylist(rows), intervals="none").metrics["exact"].f1 == 1


@tried(12)
@given(corpora())
def test_a_table_gives_what_dicts_give(corpus: tuple[list[Label], list[Label]]) -> None:
    gold, predicted = corpus
    tasks: tuple[Any, ...] = ("entities", "agreements", "stances")
    for task in tasks:
        first, second = (pa.Table.from_pylist(s, schema=_schema()) for s in (gold, predicted))
        found = score(first, second, task, intervals="none")
        assert found == scored(gold, predicted, task)


def _schema() -> pa.Schema:
    """As a build has it: empty lists alone would leave Arrow to guess."""
    span = [("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())]
    refs = ("refs", pa.list_(pa.string()))
    mention = pa.struct([*span, ("type", pa.string()), refs, ("level", pa.string())])
    stance = pa.struct(
        [
            ("type", pa.string()),
            ("polarity", pa.string()),
            ("cue", pa.struct(span)),
            ("target", pa.struct(span)),
            ("holders", pa.list_(pa.struct([*span, refs]))),
            ("implicit", pa.string()),
        ]
    )
    argument = pa.struct([*span, ("role", pa.string()), refs])
    status = [(n, pa.string()) for n in ("party", "source", "stage", "polarity", "as_of")]
    pact = pa.struct(
        [
            ("type", pa.string()),
            ("form", pa.string()),
            ("mentions", pa.list_(pa.struct(span))),
            ("arguments", pa.list_(argument)),
            ("status", pa.list_(pa.struct(status))),
        ]
    )
    return pa.schema(
        [
            ("document", pa.string()),
            ("entities", pa.list_(mention)),
            ("agreements", pa.list_(pact)),
            ("stances", pa.list_(stance)),
        ]
    )


MENTION = '{"start": 0, "end": 5, "type": "STATE"}'
LINE = '{"document": "a", "entities": [%s]}'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ("PB005", "")),  # an empty object in the middle is told as a whole
        ('{"document": "a", "entities": [', ("PB005", "")),  # truncated
        (LINE % '{"start": 0, "end": 5, "type": "\\ud800"}', ("PB008", "")),  # lone surrogate
        ('{"document": "a", "document": "a", "entities": []}', ("PB006", "")),
        (LINE % '{"start": 0, "start": 1, "end": 5, "type": "STATE"}', ("PB006", "")),
        (LINE % '{"start": NaN, "end": 5, "type": "STATE"}', ("PB005", "")),
        (LINE % '{"start": 0.0, "end": 5, "type": "STATE"}', ("PB101", "/entities/0/start")),
        (LINE % '{"start": "0", "end": 5, "type": "STATE"}', ("PB101", "/entities/0/start")),
        (LINE % '{"start": true, "end": 5, "type": "STATE"}', ("PB101", "/entities/0/start")),
        (LINE % '{"start": -1, "end": 5, "type": "STATE"}', ("PB106", "/entities/0/start")),
        (
            LINE % ('{"start": 0, "end": 1%s, "type": "STATE"}' % ("0" * 40)),
            ("PB106", "/entities/0/end"),
        ),
        (LINE % '{"start": 0, "end": 2147483648, "type": "STATE"}', ("PB106", "/entities/0/end")),
        (LINE % '{"start": 5, "end": 2, "type": "STATE"}', ("PB301", "/entities/0")),
        (LINE % '{"start": 5, "end": 5, "type": "STATE"}', ("PB303", "/entities/0")),
        (LINE % '{"start": 0, "end": 5}', ("PB102", "/entities/0")),
        (LINE % '{"start": 0, "end": 5, "type": ""}', ("PB107", "/entities/0/type")),
        (
            LINE % '{"start": 0, "end": 5, "type": "X", "label": "X"}',
            ("PB103", "/entities/0/label"),
        ),
        (LINE % '{"type": "STATE"}', ("PB319", "/entities/0")),
        (LINE % '{"start": 0, "type": "STATE"}', ("PB319", "/entities/0")),
        (LINE % '{"type": "STATE", "refs": ["a"]}', ("PB319", "/entities/0")),  # no filler
        (LINE % "7", ("PB101", "/entities/0")),
        ('{"document": "a", "entities": 7}', ("PB101", "/entities")),
        ('{"document": "a", "entites": []}', ("PB103", "/entites")),
        ('{"entities": []}', ("PB102", "")),
        ('{"document": 7, "entities": []}', ("PB101", "/document")),
        ("[]", ("PB101", "")),
        ("{}", ("PB102", "")),
        ("[" * 100_000, ("PB007", "")),
        (LINE % MENTION + " x", ("PB005", "")),
        (LINE % MENTION + LINE % MENTION, ("PB005", "")),
        (LINE.replace('"a"', '"nowhere"') % MENTION, ("PB852", "/document")),
    ],
)
def test_every_fault_names_file_line_and_pointer(
    tmp_path: Path, line: str, expected: tuple[str, str]
) -> None:
    path = lines(tmp_path / "given.jsonl", OTHER, b"", (line or '{"document": "a"').encode(), b"")
    found = problems([GOLD, OTHER], path)
    assert [problem.file for problem in found] == [str(path)]
    assert told(found) == [(expected[0], 3, expected[1])]
    assert found[0].message
    assert found[0].remedy


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"\xef\xbb\xbf{}", "PB003", 1),
        (b'{"document": "a", "entities": []}\r\n', "PB004", 1),
        (b'{"document": "a"}\n{"document": "\xff"}', "PB002", 2),
    ],
)
def test_bytes_that_are_no_json_lines(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    path = tmp_path / "given.jsonl"
    path.write_bytes(data)
    found = problems([GOLD], path)
    assert (code, line) in [(problem.code, problem.line) for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(plain(GOLD)) + json.dumps(plain(OTHER)) + "\n\n",  # two on one line
        json.dumps(plain(GOLD)) + json.dumps(plain(OTHER)),
        json.dumps(plain(GOLD), indent=1),  # one on several
        json.dumps(plain(GOLD)).replace(" [", "\n["),
    ],
)
def test_a_line_is_one_object(tmp_path: Path, text: str) -> None:
    path = tmp_path / "given.jsonl"
    path.write_text(text)
    assert problems([GOLD, OTHER], path)[0].code == "PB005"


def test_blank_lines_and_indented_ones_are_counted_and_read(tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_text("\n  " + json.dumps(plain(GOLD)) + "\n\n" + json.dumps(plain(OTHER)))
    assert score([GOLD, OTHER], path, intervals="none").metrics["exact"].f1 == 1


def test_one_run_reports_every_fault(tmp_path: Path) -> None:
    gold = lines(
        tmp_path / "gold.jsonl", GOLD, GOLD, document("c", entities=[entity(span(3, 1), "X")])
    )
    given = lines(
        tmp_path / "given.jsonl",
        {**OTHER, "version": "1"},
        document(
            "a", entities=[entity({"start": 1.5, "end": 3}, "X"), {"start": 4, "end": 2, "type": 3}]
        ),
        b"{",
        document("z", entities=[]),
    )
    found = problems(gold, given)
    assert [
        (Path(problem.file).name, problem.code, problem.line, problem.pointer) for problem in found
    ] == [
        ("given.jsonl", "PB101", 1, "/version"),
        ("given.jsonl", "PB101", 2, "/entities/0/start"),
        ("given.jsonl", "PB101", 2, "/entities/1/type"),
        ("given.jsonl", "PB005", 3, ""),
        ("given.jsonl", "PB852", 4, "/document"),
        ("gold.jsonl", "PB851", 2, "/document"),
        ("gold.jsonl", "PB301", 3, "/entities/0"),
    ]


@pytest.mark.acceptance
def test_one_bad_label_among_very_many(tmp_path: Path) -> None:
    items = [MENTION] * 300_000
    items[277_777] = '{"start": 0, "end": "5", "type": "STATE"}'
    path = lines(tmp_path / "given.jsonl", OTHER, (LINE % ",".join(items)).encode())
    found = problems([GOLD, OTHER], path)
    assert told(found) == [("PB101", 2, "/entities/277777/end")]


def test_many_bad_labels_are_all_named(tmp_path: Path) -> None:
    items = ",".join(['{"start": 0, "end": "5", "type": "STATE"}'] * 1000)
    found = problems([GOLD], lines(tmp_path / "given.jsonl", (LINE % items).encode()))
    assert len(found) == 1000
    assert {problem.code for problem in found} == {"PB101", "PB100"}


def test_a_json_file_tells_the_line_inside_it(tmp_path: Path) -> None:
    path = tmp_path / "given.json"
    path.write_text(json.dumps([OTHER, {"document": "a", "entities": [{"start": "0"}]}], indent=1))
    text = path.read_text().split("\n")
    found = problems([GOLD, OTHER], path)
    assert [(p.code, p.pointer) for p in found] == [
        ("PB102", "/1/entities/0"),
        ("PB101", "/1/entities/0/start"),
    ]
    assert text[(found[1].line or 0) - 1].strip() == '"start": "0"'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ([{"document": "a", "entities": [{"start": object()}]}], ("PB101", "")),
        ([{"document": "a", "entities": [{"type": "\ud800"}]}], ("PB008", "")),
        (
            [{"document": "a", "entities": [{"start": 1.0, "end": 2, "type": "X"}]}],
            ("PB101", "/entities/0/start"),
        ),
        ([{"document": "a", "entities": [{"start": float("nan")}]}], ("PB005", "")),
        (({"document": "a", "version": float("inf")},), ("PB005", "")),
        (["text"], ("PB101", "")),
        ([GOLD, GOLD], ("PB851", "/document")),
    ],
)
def test_values_in_memory_are_named_by_their_place(source: Any, expected: tuple[str, str]) -> None:
    found = problems([GOLD], source)
    assert [(problem.code, problem.pointer) for problem in found] == [expected]
    assert found[0].file.startswith("predictions[")
    assert found[0].line is None


@pytest.mark.parametrize("source", [7, None, "no such file.jsonl", Path("/nowhere/at.parquet")])
def test_what_holds_no_labels_at_all(source: Any) -> None:
    with pytest.raises(WrongUse):
        score([GOLD], source)


FOREIGN = [
    (pa.table({"id": ["a"]}), "no column 'document': its columns are id"),
    (pa.table({}), "no column 'document': the table has no columns"),
    (
        pa.table({"document": ["a"], "entities:exact:tp": [1]}),
        "no column 'entities': these are counts, as pactbank score --counts writes them",
    ),
    (
        pa.table({"document": ["a"], "start": [0], "end": [5], "type": ["STATE"]}),
        "no column 'entities': a row is one label, not one document; "
        "its columns are document, start, end, type",
    ),
    (
        pa.table({"document": ["a"], "stances": [[{"polarity": "neutral"}]]}),
        "no column 'entities': these are labels of another layer; "
        "its columns are document, stances",
    ),
    (
        pa.table({"document": ["a"], "tokens": [["An"]]}),
        "no column 'entities': its columns are document, tokens",
    ),
]


@pytest.mark.parametrize(("table", "message"), FOREIGN, ids=[told[1] for told in FOREIGN])
@pytest.mark.parametrize("lenient", [False, True])
def test_a_table_of_something_else_is_no_score_of_zero(
    tmp_path: Path, table: pa.Table, message: str, lenient: bool
) -> None:
    pq.write_table(table, tmp_path / "given.parquet")
    for source in (table, tmp_path / "given.parquet"):
        for gold, predicted in ((source, [{**GOLD, "version": "x"}]), ([GOLD], source)):
            found = {p.code: p.message for p in problems(gold, predicted, lenient=lenient)}
            assert found["PB862"] == message
            # What is wrong with the other side is told in the same run.
            assert lenient or predicted is source or "PB101" in found


def test_counts_are_no_predictions(tmp_path: Path) -> None:
    write_counts(counts([GOLD], [[GOLD]], "entities")[0], tmp_path / "counts.parquet")
    [problem] = problems([GOLD], tmp_path / "counts.parquet")
    assert (problem.code, problem.line) == ("PB862", None)
    assert "these are counts" in problem.message


def test_a_broken_parquet_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "given.parquet"
    for data in (b"PAR1 and no more", b"", b'{"document": "a"}'):
        path.write_bytes(data)
        [problem] = problems([GOLD], path)
        assert (problem.code, problem.file) == ("PB859", str(path))


def test_types_and_ids_of_two_files_are_taken_as_they_come() -> None:
    gold = document("NYT_ENG 1", entities=[entity(span(0, 5), "GPE"), entity(span(9, 12), "n/a")])
    result = scored(gold, gold)
    assert result.metrics["exact"].f1 == 1
    assert list(result.by_type) == ["GPE", "n/a"]


def test_agreement_and_stance_types_too() -> None:
    side = {
        "document": "a",
        "agreements": [{"type": "SISTER-CITY", "mentions": [span(0, 4)]}],
        "stances": [
            {"type": "SHRUG", "polarity": "neutral", "cue": span(5, 7), "implicit": "AUTHOR"}
        ],
    }
    result = scored(side, side, "all")
    assert result.metrics["facts"].f1 == result.metrics["tuples"].f1 == 1
    assert {"SISTER-CITY", "SHRUG"} <= set(result.by_type)


def test_hashes_and_versions_are_checked_where_both_give_them() -> None:
    gold = {**GOLD, "version": 2, "text_sha256": "0" * 64}
    assert scored(gold, GOLD).metrics["exact"].f1 == 1
    assert scored(GOLD, gold).metrics["exact"].f1 == 1
    found = problems([gold], [{**GOLD, "version": 1, "text_sha256": "1" * 64}])
    assert told(found) == [("PB316", None, "/text_sha256"), ("PB853", None, "/version")]
    table = pa.Table.from_pylist([{**GOLD, "version": 1, "text_sha256": "1" * 64}])
    assert told(problems([gold], table)) == told(found)


def test_layers_that_are_not_scored_are_not_looked_into() -> None:
    odd = {**GOLD, "stances": [{"whatever": 1}], "agreements": None}
    assert scored(GOLD, odd).metrics["exact"].f1 == 1
    assert told(problems([{**GOLD, "stances": []}], [odd], "stances"))


def test_the_collector_is_left_as_it_was() -> None:
    import gc

    scored(GOLD, GOLD)
    assert gc.isenabled()
    gc.disable()
    try:
        scored(GOLD, GOLD)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_records_whose_lists_are_empty_throughout(tmp_path: Path) -> None:
    """A field that is named but holds nothing leaves Arrow a record without fields."""
    label = {
        "type": "TRADE",
        "mentions": [span(0, 4)],
        "arguments": [],
        "status": [],
        "relations": [],
    }
    row = {"document": "d", "entities": [], "agreements": [label], "stances": [], "refs": []}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n")
    assert scored([row], [row], "all").metrics["facts"].f1 == 1
    assert score(path, path, "all").metrics["facts"].f1 == 1


def test_an_empty_record_is_no_record(tmp_path: Path) -> None:
    row = {**GOLD, "refs": [{"id": "a", "type": "STATE", "name": "Anhal", "kb": {}}]}
    assert told(problems([GOLD], [row]))
