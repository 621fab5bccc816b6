"""Stances in detail: attributes of the pairs of `tuples`, and the sources of their chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.columns.arrays import (
    Ragged,
    both,
    common_by_group,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.fingerprint import Words, added, mixed
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import StanceColumns, laid
from pactbank.scoring.metrics import agreements
from pactbank.scoring.metrics.details import Details, NamedParts
from pactbank.scoring.metrics.meanings import agreement_rows
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
    meant = [
        reader.named(of.document, of.toward).where(rows)
        for reader, of, rows in zip(sides.readers, aligned.both, (g, p), strict=True)
    ]
    _sets(made, "toward", document, *meant)
    _chains(made, sides, aligned, g, p)
    _holders(made, sides, aligned, g, p)
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
    """Accuracy of the sequence of sources, over equal ones of which are inferred, and the words
    that name them."""
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
    _sources(made, sides, aligned, numbered, g, p)


def _sequence(of: StanceColumns, value: Ints) -> Words:
    """A number for the values of each stance's chain, in their order."""
    first = np.searchsorted(of.link_of, of.link_of)
    place = np.arange(len(of.link_of)) - first
    return added(of.link_of, mixed(place, value), len(of))


def _sources(
    made: Details, sides: Sides, aligned: AlignedStances, links: list[Ints], g: Ints, p: Ints
) -> None:
    """The words that sources are named by: exact spans, one to one, of one source of a pair;
    `links` are numbers of whom the links of either side mean."""
    keys = []
    for of, pair, whom in zip(aligned.both, _pair_of(aligned, g, p), links, strict=True):
        spans, link = laid(of.sources, sides.line), of.source_of
        keys.append([pair[of.link_of[link]], whom[link], spans.start, spans.end])
    paired = [np.flatnonzero(of[0] >= 0) for of in keys]
    first, second = ([column[rows] for column in of] for of, rows in zip(keys, paired, strict=True))
    document = both(lambda of: of.sources.document, aligned.both)
    size = made.documents
    hits = common_by_group(*numbered_together(first, second), document[0][paired[0]], size)
    made.counts("chain_spans", hits, tally(document[0], size), tally(document[1], size))


def _pair_of(aligned: AlignedStances, g: Ints, p: Ints) -> tuple[Ints, Ints]:
    """The pair of each stance of gold and of predictions, -1 for none."""
    pairs = []
    for of, rows in zip(aligned.both, (g, p), strict=True):
        pair = np.full(len(of), ABSENT)
        pair[rows] = np.arange(len(rows))
        pairs.append(pair)
    return pairs[0], pairs[1]


def _holders(made: Details, sides: Sides, aligned: AlignedStances, g: Ints, p: Ints) -> None:
    """What is said of holders that stand at one place in a pair of stances."""
    pair = _pair_of(aligned, g, p)

    def keys_of(side: int) -> list[Ints]:
        of = aligned.both[side]
        spans = laid(of.holders, sides.line)
        return [pair[side][of.holder_of], spans.start, spans.end]

    parts = [
        NamedParts(
            of.holders.document,
            of.holder_refs,
            reader.named(of.holders.document, of.holder_refs),
            of.holder_open,
        )
        for reader, of in zip(sides.readers, aligned.both, strict=True)
    ]
    made.named_parts("holder", both(keys_of, (0, 1)), *parts)
