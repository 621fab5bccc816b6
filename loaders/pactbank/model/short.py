"""Short drafts: drafts in rows, whose spans are given by sentence number and words.

annotations/FORM.md describes the form; `corpus.short` turns a short draft into a draft. A row is a
JSON list, in the order of the fields below; what has a default may be left out at its end.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from pactbank.model.annotation import KbLink
from pactbank.model.closed import (
    AgreementLevel,
    AgreementType,
    Certainty,
    Condition,
    EntityType,
    Form,
    Implicit,
    Level,
    Polarity,
    QuoteKind,
    RefType,
    RelationType,
    Role,
    Stage,
    StanceType,
    StatusPolarity,
)
from pactbank.model.ids import check_forms
from pactbank.model.scalars import (
    MAX_OFFSET,
    LabelId,
    Reference,
    Short,
    Slug,
    Text,
    Version,
)
from pactbank.model.strict import Strict

Ordinal = Annotated[int, msgspec.Meta(ge=1, le=MAX_OFFSET)]
"""A number that counts from 1."""
Names = Annotated[str, msgspec.Meta(max_length=20000)]
"""Ids of referents with white space between them; empty where there is none."""


class ShortRow(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of what is written as a list."""


class ShortOptions(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the object at the end of a row; `n` says which of several places of the words in
    their sentence is meant, from 1, whole words first."""


class ShortSpan(ShortRow, frozen=True):
    sentence: Ordinal
    words: Text
    n: Ordinal | None = None


class ShortRefOptions(ShortOptions, frozen=True, kw_only=True):
    of: Reference | None = None
    kb: KbLink | None = None


class ShortRef(ShortRow, frozen=True):
    id: LabelId
    type: RefType
    name: Short | None
    more: ShortRefOptions = ShortRefOptions()


class ShortGroupOptions(ShortOptions, frozen=True, kw_only=True):
    n: Ordinal | None = None
    open: bool = False


class ShortMentionOptions(ShortGroupOptions, frozen=True, kw_only=True):
    value: Short | None = None


class ShortMention(ShortRow, frozen=True):
    sentence: Ordinal
    words: Text
    type: EntityType
    level: Level | None
    refs: Names
    more: ShortMentionOptions = ShortMentionOptions()


class ShortAgreementMention(ShortRow, frozen=True):
    sentence: Ordinal
    words: Text
    level: AgreementLevel
    n: Ordinal | None = None


class ShortArgument(ShortRow, frozen=True):
    role: Role
    sentence: Ordinal
    words: Text
    refs: Names
    more: ShortGroupOptions = ShortGroupOptions()


class ShortStatus(Strict, frozen=True, kw_only=True, omit_defaults=True):
    stage: Stage
    evidence: ShortSpan
    party: Reference | None = None
    condition: Condition = "ACTIVE"
    polarity: StatusPolarity = "+"
    certainty: Certainty = "CT"
    conditional: bool = False
    source: Reference = "AUTHOR"
    body: Reference | None = None
    as_of: Short | None = None


class ShortRelation(Strict, frozen=True, kw_only=True):
    type: RelationType
    target: Reference
    evidence: ShortSpan


class ShortAgreement(Strict, frozen=True, kw_only=True, omit_defaults=True):
    type: AgreementType
    form: Form
    mentions: tuple[ShortAgreementMention, ...]
    id: LabelId | None = None
    name: Short | None = None
    arguments: tuple[ShortArgument, ...] = ()
    status: tuple[ShortStatus, ...] = ()
    relations: tuple[ShortRelation, ...] = ()
    kb: KbLink | None = None


class ShortHolder(ShortRow, frozen=True):
    sentence: Ordinal
    words: Text
    refs: Names
    more: ShortGroupOptions = ShortGroupOptions()


class ShortLink(ShortRow, frozen=True):
    ref: Reference
    span: ShortSpan | None = None
    inferred: bool = False


class ShortStance(Strict, frozen=True, kw_only=True, omit_defaults=True):
    type: StanceType
    cue: ShortSpan
    polarity: Polarity
    quote: QuoteKind
    holders: tuple[ShortHolder, ...] = ()
    implicit: Implicit | None = None
    target: ShortSpan | None = None
    about: tuple[Reference, ...] = ()
    toward: tuple[Reference, ...] = ()
    chain: Annotated[tuple[ShortLink, ...], msgspec.Meta(min_length=1)] = (ShortLink("AUTHOR"),)


class ShortDraft(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A layer that was not annotated is missing, which is not the same as empty."""

    document: Slug
    version: Version | None = None
    refs: tuple[ShortRef, ...] = ()
    entities: tuple[ShortMention, ...] | None = None
    agreements: tuple[ShortAgreement, ...] | None = None
    stances: tuple[ShortStance, ...] | None = None

    def __post_init__(self) -> None:
        pacts = [pact.id for pact in self.agreements or () if pact.id is not None]
        check_forms([*(ref.id for ref in self.refs), *pacts])
