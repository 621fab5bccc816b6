"""Rules of the agreement layer."""

from __future__ import annotations

from pactbank.corpus.validate.references import SOURCES, References, repeated
from pactbank.model.annotation import Agreement, Status
from pactbank.model.closed import ACTOR_TYPES, DEFAULT_ROLES, ROLES_BY_TYPE
from pactbank.model.schemas import Finding
from pactbank.model.times import is_date_value

_ORGANS = frozenset({"INSTITUTION"})


def check_agreements(
    agreements: tuple[Agreement, ...], references: References, found: list[Finding]
) -> None:
    """Adds every fault of the agreements to `found`, except those of spans."""
    for at, agreement in enumerate(agreements):
        pointer = f"/agreements/{at}"
        _check_mentions(agreement, pointer, found)
        _check_arguments(agreement, references, pointer, found)
        _check_statuses(agreement, references, pointer, found)
        if agreement.relations:
            _check_relations(agreement, references, pointer, found)


def _check_mentions(agreement: Agreement, pointer: str, found: list[Finding]) -> None:
    mentions = agreement.mentions
    if not mentions:
        found.append(Finding("PB401", pointer, f"{agreement.id} has no mention"))
    for at in repeated([(mention.start, mention.end) for mention in mentions]):
        message = f"duplicate mention at [{mentions[at].start}, {mentions[at].end})"
        found.append(Finding("PB306", f"{pointer}/mentions/{at}", message))


def _check_arguments(
    agreement: Agreement, references: References, pointer: str, found: list[Finding]
) -> None:
    arguments = agreement.arguments
    for at in repeated([(filler.start, filler.end, filler.role) for filler in arguments]):
        place = f"[{arguments[at].start}, {arguments[at].end})"
        message = f"duplicate {arguments[at].role} at {place}"
        found.append(Finding("PB306", f"{pointer}/arguments/{at}", message))
    allowed = ROLES_BY_TYPE.get(agreement.type, DEFAULT_ROLES)
    for at, argument in enumerate(arguments):
        role, refs = argument.role, argument.refs
        if role not in allowed:
            message = f"{agreement.type} takes {', '.join(sorted(allowed))}, not {role}"
            found.append(Finding("PB402", f"{pointer}/arguments/{at}/role", message))
        if not references.fit(refs, ACTOR_TYPES):
            found += references.faults(refs, ACTOR_TYPES, f"{pointer}/arguments/{at}/refs")
        if (bool(refs) or argument.open) == (role == "PROVISION"):
            message = f"{role} {'with' if role == 'PROVISION' else 'without'} referents"
            found.append(Finding("PB408", f"{pointer}/arguments/{at}/refs", message))


def _check_statuses(
    agreement: Agreement, references: References, pointer: str, found: list[Finding]
) -> None:
    parties = {
        ref
        for argument in agreement.arguments
        if argument.role != "PROVISION"
        for ref in argument.refs
    }
    for at, status in enumerate(agreement.status):
        _check_status(status, parties, references, f"{pointer}/status/{at}", found)
    keys = [(s.party, s.source, s.as_of, s.stage, s.polarity) for s in agreement.status]
    for at in repeated(keys):
        shown = ", ".join(part or "null" for part in keys[at])
        message = f"another entry has the same party, source, as_of, stage and polarity: {shown}"
        found.append(Finding("PB404", f"{pointer}/status/{at}", message))


def _check_status(
    status: Status, parties: set[str], references: References, pointer: str, found: list[Finding]
) -> None:
    owner = None if status.body is None else references.owners.get(status.body)
    if status.party is not None and status.party not in parties | {owner}:
        if references.has(status.party):
            message = (
                f"{status.party} fills no role of the agreement, and owns no body of the entry"
            )
            found.append(Finding("PB403", f"{pointer}/party", message))
        else:
            found += references.faults((status.party,), ACTOR_TYPES, f"{pointer}/party")
    if not references.fit((status.source,), SOURCES):
        found += references.faults((status.source,), SOURCES, f"{pointer}/source")
    if status.body is not None and not references.fit((status.body,), _ORGANS):
        found += references.faults((status.body,), _ORGANS, f"{pointer}/body")
    if status.as_of is not None and not is_date_value(status.as_of):
        found.append(Finding("PB407", f"{pointer}/as_of", f"{status.as_of!r} is not a date"))


def _check_relations(
    agreement: Agreement, references: References, pointer: str, found: list[Finding]
) -> None:
    for at, relation in enumerate(agreement.relations):
        place = f"{pointer}/relations/{at}"
        found += references.unknown_agreements([relation.target], f"{place}/target")
        if relation.target == agreement.id:
            message = f"{agreement.id} {relation.type} itself"
            found.append(Finding("PB406", f"{place}/target", message))
    keys = [(relation.type, relation.target) for relation in agreement.relations]
    for at in repeated(keys):
        message = f"duplicate relation {' '.join(keys[at])}"
        found.append(Finding("PB306", f"{pointer}/relations/{at}", message))
