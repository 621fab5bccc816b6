"""Strict reading, canonical writing, true line numbers."""

from __future__ import annotations

import gc
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.examples import valid_corpus
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.document import Document
from pactbank.model.registers import Lock, LockedFile, Manifest
from pactbank.model.score import Score
from pactbank.model.world import World

HASH = "0" * 64
LOCK = Lock(
    schema_version=1,
    files=tuple(LockedFile(path=path, sha256=HASH) for path in ('a "b', "c, {x", "ä₱🤝")),
)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"\xef\xbb\xbf{}", "PB003", 1),
        (b'{"a":\n"\xff"}', "PB002", 2),
        (b'{"a":\r\n1}', "PB004", 1),
        (b"", "PB005", 1),
        (b'{"a": 1', "PB005", 1),
        (b"{} {}", "PB005", 1),
        (b'\n\n{"a": NaN}', "PB005", 3),
        (b"[Infinity]", "PB005", 1),
        (b"[-Infinity]", "PB005", 1),
        (b'["\x00"]', "PB005", 1),
        (b"[01]", "PB005", 1),
        (b'{"a": 1,\n "a": 2}', "PB006", 2),
        (b"[" * 100_000, "PB007", 1),
        (b'{"a":' * 100_000, "PB007", 1),
        (b'["\\ud83e"]', "PB008", 1),
        (b'["\\udd1d"]', "PB008", 1),
    ],
)
def test_what_is_not_strict_json(data: bytes, code: str, line: int) -> None:
    with pytest.raises(codec.Unreadable) as found:
        codec.parse(data)
    assert (found.value.code, found.value.line) == (code, line)
    with pytest.raises(codec.Unreadable):
        codec.decode(data, Lock)


def test_parse_gives_plain_values() -> None:
    assert codec.parse('{"a": [1, 2.5, "₱\\ud83e\\udd1d", null]}'.encode()) == {
        "a": [1, 2.5, "₱🤝", None]
    }


def test_encode_is_canonical_and_one_label_a_line() -> None:
    data = codec.encode(LOCK)
    assert codec.decode(data, Lock) == LOCK
    assert json.loads(data)["files"][2]["path"] == "ä₱🤝"
    lines = data.decode().splitlines()
    assert [line.startswith('{"path"') for line in lines] == [False, False, True, True, True]
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")


def test_a_duplicate_key_hides_in_no_layout() -> None:
    once = codec.encode(LOCK)
    twice = once.replace(b'{"path"', b'{"path": "x", "path"', 1)
    for data in (twice, twice.replace(b"\n", b""), twice.replace(b" ", b"")):
        with pytest.raises(codec.Unreadable, match="duplicate key"):
            codec.decode(data, Lock)


def test_any_other_layout_reads_alike() -> None:
    loose = json.dumps(json.loads(codec.encode(LOCK)), indent=4).encode()
    assert codec.decode(loose, Lock) == LOCK


def test_the_wrong_record_is_a_validation_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        codec.decode(b'{"schema_version": 1, "files": 3}', Lock)


def test_lines_count_physical_lines() -> None:
    assert list(codec.lines(b"a\n\n \nb\n")) == [(1, b"a"), (4, b"b")]


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, at: str = "") -> list[str]:
    found = [at]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += pointers(inner, f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}")
    return found


@given(json_values, st.sampled_from([None, 0, 1, 3]))
def test_locate_knows_every_pointer(value: Any, indent: int | None) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    places = codec.locate(data)
    assert sorted(places) == sorted(set(pointers(value)))
    assert all(1 <= line <= data.count(b"\n") + 1 for line in places.values())


def test_locate_gives_the_line_of_key_and_item() -> None:
    data = b'{\n"a": [\n1,\n{"b": 2}],\n"c": "x\\"]}"\n}'
    assert codec.locate(data) == {"": 1, "/a": 2, "/a/0": 3, "/a/1": 4, "/a/1/b": 4, "/c": 5}


def test_the_collector_is_back_afterwards_whatever_happens() -> None:
    assert gc.isenabled()
    with codec.uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), codec.uncollected():
        raise KeyError
    assert gc.isenabled()


def test_whoever_had_the_collector_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with codec.uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("file", "record"),
    [
        ("annotations/gold/hask-note.v1.json", Annotation),
        ("corpus/hask-note/v1.json", Document),
        ("corpus/sevra-letter/v1.json", Document),
        ("corpus/corpus.lock", Lock),
        ("annotations/annotators.json", Annotators),
        ("manifest.json", Manifest),
        ("entities.score.json", Score),
        ("corpus/world/world.json", World),
    ],
)
def test_the_breaks_of_a_record_are_those_of_all(file: str, record: type[msgspec.Struct]) -> None:
    found = codec.decode((valid_corpus() / file).read_bytes(), record)
    assert codec.encode(found) == codec.lay_out(msgspec.json.encode(found))
