"""Tasks: a document's text with the annotations that travel along.

A task is keyed on document id, version and text hash. Its data hold each annotation that was
pushed, whole, under a key made of its content: `decode` takes from there what no region shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pactbank.corpus.files import sha256
from pactbank.labelstudio.encode import META, Item, encode, zone_regions
from pactbank.labelstudio.interface import TEXT
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Ref
from pactbank.model.document import Document

FORMAT = 1
"""Version of what stands under our key in a task's data."""
BLANK = "blank"
"""Source of a task that carries no labels."""

Task = dict[str, Any]
Key = tuple[str, int, str]
"""Document id, version, sha256 of the text."""


class Carried(msgspec.Struct, frozen=True):
    """What a task carries under our key: annotations by the key of their content; `start` is the
    one that an annotator who begins from nothing began as."""

    format: int
    start: str
    sets: dict[str, Annotation]


class Data(msgspec.Struct, frozen=True):
    """The data of a task, as far as they are ours."""

    text: str
    doc_id: str
    version: int
    text_sha256: str
    pactbank: Carried

    @property
    def key(self) -> Key:
        return self.doc_id, self.version, self.text_sha256


def content_key(annotation: Annotation) -> str:
    """The key of an annotation: the same for the same content only."""
    return sha256(codec.encode_line(annotation))[:16]


def task(document: Document, text: str, annotation: Annotation, submitted: bool = False) -> Task:
    """A task with the annotation as its prediction, which the editor opens as a first draft, or
    as `submitted` by whoever imports it."""
    key = content_key(annotation)
    data = task_data(document, text, {key: annotation}, key)
    if submitted:
        result = drawn(document, text, annotation, key)
        # The server would take an imported annotation for the truth.
        return {"data": data, "annotations": [{"result": result, "ground_truth": False}]}
    return {"data": data, "predictions": [prediction(document, text, annotation, key)]}


def task_data(
    document: Document, text: str, sets: Mapping[str, Annotation], start: str
) -> dict[str, Any]:
    """The data of a task that carries these annotations."""
    carried = Carried(format=FORMAT, start=start, sets=dict(sets))
    name = f"{document.id} v{document.version}"
    day = f"reference date {document.reference_date}" if document.reference_date else None
    return {
        TEXT: text,
        "title": " · ".join(filter(None, (document.title, name, day))),
        "referents": _listed(sets[start].refs),
        "doc_id": document.id,
        "version": document.version,
        "text_sha256": document.text.sha256,
        META: msgspec.to_builtins(carried),
    }


def prediction(document: Document, text: str, annotation: Annotation, key: str) -> dict[str, Any]:
    """The annotation, which the data carry under `key`, as a prediction of its annotator."""
    result = drawn(document, text, annotation, key)
    return {"model_version": annotation.annotator, "result": result}


def drawn(document: Document, text: str, annotation: Annotation, key: str) -> list[Item]:
    """Everything the editor shows at first: labels, and zones at the end of its list."""
    return encode(annotation, key) + zone_regions(document, text)


def _listed(refs: Iterable[Ref]) -> str:
    """The referents as a page to look up, one a line."""
    lines = []
    for ref in refs:
        of = f" of {ref.of}" if ref.of else ""
        kb = f" [{ref.kb.id}]" if ref.kb else ""
        lines.append(f"{ref.id} = {ref.name or '?'} ({ref.type}{of}){kb}")
    return "\n".join(lines) or "none yet"
