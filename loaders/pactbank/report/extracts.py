"""A document and the labels of all systems as the page embeds them.

The text is cut into pieces at the edges of labels and of the sentences around them, so that what
is embedded has no offsets that a browser would count in another way. A label is
[type, first piece, piece after the last, place, words]; without a text its pieces are null, and
words are given only for one that has no place. A row is [layer, kind, causes, gold label, predicted
label, differences, shared parts, context]: places in the lists of the page and of the extract, and
null for what there is not. Differences and shared parts are [part, gold, predicted].
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, get_args

from pactbank.model.closed import LAYERS
from pactbank.model.document import Document
from pactbank.report.recounting import ListedLabel, Section, SystemRows
from pactbank.scoring.errors.causes import CAUSES, status_of
from pactbank.scoring.errors.record import Contrast, Kind, Labelled
from pactbank.text.offsets import Range
from pactbank.text.sentences import around
from pactbank.text.unseen import visible

KINDS = get_args(Kind)
_CAUSES = list(CAUSES)


def extract(section: Section, document: Document, texts: bool) -> dict[str, Any]:
    """A document with the rows of each system; its words only if they may be passed on, or `texts`
    says so."""
    withheld = document.withheld and not texts
    known = section.texts.get(document.id)
    text = None if withheld or known is None else known.text
    rows = [system.rows.get(document.id, []) for system in section.systems]
    made = _Extract(text, [row for of in rows for row in of], withheld)
    return {
        "title": None if withheld else document.title,
        "language": document.language,
        "withheld": withheld,
        "pieces": made.pieces,
        "rows": [[made.row(row) for row in of] for of in rows],
        "labels": made.labels,
        "failed": [_failure(system, document, withheld) for system in section.systems],
    }


def _failure(system: SystemRows, document: Document, withheld: bool) -> str | None:
    """Why a system has no prediction; a message may quote the text."""
    failure = system.system.failed.get(document.id)
    if failure is None:
        return None
    return failure.kind if withheld else f"{failure.kind}: {failure.message}"


class _Extract:
    """The pieces of a text, and the labels of all rows, each once."""

    def __init__(self, text: str | None, rows: list[ListedLabel], withheld: bool) -> None:
        self.text = text
        self.withheld = withheld
        self.edges = [] if text is None else sorted({0, len(text), *self._edges(text, rows)})
        self.pieces = text and [text[start:end] for start, end in pairwise(self.edges)]
        self.labels: list[Any] = []
        self.numbers: dict[Labelled, int] = {}

    def _edges(self, text: str, rows: Iterable[ListedLabel]) -> Iterator[int]:
        for row in rows:
            for span in _spans(row):
                yield from (min(edge, len(text)) for edge in span)
            if row.mistake.kind != "right":
                yield from self._context(text, row) or ()

    def _context(self, text: str, row: ListedLabel) -> Range | None:
        """The sentences that the labels of a row stand in."""
        found = [around(text, *(min(edge, len(text)) for edge in span)) for span in _spans(row)]
        return (min(a for a, _ in found), max(b for _, b in found)) if found else None

    def row(self, row: ListedLabel) -> list[Any]:
        of = row.mistake
        context = None
        if self.text is not None and of.kind != "right":
            context = self._context(self.text, row)
        return [
            LAYERS.index(of.layer),
            KINDS.index(of.kind),
            [_CAUSES.index(cause) for cause in row.causes],
            self._label(of.gold),
            self._label(of.predicted),
            list(map(self._contrast, of.differences)),
            list(map(self._contrast, of.shared)),
            context and [self._piece(edge) for edge in context],
        ]

    def _label(self, label: Labelled | None) -> int | None:
        if label is None:
            return None
        if label not in self.numbers:
            self.numbers[label] = len(self.labels)
            self.labels.append(self._told(label))
        return self.numbers[label]

    def _told(self, label: Labelled) -> list[Any]:
        if label.start is None or label.end is None:
            return [label.type, None, None, None, None if self.withheld else label.words]
        place = f"{label.start}–{label.end}"
        if self.text is None:
            return [label.type, None, None, place, None if self.withheld else label.words]
        return [label.type, self._piece(label.start), self._piece(label.end), place, None]

    def _piece(self, edge: int) -> int:
        assert self.text is not None, "pieces are of a text"
        return bisect_left(self.edges, min(edge, len(self.text)))

    def _contrast(self, of: Contrast) -> list[str | None]:
        gold, predicted = of.gold, of.predicted
        if self.withheld:
            gold, predicted = (_bare(of.part, side) for side in (gold, predicted))
        return [of.part, gold, predicted]


def _spans(row: ListedLabel) -> Iterator[Range]:
    for label in (row.mistake.gold, row.mistake.predicted):
        if label is not None and label.start is not None and label.end is not None:
            yield label.start, label.end


def _bare(part: str, told: str | None) -> str | None:
    """A part of a label without any words of the text."""
    if told is None or part in ("type", "form"):
        return told
    if part != "status":
        return "(words left out)"
    denied, stage, condition = status_of(told)
    return " ".join(filter(None, ("not" if denied else "", stage, condition)))


def embedded(value: Any) -> str:
    """A value as JSON that may stand in a page: no markup, and unseen characters shown."""
    shown = _dumped(value)
    if "\\u" in shown or visible(shown) != shown:  # most documents have nothing unseen
        shown = _dumped(_shown(value))
    return shown.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value, lines=True)
    if isinstance(value, dict):
        return {_shown(key): _shown(inner) for key, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, (list, tuple)) else value
