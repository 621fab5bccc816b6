"""JSON Lines made wrong by chance, read all at once and line by line.

    python tests/scoring/reading/fuzzed.py FOLDER SEED CASES

Every case is written to FOLDER/case.jsonl before it is read, so that a crash of the process leaves
the input behind. Prints one line of JSON: cases, how many were taken all at once, and what differs.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from pactbank.model.closed import LAYERS, Layer
from pactbank.scoring.reading import sources
from pactbank.scoring.reading.forms import record
from pactbank.scoring.reading.jsonlines import whole_table
from pactbank.scoring.reading.sources import Wanted
from pactbank.scoring.reading.tabular import without_nulls
from scoring.crowded import corpus

NUMBERS = (
    "-0 0 1.0 1e0 1E2 -1 2147483647 2147483648 9223372036854775807 9223372036854775808 "
    "99999999999999999999999 1e400 01 +1 1. .5 0x1 1_0 NaN Infinity -Infinity "
    'true false null "5" [] {} [1] {"a":1}'
).split()
STRINGS = (
    '""', '"\\u0041"', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83e\\udd1d"', '"null"',
    '"\\x41"', '"\\u00"', '"\t"', '"\\/"', "'a'", '"a', '"é"', '"' + "y" * 600 + '"', "1", "null",
    '["a"]', '{"a": "b"}', '"AUTHOR"', '"\\"', '"\x7f"', '"{"', '": null"', '"a\\nb"', '"\u2028"',
)  # fmt: skip
LINES = (
    b"", b" ", b"\t", b"null", b"[]", b"1", b'"x"', b"{}", b"{", b"}", b"{}{}", b"// c", b"\0",
    b"\xff", b"\xef\xbb\xbf", b'{"document": "z"} null', b'{"document": "z"},', b"[" * 5000,
    b'{"document": "z", "entities": null}', b'{"document": "z", "stances": [null]}',
    b'{"document":\t"z"}', b'{"document"  :  "z", "version":  null}', b'{"document": null}',
    b'{"document": "z", "document": "z"}', b'{"docu\\u006dent": "z"}', b'\x0b{"document": "z"}',
    b'{"document": "z", "entities": [' + b"[" * 200 + b"]" * 200 + b"]}",
    b'{"document": "z", "entities": [{"start": 0, "end": 1, "type": "X", "open":  null}]}',
    b'{"document": "z", "entities": [{"start": 0, "end": 1, "type": "X", "open":\tnull}]}',
    b'{"document": "z", "refs": [{"id": "a", "type": "X", "name_spans": [[0]]}]}',
    b'{"document": "z", "refs": [{"id": "a", "type": "X", "name_spans": [[0, 1, 2]]}]}',
    b'{"document": "z", "refs": [{"id": "a", "type": "X", "name_spans": []}]}',
    b'{"document": "z", "refs": [{"id": "a", "type": "X", "kb": {}}]}',
    b'{"document": "z", "more": {"deep": [1, {"x": null}]}}',
)  # fmt: skip


def start(chance: random.Random) -> list[bytes]:
    """A few lines that are right, in one of several spellings."""
    gold, predicted = corpus(chance, 2)
    separators = chance.choice([(", ", ": "), (",", ":"), (" , ", " : "), (",  ", ":  ")])
    ascii_ = chance.random() < 0.5
    return [
        json.dumps(side, separators=separators, ensure_ascii=ascii_).encode()
        for side in (*gold, {**predicted[1], "document": "doc-9"})
    ]


def _one_of(found: list[re.Match[bytes]], chance: random.Random) -> re.Match[bytes] | None:
    return chance.choice(found) if found else None


def number(line: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"(?<=[:\[, ])-?\d+(?=[,}\] ])", line, chance, NUMBERS)


def string(line: bytes, chance: random.Random) -> bytes:
    return _replaced(rb'"[^"\\]*"', line, chance, STRINGS)


def _replaced(what: bytes, line: bytes, chance: random.Random, by: Sequence[str]) -> bytes:
    hit = _one_of(list(re.finditer(what, line)), chance)
    if hit is None:
        return line
    return line[: hit.start()] + chance.choice(by).encode() + line[hit.end() :]


def doubled(line: bytes, chance: random.Random) -> bytes:
    """A key a second time."""
    hit = _one_of(list(re.finditer(rb'"(\w+)"\s*:\s*("[^"]*"|\d+|true|false|null)', line)), chance)
    return line if hit is None else line[: hit.end()] + b", " + hit[0] + line[hit.end() :]


def spaced(line: bytes, chance: random.Random) -> bytes:
    """White space, or something like it, at a place between tokens."""
    space = chance.choice([b" ", b"  ", b"\t", b"\n", b"\r", b"\x0b", b"\x0c", b"\xc2\xa0"])
    hit = _one_of(list(re.finditer(rb"[{}\[\]:,]", line)), chance)
    at = hit.end() if hit and chance.random() < 0.5 else hit.start() if hit else 0
    return line[:at] + space + line[at:]


def flipped(line: bytes, chance: random.Random) -> bytes:
    if not line:
        return line
    at = chance.randrange(len(line))
    how = chance.randrange(3)
    middle = [bytes([line[at] ^ 1 << chance.randrange(8)]), b"", line[at : at + 1] * 2][how]
    return line[:at] + middle + line[at + 1 :]


def unknown(line: bytes, chance: random.Random) -> bytes:
    """A field that is not known, or a known one in a place that has none."""
    field = chance.choice([b'"confidence": 0.5, ', b'"level": "NAM", ', b'"text": null, '])
    hit = _one_of(list(re.finditer(rb"\{", line)), chance)
    return line if hit is None else line[: hit.end()] + field + line[hit.end() :]


def broken_in_two(line: bytes, chance: random.Random) -> bytes:
    """A line feed before a brace, so that every line begins with one."""
    hit = _one_of(list(re.finditer(rb"\{", line))[1:], chance)
    return line if hit is None else line[: hit.start()] + b"\n" + line[hit.start() :]


def absent(line: bytes, chance: random.Random) -> bytes:
    """A value that is null, after white space of some kind."""
    space = chance.choice([b"", b" ", b"  ", b"\t", b" \t "])
    hit = _one_of(list(re.finditer(rb'(?<=":)\s*("[^"]*"|\d+|true|false|\[\])', line)), chance)
    return line if hit is None else line[: hit.start()] + space + b"null" + line[hit.end() :]


IN_A_LINE = (number, string, doubled, spaced, flipped, unknown, absent, broken_in_two)


def case(chance: random.Random) -> bytes:
    lines = start(chance)
    for _ in range(chance.choice([0, 1, 1, 1, 1, 2])):
        at = chance.randrange(len(lines))
        how = chance.random()
        if how < 0.7:
            lines[at] = chance.choice(IN_A_LINE)(lines[at], chance)
        elif how < 0.9:
            lines.insert(at, chance.choice(LINES))
        elif at + 1 < len(lines):
            # Two objects on one line: with one on two lines there are as many lines as objects.
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
            lines[at] = broken_in_two(lines[at], chance)
    data = chance.choice([b"\n"] * 8 + [b"\r\n", b"\n\n"]).join(lines)
    return data + chance.choice([b"\n"] * 6 + [b"", b"", b" \n", b"\n \n", b"\0"])


def told(table: Any, layers: tuple[Layer, ...]) -> list[Any]:
    """The rows of a table as records, in which a default is as good as nothing."""
    kind = record(layers, as_they_come=True)
    left_out = set(LAYERS) - set(layers)
    rows = [{k: v for k, v in row.items() if k not in left_out} for row in table.to_pylist()]
    return [msgspec.convert(without_nulls(row), kind) for row in rows]


def difference(data: bytes, layers: tuple[Layer, ...]) -> tuple[bool, str | None]:
    """Whether the data are taken all at once, and what is wrong about that."""
    wanted = Wanted(layers, as_they_come=True)
    whole = whole_table(data, layers, as_they_come=True)
    by_line = sources._read_each(sources._lines(data, 0, "case.jsonl", wanted), wanted)
    for problem in by_line.problems:
        if problem.file != "case.jsonl" or not problem.line:
            return False, f"no place: {problem}"
        if not 1 <= problem.line <= data.count(b"\n") + 1:
            return False, f"no such line: {problem}"
    if whole is None:
        return False, None
    if by_line.problems:
        return True, f"taken, and refused by line: {by_line.problems[0]}"
    if told(whole, layers) != told(by_line.table, layers):
        return True, "read differently"
    return True, None


def main(folder: Path, seed: int, cases: int) -> None:
    chance = random.Random(seed)
    path = folder / "case.jsonl"
    taken, differences = 0, []
    for _ in range(cases):
        data = case(chance)
        path.write_bytes(data)
        layers: tuple[Layer, ...] = chance.choice([LAYERS, ("entities",)])
        whole, found = difference(data, layers)
        taken += whole
        if found:
            differences.append([found, data.decode("latin-1")])
    print(json.dumps({"cases": cases, "taken": taken, "differences": differences}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
