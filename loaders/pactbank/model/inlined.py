"""Schemas without references, for programs that take one schema as it is: language models, their
providers, and tools that turn a schema into a grammar.

`inlined` says what the schema says. `for_models` is the prediction schema as strict structured
output wants it: docs/MODELS.md tells what providers take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pactbank.errors import UnknownName
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.schemas import schema

Schema = dict[str, Any]

_LEFT_OUT = {
    "": {
        "version",
        "schema_version",
        "scheme_version",
        "offset_unit",
        "guidelines_sha256",
        "text_sha256",
        "annotator",
        "created",
        "words_sha256",
        "layers",
    },
    "ref": {"name_spans"},
    "agreement": {"name_spans"},
}
"""What a model is not asked for: what a program knows better, by definition ("": the record)."""
_LEFT_OUT_ANYWHERE = {"from", "ruling", "checked_by", "start", "end"}
_IDENTIFIED = {"ref", "agreement", "kb"}
"""Only these are referred to, so only these have ids."""
_NULLABLE = {
    "ref": {"of", "kb"},
    "mention": {"level", "value"},
    "agreement": {"name", "kb"},
    "status": {"party", "body", "as_of"},
    "stance": {"implicit", "target"},
    "link": {"span"},
}
"""Fields that may be null, where nothing is an answer; everything else must have a value."""
_TOLD = {
    ("", "document"): "The id of the text, as it was given.",
    ("", "refs"): "Everybody and everything that the labels mean, each once.",
    ("", "entities"): "Every entity mention.",
    ("", "agreements"): "Every agreement, each once.",
    ("", "stances"): "Every stance.",
    ("ref", "id"): "An id of your own: r1, r2 and so on.",
    ("agreement", "id"): "An id of your own: a1, a2 and so on.",
    ("mention", "level"): "Null for ROLE and TIME. NAM name, NOM nominal, DEM people's adjective, "
    "MET capital for government, PRO pronoun.",
    ("mention", "value"): "The normalised value of a TIME; null for everything else.",
}
"""Descriptions by definition and field, where a model needs other words than a reader of files."""
_KEPT = ("description", "type", "enum", "items", "properties", "required", "additionalProperties")
"""The keywords of strict structured output, beside `anyOf`."""


_WHOLE = ("$schema", "$id", "$defs")
"""The keywords that a schema of its own has, and no part of another."""


def inlined(name: str, layers: Iterable[Layer] = LAYERS) -> Schema:
    """A schema by name with its references replaced by what they refer to, and without `$defs`;
    it accepts and refuses what the schema does. A prediction has these layers alone.

    Raises `UnknownName` for a layer there is not.
    """
    whole = schema(name)
    flat: Schema = _inlined({k: v for k, v in whole.items() if k != "$defs"}, whole["$id"])
    flat["$id"] = f"{whole['$id'].rpartition(':')[0]}.flat:{whole['$id'].rpartition(':')[2]}"
    flat["examples"] = whole["examples"]
    return _with_layers(flat, layers) if name == "prediction" else flat


def for_models(layers: Iterable[Layer] = LAYERS) -> Schema:
    """The prediction schema for strict structured output: spans are quotes, every field is
    required, what may be absent is null, and only keywords are used that providers share.

    What it accepts is a prediction, but for what those keywords cannot say: lengths, the form of
    ids. Raises `UnknownName` for a layer there is not.
    """
    whole = schema("prediction")
    strict = _for_models(whole, "", whole["$id"])
    strict["description"] = "The labels of one text. Spans are quotes, never offsets."
    return _with_layers(strict, layers)


def _with_layers(flat: Schema, layers: Iterable[Layer]) -> Schema:
    """A prediction schema with these layers alone."""
    wanted = set(layers)
    for name in sorted(wanted - set(LAYERS)):
        raise UnknownName("layer", name, LAYERS)
    dropped = set(LAYERS) - wanted
    kept = {key: value for key, value in flat["properties"].items() if key not in dropped}
    required = [name for name in flat["required"] if name in kept]
    changed: Schema = {**flat, "properties": kept, "required": required}
    if dropped:
        changed.pop("examples", None)
    return changed


def _inlined(part: Any, base: str) -> Any:
    """A part of the schema with this `$id`, without references and without examples."""
    if isinstance(part, list):
        return [_inlined(each, base) for each in part]
    if not isinstance(part, Mapping):
        return part
    if "$ref" in part:
        target, where, _ = _referred(part["$ref"], base)
        if target is _schema_of(where):
            target = {key: value for key, value in target.items() if key not in _WHOLE}
        own = {key: value for key, value in part.items() if key != "$ref"}
        return _inlined(target, where) | _inlined(own, base)
    found = {
        key: {name: _inlined(each, base) for name, each in value.items()}
        if key == "properties"
        else _inlined(value, base)
        for key, value in part.items()
        if key != "examples"
    }
    items = found.get("prefixItems", [])
    if items and all(each == items[0] for each in items):
        # The length is fixed beside it, so that this says the same with a keyword all tools know.
        found["items"] = found.pop("prefixItems")[0]
    return found


def _referred(reference: str, base: str) -> tuple[Any, str, str]:
    """What a reference refers to, the `$id` of its schema and the name of the definition."""
    urn, _, pointer = reference.partition("#")
    target: Any = _schema_of(urn or base)
    for step in pointer.split("/")[1:]:
        target = target[step]
    return target, urn or base, pointer.rpartition("/")[2]


@cache
def _schema_of(urn: str) -> Schema:
    """The schema with this `$id`: urn:pactbank:schema:NAME:VERSION."""
    return schema(urn.split(":")[-2])


def _for_models(part: Any, of: str, base: str) -> Any:
    """A part of the schema as strict structured output wants it; `of` names the definition it
    lies in."""
    if "$ref" in part:
        target, where, name = _referred(part["$ref"], base)
        found = _for_models(target, name, where)
        return {**found, **{key: part[key] for key in ("description",) if key in part}}
    if "anyOf" in part:
        choices = [_for_models(each, of, base) for each in part["anyOf"]]
        told = [each.pop("description", None) for each in choices]
        return {"description": part.get("description", told[0]), "anyOf": choices}
    kept = {key: part[key] for key in _KEPT if key in part}
    if "items" in kept:
        kept["items"] = _for_models(part["items"], of, base)
        kept["items"].pop("description", None)  # the list says what it holds
    if "properties" in kept:
        kept["properties"] = _fields(part["properties"], of, base)
        kept["required"] = list(kept["properties"])
    return kept


def _fields(fields: Mapping[str, Schema], of: str, base: str) -> dict[str, Schema]:
    """The fields that a model is asked for."""
    left_out = _LEFT_OUT.get(of, set()) | _LEFT_OUT_ANYWHERE
    left_out |= set() if of in _IDENTIFIED else {"id"}
    nullable = _NULLABLE.get(of, set())
    found = {}
    for name, field in fields.items():
        if name not in left_out:
            found[name] = _for_models(field if name in nullable else _valued(field), of, base)
            if (of, name) in _TOLD:
                found[name]["description"] = _TOLD[of, name]
    return found


def _valued(part: Schema) -> Schema:
    """A field that may be null as one that may not."""
    if isinstance(part.get("type"), list):
        [kind] = [each for each in part["type"] if each != "null"]
        return {**part, "type": kind}
    if "anyOf" in part:
        [value] = [each for each in part["anyOf"] if each != {"type": "null"}]
        return {**value, **{key: part[key] for key in part if key != "anyOf"}}
    return part
