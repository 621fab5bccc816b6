"""Entity mentions: exact and partial matches, over all types and by type.

The four schemes `strict`, `exact_boundary`, `partial` and `type` are those of SemEval-2013
task 9.1 (Segura-Bedmar et al. 2013), counted over one alignment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pactbank.align import Line, Pairs, equal_spans, pair_spans
from pactbank.columns import Blanks, Spans
from pactbank.tables import UNIT, Figure, Ints, Part, Table


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """The mentions of a corpus, laid out on the line of all documents.

    `free` is don't-care gold: it leaves the counts together with the predictions that match it
    exactly. Type codes are places in `types`, which is sorted.
    """

    documents: tuple[str, ...]
    types: tuple[str, ...]
    gold: Spans
    free: Spans
    predicted: Spans
    blanks: Blanks


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The mentions that count, and their alignment: row numbers of `gold` and `predicted`."""

    gold: Spans
    predicted: Spans
    pairs: Pairs


def count(mentions: Mentions) -> Counted:
    """Leave out what is don't-care and align the rest."""
    predicted = mentions.predicted
    if len(mentions.free):
        _, right = equal_spans(_line(mentions.gold), _line(predicted))
        others = np.setdiff1d(np.arange(len(predicted)), right)
        _, freed = equal_spans(_line(mentions.free), _line(predicted.where(others)))
        left = np.ones(len(predicted), np.bool_)
        left[others[freed]] = False
        predicted = predicted.where(left)
    pairs = pair_spans(_line(mentions.gold), _line(predicted), mentions.blanks.visible)
    return Counted(mentions.gold, predicted, pairs)


def _line(spans: Spans) -> Line:
    return Line(spans.start, spans.end, spans.type)


def table(mentions: Mentions, counted: Counted) -> Table:
    """The counts of every entity metric but those of clusters."""
    made = _Columns(mentions, counted)
    return Table(mentions.documents, made.columns, made.metrics(), made.by_type(), made.outcomes())


CREDITS = ("exact", "untyped", "partial", "type", "iou")
ANY_TYPE = ("untyped", "partial")
"""Credits that a pair of different types may earn."""
METRICS = {
    "exact": "exact",
    "untyped": "untyped",
    "strict": "exact",
    "exact_boundary": "untyped",
    "partial": "partial",
    "type": "type",
    "iou": "iou",
}
"""Every metric of pairs, and the credit it sums."""
SCHEMES = {"strict": "exact", "exact_boundary": "untyped", "partial": "untyped", "type": "type"}
"""The four schemes, and whose pairs are correct."""
OUTCOMES = ("correct", "incorrect", "partial", "missed", "spurious")


class _Columns:
    """Columns of integers from an alignment; those by type are named TYPE/NAME."""

    def __init__(self, mentions: Mentions, counted: Counted) -> None:
        self.types = mentions.types
        self.size = len(mentions.documents)
        self.counted = counted
        pairs = counted.pairs
        self.document = counted.gold.document[pairs.gold]
        boundary, same_type = UNIT * pairs.same_boundary, UNIT * pairs.same_type
        self.credits = {
            "exact": boundary * pairs.same_type,
            "untyped": boundary,
            "partial": (boundary + UNIT) // 2,
            "type": same_type,
            "iou": pairs.iou * pairs.same_type,
        }
        self.columns = {
            "gold": UNIT * np.bincount(counted.gold.document, minlength=self.size),
            "predicted": UNIT * np.bincount(counted.predicted.document, minlength=self.size),
            **{name: _sums(self.document, self.credits[name], self.size) for name in CREDITS},
        }

    def metrics(self) -> dict[str, Figure]:
        return {
            name: (Part(credit, credit, "predicted", "gold"),) for name, credit in METRICS.items()
        }

    def outcomes(self) -> dict[str, dict[str, str]]:
        """MUC counts, told beside the figures of the four schemes, as columns of plain numbers.

        A pair that is not correct is incorrect, but under `partial` it is partial.
        """
        columns = self.columns
        aligned = np.bincount(self.document, minlength=self.size)
        columns["missed"] = columns["gold"] // UNIT - aligned
        columns["spurious"] = columns["predicted"] // UNIT - aligned
        columns["none"] = np.zeros(self.size, np.int64)
        told = {}
        for scheme, right in SCHEMES.items():
            correct, other = f"{right}:correct", f"{right}:other"
            columns[correct] = columns[right] // UNIT
            columns[other] = aligned - columns[correct]
            names = [correct, other, "none", "missed", "spurious"]
            if scheme == "partial":
                names[1:3] = "none", other
            told[scheme] = dict(zip(OUTCOMES, names, strict=True))
        return told

    def by_type(self) -> dict[str, dict[str, Figure]]:
        """Figures by type: precision by predicted type, recall by gold type."""
        gold, predicted, pairs = self.counted.gold, self.counted.predicted, self.counted.pairs
        self._split("gold", gold.document, gold.type)
        self._split("predicted", predicted.document, predicted.type)
        for name in CREDITS:
            types = predicted.type[pairs.predicted]
            self._split(name, self.document, types, self.credits[name])
            if name in ANY_TYPE:
                types = gold.type[pairs.gold]
                self._split(f"{name}:gold", self.document, types, self.credits[name])
        return {
            name: {metric: (_part(name, credit),) for metric, credit in METRICS.items()}
            for name in self.types
        }

    def _split(self, column: str, document: Ints, types: Ints, credit: Ints | None = None) -> None:
        """A column for each type: credits, or UNIT each, summed by document."""
        cells = types * self.size + document
        credit = np.full(len(cells), UNIT) if credit is None else credit
        sums = _sums(cells, credit, self.size * len(self.types))
        for at, name in enumerate(self.types):
            self.columns[f"{name}/{column}"] = sums[at * self.size : (at + 1) * self.size]


def _part(name: str, credit: str) -> Part:
    of_gold = f"{credit}:gold" if credit in ANY_TYPE else credit
    return Part(*(f"{name}/{column}" for column in (credit, of_gold, "predicted", "gold")))


def _sums(rows: Ints, credit: Ints, size: int) -> Ints:
    """Credits summed by row number. The sums are exact: they are far below 2**53."""
    return np.bincount(rows, credit, minlength=size).astype(np.int64)
