"""The schema explains, the decoder decides, and both have one verdict."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from pactbank.model import codec
from pactbank.model.annotation import SCHEME_VERSION, Annotation, Annotators
from pactbank.model.audit import Audit
from pactbank.model.benchmark import Leaderboard, SystemRun
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.packaged import schema_folder
from pactbank.model.prediction import Prediction
from pactbank.model.recipe import Recipe
from pactbank.model.registers import About, Lock, Manifest, Splits
from pactbank.model.schemas import SCHEMAS, explain, read, schema, validator
from pactbank.model.score import Comparison, Score
from pactbank.model.short import ShortDraft
from pactbank.model.world import FactPlan, World
from support.effort import examples

VALID = schema_folder() / "examples" / "valid"
FILES: dict[type[msgspec.Struct], str] = {
    Document: "corpus/*/v*.json",
    Recipe: "*.recipe.json",
    Annotation: "annotations/*/*.v*.json",
    Annotators: "annotations/annotators.json",
    Splits: "corpus/splits.json",
    About: "corpus/about.json",
    Lock: "corpus/corpus.lock",
    Manifest: "manifest.json",
    Score: "entities.score.json",
    Comparison: "entities.comparison.json",
    SystemRun: "rules.run.json",
    Leaderboard: "leaderboard.json",
    Prediction: "predictions.jsonl",
    ShortDraft: "*.short.json",
    World: "corpus/world/world.json",
    FactPlan: "corpus/world/plans/*.json",
    Audit: "annotations/audit.json",
}
MUTATIONS = 1200
"""Of each record."""
HOSTILE: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 0.5, 1e2, 2147483647, 2147483648, 2**53, 2**63, 2**64, 10**40,
    10**400, 1e300, "", "3", "x", "x\n", "é₱🤝", "AUTHOR", "e1", "gold", "2031-05-28",
    "2031-05-28\n", "٢٠٣١-٠٥-٢٨", "0" * 64, "0" * 64 + "\n", "G" * 64, "../x", "STATE", "TIME",
    "codepoint", "x" * 64, "x" * 65, "x" * 512, "x" * 513, "x" * 20000, "x" * 20001, "🤝" * 512,
    [], [[]], [None], [0, 1], [0, 1, 2], ["r1"], [{}], {}, {"x": 1}, {"start": 0, "end": 1},
]  # fmt: skip
NUMERALS = "-0 -0.0 1.0 1e2 1E+2 1e-400 0.0 2147483647.0 123456789012345678901234567890".split()


def seeds(record: type[msgspec.Struct]) -> list[Any]:
    """The schema's own example and every record of the kind in the valid corpus."""
    found = list(schema(SCHEMAS[record])["examples"])
    for path in sorted(VALID.glob(FILES[record])):
        data = path.read_bytes()
        lines = codec.lines(data) if path.suffix == ".jsonl" else [(1, data)]
        found += [json.loads(line) for _, line in lines]
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


def trimmed(value: Any, chance: random.Random) -> Any:
    """The value with at most two items of each list of lists or objects, so that a mutation is soon
    judged."""
    if isinstance(value, dict):
        return {key: trimmed(inner, chance) for key, inner in value.items()}
    if isinstance(value, list) and all(isinstance(item, (dict, list)) for item in value):
        kept = sorted(chance.sample(range(len(value)), min(len(value), 2)))
        return [trimmed(value[at], chance) for at in kept]
    return value


def mutate(value: Any, chance: random.Random) -> Any:
    """The value with one thing changed."""
    value = copy.deepcopy(value)
    path = chance.choice(places(value)[1:])
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    step, old = path[-1], parent[path[-1]]
    match chance.randrange(8):
        case 0 | 1:
            parent[step] = copy.deepcopy(chance.choice(HOSTILE))
        case 2:
            del parent[step]
        case 3 if isinstance(parent, dict):
            parent[chance.choice(["x", "id", "refs", "Start", "text", ""])] = chance.choice(HOSTILE)
        case 3:
            parent.insert(step, copy.deepcopy(chance.choice(HOSTILE)))
        case 4 if isinstance(parent, list):
            parent.append(copy.deepcopy(old))
        case 4:
            renamed = chance.choice(
                [step.upper(), step + " ", step[:-1], step + "s", "\ufeff" + step]
            )
            parent[renamed] = parent.pop(step)
        case 5:  # from elsewhere in the record
            other = value
            for inner in chance.choice(places(value)[1:]):
                other = other[inner]
            parent[step] = copy.deepcopy(other)
        case 6:
            parent[step] = f"\0{chance.choice(NUMERALS)}\0"
        case _:
            parent[step] = _near(old, chance)
    return value


