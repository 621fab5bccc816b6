"""Label Studio: the round trip through a real server, and what can go wrong there."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.labelstudio.interface import configuration
from pactbank.labelstudio.push import plan_push
from pactbank.labelstudio.server import Project
from pactbank.model.closed import LAYERS
from support import sample_corpus
from support.editor import Editor
from support.founding import founding_corpus
from support.label_studio_server import LabelStudio
from support.studio_shell import COMMAND, Shell

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("brenn-remarks", "mirr-boats", "veldria-talks")


def as_gold(store: Store, annotator: str, document: str) -> bytes:
    """An annotator's file as it would be if the gold had made it."""
    data = store.annotation_path(annotator, document, 1).read_bytes()
    return data.replace(f'"annotator": "{annotator}"'.encode(), b'"annotator": "gold"')


def gold(store: Store, document: str) -> bytes:
    return store.annotation_path("gold", document, 1).read_bytes()


@pytest.mark.parametrize("how", ["opened and submitted", "pushed as submitted", "through files"])
def test_the_founding_gold_comes_back_identical(
    studio: LabelStudio, tmp_path: Path, how: str
) -> None:
    founding_corpus(tmp_path)
    shell = Shell(tmp_path, studio, f"Founding, {how}")
    [document] = shell.store.versions()
    if how == "pushed as submitted":
        shell.run("push", "--from", "gold", "--submitted")
    elif how == "opened and submitted":
        shell.run("push", "--from", "gold")
        shell.submit(shell.tasks()[0])
    if how == "through files":
        shell.run("push", "--from", "gold", "--submitted", "--out", str(tmp_path / "tasks.json"))
        api = shell.api()
        made = api.projects.create(title=shell.project, label_config=configuration())
        tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
        api.projects.import_tasks(id=made.id, request=tasks)
        data = b"".join(api.projects.exports.download_sync(id=made.id, export_type="JSON"))
        (tmp_path / "export.json").write_bytes(data)
        said = shell.run("pull", "--in", str(tmp_path / "export.json"), "--as", "alice")
    else:
        said = shell.run("pull", "--as", "alice")
    assert "no change against gold" in said
    assert as_gold(shell.store, "alice", document) == gold(shell.store, document)
    assert not validate(shell.store)


def test_a_second_push_updates_or_skips_and_never_makes_a_task_twice(shell: Shell) -> None:
    assert "3 made" in shell.run("push", "--from", "gold")
    assert "3 up to date" in shell.run("push", "--from", "gold")
    assert "3 up to date" in shell.run("push")
    touched = shell.store.annotation_path("gold", "mirr-boats", 1)
    touched.write_bytes(
        touched.read_bytes().replace(b'"created": "2031-06-01"', b'"created": "2031-06-02"')
    )
    said = shell.run("push", "--from", "gold")
    assert "1 updated" in said
    assert "2 up to date" in said
    tasks = shell.tasks()
    assert Counter(task.data["doc_id"] for task in tasks) == dict.fromkeys(DOCUMENTS, 1)
    assert [len(task.predictions) for task in tasks] == [1, 1, 1]


def test_an_update_takes_two_requests_a_task(studio: LabelStudio, tmp_path: Path) -> None:
    """The data, and the labels in place of those before."""
    store = many(tmp_path, 3)
    planned = plan_push(store, (), "2031-06-01", "gold").documents
    changed = [
        dataclasses.replace(one, annotation=structs.replace(one.annotation, created="2031-06-02"))
        for one in planned
    ]
    sent: list[str] = []
    with Project(studio.url, studio.key, "Requests of an update") as project:
        project.make(LAYERS)
        project.push(planned)
        project.connections.event_hooks = {"request": [lambda made: sent.append(made.method)]}
        assert project.push(changed).counts == {"updated": 3}
        # Two pages of tasks, and the version that the project shows.
        assert Counter(sent) == {"PATCH": 6, "GET": 3}
        assert project.push(changed).counts == {"up to date": 3}


