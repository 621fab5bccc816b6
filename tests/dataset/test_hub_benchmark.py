"""eval.yaml of a build: the form that the Hub asks for, over configs and splits that there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pactbank.corpus.store import Store
from pactbank.dataset import build, manifest
from pactbank.dataset.hub_benchmark import eval_yaml, task_id
from pactbank.model.closed import LAYERS
from pactbank.model.registers import Release


def read(folder: Path) -> Any:
    return yaml.safe_load((folder / "eval.yaml").read_text("utf-8"))


@pytest.mark.parametrize("mode", ["full", "open"])
def test_a_build_has_a_task_for_each_layer_of_a_held_out_split(
    full: Path, bare: Path, mode: str
) -> None:
    folder = full if mode == "full" else bare
    told = read(folder)
    assert list(told) == ["name", "description", "tasks"]
    assert told["name"] == "Marsk pacts"
    assert "F1 times 100" in told["description"]
    assert [task["id"] for task in told["tasks"]] == [f"{layer}_test" for layer in LAYERS]
    rows = {(file.config, file.split) for file in manifest.read(folder).files}
    for task in told["tasks"]:
        assert list(task) == ["id", "config", "split"]
        assert (task["config"], task["split"]) in rows
    assert "eval.yaml" in {file.path for file in manifest.read(folder).files}


def test_both_held_out_splits_have_tasks_of_their_own() -> None:
    rows = [("entities", "test"), ("entities", "challenge"), ("stances", "challenge")]
    told = yaml.safe_load(eval_yaml("no", "a\n summary.", [*rows, ("tokens", "test")]))
    assert told["name"] == "no"  # a word, and not false
    assert told["description"].startswith("a summary. Each task")
    assert [task["id"] for task in told["tasks"]] == [
        task_id("entities", "test"),
        task_id("entities", "challenge"),
        task_id("stances", "challenge"),
    ]


@pytest.mark.parametrize("rows", [[], [("entities", "train")], [("documents", "test")]])
def test_without_gold_that_is_held_out_there_is_none(rows: Any) -> None:
    assert eval_yaml("A title", "A summary.", rows) == ""


def test_the_card_of_a_release_says_how_results_get_there(
    store: Store, full: Path, tmp_path: Path
) -> None:
    release = Release(repository="org/pacts", tag="v1.0.0")
    build(store, tmp_path / "out", "open", release=release)
    line = "pactbank report RESULTS --hub org/pacts"
    assert line in (tmp_path / "out/README.md").read_text("utf-8")
    assert "--hub" not in (full / "README.md").read_text("utf-8")
