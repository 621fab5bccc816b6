"""What labels say, one number a label, told by whom they mean: the canonical order of labels that
tie.

Neither the order of documents and lists nor the ids of labels and referents change these numbers,
as `contents` would: there ids are content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.scoring.columns.arrays import Ragged, found_among
from pactbank.scoring.columns.fingerprint import Words, added, mixed
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import AgreementColumns, SpanColumn
from pactbank.scoring.metrics.mention_details import listed
from pactbank.scoring.tables import Ints

if TYPE_CHECKING:
    from pactbank.scoring.pairing import Sides


class Meanings:
    """The labels of one side as numbers."""

    def __init__(self, sides: Sides, side: int) -> None:
        self.labels = (sides.gold, sides.predicted)[side]
        self.reader = sides.readers[side]
        self.contents = sides.contents[side]
        self.line = sides.line
        self.author = sides.author
        self.strings = sides.words

    def mentions(self, rows: Ints) -> Words:
        """Some entity mentions, but for their spans and types."""
        of = self.labels.mentions
        document, refs = of.spans.document[rows], of.refs.where(rows)
        details = listed(self.labels, document, refs)
        return mixed(
            of.level[rows],
            self.strings[of.value[rows]],
            of.open[rows],
            self._refs(document, refs),
            added(details.row, self._referents()[details.value], len(rows)),
        )

    def _referents(self) -> Words:
        """What is said of each referent that is listed."""
        of = self.labels.referents
        return mixed(
            self.strings[of.type],
            self.strings[of.name],
            self.contents.kb(of.kb),
            self._ref(of.document, of.of),
        )

    def agreements(self) -> Words:
        of = self.labels.agreements
        own = self._without_relations()
        target = agreement_rows(of, of.document[of.relation_of], of.relation_target)
        whither = np.append(own, np.uint64(0))[target]
        ground = self._spans(of.ground_of, of.ground, len(of.relation_of))
        relations = mixed(of.relation_type, whither, ground)
        return mixed(own, added(of.relation_of, relations, len(of)))

    def _without_relations(self) -> Words:
        of, strings, size = self.labels.agreements, self.strings, len(self.labels.agreements)
        status = mixed(
            *(of.status[name] for name in ("stage", "condition", "polarity")),
            self._ref(of.document[of.status_of], of.status["party"]),
            self.entries(),
            self._spans(of.evidence_of, of.evidence, len(of.status_of)),
        )
        arguments = mixed(
            of.role,
            of.arguments.start,
            of.arguments.end,
            of.argument_open,
            self._refs(of.arguments.document, of.argument_refs),
        )
        mentions = mixed(of.mentions.start, of.mentions.end, of.mention_level)
        return mixed(
            strings[of.type],
            of.form,
            strings[of.name],
            self.contents.kb(of.kb),
            added(of.mention_of, mentions, size),
            added(of.argument_of, arguments, size),
            added(of.status_of, status, size),
        )

    def entries(self) -> Words:
        """Status entries, but for whom and what they tell."""
        of = self.labels.agreements
        status, document = of.status, of.document[of.status_of]
        return mixed(
            status["certainty"],
            status["conditional"],
            self.strings[status["as_of"]],
            self._ref(document, status["source"]),
            self._ref(document, status["body"]),
        )

    def stances(self) -> Words:
        """Stances, but for their cues, polarities and types."""
        of, size = self.labels.stances, len(self.labels.stances)
        holders = mixed(
            of.holders.start,
            of.holders.end,
            of.holder_open,
            self._refs(of.holders.document, of.holder_refs),
        )
        place = np.arange(len(of.link_of)) - np.searchsorted(of.link_of, of.link_of)
        chain = mixed(
            place,
            self._ref(of.document[of.link_of], of.link_ref),
            of.link_inferred,
            self._spans(of.source_of, of.sources, len(of.link_of)),
        )
        agreements = self.labels.agreements
        about = agreement_rows(agreements, of.document[of.about.row], of.about.value)
        matter = np.append(self.agreements(), np.uint64(0))[about]
        return mixed(
            of.implicit,
            of.quote,
            self._spans(of.target_of, of.target, size),
            added(of.holder_of, holders, size),
            added(of.link_of, chain, size),
            added(of.about.row, mixed(matter), size),
            self._refs(of.document, of.toward),
        )

    def _refs(self, document: Ints, refs: Ragged) -> Words:
        """Whom lists of ids mean."""
        found = self.reader.named(document, refs)
        words = self.reader.within(document[found.row], found.value, self.line)
        return added(found.row, words, found.size)

    def _ref(self, document: Ints, name: Ints) -> Words:
        """Whom single ids mean, the author included; ABSENT is nobody."""
        rows = np.flatnonzero(name != ABSENT)
        found = self.reader.sources(document[rows], name[rows], self.author)
        words = self.reader.within(document[rows[found.row]], found.value, self.line)
        return added(rows[found.row], words, len(name))

    def _spans(self, parent: Ints, spans: SpanColumn, size: int) -> Words:
        """The spans of each of so many parts."""
        return added(parent, mixed(spans.start, spans.end), size)


def agreement_rows(of: AgreementColumns, document: Ints, name: Ints) -> Ints:
    """The rows of the agreements of these ids; -1 for one there is not. Of several with one id
    the first in the document's list is meant."""
    width = int(max(of.id.max(initial=0), name.max(initial=0))) + 2
    known, first = np.unique(of.document * width + of.id, return_index=True)
    key = document * width + name
    rows = np.full(len(key), ABSENT)
    hit, place = found_among(key, known)
    rows[hit] = first[place]
    return rows
