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
from pactbank.dataset.flattening import KEYS, OWNER, SOURCES

FOLDER = "flat"


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
        keys |= {key: FEATURES[configs[0]][key] for key in KEYS}
    for at in range(1, len(steps)):
        keys[OWNER[steps[at - 1]]] = _label_features(configs, steps[:at])["id"]
    return Features({**keys, **dict(_columns(_label_features(configs, steps)))})


FLAT: dict[str, Features] = {name: _features(*source) for name, source in SOURCES.items()}
"""The columns of each table. Every row names its split, document and version."""
