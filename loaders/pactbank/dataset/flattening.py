"""From nested labels to columns of flat tables, label by label and not row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from pactbank.dataset.rows import Columns, DocumentRows, Row

Shape = dict[str, Any]
"""The fields of a label that make columns, each with the shape of the inner struct that it holds,
or None for a value."""

_LAYERS = ("entities", "agreements", "stances")
SOURCES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
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
KEYS = ("document", "version", "text_available")
"""The columns that name the document to which a row belongs."""
OWNER = {"agreements": "agreement", "stances": "stance"}
"""The column that names the label to which a row belongs, by the list of that label."""


def flat_columns(
    documents: Sequence[DocumentRows], shapes: Mapping[str, Shape]
) -> Iterator[tuple[str, Columns, list[int]]]:
    """The rows of documents by table, as columns, and how many each document has that has any; a
    table without any is left out."""
    for name, (configs, steps) in SOURCES.items():
        labels: list[Row] = []
        columns: Columns = {"split": []}
        sizes = []
        for document in documents:
            rows = document.rows
            source = next((rows[config] for config in configs if rows.get(config)), [])
            keys, found = _labels(source, steps)
            if found:
                labels += found
                sizes.append(len(found))
                columns["split"] += [document.split] * len(found)
                for key, values in keys.items():
                    columns.setdefault(key, []).extend(values)
        if labels:
            yield name, {**columns, **dict(_cells(labels, shapes[name]))}, sizes


def _labels(rows: list[Row], steps: tuple[str, ...]) -> tuple[Columns, list[Row]]:
    """The labels that the steps lead to, and the columns that say to what they belong."""
    if not steps:
        return {}, rows
    *outer, last = steps
    owners = [(row, owner) for row in rows for owner in (row[outer[0]] if outer else [row])]
    keys = {key: [row[key] for row, owner in owners for _ in owner[last]] for key in KEYS}
    for step in outer:
        keys[OWNER[step]] = [owner["id"] for _, owner in owners for _ in owner[last]]
    return keys, [label for _, owner in owners for label in owner[last]]


def _cells(
    labels: Sequence[Row | None], shape: Shape, prefix: str = ""
) -> Iterator[tuple[str, list[Any]]]:
    """Name and values of each column of labels; those of an inner struct that is null are null."""
    null: Row = dict.fromkeys(shape)
    there = [null if label is None else label for label in labels]
    for name, inner in shape.items():
        values = list(map(itemgetter(name), there))
        if inner is None:
            yield f"{prefix}{name}", values
        else:
            yield from _cells(values, inner, f"{prefix}{name}_")
