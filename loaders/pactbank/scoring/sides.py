"""The two sides of a score: labels by document, read, matched and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pactbank.errors import Problem
from pactbank.model import rules
from pactbank.model.closed import Layer
from pactbank.model.schemas import Finding
from pactbank.scoring.labels import Labels
from pactbank.scoring.rows import Rows, number_by, rows_of


class Place(NamedTuple):
    """Where the labels of a document were read: a file and, in JSON Lines, the physical line; of
    data in memory and tables, the number of the item."""

    source: str
    line: int | None = None
    item: int | None = None

    @property
    def file(self) -> str:
        return self.source if self.item is None else f"{self.source}[{self.item}]"

    def problem(self, finding: Finding) -> Problem:
        return rules.problem(
            finding.code, self.file, finding.message, line=self.line, pointer=finding.pointer
        )

    def __str__(self) -> str:
        return self.file if self.line is None else f"line {self.line} of {self.file}"


class Header(NamedTuple):
    """What a side says about a document before its labels."""

    version: int | None
    text_sha256: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class ColumnHeaders:
    """Headers of documents that came as columns, made when one is asked for."""

    source: str
    lines: Sequence[int] | None = None
    versions: Sequence[int | None] | None = None
    hashes: Sequence[str | None] | None = None

    def __getitem__(self, number: int) -> Header:
        place = Place(self.source, None, number)
        if self.lines is not None:
            place = Place(self.source, self.lines[number])
        return Header(
            None if self.versions is None else self.versions[number],
            None if self.hashes is None else self.hashes[number],
            place,
        )


@dataclass(slots=True)
class Side:
    """Gold or predictions.

    `numbers` counts the documents in the order in which they were read, and `listed` has their
    headers. `labels` holds records by document id; mentions that came as columns are in `table`
    instead. `plain` says that there is nothing but mentions with offsets. Faults met in reading
    are collected in `problems`.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    listed: list[Header] | ColumnHeaders = field(default_factory=list)
    labels: dict[str, Labels] = field(default_factory=dict)
    table: Rows | None = None
    plain: bool = False
    problems: list[Problem] = field(default_factory=list)

    def add(self, labels: Labels, place: Place) -> None:
        """Take the labels of one more document; a second time is a fault."""
        number = self.numbers.setdefault(labels.document, len(self.numbers))
        if number < len(self.labels):
            self._twice(labels.document, place)
            return
        assert isinstance(self.listed, list)
        self.listed.append(Header(labels.version, labels.text_sha256, place))
        self.labels[labels.document] = labels

    def take(self, rows: Rows, documents: Sequence[str], headers: ColumnHeaders) -> None:
        """Take mentions with offsets as columns, documents numbered as they are listed."""
        self.listed, self.table, self.plain = headers, rows, True
        self.numbers = dict(zip(documents, range(len(documents)), strict=True))
        if len(self.numbers) < len(documents):
            self.numbers = {}
            for number, document in enumerate(documents):
                if self.numbers.setdefault(document, number) != number:
                    self._twice(document, headers[number].place)

    def _twice(self, document: str, place: Place) -> None:
        said = f"{document!r} stands in {self.header(document).place}, too"
        self.problems.append(place.problem(Finding("PB851", "/document", said)))

    @property
    def pinned(self) -> bool:
        """Whether any document names its version or its text's hash."""
        if isinstance(self.listed, ColumnHeaders):
            return self.listed.versions is not None or self.listed.hashes is not None
        return any(header[:2] != (None, None) for header in self.listed)

    def header(self, document: str) -> Header:
        return self.listed[self.numbers[document]]

    def having(self, layer: Layer) -> set[str]:
        """The documents that have a layer."""
        if not self.labels:
            return set(self.numbers)
        return {
            document
            for document, labels in self.labels.items()
            if getattr(labels, layer) is not None
        }

    @property
    def columns(self) -> Rows:
        """The mentions as columns, numbered like the documents. All have offsets."""
        if self.table is None:
            self.table = rows_of([labels.entities or () for labels in self.labels.values()])
        return self.table

    def rows(self, order: Sequence[str]) -> Rows:
        """The mentions of these documents, numbered in this order."""
        own = list(self.numbers)
        if own == list(order):
            return self.columns
        numbers = {document: at for at, document in enumerate(order)}
        return self.columns.renumbered(number_by(numbers, own))


def check_headers(
    gold: Side, predicted: Side, elsewhere: Mapping[str, object] | None
) -> Iterator[Problem]:
    """Predictions for documents, versions or texts that gold does not have.

    `elsewhere` names documents of the corpus that are not scored this time: predictions for them
    are left alone. None: gold is all there is.
    """
    for document in sorted(predicted.numbers.keys() - gold.numbers.keys()):
        place = predicted.header(document).place
        if elsewhere is None:
            said = f"{document!r} is not in gold"
            yield place.problem(Finding("PB852", "/document", said))
        elif document not in elsewhere:
            yield place.problem(Finding("PB315", "/document", f"no document {document!r}"))
    if gold.pinned and predicted.pinned:
        for document in predicted.numbers.keys() & gold.numbers.keys():
            yield from _differing(document, gold.header(document), predicted.header(document))


def _differing(document: str, gold: Header, header: Header) -> Iterator[Problem]:
    """Labels for another version or another text than gold's."""
    if None not in (gold.version, header.version) and gold.version != header.version:
        said = f"labels for v{header.version} of {document}, gold is for v{gold.version}"
        yield header.place.problem(Finding("PB853", "/version", said))
    hashes = gold.text_sha256, header.text_sha256
    if None not in hashes and hashes[0] != hashes[1]:
        said = f"the text of {document} that gold was made for is {hashes[0]}"
        yield header.place.problem(Finding("PB316", "/text_sha256", said))
