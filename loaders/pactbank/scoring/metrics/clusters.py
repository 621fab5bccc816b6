"""Coreference of entity mentions: B³ (Bagga and Baldwin 1998), CEAF-e with φ4 (Luo 2005) and LEA
(Moosavi and Strube 2016).

A cluster is the set of mentions with one set of referents; mentions are told apart by their exact
span, and singletons stay. A mention without referents is a cluster of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.align import Edges, best_edges, match_equal
from pactbank.scoring.columns.arrays import Ragged, numbered, numbered_sets, tally
from pactbank.scoring.columns.fingerprint import Words, added, mixed
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import laid
from pactbank.scoring.columns.line import Spans, numbers
from pactbank.scoring.columns.ordering import ordered
from pactbank.scoring.tables import UNIT, Condition, Figure, Ints, Part, fixed_shares

if TYPE_CHECKING:
    from pactbank.scoring.metrics.entities import AlignedMentions
    from pactbank.scoring.pairing import Sides

METRICS = ("b3", "ceafe", "lea")
CONDITIONS = (
    Condition(METRICS, "named:gold", True, "gold names no referents", void=True),
    Condition(
        METRICS,
        "named:predicted",
        True,
        "predictions name no referents: each mention is a cluster of its own",
    ),
)
_UNCLUSTERED = ("ROLE", "TIME")


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """The mentions of one side: document number, place on the line of all documents, type code,
    and the number of the cluster, which no two documents share."""

    document: Ints
    spans: Spans
    type: Ints
    cluster: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Coreference:
    """Columns, and the metrics made of them."""

    columns: dict[str, Ints] = field(default_factory=dict)
    metrics: dict[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Clusters:
    """Mentions in canonical order; clusters numbered by their first mention, with their sizes
    and documents."""

    spans: Spans
    cluster: Ints
    size: Ints
    document: Ints


def of_mentions(sides: Sides, aligned: AlignedMentions) -> Coreference:
    """Coreference of the mentions that count; gold without any referents has none."""
    size, named = len(sides.documents), {}
    for side, labels, rows in (
        ("gold", sides.gold, aligned.gold),
        ("predicted", sides.predicted, aligned.predicted),
    ):
        mentions = labels.mentions
        document, refs = mentions.spans.document[rows], mentions.refs.counts[rows]
        named[f"named:{side}"] = tally(document, size, refs)
    if not sides.coreferent:
        return Coreference(named, figures())
    gold = _clustered(sides, sides.gold, aligned.gold, aligned.gold_type, aligned.types)
    predicted = _clustered(
        sides, sides.predicted, aligned.predicted, aligned.predicted_type, aligned.types
    )
    return Coreference(named | columns(gold, predicted, size), figures())


def _clustered(
    sides: Sides, labels: Labels, rows: Ints, kind: Ints, types: tuple[str, ...]
) -> Clustered:
    """The mentions that take part in coreference, with the number of their cluster: one for each
    set of referents of a document, one for each mention without any."""
    taking_part = ~np.array([name in _UNCLUSTERED for name in types] + [False])[kind]
    rows, kind = rows[taking_part], kind[taking_part]
    mentions = labels.mentions
    document = mentions.spans.document[rows]
    refs = mentions.refs.where(rows)
    keys = document[refs.row] * len(labels.vocabulary) + refs.value
    [cluster] = numbered_sets(Ragged(refs.row, keys, len(rows)))
    alone = np.flatnonzero(cluster == 0)
    cluster[alone] = int(cluster.max(initial=0)) + 1 + np.arange(len(alone))
    return Clustered(document, laid(mentions.spans, sides.line).where(rows), kind, cluster)


def columns(gold: Clustered, predicted: Clustered, documents: int) -> dict[str, Ints]:
    """The counts of the three metrics, by column."""
    k, s = _side(gold), _side(predicted)
    gold_span, predicted_span = numbers(k.spans, s.spans)
    rows = match_equal((gold_span, predicted_span))
    cells = k.cluster[rows[0]] * max(1, len(s.size)) + s.cluster[rows[1]]
    cells, common = np.unique(cells, return_counts=True)
    key, response = np.divmod(cells, max(1, len(s.size)))
    common = common.astype(np.int64)

    def total(document: Ints, credit: Ints) -> Ints:
        return np.bincount(document, credit, minlength=documents).astype(np.int64)

    similar = fixed_shares(2 * common, k.size[key] + s.size[response])
    best = best_edges(Edges(key, response, (similar,)))
    return {
        "b3": total(s.document[response], fixed_shares(common**2, s.size[response])),
        "b3:by_gold": total(k.document[key], fixed_shares(common**2, k.size[key])),
        "ceafe": total(k.document[key[best]], similar[best]),
        "lea": total(s.document, _lea(s, k, response, key, common)),
        "lea:by_gold": total(k.document, _lea(k, s, key, response, common)),
        "clusters:gold": total(k.document, np.full(len(k.size), UNIT)),
        "clusters:predicted": total(s.document, np.full(len(s.size), UNIT)),
        "clustered:gold": total(k.document, UNIT * k.size),
        "clustered:predicted": total(s.document, UNIT * s.size),
    }


def figures() -> dict[str, Figure]:
    return {
        "b3": (Part("b3", "b3:by_gold", "clustered:predicted", "clustered:gold"),),
        "ceafe": (Part("ceafe", "ceafe", "clusters:predicted", "clusters:gold"),),
        "lea": (Part("lea", "lea:by_gold", "clustered:predicted", "clustered:gold"),),
    }


def _side(mentions: Clustered) -> _Clusters:
    """Mentions sorted by span and type; copies of one span and type by what else their clusters
    hold, so that nothing depends on ids or on the order of a file."""
    spans = mentions.spans
    own, _ = numbered([mentions.cluster])
    # Offsets from the first mention of the document: other documents are nothing to it.
    first = np.full(int(mentions.document.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, mentions.document, spans.start)
    begin = first[mentions.document]

    def content() -> Words:
        """What the cluster of each mention holds."""
        by_cluster = np.argsort(own, kind="stable")
        words = mixed(spans.start - begin, spans.end - begin, mentions.type)[by_cluster]
        return added(own[by_cluster], words, int(own.max()) + 1)[own]

    keys = (spans.start, spans.end, mentions.type)
    order = ordered(keys, content, lambda: own.astype(np.uint64))
    number = own[order]
    # The first mention of each cluster: of what is assigned to one place, the last value stays.
    first_at = np.empty(int(own.max(initial=-1)) + 1, np.int64)
    first_at[number[::-1]] = np.arange(len(number))[::-1]
    by_rank = np.argsort(first_at)
    rank = np.empty(len(by_rank), np.int64)
    rank[by_rank] = np.arange(len(by_rank))
    return _Clusters(
        spans.where(order),
        rank[number],
        np.bincount(rank[number], minlength=len(rank)).astype(np.int64),
        mentions.document[order][first_at[by_rank]],
    )


def _lea(side: _Clusters, other: _Clusters, of: Ints, to: Ints, common: Ints) -> Ints:
    """For each cluster its size times the share of its links that the other side has; a
    singleton's link to itself is found in a singleton."""
    links = np.bincount(of, common * (common - 1) // 2, minlength=len(side.size)).astype(np.int64)
    found = np.bincount(of, other.size[to] == 1, minlength=len(side.size)) > 0
    single = side.size == 1
    linked = fixed_shares(2 * links, np.maximum(side.size - 1, 1))
    credit: Ints = np.where(single, UNIT * found, linked)
    return credit
