"""What is labelled and not in a primary metric: attributes, counted over aligned pairs.

A field that nothing scores is a field that nobody need get right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pactbank.scoring.columns.arrays import tally
from pactbank.scoring.tables import UNIT, Figure, Ints, Mask, plain_part


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
