"""Coreference of entity mentions: B³ (Bagga and Baldwin 1998), CEAF-e with φ4 (Luo 2005) and LEA
(Moosavi and Strube 2016).

A cluster is the set of mentions with one set of referents; mentions are told apart by their exact
span, and singletons stay. A mention without referents is a cluster of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pactbank.scoring.align import Edges, best_edges, match_equal
from pactbank.scoring.tables import UNIT, Figure, Ints, Part, fixed_shares

METRICS = ("b3", "ceafe", "lea")


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """The mentions of one side: document number, place on the line of all documents, type code,
    and the number of the cluster, which no two documents share."""

    document: Ints
    start: Ints
    end: Ints
    type: Ints
    cluster: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Mentions in canonical order; clusters numbered by their first mention, with their sizes
    and documents."""

    spans: tuple[Ints, Ints]
    cluster: Ints
    size: Ints
    document: Ints


def columns(gold: Clustered, predicted: Clustered, documents: int) -> dict[str, Ints]:
    """The counts of the three metrics, by column."""
    k, s = _side(gold), _side(predicted)
    rows = match_equal(_keys(k, s))
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


def _side(mentions: Clustered) -> _Side:
    """Mentions sorted by span and type; copies of one span and type by what else their clusters
    hold, so that nothing depends on ids or on the order of a file."""
    first = np.lexsort((mentions.type, mentions.end, mentions.start))
    _, at, number = np.unique(mentions.cluster[first], return_index=True, return_inverse=True)
    order = np.lexsort(
        (at[number], mentions.type[first], mentions.end[first], mentions.start[first])
    )
    cluster = mentions.cluster[first][order]
    names, at, number = np.unique(cluster, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(at))
    rows = first[order]
    by_rank = np.argsort(rank)
    return _Side(
        (mentions.start[rows], mentions.end[rows]),
        rank[number],
        np.bincount(rank[number], minlength=len(names)).astype(np.int64),
        mentions.document[rows][at[by_rank]],
    )


def _keys(gold: _Side, predicted: _Side) -> tuple[Ints, Ints]:
    """One number for each span, the same on both sides."""
    spans = np.stack(
        [np.concatenate(pair) for pair in zip(gold.spans, predicted.spans, strict=True)]
    )
    _, number = np.unique(spans, axis=1, return_inverse=True)
    number = number.reshape(-1).astype(np.int64)
    return number[: len(gold.cluster)], number[len(gold.cluster) :]


def _lea(side: _Side, other: _Side, of: Ints, to: Ints, common: Ints) -> Ints:
    """For each cluster its size times the share of its links that the other side has; a
    singleton's link to itself is found in a singleton."""
    links = np.bincount(of, common * (common - 1) // 2, minlength=len(side.size)).astype(np.int64)
    found = np.bincount(of, other.size[to] == 1, minlength=len(side.size)) > 0
    single = side.size == 1
    linked = fixed_shares(2 * links, np.maximum(side.size - 1, 1))
    credit: Ints = np.where(single, UNIT * found, linked)
    return credit
