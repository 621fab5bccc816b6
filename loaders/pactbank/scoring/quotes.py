"""Predicted labels given as quotes: their places, found in the document's text.

Each kind of label is placed by itself, agreements and stances in the order of their canonical
JSON, so that list order changes nothing. What belongs to an agreement or a stance takes the
occurrence nearest to its first mention or its cue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from pactbank.scoring.columns.arrays import parts_of
from pactbank.scoring.columns.exchange import mask
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.reading.lenient import NOWHERE
from pactbank.scoring.texts import KnownText
from pactbank.text.anchor import Anchoring, Quote

_IDS = ("id", "from", "ruling", "checked_by")
"""Fields that say where a label is from and not what it says."""

Outcomes = dict[str, Counter[str]]
"""Kind of span to how its quotes were placed."""


def place_quotes(
    labels: Labels, documents: Sequence[str], texts: Mapping[str, KnownText]
) -> Outcomes:
    """Give every quote offsets, in place. One that is not found gets a span of its own beyond
    every text, so that it is a false positive."""
    outcomes: Outcomes = {}
    wanting: set[int] = set()
    for column in labels.spans():
        rows = ~column.placed & mask(column.words.is_valid())
        wanting.update(column.document[rows].tolist())
    for document in sorted(wanting):
        known = texts.get(documents[document])
        if known is not None and known.text is not None:
            _Placing(labels, document, Anchoring(known.text), outcomes).place()
    return outcomes


class _Placing:
    """Places the quotes of one document, kind by kind."""

    def __init__(
        self, labels: Labels, document: int, anchoring: Anchoring, outcomes: Outcomes
    ) -> None:
        self.labels = labels
        self.document = document
        self.anchoring = anchoring
        self.outcomes = outcomes
        self.lost = 0
        [self.given] = labels.table.slice(document, 1).to_pylist()

    def place(self) -> None:
        self._entities()
        self._agreements()
        self._stances()

    def _rows(self, document: Any) -> range:
        low, high = np.searchsorted(document, (self.document, self.document + 1))
        return range(int(low), int(high))

    def _entities(self) -> None:
        column = self.labels.mentions.spans
        rows = self._rows(column.document)
        keys = [_canonical(label) for label in self.given["entities"] or ()]
        self._quotes(column, rows, keys)

    def _agreements(self) -> None:
        of = self.labels.agreements
        rows = self._rows(of.document)
        given = self.given["agreements"] or []
        # The canonical order decides which record's lost quotes are numbered first.
        for at in _order(given):
            self._agreement(rows[at], given[at])

    def _agreement(self, row: int, given: Any) -> None:
        """Several agreements may be named by one phrase, so each is placed for itself."""
        of = self.labels.agreements
        mentions = parts_of(of.mention_of, row)
        self._quotes(of.mentions, mentions, list(map(_canonical, given.get("mentions") or ())))
        near = self._first(of.mentions, mentions)
        arguments = parts_of(of.argument_of, row)
        keys = list(map(_canonical, given.get("arguments") or ()))
        self._quotes(of.arguments, arguments, keys, near)
        for parts, column, inner, name in (
            (of.status_of, of.evidence, of.evidence_of, "status"),
            (of.relation_of, of.ground, of.ground_of, "relations"),
        ):
            labels = given.get(name) or []
            of_label = parts_of(parts, row)
            kept = [at for at, label in enumerate(labels) if label.get("evidence") is not None]
            spans = [_only(inner, of_label[at]) for at in kept]
            self._quotes(column, spans, [_canonical(labels[at]) for at in kept], near)

    def _stances(self) -> None:
        of = self.labels.stances
        rows = self._rows(of.document)
        given = self.given["stances"] or []
        self._quotes(of.cue, rows, list(map(_canonical, given)))
        for at in _order(given):
            self._stance(rows[at], given[at])

    def _stance(self, row: int, given: Any) -> None:
        of = self.labels.stances
        near = self._first(of.cue, range(row, row + 1))
        self._quotes(
            of.target, parts_of(of.target_of, row), [_canonical(given.get("target"))], near
        )
        keys = list(map(_canonical, given.get("holders") or ()))
        self._quotes(of.holders, parts_of(of.holder_of, row), keys, near)
        links = parts_of(of.link_of, row)
        chain = given.get("chain") or []
        kept = [at for at, link in enumerate(chain) if link.get("span") is not None]
        spans = [_only(of.source_of, links[at]) for at in kept]
        self._quotes(of.sources, spans, [_canonical(chain[at]) for at in kept], near)

    def _first(self, column: SpanColumn, rows: Sequence[int]) -> int | None:
        """Where the first of some spans starts, of those that were found."""
        starts = [int(column.start[row]) for row in rows]
        return min((start for start in starts if 0 <= start < NOWHERE), default=None)

    def _quotes(
        self,
        column: SpanColumn,
        rows: Sequence[int],
        keys: Sequence[str],
        near: int | None = None,
    ) -> None:
        """Place the quotes among these spans; `keys` are the canonical JSON of their labels."""
        asked = [
            (keys[at], row)
            for at, row in enumerate(rows)
            if (column.start[row] < 0 or column.end[row] < 0) and column.words[row].is_valid
        ]
        if not asked:
            return
        asked.sort()
        quotes = [
            Quote(
                column.words[row].as_py(),
                column.before[row].as_py() or "",
                column.after[row].as_py() or "",
                key,
                near,
            )
            for key, row in asked
        ]
        counted = self.outcomes.setdefault(column.kind, Counter())
        for (_, row), placed in zip(asked, self.anchoring.place(quotes), strict=True):
            counted[placed.outcome] += 1
            column.start[row], column.end[row] = placed.span or self._nowhere()
            column.placed[row] = True

    def _nowhere(self) -> tuple[int, int]:
        """A span that no other span touches."""
        self.lost += 2
        return NOWHERE + self.lost, NOWHERE + self.lost + 1


def _only(parent: Any, row: int) -> int:
    return int(np.searchsorted(parent, row))


def _order(labels: Sequence[Any]) -> list[int]:
    keys = [_canonical(label) for label in labels]
    return sorted(range(len(labels)), key=keys.__getitem__)


def _canonical(label: Any) -> str:
    """Canonical JSON of a label: keys sorted, lists sorted but for chains, which are sequences,
    what is absent left out."""
    return msgspec.json.encode(_ordered(msgspec.to_builtins(label))).decode("utf-8")


def _ordered(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        ids = () if name == "kb" else _IDS
        kept = (key for key in sorted(value) if key not in ids and value[key] is not None)
        return {key: _ordered(value[key], key) for key in kept}
    if isinstance(value, (list, tuple)):
        items = [_ordered(item) for item in value]
        return items if name == "chain" else sorted(items, key=msgspec.json.encode)
    return value
