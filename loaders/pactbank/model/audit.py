"""What came of looking again at gold labels: a drawn sample, judged, and hostile readings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec

from pactbank.model.closed import Layer
from pactbank.model.scalars import Day, LabelId, Offset, Short, Slug, Version
from pactbank.model.strict import Strict
from pactbank.model.walk import LabelKind

FindKind = Literal["missing", "superfluous", "bent", "silent"]
"""What a hostile reader holds against gold; silent: the handbook does not say."""
FIND_KINDS: tuple[FindKind, ...] = get_args(FindKind)
Outcome = Literal["accepted", "refused"]


class DrawnLabel(Strict, frozen=True, kw_only=True, tag="label", tag_field="item"):
    """A label to be judged: what it says, with the referents it names, in its sentence. Whoever
    judges fills `verdict` and, for a wrong one, `fault`."""

    document: Slug
    version: Version
    kind: LabelKind
    label: LabelId
    sentence: str
    says: dict[str, Any]
    referents: dict[str, str | None]
    verdict: Literal["right", "wrong"] | None = None
    fault: Short | None = None


class DrawnSentence(Strict, frozen=True, kw_only=True, tag="sentence", tag_field="item"):
    """A sentence, text[start:end], without its labels. Whoever judges labels it afresh, compares,
    and fills `lacks` with the layers in which gold lacks a label that begins in it."""

    document: Slug
    version: Version
    start: Offset
    end: Offset
    sentence: str
    before: str
    after: str
    lacks: tuple[Layer, ...] | None = None


class JudgedLabel(Strict, frozen=True, kw_only=True, omit_defaults=True):
    document: Slug
    version: Version
    kind: LabelKind
    label: LabelId
    fault: Short | None = None
    """None: the label is right."""


class JudgedSentence(Strict, frozen=True, kw_only=True):
    document: Slug
    version: Version
    start: Offset
    end: Offset
    lacks: tuple[Layer, ...]


class AuditRound(Strict, frozen=True, kw_only=True):
    """One sample. `by` says who judged it, in a sentence."""

    name: Slug
    day: Day
    by: Short
    labels: tuple[JudgedLabel, ...]
    sentences: tuple[JudgedSentence, ...]


class HostileFind(Strict, frozen=True, kw_only=True):
    """One find of a hostile reading, and what was decided."""

    document: Slug
    version: Version
    layer: Layer
    kind: FindKind
    outcome: Outcome


class Audit(Strict, frozen=True, kw_only=True):
    """annotations/audit.json: every audit of the gold labels, the oldest first, and the finds of
    hostile readings."""

    schema_version: Version
    rounds: Annotated[tuple[AuditRound, ...], msgspec.Meta(max_length=1000)] = ()
    finds: tuple[HostileFind, ...] = ()
