"""Stances: tuples of holder, cue, target and polarity, matched softly and exactly.

`tuples`, `typed_tuples` and `exact_tuples` are each the greatest sum of their own weights over
one-to-one pairs; `f_avg` pairs stances by holder and target alone (Mohammad et al. 2016 name the
mean of the F1 of two polarities so).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np

from pactbank.scoring.align import assign
from pactbank.scoring.metrics.covers import Cover, Range, cover, iou
from pactbank.scoring.metrics.graph import graph
from pactbank.scoring.metrics.referents import GoldMentions, Reader, Referent
from pactbank.scoring.metrics.sheets import UNSPECIFIED, Attitude, Page
from pactbank.scoring.tables import UNIT, Figure, Ints, Table, fixed, plain_part, table_of_rows

TUPLES = ("tuples", "typed_tuples", "exact_tuples")
SPANS = ("holder", "cue", "target")
SIDES = ("positive", "negative")

HolderMode = Literal["ref", "span"]
"""How holders are compared: by referents, or by their spans where predictions give no refs."""


def table(documents: tuple[str, ...], pages: Sequence[Page]) -> Table:
    """The counts of every stance metric, a row a page."""
    rows = [_Stances(page).row() for page in pages]
    polarity = {side: plain_part(f"{side}/f_avg") for side in SIDES}
    metrics: dict[str, Figure] = {name: (plain_part(name),) for name in (*TUPLES, *SPANS)}
    metrics["f_avg"] = tuple(polarity.values())
    notes = {}
    if all(page.text is not None for page in pages):
        metrics["sentiment_graph"] = (plain_part("sentiment_graph", split=True),)
    else:
        notes["sentiment_graph"] = "needs the text of every document"
    types = {s.type for page in pages for s in (*page.gold.attitudes, *page.predicted.attitudes)}
    by_type: dict[str, dict[str, Figure]] = {
        name: {metric: (plain_part(f"{name}/{metric}", split=True),) for metric in TUPLES}
        for name in sorted(types)
    }
    by_type |= {side: {"f_avg": (part,)} for side, part in polarity.items()}
    return table_of_rows(documents, rows, metrics, by_type, notes)


def aligned(page: Page) -> list[tuple[Attitude, Attitude]]:
    """The stances of a page that are aligned by holder and target, gold and predicted, whatever
    their polarity and type."""
    stances = _Stances(page)
    return [(stances.gold[g], stances.predicted[p]) for g, p in stances.same_matter()]


def holder_mode(page: Page) -> HolderMode | None:
    """How the holders of a page are compared; None where its predictions name no holder."""
    holders = [h for stance in page.predicted.attitudes for h in stance.holders if h.span or h.refs]
    if not holders:
        return None
    return "ref" if any(holder.refs for holder in holders) else "span"


class _Stances:
    """The stances of one document on both sides, in canonical order, with what they share."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.gold = sorted(page.gold.attitudes, key=lambda stance: stance.key)
        self.predicted = sorted(page.predicted.attitudes, key=lambda stance: stance.key)
        held = self._by_span() if holder_mode(page) == "span" else self._by_ref()
        self.holder = self._grid(held)
        self.cue = self._grid(self._iou(lambda stance: (stance.cue,)))
        self.target = self._grid(
            self._iou(lambda stance: (stance.target,) if stance.target else ())
        )

    def _grid(
        self, compare: Callable[[Attitude, Attitude], Fraction]
    ) -> dict[tuple[int, int], Fraction]:
        return {
            (g, p): compare(gold, predicted)
            for g, gold in enumerate(self.gold)
            for p, predicted in enumerate(self.predicted)
        }

    def _iou(
        self, spans: Callable[[Attitude], Sequence[Range]]
    ) -> Callable[[Attitude, Attitude], Fraction]:
        visible = self.page.visible
        covers: dict[int, Cover] = {
            id(stance): cover(spans(stance), visible) for stance in (*self.gold, *self.predicted)
        }
        return lambda gold, predicted: iou(covers[id(gold)], covers[id(predicted)], visible)

    def _by_span(self) -> Callable[[Attitude, Attitude], Fraction]:
        return self._iou(lambda stance: [h.span for h in stance.holders if h.span is not None])

    def _by_ref(self) -> Callable[[Attitude, Attitude], Fraction]:
        mentions = GoldMentions(self.page.gold, self.page.visible)
        readers = Reader(self.page.gold, mentions), Reader(self.page.predicted, mentions)
        held = {
            id(stance): _holders(stance, reader)
            for reader, side in zip(readers, (self.gold, self.predicted), strict=True)
            for stance in side
        }

        def share(gold: Attitude, predicted: Attitude) -> Fraction:
            a, b = held[id(gold)], held[id(predicted)]
            return Fraction(len(a & b), len(a | b))

        return share

    def row(self) -> Counter[str]:
        """The counts of the document by column."""
        row: Counter[str] = Counter()
        for side, stances in (("gold", self.gold), ("predicted", self.predicted)):
            for stance in stances:
                for name in TUPLES:
                    row[f"{name}:{side}"] += UNIT
                    row[f"{stance.type}/{name}:{side}"] += UNIT
                row[f"{stance.polarity}/f_avg:{side}"] += UNIT
        self._tuples(row)
        self._polarities(row)
        self._spans(row)
        if self.page.text is not None:
            row.update(graph(self.page.text, self.gold, self.predicted))
        return row

    def _tuples(self, row: Counter[str]) -> None:
        for name, weigh in (
            ("tuples", self._soft),
            ("typed_tuples", self._typed),
            ("exact_tuples", self._exact),
        ):
            weights = self._matrix(weigh)
            for g, p in enumerate(assign([weights])):
                if p >= 0:
                    credit = int(weights[g, p])
                    row[name] += credit
                    row[f"{self.predicted[p].type}/{name}"] += credit
                    row[f"{self.gold[g].type}/{name}:by_gold"] += credit

    def _matrix(self, weigh: Callable[[int, int], Fraction | int]) -> Ints:
        matrix = np.zeros((len(self.gold), len(self.predicted)), np.int64)
        for g, p in self.holder:
            matrix[g, p] = fixed(weigh(g, p))
        return matrix

    def _soft(self, g: int, p: int) -> Fraction | int:
        """(holder + cue + target) / 3, if the polarity is one and the cues overlap."""
        if self.gold[g].polarity != self.predicted[p].polarity or not self.cue[g, p]:
            return 0
        return (self.holder[g, p] + self.cue[g, p] + self.target[g, p]) / 3

    def _typed(self, g: int, p: int) -> Fraction | int:
        return self._soft(g, p) if self.gold[g].type == self.predicted[p].type else 0

    def _exact(self, g: int, p: int) -> Fraction | int:
        return int(self._soft(g, p) == 1)

    def _polarities(self, row: Counter[str]) -> None:
        """Of the pairs by holder and target those of one polarity count."""
        for g, p in self.same_matter():
            if self.gold[g].polarity == self.predicted[p].polarity:
                row[f"{self.gold[g].polarity}/f_avg"] += UNIT

    def same_matter(self) -> list[tuple[int, int]]:
        """Pairs by holder and target, whatever their polarity."""

        def weigh(g: int, p: int) -> Fraction | int:
            h, t = self.holder[g, p], self.target[g, p]
            return (h + t) / 2 if h and t else 0

        return [(g, p) for g, p in enumerate(assign([self._matrix(weigh)])) if p >= 0]

    def _spans(self, row: Counter[str]) -> None:
        """Spans of each kind, exact, one to one, whichever stance they stand in."""
        gold, predicted = _by_kind(self.gold), _by_kind(self.predicted)
        for kind in SPANS:
            row[kind] = UNIT * (gold[kind] & predicted[kind]).total()
            row[f"{kind}:gold"] = UNIT * gold[kind].total()
            row[f"{kind}:predicted"] = UNIT * predicted[kind].total()


def _holders(stance: Attitude, reader: Reader) -> frozenset[Referent]:
    """The referents that hold a stance, or AUTHOR or UNSPECIFIED. A holder whose span stands for
    nobody in particular counts as unspecified."""
    held: set[Referent] = {stance.implicit} if stance.implicit else set()
    for holder in stance.holders:
        held |= reader.naming(holder)
    return frozenset(held or {UNSPECIFIED})


def _by_kind(stances: Sequence[Attitude]) -> dict[str, Counter[Range]]:
    return {
        "holder": Counter(h.span for s in stances for h in s.holders if h.span is not None),
        "cue": Counter(s.cue for s in stances),
        "target": Counter(s.target for s in stances if s.target is not None),
    }
