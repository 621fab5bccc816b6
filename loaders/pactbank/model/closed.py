"""The closed lists of the scheme, as types.

The schema files are their home; `tests/model/test_closed.py` holds these equal to them.
"""

from __future__ import annotations

from typing import Literal, get_args

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
Origin = Literal["a", "b", "both", "new"]
AnnotatorKind = Literal["human", "model", "adjudicated", "system"]
DocumentKind = Literal["news", "press-release", "statement", "readout", "other"]
Redistribution = Literal["full-text", "offsets-only"]
TextMode = Literal["full", "open"]
"""Whether a build carries every text, or only those that may be passed on."""
Split = Literal["train", "validation", "test"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
LAYERS: tuple[Layer, ...] = get_args(Layer)
LEVELS: tuple[Level, ...] = get_args(Level)
SPLITS: tuple[Split, ...] = get_args(Split)
STAGES: tuple[Stage, ...] = get_args(Stage)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)

ROLES_BY_TYPE: dict[str, frozenset[str]] = {
    "ASSISTANCE": frozenset({"PROVIDER", "BENEFICIARY", "PROVISION"}),
    "ARMAMENTS": frozenset({"PARTY", "PROVIDER", "BENEFICIARY", "PROVISION"}),
}
"""Roles an agreement type takes; a type that is not listed takes PARTY and PROVISION."""
DEFAULT_ROLES: frozenset[str] = frozenset({"PARTY", "PROVISION"})

POLARITY_OF_STANCE: dict[str, str] = {
    "ENDORSE": "positive",
    "CONCERN": "negative",
    "CRITICISE": "negative",
    "REJECT": "negative",
    "WARN": "negative",
}
"""Stance types whose polarity is fixed; the others are free."""
