"""The ids of a record's referents, labels and parts of labels: one namespace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

PARTS = ("mentions", "arguments", "status", "relations")
"""The parts of an agreement, each a list of labels."""

_ID = r"[a-z][a-z0-9._-]*"
_IDS = re.compile(rf"{_ID}(?:\n{_ID})*")
_id_of = attrgetter("id")


class Identified(Protocol):
    @property
    def id(self) -> str | None: ...


class Labelled(Protocol):
    """An annotation or a prediction."""

    @property
    def refs(self) -> Sequence[Identified]: ...
    @property
    def entities(self) -> Sequence[Identified] | None: ...
    @property
    def agreements(self) -> Sequence[Identified] | None: ...
    @property
    def stances(self) -> Sequence[Identified] | None: ...


def ids_of(record: Labelled) -> list[str | None]:
    """Every id: of referents, entities, agreements, stances, then of the parts of each
    agreement. None stands for a predicted label without one."""
    names: list[str | None] = [*map(_id_of, record.refs)]
    for layer in (record.entities, record.agreements, record.stances):
        names += map(_id_of, layer or ())
    for agreement in record.agreements or ():
        for part in PARTS:
            names += map(_id_of, getattr(agreement, part))
    return names


def check_ids(record: Labelled) -> None:
    """All ids of a record in one go. Raises ValueError where one does not have the form of an
    id, which is `labelId` in the annotation schema."""
    names = [name for name in ids_of(record) if name is not None]
    lines = "\n".join(names)
    if names and (lines.count("\n") != len(names) - 1 or not _IDS.fullmatch(lines)):
        raise ValueError("a label id that is none")
