"""Labels as plain values: renamed, compared, and which lists of an agreement hold its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pactbank.model.annotation import Annotation
from pactbank.model.walk import AGREEMENT_REFERENCES, LABELS, REFERENCES, LabelKind

Plain = dict[str, Any]
"""A label or an annotation as JSON has it."""

TOP: dict[LabelKind, str] = {
    kind: path.split("/")[0] for kind, path in LABELS.items() if path.count("/") == 1
}
"""The list that holds the labels of each kind, or the referents."""
PARTS: dict[LabelKind, str] = {
    kind: path.split("/")[2] for kind, path in LABELS.items() if path.count("/") == 3
}
"""The list of an agreement that holds its parts of each kind."""
LETTERS: dict[LabelKind, str] = {
    "referent": "r",
    "entity": "e",
    "agreement": "a",
    "stance": "s",
    "mention": "m",
    "argument": "g",
    "status": "s",
    "relation": "x",
}
"""What ids begin with; those of parts after the id of the agreement and a point."""
BOOKKEEPING = ("id", "from", "ruling", "checked_by")
"""Fields that say nothing about the text."""

_NAMING = {"id"} | {
    path.rsplit("/", 1)[1] for path in (*REFERENCES.values(), *AGREEMENT_REFERENCES.values())
}
_SETS = ("refs", "about", "toward")
_KB = "kb"


def plain(record: msgspec.Struct) -> Plain:
    """A label or an annotation as plain values, its lists as lists."""
    made: Plain = msgspec.json.decode(msgspec.json.encode(record))
    return made


def recorded(values: Plain) -> Annotation:
    """The annotation of plain values. Raises `msgspec.ValidationError`."""
    return msgspec.convert(values, Annotation)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Plain values with every id, of labels and in references, replaced by the name it has."""
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        field: inner
        if field == _KB
        else _named(inner, names)
        if field in _NAMING
        else renamed(inner, names)
        for field, inner in value.items()
    }


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return list({_hashable(item): _named(item, names) for item in value}.values())
    return renamed(value, names)


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str) else id(value)


def references(value: Any) -> Iterator[str]:
    """Every id that plain values refer to; not the ids of the labels themselves."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for field, inner in value.items():
            if field in _NAMING and field != "id":
                yield from [inner] if isinstance(inner, str) else _listed(inner)
            elif field != _KB:
                yield from references(inner)


def _listed(value: Any) -> Iterator[str]:
    """The ids in a list, or in what stands in the place of one."""
    if isinstance(value, list):
        for item in value:
            yield from [item] if isinstance(item, str) else references(item)
    else:
        yield from references(value)


def content(label: Plain) -> Plain:
    """What a label says, for comparison: without its parts and its bookkeeping, and the words of
    its spans, which are those of the text; in sets the order means nothing."""
    parts = PARTS.values()
    kept = {k: v for k, v in label.items() if k not in BOOKKEEPING and k not in parts}
    compared: Plain = _compared(kept)
    return compared


def _compared(value: Any) -> Any:
    if isinstance(value, list):
        return [_compared(item) for item in value]
    if not isinstance(value, dict):
        return value
    spanned = "start" in value
    made = {
        field: sorted(inner) if field in _SETS and inner else _compared(inner)
        for field, inner in value.items()
        if inner is not None
        and inner is not False
        and inner != []
        and not (spanned and field == "text")
    }
    if "holders" in made:
        made["holders"].sort(key=lambda holder: (holder.get("start", 0), repr(holder)))
    return made
