"""The fields of the scheme, read from its record types, and labels with each of them made wrong.

for field in fields(Prediction):      Field("agreements/*/status/*/stage", Stage)
    for wrong in values(field, old):  other values that the field may have
"""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

Label = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A field by its path, names parted by slashes with `*` for every item of a list; `kind` is
    the type of its value, without Annotated and None."""

    path: str
    kind: Any
    default: Any

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_list(self) -> bool:
        return get_origin(self.kind) is tuple


def fields(record: type[msgspec.Struct], path: str = "") -> Iterator[Field]:
    """Every field of a record and of the records in it."""
    for field in msgspec.structs.fields(record):
        kind = _bare(field.type)
        here = path + field.encode_name
        yield Field(here, kind, field.default)
        if _is_record(kind):
            yield from fields(kind, f"{here}/")
        elif get_origin(kind) is tuple and _is_record(item := _bare(get_args(kind)[0])):
            yield from fields(item, f"{here}/*/")


def _bare(kind: Any) -> Any:
    """A type without Annotated and without None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        [kind] = [part for part in get_args(kind) if part is not type(None)]
        return _bare(kind)
    return kind


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def holders(labels: Any, path: str) -> list[Label]:
    """The objects of some labels that may have the field of this path."""
    found: list[Any] = [labels]
    for step in path.split("/")[:-1]:
        if step == "*":
            found = [item for items in found for item in items]
        else:
            found = [value for one in found if (value := one.get(step)) is not None]
    return found


def others(field: Field, holder: Label) -> list[Any]:
    """Other values that the field may have; none where it has no value to be wrong about."""
    old = holder.get(field.name)
    if get_origin(field.kind) is Literal:
        known = get_args(field.kind)
        at = known.index(_default(field) if old is None else old) if old or _default(field) else -1
        return [each for each in known if known.index(each) != at] if at >= 0 else []
    if field.kind is bool:
        return [not old]
    if old is None or _is_record(field.kind):
        return []
    if field.kind is int:
        return _offsets(field, holder)
    if field.is_list:
        return _lists(field, old)
    return [value for value in _STRINGS.get(field.name, ("something else",)) if value != old]


def _default(field: Field) -> Any:
    return None if field.default is msgspec.NODEFAULT else field.default


def _offsets(field: Field, holder: Label) -> list[int]:
    start, end = holder["start"], holder["end"]
    if field.name == "start":
        return [at for at in (start + 1, start - 1) if 0 <= at < end]
    return [end + 1, end - 1][: 2 if end - 1 > start else 1]


def _lists(field: Field, old: list[Any]) -> list[list[Any]]:
    """One item less, and one more, of lists of ids."""
    if not isinstance(_bare(get_args(field.kind)[0]), type) or not old:
        return []
    if not all(isinstance(item, str) for item in old):
        return []
    more = [name for name in _STRINGS[field.name] if name not in old][:1]
    return [old[1:], [*old, *more], [*more, *old[1:]]]


_REFERENTS = ("kestania", "mirr", "brandt", "nobody")
_STRINGS: dict[str, tuple[str, ...]] = {
    "refs": _REFERENTS,
    "party": _REFERENTS,
    "source": (*_REFERENTS, "AUTHOR"),
    "ref": (*_REFERENTS, "AUTHOR"),
    "body": _REFERENTS,
    "of": _REFERENTS,
    "toward": ("kestania", "lorm", "nobody"),
    "about": ("a3", "a2", "nothing"),
    "target": ("a3", "nothing"),
    "value": ("1999-01-02",),
    "as_of": ("1999-01-02",),
}
"""Values to try for fields of strings, by name: referents, agreements and dates that exist, and
one that does not."""


def changed(labels: Label, field: Field, place: int, value: Any) -> Label:
    """A copy of the labels with the field of one holder replaced. Words that offsets no longer
    cover go."""
    made = copy.deepcopy(labels)
    holder = holders(made, field.path)[place]
    holder[field.name] = value
    if field.name in ("start", "end"):
        holder.pop("text", None)
    return made


def without(labels: Label, field: Field, place: int) -> Label | None:
    """A copy with the field of one holder left out; None where it has none or must have one. A
    span without one of its offsets is no span."""
    holder = holders(labels, field.path)[place]
    if (
        field.kind is int
        or field.default is msgspec.NODEFAULT
        or holder.get(field.name) in (None, [], _default(field))
    ):
        return None
    made = copy.deepcopy(labels)
    del holders(made, field.path)[place][field.name]
    return made
