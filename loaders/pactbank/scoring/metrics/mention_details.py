"""Mentions in detail: attributes of aligned pairs, and of the referents they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.model.times import normal_form
from pactbank.scoring.columns.arrays import Ragged, found_among, numbered_sets, tally
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.metrics.details import Details
from pactbank.scoring.tables import Condition, Ints, Mask

if TYPE_CHECKING:
    from pactbank.scoring.metrics.entities import AlignedMentions
    from pactbank.scoring.pairing import Sides

REFERENT = ("type", "name", "of")
_OF_REFERENTS = ("kb", "referent_details")
CONDITIONS = (
    Condition(_OF_REFERENTS, "listed:gold", True, None, void=True),
    Condition(_OF_REFERENTS, "listed:predicted", True, "predictions list no referents"),
)


def details(sides: Sides, aligned: AlignedMentions) -> Details:
    made = Details(len(sides.documents))
    gold, predicted = sides.gold.mentions, sides.predicted.mentions
    g, p = aligned.gold[aligned.pairs.gold], aligned.predicted[aligned.pairs.predicted]
    document = gold.spans.document[g]
    values = _normal_forms(sides)
    for name, of_gold, given in (
        ("level", gold.level[g], predicted.level[p]),
        ("value", values[gold.value[g]], values[predicted.value[p]]),
    ):
        has = of_gold != ABSENT
        made.accuracy(name, document[has], of_gold[has] == given[has])
    made.accuracy("mention_open", document, gold.open[g] == predicted.open[p])
    _referents(made, sides, document, g, p)
    return made


def _normal_forms(sides: Sides) -> Ints:
    """A number for each string of the vocabulary that is a value, and one more, the last, for what
    is absent: equal for equal normal forms."""
    words = sides.gold.vocabulary
    used = [np.unique(labels.mentions.value) for labels in (sides.gold, sides.predicted)]
    forms: dict[str, int] = {}
    numbers = np.full(len(words) + 1, ABSENT)
    for code in np.unique(np.concatenate(used)).tolist():
        if code != ABSENT:
            numbers[code] = forms.setdefault(normal_form(words[code].as_py()), len(forms))
    return numbers


def _referents(made: Details, sides: Sides, document: Ints, g: Ints, p: Ints) -> None:
    """What is said of the referents of aligned mentions: their entry in a knowledge base, and of
    mentions of one referent its type, name and owner."""
    for side, labels in (("gold", sides.gold), ("predicted", sides.predicted)):
        made.columns[f"listed:{side}"] = tally(labels.referents.document, made.documents)
    if not len(sides.gold.referents):
        return
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
    single = np.flatnonzero(sides.gold.mentions.refs.counts[g] == 1)
    single = single[rows[0].counts[single] == 1]
    one, other = (of.only()[single] for of in rows)
    _details(made, sides, document[single], one, other)


def _details(made: Details, sides: Sides, document: Ints, gold: Ints, predicted: Ints) -> None:
    """Attributes of the one referent of gold against those of the one that was predicted, given
    as rows of the lists of referents; -1 where there is not one of them."""
    asked: list[Ints] = []
    right: list[Mask] = []
    for name in REFERENT:
        has = getattr(sides.gold.referents, name)[gold] != ABSENT
        equal = _equal(sides, name, gold[has], predicted[has])
        made.accuracy("referent_details", document[has], equal, name)
        asked.append(document[has])
        right.append(equal)
    made.accuracy("referent_details", np.concatenate(asked), np.concatenate(right))


def _equal(sides: Sides, name: str, gold: Ints, predicted: Ints) -> Mask:
    """Whether an attribute of referents is the same; of an owner, whether it is whom gold means."""
    values = []
    for labels, rows in ((sides.gold, gold), (sides.predicted, predicted)):
        of_table = np.append(getattr(labels.referents, name), ABSENT)
        values.append(of_table[rows])
    if name != "of":
        equal: Mask = values[0] == values[1]
        return equal
    if not len(gold):
        return np.zeros(0, np.bool_)
    document = sides.gold.referents.document[gold]
    owners = []
    for reader, value in zip(sides.readers, values, strict=True):
        has = np.flatnonzero(value != ABSENT)
        meant = reader.refs(document[has], value[has])
        owners.append(Ragged(has[meant.row], meant.value, len(gold)))
    numbers = numbered_sets(*owners)
    told: Mask = (values[1] != ABSENT) & (numbers[0] == numbers[1])
    return told


def listed(labels: Labels, document: Ints, refs: Ragged) -> Ragged:
    """The rows of a side's list of referents that mentions name; what is not listed is left
    out."""
    table, width = labels.referents, len(labels.vocabulary)
    known, first = np.unique(table.document * width + table.id, return_index=True)
    key = document[refs.row] * width + refs.value
    hit, place = found_among(key, known)
    return Ragged(refs.row[hit], first[place], refs.size)
