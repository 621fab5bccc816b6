"""The closed lists of the scheme, as types.

The schema files define them; `tests/model/test_closed.py` asserts that these are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from pactbank.errors import UnknownName

ZoneKind = Literal[
    "advertisement",
    "related-link",
    "subscription-prompt",
    "notice",
    "headline",
    "byline",
    "timestamp",
    "caption",
    "credit",
    "dateline",
    "heading",
    "paragraph",
]
STRIPPED: frozenset[str] = frozenset(
    {"advertisement", "related-link", "subscription-prompt", "notice"}
)

EntityType = Literal[
    "PERSON",
    "ROLE",
    "STATE",
    "IGO",
    "INSTITUTION",
    "FORCE",
    "ORG",
    "PLACE",
    "EVENT",
    "TIME",
]
RefType = Literal["PERSON", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG", "PLACE", "EVENT"]
Level = Literal["NAM", "NOM", "DEM", "MET", "PRO"]
KbScheme = Literal["iso3166-1", "wikidata", "world"]

AgreementLevel = Literal["NAM", "NOM", "PRO"]
AgreementType = Literal[
    "INFOSEC",
    "LOGISTICS",
    "ACCESS",
    "ALLIANCE",
    "DEFCOOP",
    "ASSISTANCE",
    "ARMAMENTS",
    "ARMS_CONTROL",
    "PEACE",
    "BOUNDARY",
    "TRADE",
    "OTHER",
]
Form = Literal["TREATY", "MOU", "STATEMENT", "PROGRAMME", "UNSPECIFIED"]
Role = Literal["PARTY", "PROVIDER", "BENEFICIARY", "PROVISION"]
Stage = Literal[
    "EXPLORATION",
    "NEGOTIATION",
    "TEXT_AGREED",
    "SIGNED",
    "PENDING_APPROVAL",
    "RATIFIED",
    "IN_FORCE",
    "OPERATIVE",
    "CONCLUDED",
]
Condition = Literal["ACTIVE", "STALLED", "REJECTED", "SUSPENDED", "ENDED"]
StatusPolarity = Literal["+", "-"]
Certainty = Literal["CT", "PR", "PS"]
RelationType = Literal["AMENDS", "EXTENDS", "REPLACES", "IMPLEMENTS"]

StanceType = Literal[
    "ENDORSE",
    "COMMIT",
    "ASSESS",
    "CONCERN",
    "URGE",
    "CRITICISE",
    "REJECT",
    "WARN",
]
Polarity = Literal["positive", "negative", "neutral", "mixed"]
QuoteKind = Literal["direct", "mixed", "indirect", "none"]
Implicit = Literal["AUTHOR", "UNSPECIFIED"]

Layer = Literal["entities", "agreements", "stances"]
LabelOrigin = Literal["a", "b", "both", "new"]
AnnotatorKind = Literal["human", "model", "adjudicated", "system"]
DocumentKind = Literal["news", "press-release", "statement", "readout", "other"]
Genre = Literal[
    "wire",
    "web-story",
    "readout",
    "joint-statement",
    "communique",
    "parliamentary-report",
    "explainer",
    "editorial",
    "transcript",
    "correction",
    "roundup",
    "brief",
]
"""The kinds of authored texts, finer than `DocumentKind`."""
WorldSide = Literal["train", "challenge"]
Redistribution = Literal["full-text", "offsets-only"]
TextMode = Literal["full", "open", "here"]
"""The texts that a build carries: all, those that may be passed on, or those that are at hand."""
Split = Literal["train", "validation", "test", "challenge"]
Task = Literal["entities", "agreements", "stances", "zones", "all"]
"""What is scored: a layer, all of them, or zones."""

AGREEMENT_LEVELS: tuple[AgreementLevel, ...] = get_args(AgreementLevel)
AGREEMENT_TYPES: tuple[AgreementType, ...] = get_args(AgreementType)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
FORMS: tuple[Form, ...] = get_args(Form)
IMPLICIT_HOLDERS: tuple[Implicit, ...] = get_args(Implicit)
LAYERS: tuple[Layer, ...] = get_args(Layer)
LEVELS: tuple[Level, ...] = get_args(Level)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
QUOTE_KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)
RELATION_TYPES: tuple[RelationType, ...] = get_args(RelationType)
ROLES: tuple[Role, ...] = get_args(Role)
SPLITS: tuple[Split, ...] = get_args(Split)
STAGES: tuple[Stage, ...] = get_args(Stage)
STANCE_TYPES: tuple[StanceType, ...] = get_args(StanceType)
STATUS_POLARITIES: tuple[StatusPolarity, ...] = get_args(StatusPolarity)
ZONE_KINDS: tuple[ZoneKind, ...] = get_args(ZoneKind)


def layers_named(names: Iterable[str]) -> tuple[Layer, ...]:
    """The layers of these names in the order of the scheme, all for none. Raises `UnknownName`."""
    wanted = set(names)
    for name in sorted(wanted.difference(LAYERS)):
        raise UnknownName("layer", name, LAYERS)
    return tuple(layer for layer in LAYERS if layer in wanted) or LAYERS


PARTY_ROLES: tuple[Role, ...] = ("PARTY", "PROVIDER", "BENEFICIARY")
"""The roles of those who take part in an agreement."""
ACTOR_TYPES: frozenset[str] = frozenset({"STATE", "IGO", "INSTITUTION", "FORCE", "ORG"})
"""The types of those who can take part."""
HOLDER_TYPES: frozenset[str] = ACTOR_TYPES | {"PERSON"}
"""The types of those who can hold a stance, or be the source of a status or a stance."""
ROLES_BY_TYPE: dict[str, frozenset[str]] = {
    "ASSISTANCE": frozenset({"PROVIDER", "BENEFICIARY", "PROVISION"}),
    "ARMAMENTS": frozenset({"PARTY", "PROVIDER", "BENEFICIARY", "PROVISION"}),
}
"""The roles that an agreement type takes; a type that is not listed takes `DEFAULT_ROLES`."""
DEFAULT_ROLES: frozenset[str] = frozenset({"PARTY", "PROVISION"})

POLARITY_OF_STANCE: dict[str, str] = {
    "ENDORSE": "positive",
    "CONCERN": "negative",
    "CRITICISE": "negative",
    "REJECT": "negative",
    "WARN": "negative",
}
"""Stance types whose polarity is fixed; the others are free."""
