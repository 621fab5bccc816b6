"""Flat tables: one row a document, mention, pact, argument, status entry, stance or holder.

The configs nest labels in documents, as `datasets` can; readers that cannot, among them those
of Croissant, get the same labels here, with the ids that say what belongs to what.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasets import Features, Value

from pactbank.dataset.features import FEATURES
from pactbank.dataset.rows import Part, Row

FOLDER = "flat"

_LAYERS = ("entities", "agreements", "stances")
_SOURCES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "documents": (("documents",), ()),
    "referents": (_LAYERS, ("refs",)),
    "entities": (("entities",), ("entities",)),
    "agreements": (("agreements",), ("agreements",)),
    "agreement_mentions": (("agreements",), ("agreements", "mentions")),
    "arguments": (("agreements",), ("agreements", "arguments")),
    "status": (("agreements",), ("agreements", "status")),
    "relations": (("agreements",), ("agreements", "relations")),
    "stances": (("stances",), ("stances",)),
    "holders": (("stances",), ("stances", "holders")),
    "chain": (("stances",), ("stances", "chain")),
}
"""Each table: the configs it may be made of, of which the first that is there is taken, and the
lists that lead from a row of it to a row of the table."""
_OWNER = {"agreements": "agreement", "stances": "stance"}
"""The column that names the label a row belongs to, by the list that label stands in."""


def _columns(feature: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The columns of a struct: values, lists of values, and the parts of inner structs."""
    for name, inner in feature.items():
        if isinstance(inner, dict):
            yield from _columns(inner, f"{prefix}{name}_")
        elif isinstance(inner, Value) or isinstance(inner.feature, Value):
            yield f"{prefix}{name}", inner


def _features(configs: tuple[str, ...], steps: tuple[str, ...]) -> Features:
    feature: Any = dict(FEATURES[configs[0]])
    keys = {"split": Value("string")}
    if steps:
        keys |= {key: feature[key] for key in ("document", "version", "text_available")}
    for at, step in enumerate(steps):
        feature = feature[step].feature
        if at < len(steps) - 1:
            keys[_OWNER[step]] = feature["id"]
    return Features({**keys, **dict(_columns(feature))})


FLAT: dict[str, Features] = {name: _features(*source) for name, source in _SOURCES.items()}
"""The columns of each table. Every row names its split, document and version."""


def flattened(part: Part) -> dict[str, list[Row]]:
    """The rows of one document in each table in which it has some."""
    made: dict[str, list[Row]] = {}
    for name, (configs, steps) in _SOURCES.items():
        there = next((part.rows[config] for config in configs if part.rows.get(config)), [])
        rows = [
            {"split": part.split, **keys, **dict(_cells(label))}
            for row in there
            for keys, label in _labels(row, steps)
        ]
        if rows:
            made[name] = rows
    return made


def _labels(row: Row, steps: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    """Each label that the steps lead to, with the columns that say whose it is."""
    if not steps:
        yield {}, row
        return
    keys = {key: row[key] for key in ("document", "version", "text_available")}
    outer, *inner = steps
    for label in row[outer]:
        if not inner:
            yield keys, label
            continue
        for part in label[inner[0]]:
            yield {**keys, _OWNER[outer]: label["id"]}, part


def _cells(label: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """What stands in the columns of a label; Arrow takes no notice of what is in no column."""
    for name, value in label.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield f"{prefix}{name}", value
