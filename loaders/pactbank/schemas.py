"""JSON Schema in, problems out: structure, explained by `jsonschema`.

`read` decodes with the typed decoder first, which is fast, and asks the schema only when that
refuses. Both give one verdict: integers are written as integers, and patterns have ECMA-262
meaning (`$` is the end of the string, not the place before a final line feed).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pactbank import codec, rules
from pactbank.errors import Problem
from pactbank.model.annotation import Annotation, Annotators
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.prediction import Prediction
from pactbank.model.registers import Lock, Manifest, Splits
from pactbank.model.score import Comparison, Score
from pactbank.resources import schema_folder

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

T = TypeVar("T", bound=msgspec.Struct)

SCHEMAS: dict[type[msgspec.Struct], str] = {
    Document: "document",
    Annotation: "annotation",
    Prediction: "prediction",
    Annotators: "annotators",
    Splits: "splits",
    Lock: "lock",
    Manifest: "manifest",
    Score: "score",
    Comparison: "comparison",
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before its place in the file is known."""

    code: str
    pointer: str
    message: str


def read(data: bytes, record: type[T], file: str) -> tuple[T | None, list[Problem]]:
    """A record from bytes, or every structural problem that keeps it from being one."""
    try:
        decoded = codec.decode(data, record)
    except codec.Unreadable as error:
        return None, [rules.problem(error.code, file, error.message, line=error.line)]
    except msgspec.ValidationError as error:
        value = codec.parse(data)
        findings = list(explain(value, record)) or [Finding("PB100", "", str(error))]
        return None, place(findings, data, file)
    if newer := _newer(getattr(decoded, "schema_version", None)):
        return None, place([newer], data, file)
    return decoded, []


def explain(value: Any, record: type[msgspec.Struct]) -> Iterator[Finding]:
    """Every way in which a plain JSON value breaks the schema of a record."""
    version = value.get("schema_version") if isinstance(value, dict) else None
    if newer := _newer(version):
        yield newer
        return
    yield from faults(value, validator(record))


def faults(value: Any, by: Validator, pointer: str = "") -> Iterator[Finding]:
    """Every way in which a plain JSON value, which stands at `pointer`, breaks a schema."""
    for error in by.iter_errors(value):
        yield from _findings(error, pointer)


def place(findings: Iterable[Finding], data: bytes, file: str, line: int = 0) -> list[Problem]:
    """Findings as problems, each with the physical line its pointer stands on; `line` counts
    the lines of the file before `data`."""
    findings = list(findings)
    lines = codec.locate(data) if findings else {}
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
    found: dict[str, Any] = msgspec.json.decode(
        (schema_folder() / f"{name}.schema.json").read_bytes()
    )
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

    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _findings(error: ValidationError, base: str) -> Iterator[Finding]:
    """One finding an error; a choice between something and null is explained by the something."""
    pointer = base + "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in error.relative_path
    )
    if error.validator == "anyOf":
        for inner in error.context or ():
            if inner.relative_schema_path[0] == 0:
                yield from _findings(inner, pointer)
        return
    code = _CODES.get(str(error.validator), "PB100")
    yield Finding(code, pointer, _shorten(error.message))


def _shorten(message: str, limit: int = 300) -> str:
    return (
        message if len(message) <= limit else f"{message[: limit // 2]} … {message[-limit // 2 :]}"
    )


def _newer(version: object) -> Finding | None:
    if isinstance(version, int) and version > SCHEMA_VERSION:
        said = f"schema version {version}; this package reads up to {SCHEMA_VERSION}"
        return Finding("PB109", "/schema_version", said)
    return None


def _nearest(lines: dict[str, int], pointer: str) -> int:
    """The line of a value, or of the closest thing around it that is there."""
    while pointer not in lines and pointer:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)
