"""What is labelled and not in a primary metric: attributes, counted over aligned pairs.

A field that nothing scores is a field that nobody need get right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import (
    Ragged,
    joined,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.tables import UNIT, Figure, Ints, Mask, plain_part


def one_to_one(
    gold: list[Ints], predicted: list[Ints], equal: Callable[[Ints, Ints], Sequence[Mask]]
) -> tuple[Ints, Ints]:
    """Rows of gold and predicted parts that stand at one place, one to one: keys are equal, which
    begin with the pair of their labels (-1: none). Where several parts have one place, those meet
    that have the most attributes in common, the first that `equal` tells before the next; so the
    order of lists is nothing."""
    g, p = joined(*numbered_together(gold, predicted))
    kept = gold[0][g] >= 0
    g, p = g[kept], p[kept]
    if len(np.unique(g)) == len(g) == len(np.unique(p)):
        return g, p
    weights = (np.ones(len(g), np.int64), *(of.astype(np.int64) for of in equal(g, p)))
    chosen = np.sort(best_edges(Edges(g, p, weights)))
    return g[chosen], p[chosen]


class NamedParts(NamedTuple):
    """Parts of the labels of a side: their document, the ids that they refer to, whom these mean,
    and whether they are open."""

    document: Ints
    refs: Ragged
    named: Ragged
    open: Mask


@dataclass
class Details:
    """Columns, and the metrics made of them."""

    documents: int
    columns: dict[str, Ints] = field(default_factory=dict)
    metrics: dict[str, Figure] = field(default_factory=dict)
    by_type: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def accuracy(self, name: str, document: Ints, right: Mask, of: str | None = None) -> None:
        """How many items are right, of those in `document`; `of` makes it a row by type."""
        whole = f"{of}/{name}" if of else name
        self.columns[whole] = UNIT * tally(document[right], self.documents)
        asked = UNIT * tally(document, self.documents)
        self.columns[f"{whole}:gold"] = self.columns[f"{whole}:predicted"] = asked
        self._figure(name, whole, of)

    def named_parts(self, name: str, keys: Sequence[list[Ints]], *sides: NamedParts) -> None:
        """Whether parts at one place are open alike, and mean the same where gold says whom."""
        gold, predicted = sides
        has = gold.refs.counts > 0
        whom = numbered_sets(gold.named, predicted.named)

        def equal(g: Ints, p: Ints) -> tuple[Mask, Mask, Mask]:
            return gold.open[g] == predicted.open[p], has[g] & (whom[0][g] == whom[1][p]), has[g]

        g, p = one_to_one(keys[0], keys[1], equal)
        document, (same, right, asked) = gold.document[g], equal(g, p)
        self.accuracy(f"{name}_open", document, same)
        self.accuracy(f"{name}_refs", document[asked], right[asked])

    def counts(self, name: str, hits: Ints, gold: Ints, predicted: Ints) -> None:
        """A figure of three counts a document."""
        self.columns[name] = UNIT * hits
        self.columns[f"{name}:gold"] = UNIT * gold
        self.columns[f"{name}:predicted"] = UNIT * predicted
        self._figure(name, name, None)

    def _figure(self, name: str, whole: str, of: str | None) -> None:
        figure = (plain_part(whole),)
        if of is None:
            self.metrics[name] = figure
        else:
            self.by_type.setdefault(of, {})[name] = figure
