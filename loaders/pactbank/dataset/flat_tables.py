"""Flat tables: one row for each document, mention, agreement, argument, status entry, stance …

The configs nest labels in documents. Readers that cannot read nested lists, such as those of
Croissant, find the same labels here, with the ids that say what belongs to what.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasets import Features, Value

from pactbank.dataset.features import FEATURES
from pactbank.dataset.rows import DocumentRows, Row

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
"""For each table the configs it may be made from (the first that the document has is taken), and
the lists that lead from a row of the config to a row of the table."""
_OWNER = {"agreements": "agreement", "stances": "stance"}
"""The column that names the label to which a row belongs, by the list of that label."""


def _columns(feature: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Name and feature of each column of a struct: values, lists of values, and the fields of
    inner structs with the name of the struct before theirs."""
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


def flat_rows(document: DocumentRows) -> dict[str, list[Row]]:
    """The rows of one document by table; a table without any is left out."""
    tables: dict[str, list[Row]] = {}
    for name, (configs, steps) in _SOURCES.items():
        by_config = document.rows
        source = next((by_config[config] for config in configs if by_config.get(config)), [])
        rows = [
            {"split": document.split, **keys, **dict(_cells(label))}
            for row in source
            for keys, label in _labels(row, steps)
        ]
        if rows:
            tables[name] = rows
    return tables


def _labels(row: Row, steps: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    """Each label that the steps lead to, after the columns that say to what it belongs."""
    if not steps:
        yield {}, row
        return
    keys = {key: row[key] for key in ("document", "version", "text_available")}
    outer, *inner = steps
    for label in row[outer]:
        if not inner:
            yield keys, label
            continue
        for item in label[inner[0]]:
            yield {**keys, _OWNER[outer]: label["id"]}, item


def _cells(label: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Column and value of each field of a label; Arrow ignores a value that has no column."""
    for name, value in label.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield f"{prefix}{name}", value
