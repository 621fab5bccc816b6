"""Which tasks on a server are up to date, and which open with other labels than they should."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.labelstudio.on_server import TaskOnServer, task_on_server
from pactbank.labelstudio.push import plan_push
from pactbank.labelstudio.tasks import LabelledDocument

DAY = "2031-06-07"


def planned(store: Store, annotator: str | None) -> LabelledDocument:
    [labelled] = plan_push(store, ["mirr-boats"], DAY, annotator=annotator).documents
    return labelled


@pytest.fixture
def older(store: Store) -> LabelledDocument:
    return planned(store, "gold")


@pytest.fixture
def newer(older: LabelledDocument) -> LabelledDocument:
    """The same labels of another day, whose regions name another annotation."""
    later = msgspec.structs.replace(older.annotation, created="2031-06-02")
    return type(older)(older.document, older.text, later)


def on_server(
    data_of: LabelledDocument, *predicted: LabelledDocument | dict[str, Any], submitted: int = 0
) -> TaskOnServer:
    """A task as the server has it, with the data of one plan and predictions of others."""
    predictions = []
    for number, one in enumerate(predicted):
        sent = one if isinstance(one, dict) else one.prediction()
        back = msgspec.json.decode(msgspec.json.encode(sent))
        predictions.append(SimpleNamespace(id=number, **back))
    listed = SimpleNamespace(
        id=1,
        data=msgspec.json.decode(msgspec.json.encode(data_of.task()["data"])),
        predictions=predictions,
        total_annotations=submitted,
        cancelled_annotations=0,
        drafts=[],
    )
    task = task_on_server(listed)
    assert task is not None
    return task


def test_an_update_is_current_only_when_all_of_it_has_arrived(
    older: LabelledDocument, newer: LabelledDocument
) -> None:
    """Whatever was written when a push was killed, the next one sees it."""
    for stage, task in {
        "nothing": on_server(older, older),
        "data": on_server(newer, older),
        "data of a task that had no prediction": on_server(newer),
        "data of a submitted task that had no prediction": on_server(newer, submitted=1),
        "one of two predictions": on_server(newer, newer, older),
        "a version that the stream hides": on_server(
            newer, {**newer.prediction(), "model_version": "backend"}
        ),
        "a prediction that was changed": on_server(
            newer, {**newer.prediction(), "result": newer.result()[1:]}
        ),
        "a prediction without regions": on_server(newer, {**newer.prediction(), "result": ["x"]}),
        "a prediction that is no list": on_server(newer, {**newer.prediction(), "result": None}),
    }.items():
        assert not task.is_current(newer, submitted=False), stage
    done = on_server(newer, newer)
    assert done.is_current(newer, submitted=False)
    assert not done.is_current(older, submitted=False)
    assert not done.is_stale


def test_labels_in_place_of_none(store: Store, older: LabelledDocument) -> None:
    blank = planned(store, None)
    assert on_server(blank, blank).is_current(blank, submitted=False)
    assert not on_server(older, blank).is_current(older, submitted=False)
    assert on_server(older, older).wanted(blank).annotation == older.annotation


def test_a_submission_needs_no_prediction(older: LabelledDocument, newer: LabelledDocument) -> None:
    assert on_server(older, submitted=1).is_current(older, submitted=True)
    assert on_server(older, older, submitted=1).is_current(older, submitted=True)
    assert not on_server(older, older).is_current(older, submitted=True)
    assert not on_server(newer, older, submitted=1).is_current(newer, submitted=True)
    assert not on_server(older, submitted=1).is_stale
    assert on_server(older).is_stale
    assert on_server(newer, older, submitted=1).is_stale


@pytest.mark.parametrize("damage", [{"sets": {}}, {"layers": []}, {"start": "x"}])
def test_data_that_somebody_damaged_are_not_as_pushed(
    older: LabelledDocument, damage: dict[str, Any]
) -> None:
    data = msgspec.json.decode(msgspec.json.encode(older.task()["data"]))
    data["pactbank"] |= damage
    shown = SimpleNamespace(id=1, **older.prediction())
    counts = {"total_annotations": 0, "cancelled_annotations": 0, "drafts": []}
    task = task_on_server(SimpleNamespace(id=1, data=data, predictions=[shown], **counts))
    assert task is not None
    assert task.is_stale
    assert not task.is_current(older, submitted=False)


def test_a_task_of_others_is_left_alone() -> None:
    listed = SimpleNamespace(id=1, data={"text": "x"}, predictions=[])
    assert task_on_server(listed) is None
