"""Plans a push: documents with the labels to begin with, as tasks; uses no server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem
from pactbank.labelstudio.predictions import read_predictions, to_annotation
from pactbank.labelstudio.tasks import BLANK, LabelledDocument, TaskJson, Undrawn, undrawn
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, blank
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.document import Document
from pactbank.model.inputs import is_there, read_file, read_named, reading
from pactbank.model.prediction import Prediction


def tasks_of(documents: Iterable[LabelledDocument], submitted: bool) -> list[TaskJson]:
    """The tasks of a batch of documents."""
    with codec.uncollected():
        return [labelled.task(submitted) for labelled in documents]


@dataclass
class PushPlan:
    """What is to be pushed: the documents, problems with predictions, the ids of documents
    without labels, and how much of the labels the editor cannot draw."""

    documents: list[LabelledDocument] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    undrawn: Counter[Undrawn] = field(default_factory=Counter)

    @property
    def restricted(self) -> list[str]:
        """Ids of documents whose text may not be passed on."""
        return [one.document.id for one in self.documents if one.document.withheld]


def choose_documents(store: Store, ids: Sequence[str]) -> list[Document]:
    """The newest version of each named document, or of every document without a name. Raises
    `UnknownName`."""
    return [store.document(name) for name in ids or store.versions()]


def plan_push(
    store: Store,
    documents: Iterable[Document],
    created: str,
    annotator: str | None = None,
    predictions: Path | None = None,
    layers: tuple[Layer, ...] = LAYERS,
) -> PushPlan:
    """Each document with an annotator's labels, a system's predictions, or none; annotators are
    asked for `layers`.

    `created` is the day that is put into blank annotations and predictions. Raises `InvalidData`
    where labels of an annotator break a rule or a file does not hold predictions, `WithheldText`
    where this copy of the corpus lacks the text, `UnknownName` for an annotator, `WrongUse` for a
    file that cannot be read.
    """
    if annotator is not None:
        store.check_registered(annotator)
    labels = _StartingLabels(store, created, annotator, predictions)
    plan = PushPlan()
    problems: list[Problem] = []
    for document in documents:
        try:
            text = store.text(document)
            annotation = labels.of(document, text, plan.problems)
        except InvalidData as error:
            problems += error.problems
            continue
        if annotation is None:
            annotation = blank(
                document,
                annotator=BLANK,
                guidelines_sha256=labels.guidelines,
                created=created,
            )
            plan.unlabelled.append(document.id)
        plan.documents.append(LabelledDocument(document, text, annotation, layers))
        plan.undrawn += undrawn(annotation)
    if problems:
        raise InvalidData(problems)
    return plan


class _StartingLabels:
    """The labels to begin with: an annotator's, a system's predictions, or none."""

    def __init__(
        self, store: Store, created: str, annotator: str | None, predictions: Path | None
    ) -> None:
        self.store = store
        self.created = created
        self.annotator = annotator
        self.file = str(predictions)
        path = store.annotation_folder / "GUIDELINES.md"
        with reading(path):
            self.guidelines = sha256(read_file(path) if is_there(path) else b"")
        self.predicted: dict[str, tuple[int, Prediction]] = {}
        if predictions is not None:
            data = read_named(predictions)
            for line, prediction in read_predictions(data, self.file):
                self.predicted[prediction.document] = (line, prediction)

    def of(self, document: Document, text: str, left_out: list[Problem]) -> Annotation | None:
        """The labels of a document, None where there are none. Raises `InvalidData`."""
        if self.annotator is None:
            return self._predicted(document, text, left_out)
        annotation = self.store.annotation(self.annotator, document)
        if annotation is not None:
            path = self.store.annotation_path(self.annotator, document.id, document.version)
            if problems := check(self.store, annotation, codec.encode(annotation), str(path)):
                raise InvalidData(problems)
        return annotation

    def _predicted(
        self, document: Document, text: str, left_out: list[Problem]
    ) -> Annotation | None:
        line, prediction = self.predicted.get(document.id, (0, None))
        if prediction is None:
            return None
        same_version = prediction.version in (None, document.version)
        same_text = prediction.text_sha256 in (None, document.text.sha256)
        if not (same_version and same_text):
            message = f"predicted for another text than {document.id} v{document.version}"
            raise InvalidData([rules.problem("PB316", self.file, message, line=line)])
        annotation, problems = to_annotation(
            prediction,
            document,
            text,
            source=prediction.annotator or "prediction",
            guidelines_sha256=self.guidelines,
            created=self.created,
            place=(self.file, line),
        )
        left_out += problems
        return annotation
