"""From rows of columns back to places in files: the JSON pointer of a label or span."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pactbank.model.walk import SPANS, SpanKind
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.tables import Ints


def pointer(labels: Labels, kind: SpanKind, row: int) -> str:
    """The JSON pointer of a span into the object of its document, as the walk gives it."""
    steps: list[str] = []
    parents = _parents(labels, kind)
    for step in reversed(SPANS[kind].split("/")):
        if step != "*":
            steps.append(step)
            if step not in _LISTS:
                row = int(next(parents)[row])
            continue
        parent = next(parents)
        steps.append(str(row - int(np.searchsorted(parent, parent[row]))))
        row = int(parent[row])
    return "/" + "/".join(reversed(steps))


_LISTS = frozenset(
    {
        "entities",
        "agreements",
        "stances",
        "mentions",
        "arguments",
        "status",
        "relations",
        "holders",
        "chain",
    }
)


def _parents(labels: Labels, kind: SpanKind) -> Iterator[Ints]:
    """The parent of each row, level by level, from the span up to the document."""
    yield from iter(_chain(labels, kind))


def _chain(labels: Labels, kind: SpanKind) -> list[Ints]:
    if kind == "entity":
        return [labels.mentions.spans.document]
    if kind in ("mention", "argument", "status", "relation"):
        of = labels.agreements
        parts: dict[str, list[Ints]] = {
            "mention": [of.mention_of],
            "argument": [of.argument_of],
            "status": [of.evidence_of, of.status_of],
            "relation": [of.ground_of, of.relation_of],
        }
        return [*parts[kind], of.document]
    stances = labels.stances
    parts = {
        "cue": [np.arange(len(stances))],
        "target": [stances.target_of],
        "holder": [stances.holder_of],
        "source": [stances.source_of, stances.link_of],
    }
    return [*parts[kind], stances.document]
