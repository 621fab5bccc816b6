"""Rules of the agreement layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pactbank.model.annotation import Agreement, AgreementMention, Argument, Relation, Status
from pactbank.model.closed import DEFAULT_ROLES, ROLES_BY_TYPE
from pactbank.schemas import Finding
from pactbank.validate.references import ACTORS, HOLDERS, References
from pactbank.validate.spans import SpannedText
from pactbank.validate.times import is_date_value


def check_agreements(
    agreements: tuple[Agreement, ...], text: SpannedText, references: References
) -> Iterator[Finding]:
    for at, agreement in enumerate(agreements):
        pointer = f"/agreements/{at}"
        if not agreement.mentions:
            yield Finding("PB401", pointer, f"{agreement.id} has no mention")
        yield from _spans_once(agreement.mentions, text, f"{pointer}/mentions")
        yield from _spans_once(agreement.arguments, text, f"{pointer}/arguments")
        yield from _arguments(agreement, pointer, references)
        yield from _statuses(agreement, text, pointer, references)
        yield from _relations(agreement, text, pointer, references)


def _spans_once(
    labels: Iterable[AgreementMention | Argument], text: SpannedText, pointer: str
) -> Iterator[Finding]:
    seen: set[tuple[int, int, str]] = set()
    for at, label in enumerate(labels):
        yield from text.check(label, f"{pointer}/{at}")
        key = (label.start, label.end, getattr(label, "role", ""))
        if key in seen:
            yield Finding("PB306", f"{pointer}/{at}", f"[{key[0]}, {key[1]}) stands twice")
        seen.add(key)


def _arguments(agreement: Agreement, pointer: str, references: References) -> Iterator[Finding]:
    allowed = ROLES_BY_TYPE.get(agreement.type, DEFAULT_ROLES)
    for at, argument in enumerate(agreement.arguments):
        place = f"{pointer}/arguments/{at}"
        if argument.role not in allowed:
            said = f"{agreement.type} takes {', '.join(sorted(allowed))}, not {argument.role}"
            yield Finding("PB402", f"{place}/role", said)
        yield from references.check(argument.refs, ACTORS, f"{place}/refs")
        has_refs = bool(argument.refs) or argument.open
        if has_refs == (argument.role == "PROVISION"):
            said = f"{argument.role} {'with' if has_refs else 'without'} referents"
            yield Finding("PB408", f"{place}/refs", said)


def _statuses(
    agreement: Agreement, text: SpannedText, pointer: str, references: References
) -> Iterator[Finding]:
    parties = {
        ref
        for argument in agreement.arguments
        if argument.role != "PROVISION"
        for ref in argument.refs
    }
    seen: set[tuple[str | None, ...]] = set()
    for at, status in enumerate(agreement.status):
        place = f"{pointer}/status/{at}"
        yield from text.check(status.evidence, f"{place}/evidence")
        yield from _status(status, place, parties, references)
        key = (status.party, status.source, status.as_of, status.stage, status.polarity)
        if key in seen:
            yield Finding("PB404", place, f"another entry has party, source … {key}")
        seen.add(key)


def _status(
    status: Status, place: str, parties: set[str], references: References
) -> Iterator[Finding]:
    if status.party is not None:
        yield from references.check([status.party], ACTORS, f"{place}/party")
        if status.party in references.refs and status.party not in parties:
            yield Finding("PB403", f"{place}/party", f"{status.party} fills no role")
    yield from references.check([status.source], HOLDERS, f"{place}/source", author=True)
    if status.body is not None:
        yield from references.check([status.body], {"INSTITUTION"}, f"{place}/body")
    if status.as_of is not None and not is_date_value(status.as_of):
        yield Finding("PB407", f"{place}/as_of", f"{status.as_of!r} is no date")


def _relations(
    agreement: Agreement, text: SpannedText, pointer: str, references: References
) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for at, relation in enumerate(agreement.relations):
        place = f"{pointer}/relations/{at}"
        yield from text.check(relation.evidence, f"{place}/evidence")
        yield from _relation(agreement, relation, place, references)
        if (key := (relation.type, relation.target)) in seen:
            yield Finding("PB306", place, f"{relation.type} {relation.target} stands twice")
        seen.add(key)


def _relation(
    agreement: Agreement, relation: Relation, place: str, references: References
) -> Iterator[Finding]:
    yield from references.check_agreements([relation.target], f"{place}/target")
    if relation.target == agreement.id:
        yield Finding("PB406", f"{place}/target", f"{agreement.id} {relation.type} itself")
