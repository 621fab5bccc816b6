"""The result of scoring predictions against gold."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from pactbank.model.document import Strict
from pactbank.model.scalars import MAX_OFFSET, Count, Short, Slug

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Amount = Annotated[float, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Bound = Annotated[float, msgspec.Meta(ge=-MAX_OFFSET, le=MAX_OFFSET)]


class Metric(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Counts and figures; 0/0 is null. `note` says why something is null."""

    precision: Share | None
    recall: Share | None
    f1: Share | None
    tp: Amount
    predicted: Amount
    gold: Amount
    interval: tuple[Bound, Bound] | None
    note: Short | None = None


class Score(Strict, frozen=True, kw_only=True):
    task: Literal["entities", "agreements", "stances", "zones"]
    signature: Short
    documents: Count
    metrics: dict[Short, Metric]
    by_type: dict[Short, dict[Short, Metric]]
    anchoring: dict[Short, Count]
    missing: tuple[Slug, ...]
