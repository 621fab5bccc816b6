"""What a score was made of, in one line: the same signature, the same figures.

    task:entities|metrics:1|split:test|types:all|levels:all|zones:all|map:none|documents:12|
    texts:12|gold:7a31c0de12ab99f4|predictions:0b5c…|interval:bca|replicates:10000|seed:12345|
    pactbank:0.1.0

Hashes are of canonical rows, so that neither the order of documents, labels and keys nor the ids
of labels change them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
import numpy as np

from pactbank.scoring.canonical import canonical
from pactbank.scoring.columns import ints, packed, regrouped, sorting
from pactbank.scoring.labels import Labels, layer_of
from pactbank.scoring.rows import Rows
from pactbank.scoring.tables import Ints

METRICS_VERSION = 1
"""Of the definitions in docs/SCORING.md; any change of a figure's meaning raises it."""
_HEX = 16


def signature(parts: Mapping[str, str]) -> str:
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def hash_rows(rows: Rows, order: Sequence[str]) -> str:
    """The hash of a side's mentions: documents by id, then rows sorted by what they say."""
    by_id = np.array(sorted(range(len(order)), key=order.__getitem__), np.int64)
    rank = np.argsort(by_id)
    refs = [msgspec.json.encode(sorted(one)).decode() for one in rows.refs or ()]
    names = sorted(set(refs))
    columns = rows.said
    columns[0] = rank[columns[0]]
    if refs:
        place = {name: at for at, name in enumerate(names)}
        columns.append(ints(map(place.__getitem__, refs), len(refs)))
    # Documents are put in order as blocks, which mostly leaves nothing to sort.
    blocks = regrouped(rows.spans.document, by_id)
    short = [column[blocks] for column in packed(columns)]
    by = sorting(short)
    head = msgspec.json.encode([sorted(order), rows.types, names, len(short)])
    return _hash(head, *(_bytes(column if by is None else column[by]) for column in short))


def _bytes(column: Ints) -> memoryview:
    """A column's bytes, the same on machines of either byte order."""
    return np.ascontiguousarray(column, "<i8").data.cast("B")


def hash_labels(labels: Sequence[Labels | None], order: Sequence[str]) -> str:
    """The hash of a side's labels of all layers: for each document its labels, sorted."""
    lines = []
    for document, of_document in zip(order, labels, strict=True):
        said: dict[str, Any] = {"document": document}
        for layer in ("entities", "agreements", "stances") if of_document else ():
            said[layer] = sorted(map(canonical, layer_of(getattr(of_document, layer))))
        lines.append(msgspec.json.encode(said))
    return _hash(*lines)


def hash_plain(value: Any) -> str:
    """The hash of records in an order that is canonical already."""
    return _hash(msgspec.json.encode(value))


def _hash(*parts: bytes | memoryview) -> str:
    found = sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()[:_HEX]
