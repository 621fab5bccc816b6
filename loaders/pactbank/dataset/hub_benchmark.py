"""eval.yaml of a build: what makes a dataset repository on the Hub a benchmark, with a leaderboard
for each task; and the ids of these tasks, which results name.

The form is that of https://huggingface.co/docs/hub/eval-results. `evaluation_framework` is left
out: it names one of a list of frameworks, and of those none compares spans. `inspect-ai`, which is
in it, would let the Hub score with comparisons of whole strings alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from pactbank.model.closed import LAYERS, Split

FILE = "eval.yaml"
HELD_OUT: tuple[Split, ...] = ("test", "challenge")
"""The splits that systems are measured on."""


def task_id(layer: str, split: Split) -> str:
    """The id of a layer of a split, such as `entities_test`."""
    return f"{layer}_{split}"


def eval_yaml(title: str, summary: str, filled: Iterable[tuple[str | None, str | None]]) -> str:
    """The file for a dataset whose configs have rows in these splits (`filled`: config, split);
    empty where none of them is held out."""
    from huggingface_hub.utils import yaml_dump  # type: ignore[attr-defined]

    rows = set(filled)
    tasks = [
        {"id": task_id(layer, split), "config": layer, "split": split}
        for split in HELD_OUT
        for layer in LAYERS
        if (layer, split) in rows
    ]
    if not tasks:
        return ""
    description = (
        f"{' '.join(summary.split())} Each task is one layer of one split; the value is its F1 "
        "times 100 (entities: exact, agreements: facts, stances: tuples), as `pactbank bench` "
        "scores it."
    )
    return str(
        yaml_dump({"name": title, "description": description, "tasks": tasks}, sort_keys=False)
    )
