"""The records that are scored, as Arrow types with their rules.

Both are derived from `model.prediction`, so that a field of the scheme stands there and nowhere
else. Gold is read by the same records: a prediction is an annotation with fewer duties. Where two
files of any location are scored, types and document ids are taken as they come.
"""

from __future__ import annotations

import types
from functools import cache, reduce
from operator import or_
from typing import Any, Union, get_args, get_origin

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import inspect

from pactbank.model.closed import LAYERS, AgreementType, EntityType, Layer, RefType, StanceType
from pactbank.model.prediction import Prediction
from pactbank.model.scalars import Short, Slug

_OPEN = dict.fromkeys((EntityType, AgreementType, StanceType, RefType), Short)


@cache
def record(layers: tuple[Layer, ...], as_they_come: bool) -> type[msgspec.Struct]:
    """A record like `Prediction` that looks into these layers alone; the others may hold
    anything.

    `as_they_come`: entity, referent, agreement and stance types and document ids are any short
    strings.
    """
    fields: list[tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(Prediction):
        if field.name in set(LAYERS) - set(layers):
            fields.append((field.name, msgspec.Raw, msgspec.Raw(b"null")))
        elif field.name == "document":
            fields.append((field.name, Short if as_they_come else Slug, msgspec.NODEFAULT))
        else:
            fields.append((field.name, _opened(field.type, as_they_come), field.default))
    return _struct("ScoredLabels", fields)


@cache
def label_record(layer: Layer, as_they_come: bool) -> type[msgspec.Struct]:
    """The record of one label of a layer."""
    fields = {field.name: field for field in msgspec.structs.fields(record((layer,), as_they_come))}
    kinds = {kind for part in get_args(fields[layer].type) for kind in get_args(part)}
    [found] = [
        kind for kind in kinds if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    ]
    return found


def _opened(kind: Any, as_they_come: bool) -> Any:
    """A field's type with its closed lists of types opened, in all records inside it."""
    if as_they_come and kind in _OPEN:
        return _OPEN[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _copied(kind, as_they_come)
    location, parts = get_origin(kind), get_args(kind)
    if location is tuple and parts[-1] is Ellipsis:
        return types.GenericAlias(tuple, (_opened(parts[0], as_they_come), ...))
    if location in (Union, types.UnionType):
        return reduce(or_, (_opened(part, as_they_come) for part in parts))
    return kind


@cache
def _copied(kind: type[msgspec.Struct], as_they_come: bool) -> type[msgspec.Struct]:
    fields = [
        (
            field.name,
            _opened(field.type, as_they_come),
            msgspec.field(name=field.encode_name, default=field.default),
        )
        for field in msgspec.structs.fields(kind)
    ]
    return _struct(kind.__name__, fields)


def _struct(name: str, fields: list[Any]) -> type[msgspec.Struct]:
    """A record that the garbage collector need not look at: it holds no cycles."""
    return msgspec.defstruct(
        name,
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
    )


@cache
def _described(layers: tuple[Layer, ...], as_they_come: bool) -> inspect.StructType:
    info = inspect.type_info(record(layers, as_they_come))
    assert isinstance(info, inspect.StructType)
    return info


@cache
def schema() -> pa.Schema:
    """The Arrow schema of a prediction with all its layers. Every value may be null: what must be
    there is for `keeps_rules` to say."""
    info = _described(LAYERS, as_they_come=True)
    return pa.schema([(field.encode_name, _arrow(field.type)) for field in info.fields])


@cache
def coded_schema() -> pa.Schema:
    """The same with strings as places in a dictionary, but for words of the text: they stand
    often, and are asked and looked up once each."""
    return pa.schema([(field.name, _coded(field)) for field in schema()])


_WORDS = frozenset({"document", "text_sha256", "text", "before", "after"})


def _coded(field: pa.Field) -> pa.DataType:
    kind = field.type
    if pa.types.is_struct(kind):
        return pa.struct([(part.name, _coded(part)) for part in kind])
    if pa.types.is_list(kind):
        return pa.list_(_coded(kind.value_field))
    if pa.types.is_string(kind) and field.name not in _WORDS:
        return pa.dictionary(pa.int32(), pa.string())
    return kind


def _arrow(info: inspect.Type) -> pa.DataType:
    match info:
        case inspect.UnionType():
            return _arrow(_value(info))
        case inspect.StructType():
            return pa.struct([(field.encode_name, _arrow(field.type)) for field in info.fields])
        case inspect.VarTupleType():
            return pa.list_(_arrow(info.item_type))
        case inspect.TupleType():
            return pa.list_(_arrow(info.item_types[0]))
        case inspect.IntType():
            return pa.int64()
        case inspect.BoolType():
            return pa.bool_()
        case inspect.StrType() | inspect.LiteralType():
            return pa.string()
    raise TypeError(f"no Arrow type for {info}")


def _value(info: inspect.UnionType) -> inspect.Type:
    """What a value is, where it is not null."""
    [value] = [kind for kind in info.types if not isinstance(kind, inspect.NoneType)]
    return value


def keeps_rules(table: pa.Table, layers: tuple[Layer, ...], as_they_come: bool) -> bool:
    """Whether the rows of a table keep every rule that `record` puts on these layers: what must
    be there, lengths, patterns, closed lists and bounds."""
    info = _described(layers, as_they_come)
    return all(
        _fits(chunk, field.type, required=field.required)
        for field in info.fields
        if not isinstance(field.type, inspect.RawType)
        for chunk in table.column(field.encode_name).chunks
    )


def _fits(values: pa.Array, info: inspect.Type, required: bool) -> bool:
    if values.null_count == len(values):
        return not (required and len(values))
    if values.null_count and required:
        return False
    if pa.types.is_dictionary(values.type):
        values = values.dictionary
    elif values.null_count:
        values = values.drop_null()
    match info:
        case inspect.UnionType():
            return _fits(values, _value(info), required=False)
        case inspect.StructType():
            given = {part.name for part in values.type}
            return all(
                _fits(values.field(field.encode_name), field.type, required=field.required)
                if field.encode_name in given
                else not field.required
                for field in info.fields
            )
        case inspect.VarTupleType():
            sizes = _bounds(pc.list_value_length(values))
            return sizes[0] >= (info.min_length or 0) and _fits(
                values.flatten(), info.item_type, required=True
            )
        case inspect.TupleType():
            size = len(info.item_types)
            return _bounds(pc.list_value_length(values)) == (size, size) and _fits(
                values.flatten(), info.item_types[0], required=True
            )
        case inspect.IntType():
            low, high = _bounds(values)
            return low >= (info.ge or 0) and (info.le is None or high <= info.le)
        case inspect.LiteralType():
            return set(pc.unique(values).to_pylist()) <= set(info.values)
        case inspect.StrType():
            return _is_string(values, info)
    return True


def _is_string(values: pa.Array, info: inspect.StrType) -> bool:
    low, high = _bounds(pc.utf8_length(values))
    if low < (info.min_length or 0) or (info.max_length is not None and high > info.max_length):
        return False
    if info.pattern is None:
        return True
    pattern = info.pattern.replace(r"\Z", r"\z")  # as RE2 writes the end of a string
    return bool(pc.all(pc.match_substring_regex(pc.unique(values), pattern)).as_py())


def _bounds(values: pa.Array) -> tuple[int, int]:
    found = pc.min_max(values)
    return found["min"].as_py(), found["max"].as_py()
