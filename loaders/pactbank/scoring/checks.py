"""Faults that only show once labels, texts and the other side are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.errors import Problem
from pactbank.model.schemas import Finding
from pactbank.scoring.columns.arrays import numbered
from pactbank.scoring.columns.contents import LabelContents
from pactbank.scoring.columns.exchange import arrow_integers, integers, mask
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.columns.line import perhaps_blank
from pactbank.scoring.columns.pointers import pointer
from pactbank.scoring.reading.lenient import NOWHERE, UNREADABLE, Leniency, nowhere
from pactbank.scoring.reading.sources import Side
from pactbank.scoring.reading.tabular import HEADER
from pactbank.scoring.tables import Ints, Mask
from pactbank.scoring.texts import KnownText


def check_documents(
    gold: Side, predicted: Side, elsewhere: Mapping[str, object] | None
) -> tuple[list[Problem], set[str]]:
    """Predictions for documents, versions or texts that gold does not have, and the documents whose
    predictions are for another version or text.

    `elsewhere` names documents of the corpus that are not scored this time: predictions for them
    are left alone. None: gold is all there is, and where some of it cannot be read, nobody knows
    which documents it lacks.
    """
    problems: list[Problem] = []
    of_others: set[str] = set()
    if predicted.table.select(HEADER).equals(gold.table.select(HEADER)):
        return problems, of_others
    of_gold, given = _header(gold.table), _header(predicted.table)
    if predicted.documents == gold.documents and not (of_gold and given):
        return problems, of_others
    known = {document: at for at, document in enumerate(gold.documents)}
    against = gold.source or "gold"
    for at, document in enumerate(predicted.documents):
        findings: list[Finding] = []
        if document in known:
            if of_gold and given:
                findings += _differing(document, of_gold[known[document]], given[at], against)
                of_others |= {document} if findings else set()
        elif elsewhere is None and gold.complete:
            findings.append(Finding("PB852", "/document", f"{document!r} is not in {against}"))
        elif elsewhere is not None and document not in elsewhere:
            findings.append(Finding("PB315", "/document", f"no document {document!r}"))
        problems += map(predicted.locations[at].problem, findings)
    return problems, of_others


_WHITE = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""Every character that is white space."""

Header = tuple[int | None, str | None]


def _header(table: pa.Table) -> list[Header]:
    """Version and text hash of each document; empty where none has either."""
    if all(table.column(name).null_count == table.num_rows for name in ("version", "text_sha256")):
        return []
    return list(
        zip(
            table.column("version").to_pylist(),
            table.column("text_sha256").to_pylist(),
            strict=True,
        )
    )


def _differing(document: str, gold: Header, given: Header, against: str) -> Iterator[Finding]:
    """Labels for another version or another text than gold's, which was read from `against`."""
    if None not in (gold[0], given[0]) and gold[0] != given[0]:
        message = f"labels for v{given[0]} of {document}, {against} is for v{gold[0]}"
        yield Finding("PB853", "/version", message)
    if None not in (gold[1], given[1]) and gold[1] != given[1]:
        message = f"the text of {document} that {against} was made for is {gold[1]}"
        yield Finding("PB316", "/text_sha256", message)


class SpanFault(NamedTuple):
    """What is wrong with a row of a column of spans."""

    column: SpanColumn
    row: int
    code: str
    message: str


_TOGETHER = {
    "PB302": "and so in {} spans, most of the document: labels of another text, or offsets that do "
    "not count code points",
    "PB854": "one of {} in this document",
    "PB858": "one of {} in this document",
}
"""Faults that have one cause in a document, and how one of them tells of all; of PB302 that is so
where most spans have it."""


