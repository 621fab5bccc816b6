"""Who fills which role, over the document: CEAF with entities on both sides (after the
role-filler entity extraction of Du, Rush and Cardie 2021).

A predicted entity is right when all the spans it is given by stand for the gold entity. One
without any span is never right: in released code the empty set counts as correct.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pactbank.model.closed import PARTY_ROLES, ROLES
from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import distinct, found_among, joined, numbered, tally
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import laid
from pactbank.scoring.columns.line import Spans, numbers, together
from pactbank.scoring.pairing import Sides
from pactbank.scoring.referents import PROVISION, Namings
from pactbank.scoring.tables import UNIT, Figure, Ints, plain_part


@dataclass(frozen=True, slots=True, eq=False)
class _Fillers:
    """Each role filler by a referent or, without one, by its span: role, document, entity (the
    key of a referent, or beyond those a number for the span) and the span it is given by."""

    role: Ints
    document: Ints
    entity: Ints
    spans: Spans


def columns(sides: Sides) -> dict[str, Ints]:
    """The counts of every document, over all roles and by role."""
    namings = sides.namings
    keys = len(sides.documents) * len(sides.gold.vocabulary)
    gold, predicted = (
        _fillers(labels, of, sides, keys)
        for labels, of in zip((sides.gold, sides.predicted), namings, strict=True)
    )
    size = len(sides.documents)
    entities = [distinct([f.role, f.entity, f.document]) for f in (gold, predicted)]
    right = _right(gold, predicted, entities, namings[0], keys)
    counted = {
        "role_fillers": (entities[0][0][right], entities[0][2][right]),
        "role_fillers:gold": (entities[0][0], entities[0][2]),
        "role_fillers:predicted": (entities[1][0], entities[1][2]),
    }
    made: dict[str, Ints] = {}
    for name, (role, document) in counted.items():
        made[name] = UNIT * tally(document, size)
        for at, of_role in enumerate(ROLES):
            if of_role in PARTY_ROLES:
                made[f"{of_role}/{name}"] = UNIT * tally(document[role == at], size)
    return made


def figures_by_role() -> dict[str, dict[str, Figure]]:
    return {role: {"role_fillers": (plain_part(f"{role}/role_fillers"),)} for role in PARTY_ROLES}


def _fillers(labels: Labels, side: Namings, sides: Sides, keys: int) -> _Fillers:
    agreements = labels.agreements
    rows = np.flatnonzero(agreements.role != PROVISION)
    refs = agreements.argument_refs.where(rows)
    spans = laid(agreements.arguments, sides.line).where(rows)
    document, role = agreements.arguments.document[rows], agreements.role[rows]
    key = document[refs.row] * side.names + refs.value
    given = _given(spans.where(refs.row), key, side)
    alone = np.flatnonzero(refs.counts == 0)
    number, _ = numbered([spans.start[alone], spans.end[alone]])
    return _Fillers(
        np.concatenate([role[refs.row], role[alone]]),
        np.concatenate([document[refs.row], document[alone]]),
        np.concatenate([key, keys + number]),
        together([given, spans.where(alone)]),
    )


def _given(spans: Spans, key: Ints, side: Namings) -> Spans:
    """The span each filler is given by: its own, or the first mention of its referent; -1 where
    there is neither."""
    known, rows = side.first
    unplaced = np.flatnonzero(spans.start < 0)
    hit, place = found_among(key[unplaced], known)
    mentioned, at = unplaced[hit], rows[place]
    start, end = spans.start.copy(), spans.end.copy()
    start[mentioned], end[mentioned] = side.spans.start[at], side.spans.end[at]
    return Spans(start, end)


def _right(
    gold: _Fillers, predicted: _Fillers, entities: list[list[Ints]], namings: Namings, keys: int
) -> Ints:
    """The rows of gold entities that pair off with right predicted ones."""
    # Every span that stands for an entity of gold: by its referents, or by itself.
    own = np.flatnonzero(gold.entity >= keys)
    spans = together([namings.spans.where(namings.keys.row), gold.spans.where(own)])
    standing = np.concatenate([namings.keys.value, gold.entity[own]])
    at_gold, at_predicted = numbers(spans, predicted.spans)
    of_predicted, _ = numbered([predicted.role, predicted.entity, predicted.document])
    given = distinct([of_predicted, at_predicted])
    stands = distinct([at_gold, standing])
    one, other = joined(given[1], stands[0])
    entity = np.searchsorted(np.unique(stands[1]), stands[1][other])
    width = len(stands[1]) + 1
    pairs, shared = np.unique(given[0][one] * width + entity, return_counts=True)
    sizes = np.bincount(given[0], minlength=len(entities[1][0]))
    lost = np.bincount(of_predicted, predicted.spans.start < 0, minlength=len(sizes)) > 0
    p, e = np.divmod(pairs, width)
    right = (shared == sizes[p]) & ~lost[p]
    p, e = p[right], np.unique(stands[1])[e[right]]
    # The gold entity must fill the same role.
    filling = entities[0][0] * (int(standing.max(initial=0)) + 1) + entities[0][1]
    wanted = entities[1][0][p] * (int(standing.max(initial=0)) + 1) + e
    row, g = joined(wanted, filling)
    p = p[row]
    order = np.lexsort((p, g))
    chosen = best_edges(Edges(g[order], p[order], (np.ones(len(g), np.int64),)))
    rows: Ints = g[order][chosen]
    return rows
