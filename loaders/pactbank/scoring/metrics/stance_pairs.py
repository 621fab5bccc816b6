"""Pairs of gold and predicted stances, under each weight that a metric maximises."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

import numpy as np

from pactbank.model.closed import Implicit
from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import (
    Ragged,
    both,
    common_by_group,
    distinct,
    joined,
    numbered_together,
    tally,
    union,
)
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import SpanColumn, StanceColumns, laid
from pactbank.scoring.columns.line import Covers, cover_pairs, covers, meeting, shared_cover
from pactbank.scoring.columns.ordering import ranks
from pactbank.scoring.metrics.meanings import Meanings
from pactbank.scoring.pairing import Sides
from pactbank.scoring.referents import AUTHOR, UNSPECIFIED, Reader
from pactbank.scoring.tables import UNIT, Ints, Mask, fixed, fixed_shares


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Parts of wholes, one for each pair: exact fractions."""

    part: Ints
    whole: Ints

    def where(self, rows: Mask | Ints) -> Shares:
        return Shares(self.part[rows], self.whole[rows])


@dataclass(frozen=True, slots=True, eq=False)
class StancePairs:
    """StancePairs of stances (rows of gold and predicted ones) with how far their holders, cues and
    targets are the same."""

    gold: Ints
    predicted: Ints
    holder: Shares
    cue: Shares
    target: Shares

    def where(self, rows: Mask | Ints) -> StancePairs:
        return StancePairs(
            self.gold[rows],
            self.predicted[rows],
            *(of.where(rows) for of in (self.holder, self.cue, self.target)),
        )


@dataclass(frozen=True, eq=False)
class AlignedStances:
    """The stances of both sides and their pairs: under each tuple metric, and by holder and target
    alone. `credit` is fixed-point."""

    gold: StanceColumns
    predicted: StanceColumns
    pairs: dict[str, StancePairs]
    credit: dict[str, Ints]
    same_matter: StancePairs
    by_span: Mask
    """Documents whose holders are compared by their spans."""

    @property
    def both(self) -> tuple[StanceColumns, StanceColumns]:
        return self.gold, self.predicted

    def gold_and_predicted(self, kind: str) -> tuple[SpanColumn, SpanColumn]:
        """The spans of one kind on either side."""
        return getattr(self.gold, kind), getattr(self.predicted, kind)


def align(sides: Sides) -> AlignedStances:
    """Pair the stances of each document, under each weight that a metric maximises."""
    comparing = _Comparing(sides)
    tuples = comparing.pairs(comparing.met_in_cue())
    gold, predicted = comparing.gold, comparing.predicted
    same = gold.polarity[tuples.gold] == predicted.polarity[tuples.predicted]
    tuples = tuples.where(same)
    soft = thirds(tuples.holder, tuples.cue, tuples.target)
    typed = gold.type[tuples.gold] == predicted.type[tuples.predicted]
    whole = [of.part == of.whole for of in (tuples.holder, tuples.cue, tuples.target)]
    weights = {
        "tuples": soft,
        "typed_tuples": soft * typed,
        "exact_tuples": UNIT * np.logical_and.reduce(whole),
    }
    pairs, credit = {}, {}
    for name, weight in weights.items():
        chosen = comparing.best(tuples, weight)
        pairs[name], credit[name] = tuples.where(chosen), weight[chosen]
    matter = comparing.pairs(comparing.met_in_target())
    matter = matter.where((matter.holder.part > 0) & (matter.target.part > 0))
    chosen = comparing.best(matter, halves(matter.holder, matter.target))
    return AlignedStances(gold, predicted, pairs, credit, matter.where(chosen), comparing.by_span)


def thirds(*shares: Shares) -> Ints:
    """round_half_even(UNIT · (a + b + c) / 3), exactly."""
    return _mean(shares)


def halves(*shares: Shares) -> Ints:
    """round_half_even(UNIT · (a + b) / 2), exactly."""
    return _mean(shares)


_EXACT = 1 << 42
"""Products of wholes below this, times `UNIT`, fit 63 bits."""


