"""The structure of records: bytes in, problems out, explained by JSON Schema.

`read` uses the typed decoder, which is fast, and consults the schema only to explain a refusal.
Both accept the same files: integers must be written as integers, and patterns are read as in
ECMA-262 (`$` is the end of the string, not the place before a final line feed).
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pactbank.errors import Problem
from pactbank.model import codec, rules
from pactbank.model.annotation import SCHEME_VERSION, Annotation, Annotators
from pactbank.model.audit import Audit
from pactbank.model.benchmark import Leaderboard, SystemRun
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.inputs import read_file
from pactbank.model.packaged import schema_folder
from pactbank.model.prediction import Prediction
from pactbank.model.recipe import Recipe
from pactbank.model.registers import About, Lock, Manifest, Splits
from pactbank.model.score import Comparison, Score
from pactbank.model.short import ShortDraft
from pactbank.model.world import FactPlan, World

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

T = TypeVar("T", bound=msgspec.Struct)

SCHEMAS: dict[type[msgspec.Struct], str] = {
    Document: "document",
    Recipe: "recipe",
    Annotation: "annotation",
    Prediction: "prediction",
    ShortDraft: "short",
    Annotators: "annotators",
    Splits: "splits",
    About: "about",
    Lock: "lock",
    Manifest: "manifest",
    Score: "score",
    Comparison: "comparison",
    SystemRun: "run",
    Leaderboard: "leaderboard",
    World: "world",
    FactPlan: "plan",
    Audit: "audit",
}
"""The schema that describes each record: `schema/<name>.schema.json`."""

_CODES = {
    "type": "PB101",
    "required": "PB102",
    "additionalProperties": "PB103",
    "enum": "PB104",
    "const": "PB104",
    "pattern": "PB105",
    "minimum": "PB106",
    "maximum": "PB106",
    "minLength": "PB107",
    "maxLength": "PB107",
    "minItems": "PB108",
    "maxItems": "PB108",
}
_NEWEST = {"schema_version": SCHEMA_VERSION, "scheme_version": SCHEME_VERSION}
_LISTED = 1000
"""At most this many structural problems of a record are listed; a file of a wrong kind could
have millions."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a record: a rule's code, a JSON pointer into the record, and a message."""

    code: str
    pointer: str
    message: str


def read(data: bytes, record: type[T], file: str) -> tuple[T | None, list[Problem]]:
    """A record from bytes, or None and the structural problems of the bytes."""
    try:
        decoded = codec.decode(data, record)
    except codec.Unreadable as error:
        return None, [error.problem(file)]
    except msgspec.ValidationError as error:
        findings = list(islice(explain(codec.parse(data), record), _LISTED))
        if not findings:
            findings = [Finding("PB100", "", str(error))]
        if len(findings) == _LISTED:
            findings[-1] = replace(
                findings[-1], message=f"{findings[-1].message}; further problems are not listed"
            )
        return None, place(findings, data, file)
    if newer := list(_newer({name: getattr(decoded, name, None) for name in _NEWEST})):
        return None, place(newer, data, file)
    return decoded, []


def explain(value: Any, record: type[msgspec.Struct]) -> Iterator[Finding]:
    """Every fault of a plain JSON value under the schema of a record."""
    if not isinstance(value, dict):
        yield Finding("PB100", "", f"expected an object, found {_shown(value)}")
        return
    if newer := list(_newer(value)):
        yield from newer
        return
    yield from faults(value, validator(record))


def faults(value: Any, by: Validator, pointer: str = "") -> Iterator[Finding]:
    """Every fault of a plain JSON value under a schema; `pointer` is where the value is."""
    for error in by.iter_errors(value):
        yield from _findings(error, pointer)


def place(findings: Iterable[Finding], data: bytes, file: str, line: int = 0) -> list[Problem]:
    """Findings as problems, each with the physical line of its pointer; `line` is the number of
    lines before `data` in the file."""
    findings = list(findings)
    lines = codec.locate(data) if findings and b"\n" in data.rstrip() else {}
    return [
        rules.problem(
            found.code,
            file,
            found.message,
            line=line + _nearest(lines, found.pointer),
            pointer=found.pointer,
        )
        for found in findings
    ]


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema by name, as plain JSON."""
    found: dict[str, Any] = msgspec.json.decode(read_file(schema_folder() / f"{name}.schema.json"))
    return found


@cache
def validator(record: type[msgspec.Struct]) -> Validator:
    """The `jsonschema` validator of a record, made strict."""
    return strict_validator(schema(SCHEMAS[record]), map(schema, SCHEMAS.values()))


def strict_validator(of: dict[str, Any], known: Iterable[dict[str, Any]]) -> Validator:
    """A validator of a schema that may refer to known ones by their `$id`. It is as strict as the
    decoder: integers are written as integers, and `$` is the end of the string."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry, Resource

    resources = [(each["$id"], Resource.from_contents(each)) for each in known]
    strict: Any = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        validators={"pattern": _pattern},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
            {"integer": _is_integer, "number": _is_number}
        ),
    )
    made: Validator = strict(of, registry=Registry().with_resources(resources))
    return made


