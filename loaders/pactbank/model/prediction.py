"""Predictions and drafts: the annotation record, relaxed.

Hashes, ids and refs may be missing, unknown refs are counted rather than refused, and a span
may be given as a quote (`text`, with `before` and `after` where the words occur more than once).
`corpus.draft.anchor` turns a draft into an `Annotation`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from pactbank.model.annotation import KbLink
from pactbank.model.closed import (
    AgreementType,
    Certainty,
    Condition,
    EntityType,
    Form,
    Implicit,
    LabelOrigin,
    Layer,
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
from pactbank.model.ids import check_ids
from pactbank.model.scalars import (
    Context,
    Day,
    LabelId,
    LetterSpans,
    Offset,
    Reference,
    Sha256,
    Short,
    Slug,
    Text,
    Version,
)
from pactbank.model.strict import Strict


class Relaxed(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Base of predicted labels; a field with a sensible default may be left out."""


class PredictedSpan(Relaxed, frozen=True, kw_only=True):
    """A span by offsets, by quote, or both."""

    start: Offset | None = None
    end: Offset | None = None
    text: Text | None = None
    before: Context | None = None
    after: Context | None = None


class Provenance(Relaxed, frozen=True, kw_only=True):
    id: LabelId | None = None
    from_: LabelOrigin | None = msgspec.field(default=None, name="from")
    ruling: Short | None = None
    checked_by: Slug | None = None


class QuotedLabel(Provenance, frozen=True, kw_only=True):
    """A label that is itself a span."""

    start: Offset | None = None
    end: Offset | None = None
    text: Text | None = None
    before: Context | None = None
    after: Context | None = None


class PredictedRef(Relaxed, frozen=True, kw_only=True):
    id: LabelId
    type: RefType
    name: Short | None = None
    name_spans: LetterSpans | None = None
    of: Reference | None = None
    kb: KbLink | None = None


class PredictedMention(QuotedLabel, frozen=True, kw_only=True):
    type: EntityType
    level: Level | None = None
    refs: tuple[Reference, ...] = ()
    value: Short | None = None
    open: bool = False


class PredictedAgreementMention(QuotedLabel, frozen=True, kw_only=True):
    level: Level | None = None


class PredictedArgument(QuotedLabel, frozen=True, kw_only=True):
    role: Role
    refs: tuple[Reference, ...] = ()
    open: bool = False


class PredictedStatus(Provenance, frozen=True, kw_only=True):
    stage: Stage
    party: Reference | None = None
    condition: Condition = "ACTIVE"
    polarity: StatusPolarity = "+"
    certainty: Certainty = "CT"
    conditional: bool = False
    source: Reference = "AUTHOR"
    body: Reference | None = None
    as_of: Short | None = None
    evidence: PredictedSpan | None = None


class PredictedRelation(Provenance, frozen=True, kw_only=True):
    type: RelationType
    target: Reference
    evidence: PredictedSpan | None = None


class PredictedAgreement(Provenance, frozen=True, kw_only=True):
    type: AgreementType
    form: Form = "UNSPECIFIED"
    name: Short | None = None
    name_spans: LetterSpans | None = None
    mentions: tuple[PredictedAgreementMention, ...] = ()
    arguments: tuple[PredictedArgument, ...] = ()
    status: tuple[PredictedStatus, ...] = ()
    relations: tuple[PredictedRelation, ...] = ()
    kb: KbLink | None = None


class PredictedHolder(PredictedSpan, frozen=True, kw_only=True):
    refs: tuple[Reference, ...] = ()
    open: bool = False


class PredictedLink(Relaxed, frozen=True, kw_only=True):
    ref: Reference = "AUTHOR"
    span: PredictedSpan | None = None
    inferred: bool = False


class PredictedStance(Provenance, frozen=True, kw_only=True):
    type: StanceType
    polarity: Polarity
    cue: PredictedSpan
    holders: tuple[PredictedHolder, ...] = ()
    implicit: Implicit | None = None
    target: PredictedSpan | None = None
    about: tuple[Reference, ...] = ()
    toward: tuple[Reference, ...] = ()
    quote: QuoteKind = "none"
    chain: tuple[PredictedLink, ...] = ()


class Prediction(Relaxed, frozen=True, kw_only=True):
    document: Slug
    version: Version | None = None
    schema_version: Version | None = None
    scheme_version: Version | None = None
    offset_unit: Literal["codepoint"] | None = None
    guidelines_sha256: Sha256 | None = None
    text_sha256: Sha256 | None = None
    annotator: Slug | None = None
    created: Day | None = None
    words_sha256: Sha256 | None = None
    layers: tuple[Layer, ...] | None = None
    refs: tuple[PredictedRef, ...] = ()
    entities: tuple[PredictedMention, ...] | None = None
    agreements: tuple[PredictedAgreement, ...] | None = None
    stances: tuple[PredictedStance, ...] | None = None

    def __post_init__(self) -> None:
        check_ids(self)
