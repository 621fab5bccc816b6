"""leaderboard/: the figures of the baselines are those of the gold, the rules and the texts that
there are. Where one of these tests fails, `make leaderboard` makes the folder anew."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from docs.generate import readme
from docs.leaderboard import SYSTEMS, main, place, without_words
from pactbank.bench import bench
from pactbank.bench.entrants import entrants_of
from pactbank.bench.finished import read_run
from pactbank.bench.rescoring import rescored
from pactbank.cli.app import run
from pactbank.cli.console import progress
from pactbank.cli.demonstration import COMPARED
from pactbank.corpus.resources import CACHE_VARIABLE
from pactbank.corpus.store import Store
from pactbank.dataset.hub_benchmark import HELD_OUT
from pactbank.dataset.leaderboards import FOLDER, check_gold, leaderboard_page, leaderboards_of
from pactbank.model.benchmark import Leaderboard, RankedSystem
from pactbank.model.closed import Split
from pactbank.scoring.signature import METRICS_VERSION
from pactbank.version import __version__
from support import real_texts

ROOT = Path(__file__).parents[1]
STORE = Store(ROOT)
BOARDS = {str(board.split): board for board in leaderboards_of(STORE)}
FINISHED = ROOT / FOLDER / COMPARED


def told(board: Leaderboard, name: str) -> tuple[RankedSystem, dict[str, Any]]:
    """A system, and its figures by task."""
    [system] = [one for one in board.systems if one.name == name]
    figures = {
        task: one.figures
        for task, of in board.tasks.items()
        for one in of.standings
        if one.system == name
    }
    return system, figures


def test_each_held_out_split_has_a_whole_leaderboard() -> None:
    assert set(BOARDS) == set(HELD_OUT)
    for board in BOARDS.values():
        assert [system.name for system in board.systems] == list(SYSTEMS)
        assert list(board.tasks) == ["entities", "agreements", "stances"]
        assert board.absent == ()
        assert not any(system.failed or system.label_map for system in board.systems)
        for of in board.tasks.values():
            assert of.detectable is not None
            assert all(one.figures.interval for one in of.standings)


def test_the_gold_is_that_of_the_corpus() -> None:
    check_gold(STORE, BOARDS.values())


@pytest.mark.parametrize("split", HELD_OUT)
def test_the_scores_are_of_this_version(split: str) -> None:
    for system in BOARDS[split].systems:
        assert f"|metrics:{METRICS_VERSION}|split:{split}|" in system.signature
        assert system.signature.endswith(f"|pactbank:{__version__}")


def test_the_files_keep_every_rule(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["pactbank", "validate", FOLDER])
    assert run() == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().err


def anew(split: Split, out: Path) -> Leaderboard:
    return bench(STORE, entrants_of(["rules"], None), split, out, None, progress)


@pytest.mark.acceptance
@pytest.mark.parametrize("split", ["challenge", pytest.param("test", marks=real_texts.needed)])
def test_the_rules_reach_what_is_shown(split: Split, tmp_path: Path) -> None:
    assert told(BOARDS[split], "rules") == told(anew(split, tmp_path), "rules")


@pytest.mark.acceptance
@real_texts.needed
def test_the_finished_predictions_are_those_of_the_rules(tmp_path: Path) -> None:
    anew(COMPARED, tmp_path)
    lines = (tmp_path / "rules/predictions.jsonl").read_bytes().splitlines()
    kept = (FINISHED / "rules/predictions.jsonl").read_bytes()
    assert b"".join(map(without_words, lines)) == kept


def test_the_finished_predictions_hold_offsets_and_types_alone() -> None:
    files = sorted(FINISHED.glob("*/predictions.jsonl"))
    assert [file.parent.name for file in files] == ["rules", "spacy-trained"]
    for file in files:
        lines = [json.loads(line) for line in file.read_bytes().splitlines()]
        assert [line["document"] for line in lines] == STORE.names_in(COMPARED)
        for words in strings(lines):
            assert re.fullmatch(r"[\w.:+/-]{1,64}", words), words


def strings(value: Any, key: str = "") -> list[str]:
    """Every string of a JSON value. None is under a key that has words of texts."""
    assert key not in ("text", "name", "before", "after")
    if isinstance(value, dict):
        return [one for name, inner in value.items() for one in strings(inner, name)]
    if isinstance(value, list):
        return [one for inner in value for one in strings(inner, key)]
    return [value] if isinstance(value, str) else []


def test_the_finished_predictions_are_those_of_their_runs() -> None:
    systems = {read_run(folder).system for folder in FINISHED.iterdir()}
    assert systems == set(SYSTEMS)


@pytest.mark.acceptance
def test_they_are_scored_without_any_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    board = rescored(STORE, COMPARED, FINISHED, tmp_path / "results")
    assert [system.name for system in board.systems] == list(SYSTEMS)
    assert not any(system.forgiven or system.faults for system in board.systems)
    assert all("|texts:0|" in system.signature for system in board.systems)
    # With words, the figures are the same; a label of gold may then have its words, too.
    monkeypatch.undo()
    whole = rescored(Store(ROOT), COMPARED, FINISHED, tmp_path / "whole")
    assert whole.tasks == board.tasks
    assert whole.gold == board.gold


def test_the_page_is_stale_where_a_figure_is_another(tmp_path: Path) -> None:
    shutil.copy(ROOT / "README.md", tmp_path / "README.md")
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    page = (ROOT / "README.md").read_text("utf-8")
    assert readme(tmp_path) == page
    assert leaderboard_page(tuple(BOARDS.values())) in page
    file = tmp_path / FOLDER / "test/leaderboard.json"
    [shown] = {one.figures.f1 for one in BOARDS["test"].tasks["entities"].standings[:1]}
    file.write_text(file.read_text("utf-8").replace(f'"f1": {shown}', '"f1": 0.5', 1), "utf-8")
    assert readme(tmp_path) != page


def test_what_is_kept_of_results(tmp_path: Path) -> None:
    for split in (*HELD_OUT, COMPARED):
        (tmp_path / split / "rules").mkdir(parents=True)
        (tmp_path / split / "leaderboard.json").write_text(split)
    line = {
        "document": "a",
        "refs": [{"id": "r1", "type": "STATE", "name": "Veldria"}],
        "entities": [{"start": 0, "end": 7, "text": "Veldria", "refs": ["r1"]}],
    }
    results = tmp_path / COMPARED / "rules"
    shutil.copy(FINISHED / "rules/run.json", results / "run.json")
    (results / "predictions.jsonl").write_text(json.dumps(line) + "\n")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/old.json").touch()
    place(tmp_path, tmp_path / "kept")
    files = {file.relative_to(tmp_path / "kept").as_posix() for file in
             (tmp_path / "kept").rglob("*") if file.is_file()}  # fmt: skip
    assert files == {
        *("challenge/leaderboard.json", "test/leaderboard.json"),
        *("validation/rules/predictions.jsonl", "validation/rules/run.json"),
    }
    assert json.loads((tmp_path / "kept/validation/rules/predictions.jsonl").read_text()) == {
        "document": "a",
        "refs": [{"id": "r1", "type": "STATE"}],
        "entities": [{"start": 0, "end": 7, "refs": ["r1"]}],
    }


def test_without_the_texts_the_folder_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    before = {path: path.stat().st_mtime_ns for path in (ROOT / FOLDER).rglob("*")}
    assert main() == 1
    assert "texts are not here: pactbank fetch brings them" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (ROOT / FOLDER).rglob("*")} == before
