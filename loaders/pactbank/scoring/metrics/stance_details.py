"""Stances in detail: attributes of the pairs of `tuples`, and the sources of their chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.columns.arrays import (
    Ragged,
    both,
    common_by_group,
    joined,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.fingerprint import Words, added, mixed
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.labels import StanceColumns, laid
from pactbank.scoring.columns.line import numbers
from pactbank.scoring.metrics import agreements
from pactbank.scoring.metrics.agreement_details import agreement_rows
from pactbank.scoring.metrics.details import Details
from pactbank.scoring.tables import Ints

if TYPE_CHECKING:
    from pactbank.scoring.metrics.stance_pairs import AlignedStances
    from pactbank.scoring.pairing import Sides


def details(sides: Sides, aligned: AlignedStances) -> Details:
    made = Details(len(sides.documents))
    gold, predicted = aligned.gold, aligned.predicted
    pairs = aligned.pairs["tuples"]
    g, p = pairs.gold, pairs.predicted
    document = gold.document[g]
    made.accuracy("stance_type", document, gold.type[g] == predicted.type[p])
    made.accuracy("quote", document, gold.quote[g] == predicted.quote[p])
    _sets(made, "about", document, *_about(sides, aligned, g, p))
    toward = [
        reader.refs(of.document[of.toward.row], of.toward.value)
        for of, reader in zip((gold, predicted), sides.readers, strict=True)
    ]
    meant = [
        Ragged(of.toward.row[found.row], found.value, len(of)).sets().where(rows)
        for of, found, rows in zip((gold, predicted), toward, (g, p), strict=True)
    ]
    _sets(made, "toward", document, *meant)
    _chains(made, sides, aligned, g, p)
    _sources(made, sides, aligned)
    _holders_open(made, sides, aligned, g, p)
    return made


def _sets(made: Details, name: str, document: Ints, gold: Ragged, predicted: Ragged) -> None:
    """F1 over the values of paired sets (micro)."""
    keys = numbered_together([gold.row, gold.value], [predicted.row, predicted.value])
    hits = common_by_group(*keys, document[gold.row], made.documents)
    made.counts(
        name,
        hits,
        tally(document[gold.row], made.documents),
        tally(document[predicted.row], made.documents),
    )


def _about(sides: Sides, aligned: AlignedStances, g: Ints, p: Ints) -> tuple[Ragged, Ragged]:
    """The agreements that paired stances are about, told by the alignment of agreements; what is
    not aligned is an agreement that the other side does not have."""
    aligned_agreements = agreements.align(sides)
    pair = aligned_agreements.pair_of
    size = len(aligned_agreements.pair_gold)
    found = []
    for side, (of, which, rows) in enumerate(
        (
            (aligned.gold, aligned_agreements.gold, g),
            (aligned.predicted, aligned_agreements.predicted, p),
        )
    ):
        at = agreement_rows(which, of.document[of.about.row], of.about.value)
        known = np.where(at >= 0, pair[side][at] if len(pair[side]) else ABSENT, ABSENT)
        own = size + 2 * np.where(at >= 0, at, len(which) + of.about.value) + side
        value = np.where(known >= 0, known, own)
        found.append(Ragged(of.about.row, value, len(of)).sets().where(rows))
    return found[0], found[1]


def _chains(made: Details, sides: Sides, aligned: AlignedStances, g: Ints, p: Ints) -> None:
    """Accuracy of the sequence of sources, and over equal ones of which are inferred."""
    numbered = numbered_sets(
        *(
            reader.sources(of.document[of.link_of], of.link_ref, sides.author)
            for of, reader in zip(aligned.both, sides.readers, strict=True)
        )
    )
    sequence = [_sequence(of, number) for of, number in zip(aligned.both, numbered, strict=True)]
    inferred = [_sequence(of, of.link_inferred.astype(np.int64)) for of in aligned.both]
    document = aligned.gold.document[g]
    same = sequence[0][g] == sequence[1][p]
    made.accuracy("chain", document, same)
    right = inferred[0][g] == inferred[1][p]
    made.accuracy("chain_inferred", document[same], right[same])


def _sequence(of: StanceColumns, value: Ints) -> Words:
    """A number for the values of each stance's chain, in their order."""
    first = np.searchsorted(of.link_of, of.link_of)
    place = np.arange(len(of.link_of)) - first
    return added(of.link_of, mixed(place, value), len(of))


def _sources(made: Details, sides: Sides, aligned: AlignedStances) -> None:
    """The words that sources are named by: exact spans, one to one."""
    spans = both(lambda of: laid(of.sources, sides.line), aligned.both)
    document = both(lambda of: of.sources.document, aligned.both)
    size = made.documents
    hits = common_by_group(*numbers(*spans), document[0], size)
    made.counts("chain_spans", hits, tally(document[0], size), tally(document[1], size))


def _holders_open(made: Details, sides: Sides, aligned: AlignedStances, g: Ints, p: Ints) -> None:
    rows = g, p

    def keys_of(side: int) -> list[Ints]:
        of = aligned.both[side]
        pair = np.full(len(of), ABSENT)
        pair[rows[side]] = np.arange(len(rows[side]))
        spans = laid(of.holders, sides.line)
        return [pair[of.holder_of], spans.start, spans.end]

    keys = both(keys_of, (0, 1))
    one, other = joined(*numbered_together(*keys))
    kept = keys[0][0][one] >= 0
    one, other = one[kept], other[kept]
    right = aligned.gold.holder_open[one] == aligned.predicted.holder_open[other]
    made.accuracy("holder_open", aligned.gold.holders.document[one], right)
