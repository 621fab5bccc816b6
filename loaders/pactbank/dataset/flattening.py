"""From nested labels to flat tables, column by column in Arrow: no label is looked at in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pactbank.model.closed import Split

if TYPE_CHECKING:
    import pyarrow as pa

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


def flat_tables(
    split: Split, configs: Mapping[str, pa.Table], schemas: Mapping[str, pa.Schema]
) -> Iterator[tuple[str, pa.Table, list[int]]]:
    """Each flat table that has rows, of documents whose rows are in `configs`, and how many rows
    each document has that has any."""
    import numpy as np
    import pyarrow as pa

    for name, (sources, steps) in SOURCES.items():
        rows = _rows([configs[config] for config in sources if config in configs], configs, steps)
        if rows is None:
            continue
        columns, labels, of_document = _unnested(rows, steps)
        if not len(of_document):
            continue
        columns["split"] = pa.array([split] * len(of_document), pa.string())
        columns |= dict(_columns(labels, schemas[name]))
        table = pa.Table.from_arrays(
            [columns[field] for field in schemas[name].names], schema=schemas[name]
        )
        sizes = np.bincount(of_document)
        yield name, table, sizes[sizes > 0].tolist()


def _rows(
    tables: list[pa.Table], configs: Mapping[str, pa.Table], steps: tuple[str, ...]
) -> pa.StructArray | None:
    """The rows to take labels from, in the order of documents: of each document the one in the
    first table that has it."""
    import pyarrow as pa

    if not tables:
        return None
    if not steps:
        return _struct(tables[0])
    wanted = [*KEYS, steps[0]]
    if len(tables) == 1:
        return _struct(tables[0].select(wanted))
    rows = _struct(pa.concat_tables([table.select(wanted) for table in tables]))
    first: dict[str, int] = {}
    for at, document in enumerate(rows.field("document").to_pylist()):
        first.setdefault(document, at)
    order = configs["documents"]["document"].to_pylist()
    return rows.take(pa.array([first[one] for one in order if one in first], pa.int64()))


def _struct(table: pa.Table) -> pa.StructArray:
    return table.combine_chunks().to_struct_array().combine_chunks()


def _unnested(
    rows: pa.StructArray, steps: tuple[str, ...]
) -> tuple[dict[str, pa.Array], pa.StructArray, Any]:
    """The columns that say to what each label belongs, the labels that the steps lead to, and the
    number of each one's row."""
    import numpy as np
    import pyarrow.compute as pc

    columns = {key: rows.field(key) for key in KEYS} if steps else {}
    labels, of_document = rows, np.arange(len(rows))
    for at, step in enumerate(steps):
        if at:
            columns[OWNER[steps[at - 1]]] = labels.field("id")
        lists = labels.field(step)
        owners = pc.list_parent_indices(lists)
        columns = {name: values.take(owners) for name, values in columns.items()}
        labels, of_document = lists.flatten(), of_document[owners.to_numpy()]
    return columns, labels, of_document


def _columns(
    labels: pa.StructArray, schema: pa.Schema, prefix: str = ""
) -> Iterator[tuple[str, pa.Array]]:
    """Name and values of each column of labels; those of an inner struct that is null are null."""
    import pyarrow as pa

    for field, values in zip(labels.type, labels.flatten(), strict=True):
        if pa.types.is_struct(field.type):
            yield from _columns(values, schema, f"{prefix}{field.name}_")
        elif f"{prefix}{field.name}" in schema.names:
            yield f"{prefix}{field.name}", values
