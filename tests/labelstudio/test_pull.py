"""Exports to annotations: whose, what is left out, and where they are written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData
from pactbank.labelstudio import pull as pulling
from pactbank.labelstudio.pull import Pulled, pull, write
from pactbank.labelstudio.tasks import BLANK, LabelledDocument, read_export
from pactbank.model.annotation import blank
from support.editor import Editor, desk_of, exported


def pulled(store: Store, *tasks: dict[str, Any], **names: str) -> Pulled:
    read = read_export(json.dumps(tasks).encode(), "export.json")
    return pull(store, read, names or {"1": "alice"}, "export.json")


def test_gold_that_was_submitted_unchanged_is_identical(store: Store) -> None:
    found = pulled(store, *(exported(store, name) for name in store.versions()))
    assert found.problems == []
    assert found.counts["submitted"] == 3
    write(store, found)
    for name in store.versions():
        gold = store.annotation_path("gold", name, 1).read_bytes()
        alice = store.annotation_path("alice", name, 1).read_bytes()
        assert alice == gold.replace(b'"annotator": "gold"', b'"annotator": "alice"')
    assert Store(store.root).annotators["alice"].kind == "human"
    assert not validate(Store(store.root), [store.annotation_folder])


def test_a_change_is_dated_and_listed(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    editor = Editor(sent["annotations"][0]["result"], sent["data"]["text"])
    editor.draw("entity", "PLACE", "camp", level="NOM", refs="marsk")
    [made] = pulled(store, sent).passes
    assert made.annotation.created == "2031-06-09"
    assert [(c.how, c.what, c.id) for c in made.changes] == [("added", "entity", "e15")]
    assert made.pushed_from == "gold"


def test_a_problem_names_task_region_and_link_and_the_rest_is_pulled(store: Store) -> None:
    sent = exported(store, "veldria-talks", number=4)
    editor = Editor(sent["annotations"][0]["result"], sent["data"]["text"])
    editor.show("e3", "level", "DEM")
    read = read_export(json.dumps([sent]).encode(), "export.json")
    found = pull(store, read, {"1": "alice"}, "export.json", "http://127.0.0.1:8080")
    [problem] = found.problems
    assert problem.code == "PB310"
    assert problem.file == "export.json"
    assert "task 4, region e3 'Osric Halden': left out e3" in problem.message
    link = "http://127.0.0.1:8080/projects/7/data?task=4&annotation=40&region=e3"
    assert link in problem.message
    assert len(found.passes[0].annotation.entities or ()) == 13


def test_cancelled_annotations_and_drafts_are_counted(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    [made] = sent["annotations"]
    sent["annotations"] = [made, {**made, "id": 2, "was_cancelled": True}]
    sent["drafts"] = [{"id": 5, "result": []}]
    found = pulled(store, sent)
    assert found.counts == {"tasks": 1, "drafts": 1, "submitted": 1, "cancelled": 1}
    assert len(found.passes) == 1


def test_each_annotator_of_a_task_gets_an_annotation(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    [made] = sent["annotations"]
    other = json.loads(json.dumps({**made, "id": 2, "completed_by": {"id": 2, "email": "b@c.org"}}))
    Editor(other["result"], sent["data"]["text"]).delete("e3")
    sent["annotations"] = [made, other]
    found = pulled(store, sent, **{"1": "alice", "b@c.org": "bob"})
    sizes = {p.annotation.annotator: len(p.annotation.entities or ()) for p in found.passes}
    assert sizes == {"alice": 14, "bob": 13}


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_submission_of_an_annotator_counts(store: Store, turned: bool) -> None:
    sent = exported(store, "veldria-talks")
    [made] = sent["annotations"]
    newer = json.loads(json.dumps({**made, "id": 2, "updated_at": "2031-06-10T00:00:00Z"}))
    Editor(newer["result"], sent["data"]["text"]).delete("e3")
    sent["annotations"] = [newer, made] if turned else [made, newer]
    found = pulled(store, sent)
    assert [len(p.annotation.entities or ()) for p in found.passes] == [13]
    assert found.counts["superseded"] == 1


def test_a_later_touch_of_an_older_submission_changes_nothing_and_is_told(store: Store) -> None:
    """A star, for example, changes `updated_at` alone."""
    sent = exported(store, "veldria-talks", created_at="2031-06-09T10:00:00Z")
    [made] = sent["annotations"]
    newer = json.loads(json.dumps({**made, "id": 2, "created_at": "2031-06-10T00:00:00Z"}))
    newer["updated_at"] = "2031-06-10T00:00:00Z"
    Editor(newer["result"], sent["data"]["text"]).delete("e3")
    made["updated_at"] = "2031-06-11T00:00:00Z"
    sent["annotations"] = [newer, made]
    found = pulled(store, sent)
    assert [len(p.annotation.entities or ()) for p in found.passes] == [13]
    [problem] = found.problems
    assert problem.code == "PB917"
    assert "changed after alice submitted 2, which is newer and counts" in problem.message


@pytest.mark.parametrize("emptied", [False, True])
def test_a_submission_without_nearly_all_labels_is_asked_about(store: Store, emptied: bool) -> None:
    sent = exported(store, "veldria-talks")
    result = sent["annotations"][0]["result"]
    result[:] = [item for item in result if item.get("from_name") == "zone"]
    read = read_export(json.dumps([sent]).encode(), "export.json")
    found = pull(store, read, {"1": "alice"}, "export.json", emptied=emptied)
    assert len(found.passes) == emptied
    assert [problem.code for problem in found.problems] == ([] if emptied else ["PB916"])
    if not emptied:
        assert "of the 2" in found.problems[0].message


def test_what_a_pull_does_not_bring_is_named(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    write(store, pulled(store, sent))
    sent["drafts"] = [{"id": 5, "annotation": 10, "result": []}]
    [draft] = pulled(store, sent).problems
    assert "alice changed it and did not submit the change" in draft.message
    sent["drafts"] = []
    sent["annotations"][0]["was_cancelled"] = True
    [cancelled] = pulled(store, sent).problems
    assert "alice cancelled the task after" in cancelled.message
    sent["annotations"] = []
    [gone] = pulled(store, sent).problems
    assert "alice has no submission of the task after" in gone.message
    assert {draft.code, cancelled.code, gone.code} == {"PB917"}


def test_a_submission_that_was_cancelled_for_an_older_one_is_named(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    older = {**sent["annotations"][0], "id": 10, "created_at": "2031-06-09T10:00:00Z"}
    newer = {**older, "id": 11, "created_at": "2031-06-09T11:00:00Z", "was_cancelled": True}
    sent["annotations"] = [older, newer]
    [problem] = pulled(store, sent).problems
    assert problem.code == "PB917"
    assert "alice cancelled 11; 10, which is older, counts" in problem.message
    older["created_at"] = "2031-06-09T12:00:00Z"
    assert pulled(store, sent).problems == []


def test_one_person_under_two_names_is_named(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    Editor(sent["annotations"][0]["result"], sent["data"]["text"]).delete("e3")
    write(store, pulled(store, sent))
    assert pulled(store, sent).problems == []
    [problem] = pulled(store, sent, **{"1": "annotator-1"}).problems
    assert problem.code == "PB917"
    assert "annotator-1 and alice have the same labels of veldria-talks" in problem.message


def test_an_annotation_that_began_blank_is_compared_with_a_blank_one(store: Store) -> None:
    document = store.document("veldria-talks")
    start = blank(document, annotator=BLANK, guidelines_sha256="0" * 64, created="2031-06-01")
    sent = LabelledDocument(document, store.text(document), start).task()
    sent["annotations"] = [{"id": 3, "completed_by": 1, "result": []}]
    editor = Editor(sent["annotations"][0]["result"], sent["data"]["text"])
    editor.draw("entity", "STATE", "Veldria", level="NAM")
    found = pulled(store, {"id": 1, **sent})
    [made] = found.passes
    assert [(m.id, m.refs) for m in made.annotation.entities or ()] == [("e1", ("r1",))]
    assert made.annotation.agreements == ()
    assert [p.code for p in found.problems] == ["PB911"]


def spoilt(sent: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {**sent, "data": {**sent["data"], **data}}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"text": "Another text."}, "PB910"),
        ({"text_sha256": "0" * 64}, "PB910"),
        ({"doc_id": "nothing"}, "PB913"),
        ({"doc_id": "../gold"}, "PB913"),
        ({"version": 9}, "PB913"),
        ({"pactbank": None}, "PB913"),
        ({"pactbank": {"format": 99}}, "PB913"),
        ({"pactbank": {"format": 1, "start": "x", "sets": {}}}, "PB913"),
    ],
)
def test_a_foreign_or_changed_task_is_refused(
    store: Store, data: dict[str, Any], code: str
) -> None:
    good, bad = exported(store, "mirr-boats"), exported(store, "veldria-talks", number=2)
    found = pulled(store, good, spoilt(bad, **data))
    assert [problem.code for problem in found.problems] == [code]
    assert "task 2" in found.problems[0].message
    assert [p.annotation.document for p in found.passes] == ["mirr-boats"]


def test_a_pushed_annotation_of_another_text_is_left_out_whole(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    [carried] = sent["data"]["pactbank"]["sets"].values()
    carried["text_sha256"] = "f" * 64
    found = pulled(store, sent)
    assert [problem.code for problem in found.problems] == ["PB316"]
    assert found.passes == []


@pytest.mark.parametrize(
    "data",
    [
        b'[{"id": 7, "text": "A text.", "entity": [{"start": 0, "end": 1, "labels": ["STATE"]}]}]',
        b"id,text,entity\n7,A text.,[]\n",
    ],
    ids=["JSON-MIN", "CSV"],
)
def test_other_formats_are_told_which_one_to_choose(data: bytes) -> None:
    with pytest.raises(InvalidData, match="choose JSON when you export"):
        read_export(data, "export.json")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[1]", b"\xff", b'[{"id": "x"}]', b"[" * 5000,
        b"[" + b"[" * 100_000 + b"]" * 100_000 + b"]",
        b'[{"annotations": [{"result": ["\xc3"]}]}]', b'[{"data": {"a": 1, "a": 2}}]',
        b'[{"data": {"a": "\r"}}]', b'[{"data": {"a": "\r\n"}}]',
    ],
)  # fmt: skip
def test_files_that_are_not_exports_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidData, match="PB913"):
        read_export(data, "export.json")


def test_a_number_that_no_float_holds_is_noted_and_the_rest_is_pulled(store: Store) -> None:
    sent = exported(store, "veldria-talks")
    sent["annotations"][0]["result"][0]["value"]["start"] = "number"
    text = json.dumps([sent]).replace('"number"', "1e999").replace("}, {", "},\r\n{")
    data = text.encode()
    found = pull(store, read_export(data, "export.json"), {"1": "alice"}, "export.json")
    assert "PB900" in {problem.code for problem in found.problems}
    assert [p.annotation.document for p in found.passes] == ["veldria-talks"]


def test_an_interruption_at_any_write_leaves_whole_files_and_a_second_run_completes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pulled(store, *(exported(store, name) for name in store.versions()))
    replace, deaths = os.replace, 0

    def dying(source: Any, target: Any) -> None:
        nonlocal deaths
        if left == 0:
            deaths += 1
            raise KeyboardInterrupt
        replace(source, target)

    for survived in range(4):
        left = survived

        def counted(source: Any, target: Any) -> None:
            nonlocal left
            dying(source, target)
            left -= 1

        monkeypatch.setattr(os, "replace", counted)
        with pytest.raises(KeyboardInterrupt):
            write(Store(store.root), found)
        monkeypatch.setattr(os, "replace", replace)
        assert not validate(Store(store.root), [store.annotation_folder])
        for path in store.annotation_folder.rglob("*"):
            assert not path.name.endswith(".partial")
        for path in (store.annotation_folder / "alice").glob("*"):
            path.unlink()
        register = store.annotation_folder / "annotators.json"
        kept = json.loads(register.read_text("utf-8"))
        kept["annotators"] = kept["annotators"][:1]
        register.write_text(json.dumps(kept), "utf-8")
    assert deaths == 4
    assert len(write(Store(store.root), found)) == 3


def test_an_annotation_that_breaks_a_rule_is_not_written(store: Store) -> None:
    found = pulled(store, exported(store, "veldria-talks"))
    [made] = found.passes
    broken = msgspec.structs.replace(made.annotation, text_sha256="f" * 64)
    found.passes = [pulling.Pass(broken, (), "gold")]
    with pytest.raises(InvalidData, match="PB316"):
        write(store, found)
    assert not (store.annotation_folder / "alice").exists()


def test_a_desk_has_the_labels_of_an_export(store: Store) -> None:
    """The fixture of the other tests has the same labels as a whole exported task."""
    sent = exported(store, "veldria-talks")["annotations"][0]["result"]
    drawn = [item["id"] for item in desk_of(store, "veldria-talks").editor.result if "id" in item]
    assert [i["id"] for i in sent if "id" in i and not i["id"].startswith("zone-")] == drawn


def test_annotations_are_written_where_the_store_keeps_them(store: Store, tmp_path: Path) -> None:
    [path] = write(store, pulled(store, exported(store, "mirr-boats")))
    assert path == tmp_path / "annotations/alice/mirr-boats.v1.json"
