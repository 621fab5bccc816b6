"""`pactbank studio` as a user calls it, without a server; with one: tests/acceptance."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.labelstudio.interface import configuration
from support import sample_corpus
from support.editor import exported

KEY = "c0ffee" * 6 + "c0ff"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return sample_corpus.make_corpus(tmp_path)


def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> tuple[int, str]:
    """Exit code and everything that was said."""
    monkeypatch.setattr(sys, "argv", ["pactbank", "studio", *shlex.split(line)])
    code = run()
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def export(store: Store, *tasks: dict[str, Any]) -> None:
    (store.root / "export.json").write_text(json.dumps(tasks), "utf-8")


def test_the_configuration_is_printed_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, capsys, "config") == (0, configuration())


def test_through_files_and_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = call(monkeypatch, capsys, "push --from gold --out tasks.json")
    assert code == 0
    assert "tasks.json: 3 tasks" in said
    assert "holds text that may not be passed on (veldria-talks)" in said
    assert "sources without words in a chain" in said
    tasks = json.loads((store.root / "tasks.json").read_text("utf-8"))
    export(
        store,
        *(
            {
                "id": number,
                "data": task["data"],
                "annotations": [{"completed_by": 1, "result": task["predictions"][0]["result"]}],
            }
            for number, task in enumerate(tasks)
        ),
    )
    code, said = call(monkeypatch, capsys, "pull --in export.json --as alice")
    assert code == 0
    assert "3 tasks, 0 drafts, 3 submitted, 0 cancelled" in said
    assert "annotations/alice/mirr-boats.v1.json: no change against gold" in said
    for name in store.versions():
        gold = store.annotation_path("gold", name, 1).read_text("utf-8")
        alice = store.annotation_path("alice", name, 1).read_text("utf-8")
        assert alice == gold.replace('"annotator": "gold"', '"annotator": "alice"')


def test_what_changed_what_is_wrong_and_what_is_to_be_decided(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = exported(store, "veldria-talks")
    from support.editor import Editor

    editor = Editor(sent["annotations"][0]["result"], sent["data"]["text"])
    editor.draw("entity", "PLACE", "camp", level="NOM")
    editor.show("e8", "value", "soon")
    editor.relabel("e3", "ORG")
    export(store, sent)
    code, said = call(monkeypatch, capsys, "pull --in export.json --as alice")
    assert code == 1
    assert "added entity e15: PLACE 'camp'" in said
    assert "relabelled entity e3: PERSON to ORG 'Osric Halden'" in said
    assert "export.json: PB311: task 1, region e8 'Thursday, May 29': left out e8" in said
    assert "warning: export.json: PB911: task 1" in said
    assert store.annotation_path("alice", "veldria-talks", 1).exists()


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("push", 2, "--project, --url (LABEL_STUDIO_URL), LABEL_STUDIO_API_KEY must be given"),
        (f"push --url http://127.0.0.1:9 --key {KEY} --project Pacts", 1, "no answer from"),
        (f"pull --url http://127.0.0.1:9 --key {KEY} --project Pacts", 1, "no answer from"),
        (f"push --url http://h.invalid --key {KEY} --project Pacts", 2, "use --yes to send it"),
        (f"push --url http://h.invalid --key {KEY} --project Pacts --yes", 1, "no answer from"),
        (f"push --url http://h.invalid --key {KEY} --project Pacts --documents mirr-boats", 1,
         "no answer from"),
        ("push --from gold --predictions x.jsonl --out t.json", 2, "which labels to begin with"),
        ("push --from nobody --out t.json", 2, "no annotator 'nobody'; there is: "),
        ("push --documents nothing --out t.json", 2, "there is: brenn-remarks"),
        ("pull --in nothing.json --as alice", 2, "nothing.json: No such file"),
        ("pull --in LICENSE --as alice", 1, "PB913"),
        ("pull --in export.json --as gold", 2, "registered as adjudicated"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_one_line_without_the_key(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    code: int,
    said: str,
) -> None:
    export(store, exported(store, "mirr-boats"))
    before = sorted(store.root.rglob("*"))
    found, shown = call(monkeypatch, capsys, line)
    assert found == code
    assert said in " ".join(shown.split())
    assert KEY not in shown
    assert "Traceback" not in shown
    assert sorted(store.root.rglob("*")) == before


def test_restricted_text_is_warned_of_by_name(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"push --url http://h.invalid --key {KEY} --project Pacts --yes"
    _, said = call(monkeypatch, capsys, line)
    assert "The text of veldria-talks may not be passed on" in said
    assert "http://h.invalid is not this machine" in said