class SpanChecks:
    """Every span of one side against the texts that are known."""

    def __init__(
        self,
        side: Side,
        labels: Labels,
        texts: Mapping[str, KnownText],
        is_gold: bool,
        of_others: Collection[str] = (),
    ) -> None:
        """`of_others` are documents whose labels are known to be of another text."""
        self.side = side
        self.labels = labels
        self.is_gold = is_gold
        documents = side.documents if texts else []
        self.known = [texts.get(document) for document in documents] or None
        self.chars = np.full(labels.documents, NOWHERE)
        self.read = np.zeros(labels.documents, np.bool_)
        self.same = np.ones(labels.documents, np.bool_)
        if of_others:
            self.same[:] = [name not in of_others for name in side.documents]
        for at, known in enumerate(self.known or ()):
            if known is not None:
                self.chars[at] = known.chars
                self.read[at] = known.text is not None

    def problems(self) -> Iterator[Problem]:
        return self._problems(self._causes(self._faults()))

    def _problems(self, faults: Iterable[SpanFault]) -> Iterator[Problem]:
        for fault in faults:
            finding = Finding(
                fault.code, pointer(self.labels, fault.column.kind, fault.row), fault.message
            )
            document = int(fault.column.document[fault.row])
            yield self.side.locations[document].problem(finding)

    def forgiven(self, leniency: Leniency) -> Iterator[Problem]:
        """Like `problems`, but a span that cannot be right is moved to where nothing matches it,
        and counted. What remains is the fault of a text that is not at hand."""
        remaining = []
        for fault in list(self._faults()):
            if fault.code == "PB858":
                remaining.append(fault)
                continue
            name = "missing-field" if fault.code == "PB319" else "bad-value"
            leniency.forgive(name, fault.code)
            column, row = fault.column, fault.row
            given = int(column.start[row]), int(column.end[row]), column.words[row].as_py()
            column.start[row], column.end[row] = nowhere([column.kind, *given])
            column.placed[row] = True
        return self._problems(self._causes(remaining))

    def _causes(self, faults: Iterable[SpanFault]) -> Iterator[SpanFault]:
        """The faults, but for those of a document that have one cause: one is told, with how many
        spans have it."""
        together: dict[tuple[str, int], list[SpanFault]] = {}
        for fault in faults:
            if fault.code in _TOGETHER:
                document = int(fault.column.document[fault.row])
                together.setdefault((fault.code, document), []).append(fault)
            else:
                yield fault
        for (code, document), of in together.items():
            if len(of) == 1 or (code == "PB302" and 2 * len(of) <= self._quoting(document)):
                yield from of
            else:
                yield of[0]._replace(message=f"{of[0].message} ({_TOGETHER[code].format(len(of))})")

    def _quoting(self, document: int) -> int:
        """How many spans of a document have words beside their offsets."""
        return sum(
            int((column.placed & mask(column.words.is_valid()))[column.document == document].sum())
            for column in self.labels.spans()
        )

    def _faults(self) -> Iterator[SpanFault]:
        for column in self.labels.spans():
            yield from self._placed(column)
            yield from self._unplaced(column)

    def _placed(self, column: SpanColumn) -> Iterator[SpanFault]:
        """Spans that run backwards, leave the text, cover nothing or quote other words."""
        start, end = column.start, column.end
        wrong = column.placed & (end <= start)
        beyond: Mask = np.zeros(len(start), np.bool_)
        if self.known:
            same = self.same[column.document]
            beyond = column.placed & (end > self.chars[column.document]) & (start < NOWHERE) & same
        for row in np.flatnonzero(wrong | beyond).tolist():
            known = self.known[int(column.document[row])] if self.known else None
            place = f"[{start[row]}, {end[row]})"
            if start[row] == end[row] and not beyond[row]:
                yield SpanFault(column, row, "PB303", f"{place} covers nothing")
            else:
                length = "" if known is None else f" in a text of {known.chars}"
                yield SpanFault(column, row, "PB301", f"{place}{length}")
        if column.words.null_count == len(column) and not self.known:
            return
        sound = column.placed & ~wrong & ~beyond
        if self.known:
            of_this = self.read[column.document] & self.same[column.document]
            yield from self._misquoted(column, sound & of_this)
        if self.is_gold:
            yield from self._blank(column, sound)

    def _misquoted(self, column: SpanColumn, rows: Mask) -> Iterator[SpanFault]:
        assert self.known is not None
        quoting = np.flatnonzero(rows & mask(column.words.is_valid()))
        words = column.words.take(arrow_integers(quoting)).to_pylist()
        for row, text in zip(quoting.tolist(), words, strict=True):
            known = self.known[int(column.document[row])]
            assert known is not None
            assert known.text is not None
            covered = known.text[column.start[row] : column.end[row]]
            if covered != text:
                message = f"text is {text!r}, the offsets cover {covered!r}"
                yield SpanFault(column, row, "PB302", message)

    def _blank(self, column: SpanColumn, rows: Mask) -> Iterator[SpanFault]:
        """Gold that covers white space alone, as far as its words are known: as it quotes them, or
        from the text."""
        blank: Mask = np.zeros(len(column), np.bool_)
        if column.words.null_count < len(column):
            doubtful = perhaps_blank(column.words)
            words = column.words.take(arrow_integers(doubtful))
            trimmed = pc.utf8_trim(words, characters=_WHITE)
            blank[doubtful] = integers(pc.utf8_length(trimmed)) == 0
        read = self.read[column.document] & mask(column.words.is_null())
        for row in np.flatnonzero(rows & read).tolist():
            known = self.known[int(column.document[row])] if self.known else None
            if known is not None and known.text is not None:
                blank[row] = not known.text[column.start[row] : column.end[row]].strip()
        for row in np.flatnonzero(rows & blank).tolist():
            place = f"[{column.start[row]}, {column.end[row]})"
            yield SpanFault(column, row, "PB303", f"{place} covers white space alone")

    def _unplaced(self, column: SpanColumn) -> Iterator[SpanFault]:
        """Spans without offsets. Gold must have them; a prediction may have quotes where the text
        is known, and a filler that names a referent needs neither."""
        rows = np.flatnonzero(~column.placed)
        if not len(rows):
            return
        quoted = mask(column.words.is_valid())
        named = _refs(self.labels, column)
        for row in rows.tolist():
            if not quoted[row]:
                if named is None or not named[row]:
                    yield SpanFault(column, row, "PB319", "neither offsets nor text")
            elif self.is_gold:
                yield SpanFault(column, row, "PB854", "a quote without offsets")
            elif not self.read[int(column.document[row])]:
                document = self.side.documents[int(column.document[row])]
                yield SpanFault(
                    column, row, "PB858", f"a quote, and the text of {document!r} is not at hand"
                )


