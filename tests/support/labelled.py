"""Small labelled documents for tests of scoring, as the JSON objects of a prediction file.

text = Words("Anhal and Mirr signed the Ridge Pact .")
state(text("Anhal"), "anhal")         an entity mention of the span of these words
pact("DEFCOOP", [text("Ridge Pact")], [party(text("Anhal"), "anhal")])
"""

from __future__ import annotations

from typing import Any

from pactbank.model.score import Metric, Score
from pactbank.scoring import score

Label = dict[str, Any]


class Words:
    """The spans of a text by the words they cover."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, words: str, nth: int = 0) -> Label:
        """The span of the nth occurrence of `words`, from 0."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return {"start": start, "end": start + len(words), "text": words}


def span(start: int, end: int) -> Label:
    return {"start": start, "end": end}


def entity(where: Label, kind: str, *refs: str, level: str | None = None, **more: Any) -> Label:
    label = {**where, "type": kind, "refs": list(refs), **more}
    return {**label, "level": level} if level else label


def state(where: Label, *refs: str) -> Label:
    return entity(where, "STATE", *refs, level="NAM" if len(refs) == 1 else "NOM")


def argument(where: Label, role: str, *refs: str) -> Label:
    return {**where, "role": role, "refs": list(refs)}


def party(where: Label, *refs: str) -> Label:
    return argument(where, "PARTY", *refs)


def status(stage: str, party: str | None = None, **more: Any) -> Label:
    return {"stage": stage, "party": party, **more}


def pact(
    kind: str,
    mentions: list[Label],
    arguments: list[Label] | None = None,
    entries: list[Label] | None = None,
    form: str = "UNSPECIFIED",
) -> Label:
    return {
        "type": kind,
        "form": form,
        "mentions": mentions,
        "arguments": arguments or [],
        "status": entries or [],
    }


def stance(
    kind: str,
    polarity: str,
    cue: Label,
    holders: list[Label] | None = None,
    target: Label | None = None,
    implicit: str | None = None,
) -> Label:
    return {
        "type": kind,
        "polarity": polarity,
        "cue": cue,
        "holders": holders or [],
        "implicit": implicit,
        "target": target,
    }


def holder(where: Label, *refs: str) -> Label:
    return {**where, "refs": list(refs)}


def document(name: str = "orlen-talks", **layers: list[Label]) -> Label:
    return {"document": name, **layers}


def scored(gold: Any, predicted: Any, task: Any = "entities", **options: Any) -> Score:
    """The score of one document, or of several; without intervals unless they are asked for."""
    first, second = (side if isinstance(side, list) else [side] for side in (gold, predicted))
    return score(first, second, task, **{"intervals": "none", **options})


def counts(metric: Metric) -> tuple[float, float, float]:
    """TP, predicted, gold."""
    return metric.tp, metric.predicted, metric.gold


def shares(metric: Metric) -> tuple[float | None, float | None, float | None]:
    return metric.precision, metric.recall, metric.f1
