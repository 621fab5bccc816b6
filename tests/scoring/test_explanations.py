"""Every metric that is computed is explained, once."""

from __future__ import annotations

import json

import msgspec

from pactbank.corpus.store import Store
from pactbank.model.packaged import schema_folder
from pactbank.scoring import score
from pactbank.scoring.explanations import explanations


def test_each_metric_is_listed_once() -> None:
    listed = json.loads((schema_folder() / "metrics.json").read_bytes())
    names = [each["name"] for each in listed]
    assert len(set(names)) == len(names)


def test_every_metric_of_a_score_is_explained_under_its_task(store: Store) -> None:
    [document] = store.in_split("train")
    gold = msgspec.to_builtins(store.annotation("gold", document))
    for task in ("entities", "agreements", "stances", "zones"):
        predicted = [document if task == "zones" else gold]
        result = score(None, predicted, task, split="train", root=store.root, intervals="none")
        explained = {name for name, each in explanations().items() if each.task == task}
        assert set(result.metrics) == explained - {"seen", "unseen"}  # only with --seen-in
