"""Results as the repository of a model on the Hub holds them: .eval_results/NAME.yaml.

They name a task of the dataset's eval.yaml, and stand on its leaderboard there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pactbank.dataset.hub_benchmark import HELD_OUT, task_id
from pactbank.dataset.leaderboards import pins
from pactbank.dataset.publish.hub import checked_id
from pactbank.errors import WrongUse, plural
from pactbank.model.benchmark import Leaderboard, RankedSystem
from pactbank.model.closed import Split
from pactbank.model.figures import between
from pactbank.report.results import Results


def hub_results(results: Results, dataset: str) -> dict[Path, bytes]:
    """A file for each system, on all tasks on which it has a standing, by its path beside the
    system's predictions; `dataset` is the repository of the dataset.

    Raises `WrongUse` for results that are not of a whole held-out split with its own types, for an
    id that cannot be a repository, and for a `huggingface_hub` that does not know such files.
    """
    split = _comparable(results, checked_id(dataset))
    name = f"{dataset.partition('/')[2].lower()}-{split}.yaml"
    return {
        results.folder / system.folder / ".eval_results" / name: _file(
            list(_entries(results.board, split, system, dataset))
        )
        for system in results.board.systems
    }


def _comparable(results: Results, dataset: str) -> Split:
    """The split of results that may stand beside those of others."""
    board = results.board
    if board.split not in HELD_OUT:
        told = f"split {board.split}" if board.split else "all documents with gold"
        raise WrongUse(
            f"{results.folder} has results of {told}, and {dataset} has tasks of "
            f"{' and '.join(HELD_OUT)} alone"
        )
    if absent := len(board.absent):
        raise WrongUse(
            f"{results.folder} lacks {absent} {plural('document', absent)} of {board.split}: "
            "figures on a part of a split are not compared; pactbank fetch brings their texts"
        )
    if any(system.label_map for system in board.systems):
        raise WrongUse(f"{results.folder} was scored under a label map: its types are others")
    return board.split


def _entries(
    board: Leaderboard, split: Split, system: RankedSystem, dataset: str
) -> Iterator[dict[str, Any]]:
    number = len(system.unfinished)
    failed = f"; {number} {plural('document', number)} failed" if number else ""
    for task, of in board.tasks.items():
        for one in of.standings:
            if one.system == system.name and one.figures.f1 is not None:
                yield {
                    "dataset_id": dataset,
                    "task_id": task_id(task, split),
                    "value": round(100 * one.figures.f1, 2),
                    "notes": f"F1 of {of.metric}, 95 % {between(one.figures.interval) or 'unknown'}"
                    f"{failed}; {pins(system.signature)}",
                }


def _file(entries: list[dict[str, Any]]) -> bytes:
    from huggingface_hub.utils import yaml_dump  # type: ignore[attr-defined]

    try:
        from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
    except ImportError:
        raise WrongUse(
            "results for the Hub need a newer huggingface_hub: pip install -U huggingface_hub"
        ) from None
    made = eval_result_entries_to_yaml([EvalResultEntry(**entry) for entry in entries])
    return str(yaml_dump(made, sort_keys=False)).encode("utf-8")