def _refs(labels: Labels, column: SpanColumn) -> Mask | None:
    """Which spans name referents, of the kinds that may be given by these alone."""
    if column.kind == "argument":
        return labels.agreements.argument_refs.counts > 0
    if column.kind == "holder":
        return labels.stances.holder_refs.counts > 0
    return None


def check_repetitions(side: Side, labels: Labels, contents: LabelContents) -> Iterator[Problem]:
    """Labels that stand twice in gold: a mention of one type at one place, an agreement or a stance
    that says what another says."""
    mentions = labels.mentions
    spans = mentions.spans

    follow = (np.diff(spans.document) > 0) | (np.diff(spans.start) > 0)
    alike = [] if follow.all() else [spans.document, spans.start, spans.end, mentions.type]
    for row in _later(*numbered(alike), spans.placed) if alike else ():
        name = labels.vocabulary[int(mentions.type[row])].as_py()
        message = f"{name} at [{spans.start[row]}, {spans.end[row]}) stands twice"
        yield _repeated(side, spans.document, row, "entities", "PB306", message)
    for layer, code in (("agreements", "PB855"), ("stances", "PB504")):
        if not labels.has(layer).any():
            continue
        words, document = getattr(contents, layer)(), getattr(labels, layer).document
        _, first, number = np.unique(words, return_index=True, return_inverse=True)
        for row in _later(number, first, np.ones(len(words), np.bool_)):
            yield _repeated(side, document, row, layer, code, "another label says the same")


def _later(number: Ints, first: Ints, counting: Mask) -> list[int]:
    """The rows that are not the first of their number."""
    rows: list[int] = np.flatnonzero((first[number] != np.arange(len(number))) & counting).tolist()
    return rows


def _repeated(side: Side, document: Ints, row: int, layer: str, code: str, message: str) -> Problem:
    at = row - int(np.searchsorted(document, document[row]))
    finding = Finding(code, f"/{layer}/{at}", message)
    return side.locations[int(document[row])].problem(finding)


def check_types(side: Side, labels: Labels, by: Mapping[str, object]) -> Iterator[Problem]:
    """Types of mentions that a label map does not have, each once, with how often it stands."""
    known = ", ".join(sorted(name for name in by if "/" not in name))
    for name, row, count in _unmapped(labels, by):
        document = labels.mentions.spans.document
        at = row - int(np.searchsorted(document, document[row]))
        message = f"{name!r} ({count} mentions) is not among {known}"
        finding = Finding("PB856", f"/entities/{at}/type", message)
        yield side.locations[int(document[row])].problem(finding)


def forgive_types(labels: Labels, by: Mapping[str, object], leniency: Leniency) -> None:
    """Count the mentions whose type a label map does not have; they are false positives."""
    for name, _, count in _unmapped(labels, by):
        leniency.forgive("bad-value", "PB856", count * (name != UNREADABLE))


def _unmapped(labels: Labels, by: Mapping[str, object]) -> Iterator[tuple[str, int, int]]:
    """Each type of mentions that a map does not have, the first row of it, and how many."""
    codes, first, counts = np.unique(labels.mentions.type, return_index=True, return_counts=True)
    for code, row, count in zip(codes.tolist(), first.tolist(), counts.tolist(), strict=True):
        name = "null" if code == ABSENT else labels.vocabulary[code].as_py()
        if name not in by:
            yield name, row, count
