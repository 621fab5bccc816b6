"""Labels of gold that nothing can match, and the notes that say so of the metrics that they lower.

A referent is told by its mentions (METRICS: ρ), so that one that gold mentions nowhere is matched
by nothing, not even by gold itself; nor is an agreement that nothing tells from others, or whatever
leads to an agreement that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from pactbank.scoring.columns.arrays import Ragged, tally
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.metrics.facts import Facts
from pactbank.scoring.metrics.meanings import agreement_rows
from pactbank.scoring.metrics.mention_details import listed
from pactbank.scoring.pairing import Sides
from pactbank.scoring.referents import PROVISION
from pactbank.scoring.tables import Condition, Ints, Mask, Table


class _Kind(NamedTuple):
    """A kind of labels, and the metrics that they lower."""

    what: str
    metrics: tuple[str, ...]


_FACTS = ("facts", "records")
_NOWHERE = "mentioned nowhere"
_UNTOLD = "agreements that have no mention, and no filler that has one"
PARTY = _Kind(f"status entries whose party is {_NOWHERE}", (*_FACTS, "status_entries"))
SOURCE = _Kind(f"status entries whose source is {_NOWHERE}", ("status_details",))
BODY = _Kind(f"status entries whose body is {_NOWHERE}", ("status_details",))
ARGUMENT = _Kind(f"arguments whose referent is {_NOWHERE}", ("argument_refs",))
FILLER = _Kind(f"fillers without a span that are {_NOWHERE}", (*_FACTS, "role_fillers"))
UNTOLD = _Kind(_UNTOLD, _FACTS)
RELATION = _Kind("relations of or to agreements that are not there or not told", ("relations",))
ABOUT = _Kind("stances about agreements that are not there or not told", ("about",))
TOWARD = _Kind(f"stances toward somebody who is {_NOWHERE}", ("toward",))
LINK = _Kind(f"sources of chains that are {_NOWHERE}", ("chain",))
NAMED_LINK = _Kind(f"spans of sources that are {_NOWHERE} else", ("chain_spans",))
HOLDER = _Kind(f"holders whose referent is {_NOWHERE}", ("holder_refs",))
UNHELD = _Kind(
    f"holders without a span that are {_NOWHERE}",
    ("tuples", "typed_tuples", "exact_tuples", "f_avg", "sentiment_graph"),
)
OWNER = _Kind(f"mentions of referents whose owner is {_NOWHERE}", ("referent_details",))


@dataclass
class _Unmatched:
    """What was found, by kind: how many labels of each document."""

    documents: int
    counts: dict[_Kind, Ints] = field(default_factory=dict)

    def add(self, kind: _Kind, document: Ints) -> None:
        self.counts[kind] = tally(document, self.documents)

    def noted(self, table: Table) -> Table:
        """A table with these counts, and with notes at the metrics that they lower."""
        columns, conditions = dict(table.columns), []
        for kind, count in self.counts.items():
            if count.any():
                note = f"nothing matches {kind.what}"
                columns[note] = count
                conditions.append(Condition(kind.metrics, note, False, note, where=True))
        return replace(table, columns=columns, conditions=(*table.conditions, *conditions))


def in_entities(table: Table, sides: Sides, mentions: Ints) -> Table:
    """The table of entities, with notes; `mentions` are the rows of gold that count."""
    found, labels = _Unmatched(len(sides.documents)), sides.gold
    single = mentions[labels.mentions.refs.counts[mentions] == 1]
    document = labels.mentions.spans.document[single]
    named = listed(labels, document, labels.mentions.refs.where(single))
    owner = labels.referents.of[named.value]
    found.add(OWNER, document[named.row[_nowhere(sides, document[named.row], owner)]])
    return found.noted(table)


def in_agreements(table: Table, sides: Sides, stated: Facts) -> Table:
    """The table of agreements, with notes; `stated` are the facts of gold."""
    found, of = _Unmatched(len(sides.documents)), sides.gold.agreements
    untold = _untold(sides, stated)
    found.add(UNTOLD, of.document[untold])
    evidence = np.concatenate([of.status_of[of.evidence_of], of.relation_of[of.ground_of]])
    for metric, whose in (
        ("status entries", of.status_of),
        ("evidence", evidence),
        ("arguments", of.argument_of),
        ("provisions", of.argument_of[of.role == PROVISION]),
    ):
        kind = _Kind(f"{metric} of {_UNTOLD}", (metric.replace(" ", "_"),))
        found.add(kind, of.document[whose[untold[whose]]])
    _entries(found, sides, stated, untold)
    lost = _any_nowhere(sides, of.arguments.document, of.argument_refs)
    found.add(ARGUMENT, of.arguments.document[lost & ~untold[of.argument_of]])
    filling = lost & ~of.arguments.placed & (of.role != PROVISION)
    found.add(FILLER, of.arguments.document[filling])
    document = of.document[of.relation_of]
    loose = _loose(untold, agreement_rows(of, document, of.relation_target))
    found.add(RELATION, document[loose | untold[of.relation_of]])
    return found.noted(table)


def _entries(found: _Unmatched, sides: Sides, stated: Facts, untold: Mask) -> None:
    """Status entries by parties, of sources and by bodies that gold mentions nowhere; the details
    of those are counted that are matched by their party."""
    of, entries = sides.gold.agreements, stated.entries
    document = of.document[of.status_of]
    ghostly = entries.party >= sides.readers[0].ghost
    found.add(PARTY, document[np.unique(entries.entry[ghostly])])
    matched = np.unique(entries.entry[~ghostly & ~untold[entries.agreement]])
    for kind, name in ((SOURCE, "source"), (BODY, "body")):
        lost = _nowhere(sides, document[matched], of.status[name][matched])
        found.add(kind, document[matched[lost]])


def in_stances(table: Table, sides: Sides, stated: Facts) -> Table:
    """The table of stances, with notes; `stated` are the facts of gold."""
    found, of = _Unmatched(len(sides.documents)), sides.gold.stances
    about = of.document[of.about.row]
    target = agreement_rows(sides.gold.agreements, about, of.about.value)
    loose = _loose(_untold(sides, stated), target)
    found.add(ABOUT, of.document[np.unique(of.about.row[loose])])
    found.add(TOWARD, of.document[_any_nowhere(sides, of.document, of.toward)])
    document = of.document[of.link_of]
    lost = _nowhere(sides, document, of.link_ref)
    found.add(LINK, document[lost])
    found.add(NAMED_LINK, document[of.source_of[lost[of.source_of]]])
    lost = _any_nowhere(sides, of.holders.document, of.holder_refs)
    found.add(HOLDER, of.holders.document[lost])
    found.add(UNHELD, of.holders.document[lost & ~of.holders.placed])
    return found.noted(table)


def _nowhere(sides: Sides, document: Ints, name: Ints) -> Mask:
    """Which ids are of referents that gold mentions nowhere; absent ones and the author are not."""
    named = np.flatnonzero((name != ABSENT) & (name != sides.author))
    lost: Mask = np.zeros(len(name), np.bool_)
    if not len(named):
        return lost
    reader = sides.readers[0]
    meant = reader.refs(document[named], name[named])
    lost[named[meant.row[meant.value >= reader.ghost]]] = True
    return lost


def _any_nowhere(sides: Sides, document: Ints, refs: Ragged) -> Mask:
    """Which lists of ids have one of a referent that gold mentions nowhere."""
    lost: Mask = np.zeros(refs.size, np.bool_)
    lost[refs.row[_nowhere(sides, document[refs.row], refs.value)]] = True
    return lost


def _untold(sides: Sides, stated: Facts) -> Mask:
    """Which agreements of gold have neither a mention nor a filler that gold mentions."""
    of, (agreement, _, referent) = sides.gold.agreements, stated.roles
    untold: Mask = np.ones(len(of), np.bool_)
    untold[of.mention_of[of.mentions.placed]] = False
    untold[agreement[referent < sides.readers[0].ghost]] = False
    return untold


def _loose(untold: Mask, target: Ints) -> Mask:
    """Which targets are no agreement, or one that nothing can be aligned with."""
    loose: Mask = np.append(untold, True)[target] | (target < 0)
    return loose
