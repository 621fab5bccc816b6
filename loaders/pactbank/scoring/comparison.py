"""Several systems on the same gold: who is better than whom, and what this n cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from pactbank.errors import WrongUse
from pactbank.model.score import ComparedSystem, Comparison, Pair
from pactbank.scoring import intervals as statistics
from pactbank.scoring.intervals import TestedDifference
from pactbank.scoring.results import Counted, score_of
from pactbank.scoring.tables import Table, columns_of, statistic
from pactbank.scoring.tasks import PRIMARY

LEVEL = 0.05
UNRESOLVED = "not resolved at this n"

_MAY_DIFFER = ("predictions", "holder", "map")
"""Parts of the signature that systems have for themselves. Label maps may differ where gold
becomes the same under them (`onto`)."""


def compare(systems: Mapping[str, Counted]) -> Comparison:
    """Test the primary metric of each task for every pair of systems; the p-values are adjusted
    by Holm's method over all of them.

    Raises `WrongUse` for fewer than two systems or ones that were scored differently.
    """
    if len(systems) < 2:
        raise WrongUse("comparing takes at least two systems")
    return ranked(systems)


def ranked(systems: Mapping[str, Counted]) -> Comparison:
    """The same for one system or more, which need not have the same tasks: on each, those that have
    it are tested against each other. Raises `WrongUse` for ones that were scored differently."""
    names = list(systems)
    first = systems[names[0]]
    for name in names[1:]:
        _check_alike(names[0], first, name, systems[name])
    tasks = list(dict.fromkeys(task for counted in systems.values() for task in counted.tables))
    pairs = [
        (PRIMARY[task], a, b, _difference(systems[a].tables[task], systems[b].tables[task], task))
        for task in tasks
        for a, b in combinations([name for name in names if task in systems[name].tables], 2)
    ]
    made = _adjusted(pairs)
    return Comparison(
        task=first.task,
        documents=max(counted.documents for counted in systems.values()),
        family=tuple(PRIMARY[task] for task in tasks),
        systems=tuple(_system(name, systems[name], names, made) for name in names),
        pairs=tuple(made),
    )


def _check_alike(name: str, counted: Counted, other_name: str, other: Counted) -> None:
    for part in sorted({*counted.parts, *other.parts} - set(_MAY_DIFFER)):
        ours, theirs = counted.parts.get(part), other.parts.get(part)
        if ours != theirs:
            raise WrongUse(
                f"{name} and {other_name} were not scored alike: {part} is {ours} and {theirs}"
            )


def _difference(first: Table, second: Table, task: str) -> TestedDifference:
    figure = first.metrics[PRIMARY[task]]
    names = columns_of(figure)
    return statistics.compare(first.matrix(names), second.matrix(names), statistic(figure))


def _adjusted(pairs: Sequence[tuple[str, str, str, TestedDifference]]) -> list[Pair]:
    tested = [at for at, (*_, found) in enumerate(pairs) if found.p is not None]
    values = statistics.holm([float(pairs[at][3].p or 0.0) for at in tested])
    adjusted = {
        at: round(value, statistics.DECIMALS) for at, value in zip(tested, values, strict=True)
    }
    return [_pair(*pair, adjusted.get(at)) for at, pair in enumerate(pairs)]


def _pair(
    metric: str, first: str, second: str, found: TestedDifference, adjusted: float | None
) -> Pair:
    better = None
    if adjusted is not None and adjusted < LEVEL and found.difference:
        better = first if found.difference > 0 else second
    return Pair(
        metric=metric,
        first=first,
        second=second,
        difference=found.difference,
        interval=found.interval,
        p=found.p,
        p_adjusted=adjusted,
        standard_error=found.standard_error,
        detectable=found.detectable,
        better=better,
        note="; ".join(filter(None, (None if better else UNRESOLVED, found.reason))) or None,
    )


def _system(
    name: str, counted: Counted, names: Sequence[str], pairs: Sequence[Pair]
) -> ComparedSystem:
    score = score_of(counted, "headline")
    ranks = {}
    for metric in (PRIMARY[task] for task in counted.tables):
        won = {
            (pair.better, pair.second if pair.better == pair.first else pair.first)
            for pair in pairs
            if pair.metric == metric and pair.better is not None
        }
        ranks[metric] = statistics.ranks(names, won)[name]
    return ComparedSystem(
        name=name,
        signature=score.signature,
        metrics=score.metrics,
        rank=ranks,
        label_map=_label_map(counted.parts.get("map", "none")),
        lost=score.label_map,
        anchoring=score.anchoring or None,
        missing=score.missing,
        forgiven=score.forgiven,
    )


def _label_map(signed: str) -> str | None:
    """The name of a label map that was signed; "native" where predictions have the types of
    gold."""
    if signed.endswith("+native"):
        return "native"
    return None if signed == "none" else signed.partition("@")[0]
