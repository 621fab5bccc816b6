"""The result of scoring predictions against gold, and of comparing several."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from pactbank.model.closed import Task
from pactbank.model.scalars import MAX_OFFSET, Count, Short, Text, Version
from pactbank.model.strict import Strict

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Gap = Annotated[float, msgspec.Meta(ge=-1, le=1)]
Amount = Annotated[float, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Bound = Annotated[float, msgspec.Meta(ge=-MAX_OFFSET, le=MAX_OFFSET)]


class Metric(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Counts and figures; 0/0 is null, and `note` says why something is null.

    `tp` is what predictions earn; where gold items earn another sum, that is `tp_gold`. MUC
    counts are given for the four schemes, the mean of F1 over types with their number for
    metrics that are told by type.
    """

    precision: Share | None
    recall: Share | None
    f1: Share | None
    tp: Amount
    predicted: Amount
    gold: Amount
    interval: tuple[Bound, Bound] | None
    documents: Count | None = None
    tp_gold: Amount | None = None
    macro_f1: Share | None = None
    types: Count | None = None
    correct: Count | None = None
    incorrect: Count | None = None
    partial: Count | None = None
    missed: Count | None = None
    spurious: Count | None = None
    note: Short | None = None


class Loss(Strict, frozen=True, kw_only=True):
    """What a label map loses on one side: labels that leave the counts, by type, and types that
    are no longer told apart, by coarse type."""

    dropped: dict[Short, Count]
    merged: dict[Short, tuple[Short, ...]]


class LabelMapping(Strict, frozen=True, kw_only=True):
    name: Short
    gold: Loss
    predicted: Loss


class Score(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Gold against predictions for one task, or all of them.

    `anchoring` counts how quotes were placed, by kind of label; `missing` are gold documents
    without a prediction, scored as empty; `confusion` is told of zones, in code points;
    `forgiven` counts what lenient reading let pass, by kind of fault, and `faults` the same by the
    codes of the rules that were broken.
    """

    task: Task
    signature: Text
    documents: Count
    metrics: dict[Short, Metric]
    by_type: dict[Short, dict[Short, Metric]]
    anchoring: dict[Short, dict[Short, Count]]
    missing: tuple[Short, ...]
    label_map: LabelMapping | None = None
    confusion: dict[Short, dict[Short, Count]] | None = None
    forgiven: dict[Short, Count] | None = None
    faults: dict[Short, Count] | None = None


class IaaMetric(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """One metric between two annotators: the items of each, what they earn together and F1, the
    mean of both directions. `completeness` is the estimated number of items the text has, for
    metrics that match whole items."""

    first: Amount
    second: Amount
    matched: Amount
    f1: Share | None
    completeness: Amount | None = None


class Alpha(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Krippendorff's alpha (nominal) of one attribute over aligned labels; `note` says why there
    is none."""

    alpha: Bound | None
    labels: Count
    note: Short | None = None


class Iaa(Strict, frozen=True, kw_only=True):
    """How far two annotators say the same of the documents that both have labelled.

    `kind` is self-consistency where both are sessions of one model. `schemes` has the documents
    whose labels follow different versions of the scheme, with both. `labels` are all labels of
    each by layer, `metrics` by layer and name, `alpha` by layer and attribute.
    """

    first: Short
    second: Short
    kind: Literal["inter-annotator", "self-consistency"]
    documents: tuple[Short, ...]
    schemes: dict[Short, tuple[Version, ...]]
    labels: dict[Short, tuple[Count, Count]]
    metrics: dict[Short, dict[Short, IaaMetric]]
    alpha: dict[Short, dict[Short, Alpha]]


class ComparedSystem(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """One of the systems that are compared; `rank` by metric is 1 + the number of systems that
    are significantly better.

    `label_map` is the name of its map, or `native` where its types are those of gold and others
    were mapped; `lost` is what that map loses. `anchoring`, `missing` and `forgiven` are as in
    `Score`.
    """

    name: Short
    signature: Text
    metrics: dict[Short, Metric]
    rank: dict[Short, Count]
    label_map: Short | None = None
    lost: LabelMapping | None = None
    anchoring: dict[Short, dict[Short, Count]] | None = None
    missing: tuple[Short, ...] = ()
    forgiven: dict[Short, Count] | None = None


class Pair(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """Two systems on one metric: `difference` is the first one's F1 minus the second one's.

    `p` is that of a paired approximate randomization test, `p_adjusted` after Holm over the
    whole family; `detectable` is the difference that would be found in four of five samples of
    this size. `better` is null where the difference is not resolved at this n.
    """

    metric: Short
    first: Short
    second: Short
    difference: Gap | None
    interval: tuple[Bound, Bound] | None
    p: Share | None
    p_adjusted: Share | None
    standard_error: Amount | None
    detectable: Amount | None
    better: Short | None
    note: Short | None = None


class Comparison(Strict, frozen=True, kw_only=True):
    """Several systems on the same gold. The family of tests is every pair of systems on every
    one of `family`."""

    task: Task
    documents: Count
    family: tuple[Short, ...]
    systems: tuple[ComparedSystem, ...]
    pairs: tuple[Pair, ...]
