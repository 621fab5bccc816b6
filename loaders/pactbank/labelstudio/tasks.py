"""Tasks: a document's text with the annotations that travel with it.

A task is identified by document id, version and text hash. Its data hold each annotation that was
pushed, whole, under a key made of its content: `decode` takes from there what no region shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from pactbank.corpus.store import sha256
from pactbank.labelstudio.encode import META, Item, encode, zone_regions
from pactbank.labelstudio.interface import TEXT
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Ref
from pactbank.model.document import Document
from pactbank.model.walk import LABELS, SPANS, values

FORMAT = 1
"""Version of what stands under PactBank's key in a task's data."""
BLANK = "blank"
"""Source of a task without labels."""

TaskJson = dict[str, Any]
TaskKey = tuple[str, int, str]
"""Document id, version, sha256 of the text."""


class CarriedAnnotations(msgspec.Struct, frozen=True):
    """What a task carries under PactBank's key: annotations by the key of their content. `start`
    is the key of the one that an annotation without any of their labels began as."""

    format: int
    start: str
    sets: dict[str, Annotation]


class TaskData(msgspec.Struct, frozen=True):
    """The data of a task, as far as PactBank reads them."""

    text: str
    doc_id: str
    version: int
    text_sha256: str
    pactbank: CarriedAnnotations

    @property
    def key(self) -> TaskKey:
        return self.doc_id, self.version, self.text_sha256


def content_key(annotation: Annotation) -> str:
    """The key of an annotation: the same for the same content only."""
    return sha256(codec.encode_line(annotation))[:16]


def task(
    document: Document, text: str, annotation: Annotation, submitted: bool = False
) -> TaskJson:
    """A task with the annotation as its prediction, which the editor opens as a first draft, or
    as an annotation that the importing account submitted."""
    key = content_key(annotation)
    data = task_data(document, text, {key: annotation}, key)
    if submitted:
        result = whole_result(document, text, annotation, key)
        # The server would mark an imported annotation as the ground truth.
        return {"data": data, "annotations": [{"result": result, "ground_truth": False}]}
    return {"data": data, "predictions": [prediction(document, text, annotation, key)]}


def task_data(
    document: Document, text: str, sets: Mapping[str, Annotation], start: str
) -> dict[str, Any]:
    """The data of a task that carries these annotations."""
    carried = CarriedAnnotations(format=FORMAT, start=start, sets=dict(sets))
    name = f"{document.id} v{document.version}"
    day = f"reference date {document.reference_date}" if document.reference_date else None
    return {
        TEXT: text,
        "title": " · ".join(filter(None, (document.title, name, day))),
        "referents": _referent_list(sets[start].refs),
        "doc_id": document.id,
        "version": document.version,
        "text_sha256": document.text.sha256,
        META: msgspec.to_builtins(carried),
    }


def prediction(document: Document, text: str, annotation: Annotation, key: str) -> dict[str, Any]:
    """The annotation, which the data carry under `key`, as a prediction of its annotator."""
    result = whole_result(document, text, annotation, key)
    return {"model_version": annotation.annotator, "result": result}


def whole_result(document: Document, text: str, annotation: Annotation, key: str) -> list[Item]:
    """Everything the editor shows at first: the labels, then the zones."""
    return encode(annotation, key) + zone_regions(document, text)


def _referent_list(refs: Iterable[Ref]) -> str:
    """The referents for looking up, one a line."""
    lines = []
    for ref in refs:
        of = f" of {ref.of}" if ref.of else ""
        kb = f" [{ref.kb.id}]" if ref.kb else ""
        lines.append(f"{ref.id} = {ref.name or '?'} ({ref.type}{of}){kb}")
    return "\n".join(lines) or "none yet"


DATA, REGION_META = "task data", "region meta"


class Undrawn(NamedTuple):
    """Something that the editor cannot draw, and what carries it instead."""

    what: str
    where: str


def undrawn(annotation: Annotation) -> Counter[Undrawn]:
    """How many of each thing in an annotation the editor cannot draw."""
    paths = (path for kind, path in LABELS.items() if kind != "referent")
    labels = [label for path in paths for label in values(annotation, path)]
    agreements = values(annotation, LABELS["agreement"])
    stances = values(annotation, LABELS["stance"])
    links = values(annotation, "stances/*/chain/*")
    related = values(annotation, SPANS["argument"]) + values(annotation, SPANS["holder"])
    unmentioned = {agreement.id for agreement in agreements if not agreement.mentions}
    numbers = {
        Undrawn("layers, hashes, annotator and day", DATA): 1,
        Undrawn("places in the order of labels", DATA): len(labels),
        Undrawn("origin, ruling or checker of a label", DATA): sum(
            bool(label.from_ or label.ruling or label.checked_by) for label in labels
        ),
        Undrawn("referents with type, owner and knowledge base", DATA): len(annotation.refs),
        Undrawn("knowledge base of a pact", DATA): sum(a.kb is not None for a in agreements),
        Undrawn("pacts without a mention", DATA): len(unmentioned),
        Undrawn("sources without words in a chain", DATA): sum(link.span is None for link in links),
        Undrawn("inferred sources", DATA): sum(link.inferred for link in links),
        Undrawn("pacts a stance is about that have no mention", DATA): sum(
            len(unmentioned.intersection(stance.about)) for stance in stances
        ),
        Undrawn("which relation is which argument, holder or source", REGION_META): len(related),
    }
    return +Counter(numbers)
