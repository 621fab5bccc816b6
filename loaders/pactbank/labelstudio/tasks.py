"""Tasks as they are pushed and exported: a document's text with the annotations that travel along.

A task is identified by document id, version and text hash. Its data hold each annotation that was
pushed, whole, under a key made of its content: `decode` takes from there what no region shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from pactbank.corpus.files import sha256
from pactbank.errors import InvalidData
from pactbank.labelstudio.attributes import Picks, entry, pact_entry, stance_entry
from pactbank.labelstudio.encode import META, Item, encode, zone_regions
from pactbank.labelstudio.interface import TEXT, list_key
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, Ref
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.document import Document
from pactbank.model.walk import LABELS, SPANS, values

FORMAT = 2
"""Version of what stands under PactBank's key in a task's data."""
BLANK = "blank"
"""Source of a task without labels."""
DRAFT = "PactBank"
"""Version of every prediction. The stream of a project shows the predictions of one version only,
so labels of all sources share it; the title of a task names the source."""

TaskJson = dict[str, Any]
TaskKey = tuple[str, int, str]
"""Document id, version, sha256 of the text."""


class CarriedAnnotations(msgspec.Struct, frozen=True):
    """What a task carries under PactBank's key: annotations by the key of their content. `start`
    is the key of the one that an annotation without any of their labels began as, `layers` are
    those that the task asks for, `passes` the keys of the passes that are to be adjudicated."""

    format: int
    start: str
    sets: dict[str, Annotation]
    layers: tuple[Layer, ...] = LAYERS
    passes: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class LabelledDocument:
    """A document with the labels that an annotator begins with, and the tasks made of them."""

    document: Document
    text: str
    annotation: Annotation
    layers: tuple[Layer, ...] = LAYERS
    """The layers that the task asks for."""

    @property
    def key(self) -> TaskKey:
        return self.document.id, self.document.version, self.document.text.sha256

    @cached_property
    def content_key(self) -> str:
        """The key of the annotation: the same for the same content only."""
        return sha256(codec.encode_line(self.annotation))[:16]

    def task(self, submitted: bool = False) -> TaskJson:
        """A task with the annotation as its prediction, which the editor opens as a first draft,
        or as an annotation that the importing account submitted."""
        data = self.data({self.content_key: self.annotation}, self.content_key)
        if submitted:
            # The server would mark an imported annotation as the ground truth.
            return {"data": data, "annotations": [{"result": self.result(), "ground_truth": False}]}
        return {"data": data, "predictions": [self.prediction()]}

    def data(self, sets: Mapping[str, Annotation], start: str) -> dict[str, Any]:
        """The data of a task that carries these annotations."""
        document = self.document
        name = f"{document.id} v{document.version}"
        day = f"reference date {document.reference_date}" if document.reference_date else None
        source = sets[start].annotator
        begins = f"begins with labels of {source}" if source != BLANK else None
        return {
            TEXT: self.text,
            "title": " · ".join(filter(None, (document.title, name, day, begins))),
            "referents": _referent_list(sets[start].refs),
            **_lists(sets[start]),
            "doc_id": document.id,
            "version": document.version,
            "text_sha256": document.text.sha256,
            META: msgspec.to_builtins(CarriedAnnotations(FORMAT, start, dict(sets), self.layers)),
        }

    def prediction(self) -> dict[str, Any]:
        """The annotation as the draft that the editor opens."""
        return {"model_version": DRAFT, "result": self.result()}

    def result(self) -> list[Item]:
        """Everything the editor shows at first: the labels, then the zones."""
        zones = zone_regions(self.document, self.text)
        return encode(self.annotation, self.content_key, self.layers) + zones


def _lists(annotation: Annotation) -> dict[str, list[dict[str, str]]]:
    """The entries of the lists that a task offers."""
    entries: dict[Picks, list[str]] = {
        "referents": [entry(ref.id, ref.name) for ref in annotation.refs],
        "pacts": [pact_entry(pact) for pact in annotation.agreements or () if pact.mentions],
        "stances": [stance_entry(stance) for stance in annotation.stances or ()],
    }
    return {
        list_key(picks): [{"value": one} for one in dict.fromkeys(shown)]
        for picks, shown in entries.items()
    }


def _referent_list(refs: Iterable[Ref]) -> str:
    """The referents for looking up, one a line."""
    lines = []
    for ref in refs:
        of = f" of {ref.of}" if ref.of else ""
        kb = f" [{ref.kb.id}]" if ref.kb else ""
        lines.append(f"{ref.id} = {ref.name or '?'} ({ref.type}{of}){kb}")
    return "\n".join(lines) or "none yet"


class Submission(msgspec.Struct, frozen=True):
    """One annotation of a task, as exports have it; `completed_by` is an id or a user."""

    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"[]")
    completed_by: int | str | dict[str, Any] | None = None
    was_cancelled: bool = False
    created_at: str = ""
    updated_at: str = ""

    @property
    def made(self) -> tuple[str, str, int]:
        """What orders submissions by time."""
        return self.created_at, self.updated_at, self.id or 0

    @property
    def account(self) -> str:
        """Who labelled: the address where the export has it, else the number of the account."""
        user = self.completed_by
        if isinstance(user, dict):
            user = user.get("email") or user.get("id")
        return str(user or "unknown")


class UnsubmittedDraft(msgspec.Struct, frozen=True):
    """Work that somebody has begun and not submitted; `annotation` is the submission it changes."""

    annotation: int | None = None


class ExportedTask(msgspec.Struct, frozen=True):
    id: int | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")
    annotations: tuple[Submission, ...] = ()
    drafts: tuple[UnsubmittedDraft | int, ...] = ()
    project: int | None = None


class _AnyTask(msgspec.Struct, frozen=True):
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def read_export(data: bytes, file: str) -> list[ExportedTask]:
    """The tasks of an export in the format JSON. Raises `InvalidData`, also for the formats
    JSON-MIN and CSV, which leave out relations and regions' ids."""
    try:
        data = data.replace(b"\r\n", b" \n")  # an editor may have changed the line ends
        codec.parse(data)  # what is decoded later has been looked at
        if any(task.data is msgspec.UNSET for task in _ANY_TASKS.decode(data)):
            reason = "its tasks have no data, as in the format JSON-MIN"
        else:
            return msgspec.json.decode(data, type=list[ExportedTask])
    except (codec.Unreadable, msgspec.DecodeError) as error:
        reason = str(error)
    message = f"not an export of tasks in the format JSON ({reason}); choose JSON when you export"
    raise InvalidData([rules.problem("PB913", file, message)])


_ANY_TASKS = msgspec.json.Decoder(list[_AnyTask])


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
