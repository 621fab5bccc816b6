"""Passes on a real server: no task opens empty, and the decision comes back as gold."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.labelstudio.interface import configuration
from support import browser
from support.browser import Screen
from support.label_studio_server import LabelStudio
from support.passes import PASS, changed, make_passes
from support.studio_shell import COMMAND, Shell

pytestmark = pytest.mark.acceptance

OTHER = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
OTHER = changed(OTHER, "entities", 0, level="MET")
DOCUMENTS = ("talks", "vote", "visit")


def test_passes_go_out_by_name_and_the_decision_comes_back(
    studio: LabelStudio, tmp_path: Path
) -> None:
    if why := browser.missing():
        pytest.skip(why)
    root, tasks = tmp_path / "own", tmp_path / "tasks.json"
    make_passes(root, PASS, OTHER, documents=DOCUMENTS)
    shell = Shell(root, studio, "Adjudication")
    words = ["--root", str(root), "adjudicate", "pass-a", "pass-b", "--export", str(tasks)]
    subprocess.run([str(COMMAND), *words], check=True, env=shell.environment())
    api = shell.api()
    made = api.projects.create(
        title=shell.project, label_config=configuration(), show_collab_predictions=True
    )
    api.projects.import_tasks(id=made.id, request=json.loads(tasks.read_text("utf-8")))
    shown = api.projects.get(id=made.id).model_version
    imported = {task.data["doc_id"]: task for task in shell.tasks()}
    for task in imported.values():
        drawn = {one.model_version: one.result for one in task.predictions}
        assert {"pass-a", "pass-b"} < drawn.keys()
        # The version that the server shows in the stream is the first pass.
        assert drawn[shown] == drawn["pass-a"] != drawn["pass-b"]
    with browser.chromium() as chromium:
        screen = Screen(chromium, studio, "admin@example.org")
        screen.log_in()
        screen.open(made.id, imported["visit"].id)
        for name in ("pass-a", "pass-b", "Compare All"):
            screen.page.get_by_text(name, exact=True).first.wait_for()
    for name, who in (("talks", "pass-a"), ("vote", "pass-b")):
        [result] = [o.result for o in imported[name].predictions if o.model_version == who]
        shell.submit(imported[name], result)
    said = shell.run("pull", "--as", "gold")
    assert "2 submitted" in said
    store = Store(root)
    for name, origin in (("talks", "a"), ("vote", "b")):
        gold = store.annotation("gold", store.document(name))
        assert gold is not None
        assert [one.from_ for one in gold.entities or ()] == [origin, "both", "both", "both"]
    assert store.annotation("gold", store.document("visit")) is None
    assert [one for one in validate(store) if one.severity == "error"] == []
