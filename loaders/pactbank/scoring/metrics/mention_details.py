"""Mentions in detail: attributes of aligned pairs, and of the referents they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.columns.arrays import Ragged, among, numbered_sets
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.metrics.details import Details
from pactbank.scoring.tables import Ints

if TYPE_CHECKING:
    from pactbank.scoring.metrics.entities import AlignedMentions
    from pactbank.scoring.pairing import Sides

REFERENT = ("type", "name", "of")


def details(sides: Sides, aligned: AlignedMentions) -> Details:
    made = Details(len(sides.documents))
    gold, predicted = sides.gold.mentions, sides.predicted.mentions
    g, p = aligned.gold[aligned.pairs.gold], aligned.predicted[aligned.pairs.predicted]
    document = gold.spans.document[g]
    for name in ("level", "value"):
        of_gold, given = getattr(gold, name)[g], getattr(predicted, name)[p]
        has = of_gold != ABSENT
        made.accuracy(name, document[has], of_gold[has] == given[has])
    made.accuracy("mention_open", document, gold.open[g] == predicted.open[p])
    _referents(made, sides, document, g, p)
    return made


def _referents(made: Details, sides: Sides, document: Ints, g: Ints, p: Ints) -> None:
    """What is said of the referents of aligned mentions: their entry in a knowledge base, and of
    mentions of one referent its type, name and owner."""
    if not len(sides.gold.referents):
        return
    if not len(sides.predicted.referents):
        message = "predictions list no referents"
        made.notes |= dict.fromkeys(("kb", "referent_details"), message)
    rows = [
        listed(labels, labels.mentions.spans.document[of], labels.mentions.refs.where(of))
        for labels, of in ((sides.gold, g), (sides.predicted, p))
    ]
    tables = sides.gold.referents, sides.predicted.referents
    links = []
    for of, table in zip(rows, tables, strict=True):
        linked = table.kb[of.value] != ABSENT
        links.append(Ragged(of.row[linked], table.kb[of.value][linked], of.size))
    numbers = numbered_sets(*links)
    has = links[0].counts > 0
    made.accuracy("kb", document[has], (numbers[0] == numbers[1])[has])
    single = (rows[0].counts == 1) & (sides.gold.mentions.refs.counts[g] == 1)
    _details(made, sides, document, rows, np.flatnonzero(single))


def _details(made: Details, sides: Sides, document: Ints, rows: list[Ragged], single: Ints) -> None:
    """Attributes of the one referent of gold against those of the one that was predicted."""
    asked: list[Ints] = []
    right: list[Ints] = []
    for name in REFERENT:
        values = _values(sides, rows, single, name)
        has = values[0] != ABSENT
        made.accuracy(
            "referent_details", document[single][has], (values[0] == values[1])[has], name
        )
        asked.append(document[single][has])
        right.append((values[0] == values[1])[has])
    made.accuracy("referent_details", np.concatenate(asked), np.concatenate(right))


def _values(sides: Sides, rows: list[Ragged], single: Ints, name: str) -> list[Ints]:
    """An attribute of each pair's referents, -1 where there is not one of them."""
    values: list[Ints] = []
    owners = []
    for labels, of, reader in zip((sides.gold, sides.predicted), rows, sides.readers, strict=True):
        alone = of.where(single)
        kept = alone.counts[alone.row] == 1
        table = labels.referents
        value: Ints = np.full(len(single), ABSENT)
        value[alone.row[kept]] = getattr(table, name)[alone.value[kept]]
        values.append(value)
        if name == "of":
            has = np.flatnonzero(value != ABSENT)
            document = np.zeros(len(single), np.int64)
            document[alone.row[kept]] = table.document[alone.value[kept]]
            meant = reader.refs(document[has], value[has])
            owners.append(Ragged(has[meant.row], meant.value, len(single)))
    if name != "of":
        return values
    numbers = numbered_sets(*owners)
    return [np.where(v == ABSENT, ABSENT, n) for v, n in zip(values, numbers, strict=True)]


def listed(labels: Labels, document: Ints, refs: Ragged) -> Ragged:
    """The rows of a side's list of referents that mentions name; what is not listed is left
    out."""
    table, width = labels.referents, len(labels.vocabulary)
    known, first = np.unique(table.document * width + table.id, return_index=True)
    key = document[refs.row] * width + refs.value
    hit = among(key, known)
    return Ragged(refs.row[hit], first[np.searchsorted(known, key[hit])], refs.size)
