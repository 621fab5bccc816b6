"""The columns of each layer: spans, mentions, agreements, stances and referents, a row a label or a
part of one.

Documents are numbered as the rows of a table are. Spans are offsets into their document's text
until `laid` puts them on the line of all documents. What is absent is -1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pactbank.model.walk import SpanKind
from pactbank.scoring.columns.arrays import Ragged
from pactbank.scoring.columns.line import Spans
from pactbank.scoring.tables import Ints, Mask


@dataclass(slots=True, eq=False)
class SpanColumn:
    """Spans of one kind: the document and the offsets of each, and the words it quotes.

    `start` and `end` are -1 for one that is given by its words or by a referent alone; placing
    quotes fills them in.
    """

    kind: SpanKind
    document: Ints
    start: Ints
    end: Ints
    words: pa.Array
    before: pa.Array
    after: pa.Array
    placed: Mask
    """Which spans have offsets."""

    def __len__(self) -> int:
        return len(self.start)


def laid(column: SpanColumn, line: Ints) -> Spans:
    """The spans of a column on the line of all documents; those without a place are -1."""
    base = np.where(column.placed, line[column.document], 0)
    return Spans(column.start + base, column.end + base)


@dataclass(slots=True, eq=False)
class MentionColumns:
    """Entity mentions."""

    spans: SpanColumn
    type: Ints
    level: Ints
    value: Ints
    open: Mask
    refs: Ragged

    def __len__(self) -> int:
        return len(self.type)


@dataclass(slots=True, eq=False)
class AgreementColumns:
    """Agreements, and in tables of their own their mentions, arguments, status entries and
    relations, each with the row of its agreement."""

    document: Ints
    id: Ints
    type: Ints
    form: Ints
    name: Ints
    kb: Ints
    mention_of: Ints
    mentions: SpanColumn
    mention_level: Ints
    argument_of: Ints
    arguments: SpanColumn
    role: Ints
    argument_refs: Ragged
    argument_open: Mask
    status_of: Ints
    status: dict[str, Ints]
    evidence_of: Ints
    evidence: SpanColumn
    relation_of: Ints
    relation_type: Ints
    relation_target: Ints
    ground_of: Ints
    ground: SpanColumn

    def __len__(self) -> int:
        return len(self.type)


@dataclass(slots=True, eq=False)
class StanceColumns:
    """Stances, and in tables of their own their holders and the links of their chains."""

    document: Ints
    type: Ints
    polarity: Ints
    implicit: Ints
    quote: Ints
    about: Ragged
    toward: Ragged
    cue: SpanColumn
    target_of: Ints
    target: SpanColumn
    holder_of: Ints
    holders: SpanColumn
    holder_refs: Ragged
    holder_open: Mask
    link_of: Ints
    link_ref: Ints
    link_inferred: Mask
    source_of: Ints
    sources: SpanColumn

    def __len__(self) -> int:
        return len(self.type)


@dataclass(slots=True, eq=False)
class ReferentColumns:
    """The referents a side lists."""

    document: Ints
    id: Ints
    type: Ints
    name: Ints
    of: Ints
    kb: Ints

    def __len__(self) -> int:
        return len(self.id)
