"""The records the scorer reads: predictions, reduced to the layers that are scored.

Gold files are read by them too, for a prediction is an annotation with fewer duties. Where two
files of any origin are scored, types and document ids are taken as they come.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any, Literal, Protocol, Union, get_args, get_origin

import msgspec

from pactbank.model.closed import LAYERS, AgreementType, EntityType, Layer, RefType, StanceType
from pactbank.model.prediction import Prediction
from pactbank.model.scalars import Short, Slug

Kind = Literal["entities", "mentions", "arguments", "cue", "holder", "target"]
"""What a span is: an entity mention, part of an agreement, or part of a stance."""
FILLERS: frozenset[Kind] = frozenset({"arguments", "holder"})
"""Kinds that may name referents by their ids alone."""

_OPEN = dict.fromkeys((EntityType, AgreementType, StanceType, RefType), Short)


class Labels(Protocol):
    """One side's labels of one document. Layers that are not scored hold undecoded bytes."""

    @property
    def document(self) -> str: ...
    @property
    def version(self) -> int | None: ...
    @property
    def text_sha256(self) -> str | None: ...
    @property
    def entities(self) -> Any: ...
    @property
    def agreements(self) -> Any: ...
    @property
    def stances(self) -> Any: ...


@cache
def record(layers: tuple[Layer, ...], as_they_come: bool) -> type[msgspec.Struct]:
    """A record like `Prediction` that decodes these layers alone.

    `as_they_come`: entity, referent, agreement and stance types and document ids are any short
    strings.
    """
    skipped = {"refs", *LAYERS} - set(layers)
    fields: list[tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(Prediction):
        if field.name in skipped:
            fields.append((field.name, msgspec.Raw, msgspec.Raw(b"null")))
        elif field.name == "document":
            fields.append((field.name, Short if as_they_come else Slug, msgspec.NODEFAULT))
        else:
            fields.append((field.name, _opened(field.type, as_they_come), field.default))
    return _struct("Labels", fields)


@cache
def label(layer: Layer, as_they_come: bool) -> type[msgspec.Struct]:
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
        return _copy(kind, as_they_come)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return types.GenericAlias(tuple, (_opened(parts[0], as_they_come), ...))
    if origin in (Union, types.UnionType):
        return reduce(or_, (_opened(part, as_they_come) for part in parts))
    return kind


@cache
def _copy(kind: type[msgspec.Struct], as_they_come: bool) -> type[msgspec.Struct]:
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


def layer_of(labels: Any) -> tuple[Any, ...]:
    """The labels of a layer; none where it is absent or was not decoded."""
    return labels if isinstance(labels, tuple) else ()


def spans(labels: Labels) -> Iterator[tuple[Kind, str, Any]]:
    """Every span that is scored: its kind, its JSON pointer, and the record."""
    for at, mention in enumerate(layer_of(labels.entities)):
        yield "entities", f"/entities/{at}", mention
    for at, pact in enumerate(layer_of(labels.agreements)):
        for inner, span in enumerate(pact.mentions):
            yield "mentions", f"/agreements/{at}/mentions/{inner}", span
        for inner, span in enumerate(pact.arguments):
            yield "arguments", f"/agreements/{at}/arguments/{inner}", span
    for at, stance in enumerate(layer_of(labels.stances)):
        yield "cue", f"/stances/{at}/cue", stance.cue
        for inner, holder in enumerate(stance.holders):
            yield "holder", f"/stances/{at}/holders/{inner}", holder
        if stance.target is not None:
            yield "target", f"/stances/{at}/target", stance.target
