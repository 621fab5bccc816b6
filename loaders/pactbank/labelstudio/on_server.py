"""Tasks as a server lists them: what each carries, what it opens with, and whether a push would
change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pactbank.labelstudio.encode import Item, encode
from pactbank.labelstudio.tasks import BLANK, DRAFT, FORMAT, LabelledDocument, TaskData


@dataclass(frozen=True)
class TaskOnServer:
    """A task of the project that PactBank pushed."""

    id: int
    data: TaskData
    predictions: tuple[int, ...]
    """Their numbers."""
    versions: frozenset[str]
    """Their versions."""
    opens_as_pushed: bool
    """Whether its one prediction shows the labels in its data, and no others."""
    submitted: bool
    worked_on: bool
    """Whether somebody submitted, cancelled or drafted an annotation."""

    @property
    def is_stale(self) -> bool:
        """Whether it opens with anything but the labels pushed last; labels that were pushed as a
        submission need no prediction."""
        return not self.opens_as_pushed and (bool(self.predictions) or not self.submitted)

    def wanted(self, labelled: LabelledDocument) -> LabelledDocument:
        """The labels that it is to have: a push without labels leaves those it has."""
        carried = self.data.pactbank
        if labelled.annotation.annotator != BLANK or carried.start not in carried.sets:
            return labelled
        return replace(labelled, annotation=carried.sets[carried.start])

    def is_current(self, labelled: LabelledDocument, submitted: bool) -> bool:
        """Whether it carries these labels, and opens with them or was `submitted` as asked."""
        carried = self.data.pactbank
        wanted = (FORMAT, labelled.content_key, labelled.layers)
        if (carried.format, carried.start, carried.layers) != wanted:
            return False
        return self.submitted and not self.is_stale if submitted else self.opens_as_pushed


def task_on_server(listed: Any) -> TaskOnServer | None:
    """A task as the client lists it, with its data, predictions and counts; None for one that
    PactBank did not push."""
    try:
        data = msgspec.convert(listed.data, TaskData)
    except msgspec.ValidationError:
        return None
    predictions = listed.predictions or ()
    submitted = bool(listed.total_annotations)
    return TaskOnServer(
        id=listed.id,
        data=data,
        predictions=tuple(one.id for one in predictions),
        versions=frozenset(str(one.model_version) for one in predictions),
        opens_as_pushed=[(str(one.model_version), _labels(one.result)) for one in predictions]
        == [(DRAFT, _drawn(data))],
        submitted=submitted,
        worked_on=submitted or bool(listed.cancelled_annotations or listed.drafts),
    )


def _labels(result: object) -> list[Any]:
    """What a prediction shows beside the zones of the text; anybody may have made it."""
    items = result if isinstance(result, list) else [result]
    return [one for one in items if not (isinstance(one, dict) and one.get("from_name") == "zone")]


def _drawn(data: TaskData) -> list[Item] | None:
    """The labels in the data of a task as a prediction has them; None where the data lack them."""
    carried = data.pactbank
    annotation = carried.sets.get(carried.start)
    if annotation is None or not carried.layers:
        return None
    # Through JSON, as the server has them.
    made = msgspec.json.encode(encode(annotation, carried.start, carried.layers))
    drawn: list[Item] = msgspec.json.decode(made)
    return drawn
