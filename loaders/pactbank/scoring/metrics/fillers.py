"""Who fills which role, over the document: CEAF with entities on both sides (after the
role-filler entity extraction of Du, Rush and Cardie 2021).

A predicted entity is right when all the spans it is given by stand for the gold entity. One
without any span is never right: in released code the empty set counts as correct.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from pactbank.scoring.align import assign
from pactbank.scoring.metrics.covers import Range
from pactbank.scoring.metrics.referents import first_mentions
from pactbank.scoring.metrics.sheets import Naming, Page, Sheet
from pactbank.scoring.tables import UNIT

ROLES = ("PARTY", "PROVIDER", "BENEFICIARY")

Entities = dict[object, set[Range]]
"""Spans by the id of a referent, or by the span itself of a filler without one."""


def fillers(page: Page) -> Counter[str]:
    """Counts over all roles and by role."""
    row: Counter[str] = Counter()
    mentions: Entities = defaultdict(set)
    for naming in page.gold.namings():
        if naming.span is not None:
            for name in _entities(naming):
                mentions[name].add(naming.span)
    for role in ROLES:
        gold = {name: mentions[name] for name in _by_role(page.gold, role)}
        predicted = _by_role(page.predicted, role)
        counts = {
            "role_fillers": _right(gold, predicted),
            "role_fillers:gold": len(gold),
            "role_fillers:predicted": len(predicted),
        }
        for name, count in counts.items():
            row[name] += UNIT * count
            row[f"{role}/{name}"] += UNIT * count
    return row


def _by_role(sheet: Sheet, role: str) -> Entities:
    """The entities that fill a role in any record, each with the spans it is given by; one that
    is named by its id alone is given by its first mention, if it has one."""
    first = first_mentions(sheet.namings())
    found: Entities = {}
    for pact in sheet.pacts:
        for filler in pact.fillers:
            if filler.role == role:
                for name in _entities(filler.naming):
                    spans = found.setdefault(name, set())
                    span = filler.naming.span or first.get(str(name))
                    spans |= {span} if span else set()
    return found


def _entities(naming: Naming) -> tuple[object, ...]:
    """A filler's referents; without any, it is an entity by itself."""
    return naming.refs or (naming.span,)


def _right(gold: Entities, predicted: Entities) -> int:
    """How many predicted entities pair off with gold ones whose spans include all of theirs."""
    if not gold or not predicted:
        return 0
    fits = np.array(
        [
            [bool(given) and given <= spans for given in predicted.values()]
            for spans in gold.values()
        ],
        np.int64,
    )
    return sum(column >= 0 for column in assign([fits]))
