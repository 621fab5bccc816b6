"""How far two annotators say the same: figures both ways, alpha on aligned labels, and how many
labels both may have overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS, LEVELS, Layer
from pactbank.model.score import Alpha, Iaa, IaaMetric, Metric, Score
from pactbank.scoring import mentions, run
from pactbank.scoring.explanations import explanations
from pactbank.scoring.metrics import agreements, stances
from pactbank.scoring.options import Options
from pactbank.scoring.pages import page
from pactbank.scoring.results import score_of
from pactbank.scoring.run import Gold

WHOLE = ("exact", "records", "exact_tuples")
"""Metrics in which an item is matched or not: with them completeness can be estimated."""

RECORD_ATTRIBUTES: dict[Layer, tuple[str, ...]] = {
    "agreements": ("type", "form", "stage"),
    "stances": ("type", "polarity"),
}
"""What alpha is told of, beside type and level of mentions."""

Pairs = Sequence[tuple[str | None, str | None]]
"""What each of two annotators says of one thing."""


def between(store: Store, first: str, second: str) -> Iaa:
    """How far two annotators of a corpus say the same, by their ids; which one is named first makes
    no difference.

    F1 is the mean of both directions, the documents are those that both have labelled. Raises
    `UnknownName` for an annotator that is not registered, `WrongUse` where they share no document.
    """
    first, second = sorted((first, second))
    ours, theirs = _shared(store, first, second)
    one, other = (run.of_source(side, store.root, "all") for side in (ours, theirs))
    there = score_of(run.run(one, theirs, "all", Options()), "none")
    back = score_of(run.run(other, ours, "all", Options()), "none")
    layers = [at for at in LAYERS if one.side.having(at) and other.side.having(at)]
    return Iaa(
        first=first,
        second=second,
        kind="self-consistency" if _one_model(store, first, second) else "inter-annotator",
        documents=tuple(annotation.document for annotation in ours),
        labels={layer: (_size(ours, layer), _size(theirs, layer)) for layer in layers},
        metrics={layer: _metrics(there, back, layer) for layer in layers},
        alpha={layer: _alphas(one, other, layer) for layer in layers},
    )


def labelled_together(store: Store) -> list[tuple[str, str]]:
    """Every two annotators, human or model, who have labelled a document independently."""
    independent = [a.id for a in store.annotators.values() if a.kind in ("human", "model")]
    at_work = {
        name: {d for d in store.versions() if store.annotation(name, store.document(d))}
        for name in independent
    }
    return [pair for pair in combinations(independent, 2) if at_work[pair[0]] & at_work[pair[1]]]


def _shared(store: Store, first: str, second: str) -> tuple[list[Annotation], list[Annotation]]:
    """The annotations of each on the newest versions that both have labelled."""
    for annotator in (first, second):
        if annotator not in store.annotators:
            raise UnknownName("annotator", annotator, store.annotators)
    ours, theirs = [], []
    for name in sorted(store.versions()):
        document = store.document(name)
        one, other = (store.annotation(who, document) for who in (first, second))
        if one and other:
            ours.append(one)
            theirs.append(other)
    if not ours:
        raise WrongUse(f"there is no document that both {first} and {second} have labelled")
    return ours, theirs


def _size(annotations: Sequence[Annotation], layer: Layer) -> int:
    return sum(len(getattr(annotation, layer) or ()) for annotation in annotations)


def _one_model(store: Store, *annotators: str) -> bool:
    models = {store.annotators[annotator].model for annotator in annotators}
    return len(models) == 1 and None not in models


def _metrics(there: Score, back: Score, layer: Layer) -> dict[str, IaaMetric]:
    """The metrics of a layer that both directions have."""
    return {
        name: _both_ways(name, metric, back.metrics[name])
        for name, metric in there.metrics.items()
        if name in back.metrics and explanations()[name].task == layer
    }


def _both_ways(name: str, there: Metric, back: Metric) -> IaaMetric:
    first = (there.gold + back.predicted) / 2
    second = (there.predicted + back.gold) / 2
    matched = (there.tp + back.tp) / 2
    return IaaMetric(
        first=first,
        second=second,
        matched=matched,
        f1=None if there.f1 is None or back.f1 is None else (there.f1 + back.f1) / 2,
        completeness=_completeness(first, second, matched) if name in WHOLE else None,
    )


def _completeness(first: float, second: float, matched: float) -> float:
    """How many items there are, estimated from two samples and what they share (Chapman 1951).
    Optimistic where what one overlooks the other overlooks, too."""
    return (first + 1) * (second + 1) / (matched + 1) - 1


def _alphas(one: Gold, other: Gold, layer: Layer) -> dict[str, Alpha]:
    """Alpha of every attribute of a layer."""
    said = _of_mentions(one, other) if layer == "entities" else _of_records(one, other, layer)
    return {name: _alpha(pairs) for name, pairs in said.items()}


def _of_mentions(one: Gold, other: Gold) -> dict[str, Pairs]:
    order = tuple(one.side.numbers)
    rows = one.side.rows(order), other.side.rows(order)
    sides = mentions.aligned(mentions.layer(order, *rows, one.texts))
    types = [[side.types[code] for code in side.spans.type.tolist()] for side in sides]
    levels = [
        [None] * len(side)
        if side.level is None
        else [LEVELS[code] if code >= 0 else None for code in side.level.tolist()]
        for side in sides
    ]
    return {
        "type": list(zip(*types, strict=True)),
        "level": [pair for pair in zip(*levels, strict=True) if None not in pair],
    }


def _of_records(one: Gold, other: Gold, layer: Layer) -> dict[str, Pairs]:
    align = agreements.aligned if layer == "agreements" else stances.aligned
    pages = (
        page(labels, other.side.labels[name], one.texts.get(name))
        for name, labels in one.side.labels.items()
    )
    pairs: list[tuple[Any, Any]] = [pair for each in pages for pair in align(each)]
    return {
        name: [(getattr(first, name), getattr(second, name)) for first, second in pairs]
        for name in RECORD_ATTRIBUTES[layer]
    }


def _alpha(pairs: Pairs) -> Alpha:
    """Where all labels have one value, agreement by chance is certain, and alpha is not defined."""
    values = sorted({value or "" for pair in pairs for value in pair})
    if len(values) < 2:
        note = "no variation" if pairs else "no aligned labels"
        return Alpha(alpha=None, labels=len(pairs), note=note)
    import krippendorff

    codes = np.array([[values.index(value or "") for value in pair] for pair in pairs]).T
    found = krippendorff.alpha(
        codes, level_of_measurement="nominal", value_domain=range(len(values))
    )
    return Alpha(alpha=float(found), labels=len(pairs))
