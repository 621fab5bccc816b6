"""Decisions of an adjudication: what becomes of each difference between passes."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from pactbank.model.scalars import LabelId, Short, Slug
from pactbank.model.strict import Strict
from pactbank.model.walk import LabelKind

BOTH, NEITHER, EDIT = "both", "neither", "edit"
"""Choices beside the letters of the passes: every label, none, or another one."""

Choice = Annotated[str, msgspec.Meta(pattern=r"\A(?:[a-h]|both|neither|edit)\Z", max_length=7)]
"""The letter of a pass, in the order in which they are named, or what else becomes of it."""


class Decision(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """What becomes of a difference or label (`id` and `choice`), or a label that no pass has
    (`add`, for a part of an agreement with `to`)."""

    document: Slug | None = None
    id: Short | None = None
    choice: Choice | None = None
    add: LabelKind | None = None
    to: LabelId | None = None
    label: dict[str, Any] | None = None
    ruling: Short | None = None
    asked: Short | None = None
    """A digest of what was asked: an answer to another question does not count."""
