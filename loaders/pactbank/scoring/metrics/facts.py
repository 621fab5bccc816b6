"""An agreement as a set of facts: its type, its form, who fills which role, who is how far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np
import pyarrow as pa

from pactbank.model.closed import STAGES, Form, StatusPolarity
from pactbank.model.derived import PROGRESS
from pactbank.model.times import day_range
from pactbank.scoring.columns.arrays import (
    Ragged,
    distinct,
    numbered,
    numbered_sets,
    numbered_together,
    tally,
)
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import AgreementColumns
from pactbank.scoring.referents import PROVISION, Reader
from pactbank.scoring.tables import Ints, Mask

NOBODY = -2
"""The party of a status entry that holds for nobody in particular."""
UNSPECIFIED_FORM = get_args(Form).index("UNSPECIFIED")
AFFIRMED = get_args(StatusPolarity).index("+")


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Status entries, a row for each party that one holds for: the agreement, the number of the
    entry, the party and a number for its source."""

    agreement: Ints
    entry: Ints
    party: Ints
    source: Ints

    def where(self, rows: Mask | Ints) -> Entries:
        return Entries(self.agreement[rows], self.entry[rows], self.party[rows], self.source[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the agreements of one side state.

    `roles` and `statuses` are rows of integers that start with the agreement, each fact once;
    `entries` are all status entries by party, `sources` the source of each entry.
    """

    type: Ints
    form: Ints
    roles: tuple[Ints, ...]
    statuses: tuple[Ints, ...]
    entries: Entries
    sources: Ragged

    @property
    def count(self) -> Ints:
        """How many facts each agreement states."""
        size = len(self.type)
        formed = (self.form != UNSPECIFIED_FORM).astype(np.int64)
        count: Ints = 1 + formed + tally(self.roles[0], size) + tally(self.statuses[0], size)
        return count


def facts(
    agreements: AgreementColumns, reader: Reader, line: Ints, author: int, words: pa.Array
) -> Facts:
    """The facts each agreement states, in referents of gold. Coreferent fillers state one."""
    filling = np.flatnonzero(agreements.role != PROVISION)
    meant = reader.fillers(agreements.arguments, agreements.argument_refs, line, filling)
    rows = filling[meant.row]
    of, role = agreements.argument_of[rows], agreements.role[rows]
    roles = tuple(distinct([of, role, meant.value]))
    document = agreements.document[agreements.status_of]
    sources = reader.sources(document, agreements.status["source"], author)
    entries = _entries(agreements, reader, sources, Ragged(roles[0], roles[2], len(agreements)))
    latest = entries.where(_is_latest(agreements, entries, words))
    status = agreements.status
    statuses = distinct(
        [
            latest.agreement,
            latest.party,
            *(status[name][latest.entry] for name in ("stage", "condition", "polarity")),
        ]
    )
    return Facts(agreements.type, agreements.form, roles, tuple(statuses), entries, sources)


def _entries(
    agreements: AgreementColumns, reader: Reader, sources: Ragged, fillers: Ragged
) -> Entries:
    """Status entries by the parties they hold for; one that holds for nobody is about nobody in
    particular."""
    document = agreements.document[agreements.status_of]
    [source] = numbered_sets(sources)
    named = np.flatnonzero(agreements.status["party"] != ABSENT)
    parties = reader.refs(document[named], agreements.status["party"][named])
    parties = Ragged(named[parties.row], parties.value, len(document))
    return held(agreements.status_of, source, parties, fillers, by_nobody=True)


def held(of: Ints, source: Ints, parties: Ragged, fillers: Ragged, by_nobody: bool) -> Entries:
    """Entries by party.

    An entry without a party holds for every filler of its agreement that has no entry of its own
    from that source. `of` is the agreement of each entry, `parties` whom it names, `fillers` the
    parties of each agreement. `by_nobody`: one that holds for none of them stays, for NOBODY.
    """
    silent = np.flatnonzero(parties.counts == 0)
    filled = fillers.where(of[silent])
    entry = silent[filled.row]
    own, asked = numbered_together(
        [of[parties.row], source[parties.row], parties.value],
        [of[entry], source[entry], filled.value],
    )
    free = ~np.isin(asked, own)
    entry, party = entry[free], filled.value[free]
    rows = [parties.row, entry]
    values = [parties.value, party]
    if by_nobody:
        left = np.setdiff1d(silent, entry)
        rows.append(left)
        values.append(np.full(len(left), NOBODY))
    row, value = np.concatenate(rows), np.concatenate(values)
    return Entries(of[row], row, value, source[row])


def _is_latest(agreements: AgreementColumns, entries: Entries, words: pa.Array) -> Mask:
    """Which entries have the latest date of their party and source."""
    when = dates(agreements.status["as_of"], words)[entries.entry]
    group, _ = numbered([entries.agreement, entries.source, entries.party])
    latest = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    np.maximum.at(latest, group, when)
    mask: Mask = when == latest[group]
    return mask


_UNDATED = (date.max, date.max)


def dates(as_of: Ints, words: pa.Array) -> Ints:
    """A number for each date, later ones greater: the last day it may mean decides, then the
    first.

    What has no date, or none that exists, holds as the text is written, which is later than any
    date it gives.
    """
    known = np.unique(as_of)
    days = [
        _UNDATED if place == ABSENT else day_range(words[place].as_py()) or _UNDATED
        for place in known.tolist()
    ]
    later = {day: at for at, day in enumerate(sorted({(last, first) for first, last in days}))}
    rank = np.array([later[last, first] for first, last in days], np.int64)
    return rank[np.searchsorted(known, as_of)] if len(known) else as_of


def overall_stages(agreements: AgreementColumns, stated: Facts) -> Ints:
    """How far each agreement has come as a whole, a place in `STAGES`; -1 without an affirmed
    entry. As `model.derived.overall_stage`, for all of them at once, and by whom fillers and
    parties mean rather than by their ids."""
    status = agreements.status
    size = len(agreements)
    everyone, parties = _everyone(agreements, stated)
    [source] = numbered_sets(stated.sources)
    entries = held(agreements.status_of, source, parties, everyone, by_nobody=False)
    entries = entries.where(status["polarity"][entries.entry] == AFFIRMED)
    group, first = numbered([entries.agreement, entries.party])
    firm = (status["certainty"][entries.entry] == 0) & (status["conditional"][entries.entry] == 0)
    any_firm = np.bincount(group, firm, minlength=len(first)) > 0
    counting = firm | ~any_firm[group]
    progress = _PROGRESS[status["stage"][entries.entry]]
    furthest = np.full(len(first), -1)
    np.maximum.at(furthest, group[counting], progress[counting])
    agreement = entries.agreement[first]
    least = np.full(size, len(STAGES))
    np.minimum.at(least, agreement, furthest)
    concluded = np.bincount(agreement, furthest == _PROGRESS[_CONCLUDED], minlength=size) > 0
    least[concluded] = _PROGRESS[_CONCLUDED]
    stages = np.append(np.argsort(_PROGRESS), ABSENT)
    found: Ints = stages[least]
    return found


def _everyone(agreements: AgreementColumns, stated: Facts) -> tuple[Ragged, Ragged]:
    """Who belongs to each agreement, as a filler or as the party of an entry, NOBODY where nobody
    does; and whom each entry names."""
    entries = stated.entries
    of = entries.where(agreements.status["party"][entries.entry] != ABSENT)
    entry, party = distinct([of.entry, of.party])
    members = distinct(
        [
            np.concatenate([stated.roles[0], of.agreement]),
            np.concatenate([stated.roles[2], of.party]),
        ]
    )
    without = np.setdiff1d(np.arange(len(agreements)), members[0])
    everyone = Ragged(
        np.concatenate([members[0], without]),
        np.concatenate([members[1], np.full(len(without), NOBODY)]),
        len(agreements),
    )
    return everyone.sets(), Ragged(entry, party, len(agreements.status_of))


_CONCLUDED = STAGES.index("CONCLUDED")
_PROGRESS = np.array([PROGRESS.index(stage) for stage in STAGES])
