"""An agreement as a set of facts: its type, its form, who fills which role, who is how far."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from pactbank.scoring.metrics.referents import Reader, Referent
from pactbank.scoring.metrics.sheets import AUTHOR, Entry, Pact

Fact = tuple[object, ...]
"""("type", t), ("form", f), (role, referent) under "role", or ("status", party, stage, condition,
polarity)."""


def facts(pact: Pact, reader: Reader) -> frozenset[Fact]:
    """The facts a record states, in referents of the gold. Coreferent fillers state one fact."""
    stated: set[Fact] = {("type", pact.type)}
    if pact.form != "UNSPECIFIED":
        stated.add(("form", pact.form))
    roles = {
        ("role", filler.role, referent)
        for filler in pact.fillers
        for referent in reader.naming(filler.naming)
    }
    parties = frozenset(referent for _, _, referent in roles)
    return frozenset(stated | roles | _statuses(pact.entries, parties, reader))


def is_role(fact: Fact) -> bool:
    return fact[0] == "role"


def _statuses(
    entries: tuple[Entry, ...], parties: frozenset[Referent], reader: Reader
) -> set[Fact]:
    """How far each party has come by each source.

    An entry without a party holds for every role filler that has no entry of its own from that
    source, or for nobody in particular where there is none. Of the entries of one party and
    source only those of the latest date count.
    """
    sourced = [(_source(entry, reader), _party(entry, reader), entry) for entry in entries]
    own = {(party, source) for source, named, _ in sourced for party in named or ()}
    by_party: dict[tuple[Referent | None, object], list[Entry]] = defaultdict(list)
    for source, named, entry in sourced:
        if named is None:
            without = [party for party in parties if (party, source) not in own]
            named = frozenset(without or (None,))
        for party in named:
            by_party[party, source].append(entry)
    stated: set[Fact] = set()
    for (party, _), of_party in by_party.items():
        latest = max(_when(entry.as_of) for entry in of_party)
        stated |= {
            ("status", party, entry.stage, entry.condition, entry.polarity)
            for entry in of_party
            if _when(entry.as_of) == latest
        }
    return stated


def _source(entry: Entry, reader: Reader) -> object:
    return AUTHOR if entry.source == AUTHOR else reader.ref(entry.source)


def _party(entry: Entry, reader: Reader) -> frozenset[Referent | None] | None:
    return None if entry.party is None else frozenset(reader.ref(entry.party))


_UNDATED = (date.max, date.max)
_PARTS = {
    "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12),
    "SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 12),
}  # fmt: skip
"""First and last month. Winter is told by its beginning, so that it stays in its year."""
_DATE = re.compile(
    r"(?P<decade>[0-9]{3})X|(?P<year>[0-9]{4})"
    r"(?:-(?:W(?P<week>[0-9]{2})|(?P<part>[QHSFW][A-Z1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)


def _when(as_of: str | None) -> tuple[date, date]:
    """A date for comparing: the last day it may mean, then the first.

    What has no date (or none that exists) holds as the text is written, which is later than any
    date it gives.
    """
    found = _DATE.fullmatch(as_of or "")
    if found is None:
        return _UNDATED
    try:
        first, last = _days(found)
    except ValueError:
        return _UNDATED
    return last, first


def _days(found: re.Match[str]) -> tuple[date, date]:
    """First and last day. Raises ValueError for days, weeks and years there are not."""
    if found["decade"]:
        return date(int(found["decade"]) * 10, 1, 1), date(int(found["decade"]) * 10 + 9, 12, 31)
    year = int(found["year"])
    if found["week"]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday, monday + timedelta(days=6)
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return day, day
    months = (int(found["month"]),) * 2 if found["month"] else _PARTS.get(found["part"], (1, 12))
    return date(year, months[0], 1), date(year, months[1], monthrange(year, months[1])[1])
