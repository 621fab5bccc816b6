"""Agreements in detail: attributes of what is aligned, relations and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import (
    Ragged,
    among,
    both,
    common_by_group,
    joined,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.labels import AgreementColumns, laid
from pactbank.scoring.columns.line import numbers, together
from pactbank.scoring.metrics.details import Details
from pactbank.scoring.metrics.facts import Entries
from pactbank.scoring.tables import Ints

if TYPE_CHECKING:
    from pactbank.scoring.metrics.agreements import AlignedAgreements
    from pactbank.scoring.pairing import Sides

STATUS = ("certainty", "conditional", "source", "body", "as_of")


def details(sides: Sides, aligned: AlignedAgreements) -> Details:
    made = Details(len(sides.documents))
    _status(made, sides, aligned)
    _relations(made, aligned)
    _evidence(made, sides, aligned)
    _attributes(made, sides, aligned)
    return made


def _status(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    """Attributes of status entries that are paired by party and stage, as many equal as can be."""
    entries = both(lambda side: _paired_entries(aligned, side), (0, 1))
    keys = both(lambda side: _entry_keys(aligned, side, entries[side]), (0, 1))
    values = _status_values(sides, aligned)
    g, p = joined(*numbered_together(*keys))
    equal = {
        name: of_gold[entries[0].entry[g]] == of_predicted[entries[1].entry[p]]
        for name, (of_gold, of_predicted) in values.items()
    }
    weight = 1 + sum(of.astype(np.int64) for of in equal.values())
    chosen = np.sort(best_edges(Edges(g, p, (np.asarray(weight, np.int64),))))
    document = aligned.gold.document[entries[0].agreement[g[chosen]]]
    for name, of in equal.items():
        made.accuracy("status_details", document, of[chosen], name)
    made.accuracy(
        "status_details",
        np.tile(document, len(equal)),
        np.concatenate([of[chosen] for of in equal.values()]),
    )


def _paired_entries(aligned: AlignedAgreements, side: int) -> Entries:
    """The entries of agreements that are aligned."""
    entries = aligned.facts[side].entries
    return entries.where(aligned.pair_of[side][entries.agreement] >= 0)


def _entry_keys(aligned: AlignedAgreements, side: int, entries: Entries) -> list[Ints]:
    """The pair, the party and the stage of each entry."""
    stage = aligned.both[side].status["stage"][entries.entry]
    return [aligned.pair_of[side][entries.agreement], entries.party, stage]


def _status_values(sides: Sides, aligned: AlignedAgreements) -> dict[str, tuple[Ints, Ints]]:
    """The attributes of each side's status entries, as numbers that can be compared."""
    first, second = aligned.both
    source = numbered_sets(*(of.sources for of in aligned.facts))
    body = numbered_sets(*(_bodies(sides, aligned, side) for side in (0, 1)))
    found = {name: (first.status[name], second.status[name]) for name in STATUS}
    found |= {"source": (source[0], source[1]), "body": (body[0], body[1])}
    return found


def _bodies(sides: Sides, aligned: AlignedAgreements, side: int) -> Ragged:
    """The referents of the organ of each status entry."""
    of = aligned.both[side]
    rows = np.flatnonzero(of.status["body"] != ABSENT)
    meant = sides.readers[side].refs(of.document[of.status_of[rows]], of.status["body"][rows])
    return Ragged(rows[meant.row], meant.value, len(of.status_of))


def _relations(made: Details, aligned: AlignedAgreements) -> None:
    """Relations of aligned agreements to aligned agreements, of one type."""
    keys = both(lambda side: _relation_keys(aligned, side), (0, 1))
    document = both(lambda of: of.document[of.relation_of], aligned.both)
    tied = both(lambda of: np.flatnonzero((of[0] >= 0) & (of[2] >= 0)), keys)
    first, second = ([column[rows] for column in of] for of, rows in zip(keys, tied, strict=True))
    size = made.documents
    hits = common_by_group(*numbered_together(first, second), document[0][tied[0]], size)
    made.counts("relations", hits, tally(document[0], size), tally(document[1], size))


def _relation_keys(aligned: AlignedAgreements, side: int) -> list[Ints]:
    """The pair a relation starts from, its type, and the pair it leads to; -1 for no pair."""
    of, pair = aligned.both[side], aligned.pair_of[side]
    target = agreement_rows(of, of.document[of.relation_of], of.relation_target)
    ending = np.full(len(target), ABSENT)
    ending[target >= 0] = pair[target[target >= 0]]
    return [pair[of.relation_of], of.relation_type, ending]


def agreement_rows(of: AgreementColumns, document: Ints, name: Ints) -> Ints:
    """The rows of the agreements of these ids; -1 for one there is not. Of several with one id
    the first in the document's list is meant."""
    width = int(max(of.id.max(initial=0), name.max(initial=0))) + 2
    known, first = np.unique(of.document * width + of.id, return_index=True)
    key = document * width + name
    rows = np.full(len(key), ABSENT)
    hit = among(key, known)
    rows[hit] = first[np.searchsorted(known, key[hit])]
    return rows


def _evidence(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    """The words that stages and relations are told by: exact spans, one to one, whichever entry
    they stand in."""
    line, size = sides.line, made.documents
    spans = both(
        lambda of: together([laid(of.evidence, line), laid(of.ground, line)]), aligned.both
    )
    document = both(
        lambda of: np.concatenate([of.evidence.document, of.ground.document]), aligned.both
    )
    hits = common_by_group(*numbers(*spans), document[0], size)
    made.counts("evidence", hits, tally(document[0], size), tally(document[1], size))


def _attributes(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    gold, predicted = aligned.gold, aligned.predicted
    document = gold.document[aligned.pair_gold]
    for name in ("name", "kb"):
        of_gold = getattr(gold, name)[aligned.pair_gold]
        given = of_gold != ABSENT
        right = of_gold == getattr(predicted, name)[aligned.pair_predicted]
        made.accuracy(f"agreement_{name}", document[given], right[given])
    g, p = _same(*both(lambda side: _mention_keys(sides, aligned, side), (0, 1)))
    right = gold.mention_level[g] == predicted.mention_level[p]
    made.accuracy("mention_level", gold.mentions.document[g], right)
    g, p = _same(*both(lambda side: _argument_keys(sides, aligned, side), (0, 1)))
    right = gold.argument_open[g] == predicted.argument_open[p]
    made.accuracy("argument_open", gold.arguments.document[g], right)


def _mention_keys(sides: Sides, aligned: AlignedAgreements, side: int) -> list[Ints]:
    of = aligned.both[side]
    spans = laid(of.mentions, sides.line)
    return [aligned.pair_of[side][of.mention_of], spans.start, spans.end]


def _argument_keys(sides: Sides, aligned: AlignedAgreements, side: int) -> list[Ints]:
    of = aligned.both[side]
    spans = laid(of.arguments, sides.line)
    return [aligned.pair_of[side][of.argument_of], spans.start, spans.end, of.role]


def _same(gold: list[Ints], predicted: list[Ints]) -> tuple[Ints, Ints]:
    """Pairs of parts of aligned agreements with equal keys, which begin with the pair."""
    g, p = joined(*numbered_together(gold, predicted))
    kept = gold[0][g] >= 0
    return g[kept], p[kept]
