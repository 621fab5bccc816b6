"""Flat tables: one row for each document, mention, agreement, argument, status entry, stance …

The configs nest labels in documents. Readers that cannot read nested lists, such as those of
Croissant, find the same labels here, with the ids that say what belongs to what.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from datasets import Features, Value

from pactbank.dataset.features import FEATURES
from pactbank.dataset.rows import Columns, DocumentRows, Row

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
_KEYS = ("document", "version", "text_available")
"""The columns that name the document to which a row belongs."""
_OWNER = {"agreements": "agreement", "stances": "stance"}
"""The column that names the label to which a row belongs, by the list of that label."""


def _columns(feature: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Name and feature of each column of a struct: values, lists of values, and the fields of
    inner structs with the name of the struct before theirs."""
    for name, inner in feature.items():
        if isinstance(inner, dict):
            yield from _columns(inner, f"{prefix}{name}_")
        elif _is_column(inner):
            yield f"{prefix}{name}", inner


def _is_column(feature: Any) -> bool:
    """Whether a feature that is no struct can be a column: a value, or a list of values."""
    return isinstance(feature, Value) or isinstance(feature.feature, Value)


@cache
def _label_features(configs: tuple[str, ...], steps: tuple[str, ...]) -> dict[str, Any]:
    """The features of the labels that the steps lead to."""
    feature: Any = dict(FEATURES[configs[0]])
    for step in steps:
        feature = feature[step].feature
    return dict(feature)


def _features(configs: tuple[str, ...], steps: tuple[str, ...]) -> Features:
    keys = {"split": Value("string")}
    if steps:
        keys |= {key: FEATURES[configs[0]][key] for key in _KEYS}
    for at in range(1, len(steps)):
        keys[_OWNER[steps[at - 1]]] = _label_features(configs, steps[:at])["id"]
    return Features({**keys, **dict(_columns(_label_features(configs, steps)))})


FLAT: dict[str, Features] = {name: _features(*source) for name, source in _SOURCES.items()}
"""The columns of each table. Every row names its split, document and version."""


def flat_columns(document: DocumentRows) -> dict[str, Columns]:
    """The rows of one document by table, as columns; a table without any is left out."""
    tables: dict[str, Columns] = {}
    for name, (configs, steps) in _SOURCES.items():
        by_config = document.rows
        source = next((by_config[config] for config in configs if by_config.get(config)), [])
        keys, labels = _labels(source, steps)
        if labels:
            split = [document.split] * len(labels)
            cells = _cells(labels, _label_features(configs, steps))
            tables[name] = {"split": split, **keys, **dict(cells)}
    return tables


def _labels(rows: list[Row], steps: tuple[str, ...]) -> tuple[Columns, list[Row]]:
    """The labels that the steps lead to, and the columns that say to what they belong."""
    if not steps:
        return {}, rows
    *outer, last = steps
    owners = [(row, owner) for row in rows for owner in (row[outer[0]] if outer else [row])]
    keys = {key: [row[key] for row, owner in owners for _ in owner[last]] for key in _KEYS}
    for step in outer:
        keys[_OWNER[step]] = [owner["id"] for _, owner in owners for _ in owner[last]]
    return keys, [label for _, owner in owners for label in owner[last]]


def _cells(
    labels: list[Row | None], feature: dict[str, Any], prefix: str = ""
) -> Iterator[tuple[str, list[Any]]]:
    """Name and values of each column of labels; those of an inner struct that is null are null."""
    for name, inner in feature.items():
        values = [label and label[name] for label in labels]
        if isinstance(inner, dict):
            yield from _cells(values, inner, f"{prefix}{name}_")
        elif _is_column(inner):
            yield f"{prefix}{name}", values
