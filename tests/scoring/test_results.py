"""From counts to figures: which have intervals, and why some have none."""

from __future__ import annotations

import pytest

from pactbank.model import codec
from pactbank.model.schemas import explain
from pactbank.model.score import Metric, Score
from pactbank.scoring import score_of
from pactbank.scoring.explanations import explain as explain_metric
from pactbank.scoring.explanations import explanations
from pactbank.scoring.results import is_small
from pactbank.scoring.tasks import HEADLINE, PRIMARY
from scoring.test_countfiles import many, run

FEW, SOME, ENOUGH = (run(*many(n, 1, 0.7), "entities") for n in (4, 12, 45))


def test_headline_metrics_have_intervals_and_the_rest_when_asked() -> None:
    headline, every = score_of(SOME, "headline"), score_of(SOME, "all")
    for name, metric in headline.metrics.items():
        assert (metric.interval is not None) == (name in HEADLINE["entities"]), name
    for name in ("exact", "partial", "iou"):
        low, high = every.metrics[name].interval or (1, 0)
        assert low < (every.metrics[name].f1 or 0) < high
    assert every.by_type["STATE"]["exact"].interval == every.metrics["exact"].interval
    assert headline.by_type["STATE"]["exact"].interval is None


def test_an_interval_does_not_depend_on_which_others_are_computed() -> None:
    for made in (SOME, ENOUGH):
        assert (
            score_of(made, "headline").metrics["exact"].interval
            == score_of(made, "all").metrics["exact"].interval
        )


def test_figures_are_the_same_with_and_without_intervals() -> None:
    bare, full = score_of(ENOUGH, "none"), score_of(ENOUGH, "all")
    for name, metric in bare.metrics.items():
        assert metric.interval is None
        assert metric.f1 == full.metrics[name].f1


@pytest.mark.parametrize(
    ("documents", "mentions", "reason"),
    [
        (1, 10, "one document"),
        (4, 10, "fewer than 5 documents"),
        (6, 1, "fewer than 10 gold items"),
    ],
)
def test_too_little_for_an_interval(documents: int, mentions: int, reason: str) -> None:
    gold, predicted = many(documents, 1, 0.7)
    for labels in (*gold, *predicted):
        labels["entities"] = labels["entities"][:mentions]
    metric = score_of(run(gold, predicted, "entities"), "headline").metrics["exact"]
    assert metric.interval is None
    assert metric.note == f"no interval: {reason}"
    assert is_small(metric)


def test_no_variation_between_documents() -> None:
    gold, _ = many(8, 1, 1)
    metric = score_of(run(gold, gold, "entities"), "headline").metrics["exact"]
    assert metric.note == "no interval: no variation between documents"
    assert not is_small(metric)


def test_a_score_is_valid_under_its_schema() -> None:
    for made in (FEW, SOME, ENOUGH):
        for wanted in ("none", "headline", "all"):
            data = codec.encode(score_of(made, wanted))
            assert not list(explain(codec.parse(data), Score))
            assert codec.decode(data, Score)


def test_metrics_are_told_in_units() -> None:
    gold, _ = many(5, 1, 1)
    metric: Metric = score_of(run(gold, gold, "entities"), "none").metrics["exact"]
    assert (metric.tp, metric.predicted, metric.gold) == (50, 50, 50)


def test_every_metric_is_explained_once() -> None:
    gold = [
        {
            "document": "a",
            "entities": [{"start": 0, "end": 3, "type": "STATE", "refs": ["x"]}],
            "refs": [{"id": "x", "type": "STATE", "name": "Anhal"}],
            "agreements": [],
            "stances": [],
        }
    ]
    told = set(score_of(run(gold, gold), "none").metrics)
    assert told | {"line", "character", "seen", "unseen"} == set(explanations())
    assert all(name in explanations() for names in HEADLINE.values() for name in names)
    assert {task: explain_metric(name).task for task, name in PRIMARY.items()} == {
        task: task for task in PRIMARY
    }
