"""The labels of one side as columns, read from a table: one row a label or part of a label, in all
three layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from pactbank.model.closed import (
    LAYERS,
    Certainty,
    Condition,
    Form,
    Implicit,
    Level,
    Polarity,
    QuoteKind,
    RelationType,
    Role,
    Stage,
    StatusPolarity,
)
from pactbank.model.walk import SpanKind
from pactbank.scoring.columns.exchange import mask, whole
from pactbank.scoring.columns.items import ABSENT, Items, items_of, places
from pactbank.scoring.columns.layers import (
    AgreementColumns,
    MentionColumns,
    ReferentColumns,
    SpanColumn,
    StanceColumns,
)
from pactbank.scoring.tables import Ints, Mask


@dataclass(eq=False)
class Labels:
    """Everything one side says of some documents. Strings are places in `vocabulary`, which both
    sides share, so that equal strings are equal numbers."""

    table: pa.Table
    vocabulary: pa.Array

    @property
    def documents(self) -> int:
        return int(self.table.num_rows)

    def has(self, layer: str) -> Mask:
        """Which documents have a layer: an absent one is not an empty one."""
        return self._present[layer]

    @cached_property
    def _present(self) -> dict[str, Mask]:
        return {layer: mask(whole(self.table.column(layer).is_valid())) for layer in LAYERS}

    def _items(self, name: str) -> Items:
        return items_of(self.table.column(name))

    @cached_property
    def referents(self) -> ReferentColumns:
        rows, v = self._items("refs"), self.vocabulary
        name, kind, called, of = (rows.strings(part, v) for part in ("id", "type", "name", "of"))
        return ReferentColumns(rows.parent, name, kind, called, of, kb_codes(rows, v))

    @cached_property
    def mentions(self) -> MentionColumns:
        rows, v = self._items("entities"), self.vocabulary
        return MentionColumns(
            _span_column("entity", rows, rows.parent),
            rows.strings("type", v),
            rows.codes("level", Level),
            rows.strings("value", v),
            rows.flags("open"),
            rows.many("refs", v),
        )

    @cached_property
    def agreements(self) -> AgreementColumns:
        rows, v = self._items("agreements"), self.vocabulary
        document = rows.parent
        mentions, arguments, status, relations = (
            rows.items(name) for name in ("mentions", "arguments", "status", "relations")
        )
        evidence, ground = status.part("evidence"), relations.part("evidence")
        return AgreementColumns(
            document,
            rows.strings("id", v),
            rows.strings("type", v),
            rows.codes("form", Form, "UNSPECIFIED"),
            rows.strings("name", v),
            kb_codes(rows, v),
            mentions.parent,
            _span_column("mention", mentions, document[mentions.parent]),
            mentions.codes("level", Level),
            arguments.parent,
            _span_column("argument", arguments, document[arguments.parent]),
            arguments.codes("role", Role),
            arguments.many("refs", v),
            arguments.flags("open"),
            status.parent,
            _status(status, v),
            evidence.parent,
            _span_column("status", evidence, document[status.parent[evidence.parent]]),
            relations.parent,
            relations.codes("type", RelationType),
            relations.strings("target", v),
            ground.parent,
            _span_column("relation", ground, document[relations.parent[ground.parent]]),
        )

    @cached_property
    def stances(self) -> StanceColumns:
        rows, v = self._items("stances"), self.vocabulary
        document = rows.parent
        cue, target = rows.part("cue"), rows.part("target")
        holders, chain = rows.items("holders"), rows.items("chain")
        source = chain.part("span")
        return StanceColumns(
            document,
            rows.strings("type", v),
            rows.codes("polarity", Polarity),
            rows.codes("implicit", Implicit),
            rows.codes("quote", QuoteKind, "none"),
            rows.many("about", v),
            rows.many("toward", v),
            _span_column("cue", cue, document[cue.parent]),
            target.parent,
            _span_column("target", target, document[target.parent]),
            holders.parent,
            _span_column("holder", holders, document[holders.parent]),
            holders.many("refs", v),
            holders.flags("open"),
            chain.parent,
            chain_refs(chain, v),
            chain.flags("inferred"),
            source.parent,
            _span_column("source", source, document[chain.parent[source.parent]]),
        )

    def spans(self) -> list[SpanColumn]:
        """Every kind of span that these documents may have, in the order of the walk: mentions,
        then those of the layers that there are."""
        found = [self.mentions.spans]
        if self.has("agreements").any():
            pacts = self.agreements
            found += [pacts.mentions, pacts.arguments, pacts.evidence, pacts.ground]
        if self.has("stances").any():
            stances = self.stances
            found += [stances.cue, stances.target, stances.holders, stances.sources]
        return found


def _status(rows: Items, vocabulary: pa.Array) -> dict[str, Ints]:
    return {
        "stage": rows.codes("stage", Stage),
        "condition": rows.codes("condition", Condition, "ACTIVE"),
        "polarity": rows.codes("polarity", StatusPolarity, "+"),
        "certainty": rows.codes("certainty", Certainty, "CT"),
        "conditional": rows.flags("conditional").astype(np.int64),
        "party": rows.strings("party", vocabulary),
        "source": _filled(rows.strings("source", vocabulary), vocabulary),
        "body": rows.strings("body", vocabulary),
        "as_of": rows.strings("as_of", vocabulary),
    }


def chain_refs(rows: Items, vocabulary: pa.Array) -> Ints:
    return _filled(rows.strings("ref", vocabulary), vocabulary)


def _filled(codes: Ints, vocabulary: pa.Array) -> Ints:
    """A source that is not named is the author."""
    [author] = places(["AUTHOR"], vocabulary)
    filled: Ints = np.where(codes == ABSENT, author, codes)
    return filled


def kb_codes(rows: Items, vocabulary: pa.Array) -> Ints:
    """Scheme and id of an entry in a knowledge base as one number."""
    links = rows.part("kb")
    codes = np.full(len(rows), ABSENT, np.int64)
    if len(links):
        size = len(vocabulary)
        scheme, name = (links.strings(part, vocabulary) for part in ("scheme", "id"))
        codes[links.parent] = scheme * size + name
    return codes


def _span_column(kind: SpanKind, items: Items, document: Ints) -> SpanColumn:
    start, end = items.numbers("start").copy(), items.numbers("end").copy()
    words, before, after = (items.column(name) for name in ("text", "before", "after"))
    placed = (start >= 0) & (end >= 0)
    return SpanColumn(kind, document, start, end, words, before, after, placed)
