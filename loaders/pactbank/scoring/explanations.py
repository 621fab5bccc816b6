"""What each metric is: formula, meaning and source, from `schema/metrics.json`."""

from __future__ import annotations

from functools import cache

import msgspec

from pactbank.errors import UnknownName
from pactbank.model.inputs import read_file
from pactbank.model.packaged import schema_folder


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    task: str
    formula: str
    meaning: str
    source: str


@cache
def explanations() -> dict[str, Explanation]:
    """Every metric by its name, in the order in which they are told."""
    data = read_file(schema_folder() / "metrics.json")
    return {found.name: found for found in msgspec.json.decode(data, type=list[Explanation])}


def explain(name: str) -> Explanation:
    """Raises `UnknownName`, with the names that exist."""
    found = explanations()
    if name not in found:
        raise UnknownName("metric", name, found)
    return found[name]
