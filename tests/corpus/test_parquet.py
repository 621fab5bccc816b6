"""Damaged Parquet files and Arrow tables: one problem that names the file, whatever Arrow says."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pactbank.corpus import parquet
from pactbank.errors import InvalidData

TABLE = pa.table(
    {
        "document": ["orlen-talks", "hask-note"],
        "entities": [[{"start": 0, "type": "STATE"}], [{"start": 3, "type": "ORG"}]],
    }
)


def strings(*values: bytes) -> Any:
    """An array of strings from any bytes, which Arrow does not check."""
    return pa.array(values, pa.binary()).view(pa.string())


def written(table: Any, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


BARE: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}
PLAIN = written(TABLE, **BARE)
SUMMED = written(TABLE, **BARE, write_page_checksum=True)
AT = SUMMED.index(b"orlen-talks")
DAMAGED: dict[str, bytes] = {
    "nothing": b"",
    "text": b'{"document": "a"}\n',
    "cut": PLAIN[: len(PLAIN) // 2],
    "no end": PLAIN[:-1],
    "magic alone": b"PAR1PAR1",
    "footer too long": PLAIN[:-8] + b"\xff\xff\xff\x7fPAR1",
    "a letter under a checksum": flipped(SUMMED, AT),
    "a length under a checksum": flipped(SUMMED, AT - 4),
    "strings that are not UTF-8": written(pa.table({"document": strings(b"\xff\xfe")})),
    "nested strings that are not UTF-8": written(
        pa.table({"entities": pa.ListArray.from_arrays([0, 1], strings(b"\xc3\x28"))})
    ),
    "a name that is not UTF-8": PLAIN.replace(b"document", b"\xff\xfecument"),
    "a nested name that is not UTF-8": PLAIN.replace(b"start", b"\xfftart"),
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("read", [parquet.read, lambda path: list(parquet.batches(path, 1))])
def test_a_damaged_file_is_one_problem(
    tmp_path: Path, name: str, read: Callable[[Path], Any]
) -> None:
    path = tmp_path / "labels.parquet"
    path.write_bytes(DAMAGED[name])
    assert DAMAGED[name] != PLAIN
    with pytest.raises(InvalidData) as caught:
        read(path)
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == ("PB859", str(path))
    assert problem.message
    assert len(problem.message) <= 200


def test_what_the_machine_refuses_is_not_called_damaged(tmp_path: Path) -> None:
    for read in (parquet.read, parquet.schema):
        with pytest.raises(InvalidData) as caught:
            read(tmp_path / "nothing.parquet")
        assert [problem.code for problem in caught.value.problems] == ["PB001"]


def test_any_byte_of_the_footer_may_be_wrong(tmp_path: Path) -> None:
    """Nothing but `InvalidData` escapes, whatever the file says of itself."""
    path = tmp_path / "labels.parquet"
    refused = 0
    for at in range(len(SUMMED) - 1200, len(SUMMED)):
        path.write_bytes(flipped(SUMMED, at))
        for read in (parquet.read, parquet.schema):
            try:
                read(path)
            except InvalidData:
                refused += 1
    assert refused > 200


@pytest.mark.parametrize(
    "broken",
    [
        pa.table({"document": strings(b"\xff")}),
        pa.table({"entities": pa.DictionaryArray.from_arrays([5], ["a"], safe=False)}),
    ],
    ids=["not UTF-8", "a code that leads out of its dictionary"],
)
def test_a_damaged_table_in_memory_is_one_problem(broken: Any) -> None:
    with pytest.raises(InvalidData) as caught:
        parquet.checked(broken, "predictions")
    assert [(of.code, of.file) for of in caught.value.problems] == [("PB859", "predictions")]


def test_what_is_sound_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "labels.parquet"
    path.write_bytes(written(TABLE, **parquet.WRITTEN))
    assert parquet.read(path).equals(TABLE)
    assert pa.Table.from_batches(parquet.batches(path, 1)).equals(TABLE)
    assert parquet.schema(path) == (TABLE.schema, 2)
    some = parquet.read(path, lambda name: name == "entities", coded=lambda leaf: "type" in leaf)
    assert some.column_names == ["entities"]
    assert some.to_pylist() == TABLE.select(["entities"]).to_pylist()