def test_labels_that_somebody_began_from_outlive_an_update(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", "mirr-boats")
    shell.submit(shell.tasks()[0])
    path = shell.store.annotation_path("gold", "mirr-boats", 1)
    before = path.read_bytes()
    path.write_bytes(before.replace(b'"id": "e1"', b'"id": "e99"'))
    assert "1 updated" in shell.run("push", "--from", "gold", "--documents", "mirr-boats")
    shell.run("pull", "--as", "alice")
    assert as_gold(shell.store, "alice", "mirr-boats") == before


def test_what_predict_writes_is_a_first_draft(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rules.jsonl"
    words = ["--root", str(shell.root), "predict", "rules", "--out", str(file)]
    subprocess.run([str(COMMAND), *words], check=True)
    shell.run("push", "--predictions", str(file))
    titles = [task.data["title"] for task in shell.tasks()]
    assert all(title.endswith("begins with labels of rules") for title in titles)
    drawn = [name for task in shell.tasks() for name in stream(shell, task)]
    assert any(not name.startswith("zone-") for name in drawn)


def test_a_systems_predictions_are_a_first_draft(shell: Shell, tmp_path: Path) -> None:
    line = {
        "document": "mirr-boats",
        "annotator": "robot",
        "entities": [{"text": "Harbour", "type": "PLACE", "level": "NAM"}],
    }
    (tmp_path / "pred.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    shell.run("push", "--documents", "mirr-boats", "--predictions", str(tmp_path / "pred.jsonl"))
    [task] = shell.tasks()
    assert task.data["title"].endswith("begins with labels of robot")
    shell.submit(task)
    # The system named no referent: that is for the annotator to mend.
    said = shell.run("pull", "--as", "alice", code=1)
    assert "PB312" in said
    assert f"{shell.studio.url}/projects/{shell.number()}/data?task={task.id}" in said


def stream(shell: Shell, task: Any) -> list[str]:
    """The ids of the regions that "Label All Tasks" opens a task with: of the predictions that
    have the project's version."""
    shown = shell.api().projects.get(id=shell.number()).model_version
    found = [one for one in task.predictions if one.model_version == shown]
    return [item["id"] for one in found for item in one.result if item["type"] == "labels"]


def test_every_task_of_a_mixed_project_opens_with_its_own_labels(shell: Shell) -> None:
    shell.store.annotation_path("gold", "brenn-remarks", 1).unlink()
    shell.run("push", "--from", "gold", "--annotators", "2")
    for task in shell.tasks():
        labelled = task.data["doc_id"] != "brenn-remarks"
        assert ("e1" in stream(shell, task)) == labelled
        assert stream(shell, task), "the zones are shown too"


def test_a_second_source_replaces_the_first_and_loses_nothing(shell: Shell, tmp_path: Path) -> None:
    shell.run("push", "--from", "gold", "--documents", "mirr-boats,veldria-talks")
    opened = {task.data["doc_id"]: task.predictions[0].result for task in shell.tasks()}
    line = {
        "document": "mirr-boats",
        "refs": [{"id": "r1", "type": "PLACE", "name": "Harbour"}],
        "entities": [{"text": "Harbour", "type": "PLACE", "level": "NAM", "refs": ["r1"]}],
    }
    (tmp_path / "pred.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    more = ["--documents", "mirr-boats", "--predictions", str(tmp_path / "pred.jsonl")]
    assert "1 updated" in shell.run("push", *more)
    assert "1 up to date" in shell.run("push", *more)
    tasks = {task.data["doc_id"]: task for task in shell.tasks()}
    assert [len(task.predictions) for task in tasks.values()] == [1, 1]
    assert "e1" in stream(shell, tasks["veldria-talks"])
    # Somebody had the task open with the first labels, and submits them now.
    shell.submit(tasks["mirr-boats"], opened["mirr-boats"])
    assert "no change against gold" in shell.run("pull", "--as", "alice")
    assert as_gold(shell.store, "alice", "mirr-boats") == gold(shell.store, "mirr-boats")


def test_a_task_with_labels_of_others_is_told_and_mended(shell: Shell) -> None:
    shell.run("push", "--from", "gold")
    api = shell.api()
    task = next(task for task in shell.tasks() if task.data["doc_id"] == "mirr-boats")
    api.predictions.create(task=task.id, result=[], model_version="some-backend")
    api.projects.update(id=shell.number(), model_version="some-backend")
    found = shell.run("push", "--from", "gold", "--documents", "brenn-remarks")
    assert "do not open with the labels pushed last: mirr-boats" in found
    assert "1 updated" in shell.run("push")
    task = next(task for task in shell.tasks() if task.data["doc_id"] == "mirr-boats")
    assert len(task.predictions) == 1
    assert "e1" in stream(shell, task)


def test_work_that_is_not_counted_is_named(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", "veldria-talks,mirr-boats")
    tasks = {task.data["doc_id"]: task for task in shell.tasks()}
    older = shell.submit(tasks["veldria-talks"])
    result = json.loads(json.dumps(older.result))
    Editor(result, tasks["veldria-talks"].data["text"]).delete("e3")
    newer = shell.submit(tasks["veldria-talks"], result)
    shell.api().annotations.update(id=older.id, ground_truth=True)
    done = shell.submit(tasks["mirr-boats"])
    said = shell.run("pull", "--as", "alice")
    assert "removed entity e3" in said, "the newest submission counts, not the latest touch"
    assert f"changed after alice submitted {newer.id}" in said
    number = tasks["mirr-boats"].id
    body = {"result": [], "lead_time": 1}
    shell.post(f"/api/tasks/{number}/annotations/{done.id}/drafts", body)
    assert "alice changed it and did not submit the change" in shell.run("pull", "--as", "alice")
    shell.api().annotations.update(id=done.id, was_cancelled=True)
    assert "alice cancelled the task after" in shell.run("pull", "--as", "alice")
    nothing = [item for item in result if item.get("from_name") == "zone"]
    shell.submit(tasks["veldria-talks"], nothing)
    said = shell.run("pull", "--as", "alice", code=1)
    assert "PB916" in said
    shell.run("pull", "--as", "alice", "--emptied")


def test_two_accounts_two_annotators(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", "veldria-talks")
    [task] = shell.tasks()
    other = shell.api().users.create(email="bob@example.org", username="bob")
    result = json.loads(json.dumps(task.predictions[0].result))
    shell.submit(task)
    Editor(result, task.data["text"]).delete("e3")
    shell.submit(task, result, completed_by=other.id)
    said = shell.run("pull", "--as", "alice", code=2)
    assert "use --as NAME=ACCOUNT" in said
    said = shell.run("pull", "--as", "alice=admin@example.org", "--as", f"bob={other.email}")
    assert "removed entity e3" in said
    sizes = {
        name: len(found.entities or ())
        for name in ("alice", "bob")
        if (found := shell.store.annotation(name, shell.store.document("veldria-talks")))
    }
    assert sizes == {"alice": 14, "bob": 13}
    assert {"alice", "bob"} <= shell.store.annotators.keys()
    assert not validate(shell.store, [shell.store.annotation_folder])
    said = shell.run("pull", "--as", "alice=admin@example.org", "--as", f"bob-2={other.email}")
    assert "bob-2 and bob have the same labels of veldria-talks; are they one person?" in said


def test_cancelled_annotations_and_drafts_are_counted(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", "veldria-talks")
    [task] = shell.tasks()
    shell.submit(task, was_cancelled=True)
    said = shell.run("pull", "--as", "alice")
    assert "0 submitted, 1 cancelled" in said
    assert not (shell.root / "annotations/alice").exists()


def snapshot(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_wrong_key_changes_nothing(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    before = snapshot(shell.root)
    for command in ("push", "pull"):
        said = shell.run(command, code=1, LABEL_STUDIO_API_KEY="f00d" * 10)
        assert "does not accept the key (401)" in said
        assert "LABEL_STUDIO_API_KEY" in said
    assert snapshot(shell.root) == before
    shell.run("pull", "--as", "alice", LABEL_STUDIO_API_KEY=f" {shell.studio.key}\r\n")


@pytest.mark.filterwarnings("ignore:The `parse_obj` method:DeprecationWarning")  # the client's own
def test_a_personal_access_token_does_what_a_legacy_one_does(shell: Shell) -> None:
    shell.post("/api/jwt/settings", {"api_tokens_enabled": True, "legacy_api_tokens_enabled": True})
    token = shell.post("/api/token/", {})["token"]
    assert token.count(".") == 2
    assert "3 made" in shell.run("push", "--from", "gold", LABEL_STUDIO_API_KEY=token)
    assert "3 up to date" in shell.run("push", "--from", "gold", LABEL_STUDIO_API_KEY=f"{token}\n")
    shell.submit(shell.tasks()[0])
    said = shell.run("pull", "--as", "alice", LABEL_STUDIO_API_KEY=token)
    assert "no change against gold" in said
    spoilt = token[:-8] + "AAAAAAAA"
    assert "does not accept the key" in shell.run("push", code=1, LABEL_STUDIO_API_KEY=spoilt)


def test_other_formats_of_export_are_refused(shell: Shell, tmp_path: Path) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    exports = shell.api().projects.exports
    for kind in ("JSON_MIN", "CSV"):
        data = b"".join(exports.download_sync(id=shell.number(), export_type=kind))
        (tmp_path / "export").write_bytes(data)
        said = shell.run("pull", "--in", str(tmp_path / "export"), "--as", "alice", code=1)
        assert "choose JSON when you export" in said, kind
    assert not (shell.root / "annotations/alice").exists()


def test_what_cannot_be_kept_is_named_and_the_rest_is_filed(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", "mirr-boats")
    [task] = shell.tasks()
    result = json.loads(json.dumps(task.predictions[0].result))
    editor = Editor(result, task.data["text"])
    editor.show("e1", "refs", "kestania = Mirr")
    editor.relate("m2", "e2", "PARTY")
    editor.move("e2", 5, 9999)
    editor.show("e3", "level", "")
    shell.submit(task, result)
    said = shell.run("pull", "--as", "alice", code=1)
    assert "kestania is Kestania, not Mirr" in said
    assert "the PARTY e2 is left out: it could not be read" in said
    assert "PB911" in said
    boats = shell.store.annotation("alice", shell.store.document("mirr-boats"))
    assert boats is not None
    assert {"e1", "e2"}.isdisjoint(mention.id for mention in boats.entities or ())
    assert not validate(shell.store, [shell.store.annotation_folder])


def test_a_server_that_is_down_changes_nothing(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    before = snapshot(shell.root)
    shell.studio.stop()
    try:
        for command in ("push", "pull"):
            assert "is Label Studio running there?" in shell.run(command, code=1)
        assert snapshot(shell.root) == before
    finally:
        shell.studio.restart()
    assert "3 up to date" in shell.run("push", "--from", "gold", "--submitted")
    shell.run("pull", "--as", "alice")


def test_an_export_that_fails_changes_nothing(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    # The server takes half of a surrogate pair, and from then on cannot export the project.
    data = {"text": "\ud83d", "title": "half", "referents": "none"}
    made = shell.post(
        f"/api/projects/{shell.number()}/import?return_task_ids=true", [{"data": data}]
    )
    before = snapshot(shell.root)
    said = shell.run("pull", "--as", "alice", code=1)
    assert "failed with 500 when asked to export the project" in said
    assert snapshot(shell.root) == before
    shell.api().tasks.delete(id=str(made["task_ids"][0]))
    shell.run("pull", "--as", "alice")
    assert as_gold(shell.store, "alice", "mirr-boats") == gold(shell.store, "mirr-boats")


def test_a_task_that_was_deleted_there_is_made_again(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    gone = shell.tasks()[0]
    shell.api().tasks.delete(id=str(gone.id))
    said = shell.run("pull", "--as", "alice")
    assert "2 tasks" in said
    assert not shell.store.annotation_path("alice", gone.data["doc_id"], 1).exists()
    said = shell.run("push", "--from", "gold", "--submitted")
    assert "1 made" in said
    assert "2 up to date" in said
    assert "3 tasks" in shell.run("pull", "--as", "alice")


def test_a_project_of_before_the_lists_is_brought_up_to_date(shell: Shell) -> None:
    shell.run("push", "--from", "gold")
    older = re.sub(r"<Taxonomy[^>]*/>", "", configuration())
    shell.api().projects.update(id=shell.number(), label_config=older)
    for task in shell.tasks():
        data = {key: value for key, value in task.data.items() if not key.endswith("_list")}
        data["pactbank"] = {**data["pactbank"], "format": 1}
        shell.api().tasks.update(id=str(task.id), data=data)
    assert "restore it with --reset-config" in shell.run("push", "--from", "gold", code=2)
    assert "3 updated" in shell.run("push", "--from", "gold", "--reset-config")
    assert all(task.data["referents_list"] for task in shell.tasks())


def test_a_configuration_that_was_changed_there_is_told_and_put_back(shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--submitted")
    more = configuration().replace("<Label value", '<Label value="GUILD" /><Label value', 1)
    shell.api().projects.update(id=shell.number(), label_config=more)
    said = shell.run("push", "--from", "gold", "--submitted", code=2)
    assert "is not the one PactBank generates; restore it with --reset-config" in said
    task = next(t for t in shell.tasks() if t.data["doc_id"] == "mirr-boats")
    result = json.loads(json.dumps(task.annotations[0]["result"]))
    Editor(result, task.data["text"]).relabel("e1", "GUILD")
    shell.submit(task, result)
    said = shell.run("pull", "--as", "alice", code=1)
    assert "PB914" in said
    assert "PB901" in said
    assert "region e1" in said
    boats = shell.store.annotation("alice", shell.store.document("mirr-boats"))
    assert boats is not None
    assert [mention.id for mention in boats.entities or ()] == ["e2", "e3", "e4", "e5", "e6"]
    assert "3 up to date" in shell.run("push", "--from", "gold", "--submitted", "--reset-config")
    assert "PB914" not in shell.run("pull", "--as", "alice", code=1)


def many(root: Path, number: int) -> Store:
    """A corpus of many small documents."""
    boats = next(sample for sample in sample_corpus.SAMPLES if sample.id == "mirr-boats")
    samples = tuple(dataclasses.replace(boats, id=f"boats-{at:03}") for at in range(number))
    return sample_corpus.make_corpus(root, samples)


def killed(shell: Shell, until: Callable[[], bool], *words: str) -> bool:
    """Whether a command was killed, without warning, once something had come to be."""
    process = subprocess.Popen(
        shell.words(*words),
        env=shell.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        if until():
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.001)
    return False


def pushed_once(shell: Shell, number: int) -> bool:
    """Whether each document has one task, which opens with the labels that its data begin with."""
    tasks = shell.tasks()
    keys = Counter(task.data["doc_id"] for task in tasks)
    shown = [
        [
            {item["meta"]["pactbank"]["set"] for item in one.result if "meta" in item}
            for one in task.predictions
        ]
        for task in tasks
    ]
    fine = shown == [[{task.data["pactbank"]["start"]}] for task in tasks]
    return len(keys) == number and set(keys.values()) == {1} and fine


def test_a_push_that_is_killed_is_completed_by_the_next(
    studio: LabelStudio, tmp_path: Path
) -> None:
    store = many(tmp_path, 30)
    shell = Shell(tmp_path, studio, "Killed pushes")
    api = shell.api()

    def exists() -> bool:
        return any(api.projects.list(title=shell.project))

    for _ in range(5):  # on a busy machine a push may end before it is seen to have begun
        if killed(shell, exists, "push", "--from", "gold"):
            break
        api.projects.delete(id=shell.number())
    else:
        pytest.fail("no push was killed")
    shell.run("push", "--from", "gold")
    assert pushed_once(shell, 30)
    for name in store.versions():
        path = store.annotation_path("gold", name, 1)
        path.write_bytes(path.read_bytes().replace(b'"2031-06-01"', b'"2031-06-02"'))
    first = min(task.id for task in shell.tasks())
    before = api.tasks.get(id=str(first)).data["pactbank"]

    def begun() -> bool:
        return bool(api.tasks.get(id=str(first)).data["pactbank"] != before)

    assert killed(shell, begun, "push", "--from", "gold")
    said = shell.run("push", "--from", "gold")
    assert "updated" in said
    assert pushed_once(shell, 30)
    assert "30 up to date" in shell.run("push", "--from", "gold")
    for task in shell.tasks():
        shell.submit(task)
    shell.run("pull", "--as", "alice")
    for name in store.versions():
        assert as_gold(store, "alice", name) == gold(store, name)


def test_tasks_that_were_made_twice_become_one(shell: Shell) -> None:
    """As after a push that was killed while the server went on with what it had been sent."""
    shell.run("push", "--from", "gold")
    tasks: list[dict[str, Any]] = [{"data": task.data, "predictions": []} for task in shell.tasks()]
    shell.api().projects.import_tasks(id=shell.number(), request=tasks)
    shell.submit(shell.tasks()[-1], [])
    assert "3 twins removed" in shell.run("push", "--from", "gold")
    left = shell.tasks()
    assert Counter(task.data["doc_id"] for task in left) == dict.fromkeys(DOCUMENTS, 1)
    assert sum(task.total_annotations for task in left) == 1


def test_a_pull_that_is_killed_leaves_whole_files_and_is_completed_by_the_next(
    studio: LabelStudio, tmp_path: Path
) -> None:
    store = many(tmp_path, 200)
    shell = Shell(tmp_path, studio, "Killed pulls")
    shell.run("push", "--from", "gold", "--submitted")
    folder = store.annotation_folder / "alice"
    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        killed(shell, folder.exists, "pull", "--as", "alice")
        written = list(folder.glob("*.json"))
        if len(written) < 200:
            break
    assert len(written) < 200
    assert not validate(Store(tmp_path), [store.annotation_folder])
    shell.run("pull", "--as", "alice")
    for name in store.versions():
        assert as_gold(store, "alice", name) == gold(store, name)
