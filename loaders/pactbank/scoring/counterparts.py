"""Which labels of two annotations of one document are about the same thing, by the alignments that
scores are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from pactbank.model.annotation import Agreement, Annotation, Ref, Relation, Stance, Status
from pactbank.model.closed import LAYERS
from pactbank.scoring.align import Edges, TypedSpans, assign, best_edges, pair_spans
from pactbank.scoring.columns.line import Blanks, Spans, blank_places, meeting
from pactbank.scoring.metrics import agreements, stance_pairs
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.reading.sources import Wanted, read
from pactbank.scoring.referents import Namings
from pactbank.scoring.tables import Ints
from pactbank.scoring.texts import KnownText

Counterparts = dict[str, str]
"""The id of a label, part or referent of the first annotation, by the id of the one of the second
that is about the same thing."""


def counterparts(first: Annotation, second: Annotation, text: str) -> Counterparts:
    """The labels, parts and referents of two valid annotations of a document, one to one.

    Labels without a counterpart are left out. Stances of another polarity may be counterparts, too,
    by cue or by holder and target: where two differ, somebody is to be asked.
    """
    return _Pairing(first, second, text).all()


class _Pairing:
    def __init__(self, first: Annotation, second: Annotation, text: str) -> None:
        self.first, self.second = first, second
        self.blanks = Blanks(blank_places(text))
        tables = [read([side], "labels", Wanted(LAYERS, False)).table for side in (first, second)]
        known = {first.document: KnownText(len(text), text)}
        self.sides = paired([first.document], tables[0], tables[1], known)
        self.found: Counterparts = {}

    def all(self) -> Counterparts:
        first, second = self.first, self.second
        self._keep(first.refs, second.refs, _referents(self.sides, first.refs, second.refs))
        entities = first.entities or (), second.entities or ()
        self._keep(*entities, self._by_span(*entities, lambda mention: mention.type))
        pacts = first.agreements or (), second.agreements or ()
        pairs = list(self._agreements()) if all(pacts) else []
        self._keep(*pacts, pairs)
        for one, other in pairs:
            self._parts(pacts[0][one], pacts[1][other])
        stances = first.stances or (), second.stances or ()
        if all(stances):
            self._keep(*stances, self._stances(*stances))
        return self.found

    def _keep(
        self, first: Sequence[Any], second: Sequence[Any], pairs: Iterable[tuple[int, int]]
    ) -> None:
        self.found.update((second[other].id, first[one].id) for one, other in pairs)

    def _by_span(
        self, first: Sequence[Any], second: Sequence[Any], kind: Callable[[Any], str]
    ) -> list[tuple[int, int]]:
        """Pairs of labels that overlap; equal ones first, then those of one kind."""
        kinds = {name: at for at, name in enumerate(sorted({kind(x) for x in (*first, *second)}))}
        sides = [
            TypedSpans(
                _ints(label.start for label in labels),
                _ints(label.end for label in labels),
                _ints(kinds[kind(label)] for label in labels),
            )
            for labels in (first, second)
        ]
        found = pair_spans(sides[0], sides[1], self.blanks.visible)
        return list(zip(found.gold.tolist(), found.predicted.tolist(), strict=True))

    def _agreements(self) -> Iterator[tuple[int, int]]:
        aligned = agreements.align(self.sides)
        return zip(aligned.pair_gold.tolist(), aligned.pair_predicted.tolist(), strict=True)

    def _parts(self, first: Agreement, second: Agreement) -> None:
        mentions = first.mentions, second.mentions
        self._keep(*mentions, self._by_span(*mentions, lambda _: ""))
        arguments = first.arguments, second.arguments
        self._keep(*arguments, self._by_span(*arguments, lambda argument: argument.role))
        self._keep(first.status, second.status, self._status(first.status, second.status))
        relations = first.relations, second.relations
        self._keep(*relations, self._relations(*relations))

    def _status(
        self, first: Sequence[Status], second: Sequence[Status]
    ) -> Iterator[tuple[int, int]]:
        """Entries of one party and stage, as `status_details` pairs them, then those that share
        evidence."""

        def alike(one: Status, other: Status) -> tuple[int, ...]:
            party = one.party == self.found.get(other.party or "", other.party)
            stage = one.stage == other.stage
            shared = self._overlap(one.evidence, other.evidence)
            if not shared and not (party and stage):
                return (0, 0, 0, 0)
            return (party and stage, stage, party, shared)

        return _assigned(first, second, alike)

    def _relations(
        self, first: Sequence[Relation], second: Sequence[Relation]
    ) -> Iterator[tuple[int, int]]:
        def alike(one: Relation, other: Relation) -> tuple[int, ...]:
            target = one.target == self.found.get(other.target, other.target)
            kind = one.type == other.type
            shared = self._overlap(one.evidence, other.evidence)
            return (target and kind, target, shared) if target or shared else (0, 0, 0)

        return _assigned(first, second, alike)

    def _overlap(self, one: Any, other: Any) -> int:
        """The IoU of two spans in thousandths, at least 1 where they overlap."""
        first, second = (Spans(_ints([span.start]), _ints([span.end])) for span in (one, other))
        _, _, shared, union = meeting(first, second, self.blanks)
        return max(1, int(1000 * shared[0] // union[0])) if len(shared) else 0

    def _stances(
        self, first: Sequence[Stance], second: Sequence[Stance]
    ) -> Iterator[tuple[int, int]]:
        """Pairs as for `tuples`; of the others those that overlap in their cues, then those with
        one holder and target."""
        aligned = stance_pairs.align(self.sides)
        taken: tuple[set[int], set[int]] = set(), set()

        def new(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
            for one, other in pairs:
                if one not in taken[0] and other not in taken[1]:
                    taken[0].add(one)
                    taken[1].add(other)
                    yield one, other

        yield from new(_rows(aligned.pairs["tuples"]))
        left = [
            [at for at in range(len(labels)) if at not in of]
            for labels, of in zip((first, second), taken, strict=True)
        ]
        cues = [first[at].cue for at in left[0]], [second[at].cue for at in left[1]]
        yield from new(
            (left[0][one], left[1][other]) for one, other in self._by_span(*cues, lambda _: "")
        )
        yield from new(_rows(aligned.same_matter))


def _rows(pairs: stance_pairs.StancePairs) -> Iterator[tuple[int, int]]:
    return zip(pairs.gold.tolist(), pairs.predicted.tolist(), strict=True)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _assigned(
    first: Sequence[Any], second: Sequence[Any], alike: Callable[[Any, Any], tuple[int, ...]]
) -> Iterator[tuple[int, int]]:
    """The pairs that maximise the sums of the numbers that `alike` gives, in their order."""
    if not first or not second:
        return
    table = np.array([[alike(one, other) for other in second] for one in first], np.int64)
    for row, column in enumerate(assign(list(np.moveaxis(table, 2, 0)))):
        if column >= 0:
            yield row, column


def _referents(
    sides: Sides, first: Sequence[Ref], second: Sequence[Ref]
) -> Iterator[tuple[int, int]]:
    """Referents that are named at the same places (an IoU of one half or more): by themselves, then
    in groups; what no label names is known by its name and type, or its knowledge base."""
    alone, anyhow = _named_together(sides)
    edges = []
    for (row, one), (column, other) in product(enumerate(first), enumerate(second)):
        ids = one.id, other.id
        named = one.name is not None and (one.type, one.name) == (other.type, other.name)
        listed = one.kb is not None and one.kb == other.kb
        criteria = alone[ids], anyhow[ids], named + listed
        if any(criteria):
            edges.append((row, column, *criteria))
    rows, columns, *sums = np.array(edges, np.int64).reshape(-1, 5).T
    chosen = best_edges(Edges(rows, columns, tuple(sums)))
    return zip(rows[chosen].tolist(), columns[chosen].tolist(), strict=True)


def _named_together(
    sides: Sides,
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """For referents of both sides, at how many places both are meant: alone, and at all."""
    names = sides.gold.vocabulary
    meant = [_meant(side, names) for side in sides.namings]
    first, second = (side.spans for side in sides.namings)
    a, b, shared, union = meeting(first, second, sides.blanks)
    near = 2 * shared >= union
    places = {
        (*_place(first, one), *_place(second, other), meant[0][one], meant[1][other])
        for one, other in zip(a[near].tolist(), b[near].tolist(), strict=True)
    }
    alone: dict[tuple[str, str], int] = defaultdict(int)
    anyhow: dict[tuple[str, str], int] = defaultdict(int)
    for *_, ours, theirs in places:
        for ids in product(ours, theirs):
            anyhow[ids] += 1
            alone[ids] += len(ours) == len(theirs) == 1
    return alone, anyhow


def _place(spans: Spans, row: int) -> tuple[int, int]:
    return int(spans.start[row]), int(spans.end[row])


def _meant(side: Namings, names: Any) -> dict[int, tuple[str, ...]]:
    """The ids of the referents that each span of a side stands for."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row, key in zip(side.keys.row.tolist(), side.keys.value.tolist(), strict=True):
        found[row] += (names[key % side.names].as_py(),)
    return found
