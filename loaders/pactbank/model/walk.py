"""The one walk over labels: every span, id and reference of an annotation, prediction or draft.

The tables below give the path of each kind of thing: field names, with `*` for every item of a
list. A field that is added to the scheme is added here once, and validation, anchoring, scoring
and Label Studio all see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, NamedTuple

SpanKind = Literal[
    "entity", "mention", "argument", "status", "relation", "cue", "target", "holder", "source"
]
LabelKind = Literal[
    "referent", "entity", "agreement", "stance", "mention", "argument", "status", "relation"
]

SPANS: Mapping[SpanKind, str] = {
    "entity": "entities/*",
    "mention": "agreements/*/mentions/*",
    "argument": "agreements/*/arguments/*",
    "status": "agreements/*/status/*/evidence",
    "relation": "agreements/*/relations/*/evidence",
    "cue": "stances/*/cue",
    "target": "stances/*/target",
    "holder": "stances/*/holders/*",
    "source": "stances/*/chain/*/span",
}
"""Everything with `start`, `end` and `text`."""

LABELS: Mapping[LabelKind, str] = {
    "referent": "refs/*",
    "entity": "entities/*",
    "agreement": "agreements/*",
    "stance": "stances/*",
    "mention": "agreements/*/mentions/*",
    "argument": "agreements/*/arguments/*",
    "status": "agreements/*/status/*",
    "relation": "agreements/*/relations/*",
}
"""Everything with an `id`; all ids of a record share one namespace."""

REFERENCES: Mapping[str, str] = {
    "owner": "refs/*/of",
    "entity": "entities/*/refs",
    "argument": "agreements/*/arguments/*/refs",
    "party": "agreements/*/status/*/party",
    "status source": "agreements/*/status/*/source",
    "body": "agreements/*/status/*/body",
    "holder": "stances/*/holders/*/refs",
    "toward": "stances/*/toward",
    "source": "stances/*/chain/*/ref",
}
"""Every field that names referents by id: one id, or a list of them."""

AGREEMENT_REFERENCES: Mapping[str, str] = {
    "relation": "agreements/*/relations/*/target",
    "about": "stances/*/about",
}
"""Every field that names agreements by id: one id, or a list of them."""


class Place(NamedTuple):
    """A value with its kind and its JSON pointer (RFC 6901) into the record."""

    kind: str
    pointer: str
    value: Any


def spans(record: Any) -> list[Any]:
    """Every span of a record, in the order of `located(record, SPANS)`."""
    return gathered(record, SPANS)


def gathered(record: Any, paths: Mapping[Any, str]) -> list[Any]:
    """Every value the paths lead to, in the order of `located(record, paths)`."""
    return [value for path in paths.values() for value in values(record, path)]


def ids(record: Any) -> list[str | None]:
    """Every id of a record, in the order of `located(record, LABELS)`; None stands for a label
    without one."""
    return [label.id for path in LABELS.values() for label in values(record, path)]


def located(record: Any, paths: Mapping[Any, str]) -> Iterator[Place]:
    """Every value that the paths lead to, kind by kind, with its pointer. Making a pointer costs
    more than finding the value, so use `gathered` where only values are needed."""
    for kind, path in paths.items():
        for pointer, value in _located(record, path.split("/"), ""):
            yield Place(kind, pointer, value)


def values(record: Any, path: str) -> list[Any]:
    """Every value that a path leads to. None is skipped, so an absent layer has no values.

    This runs over every label of a corpus, so each step handles whole lists.
    """
    found: list[Any] = [record]
    for step in _steps(path):
        if step is None:
            found = list(chain.from_iterable(found))
        else:
            found = [value for value in map(step, found) if value is not None]
    return found


@cache
def _steps(path: str) -> tuple[Any, ...]:
    """The getter of each field of a path, None for `*`."""
    return tuple(None if step == "*" else attrgetter(step) for step in path.split("/"))


def _located(value: Any, steps: list[str], pointer: str) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    if not steps:
        yield pointer, value
    elif steps[0] == "*":
        for at, item in enumerate(value):
            yield from _located(item, steps[1:], f"{pointer}/{at}")
    else:
        yield from _located(getattr(value, steps[0]), steps[1:], f"{pointer}/{steps[0]}")
