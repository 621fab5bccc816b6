"""Agreements: facts over one alignment, and what is counted beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import (
    both,
    common_by_group,
    distinct,
    joined,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import AgreementColumns, laid
from pactbank.scoring.columns.line import Covers, Spans, cover_pairs, covers, meeting, shared_cover
from pactbank.scoring.columns.ordering import ranks
from pactbank.scoring.metrics import agreement_details, fillers
from pactbank.scoring.metrics.facts import UNSPECIFIED_FORM, Facts, facts, overall_stages
from pactbank.scoring.metrics.meanings import Meanings
from pactbank.scoring.pairing import Sides
from pactbank.scoring.referents import PROVISION
from pactbank.scoring.tables import UNIT, Figure, Ints, Table, fixed_shares, plain_part

METRICS = ("facts", "records", "mentions", "triggers", "role_fillers", "provisions", "stage")


@dataclass(frozen=True, eq=False)
class AlignedAgreements:
    """The agreements of both sides, what they state, and the pairs of them (rows of gold and
    predicted agreements, and how many facts each pair shares)."""

    gold: AgreementColumns
    predicted: AgreementColumns
    facts: tuple[Facts, Facts]
    stages: tuple[Ints, Ints]
    pair_gold: Ints
    pair_predicted: Ints
    shared: Ints

    @property
    def both(self) -> tuple[AgreementColumns, AgreementColumns]:
        return self.gold, self.predicted

    @cached_property
    def pair_of(self) -> tuple[Ints, Ints]:
        """The pair of each agreement of gold and of predictions, -1 for none."""
        return (
            _inverted(self.pair_gold, len(self.gold)),
            _inverted(self.pair_predicted, len(self.predicted)),
        )


def _inverted(rows: Ints, size: int) -> Ints:
    places = np.full(size, ABSENT)
    places[rows] = np.arange(len(rows))
    return places


def align(sides: Sides) -> AlignedAgreements:
    """Pair the agreements of each document: the greatest sum of shared facts, then the greatest
    sum of IoU of mentions. Pairs share a filler or overlap in a mention."""
    if "agreements" not in sides.alignments:
        sides.alignments["agreements"] = _align(sides)
    aligned: AlignedAgreements = sides.alignments["agreements"]
    return aligned


def _align(sides: Sides) -> AlignedAgreements:
    gold, predicted = sides.gold.agreements, sides.predicted.agreements
    agreements = gold, predicted
    stated = both(
        lambda side: facts(
            agreements[side], sides.readers[side], sides.line, sides.author, sides.gold.vocabulary
        ),
        (0, 1),
    )
    covered = both(lambda of: _mention_covers(of, sides), agreements)
    g, p, shared, overlap = _candidates(stated, agreements, covered, sides)
    row, column = (_ranks(agreements[side], side, sides)[rows] for side, rows in ((0, g), (1, p)))
    order = np.lexsort((column, row))
    edges = Edges(row[order], column[order], (shared[order], overlap[order]))
    chosen = order[np.sort(best_edges(edges))]
    stages = both(lambda side: overall_stages(agreements[side], stated[side]), (0, 1))
    return AlignedAgreements(
        gold,
        predicted,
        stated,
        stages,
        g[chosen],
        p[chosen],
        shared[chosen],
    )


def _mention_covers(of: AgreementColumns, sides: Sides) -> Covers:
    return covers(of.mention_of, laid(of.mentions, sides.line), len(of), sides.blanks)


def _candidates(
    stated: tuple[Facts, Facts],
    agreements: tuple[AgreementColumns, AgreementColumns],
    covered: tuple[Covers, Covers],
    sides: Sides,
) -> tuple[Ints, Ints, Ints, Ints]:
    """The pairs that may be aligned, with how many facts they share and the IoU of their
    mentions."""
    gold, predicted = stated
    of_gold, of_predicted = agreements
    width = max(len(of_predicted), 1)
    role_keys = numbered_together(gold.roles[1:], predicted.roles[1:])
    by_role = _pairs(gold.roles[0], predicted.roles[0], *role_keys, width)
    status_keys = numbered_together(
        [of_gold.document[gold.statuses[0]], *gold.statuses[1:]],
        [of_predicted.document[predicted.statuses[0]], *predicted.statuses[1:]],
    )
    by_status = _pairs(gold.statuses[0], predicted.statuses[0], *status_keys, width)
    met = cover_pairs(*covered, sides.blanks)
    pairs = np.unique(np.concatenate([by_role, met[0] * width + met[1]]))
    g, p = np.divmod(pairs, width)
    shared = _counted(pairs, by_role) + _counted(pairs, by_status)
    shared += gold.type[g] == predicted.type[p]
    shared += (gold.form[g] == predicted.form[p]) & (gold.form[g] != UNSPECIFIED_FORM)
    common = shared_cover(*covered, g, p, sides.blanks)
    union = covered[0].size[g] + covered[1].size[p] - common
    return g, p, shared, fixed_shares(common, np.maximum(union, 1))


def _pairs(of_gold: Ints, of_predicted: Ints, gold: Ints, predicted: Ints, width: int) -> Ints:
    """A code for each pair of agreements that share a key, once a key."""
    one, other = joined(gold, predicted)
    codes: Ints = of_gold[one] * width + of_predicted[other]
    return codes


def _counted(known: Ints, codes: Ints) -> Ints:
    """How often each known code stands among codes; `known` is sorted."""
    place = np.searchsorted(known, codes)
    inside = place < len(known)
    place, codes = place[inside], codes[inside]
    return tally(place[known[place] == codes], len(known))


def _ranks(of: AgreementColumns, side: int, sides: Sides) -> Ints:
    """The canonical number of each agreement: by document, first mention, type, form, and then
    all it says."""
    spans = laid(of.mentions, sides.line)
    first = np.full(len(of), np.iinfo(np.int64).max)
    np.minimum.at(first, of.mention_of, spans.start)
    return ranks(
        (of.document, first, of.type, of.form),
        Meanings(sides, side).agreements,
        sides.contents[side].agreements,
        # Of two that say the same one may be referred to, by its id.
        lambda: of.id.astype(np.uint64),
    )


def count(sides: Sides, aligned: AlignedAgreements) -> Table:
    """The counts of every agreement metric, a row a document."""
    counting = _AgreementCounts(sides, aligned)
    counting.facts()
    counting.mentions()
    counting.provisions()
    counting.stage()
    columns = counting.columns | fillers.columns(sides)
    figures = {name: (plain_part(name),) for name in METRICS}
    by_type = counting.figures_by_type() | fillers.figures_by_role()
    detail = agreement_details.details(sides, aligned)
    return Table(
        sides.documents,
        columns | detail.columns,
        figures | detail.metrics,
        by_type | detail.by_type,
    )


class _AgreementCounts:
    def __init__(self, sides: Sides, aligned: AlignedAgreements) -> None:
        self.sides = sides
        self.aligned = aligned
        self.size = len(sides.documents)
        self.document = aligned.gold.document[aligned.pair_gold]
        self.columns: dict[str, Ints] = {}
        used = np.unique(np.concatenate([aligned.gold.type, aligned.predicted.type]))
        self.types = used
        self.names = [sides.gold.vocabulary[code].as_py() for code in used.tolist()]

    def _by_document(self, document: Ints, weights: Ints | None = None) -> Ints:
        return UNIT * tally(document, self.size, weights)

    def facts(self) -> None:
        """Facts and records, in all and by type."""
        a = self.aligned
        same = (a.shared == a.facts[0].count[a.pair_gold]) & (
            a.shared == a.facts[1].count[a.pair_predicted]
        )
        for name, credit in (("facts", a.shared), ("records", same.astype(np.int64))):
            self.columns[name] = self._by_document(self.document, credit)
            self._by_type(f"{name}:by_gold", a.gold.type[a.pair_gold], self.document, credit)
            self._by_type(name, a.predicted.type[a.pair_predicted], self.document, credit)
        for side, of, stated in zip(
            ("gold", "predicted"), (a.gold, a.predicted), a.facts, strict=True
        ):
            for name, size in (("facts", stated.count), ("records", np.ones(len(of), np.int64))):
                self.columns[f"{name}:{side}"] = self._by_document(of.document, size)
                self._by_type(f"{name}:{side}", of.type, of.document, size)

    def _by_type(self, name: str, of: Ints, document: Ints, weights: Ints) -> None:
        cells = np.searchsorted(self.types, of) * self.size + document
        counted = UNIT * tally(cells, len(self.types) * self.size, weights)
        for at, row in enumerate(counted.reshape(len(self.types), self.size)):
            self.columns[f"{self.names[at]}/{name}"] = row

    def figures_by_type(self) -> dict[str, dict[str, Figure]]:
        return {
            name: {
                metric: (plain_part(f"{name}/{metric}", split=True),)
                for metric in ("facts", "records")
            }
            for name in sorted(self.names)
        }

    def mentions(self) -> None:
        """Mentions of aligned agreements, and the distinct spans that mention any."""
        a, line = self.aligned, self.sides.line
        spans = both(lambda of: laid(of.mentions, line), a.both)
        pair = both(lambda side: a.pair_of[side][a.both[side].mention_of], (0, 1))
        rows = both(lambda of: np.flatnonzero(of >= 0), pair)
        first, second = (
            [of[r], s.start[r], s.end[r]] for of, r, s in zip(pair, rows, spans, strict=True)
        )
        keys = numbered_together(first, second)
        document = a.gold.mentions.document[rows[0]]
        self.columns["mentions"] = UNIT * common_by_group(*keys, document, self.size)
        distinct_spans = both(
            lambda side: distinct(
                [a.both[side].mentions.document, spans[side].start, spans[side].end]
            ),
            (0, 1),
        )
        keys = numbered_together(*distinct_spans)
        self.columns["triggers"] = UNIT * common_by_group(*keys, distinct_spans[0][0], self.size)
        for side, of, each in zip(
            ("gold", "predicted"), (a.gold, a.predicted), distinct_spans, strict=True
        ):
            self.columns[f"mentions:{side}"] = self._by_document(of.mentions.document)
            self.columns[f"triggers:{side}"] = self._by_document(each[0])

    def provisions(self) -> None:
        """Provisions of aligned agreements, one to one, with an IoU of at least one half."""
        a = self.aligned
        rows = both(lambda of: np.flatnonzero(of.role == PROVISION), a.both)
        line = self.sides.line
        spans = both(lambda at: laid(a.both[at].arguments, line).where(rows[at]), (0, 1))
        pair = both(lambda at: a.pair_of[at][a.both[at].argument_of[rows[at]]], (0, 1))
        self.columns["provisions"] = UNIT * tally(
            self.document[pair[0][half_overlaps(spans, pair, self.sides)]], self.size
        )
        for side, of, r in zip(("gold", "predicted"), (a.gold, a.predicted), rows, strict=True):
            self.columns[f"provisions:{side}"] = self._by_document(of.arguments.document[r])

    def stage(self) -> None:
        """Accuracy of the overall stage over the aligned pairs whose gold has one."""
        a = self.aligned
        gold, predicted = a.stages[0][a.pair_gold], a.stages[1][a.pair_predicted]
        staged = gold != ABSENT
        self.columns["stage"] = self._by_document(self.document[staged & (gold == predicted)])
        counted = self._by_document(self.document[staged])
        self.columns["stage:gold"] = self.columns["stage:predicted"] = counted


def half_overlaps(spans: tuple[Spans, Spans], pair: tuple[Ints, Ints], sides: Sides) -> Ints:
    """The rows of gold spans that pair off with spans of the aligned label, one to one, with an IoU
    of at least one half: as many as can be."""
    g, p, common, union = meeting(spans[0], spans[1], sides.blanks)
    near = (2 * common >= union) & (pair[0][g] == pair[1][p]) & (pair[0][g] >= 0)
    g, p, common, union = g[near], p[near], common[near], union[near]
    ones = np.ones(len(g), np.int64)
    chosen = best_edges(Edges(g, p, (ones, fixed_shares(common, union))))
    rows: Ints = g[chosen]
    return rows
