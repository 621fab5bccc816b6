"""Agreements in detail: attributes of what is aligned, relations and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.align import Edges, best_edges
from pactbank.scoring.columns.arrays import (
    Ragged,
    both,
    common_by_group,
    joined,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import AgreementColumns, laid
from pactbank.scoring.columns.line import together
from pactbank.scoring.columns.ordering import ranks
from pactbank.scoring.metrics.details import Details, NamedParts, one_to_one
from pactbank.scoring.metrics.facts import Entries
from pactbank.scoring.metrics.meanings import Meanings, agreement_rows
from pactbank.scoring.tables import Ints, Mask

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
    row, column = both(lambda side: _entry_ranks(sides, side, keys[side], entries[side]), (0, 1))
    order = np.lexsort((column[p], row[g]))
    edges = Edges(row[g][order], column[p][order], (np.asarray(weight, np.int64)[order],))
    chosen = np.sort(order[best_edges(edges)])
    document = aligned.gold.document[entries[0].agreement[g[chosen]]]
    _entries(made, aligned, document)
    for name, of in equal.items():
        made.accuracy("status_details", document, of[chosen], name)
    made.accuracy(
        "status_details",
        np.tile(document, len(equal)),
        np.concatenate([of[chosen] for of in equal.values()]),
    )


def _entries(made: Details, aligned: AlignedAgreements, paired: Ints) -> None:
    """Status entries by party, those that a later one supersedes included; `paired` are the
    documents of those that are paired."""
    gold, predicted = (
        tally(of.document[facts.entries.agreement], made.documents)
        for of, facts in zip(aligned.both, aligned.facts, strict=True)
    )
    made.counts("status_entries", tally(paired, made.documents), gold, predicted)


def _paired_entries(aligned: AlignedAgreements, side: int) -> Entries:
    """The entries of agreements that are aligned."""
    entries = aligned.facts[side].entries
    return entries.where(aligned.pair_of[side][entries.agreement] >= 0)


def _entry_keys(aligned: AlignedAgreements, side: int, entries: Entries) -> list[Ints]:
    """The pair, the party and the stage of each entry."""
    stage = aligned.both[side].status["stage"][entries.entry]
    return [aligned.pair_of[side][entries.agreement], entries.party, stage]


def _entry_ranks(sides: Sides, side: int, keys: list[Ints], entries: Entries) -> Ints:
    """The canonical number of each entry: by pair, party and stage, then by what it says."""
    return ranks(keys, lambda: Meanings(sides, side).entries()[entries.entry])


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


def _evidence(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    """The words that stages and relations are told by: exact spans, one to one, of one stage or
    type of relation of aligned agreements."""
    keys = both(lambda side: _evidence_keys(sides, aligned, side), (0, 1))
    _exact_parts(made, "evidence", keys, both(_evidence_documents, aligned.both))


def _evidence_keys(sides: Sides, aligned: AlignedAgreements, side: int) -> list[Ints]:
    """The pair of agreements, what the evidence is for, and its span."""
    of = aligned.both[side]
    spans = together([laid(of.evidence, sides.line), laid(of.ground, sides.line)])
    agreement = np.concatenate([of.status_of[of.evidence_of], of.relation_of[of.ground_of]])
    stage = of.status["stage"][of.evidence_of]
    # Stages are numbered from 0 up, so types of relations are numbered from -1 down.
    what = np.concatenate([stage, -1 - of.relation_type[of.ground_of]])
    return [aligned.pair_of[side][agreement], what, spans.start, spans.end]


def _evidence_documents(of: AgreementColumns) -> Ints:
    return np.concatenate([of.evidence.document, of.ground.document])


def _exact_parts(
    made: Details, name: str, keys: tuple[list[Ints], list[Ints]], documents: tuple[Ints, Ints]
) -> None:
    """F1 of parts of aligned agreements, one to one by their keys, which begin with the pair."""
    paired = both(lambda of: np.flatnonzero(of[0] >= 0), keys)
    first, second = ([column[rows] for column in of] for of, rows in zip(keys, paired, strict=True))
    size = made.documents
    hits = common_by_group(*numbered_together(first, second), documents[0][paired[0]], size)
    made.counts(name, hits, tally(documents[0], size), tally(documents[1], size))


def _attributes(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    gold, predicted = aligned.gold, aligned.predicted
    document = gold.document[aligned.pair_gold]
    for name in ("name", "kb"):
        of_gold = getattr(gold, name)[aligned.pair_gold]
        given = of_gold != ABSENT
        right = of_gold == getattr(predicted, name)[aligned.pair_predicted]
        made.accuracy(f"agreement_{name}", document[given], right[given])
    keys = both(lambda side: _mention_keys(sides, aligned, side), (0, 1))

    def same_level(g: Ints, p: Ints) -> Mask:
        level: Mask = gold.mention_level[g] == predicted.mention_level[p]
        return level

    g, p = one_to_one(*keys, lambda g, p: [same_level(g, p)])
    made.accuracy("mention_level", gold.mentions.document[g], same_level(g, p))
    _arguments(made, sides, aligned)


def _arguments(made: Details, sides: Sides, aligned: AlignedAgreements) -> None:
    """Arguments of aligned agreements, and what is said of those at one place and in one role."""
    keys = both(lambda side: _argument_keys(sides, aligned, side), (0, 1))
    _exact_parts(made, "arguments", keys, both(lambda of: of.arguments.document, aligned.both))
    parts = [
        NamedParts(
            of.arguments.document,
            of.argument_refs,
            reader.named(of.arguments.document, of.argument_refs),
            of.argument_open,
        )
        for reader, of in zip(sides.readers, aligned.both, strict=True)
    ]
    made.named_parts("argument", keys, *parts)


def _mention_keys(sides: Sides, aligned: AlignedAgreements, side: int) -> list[Ints]:
    of = aligned.both[side]
    spans = laid(of.mentions, sides.line)
    return [aligned.pair_of[side][of.mention_of], spans.start, spans.end]


def _argument_keys(sides: Sides, aligned: AlignedAgreements, side: int) -> list[Ints]:
    of = aligned.both[side]
    spans = laid(of.arguments, sides.line)
    return [aligned.pair_of[side][of.argument_of], spans.start, spans.end, of.role]