def _near(old: Any, chance: random.Random) -> Any:
    """A value that looks much like the old one."""
    if isinstance(old, bool) or old is None:
        return chance.choice([0, 1, "true", "null", [], not old])
    if isinstance(old, int):
        return chance.choice(
            [old + 1, old - 1, -old, float(old % 2**53), str(old), old + 2**31, [old]]
        )
    if isinstance(old, str) and "\0" not in old:
        arabic = old.translate({ord("0") + digit: 0x660 + digit for digit in range(10)})
        long = [old * 100, (old or "x") * 20000] if len(old) < 100 else []
        near = [old + "\n", old + " ", " " + old, old.upper(), old[:-1], arabic, old + "\0", *long]
        return chance.choice([*near, old.replace("-", "--"), old.replace("-", "_"), [old]])
    return chance.choice([[old], {}, [], {"0": old}, None, ""])


def encoded(value: Any) -> bytes:
    """JSON in which a numeral between NULs stands as it is."""
    return re.sub(rb'"\\u0000([^"\\]+)\\u0000"', rb"\1", json.dumps(value).encode())


def verdicts(data: bytes, record: type[msgspec.Struct]) -> tuple[bool, bool]:
    """Of the schema and of the typed decoder."""
    by_schema = not any(True for _ in explain(codec.parse(data), record))
    try:
        decoded = codec.decode(data, record)
    except msgspec.ValidationError:
        return by_schema, False
    newest = {"schema_version": SCHEMA_VERSION, "scheme_version": SCHEME_VERSION}
    return by_schema, all((getattr(decoded, name, 0) or 0) <= newest[name] for name in newest)


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda record: record.__name__)
def test_schema_and_decoder_agree_on_mutations(record: type[msgspec.Struct]) -> None:
    chance = random.Random(20261124)
    sources = seeds(record)
    accepted = refused = 0
    while accepted + refused < examples(MUTATIONS):
        value = trimmed(chance.choice(sources), chance)
        for _ in range(chance.randint(1, 2)):
            if len(places(value)) > 1:
                value = mutate(value, chance)
        data = encoded(value)
        by_schema, by_decoder = verdicts(data, record)
        assert by_schema == by_decoder, data.decode()[:2000]
        accepted, refused = accepted + by_schema, refused + (not by_schema)
    assert refused > examples(MUTATIONS) / 2
    assert accepted > examples(MUTATIONS) / 50


def test_the_mutations_are_thousands() -> None:
    assert MUTATIONS * len(SCHEMAS) > 9000


JUNK = [
    b'"id": "e1", ', b'"x": 1, ', b"\r", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\0", b"NaN",
    b"\\ud83d", b"\\u0000", b"\\u20b1", b" ", b"\n", b"\t", b"\v", b",", b"1.0", b"-0", b"1e2",
    b"\\", b'"', b":", b"{", b"}", b"[", b"]", b"null", b"0", b"//", b"\xe2\x80\xa8", b"-",
    b"Infinity",
]  # fmt: skip


@pytest.mark.parametrize("record", [Annotation, Document, Lock, Prediction])
def test_strict_reading_has_one_verdict_on_mutated_bytes(record: type[msgspec.Struct]) -> None:
    """What the fast way of the decoder takes, strict parsing and the schema take, and no more."""
    chance = random.Random(20261125)
    sources = seeds(record)
    refused = 0
    for _ in range(examples(1000)):
        value = trimmed(chance.choice(sources), chance)
        tidy = msgspec.json.encode(msgspec.convert(value, record))
        data = bytearray(
            chance.choice([tidy, codec.lay_out(tidy), json.dumps(value, indent=1).encode()])
        )
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice([0, 0, 1, 2, 5, 20]))
        match chance.randrange(3):
            case 0:
                data[start:end] = chance.choice(JUNK)
            case 1:
                data[end:end] = data[start:end]
            case _:
                del data[start:end]
        try:
            strict = not list(explain(codec.parse(bytes(data)), record))
        except codec.Unreadable:
            strict = False
        assert (read(bytes(data), record, "f")[0] is not None) == strict, bytes(data)
        refused += not strict
    assert 0.3 * examples(1000) < refused < examples(1000)


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda record: record.__name__)
def test_every_seed_is_valid_by_both(record: type[msgspec.Struct]) -> None:
    for value in seeds(record):
        assert verdicts(json.dumps(value).encode(), record) == (True, True)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(value, dict):
        yield value
        for key in ("properties", "$defs"):
            for inner in value.get(key, {}).values():
                yield from parts(inner)
        for key in ("items", "additionalProperties", "propertyNames", "anyOf", "prefixItems"):
            yield from parts(value.get(key))
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def types(part: dict[str, Any]) -> list[str]:
    found = part.get("type", [])
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_schemas_keep_the_metaschema_and_have_a_name(name: str) -> None:
    found = schema(name)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:pactbank:schema:{name}:1"
    assert found["examples"]


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_schemas_say_what_everything_is(name: str) -> None:
    found = schema(name)
    for part in parts(found):
        if "object" in types(part) or part in found.get("$defs", {}).values() or part is found:
            assert part["title"], part
            assert part["description"], part
        for key, inner in part.get("properties", {}).items():
            choices = [inner, *inner.get("anyOf", [])]
            assert any("$ref" in c or "description" in c for c in choices), key


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_schemas_leave_nothing_open(name: str) -> None:
    for part in parts(schema(name)):
        if "properties" in part:
            assert part["additionalProperties"] is False, part
            assert set(part["required"]) <= set(part["properties"])
        elif "object" in types(part):
            assert part["propertyNames"]["maxLength"], part
            assert isinstance(part["additionalProperties"], dict), part
        if "string" in types(part):
            assert "maxLength" in part or "enum" in part, part
        if {"integer", "number"} & set(types(part)):
            assert {"minimum", "maximum"} <= part.keys(), part
        if "array" in types(part):
            assert "items" in part or part["minItems"] == part["maxItems"], part
        if "pattern" in part:
            assert part["pattern"].startswith("^")
            assert part["pattern"].endswith("$")
            assert not re.search(r"\\[a-zA-Z]", part["pattern"]), "a class that readers read apart"


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda record: record.__name__)
def test_the_examples_inside_a_schema_are_valid(record: type[msgspec.Struct]) -> None:
    for part in parts(schema(SCHEMAS[record])):
        for example in part.get("examples", []):
            resolver: Any = validator(record)
            assert not list(resolver.evolve(schema=part).iter_errors(example)), example


