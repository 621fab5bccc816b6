"""Adjudication in Label Studio, by files: tasks with every pass out, the decision in as gold."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.labelstudio.tasks import DRAFT
from pactbank.model.annotation import Annotation
from support.editor import Editor
from support.passes import PASS, changed, make_passes

OTHER = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
OTHER = changed(OTHER, "entities", 0, level="MET")
OTHER = changed(OTHER, "stances", 0)


def renamed(value: Any) -> Any:
    """A draft whose referents are numbered otherwise."""
    if isinstance(value, dict):
        return {name: renamed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner) for inner in value]
    return (
        {"r1": "r2", "r2": "r3", "r3": "r1"}.get(value, value) if isinstance(value, str) else value
    )


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], int]:
    make_passes(tmp_path, PASS, renamed(OTHER))
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
        return run()

    return calling


def submitted(task: dict[str, Any], result: list[dict[str, Any]]) -> None:
    """Write an export in which an account submitted a result."""
    made = {
        "id": 5, "result": result, "completed_by": 1, "was_cancelled": False,
        "created_at": "2031-06-09T10:00:00Z", "updated_at": "2031-06-09T10:00:00Z",
    }  # fmt: skip
    export = [{"id": 1, "data": task["data"], "annotations": [made], "project": 1}]
    Path("export.json").write_text(json.dumps(export))


def gold() -> Annotation:
    store = Store(Path())
    found = store.annotation("gold", store.document("talks"))
    assert found is not None
    return found


def test_a_task_carries_every_pass_by_name(call: Callable[[str], int]) -> None:
    assert call("adjudicate pass-a pass-b --export tasks.json") == 0
    [task] = json.loads(Path("tasks.json").read_text())
    versions = [one["model_version"] for one in task["predictions"]]
    assert versions == ["pass-a", "pass-b", DRAFT]
    assert task["predictions"][0]["result"] == task["predictions"][2]["result"]
    # One referent has one id in all passes.
    for name in ("r1 = Veldria", "r2 = Mirr", "r3 = Tolmar"):
        assert name in task["data"]["referents"]
    shown = [
        {item["value"]["text"][0] for item in one["result"] if item.get("from_name") == "refs"}
        for one in task["predictions"]
    ]
    assert shown[0] == shown[1]
    assert not Path("annotations/gold").exists()


@pytest.mark.parametrize(("number", "origin"), [(0, "a"), (1, "b")])
def test_a_pass_that_is_submitted_unchanged_is_the_gold(
    call: Callable[[str], int], number: int, origin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("adjudicate pass-a pass-b --export tasks.json") == 0
    [task] = json.loads(Path("tasks.json").read_text())
    submitted(task, task["predictions"][number]["result"])
    assert call("studio pull --in export.json --as gold=1") == 0, capsys.readouterr()
    made = gold()
    assert [one.from_ for one in made.entities or ()] == [origin, "both", "both", "both"]
    [pact] = made.agreements or ()
    assert [one.from_ for one in pact.status] == [origin, "both"]
    assert [one.from_ for one in made.stances or ()] == (["a"] if origin == "a" else [])
    assert validate(Store(Path())) == []


def test_what_the_adjudicator_changed_is_new(
    call: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("adjudicate pass-a pass-b --export tasks.json") == 0
    [task] = json.loads(Path("tasks.json").read_text())
    editor = Editor(task["predictions"][0]["result"], task["data"]["text"])
    editor.show("e1", "level", "NOM")
    editor.draw("entity", "TIME", "March", value="2031-03")
    submitted(task, editor.result)
    assert call("studio pull --in export.json --as gold=1") == 0, capsys.readouterr()
    origins = {one.text: one.from_ for one in gold().entities or ()}
    assert origins == {"Veldria": "new", "Mirr": "both", "Tolmar": "both", "March": "new"}


def test_a_second_pull_of_other_tasks_sets_no_origin(call: Callable[[str], int]) -> None:
    assert call("studio push --from pass-a --out tasks.json") == 0
    [task] = json.loads(Path("tasks.json").read_text())
    submitted(task, task["predictions"][0]["result"])
    assert call("studio pull --in export.json --as alice=1") == 0
    assert call("studio pull --in export.json --as gold=1") == 2
    store = Store(Path())
    made = store.annotation("alice", store.document("talks"))
    assert made is not None
    assert {one.from_ for one in made.entities or ()} == {None}
