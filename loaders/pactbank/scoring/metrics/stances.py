"""Stances: tuples of holder, cue, target and polarity, matched softly and exactly.

`tuples`, `typed_tuples` and `exact_tuples` are each the greatest sum of their own weights over
one-to-one pairs; `f_avg` pairs stances by holder and target alone (Mohammad et al. 2016 name the
mean of the F1 of two polarities so).
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np

from pactbank.model.closed import Polarity
from pactbank.scoring.columns.arrays import both, common_by_group, tally
from pactbank.scoring.columns.layers import SpanColumn, laid
from pactbank.scoring.columns.line import Spans, numbers
from pactbank.scoring.metrics import graph, stance_details
from pactbank.scoring.metrics.stance_pairs import AlignedStances
from pactbank.scoring.pairing import Sides
from pactbank.scoring.tables import UNIT, Condition, Figure, Ints, Table, plain_part

TUPLES = ("tuples", "typed_tuples", "exact_tuples")
SPANS = ("holder", "cue", "target")
POLARITIES = ("positive", "negative")
UNREAD = "unread"
"""The column of documents whose text is not at hand."""
_NEEDS_TEXTS = Condition(
    ("sentiment_graph",), UNREAD, False, "needs the text of every document", void=True
)


def count(sides: Sides, aligned: AlignedStances) -> Table:
    """The counts of every stance metric, a row a document."""
    counting = _StanceCounts(sides, aligned)
    counting.tuples()
    counting.polarities()
    counting.spans()
    polarity = {name: plain_part(f"{name}/f_avg") for name in POLARITIES}
    figures: dict[str, Figure] = {name: (plain_part(name),) for name in (*TUPLES, *SPANS)}
    figures["f_avg"] = tuple(polarity.values())
    by_type = counting.figures_by_type() | {
        name: {"f_avg": (part,)} for name, part in polarity.items()
    }
    detail = stance_details.details(sides, aligned)
    table = Table(
        sides.documents,
        counting.columns | detail.columns,
        figures | detail.metrics,
        by_type | detail.by_type,
    )
    return _with_graph(table, sides, aligned)


def _with_graph(table: Table, sides: Sides, aligned: AlignedStances) -> Table:
    """With the metric that counts in words, which needs every text, or the places of its words."""
    known = [sides.texts.get(document) for document in sides.documents]
    texts = [of.outline if of is not None else None for of in known]
    counts = graph.columns([text or "" for text in texts], aligned.gold, aligned.predicted)
    unread = np.array([text is None for text in texts], np.int64)
    figure = (plain_part("sentiment_graph", split=True),)
    return replace(
        table,
        columns={**table.columns, **counts, UNREAD: unread},
        metrics={**table.metrics, "sentiment_graph": figure},
        conditions=(*table.conditions, _NEEDS_TEXTS),
    )


class _StanceCounts:
    def __init__(self, sides: Sides, aligned: AlignedStances) -> None:
        self.sides = sides
        self.aligned = aligned
        self.size = len(sides.documents)
        self.columns: dict[str, Ints] = {}
        self.types = np.unique(np.concatenate([aligned.gold.type, aligned.predicted.type]))
        self.names = [sides.gold.vocabulary[code].as_py() for code in self.types.tolist()]

    def tuples(self) -> None:
        """The credit of pairs and the number of stances, in all and by type."""
        a = self.aligned
        for name in TUPLES:
            pairs, credit = a.pairs[name], a.credit[name]
            document = a.gold.document[pairs.gold]
            self.columns[name] = tally(document, self.size, credit)
            self._by_type(name, a.predicted.type[pairs.predicted], document, credit)
            self._by_type(f"{name}:by_gold", a.gold.type[pairs.gold], document, credit)
            for side, of in (("gold", a.gold), ("predicted", a.predicted)):
                units = np.full(len(of), UNIT)
                self.columns[f"{name}:{side}"] = tally(of.document, self.size, units)
                self._by_type(f"{name}:{side}", of.type, of.document, units)

    def _by_type(self, name: str, of: Ints, document: Ints, weights: Ints) -> None:
        cells = np.searchsorted(self.types, of) * self.size + document
        counted = tally(cells, len(self.types) * self.size, weights)
        for at, row in enumerate(counted.reshape(len(self.types), self.size)):
            self.columns[f"{self.names[at]}/{name}"] = row

    def figures_by_type(self) -> dict[str, dict[str, Figure]]:
        return {
            name: {metric: (plain_part(f"{name}/{metric}", split=True),) for metric in TUPLES}
            for name in sorted(self.names)
        }

    def polarities(self) -> None:
        """Of the pairs by holder and target those of one polarity count."""
        a = self.aligned
        matter = a.same_matter
        same = a.gold.polarity[matter.gold] == a.predicted.polarity[matter.predicted]
        for name in POLARITIES:
            code = get_args(Polarity).index(name)
            hit = matter.gold[same & (a.gold.polarity[matter.gold] == code)]
            self.columns[f"{name}/f_avg"] = UNIT * tally(a.gold.document[hit], self.size)
            for side, of in (("gold", a.gold), ("predicted", a.predicted)):
                document = of.document[of.polarity == code]
                self.columns[f"{name}/f_avg:{side}"] = UNIT * tally(document, self.size)

    def spans(self) -> None:
        """Spans of each kind, exact, one to one, whichever stance they stand in."""
        a, line = self.aligned, self.sides.line
        for name, attribute in (("holder", "holders"), ("cue", "cue"), ("target", "target")):
            columns = a.gold_and_predicted(attribute)
            rows = both(lambda column: np.flatnonzero(column.placed), columns)
            spans = _placed(columns, rows, line)
            document = columns[0].document[rows[0]], columns[1].document[rows[1]]
            hits = common_by_group(*numbers(*spans), document[0], self.size)
            self.columns[name] = UNIT * hits
            self.columns[f"{name}:gold"] = UNIT * tally(document[0], self.size)
            self.columns[f"{name}:predicted"] = UNIT * tally(document[1], self.size)


def _placed(
    columns: tuple[SpanColumn, SpanColumn], rows: tuple[Ints, Ints], line: Ints
) -> tuple[Spans, Spans]:
    return both(lambda at: laid(columns[at], line).where(rows[at]), (0, 1))


def signed(sides: Sides, aligned: AlignedStances) -> dict[str, set[str]]:
    """How holders were compared, for the signature."""
    of, size = sides.predicted.stances, len(sides.documents)
    given = of.holders.placed | (of.holder_refs.counts > 0)
    named = tally(of.holders.document[given], size) > 0
    modes = {"span": aligned.by_span.any(), "ref": (named & ~aligned.by_span).any()}
    return {"holder": {mode for mode, used in modes.items() if used}}