def test_problems_have_code_line_and_pointer() -> None:
    value = schema("lock")["examples"][0]
    value = {**value, "files": [value["files"][0], {"path": 3, "sha256": "x", "more": 1}]}
    record, problems = read(json.dumps(value, indent=1).encode(), Lock, "f")
    assert record is None
    assert sorted((p.code, p.pointer, p.line) for p in problems) == [
        ("PB101", "/files/1/path", 9),
        ("PB103", "/files/1/more", 11),
        ("PB105", "/files/1/sha256", 10),
    ]


def test_problems_say_what_is_wrong_in_the_words_of_json() -> None:
    value = {
        "schema_version": True,
        "files": [{"path": "", "sha256": None}, {"path": "x" * 600}, []],
        "fiels": {},
    }
    _, problems = read(json.dumps(value).encode(), Lock, "f")
    assert sorted((p.code, p.pointer, p.message) for p in problems) == [
        ("PB101", "/files/0/sha256", "null is not of type string"),
        ("PB101", "/files/2", "an empty list is not of type object"),
        ("PB101", "/schema_version", "true is not of type integer"),
        ("PB102", "/files/1", "'sha256' is missing"),
        ("PB103", "/fiels", 'unknown field "fiels"; perhaps "files" is meant'),
        ("PB107", "/files/0/path", "an empty string; at least 1 characters are needed"),
        ("PB107", "/files/1/path", "a string of 600 characters; at most 512 are allowed"),
    ]


def test_a_choice_with_null_is_explained_by_the_other_half() -> None:
    value = {**schema("document")["examples"][0], "reference_date": "today", "revises": 1.5}
    value["zones"] = [{**value["zones"][0], "text": [0], "confidence": "high"}]
    _, problems = read(json.dumps(value).encode(), Document, "f")
    assert sorted((p.code, p.pointer, p.message) for p in problems) == [
        ("PB101", "/revises", "1.5 is not of type integer or null"),
        ("PB101", "/zones/0/confidence", '"high" is not of type number'),
        (
            "PB105",
            "/reference_date",
            '"today" does not have the form 2031-05-28 (ISO 8601 calendar date, YYYY-MM-DD)',
        ),
        ("PB108", "/zones/0/text", "a list of 1; at least 2 are needed"),
    ]


def test_millions_of_faults_are_listed_up_to_a_thousand() -> None:
    data = b'{"schema_version": 1, "files": [' + b"1," * 100_000 + b"1]}"
    _, problems = read(data, Lock, "f")
    assert len(problems) == 1000
    assert problems[-1].message == "1 is not of type object; further problems are not listed"


@pytest.mark.parametrize("field", ["schema_version", "scheme_version"])
@pytest.mark.parametrize("version", [3, 10**40])
def test_a_newer_schema_or_scheme_is_one_problem(field: str, version: int) -> None:
    value = {**schema("annotation")["examples"][0], field: version, "unheard_of": True}
    for record in (Annotation, Prediction):
        _, problems = read(json.dumps(value).encode(), record, "f")
        assert [(p.code, p.pointer) for p in problems] == [("PB109", f"/{field}")]


def test_schema_files_are_all_used() -> None:
    files = {path.name for path in Path(schema_folder()).glob("*.schema.json")}
    generated = {"prediction.flat", "prediction.strict"}  # by docs/generate.py
    assert files == {f"{name}.schema.json" for name in generated | set(SCHEMAS.values())}
