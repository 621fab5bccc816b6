"""Rules of the entity layer."""

from __future__ import annotations

from pactbank.corpus.validate.references import References, repeated
from pactbank.model.annotation import Mention
from pactbank.model.closed import ACTOR_TYPES, ENTITY_TYPES
from pactbank.model.schemas import Finding
from pactbank.model.times import is_time_value

_REF_TYPES = {**{kind: frozenset({kind}) for kind in ENTITY_TYPES}, "ROLE": frozenset({"PERSON"})}
_GROUPS = ("NOM", "PRO")
_WITHOUT_LEVEL = frozenset({"ROLE", "TIME"})
_LEVEL_TYPES = {
    None: _WITHOUT_LEVEL,
    "DEM": frozenset({"STATE", "PLACE"}),
    "MET": ACTOR_TYPES,
    "NAM": (any_type := frozenset(ENTITY_TYPES) - _WITHOUT_LEVEL),
    "NOM": any_type,
    "PRO": any_type,
}


def check_entities(
    mentions: tuple[Mention, ...], references: References, found: list[Finding]
) -> None:
    """Adds every fault of the entity mentions to `found`."""
    for at in repeated([(mention.start, mention.end, mention.type) for mention in mentions]):
        place = f"[{mentions[at].start}, {mentions[at].end})"
        found.append(
            Finding("PB306", f"/entities/{at}", f"duplicate {mentions[at].type} at {place}")
        )
    for at, mention in enumerate(mentions):
        kind = mention.type
        if kind not in _LEVEL_TYPES[mention.level]:
            found.append(_level(mention, f"/entities/{at}/level"))
        if kind == "TIME":
            _check_time(mention, at, found)
            continue
        types = _types(mention, references)
        if not references.fit(mention.refs, types):
            found += references.faults(mention.refs, types, f"/entities/{at}/refs")
        if not mention.refs and not mention.open:
            message = "refs is empty and open is not true"
            found.append(Finding("PB312", f"/entities/{at}", message))
        if mention.value is not None:
            found.append(Finding("PB311", f"/entities/{at}/value", f"{kind} takes no value"))


def _types(mention: Mention, references: References) -> frozenset[str]:
    """The types that the referents of a mention may have: its own; a group of a state and others
    that a pact binds, such as "both sides" of a ceasefire, is of type STATE."""
    found = [references.types.get(ref) for ref in mention.refs]
    if (
        mention.type == "STATE"
        and mention.level in _GROUPS
        and len(found) > found.count("STATE") > 0
    ):
        return _REF_TYPES["STATE"] | {"IGO", "ORG"}
    return _REF_TYPES[mention.type]


def _level(mention: Mention, pointer: str) -> Finding:
    if mention.level is None:
        message = f"{mention.type} needs a level"
    elif mention.type in _WITHOUT_LEVEL:
        message = f"{mention.type} takes no level"
    else:
        fitting = ", ".join(sorted(_LEVEL_TYPES[mention.level]))
        message = f"{mention.level} is for {fitting}, not for {mention.type}"
    return Finding("PB310", pointer, message)


def _check_time(mention: Mention, at: int, found: list[Finding]) -> None:
    if mention.refs:
        found.append(Finding("PB309", f"/entities/{at}/refs", "TIME takes a value, not refs"))
    if mention.value is None:
        found.append(Finding("PB311", f"/entities/{at}", "TIME needs a value"))
    elif not is_time_value(mention.value):
        message = f"{mention.value!r} is not a time value"
        found.append(Finding("PB311", f"/entities/{at}/value", message))