def _mean(shares: tuple[Shares, ...]) -> Ints:
    below = np.full(len(shares[0].part), len(shares), np.float64)
    for each in shares:
        below *= each.whole
    if below.max(initial=0) < _EXACT:
        whole: Ints = np.full(len(shares[0].part), len(shares))
        for each in shares:
            whole = whole * each.whole
        parts = sum(each.part * (whole // len(shares) // each.whole) for each in shares)
        return fixed_shares(np.asarray(parts, np.int64), whole)
    rows = zip(
        *(zip(each.part.tolist(), each.whole.tolist(), strict=True) for each in shares),
        strict=True,
    )
    return np.array(
        [fixed(sum((Fraction(*one) for one in row), Fraction(0)) / len(shares)) for row in rows],
        np.int64,
    )


class _Comparing:
    """The stances of both sides, and what any two of one document have in common."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.gold, self.predicted = sides.gold.stances, sides.predicted.stances
        stances, line = (self.gold, self.predicted), sides.line
        self.cue = both(lambda of: laid(of.cue, line), stances)
        self.target = both(
            lambda of: covers(of.target_of, laid(of.target, line), len(of), sides.blanks), stances
        )
        self.spans = both(self._holder_covers, stances)
        self.holders = both(lambda at: _holders(stances[at], sides.readers[at], line), (0, 1))
        self.by_span = by_span(sides)
        self.ranks = both(self._ranks, (0, 1))

    def _holder_covers(self, of: StanceColumns) -> Covers:
        rows = np.flatnonzero(of.holders.placed)
        spans = laid(of.holders, self.sides.line).where(rows)
        return covers(of.holder_of[rows], spans, len(of), self.sides.blanks)

    def met_in_cue(self) -> tuple[Ints, Ints]:
        """StancePairs whose cues overlap."""
        g, p, _, _ = meeting(*self.cue, self.sides.blanks)
        return g, p

    def met_in_target(self) -> tuple[Ints, Ints]:
        """StancePairs whose targets overlap, or that have none, both of them."""
        met = cover_pairs(*self.target, self.sides.blanks)
        silent = [np.flatnonzero(of.size == 0) for of in self.target]
        g, p = joined(self.gold.document[silent[0]], self.predicted.document[silent[1]])
        gold = np.concatenate([met[0], silent[0][g]])
        predicted = np.concatenate([met[1], silent[1][p]])
        first, second = distinct([gold, predicted])
        return first, second

    def pairs(self, met: tuple[Ints, Ints]) -> StancePairs:
        g, p = met
        blanks = self.sides.blanks
        spans = self.cue[0].where(g), self.cue[1].where(p)
        common = blanks.common(*spans)
        total = blanks.size(spans[0]) + blanks.size(spans[1]) - common
        target = self._covered(self.target, g, p)
        return StancePairs(g, p, self._holder(g, p), _share(common, total), target)

    def _covered(self, of: tuple[Covers, Covers], g: Ints, p: Ints) -> Shares:
        common = shared_cover(*of, g, p, self.sides.blanks)
        return _share(common, of[0].size[g] + of[1].size[p] - common)

    def _holder(self, g: Ints, p: Ints) -> Shares:
        """How far the holders of pairs are the same: by referents, or by their spans where the
        predictions of a document give no referents."""
        by_ref = _jaccard(self.holders[0].where(g), self.holders[1].where(p))
        spans = self._covered(self.spans, g, p)
        # AUTHOR, UNSPECIFIED and a span are three different holders.
        kinds = [self._kind(side)[rows] for side, rows in ((0, g), (1, p))]
        alike = (kinds[0] == kinds[1]).astype(np.int64)
        named = kinds[0] == _NAMED
        part = np.where(named, spans.part, 1) * alike
        whole = np.where(named & (alike > 0), spans.whole, 1)
        chosen = self.by_span[self.gold.document[g]]
        return Shares(np.where(chosen, part, by_ref.part), np.where(chosen, whole, by_ref.whole))

    def _kind(self, side: int) -> Ints:
        """What holds each stance: a span, or who is implied."""
        of = (self.gold, self.predicted)[side]
        return np.where(
            self.spans[side].size > 0,
            _NAMED,
            np.where(of.implicit == ABSENT, UNSPECIFIED, _implied(of.implicit)),
        )

    def best(self, pairs: StancePairs, weight: Ints) -> Ints:
        """The rows of the pairs that make the greatest sum; ties go by the canonical order of
        stances."""
        rows = np.flatnonzero(weight > 0)
        row = self.ranks[0][pairs.gold[rows]]
        column = self.ranks[1][pairs.predicted[rows]]
        order = np.lexsort((column, row))
        edges = Edges(row[order], column[order], (weight[rows][order],))
        return np.sort(rows[order][best_edges(edges)])

    def _ranks(self, side: int) -> Ints:
        """The canonical number of each stance: by cue, target, polarity, type, and then all it
        says."""
        of, line = (self.gold, self.predicted)[side], self.sides.line
        cue, target = self.cue[side], laid(of.target, line)
        start = np.full(len(of), ABSENT)
        end = np.full(len(of), ABSENT)
        start[of.target_of], end[of.target_of] = target.start, target.end
        return ranks(
            (cue.start, cue.end, start, end, of.polarity, of.type),
            Meanings(self.sides, side).stances,
            self.sides.contents[side].stances,
        )


_NAMED = 2


def _implied(implicit: Ints) -> Ints:
    author = get_args(Implicit).index("AUTHOR")
    return np.where(implicit == author, AUTHOR, UNSPECIFIED)


def _share(part: Ints, whole: Ints) -> Shares:
    """Of nothing, nothing is all of it."""
    none = whole == 0
    return Shares(np.where(none, 1, part), np.where(none, 1, whole))


def _jaccard(a: Ragged, b: Ragged) -> Shares:
    """Row by row, how many values both sets have, of those that either has."""
    keys = numbered_together([a.row, a.value], [b.row, b.value])
    shared = common_by_group(*keys, a.row, a.size)
    return Shares(shared, a.counts + b.counts - shared)


def _holders(of: StanceColumns, reader: Reader, line: Ints) -> Ragged:
    """The referents that hold each stance, or AUTHOR or UNSPECIFIED."""
    meant = reader.fillers(of.holders, of.holder_refs, line, np.arange(len(of.holders)))
    named = Ragged(of.holder_of[meant.row], meant.value, len(of))
    implied = np.flatnonzero(of.implicit != ABSENT)
    silent = np.flatnonzero((named.counts == 0) & (of.implicit == ABSENT))
    return union(
        [
            named,
            Ragged(implied, _implied(of.implicit[implied]), len(of)),
            Ragged(silent, np.full(len(silent), UNSPECIFIED), len(of)),
        ]
    )


def by_span(sides: Sides) -> Mask:
    """The documents whose predicted holders name no referents, though there are some."""
    of, size = sides.predicted.stances, len(sides.documents)
    refs = of.holder_refs.counts > 0
    given = of.holders.placed | refs
    with_refs = tally(of.holders.document[refs], size) > 0
    mask: Mask = (tally(of.holders.document[given], size) > 0) & ~with_refs
    return mask
