"""Tasks for an adjudicator: the passes over a document, each as a prediction with its name."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pactbank.labelstudio.encode import META
from pactbank.labelstudio.tasks import DRAFT, ExportedTask, LabelledDocument, TaskJson
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document


def task_of_passes(document: Document, text: str, passes: Sequence[Annotation]) -> TaskJson:
    """A task that begins with the first pass and lists every pass under its annotator's name.

    The passes have ids in common: what is one referent has one id. The stream of a project shows
    predictions of one version only. A new project takes the version of the last prediction that is
    imported, which is the first pass under PactBank's name; every task has one of each version, so
    that none opens empty whichever is chosen later.
    """
    labelled = [LabelledDocument(document, text, one, one.layers) for one in passes]
    sets = {one.content_key: one.annotation for one in labelled}
    data = labelled[0].data(sets, labelled[0].content_key)
    data[META]["passes"] = [one.content_key for one in labelled]
    named = [
        {"model_version": one.annotation.annotator, "result": one.result()} for one in labelled
    ]
    return {"data": data, "predictions": [*named, {**named[0], "model_version": DRAFT}]}


class _CarriedPasses(msgspec.Struct, frozen=True):
    passes: tuple[str, ...] = ()


class _PassesOfTask(msgspec.Struct, frozen=True):
    """The part of a task's data that says which passes it carries."""

    pactbank: _CarriedPasses


def carries_passes(task: ExportedTask) -> bool:
    """Whether a task is for an adjudicator, whose work may be filed as gold."""
    try:
        return bool(msgspec.json.decode(task.data, type=_PassesOfTask).pactbank.passes)
    except msgspec.ValidationError:
        return False
