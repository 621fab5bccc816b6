"""What labels say, as one number a label, whatever the order of their parts and the ids of labels.

Signatures are made of these, and gold that says a thing twice is found by them. Spans are offsets
into the document, so that the other side changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from pactbank.scoring.columns.fingerprint import Words, added, mixed, of_lists
from pactbank.scoring.columns.labels import Labels, SpanColumn
from pactbank.scoring.tables import Ints, Mask


class LabelContents:
    """The content of one side's labels; `names` are its documents, `strings` a number for each
    string of its vocabulary."""

    def __init__(self, labels: Labels, names: Sequence[str], strings: Words) -> None:
        self.labels = labels
        self.strings = strings
        digests = b"".join(sha256(name.encode("utf-8")).digest()[:8] for name in names)
        self.names = np.frombuffer(digests, "<u8").astype(np.uint64)

    def documents(self) -> Words:
        """Each document, with the layers it has."""
        layers = [self.labels.has(layer) for layer in ("entities", "agreements", "stances")]
        return mixed(self.names, *layers)

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
            of.level,
            self.strings[of.value],
            of.open,
            of_lists(of.refs, self.strings),
        )

    def _span(self, of: SpanColumn) -> list[Words | Ints]:
        return [self.names[of.document], of.start, of.end]

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

    def digest(self, digits: int = 16) -> str:
        """SHA-256 of all labels, each kind sorted, cut to so many hexadecimal digits."""
        total = sha256()
        for words in (
            self.documents(),
            self.referents(),
            self.mentions(),
            self.agreements(),
            self.stances(),
        ):
            total.update(len(words).to_bytes(8, "little"))
            total.update(np.sort(words).astype("<u8").tobytes())
        return total.hexdigest()[:digits]
