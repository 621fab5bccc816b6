"""Schemas without references: the same verdict, and what strict structured output asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pactbank.errors import UnknownName
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.model.inlined import for_models, inlined
from pactbank.model.packaged import schema_folder
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import SCHEMAS, explain, schema, strict_validator
from support.effort import tried

VALID = schema_folder() / "examples" / "valid"
KNOWN = [schema(name) for name in SCHEMAS.values()]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(value, dict):
        yield value
        for inner in value.get("properties", {}).values():
            yield from parts(inner)
        for key in ("items", "additionalProperties", "propertyNames", "anyOf"):
            yield from parts(value.get(key))
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_the_files_are_what_the_code_makes() -> None:
    for name, made in (("flat", inlined("prediction")), ("strict", for_models())):
        file = schema_folder() / f"prediction.{name}.schema.json"
        assert json.loads(file.read_bytes()) == made


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_an_inlined_schema_has_no_references_and_is_a_schema(name: str) -> None:
    flat = inlined(name)
    Draft202012Validator.check_schema(flat)
    assert flat["$id"] == f"urn:pactbank:schema:{name}.flat:1"
    words = json.dumps(flat)
    assert "$ref" not in words
    assert "$defs" not in words
    assert "prefixItems" not in words or name != "prediction"


def predictions() -> list[Any]:
    """Records with every field of the format: predictions, gold, and the schema's own examples."""
    found = list(schema("prediction")["examples"])
    found += [
        json.loads(line) for _, line in codec.lines((VALID / "predictions.jsonl").read_bytes())
    ]
    for path in sorted(VALID.glob("annotations/*/*.json")):
        found.append(json.loads(path.read_bytes()))
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    return [path, *(p for key, inner in items for p in places(inner, (*path, key)))]


SEEDS = predictions()
VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 2**31, "", "x", "é\n", "x" * 600, "x" * 20001, "STATE", "PARTY",
    "SIGNED", "AUTHOR", "positive", "2031-05-28", "a-b", "A", "0" * 64, [], [[]], [0, 1], [[0, 1]],
    [[0, 1, 2]], ["r1"], [None], {}, {"x": 1}, {"text": "x"}, {"start": 0, "end": 1},
    {"scheme": "world", "id": "mirr"},
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A record with a few values, fields or items of it changed."""
    value = json.loads(json.dumps(draw(st.sampled_from(SEEDS))))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(value)[1:] or [()]))
        if not path:
            return value
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        if draw(st.booleans()):
            parent[path[-1]] = deepcopy(draw(st.sampled_from(VALUES)))
        elif isinstance(parent, dict):
            name = draw(st.sampled_from(["x", "text", "before", "after", "name_spans", "kb", "of"]))
            parent[name] = deepcopy(draw(st.sampled_from(VALUES)))
        else:
            del parent[path[-1]]
    return value


REFERENCED = strict_validator({"$ref": "urn:pactbank:schema:prediction:1"}, KNOWN)
FLAT = strict_validator(inlined("prediction"), [])


def test_what_is_mutated_is_accepted() -> None:
    assert len(SEEDS) > 5
    assert all(FLAT.is_valid(value) for value in SEEDS)


@given(mutated())
@tried(500)
def test_flat_and_referenced_have_one_verdict(value: Any) -> None:
    assert FLAT.is_valid(value) == REFERENCED.is_valid(value)


@pytest.mark.parametrize("record", [Annotation, Document])
def test_others_accept_their_examples(record: Any) -> None:
    name = SCHEMAS[record]
    for example in schema(name)["examples"]:
        assert strict_validator(inlined(name), []).is_valid(example)


def test_a_layer_alone_refuses_the_others() -> None:
    flat = inlined("prediction", ["entities"])
    assert {"entities", "refs", "document"} <= flat["properties"].keys()
    assert not {"agreements", "stances"} & flat["properties"].keys()
    assert list(for_models(["stances"])["properties"]) == ["document", "refs", "stances"]
    with pytest.raises(UnknownName, match="entity"):
        for_models(["entity"])  # type: ignore[list-item]


@pytest.mark.parametrize("layers", [LAYERS, *([layer] for layer in LAYERS)], ids=str)
def test_the_strict_schema_is_within_what_providers_take(layers: Any) -> None:
    strict = for_models(layers)
    Draft202012Validator.check_schema(strict)
    keywords = {key for part in parts(strict) for key in part}
    assert keywords <= {
        "additionalProperties",
        "anyOf",
        "description",
        "enum",
        "items",
        "properties",
        "required",
        "type",
    }
    objects = [part for part in parts(strict) if "properties" in part]
    for part in objects:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    unions = [p for p in parts(strict) if "anyOf" in p or isinstance(p.get("type"), list)]
    assert len(unions) <= 16
    assert sum(len(part["properties"]) for part in objects) <= 100
    assert sum(len(part.get("enum", ())) for part in parts(strict)) <= 500
    assert depth(strict) <= 5
    for part in objects:
        assert all("description" in field for field in part["properties"].values())


def depth(part: dict[str, Any]) -> int:
    """How many objects lie in one another."""
    inner = [*part.get("properties", {}).values(), part.get("items"), *part.get("anyOf", ())]
    deepest = max((depth(each) for each in inner if each), default=0)
    return deepest + ("properties" in part)


def answers(part: dict[str, Any], name: str = "") -> st.SearchStrategy[Any]:
    """Answers under the strict schema whose strings have a form that keywords cannot ask for."""
    if "anyOf" in part:
        return st.one_of([answers(each, name) for each in part["anyOf"]])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return st.one_of([_answers(part, kind, name) for kind in kinds])


def _answers(part: dict[str, Any], kind: str, name: str) -> st.SearchStrategy[Any]:
    if kind == "object":
        fields = {key: answers(each, key) for key, each in part["properties"].items()}
        return st.fixed_dictionaries(fields)
    if kind == "array":
        return st.lists(answers(part["items"]), max_size=2)
    if kind == "string":
        least = 0 if name in ("before", "after") else 1
        words = st.text("ab “é\n", min_size=least, max_size=3)
        return st.sampled_from(["r1", "a1"]) if name in ("document", "id") else words
    return {"boolean": st.booleans(), "null": st.none()}[kind]


@given(answers(for_models()))
@tried(50)
def test_an_answer_under_the_strict_schema_is_a_prediction(value: Any) -> None:
    assert not list(explain(value, Prediction))
    codec.decode(json.dumps(value).encode(), Prediction)
