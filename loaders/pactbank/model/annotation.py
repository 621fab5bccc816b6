"""The labels that one annotator gave to one document version; gold is one such annotation."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from pactbank.model.closed import (
    LAYERS,
    AgreementLevel,
    AgreementType,
    AnnotatorKind,
    Certainty,
    Condition,
    EntityType,
    Form,
    Implicit,
    KbScheme,
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
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.ids import check_ids
from pactbank.model.scalars import (
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

SCHEME_VERSION = 2
"""The annotation scheme this package implements."""


class Span(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Code points [start, end) of the text. `text` is missing only where the text may not be passed
    on, or is not held."""

    start: Offset
    end: Offset
    text: Text | None = None


class Label(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """What every label has: an id and, in gold, where it came from."""

    id: LabelId
    from_: LabelOrigin | None = msgspec.field(default=None, name="from")
    ruling: Short | None = None
    checked_by: Slug | None = None


class KbLink(Strict, frozen=True, kw_only=True):
    scheme: KbScheme
    id: Short


class Ref(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A referent: somebody or something that the document mentions; `of` names the state or
    organization it belongs to."""

    id: LabelId
    type: RefType
    name: Short | None
    name_spans: LetterSpans | None = None
    of: Reference | None = None
    kb: KbLink | None = None


class Mention(Label, frozen=True, kw_only=True):
    """A span that names or describes referents. TIME has a `value`, all types but TIME and ROLE
    have a `level`; `open` says that `refs` does not list all referents."""

    start: Offset
    end: Offset
    text: Text | None = None
    type: EntityType
    refs: tuple[Reference, ...]
    level: Level | None = None
    value: Short | None = None
    open: bool = False


class AgreementMention(Label, frozen=True, kw_only=True):
    start: Offset
    end: Offset
    text: Text | None = None
    level: AgreementLevel


class Argument(Label, frozen=True, kw_only=True):
    start: Offset
    end: Offset
    text: Text | None = None
    role: Role
    refs: tuple[Reference, ...]
    open: bool = False


class Status(Label, frozen=True, kw_only=True):
    """How far the agreement has come for one party (null: for every party without an entry of
    its own) according to one source."""

    party: Reference | None
    stage: Stage
    condition: Condition
    polarity: StatusPolarity
    certainty: Certainty
    conditional: bool
    source: Reference
    body: Reference | None
    as_of: Short | None
    evidence: Span


class Relation(Label, frozen=True, kw_only=True):
    """This agreement amends, extends, replaces or implements another one of the document."""

    type: RelationType
    target: Reference
    evidence: Span


class Agreement(Label, frozen=True, kw_only=True):
    name: Short | None
    name_spans: LetterSpans | None = None
    type: AgreementType
    form: Form
    mentions: tuple[AgreementMention, ...]
    arguments: tuple[Argument, ...]
    status: tuple[Status, ...]
    relations: tuple[Relation, ...]
    kb: KbLink | None = None


class Holder(Span, frozen=True, kw_only=True, omit_defaults=True):
    refs: tuple[Reference, ...]
    open: bool = False


class Link(Strict, frozen=True, kw_only=True):
    """One source in the chain between the author and the holder."""

    ref: Reference
    span: Span | None
    inferred: bool


class Stance(Label, frozen=True, kw_only=True):
    type: StanceType
    holders: tuple[Holder, ...]
    implicit: Implicit | None
    cue: Span
    target: Span | None
    about: tuple[Reference, ...]
    toward: tuple[Reference, ...]
    polarity: Polarity
    quote: QuoteKind
    chain: Annotated[tuple[Link, ...], msgspec.Meta(min_length=1)]


class Annotation(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """One annotator's labels of one document version. A layer that was not annotated is missing
    from `layers` and null, which is not the same as empty. `words_sha256` is given where the text
    is referenced and the labels are without their words (`corpus.wordless`)."""

    schema_version: Version
    scheme_version: Version
    offset_unit: Literal["codepoint"]
    guidelines_sha256: Sha256
    document: Slug
    version: Version
    text_sha256: Sha256
    annotator: Slug
    created: Day
    words_sha256: Sha256 | None = None
    layers: Annotated[tuple[Layer, ...], msgspec.Meta(min_length=1)]
    refs: tuple[Ref, ...]
    entities: tuple[Mention, ...] | None = None
    agreements: tuple[Agreement, ...] | None = None
    stances: tuple[Stance, ...] | None = None

    def __post_init__(self) -> None:
        check_ids(self)


def blank(
    document: Document, *, annotator: str, guidelines_sha256: str, created: str
) -> Annotation:
    """An annotation of a document with every layer and no labels yet."""
    return Annotation(
        schema_version=SCHEMA_VERSION,
        scheme_version=SCHEME_VERSION,
        offset_unit="codepoint",
        guidelines_sha256=guidelines_sha256,
        document=document.id,
        version=document.version,
        text_sha256=document.text.sha256,
        annotator=annotator,
        created=created,
        layers=LAYERS,
        refs=(),
        entities=(),
        agreements=(),
        stances=(),
    )


class Annotator(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of annotations/annotators.json."""

    id: Slug
    kind: AnnotatorKind
    description: Short
    model: Short | None = None
    prompt_sha256: Sha256 | None = None


class Annotators(Strict, frozen=True, kw_only=True):
    schema_version: Version
    annotators: tuple[Annotator, ...]
