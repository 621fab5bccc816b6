"""Both sides of a score over the same documents, laid on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from pactbank.scoring.columns.arrays import empty
from pactbank.scoring.columns.contents import LabelContents
from pactbank.scoring.columns.exchange import arrow_integers
from pactbank.scoring.columns.fingerprint import Words, of_strings
from pactbank.scoring.columns.items import items_of, places, vocabulary_of
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn, laid
from pactbank.scoring.columns.line import Blanks, bases, blank_places, quoted_blanks
from pactbank.scoring.referents import GoldReferents, Namings, Reader, namings
from pactbank.scoring.tables import Ints, Mask
from pactbank.scoring.texts import KnownText


@dataclass(eq=False)
class Sides:
    """Gold and predictions, row by row the same documents, and what is known of their texts."""

    documents: tuple[str, ...]
    gold: Labels
    predicted: Labels
    texts: Mapping[str, KnownText]
    names: Ints
    """The rank of each document by id, among all documents of the run."""
    coreferent: bool
    """Whether gold names any referent in any document of the run."""
    alignments: dict[str, Any] = field(default_factory=dict)
    """Alignments by layer: stances are about agreements, so that both need theirs."""

    @cached_property
    def lengths(self) -> Ints:
        """How much room each document needs: its text, and whatever spans reach beyond it."""
        lengths = np.zeros(len(self.documents), np.int64)
        for number, document in enumerate(self.documents if self.texts else ()):
            if document in self.texts:
                lengths[number] = self.texts[document].chars
        for labels in (self.gold, self.predicted):
            for column in labels.spans():
                np.maximum.at(lengths, column.document, column.end)
        return lengths

    @cached_property
    def line(self) -> Ints:
        """Where each document lies on the line of all documents."""
        return bases(self.lengths)

    @cached_property
    def blanks(self) -> Blanks:
        """White space, as it is known from the documents' texts, else as labels quote it."""
        others = [of for labels in (self.gold, self.predicted) for of in labels.spans()[1:]]
        quoted = self._quoted(others)
        known = self.mention_blanks
        return Blanks(np.union1d(known.places, quoted)) if len(quoted) else known

    @cached_property
    def mention_blanks(self) -> Blanks:
        """The same, as far as entity mentions quote it: what is known when nothing else is
        scored."""
        mentions = [self.gold.mentions.spans, self.predicted.mentions.spans]
        return Blanks(np.unique(np.concatenate([self._written[1], self._quoted(mentions)])))

    @cached_property
    def _written(self) -> tuple[Mask, Ints]:
        """Of which texts the places of white space are known, and these places."""
        read = np.zeros(len(self.documents), np.bool_)
        found = [empty()]
        for number, document in enumerate(self.documents if self.texts else ()):
            known = self.texts.get(document)
            if known is not None and (outline := known.outline) is not None:
                read[number] = True
                found.append(blank_places(outline) + self.line[number])
        return read, np.concatenate(found)

    def _quoted(self, columns: Sequence[SpanColumn]) -> Ints:
        """The places of white space that labels quote of the other texts."""
        found = [empty()]
        for column in columns:
            if column.words.null_count == len(column):
                continue
            rows = np.flatnonzero(column.placed & ~self._written[0][column.document])
            if len(rows):
                words = column.words
                words = words if len(rows) == len(column) else words.take(arrow_integers(rows))
                found.append(quoted_blanks(words, laid(column, self.line).where(rows)))
        return np.concatenate(found)

    @cached_property
    def author(self) -> int:
        """The place of AUTHOR in the vocabulary."""
        return int(places(["AUTHOR"], self.gold.vocabulary)[0])

    @cached_property
    def words(self) -> Words:
        """A number for each string of the vocabulary that is the same wherever it stands."""
        return of_strings(self.gold.vocabulary.to_pylist())

    @cached_property
    def contents(self) -> tuple[LabelContents, LabelContents]:
        """What the labels of each side say."""
        gold, predicted = (
            LabelContents(labels, self.names, self.words) for labels in (self.gold, self.predicted)
        )
        return gold, predicted

    @cached_property
    def namings(self) -> tuple[Namings, Namings]:
        return namings(self.gold, self.line), namings(self.predicted, self.line)

    @cached_property
    def referents(self) -> GoldReferents:
        return GoldReferents(self.namings[0], self.blanks)

    @cached_property
    def readers(self) -> tuple[Reader, Reader]:
        """Whom the labels of each side mean, in referents of gold."""
        size = len(self.documents)
        gold = Reader(self.namings[0], self.referents, size, self.referents.size)
        return gold, Reader(self.namings[1], self.referents, size, gold.end)


def paired(
    documents: Sequence[str],
    gold: pa.Table,
    predicted: pa.Table,
    texts: Mapping[str, KnownText],
    names: Ints | None = None,
    coreferent: bool | None = None,
) -> Sides:
    """Both sides over the same documents, row by row. Where these are not all documents, `names`
    are their ranks, and `coreferent` says whether gold names any referent."""
    # Once, and not wherever a column is looked at.
    gold, predicted = gold.combine_chunks(), predicted.combine_chunks()
    vocabulary = vocabulary_of([gold, predicted])
    return Sides(
        tuple(documents),
        Labels(gold, vocabulary),
        Labels(predicted, vocabulary),
        texts,
        ranked(documents) if names is None else names,
        names_referents(gold) if coreferent is None else coreferent,
    )


def names_referents(table: pa.Table) -> bool:
    """Whether any entity mention names a referent."""
    return any(
        len(items_of(chunk).items("refs").data) > 0 for chunk in table.column("entities").chunks
    )


def ranked(documents: Sequence[str]) -> Ints:
    """The rank of each document by id."""
    rank = np.empty(len(documents), np.int64)
    rank[sorted(range(len(documents)), key=documents.__getitem__)] = np.arange(len(documents))
    return rank
