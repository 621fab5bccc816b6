"""Entity mentions: exact and partial matches, over all types and by type.

The four schemes `strict`, `exact_boundary`, `partial` and `type` are those of SemEval-2013
task 9.1 (Segura-Bedmar et al. 2013), counted over one alignment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pactbank.scoring.align import Pairs, TypedSpans, equal_spans, has_copies, pair_spans
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import laid
from pactbank.scoring.columns.ordering import ordered
from pactbank.scoring.metrics import clusters, mention_details, seen_mentions, unmatched
from pactbank.scoring.metrics.meanings import Meanings
from pactbank.scoring.metrics.selection import select
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides
from pactbank.scoring.tables import UNIT, Figure, Ints, Mask, Part, Table


@dataclass(frozen=True, eq=False)
class AlignedMentions:
    """The mentions that count and their alignment. `gold` and `predicted` are rows of each side's
    mentions, `pairs` are places in these, and types are places in `types`."""

    types: tuple[str, ...]
    gold: Ints
    predicted: Ints
    gold_type: Ints
    predicted_type: Ints
    pairs: Pairs
    seen: tuple[Mask, Mask] | None = None
    """Which mentions of gold and of predictions were seen in another split, if that is asked."""


def align(sides: Sides, options: Options) -> AlignedMentions:
    """Leave out what is don't-care and align the rest. Don't-care gold leaves together with the
    predictions that match it exactly."""
    chosen = select(sides, options)
    gold = _spans(sides, sides.gold, chosen.gold, chosen.gold_type)
    predicted = _spans(sides, sides.predicted, chosen.predicted, chosen.predicted_type)
    if has_copies(gold):
        order = _canonical(sides, 0, chosen.gold, gold)
        gold, chosen = gold.where(order), chosen.gold_in(order)
    if has_copies(predicted):
        order = _canonical(sides, 1, chosen.predicted, predicted)
        predicted, chosen = predicted.where(order), chosen.predicted_in(order)
    if chosen.free.any():
        counting = np.flatnonzero(~chosen.free)
        kept = np.arange(len(chosen.predicted))
        _, right = equal_spans(gold.where(counting), predicted)
        others = np.setdiff1d(kept, right)
        _, freed = equal_spans(gold.where(np.flatnonzero(chosen.free)), predicted.where(others))
        kept = np.setdiff1d(kept, others[freed])
        gold, chosen = gold.where(counting), chosen.gold_in(counting)
        predicted, chosen = predicted.where(kept), chosen.predicted_in(kept)
    aligned = AlignedMentions(
        chosen.types,
        chosen.gold,
        chosen.predicted,
        gold.type,
        predicted.type,
        pair_spans(gold, predicted, sides.mention_blanks.visible),
    )
    if options.seen is None:
        return aligned
    return replace(aligned, seen=seen_mentions.divided(sides, aligned, options.seen))


def _spans(sides: Sides, labels: Labels, rows: Ints, kind: Ints) -> TypedSpans:
    spans = laid(labels.mentions.spans, sides.line)
    if len(rows) < len(spans):
        spans = spans.where(rows)
    return TypedSpans(spans.start, spans.end, kind)


def _canonical(sides: Sides, side: int, rows: Ints, spans: TypedSpans) -> Ints:
    """The rows of one side's mentions with those that are equal in span and type in canonical
    order, as places in `rows`."""
    labels = (sides.gold, sides.predicted)[side]
    return ordered(
        (spans.start, spans.end, spans.type),
        lambda: sides.words[labels.mentions.type[rows]],
        lambda: Meanings(sides, side).mentions(rows),
        lambda: sides.contents[side].mentions()[rows],
    )


def count(sides: Sides, aligned: AlignedMentions) -> Table:
    """The counts of every entity metric, a row a document."""
    made = _Columns(sides, aligned)
    table = Table(sides.documents, made.columns, made.metrics(), made.by_type(), made.outcomes())
    coreference = clusters.of_mentions(sides, aligned)
    detail = mention_details.details(sides, aligned)
    seen = seen_mentions.details(sides, aligned)
    table = replace(
        table,
        columns={**table.columns, **coreference.columns, **detail.columns, **seen.columns},
        metrics={**table.metrics, **coreference.metrics, **detail.metrics, **seen.metrics},
        by_type={
            **table.by_type,
            **{name: {**table.by_type.get(name, {}), **of} for name, of in detail.by_type.items()},
        },
        conditions=(*clusters.CONDITIONS, *mention_details.CONDITIONS),
    )
    return unmatched.in_entities(table, sides, aligned.gold)


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
CREDITS = tuple(dict.fromkeys(METRICS.values()))
ANY_TYPE = ("untyped", "partial")
"""Credits that a pair of different types may earn: another sum by gold type than by predicted."""
SCHEMES = {"strict": "exact", "exact_boundary": "untyped", "partial": "untyped", "type": "type"}
"""The four schemes, and whose pairs are correct."""
OUTCOMES = ("correct", "incorrect", "partial", "missed", "spurious")


class _Columns:
    """Columns of integers from an alignment; those by type are named TYPE/NAME.

    Everything is counted by type first, for all types at once: arrays are types times documents.
    """

    def __init__(self, sides: Sides, aligned: AlignedMentions) -> None:
        self.types = aligned.types
        self.size = len(sides.documents)
        gold = aligned.gold_type * self.size
        gold += sides.gold.mentions.spans.document[aligned.gold]
        predicted = aligned.predicted_type * self.size
        predicted += sides.predicted.mentions.spans.document[aligned.predicted]
        pairs = aligned.pairs
        by_gold, by_predicted = gold[pairs.gold], predicted[pairs.predicted]
        iou = self._iou(by_predicted, pairs)
        by_predicted *= 2
        by_predicted += pairs.same_boundary
        by_predicted *= 2
        by_predicted += pairs.same_type
        different, of_type, of_boundary, exact = self._tally(by_predicted, 4)
        by_gold *= 2
        by_gold += pairs.same_boundary
        partial, boundary = self._tally(by_gold, 2)
        self.split = {
            "gold": UNIT * self._tally(gold, 1)[0],
            "predicted": UNIT * self._tally(predicted, 1)[0],
            "exact": UNIT * exact,
            "untyped": UNIT * (of_boundary + exact),
            "untyped:gold": UNIT * boundary,
            "partial": UNIT * (of_boundary + exact) + UNIT // 2 * (different + of_type),
            "partial:gold": UNIT * boundary + UNIT // 2 * partial,
            "type": UNIT * (of_type + exact),
            "iou": UNIT * exact + iou,
        }
        self.columns = {
            name: self.split[name].sum(axis=0) for name in ("gold", "predicted", *CREDITS)
        }
        self.aligned = (different + of_type + of_boundary + exact).sum(axis=0)
        for at, name in enumerate(self.types):
            self.columns |= {f"{name}/{column}": rows[at] for column, rows in self.split.items()}

    def _tally(self, cells: Ints, kinds: int) -> list[Ints]:
        """How many there are of (cell, kind): for each kind an array of types times documents."""
        found = np.bincount(cells, minlength=len(self.types) * self.size * kinds)
        return list(np.moveaxis(found.reshape(len(self.types), self.size, kinds), 2, 0))

    def _iou(self, cells: Ints, pairs: Pairs) -> Ints:
        """The IoU of pairs of one type whose boundaries differ. Sums are exact: they are far
        below 2**53."""
        rows = np.flatnonzero(pairs.same_type & ~pairs.same_boundary)
        found = np.bincount(cells[rows], pairs.iou[rows], len(self.types) * self.size)
        return found.astype(np.int64).reshape(len(self.types), self.size)

    def metrics(self) -> dict[str, Figure]:
        return {
            name: (Part(credit, credit, "predicted", "gold"),) for name, credit in METRICS.items()
        }

    def by_type(self) -> dict[str, dict[str, Figure]]:
        """Figures by type: precision by predicted type, recall by gold type."""
        return {
            name: {metric: (_part(name, credit),) for metric, credit in METRICS.items()}
            for name in self.types
        }

    def outcomes(self) -> dict[str, dict[str, str]]:
        """MUC counts, told beside the figures of the four schemes, as columns of plain numbers.

        A pair that is not correct is incorrect, but under `partial` it is partial.
        """
        columns = self.columns
        columns["missed"] = columns["gold"] // UNIT - self.aligned
        columns["spurious"] = columns["predicted"] // UNIT - self.aligned
        columns["none"] = np.zeros(self.size, np.int64)
        told = {}
        for scheme, right in SCHEMES.items():
            correct, other = f"{right}:correct", f"{right}:other"
            columns[correct] = columns[right] // UNIT
            columns[other] = self.aligned - columns[correct]
            names = [correct, other, "none", "missed", "spurious"]
            if scheme == "partial":
                names[1:3] = "none", other
            told[scheme] = dict(zip(OUTCOMES, names, strict=True))
        return told


def _part(name: str, credit: str) -> Part:
    of_gold = f"{credit}:gold" if credit in ANY_TYPE else credit
    return Part(*(f"{name}/{column}" for column in (credit, of_gold, "predicted", "gold")))
