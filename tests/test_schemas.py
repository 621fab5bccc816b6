"""The schema explains, the decoder decides, and both have one verdict."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from pactbank import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.resources import schema_folder
from pactbank.schemas import SCHEMAS, explain, read, schema

VALID = schema_folder() / "examples" / "valid"
HOSTILE: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 0.5, 1e2, 2147483647, 2147483648, 10**40, float("1e300"),
    "", "3", "x", "x\n", "é₱🤝", "x" * 65, "x" * 513, "x" * 20001, "AUTHOR", "e1", "gold",
    "2031-05-28", "2031-05-28\n", "٢٠٣١-٠٥-٢٨", "0" * 64, "0" * 64 + "\n", "G" * 64,
    "STATE", "TIME", "codepoint", [], [[]], [None], [0, 1], [0, 1, 2], ["r1"], {}, {"x": 1},
]  # fmt: skip


def seeds(record: type[msgspec.Struct]) -> list[Any]:
    """The schema's own example and every file of the valid corpus that holds such a record."""
    found = list(schema(SCHEMAS[record])["examples"])
    patterns = {Document: "corpus/*/v*.json", Annotation: "annotations/*/*.v*.json"}
    if record in patterns:
        found += [json.loads(path.read_text()) for path in sorted(VALID.glob(patterns[record]))]
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(p for key, inner in items for p in places(inner, (*path, key)))]


def mutate(value: Any, chance: random.Random) -> Any:
    """The value with one thing changed: replaced, removed, added or doubled."""
    value = copy.deepcopy(value)
    path = chance.choice(places(value)[1:])
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    step = path[-1]
    match chance.randrange(6):
        case 0 | 1 | 2:
            parent[step] = copy.deepcopy(chance.choice(HOSTILE))
        case 3:
            del parent[step]
        case 4 if isinstance(parent, dict):
            parent[chance.choice(["x", "id", "refs", "Start", "text", ""])] = chance.choice(HOSTILE)
        case 4:
            parent.insert(step, copy.deepcopy(chance.choice(HOSTILE)))
        case _:
            if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[step]))
            else:
                parent[str(step).upper()] = parent.pop(step)
    return value


def verdicts(data: bytes, record: type[msgspec.Struct]) -> tuple[bool, bool]:
    by_schema = not list(explain(codec.parse(data), record))
    try:
        decoded = codec.decode(data, record)
    except msgspec.ValidationError:
        return by_schema, False
    newer = getattr(decoded, "schema_version", None)
    return by_schema, not (isinstance(newer, int) and newer > 1)


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda record: record.__name__)
def test_schema_and_decoder_agree_on_mutations(record: type[msgspec.Struct]) -> None:
    chance = random.Random(20261124)
    refused = 0
    for _ in range(800):
        value = chance.choice(seeds(record))
        for _ in range(chance.randint(1, 2)):
            value = mutate(value, chance)
        data = json.dumps(value).encode()
        by_schema, by_decoder = verdicts(data, record)
        assert by_schema == by_decoder, data.decode()
        refused += not by_schema
    assert refused > 200  # the mutations bite


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda record: record.__name__)
def test_every_seed_is_valid_by_both(record: type[msgspec.Struct]) -> None:
    for value in seeds(record):
        assert verdicts(json.dumps(value).encode(), record) == (True, True)


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_schemas_are_valid_documented_and_named(name: str) -> None:
    found = schema(name)
    Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:pactbank:schema:{name}:1"
    assert found["$schema"].endswith("2020-12/schema")
    assert found["title"]
    assert found["description"]
    assert found["examples"]
    for path in places(found):
        inner: Any = found
        for step in path:
            inner = inner[step]
        if isinstance(inner, dict) and inner.get("type") == "object" and "properties" in inner:
            assert inner["additionalProperties"] is False, path


def test_problems_have_code_line_and_pointer() -> None:
    value = schema("lock")["examples"][0]
    value = {**value, "files": [value["files"][0], {"path": 3, "sha256": "x", "more": 1}]}
    record, problems = read(json.dumps(value, indent=1).encode(), SCHEMAS_BY_NAME["lock"], "f")
    assert record is None
    assert sorted((p.code, p.pointer, p.line) for p in problems) == [
        ("PB101", "/files/1/path", 9),
        ("PB103", "/files/1/more", 11),
        ("PB105", "/files/1/sha256", 10),
    ]


def test_a_newer_schema_is_one_problem() -> None:
    value = {**schema("splits")["examples"][0], "schema_version": 2, "unheard_of": True}
    _, problems = read(json.dumps(value).encode(), SCHEMAS_BY_NAME["splits"], "f")
    assert [p.code for p in problems] == ["PB109"]


SCHEMAS_BY_NAME = {name: record for record, name in SCHEMAS.items()}


def test_schema_files_are_all_used() -> None:
    files = {path.name for path in Path(schema_folder()).glob("*.schema.json")}
    assert files == {f"{name}.schema.json" for name in SCHEMAS.values()}
