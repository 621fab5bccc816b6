"""What is asked of a system, and a run of one in which a document that fails fails alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.progress import Progress, silent


class Article(NamedTuple):
    """A document version with its clean text."""

    document: Document
    text: str


class System(Protocol):
    """A system has a name and a version; two runs of one version over the same articles give the
    same predictions."""

    name: str
    version: str

    def predict(self, articles: Iterable[Article]) -> Iterator[Prediction]:
        """The labels of each article, in their order."""
        ...


class FailedDocument(NamedTuple):
    """A document that a system has no prediction for, and why."""

    document: str
    message: str


def run(
    system: System, articles: Iterable[Article], progress: Progress = silent
) -> Iterator[Prediction | FailedDocument]:
    """What a system predicts of each article, or how it failed. `progress` is called with each
    document's id before the document is read."""
    for article in articles:
        name = article.document.id
        progress(name)
        try:
            made = list(system.predict([article]))
        except Exception as error:  # whatever it raises is about this document
            yield FailedDocument(name, f"{type(error).__name__}: {error}")
            continue
        if [prediction.document for prediction in made] != [name]:
            yield FailedDocument(name, f"{len(made)} predictions, of which one was to be for it")
            continue
        yield made[0]
