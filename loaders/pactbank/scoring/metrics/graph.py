"""Sentiment graph F1, as in SemEval-2022 task 10 (Barnes et al. 2022), for comparison with that
literature: white-space tokens, many-to-one, weighted by overlap.

A tuple hits when some tuple of the other side overlaps it in holder, cue and target (two empty
ones overlap) and has its polarity. A hit earns the best mean share of its own tokens that such
overlaps reach; as in the official scorer, that search does not look at polarity.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from pactbank.scoring.columns.layers import SpanColumn, StanceColumns
from pactbank.scoring.tables import UNIT, Ints, fixed

Tokens = frozenset[int]
Tuple = tuple[Tokens, Tokens, Tokens, int]
"""Holder, cue, target, polarity."""

_TOKEN = re.compile(r"\S+")
_NOTHING: Tokens = frozenset({-1})


def columns(texts: Sequence[str], gold: StanceColumns, predicted: StanceColumns) -> dict[str, Ints]:
    """The counts of each document: what the tuples of each side earn, and how many they are."""
    sides = [_tuples(texts, of) for of in (gold, predicted)]
    rows = [_row(*of_document) for of_document in zip(*sides, strict=True)]
    names = ("", ":by_gold", ":predicted", ":gold")
    counts = np.array(rows, np.int64).reshape(-1, 4).T
    return {f"sentiment_graph{name}": of for name, of in zip(names, counts, strict=True)}


def _row(gold: Sequence[Tuple], predicted: Sequence[Tuple]) -> tuple[int, int, int, int]:
    return (
        sum(_earned(one, gold) for one in predicted),
        sum(_earned(one, predicted) for one in gold),
        UNIT * len(predicted),
        UNIT * len(gold),
    )


def _tuples(texts: Sequence[str], of: StanceColumns) -> list[list[Tuple]]:
    """The tuples of each document."""
    words = [_Words(text) for text in texts]
    cue = _tokens(of.cue, np.arange(len(of)), words, len(of))
    target = _tokens(of.target, of.target_of, words, len(of))
    holder = _tokens(of.holders, of.holder_of, words, len(of))
    found: list[list[Tuple]] = [[] for _ in texts]
    for at, (document, polarity) in enumerate(
        zip(of.document.tolist(), of.polarity.tolist(), strict=True)
    ):
        parts = holder[at] or _NOTHING, cue[at], target[at] or _NOTHING
        found[document].append((*parts, polarity))
    return found


def _tokens(column: SpanColumn, stance: Ints, words: Sequence[_Words], size: int) -> list[Tokens]:
    """The words that the spans of each stance touch."""
    found: list[set[int]] = [set() for _ in range(size)]
    rows: Iterable[tuple[int, int, int, int]] = zip(
        stance.tolist(),
        column.document.tolist(),
        column.start.tolist(),
        column.end.tolist(),
        strict=True,
    )
    for at, document, start, end in rows:
        if start >= 0:
            found[at].update(words[document].touched(start, end))
    return list(map(frozenset, found))


class _Words:
    """The words of a text, by white space."""

    def __init__(self, text: str) -> None:
        words = [found.span() for found in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in words]
        self.ends = [end for _, end in words]

    def touched(self, start: int, end: int) -> Iterable[int]:
        """The numbers of the words that a span touches. One outside the text has a number of its
        own that no word has."""
        first, last = bisect_right(self.ends, start), bisect_right(self.starts, end - 1)
        return range(first, last) if first < last else [-2 - start]


def _earned(one: Tuple, others: Sequence[Tuple]) -> int:
    """What a tuple earns against those of the other side, fixed-point."""
    meeting = [
        other for other in others if all(a & b for a, b in zip(one[:3], other[:3], strict=True))
    ]
    if not any(other[3] == one[3] for other in meeting):
        return 0
    shares = (
        sum(
            (Fraction(len(a & b), len(a)) for a, b in zip(one[:3], other[:3], strict=True)),
            Fraction(0),
        )
        / 3
        for other in meeting
    )
    return fixed(max(shares))
