"""Damages to files: what disks, networks, editors, scripts and people do to them.

Every damage is a function of some bytes and a source of chance. It returns other bytes, or None
where it has nothing to damage.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Damage = Callable[[bytes, Random], bytes | None]

ODD_TEXT = (
    "\ufeff", "\u202e", "\u200b", "\u0000", "\x1b[31m", "\r\n", "\u2028", "e\u0301", "\U0001f54a",
    "\U0010ffff", "\ud7ff", "ﬁ", "０", "[/b]", "../", "\t", '"', "\\", "x" * 3000,
)  # fmt: skip
NOT_UTF8 = (b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf")
RAW_VALUES = (
    "1.0", "1e2", "-1", "-0", "2147483647", "2147483648", "9223372036854775808", "1" + "0" * 40,
    "1e999", "NaN", "Infinity", "01", "true", "null", "[]", "{}", '""', '"\\ud800"', '"\\u0000"',
    "[[]]", '{"a": 1, "a": 2}',
)  # fmt: skip


def flip_bit(data: bytes, chance: Random) -> bytes | None:
    return _flipped(data, chance, 1)


def flip_bits(data: bytes, chance: Random) -> bytes | None:
    return _flipped(data, chance, chance.randint(2, 40))


def flip_near_the_end(data: bytes, chance: Random) -> bytes | None:
    """Where Parquet and Arrow keep what they say of themselves."""
    at = max(0, len(data) - 4000)
    return data[:at] + (_flipped(data[at:], chance, 1) or b"")


def _flipped(data: bytes, chance: Random, count: int) -> bytes | None:
    if not data:
        return None
    made = bytearray(data)
    for _ in range(count):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def cut_end(data: bytes, chance: Random) -> bytes | None:
    return data[: chance.randrange(len(data))] if data else None


def cut_start(data: bytes, chance: Random) -> bytes | None:
    return data[chance.randrange(len(data)) + 1 :] if data else None


def cut_inside(data: bytes, chance: Random) -> bytes | None:
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def insert_noise(data: bytes, chance: Random) -> bytes | None:
    at = chance.randint(0, len(data))
    noise = chance.choice((chance.randbytes(chance.randint(1, 64)), bytes(64), *NOT_UTF8))
    return data[:at] + noise + data[at:]


def insert_odd_text(data: bytes, chance: Random) -> bytes | None:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(ODD_TEXT).encode() + data[at:]


def repeat_part(data: bytes, chance: Random) -> bytes | None:
    start, end = _part(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 1, 30)) + data[end:]


def swap_parts(data: bytes, chance: Random) -> bytes | None:
    cuts = sorted(chance.randint(0, len(data)) for _ in range(4))
    a, b, c, d = cuts
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def blank_part(data: bytes, chance: Random) -> bytes | None:
    start, end = _part(data, chance)
    return data[:start] + chance.choice((b"\0", b" ", b"\xff")) * (end - start) + data[end:]


def empty(_: bytes, __: Random) -> bytes | None:
    return b""


def repeat_line(data: bytes, chance: Random) -> bytes | None:
    lines = data.splitlines(keepends=True)
    return b"".join(_repeated(lines, chance)) if lines else None


def _part(data: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 2, 8, 64, 512, len(data))))


BYTES: tuple[Damage, ...] = (
    flip_bit, flip_bit, flip_bits, cut_end, cut_start, cut_inside, insert_noise, insert_odd_text,
    repeat_part, swap_parts, blank_part, empty, repeat_line,
)  # fmt: skip


# JSON: the text is one value, or one value a line. A damaged value is written in the place of a
# mark, so that it may be something that no writer of JSON would write.

_MARK = "\x01mark\x01"
Place = tuple[Any, Any]
"""A container and the key or number of a value in it."""


def _in_json(change: Callable[[Any, Random], str | None]) -> Damage:
    """A damage of a JSON text from a change of its value, which returns what stands for the
    mark."""

    def damage(data: bytes, chance: Random) -> bytes | None:
        head, body, tail = _one_value(data, chance)
        try:
            root = [json.loads(body)]
        except ValueError:
            return None
        raw = change(root, chance)
        if raw is None:
            return None
        text = json.dumps(root[0], ensure_ascii=False).replace(json.dumps(_MARK), raw)
        return head + text.encode("utf-8") + b"\n" + tail

    damage.__name__ = change.__name__
    return damage


def _one_value(data: bytes, chance: Random) -> tuple[bytes, bytes, bytes]:
    """One line of JSON Lines, with what stands before and after it; else all of the data."""
    lines = data.splitlines(keepends=True)
    if len(lines) < 2 or not all(line.startswith(b"{") for line in lines if line.strip()):
        return b"", data, b""
    at = chance.choice([at for at, line in enumerate(lines) if line.strip()])
    return b"".join(lines[:at]), lines[at], b"".join(lines[at + 1 :])


def _places(value: Any) -> Iterator[Place]:
    """Every value inside a container, the container's own parts first."""
    keys = value if isinstance(value, dict) else range(len(value))
    yield from ((value, key) for key in keys)
    for key in keys:
        if isinstance(value[key], (dict, list)):
            yield from _places(value[key])


