"""Results as a model's repository on the Hub holds them, read by its own client."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import EvalResultEntry, parse_eval_result_entries
from msgspec.structs import replace

from pactbank.bench import bench
from pactbank.bench.entrants import Entrant
from pactbank.bench.written import write_record
from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.dataset import build
from pactbank.errors import WrongUse
from pactbank.model.benchmark import Failure
from pactbank.model.progress import silent
from pactbank.report.hub_results import hub_results
from pactbank.report.results import Results, read_results
from support import contest
from support.contest import NAMES, Naming


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    folder = tmp_path_factory.mktemp("bench")
    store = contest.make_contest(folder / "corpus")
    entrants = [Entrant(Naming(name, *NAMES[:n]), name, True) for name, n in (("a", 4), ("b", 1))]
    bench(store, entrants, "test", folder / "results", None, lambda *_: nullcontext(silent))
    return store, folder / "results"


@pytest.fixture
def results(made: tuple[Store, Path]) -> Results:
    return read_results(made[1])


def entries(data: bytes) -> list[EvalResultEntry]:
    return parse_eval_result_entries(yaml.safe_load(data))


def test_the_client_of_the_hub_reads_every_system(results: Results) -> None:
    files = hub_results(results, "Org/Pacts")
    assert [path.relative_to(results.folder).as_posix() for path in files] == [
        "a/.eval_results/pacts-test.yaml",
        "b/.eval_results/pacts-test.yaml",
    ]
    for system, data in zip(results.board.systems, files.values(), strict=True):
        [entry] = entries(data)
        [figures] = [one.figures for one in results.board.tasks["entities"].standings
                     if one.system == system.name]  # fmt: skip
        assert (entry.dataset_id, entry.task_id) == ("Org/Pacts", "entities_test")
        assert entry.value == pytest.approx(100 * (figures.f1 or 0), abs=0.005)
        assert entry.notes is not None
        assert entry.notes.startswith("F1 of exact, 95 % ")
        assert f"gold:{system.signature.partition('|gold:')[2][:16]}" in entry.notes


def test_the_tasks_are_those_of_the_dataset(
    made: tuple[Store, Path], results: Results, tmp_path: Path
) -> None:
    build(made[0], tmp_path / "out")
    told: Any = yaml.safe_load((tmp_path / "out/eval.yaml").read_text("utf-8"))
    known = {task["id"] for task in told["tasks"]}
    for data in hub_results(results, "org/pacts").values():
        assert {entry.task_id for entry in entries(data)} <= known


def test_documents_that_failed_are_told(results: Results) -> None:
    [first, *others] = results.board.systems
    failed = replace(first, failed={"talks-01": Failure(kind="crash", message="it ended")})
    board = replace(results.board, systems=(failed, *others))
    data, *_ = hub_results(Results(results.folder, board, {}, {}), "org/pacts").values()
    assert "; 1 document failed; " in str(entries(data)[0].notes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"split": "validation"}, "results of split validation, and org/pacts has tasks of test"),
        ({"split": None}, "results of all documents with gold"),
        ({"absent": ("talks-99",)}, "lacks 1 document of test"),
    ],
)
def test_what_others_cannot_be_compared_with_is_refused(
    results: Results, change: dict[str, Any], told: str
) -> None:
    board = replace(results.board, **change)
    with pytest.raises(WrongUse, match=told):
        hub_results(Results(results.folder, board, {}, {}), "org/pacts")


def test_types_of_a_label_map_are_refused(results: Results) -> None:
    systems = tuple(replace(one, label_map="ontonotes") for one in results.board.systems)
    board = replace(results.board, systems=systems)
    with pytest.raises(WrongUse, match="under a label map"):
        hub_results(Results(results.folder, board, {}, {}), "org/pacts")


@pytest.mark.parametrize("name", ["pacts", "a/b/c", "org/..", "org/na me"])
def test_what_cannot_be_a_repository_is_refused(results: Results, name: str) -> None:
    with pytest.raises(WrongUse, match="is no repository"):
        hub_results(results, name)


def test_an_old_client_is_told_to_be_renewed(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub._eval_results", None)
    with pytest.raises(WrongUse, match="pip install -U huggingface_hub"):
        hub_results(results, "org/pacts")


@pytest.mark.acceptance
def test_the_command_writes_them_beside_the_predictions(
    made: tuple[Store, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store, folder = made
    words = ["pactbank", "--root", str(store.root), "report", str(folder)]
    monkeypatch.setattr(sys, "argv", [*words, "--out", str(tmp_path / "r.html"), "--hub", "o/p"])
    assert run() == 0
    assert ".eval_results/p-test.yaml: for .eval_results/ of" in capsys.readouterr().out
    assert entries((folder / "b/.eval_results/p-test.yaml").read_bytes())[0].dataset_id == "o/p"


def test_where_they_cannot_be_made_nothing_is_written(
    made: tuple[Store, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folder = made
    board = read_results(folder).board
    write_record(tmp_path / "leaderboard.json", replace(board, split=None))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for file in ("score.json", "run.json", "predictions.jsonl"):
            (tmp_path / name / file).write_bytes((folder / name / file).read_bytes())
    words = ["pactbank", "--root", str(store.root), "report", str(tmp_path), "--hub", "o/p"]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 2
    assert not (tmp_path / "report.html").exists()
