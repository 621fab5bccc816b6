"""What is asked of a system, and a run of one in which a document that fails fails alone."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from pactbank.errors import PactBankError
from pactbank.model import codec
from pactbank.model.benchmark import MENDED, Failure, Tokens
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.progress import Progress, silent


class Article(NamedTuple):
    """A document version with its clean text."""

    document: Document
    text: str


Predicted = Prediction | Mapping[str, Any]
"""A prediction; or one as plain JSON, by a tool with types of its own or a program whose labels
nobody has checked. Scoring judges these."""


class System(Protocol):
    """A system has a name and a version; two runs of one version over the same articles give the
    same predictions."""

    name: str
    version: str
    types: frozenset[str] | None = None
    """The types of entities that it may predict, where these are known."""
    session: int | None = None
    """The session of the processes that it has for itself, 0 while there are none; None where it
    runs in this process."""
    tokens: Tokens | None = None
    """What it has spent since it was made, where it counts that."""

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        """The labels of each article, in their order. `DocumentFailed` says why there are none."""
        ...

    def close(self) -> None:
        """End whatever was started."""
        return


class DocumentFailed(PactBankError):
    """A system has no prediction for a document, or not a whole one: `labels` are those that it
    gave before it failed. `kind` is one word by which failures are counted, such as "timeout";
    `slips` are what was mended, by name."""

    def __init__(
        self,
        kind: str,
        message: str,
        labels: Predicted | None = None,
        slips: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.failure = Failure(kind=kind, message=shortened(message))
        self.labels = labels
        self.slips = slips or {}


def mended(labels: Predicted, slips: Mapping[str, int]) -> DocumentFailed:
    """The failure of an answer that is JSON but for slips, by name, with all its labels."""
    told = ", ".join(f"{count} {name}" for name, count in sorted(slips.items()))
    return DocumentFailed(MENDED, f"the answer is JSON but for {told}", labels, slips)


def shortened(message: str, most: int = 512) -> str:
    """A message that fits into a record."""
    return message if len(message) <= most else f"{message[: most - 1]}…"


class Answer(NamedTuple):
    """What came of one document: the prediction as one line of JSON, and why there is none or not
    all of it; the wall time, and the tokens that were spent where they are counted."""

    document: str
    line: bytes | None
    failure: Failure | None
    seconds: float
    tokens: Tokens | None


def run(
    system: System, articles: Iterable[Article], progress: Progress = silent
) -> Generator[Answer, None, None]:
    """What a system says of each article, in their order; the system is closed at the end.
    `progress` is called with each document's id before the document is read."""
    try:
        for article in articles:
            progress(article.document.id)
            before, start = system.tokens, time.perf_counter()
            line, failure = _asked(system, article)
            seconds = time.perf_counter() - start
            spent = _spent(before, system.tokens)
            yield Answer(article.document.id, line, failure, seconds, spent)
    finally:
        system.close()


def _asked(system: System, article: Article) -> tuple[bytes | None, Failure | None]:
    try:
        return _only_line(system, article), None
    except DocumentFailed as error:
        labels = error.labels
        line = None if labels is None else line_of(labels, article.document)
        return line, error.failure
    except Exception as error:  # whatever it raises is about this document
        return None, DocumentFailed("error", f"{type(error).__name__}: {error}").failure


def _only_line(system: System, article: Article) -> bytes:
    made = list(system.predict([article]))
    if len(made) != 1:
        raise DocumentFailed("no-answer", f"{len(made)} predictions for one document")
    return line_of(made[0], article.document)


def line_of(labels: Predicted, document: Document) -> bytes:
    """A prediction as a line of JSON, pinned to the document version and its text. Raises
    `DocumentFailed` for one of anything else."""
    pins = {
        "document": document.id,
        "version": document.version,
        "text_sha256": document.text.sha256,
    }
    given = labels if isinstance(labels, Mapping) else msgspec.to_builtins(labels)
    for name, value in pins.items():
        if given.get(name, value) != value:
            found = shortened(str(given[name]), 80)
            raise DocumentFailed("wrong-document", f"{name} is {found!r}, asked was {value!r}")
    if "document" not in given:
        raise DocumentFailed("garbage", "the prediction names no document")
    if isinstance(labels, Prediction):
        return codec.encode_line(msgspec.structs.replace(labels, **pins))
    return json.dumps({**pins, **given}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _spent(before: Tokens | None, after: Tokens | None) -> Tokens | None:
    if after is None:
        return None
    start = before or Tokens(input=0, output=0)
    return Tokens(input=after.input - start.input, output=after.output - start.output)
