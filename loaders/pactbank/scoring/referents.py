"""Whom a label means, told by where it stands and never by its ids (METRICS: ρ).

The gold spans that overlap a predicted span best, with an IoU of at least one half, lend it their
referents. Where there is none, or where these have none, it means something that matches nothing.
Gold labels are read in the same way, which gives back their own referents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import get_args

import numpy as np

from pactbank.model.closed import Role
from pactbank.scoring.columns.arrays import Ragged, found_among, numbered, union
from pactbank.scoring.columns.fingerprint import Words, mixed
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn, laid
from pactbank.scoring.columns.line import Blanks, Spans, meeting, numbers, together
from pactbank.scoring.tables import Ints, Mask

AUTHOR, UNSPECIFIED = 0, 1
_FIRST = 2

PROVISION = get_args(Role).index("PROVISION")


@dataclass(frozen=True, eq=False)
class Namings:
    """The spans of one side that stand for referents: entity mentions, fillers, holders.

    `key` is a referent of a document, `document * names + name`, a list for each span. Fillers and
    holders without any are referents of their own (`alone`).
    """

    spans: Spans
    keys: Ragged
    alone: Mask
    names: int

    @cached_property
    def first(self) -> tuple[Ints, Ints]:
        """Every key, sorted, and the span that stands for it where it is named by its id alone:
        one that stands for it only rather than for a group, then the leftmost, then the
        longest."""
        row, key = self.keys.row, self.keys.value
        several = (self.keys.counts > 1)[row]
        order = np.lexsort((-self.spans.end[row], self.spans.start[row], several, key))
        known, at = np.unique(key[order], return_index=True)
        return known, row[order][at]


def namings(labels: Labels, line: Ints) -> Namings:
    names = len(labels.vocabulary)
    agreements, stances, mentions = labels.agreements, labels.stances, labels.mentions
    parts: list[tuple[SpanColumn, Ragged, bool, Mask]] = [
        (mentions.spans, mentions.refs, False, np.ones(len(mentions), np.bool_)),
        (agreements.arguments, agreements.argument_refs, True, agreements.role != PROVISION),
        (stances.holders, stances.holder_refs, True, np.ones(len(stances.holders), np.bool_)),
    ]
    spans, keys, alone, before = [], [], [], 0
    for column, refs, fills, wanted in parts:
        rows = np.flatnonzero(column.placed & wanted)
        spans.append(laid(column, line).where(rows))
        named = refs.where(rows)
        document = column.document[rows]
        keys.append((named.row + before, document[named.row] * names + named.value))
        alone.append((named.counts == 0) & fills)
        before += len(rows)
    row, key = (np.concatenate(parts_) for parts_ in zip(*keys, strict=True))
    return Namings(together(spans), Ragged(row, key, before), np.concatenate(alone), names)


class GoldReferents:
    """The referents of gold, numbered by where they are first mentioned, and the spans that stand
    for them."""

    def __init__(self, gold: Namings, blanks: Blanks) -> None:
        self.blanks = blanks
        first, rows = gold.first
        starts, ends = gold.spans.start[rows], gold.spans.end[rows]
        # Where two referents are first mentioned by one span, their names tell them apart.
        order = np.lexsort((first, ends, starts))
        rank = np.empty(len(first), np.int64)
        rank[order] = np.arange(len(first))
        own = np.flatnonzero(gold.alone)
        number, of_own = numbered([gold.spans.start[own], gold.spans.end[own]])
        self.namings = gold
        self.own_starts = gold.spans.start[own[of_own]]
        self.keys, self.numbers = first, _FIRST + rank
        self.size = _FIRST + len(first) + int(number.max(initial=-1)) + 1
        named = self.numbers[np.searchsorted(first, gold.keys.value)]
        all_rows = np.concatenate([gold.keys.row, own])
        referents = np.concatenate([named, _FIRST + len(first) + number])
        # One row a distinct span, with the referents of every naming at it.
        at, firsts = numbered([gold.spans.start, gold.spans.end])
        self.spans = gold.spans.where(firsts)
        self.referents = Ragged(at[all_rows], referents, len(firsts)).sets()

    def naming_spans(self, line: Ints) -> Words:
        """All spans that stand for each referent that has an id, as a number that is the same
        whatever other documents there are; by the number of the referent."""
        keys, spans = self.namings.keys, self.namings.spans.where(self.namings.keys.row)
        begin = line[keys.value // self.namings.names]
        words = np.zeros(len(self.keys), np.uint64)
        number = self.numbers[np.searchsorted(self.keys, keys.value)] - _FIRST
        np.add.at(words, number, mixed(spans.start - begin, spans.end - begin))
        return words

    def of(self, spans: Spans) -> Ragged:
        """The referents of the gold spans of highest IoU with each span, if that is one half or
        more; an empty list where there are none."""
        wanted, known, common, total = meeting(spans, self.spans, self.blanks)
        near = 2 * common >= total
        wanted, known, common, total = wanted[near], known[near], common[near], total[near]
        # Quotients of integers below 2**26 are told apart by their nearest floats.
        share = common / total
        best = np.zeros(len(spans))
        np.maximum.at(best, wanted, share)
        kept = share == best[wanted]
        return Ragged(wanted[kept], known[kept], len(spans)).through(self.referents).sets()


class Reader:
    """Reads the labels of one side as referents of gold. What matches nothing is numbered from
    `offset` on, below `end`: a span by its place, then a referent without a mention by its key."""

    def __init__(self, side: Namings, gold: GoldReferents, documents: int, offset: int) -> None:
        self.names = side.names
        self.gold = gold
        self.offset = offset
        self.first, rows = side.first
        number, firsts = numbered([side.spans.start, side.spans.end])
        self.spans = side.spans.where(firsts)
        found = gold.of(self.spans)
        lost = np.flatnonzero(found.counts == 0)
        self.referents = union([found, Ragged(lost, offset + lost, len(self.spans))])
        self.first_span = number[rows]
        self.ghost = offset + len(self.spans)
        self.end = self.ghost + documents * side.names

    def within(self, document: Ints, number: Ints, line: Ints) -> Words:
        """What tells the referents of a document apart, given the document of each: the same
        whatever other documents there are and whatever ids. Those without a mention are told
        apart by nothing."""
        gold, begin = self.gold, line[document]
        own = _FIRST + len(gold.keys)
        kind = np.searchsorted([_FIRST, own, self.offset, self.ghost], number, "right")
        first = np.choose(
            kind,
            (
                np.zeros(len(number), np.int64),
                number,
                own + np.searchsorted(gold.own_starts, begin),
                self.offset + np.searchsorted(self.spans.start, begin),
                number,
            ),
        )
        named = np.where(kind == 1, number, _FIRST) - _FIRST
        spans = np.append(gold.naming_spans(line), np.uint64(0))[named]
        return mixed(kind, number - first, np.where(kind == 1, spans, np.uint64(0)))

    def of(self, spans: Spans) -> Ragged:
        """Whom spans of this side mean; they are among its namings."""
        known, wanted = numbers(self.spans, spans)
        return self.referents.where(np.searchsorted(known, wanted))

    def refs(self, document: Ints, name: Ints) -> Ragged:
        """Whom ids of this side mean: whom their first mentions mean. `name` are places in the
        vocabulary."""
        key = document * self.names + name
        mentioned, place = found_among(key, self.first)
        rows = np.flatnonzero(mentioned)
        found = self.referents.where(self.first_span[place])
        ghosts = np.flatnonzero(~mentioned)
        return union(
            [
                Ragged(rows[found.row], found.value, len(key)),
                Ragged(ghosts, self.ghost + key[ghosts], len(key)),
            ]
        )

    def named(self, document: Ints, refs: Ragged) -> Ragged:
        """Whom lists of ids mean, given the document of each list."""
        meant = self.refs(document[refs.row], refs.value)
        return Ragged(refs.row[meant.row], meant.value, refs.size).sets()

    def sources(self, document: Ints, name: Ints, author: int) -> Ragged:
        """Like `refs`, where the author may be meant too."""
        told = self.refs(document, name)
        by_author = name == author
        kept = ~by_author[told.row]
        rows = np.flatnonzero(by_author)
        return union(
            [
                Ragged(told.row[kept], told.value[kept], len(name)),
                Ragged(rows, np.full(len(rows), AUTHOR), len(name)),
            ]
        )

    def fillers(self, column: SpanColumn, refs: Ragged, line: Ints, rows: Ints) -> Ragged:
        """Whom fillers or holders mean, given their rows: by their spans, and without a span by
        their ids."""
        placed = column.placed[rows]
        by_span = np.flatnonzero(placed)
        found = self.of(laid(column, line).where(rows[by_span]))
        by_ref = np.flatnonzero(~placed)
        named = refs.where(rows[by_ref])
        of_ref = self.refs(column.document[rows[by_ref]][named.row], named.value)
        return union(
            [
                Ragged(by_span[found.row], found.value, len(rows)),
                Ragged(by_ref[named.row[of_ref.row]], of_ref.value, len(rows)),
            ]
        )