def _is_integer(_: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_: object, value: object) -> bool:
    return _is_integer(_, value) or (isinstance(value, float) and math.isfinite(value))


def _pattern(_: object, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _findings(error: ValidationError, base: str) -> Iterator[Finding]:
    """The findings of an error; where a value may be null, only what else it may be is
    explained."""
    pointer = base + codec.pointer(error.relative_path)
    rule = str(error.validator)
    if rule == "anyOf":
        for inner in error.context or ():
            if inner.relative_schema_path[0] == 0:
                yield from _findings(inner, pointer)
    elif rule == "additionalProperties":
        known = _of(error)["properties"]
        found: Any = error.instance
        for name in sorted(found.keys() - known.keys()):
            yield Finding("PB103", pointer + codec.pointer([name]), _unknown(name, known))
    elif rule == "type" or not _is_fraction_for_integer(error):
        yield Finding(_CODES.get(rule, "PB100"), pointer, _message(error))


def _is_fraction_for_integer(error: ValidationError) -> bool:
    """Whether the value has a fraction where an integer is expected: then the wrong type is
    reported, and a bound that the value breaks as well is not."""
    return isinstance(error.instance, float) and "integer" in _listed(_of(error).get("type"))


def _of(error: ValidationError) -> dict[str, Any]:
    """The part of the schema that was broken."""
    return error.schema if isinstance(error.schema, dict) else {}


def _message(error: ValidationError) -> str:
    """What is wrong, with values written as JSON."""
    rule: str = str(error.validator)
    wanted: Any = error.validator_value
    found: Any = error.instance
    messages: dict[str, Callable[[], str]] = {
        "type": lambda: f"{_shown(found)} is not of type {' or '.join(_listed(wanted))}",
        "required": lambda: error.message.replace("is a required property", "is missing"),
        "enum": lambda: f"{_shown(found)} is not one of {', '.join(map(_shown, wanted))}",
        "const": lambda: f"{_shown(found)} is not {_shown(wanted)}",
        "pattern": lambda: f"{_shown(found)} does not have the form {_form(_of(error))}",
        "minimum": lambda: f"{_shown(found)} is less than {wanted}",
        "maximum": lambda: f"{_shown(found)} is greater than {wanted}",
        "minLength": lambda: f"{_shown(found)}; at least {wanted} characters are needed",
        "maxLength": lambda: f"a string of {len(found)} characters; at most {wanted} are allowed",
        "minItems": lambda: f"{_shown(found)}; at least {wanted} are needed",
        "maxItems": lambda: f"{_shown(found)}; at most {wanted} are allowed",
    }
    return messages.get(rule, lambda: error.message[:300])()


def _form(part: dict[str, Any]) -> str:
    """The form that a part of the schema wants: its examples, and what it says of them."""
    told = str(part.get("description", part["pattern"])).partition(". ")[0].rstrip(".")
    examples = " or ".join(map(str, part.get("examples", ())))
    return f"{examples} ({told})" if examples else told


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:64], known, 1)
    suggestion = f"; perhaps {_shown(near[0])} is meant" if near else ""
    return f"unknown field {_shown(name)}{suggestion}"


def _shown(value: object, limit: int = 80) -> str:
    """A value as JSON, shortened; only the size of a list is shown, and nothing of an object."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if value == "":
        return "an empty string"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else f"{text[: limit // 2]} … {text[-limit // 4 :]}"


def _listed(types: object) -> list[str]:
    return types if isinstance(types, list) else [str(types)]


def _newer(versions: dict[str, Any]) -> Iterator[Finding]:
    for name, newest in _NEWEST.items():
        version = versions.get(name)
        if isinstance(version, int) and version > newest:
            message = f"{_shown(version)} is newer than {newest}, the newest this package reads"
            yield Finding("PB109", f"/{name}", message)


def _nearest(lines: dict[str, int], pointer: str) -> int:
    """The line of a value, or of the innermost value around it that exists."""
    while pointer not in lines and pointer:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)
