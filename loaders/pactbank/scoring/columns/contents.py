"""What labels say, as one number a label, whatever the order of their parts and the ids of labels.

Signatures are made of these, and gold that says a thing twice is found by them. Spans are offsets
into the document, so that the other side changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from pactbank.model.closed import LAYERS
from pactbank.scoring.columns.fingerprint import Words, added, mixed, of_lists
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.tables import Ints, Mask


class LabelContents:
    """The content of one side's labels; `names` is the rank of each of its documents by id,
    `strings` a number for each string of its vocabulary."""

    def __init__(self, labels: Labels, names: Ints, strings: Words) -> None:
        self.labels = labels
        self.strings = strings
        self.names = names

    def documents(self) -> Words:
        """Each document, with the layers it has."""
        layers = [self.labels.has(layer) for layer in LAYERS]
        return mixed(self.names[: len(layers[0])], *layers)

    def referents(self) -> Words:
        of = self.labels.referents
        texts = [self.strings[codes] for codes in (of.id, of.type, of.name, of.of)]
        return mixed(self.names[of.document], *texts, self.kb(of.kb))

    def kb(self, codes: Ints) -> Words:
        """Entries in knowledge bases."""
        linked = codes >= 0
        scheme, name = np.divmod(codes, len(self.labels.vocabulary))
        # The last of the strings stands for what is absent.
        return mixed(*(self.strings[np.where(linked, part, -1)] for part in (scheme, name)))

    def mentions(self) -> Words:
        of = self.labels.mentions
        return mixed(
            *self._span(of.spans),
            self.strings[of.type],
            self.strings[of.value],
            2 * of.level + of.open,
            of_lists(of.refs, self.strings),
        )

    def _span(self, of: SpanColumn) -> list[Words | Ints]:
        # Offsets are below 2**31, and -1 where there are none.
        return [self.names[of.document], (of.start << 32) + of.end]

    def _parts(self, parent: Ints, size: int, *columns: Words | Ints | Mask) -> Words:
        return added(parent, mixed(*columns), size)

    def agreements(self) -> Words:
        of, strings = self.labels.agreements, self.strings
        size = len(of)
        evidence = self._one(of.evidence_of, of.evidence, len(of.status_of))
        ground = self._one(of.ground_of, of.ground, len(of.relation_of))
        names = {"party", "source", "body", "as_of"}
        status = [strings[codes] if name in names else codes for name, codes in of.status.items()]
        return mixed(
            self.names[of.document],
            strings[of.type],
            of.form,
            strings[of.name],
            self.kb(of.kb),
            self._parts(of.mention_of, size, *self._span(of.mentions), of.mention_level),
            self._parts(
                of.argument_of,
                size,
                *self._span(of.arguments),
                of.role,
                of_lists(of.argument_refs, strings),
                of.argument_open,
            ),
            self._parts(of.status_of, size, *status, evidence),
            self._parts(
                of.relation_of, size, of.relation_type, strings[of.relation_target], ground
            ),
        )

    def _one(self, parent: Ints, spans: SpanColumn, size: int) -> Words:
        """The one span that each of so many parts may have."""
        return added(parent, mixed(*self._span(spans)), size)

    def stances(self) -> Words:
        of, strings = self.labels.stances, self.strings
        size = len(of)
        first = np.searchsorted(of.link_of, of.link_of)
        place = np.arange(len(of.link_of)) - first
        source = self._one(of.source_of, of.sources, len(of.link_of))
        return mixed(
            self.names[of.document],
            strings[of.type],
            of.polarity,
            of.implicit,
            of.quote,
            of_lists(of.about, strings),
            of_lists(of.toward, strings),
            *self._span(of.cue)[1:],
            self._one(of.target_of, of.target, size),
            self._parts(
                of.holder_of,
                size,
                *self._span(of.holders),
                of_lists(of.holder_refs, strings),
                of.holder_open,
            ),
            self._parts(of.link_of, size, place, strings[of.link_ref], of.link_inferred, source),
        )

    def sums(self) -> Words:
        """Of each kind of label how many there are, and two sums of their numbers: these tell sets
        of labels apart whatever their order, and those of several batches can be added."""
        nothing = np.zeros(0, np.uint64)
        kinds = (
            self.documents(),
            self.referents(),
            self.mentions(),
            self.agreements() if self.labels.has("agreements").any() else nothing,
            self.stances() if self.labels.has("stances").any() else nothing,
        )
        return np.array(
            [
                (len(words), words.sum(dtype=np.uint64), mixed(words).sum(dtype=np.uint64))
                for words in kinds
            ],
            np.uint64,
        )


def digest(sums: Words, documents: Iterable[str], digits: int = 16) -> str:
    """SHA-256 of all labels of a side, cut to so many hexadecimal digits."""
    total = sha256("\n".join(sorted(documents)).encode("utf-8"))
    total.update(sums.astype("<u8").tobytes())
    return total.hexdigest()[:digits]
