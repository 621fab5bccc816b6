"""From documents and their labels to tasks; no server and no SDK here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.labelstudio.changes import Loss, losses
from pactbank.labelstudio.predictions import read_predictions, to_annotation
from pactbank.labelstudio.tasks import BLANK, Key, Task, content_key, task
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, blank
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction


@dataclass(frozen=True)
class Sheet:
    """A document with the labels that an annotator is to begin with."""

    document: Document
    text: str
    annotation: Annotation

    @property
    def key(self) -> Key:
        return self.document.id, self.document.version, self.document.text.sha256

    @property
    def content(self) -> str:
        return content_key(self.annotation)

    def task(self, submitted: bool) -> Task:
        return task(self.document, self.text, self.annotation, submitted)


def tasks_of(sheets: Iterable[Sheet], submitted: bool) -> list[Task]:
    """The tasks of a batch of sheets."""
    with codec.uncollected():
        return [sheet.task(submitted) for sheet in sheets]


@dataclass
class Sheets:
    """What is to be pushed, and what was found on the way."""

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    losses: Counter[Loss] = field(default_factory=Counter)

    @property
    def restricted(self) -> list[str]:
        """Documents whose text may not be passed on."""
        return [sheet.document.id for sheet in self.sheets if sheet.document.withheld]


def chosen(store: Store, ids: Sequence[str]) -> list[Document]:
    """The newest version of each named document, of all of them without a name. Raises
    `UnknownName`."""
    return [store.document(name) for name in ids or store.versions()]


def sheets_of(
    store: Store,
    documents: Iterable[Document],
    created: str,
    annotator: str | None = None,
    predictions: Path | None = None,
) -> Sheets:
    """Each document with an annotator's labels, a system's, or none.

    `created` is the day that stands in labels begun today. Raises `InvalidData` where labels of
    an annotator break a rule or a file is not one of predictions, `WithheldText` where this copy
    has not the text, `WrongUse` for an annotator or file that is not there.
    """
    if annotator is not None and annotator not in store.annotators:
        raise WrongUse(f"annotators.json does not list {annotator!r}")
    labels = _Labels(store, created, annotator, predictions)
    made = Sheets()
    problems: list[Problem] = []
    for document in documents:
        try:
            text = store.text(document)
            annotation = labels.of(document, text, made.problems)
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
            made.unlabelled.append(document.id)
        made.sheets.append(Sheet(document, text, annotation))
        made.losses += losses(annotation)
    if problems:
        raise InvalidData(problems)
    return made


class _Labels:
    """Where the labels to begin with come from."""

    def __init__(
        self, store: Store, created: str, annotator: str | None, predictions: Path | None
    ) -> None:
        self.store = store
        self.created = created
        self.annotator = annotator
        self.file = str(predictions)
        path = store.annotation_folder / "GUIDELINES.md"
        self.guidelines = sha256(path.read_bytes() if path.exists() else b"")
        self.predicted: dict[str, tuple[int, Prediction]] = {}
        if predictions is not None:
            try:
                data = predictions.read_bytes()
            except OSError as error:
                raise WrongUse(f"{predictions}: {error.strerror}") from None
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
        pinned = (prediction.version, prediction.text_sha256)
        if any(was not in (None, now) for was, now in zip(pinned, _pin(document), strict=True)):
            said = f"predicted for another text than {document.id} v{document.version}"
            raise InvalidData([rules.problem("PB316", self.file, said, line=line)])
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


def _pin(document: Document) -> tuple[int, str]:
    return document.version, document.text.sha256
