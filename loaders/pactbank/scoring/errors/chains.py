"""Mentions that a system takes for another referent than gold does, though all else is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pactbank.scoring.columns.arrays import Ragged
from pactbank.scoring.errors.record import Contrast
from pactbank.scoring.metrics.entities import AlignedMentions
from pactbank.scoring.pairing import Sides

_Refs = frozenset[int]


class _ChainLink(NamedTuple):
    """A pair of the same mention, where it begins, and the referents that gold gives it."""

    start: int
    gold: _Refs
    pair: int


def wrong_referents(
    sides: Sides, aligned: AlignedMentions, pairs: Iterable[int]
) -> dict[int, Contrast]:
    """The pairs whose predicted referent stands for another one of gold: the one that most of its
    mentions have, and of several the one that is mentioned first. Referents have no ids in common,
    so this is told by the mentions that are right."""
    found = {}
    refs = _sets(sides.gold.mentions.refs), _sets(sides.predicted.mentions.refs)
    for links in _chains(sides, aligned, pairs, refs):
        sizes = Counter(link.gold for link in links)
        first: dict[_Refs, int] = {}
        for link in sorted(links):
            first.setdefault(link.gold, link.start)
        meant = max(sizes, key=lambda of: (sizes[of], -first[of]))
        for link in links:
            if link.gold != meant:
                told = (_told(sides, of) for of in (link.gold, meant))
                found[link.pair] = Contrast("referent", *told)
    return found


def _chains(
    sides: Sides,
    aligned: AlignedMentions,
    pairs: Iterable[int],
    refs: tuple[dict[int, _Refs], dict[int, _Refs]],
) -> Iterator[list[_ChainLink]]:
    """The pairs of each predicted referent, as far as both sides name any."""
    spans = sides.gold.mentions.spans
    chains: dict[tuple[int, _Refs], list[_ChainLink]] = defaultdict(list)
    for pair in pairs:
        gold = int(aligned.gold[aligned.pairs.gold[pair]])
        predicted = int(aligned.predicted[aligned.pairs.predicted[pair]])
        if gold in refs[0] and predicted in refs[1]:
            chain = chains[int(spans.document[gold]), refs[1][predicted]]
            chain.append(_ChainLink(int(spans.start[gold]), refs[0][gold], pair))
    yield from chains.values()


def _sets(refs: Ragged) -> dict[int, _Refs]:
    found: dict[int, set[int]] = defaultdict(set)
    for row, value in zip(refs.row.tolist(), refs.value.tolist(), strict=True):
        found[row].add(value)
    return {row: frozenset(of) for row, of in found.items()}


def _told(sides: Sides, refs: _Refs) -> str:
    return " + ".join(sorted(str(sides.gold.vocabulary[ref].as_py()) for ref in refs))