def _objects(root: Any) -> list[Any]:
    return [of[key] for of, key in _places(root) if isinstance(of[key], dict) and of[key]]


def another_value(root: Any, chance: Random) -> str | None:
    of, key = chance.choice(list(_places(root)))
    of[key] = _MARK
    return chance.choice(RAW_VALUES)


def another_string(root: Any, chance: Random) -> str | None:
    places = [(of, key) for of, key in _places(root) if isinstance(of[key], str)]
    if not places:
        return None
    of, key = chance.choice(places)
    at = chance.randint(0, len(of[key]))
    of[key] = of[key][:at] + chance.choice(ODD_TEXT) + of[key][at:]
    return ""


def another_number(root: Any, chance: Random) -> str | None:
    places = [(of, key) for of, key in _places(root) if type(of[key]) is int]
    if not places:
        return None
    of, key = chance.choice(places)
    of[key] += chance.choice((-1, 1, -of[key], -2 * of[key] - 1, 10, 1000, 2**31, 2**53, 2**64))
    return ""


def nest(root: Any, chance: Random) -> str | None:
    of, key = chance.choice(list(_places(root)))
    of[key] = _MARK
    depth = chance.choice((150, 250, 1100, 100_000))
    return chance.choice(("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth))


def repeat_key(root: Any, chance: Random) -> str | None:
    objects = _objects(root)
    if not objects:
        return None
    of = chance.choice(objects)
    key = chance.choice(list(of))
    of[_MARK] = chance.choice((of[key], None, 1))
    return json.dumps(key)


def leave_out(root: Any, chance: Random) -> str | None:
    places = [(of, key) for of, key in _places(root) if of is not root]
    if not places:
        return None
    of, key = chance.choice(places)
    del of[key]
    return ""


def unknown_field(root: Any, chance: Random) -> str | None:
    objects = _objects(root)
    if not objects:
        return None
    chance.choice(objects)[chance.choice(("comment", "strat", "\u202e", "", "text"))] = 1
    return ""


def repeat_item(root: Any, chance: Random) -> str | None:
    lists = [of[key] for of, key in _places(root) if isinstance(of[key], list) and of[key]]
    if not lists:
        return None
    of = chance.choice(lists)
    of[:] = _repeated(of, chance)
    return ""


def swap_values(root: Any, chance: Random) -> str | None:
    places = list(_places(root))
    (of, key), (other, name) = chance.choice(places), chance.choice(places)
    first, second = of[key], other[name]
    if isinstance(first, (dict, list)) or isinstance(second, (dict, list)):
        return None
    of[key], other[name] = second, first
    return ""


def _repeated(items: list[Any], chance: Random) -> list[Any]:
    at = chance.randrange(len(items))
    return [*items[: at + 1], *[items[at]] * chance.choice((1, 1, 40)), *items[at + 1 :]]


JSON: tuple[Damage, ...] = tuple(
    _in_json(change)
    for change in (
        another_value, another_value, another_string, another_number, nest, repeat_key, leave_out,
        unknown_field, repeat_item, swap_values,
    )
)  # fmt: skip


# Tables: Parquet and Arrow with other columns, types and values, and other ways of being written.


def _in_parquet(change: Callable[[Any, Random], Any]) -> Damage:
    def damage(data: bytes, chance: Random) -> bytes | None:
        try:
            table = change(pq.read_table(io.BytesIO(data)), chance)
            return None if table is None else parquet(table, chance)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return None  # Arrow does not make such a table

    damage.__name__ = change.__name__
    return damage


def _in_arrow(change: Callable[[Any, Random], Any]) -> Damage:
    def damage(data: bytes, chance: Random) -> bytes | None:
        try:
            table = change(pa.ipc.open_file(data).read_all(), chance)
            return None if table is None else arrow(table)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return None

    damage.__name__ = change.__name__
    return damage


def parquet(table: Any, chance: Random | None = None, checksums: bool = False) -> bytes:
    """A table as Parquet; by chance, as another program might write it."""
    sink = io.BytesIO()
    options: dict[str, Any] = {"compression": "none", "write_page_checksum": checksums}
    if chance is not None:
        options |= {
            "compression": chance.choice(("none", "zstd", "snappy")),
            "use_dictionary": chance.random() < 0.5,
            "data_page_version": chance.choice(("1.0", "2.0")),
            "row_group_size": chance.choice((1, 1000)),
            "store_schema": chance.random() < 0.5,
        }
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def arrow(table: Any) -> bytes:
    """A table as an Arrow file."""
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    return sink.getvalue()


def another_column(table: Any, chance: Random) -> Any:
    """A column left out, twice, under another name, or in another type."""
    at = chance.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at)
    kinds = (
        pa.string(), pa.large_string(), pa.binary(), pa.int8(), pa.int32(), pa.uint64(),
        pa.float64(), pa.timestamp("ns"), pa.date64(), pa.decimal128(38, 2), pa.bool_(),
        pa.dictionary(pa.int8(), pa.string()), pa.duration("s"), pa.float16(),
    )  # fmt: skip
    match chance.randrange(6):
        case 0:
            return table.remove_column(at)
        case 1:
            return table.append_column(name, column)
        case 2:
            names = [*table.column_names]
            names[at] = chance.choice(("comment", "", "\u202e", "document", "entities.type"))
            return table.rename_columns(names)
        case 3:
            return table.set_column(at, name, pa.nulls(table.num_rows, column.type))
        case 4:
            return table.set_column(at, name, _plain_values(table.num_rows, chance))
        case _:
            return table.set_column(at, name, column.cast(chance.choice(kinds), safe=False))


def _plain_values(rows: int, chance: Random) -> Any:
    values = chance.choice(
        (float("nan"), -5, 2**62, "x", b"\xff", 1.5, [], {"a": 1}, [[[1]]], True)
    )
    return pa.array([values] * rows)


def another_row(table: Any, chance: Random) -> Any:
    """A value in a row left out or changed, wherever it is nested."""
    rows = table.to_pylist()
    if not rows:
        return None
    change = chance.choice((leave_out, another_number, another_string, repeat_item, swap_values))
    if change(rows, chance) is None:
        return None
    return pa.Table.from_pylist(rows, schema=chance.choice((table.schema, None)))


PARQUET: tuple[Damage, ...] = (
    *BYTES[:-1], flip_near_the_end, flip_near_the_end, flip_near_the_end, flip_near_the_end,
    *map(_in_parquet, (another_column, another_column, another_row, another_row)),
)  # fmt: skip
ARROW: tuple[Damage, ...] = (
    *BYTES[:-1], flip_near_the_end,
    *map(_in_arrow, (another_column, another_column, another_row, another_row)),
)  # fmt: skip
OF_KIND: dict[str, tuple[Damage, ...]] = {
    "json": (*BYTES, *JSON), "text": BYTES, "parquet": PARQUET, "arrow": ARROW
}  # fmt: skip


def damaged(data: bytes, kind: str, chance: Random) -> tuple[str, bytes]:
    """Other bytes, and the name of the damage that made them."""
    while True:
        damage = chance.choice(OF_KIND[kind])
        made = damage(data, chance)
        if made is not None and made != data:
            return damage.__name__, made
