"""How far two annotators say the same: figures both ways, alpha on aligned labels, and how many
labels both may have overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import get_args

import numpy as np

from pactbank.corpus.migration import differing
from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS, LEVELS, STAGES, Form, Layer, Polarity
from pactbank.model.score import Alpha, Iaa, IaaMetric, Metric, Score
from pactbank.scoring.align import TypedSpans, pair_spans
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import laid
from pactbank.scoring.counting import count, gold_of_source
from pactbank.scoring.explanations import explanations
from pactbank.scoring.metrics import agreements, stance_pairs
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.results import score_of
from pactbank.scoring.tables import Ints
from pactbank.scoring.tasks import label_tasks

WHOLE = ("exact", "records", "exact_tuples")
"""Metrics in which an item is matched or not: with them completeness can be estimated."""

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
    tasks = label_tasks("all")
    one, other = (gold_of_source(side, tasks, store.root, None) for side in (ours, theirs))
    there = score_of(count(one, theirs, tasks, "all", Options()), "none")
    back = score_of(count(other, ours, tasks, "all", Options()), "none")
    names = [annotation.document for annotation in ours]
    sides = paired(names, one.side.over(names).table, other.side.over(names).table, one.texts)
    layers = [at for at in LAYERS if sides.gold.has(at).any() and sides.predicted.has(at).any()]
    return Iaa(
        first=first,
        second=second,
        kind="self-consistency" if _one_model(store, first, second) else "inter-annotator",
        documents=tuple(names),
        schemes=differing(store, (first, second), names),
        labels={layer: (_size(ours, layer), _size(theirs, layer)) for layer in layers},
        metrics={layer: _metrics(there, back, layer) for layer in layers},
        alpha={layer: _alphas(sides, layer) for layer in layers},
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
    store.check_registered(first, second)
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


def _alphas(sides: Sides, layer: Layer) -> dict[str, Alpha]:
    """Alpha of every attribute of a layer, over its aligned labels."""
    of = {"entities": _of_mentions, "agreements": _of_agreements, "stances": _of_stances}[layer]
    return {name: _alpha(pairs) for name, pairs in of(sides).items()}


def _of_mentions(sides: Sides) -> dict[str, Pairs]:
    both = sides.gold.mentions, sides.predicted.mentions
    spans = [laid(of.spans, sides.line) for of in both]
    first, second = (TypedSpans(s.start, s.end, of.type) for s, of in zip(spans, both, strict=True))
    pairs = pair_spans(first, second, sides.mention_blanks.visible)
    rows = (pairs.gold, pairs.predicted)
    levels = [of.level[r] for of, r in zip(both, rows, strict=True)]
    known = (levels[0] != ABSENT) & (levels[1] != ABSENT)
    return {
        "type": _named(sides, *(of.type[r] for of, r in zip(both, rows, strict=True))),
        "level": _listed(LEVELS, *(level[known] for level in levels)),
    }


def _of_agreements(sides: Sides) -> dict[str, Pairs]:
    aligned = agreements.align(sides)
    g, p = aligned.pair_gold, aligned.pair_predicted
    return {
        "type": _named(sides, aligned.gold.type[g], aligned.predicted.type[p]),
        "form": _listed(get_args(Form), aligned.gold.form[g], aligned.predicted.form[p]),
        "stage": _listed(STAGES, aligned.stages[0][g], aligned.stages[1][p]),
    }


def _of_stances(sides: Sides) -> dict[str, Pairs]:
    aligned = stance_pairs.align(sides)
    g, p = aligned.same_matter.gold, aligned.same_matter.predicted
    polarity = aligned.gold.polarity[g], aligned.predicted.polarity[p]
    return {
        "type": _named(sides, aligned.gold.type[g], aligned.predicted.type[p]),
        "polarity": _listed(get_args(Polarity), *polarity),
    }


def _named(sides: Sides, first: Ints, second: Ints) -> Pairs:
    words = sides.gold.vocabulary
    return [
        (words[one].as_py(), words[other].as_py())
        for one, other in zip(first.tolist(), second.tolist(), strict=True)
    ]


def _listed(names: Sequence[str], first: Ints, second: Ints) -> Pairs:
    """Places in a closed list as names, None for what is absent."""
    known: list[str | None] = [*names, None]
    return [
        (known[one], known[other])
        for one, other in zip(first.tolist(), second.tolist(), strict=True)
    ]


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
