"""What the status entries of an agreement add up to; computed on demand, never stored."""

from __future__ import annotations

from pactbank.model.annotation import Agreement, Status
from pactbank.model.closed import CONDITIONS, PARTY_ROLES, Condition, Stage
from pactbank.model.prediction import PredictedAgreement, PredictedStatus

AnyStatus = Status | PredictedStatus

PROGRESS: tuple[Stage, ...] = (
    "EXPLORATION",
    "NEGOTIATION",
    "CONCLUDED",
    "TEXT_AGREED",
    "SIGNED",
    "PENDING_APPROVAL",
    "RATIFIED",
    "IN_FORCE",
    "OPERATIVE",
)
"""The stages from the first to the furthest. What is CONCLUDED is beyond NEGOTIATION, and any
stage after that says more. OPERATIVE is to a programme what IN_FORCE is to a treaty; where an
agreement has both, one order tells them apart."""


def overall_stage(agreement: Agreement | PredictedAgreement) -> Stage | None:
    """How far the agreement as a whole has come; None without an affirmed entry.

    A party is at the furthest stage that is affirmed of it, the agreement at the stage of its
    slowest party. CONCLUDED leaves the stage open, so one party at CONCLUDED makes the whole
    agreement CONCLUDED.
    """
    stages = [
        max((entry.stage for entry in entries), key=PROGRESS.index)
        for entries in _entries_by_party(agreement)
    ]
    if "CONCLUDED" in stages:
        return "CONCLUDED"
    return min(stages, key=PROGRESS.index, default=None)


def overall_condition(agreement: Agreement | PredictedAgreement) -> Condition | None:
    """The worst condition of any party; None without an affirmed entry."""
    conditions = [e.condition for entries in _entries_by_party(agreement) for e in entries]
    return max(conditions, key=CONDITIONS.index, default=None)


def _entries_by_party(agreement: Agreement | PredictedAgreement) -> list[list[AnyStatus]]:
    """The affirmed entries of each party that has any; uncertain and conditional ones only where
    a party has no others.

    An entry without a party is, for its source, about every party that has no entry of its own
    from that source.
    """
    affirmed = [entry for entry in agreement.status if entry.polarity == "+"]
    named = {ref for arg in agreement.arguments if arg.role in PARTY_ROLES for ref in arg.refs}
    named |= {entry.party for entry in agreement.status if entry.party is not None}
    parties: list[str | None] = [*sorted(named)] or [None]
    own = {(entry.party, entry.source) for entry in agreement.status}
    per_party = [
        [
            entry
            for entry in affirmed
            if entry.party == party or (entry.party is None and (party, entry.source) not in own)
        ]
        for party in parties
    ]
    return [_firm(entries) for entries in per_party if entries]


def _firm(entries: list[AnyStatus]) -> list[AnyStatus]:
    firm = [entry for entry in entries if entry.certainty == "CT" and not entry.conditional]
    return firm or entries
