"""Faults that only show once labels, texts and the other side are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pactbank.errors import Problem
from pactbank.model.schemas import Finding
from pactbank.scoring.canonical import canonical
from pactbank.scoring.columns import packed, sorting
from pactbank.scoring.labels import FILLERS, Labels, layer_of, spans
from pactbank.scoring.rows import Rows
from pactbank.scoring.sides import Side
from pactbank.scoring.texts import Known


def check_spans(side: Side, texts: Mapping[str, Known], gold: bool) -> Iterator[Problem]:
    """Spans that have no place, run backwards, leave the text or quote other words than they
    cover. Gold must have offsets; a prediction may have quotes, and a filler that names a
    referent needs neither."""
    for document, labels in side.labels.items():
        place = side.header(document).place
        known = texts.get(document)
        for kind, pointer, span in spans(labels):
            if span.start is not None and span.end is not None:
                finding = _misplaced(span, pointer, known)
            elif span.text is None:
                named = kind in FILLERS and span.refs
                finding = None if named else Finding("PB319", pointer, "neither offsets nor text")
            else:
                finding = Finding("PB854", pointer, "a quote without offsets") if gold else None
            if finding is not None:
                yield place.problem(finding)


def _misplaced(span: Any, pointer: str, known: Known | None) -> Finding | None:
    start, end, text = span.start, span.end, span.text
    if end < start or (known is not None and end > known.chars):
        length = "" if known is None else f" in a text of {known.chars}"
        return Finding("PB301", pointer, f"[{start}, {end}){length}")
    if start == end:
        return Finding("PB303", pointer, f"[{start}, {end}) covers nothing")
    covered = None if known is None or known.text is None else known.text[start:end]
    if None not in (text, covered) and text != covered:
        return Finding("PB302", pointer, f"text is {text!r}, the offsets cover {covered!r}")
    return None


def check_rows(side: Side, rows: Rows) -> Iterator[Problem]:
    """Mentions, as columns, that cover nothing or run backwards."""
    spans = rows.spans
    for row in np.flatnonzero((spans.start < 0) | (spans.end <= spans.start)).tolist():
        start, end = int(spans.start[row]), int(spans.end[row])
        said = f"[{start}, {end})"
        yield _problem(side, rows, row, "PB303" if start == end else "PB301", said)


def check_gold_rows(side: Side, rows: Rows) -> Iterator[Problem]:
    """Mentions that stand twice in gold."""
    spans = rows.spans
    columns = packed(rows.said[:4])
    by = sorting(columns)
    columns = columns if by is None else [column[by] for column in columns]
    again = np.flatnonzero(np.all([column[1:] == column[:-1] for column in columns], axis=0)) + 1
    for row in (again if by is None else by[again]).tolist():
        place = f"[{spans.start[row]}, {spans.end[row]})"
        said = f"{rows.types[spans.type[row]]} at {place} stands twice"
        yield _problem(side, rows, row, "PB306", said)


def check_types(side: Side, rows: Rows, by: Mapping[str, object]) -> Iterator[Problem]:
    """Mentions whose type a label map does not have."""
    unknown = np.array([name not in by for name in rows.types], np.bool_)
    known = ", ".join(sorted(name for name in by if "/" not in name))
    for row in np.flatnonzero(unknown[rows.spans.type]).tolist():
        said = f"{rows.types[rows.spans.type[row]]!r} is none of {known}"
        yield _problem(side, rows, row, "PB856", said, "/type")


def _problem(side: Side, rows: Rows, row: int, code: str, said: str, part: str = "") -> Problem:
    number = int(rows.spans.document[row])
    # The rows of a document follow one another, as its mentions did.
    at = row - int(np.searchsorted(rows.spans.document, number))
    return side.listed[number].place.problem(Finding(code, f"/entities/{at}{part}", said))


def check_gold_labels(side: Side) -> Iterator[Problem]:
    """Agreements and stances that stand twice in gold."""
    for document, labels in side.labels.items():
        place = side.header(document).place
        yield from map(place.problem, _repeated(labels))


def _repeated(labels: Labels) -> Iterator[Finding]:
    seen: set[str] = set()
    for layer, code in (("agreements", "PB855"), ("stances", "PB504")):
        for at, label in enumerate(layer_of(getattr(labels, layer))):
            key = f"{layer} {canonical(label)}"
            if key in seen:
                yield Finding(code, f"/{layer}/{at}", "another label says the same")
            seen.add(key)
