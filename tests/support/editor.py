"""Edits of a result as an annotator makes them in the editor, for tests without a browser."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from pactbank.corpus.store import Store
from pactbank.labelstudio.attributes import ATTRIBUTES
from pactbank.labelstudio.changes import LabelChange, changes
from pactbank.labelstudio.decode import Decoded, decode
from pactbank.labelstudio.encode import encode
from pactbank.labelstudio.tasks import LabelledDocument
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document

Item = dict[str, Any]


class Editor:
    """A result that is edited; `text` is the text it is drawn on."""

    def __init__(self, result: list[Item], text: str) -> None:
        self.result = result
        self.text = text

    def draw(self, control: str, label: str, words: str, nth: int = 0, **shown: str) -> str:
        """Draw a region over the nth occurrence of the words, from 0, with choices and fields; its
        id."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        region = f"new{len(self.result)}"
        place = {"start": start, "end": start + len(words), "text": "never used"}
        self._add(region, control, "labels", {**place, "labels": [label]})
        for name, value in shown.items():
            self.show(region, name, value)
        return region

    def show(self, region: str, name: str, value: str) -> None:
        """Choose a value, fill a field, or pick from a list, several with semicolons between; clear
        it with an empty value."""
        self.result[:] = [
            item
            for item in self.result
            if (item.get("id"), item.get("from_name")) != (region, name)
        ]
        attribute, place = ATTRIBUTES[name], self._place(region)
        if not value:
            return
        if attribute.picks:
            entries = [[entry] for entry in value.split("; ")]
            self._add(region, name, "taxonomy", {**place, "taxonomy": entries})
        elif attribute.values:
            self._add(region, name, "choices", {**place, "choices": [value]})
        else:
            self._add(region, name, "textarea", {**place, "text": [value]})

    def relabel(self, region: str, label: str) -> None:
        self._labels(region)["value"]["labels"] = [label]

    def move(self, region: str, start: int, end: int) -> None:
        for item in self.result:
            if item.get("id") == region:
                item["value"] |= {"start": start, "end": end}

    def relate(self, start: str, end: str, *labels: str) -> None:
        ends = {"from_id": start, "to_id": end, "direction": "right"}
        self.result.append({"type": "relation", **ends, "labels": list(labels)})

    def delete(self, region: str) -> None:
        """Delete a region and its relations, as the editor does."""
        self.result[:] = [
            item
            for item in self.result
            if region not in (item.get("id"), item.get("from_id"), item.get("to_id"))
        ]

    def unrelate(self, start: str, end: str) -> None:
        self.result[:] = [
            item for item in self.result if (item.get("from_id"), item.get("to_id")) != (start, end)
        ]

    def region(self, words: str, control: str = "entity", nth: int = 0) -> str:
        """The id of the nth region of a control that covers the words, in the result's order."""
        found = [
            item["id"]
            for item in self.result
            if item.get("from_name") == control
            and self.text[item["value"]["start"] : item["value"]["end"]] == words
        ]
        return str(found[nth])

    def _add(self, region: str, control: str, kind: str, value: Item) -> None:
        drawn = {"id": region, "from_name": control, "to_name": "text", "type": kind}
        self.result.append({**drawn, "value": value})

    def _labels(self, region: str) -> Item:
        return next(
            item for item in self.result if item.get("id") == region and item["type"] == "labels"
        )

    def _place(self, region: str) -> Item:
        value = self._labels(region)["value"]
        return {"start": value["start"], "end": value["end"], "text": "never used"}


@dataclass
class Desk:
    """One document as an annotator has it open."""

    document: Document
    text: str
    gold: Annotation
    editor: Editor

    def decoded(self) -> Decoded:
        return decode(self.editor.result, {"gold": self.gold}, self.text, "gold")

    def changes(self) -> list[LabelChange]:
        return changes(self.gold, self.decoded().annotation)

    def codes(self) -> list[str]:
        return [note.code for note in self.decoded().notes]


def desk_of(store: Store, name: str) -> Desk:
    """The gold of a document, opened."""
    document = store.document(name)
    gold = store.annotation("gold", document)
    assert gold is not None
    text = store.text(document)
    result = json.loads(json.dumps(encode(gold, "gold")))
    return Desk(document, text, gold, Editor(result, text))


def exported(store: Store, name: str, number: int = 1, **annotation: Any) -> dict[str, Any]:
    """A task of the gold as the server exports it after one submission without a change."""
    document = store.document(name)
    gold = store.annotation("gold", document)
    assert gold is not None
    made = copy.deepcopy(
        LabelledDocument(document, store.text(document), gold).task(submitted=True)
    )
    made["annotations"][0] |= {
        "id": number * 10,
        "completed_by": 1,
        "was_cancelled": False,
        "updated_at": "2031-06-09T10:00:00Z",
        **annotation,
    }
    return {"id": number, "project": 7, "drafts": [], "predictions": [], **made}
