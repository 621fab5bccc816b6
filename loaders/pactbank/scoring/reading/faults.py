"""Why an object is no prediction: every fault, with its JSON pointer.

Labels are looked at one by one, so that one bad label among a million is found in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from pactbank.model import codec
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import SCHEMAS, Finding, faults, schema, strict_validator
from pactbank.scoring.reading.forms import label_record

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

EXPLAINED = 200
"""So many labels of a layer are explained by the schema, which is slow; more are named only."""

_DEFINITIONS: dict[Layer, str] = {
    "entities": "mention",
    "agreements": "agreement",
    "stances": "stance",
}
_OPEN_DEFINITIONS = ("entityType", "refType", "agreementType", "stanceType")


def explain(data: bytes, layers: tuple[Layer, ...], as_they_come: bool) -> Iterator[Finding]:
    """Every fault of the bytes of one object. Raises `Unreadable` for bytes that are not strict
    JSON."""
    yield from explain_value(codec.parse(data), layers, as_they_come)


def explain_value(value: Any, layers: tuple[Layer, ...], as_they_come: bool) -> Iterator[Finding]:
    """Every fault of a plain JSON value."""
    bare = value
    if isinstance(value, dict):
        lists = {name: value[name] for name in LAYERS if isinstance(value.get(name), list)}
        bare = {**value, **{name: [] for name in lists}}
        for layer in layers:
            yield from _labels(lists.get(layer, []), layer, as_they_come)
    yield from faults(bare, _validator(None, as_they_come))


def _labels(labels: list[Any], layer: Layer, as_they_come: bool) -> Iterator[Finding]:
    kind = label_record(layer, as_they_come)
    found = 0
    for at, value in enumerate(labels):
        try:
            msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as error:
            found += 1
            pointer = f"/{layer}/{at}"
            by_schema = faults(value, _validator(layer, as_they_come), pointer)
            findings = list(by_schema) if found <= EXPLAINED else []
            yield from findings or [Finding("PB100", pointer, str(error))]


@cache
def _validator(layer: Layer | None, as_they_come: bool) -> Validator:
    """The validator of a prediction, or of one label of a layer."""
    root = f"urn:pactbank:schema:{SCHEMAS[Prediction]}:1"
    part = f"#/$defs/{_DEFINITIONS[layer]}" if layer else ""
    known = [schema(name) for name in SCHEMAS.values()]
    if as_they_come:
        known = [_opened(each) for each in known]
    return strict_validator({"$ref": root + part}, known)


def _opened(known: dict[str, Any]) -> dict[str, Any]:
    """A schema whose lists of types are open and whose documents have any id."""
    short = {"type": "string", "minLength": 1, "maxLength": 512}
    opened = dict(known)
    opened["$defs"] = {
        name: short if name in _OPEN_DEFINITIONS else definition
        for name, definition in known.get("$defs", {}).items()
    }
    if "document" in known.get("properties", {}):
        opened["properties"] = {**known["properties"], "document": short}
    return opened
