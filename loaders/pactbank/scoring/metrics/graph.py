"""Sentiment graph F1, as in SemEval-2022 task 10 (Barnes et al. 2022), for comparison with that
literature: white-space tokens, many-to-one, weighted by overlap.

A tuple hits when some tuple of the other side overlaps it in holder, cue and target (two empty
ones overlap) and has its polarity. A hit earns the best mean share of its own tokens that such
overlaps reach; as in the official scorer, that search does not look at polarity.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from pactbank.scoring.metrics.covers import Range
from pactbank.scoring.metrics.sheets import Attitude
from pactbank.scoring.tables import UNIT, fixed

Tokens = frozenset[int]
Tuple = tuple[Tokens, Tokens, Tokens, str]
"""Holder, cue, target, polarity."""

_TOKEN = re.compile(r"\S+")
_NOTHING: Tokens = frozenset({-1})


def graph(text: str, gold: Sequence[Attitude], predicted: Sequence[Attitude]) -> Counter[str]:
    """The counts of one document: what the tuples of each side earn, and how many they are."""
    tokens = _Tokens(text)
    g, p = [tokens.tuple(stance) for stance in gold], [tokens.tuple(s) for s in predicted]
    return Counter(
        {
            "sentiment_graph": sum(_earned(one, g) for one in p),
            "sentiment_graph:by_gold": sum(_earned(one, p) for one in g),
            "sentiment_graph:predicted": UNIT * len(p),
            "sentiment_graph:gold": UNIT * len(g),
        }
    )


class _Tokens:
    """The words of a text, by white space."""

    def __init__(self, text: str) -> None:
        words = [found.span() for found in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in words]
        self.ends = [end for _, end in words]

    def of(self, spans: Sequence[Range]) -> Tokens:
        """The numbers of the words that some spans touch. A span outside the text has a number
        of its own that no word has."""
        found: set[int] = set()
        for start, end in spans:
            first, last = bisect_right(self.ends, start), bisect_right(self.starts, end - 1)
            found.update(range(first, last) if first < last else [-2 - start])
        return frozenset(found)

    def tuple(self, stance: Attitude) -> Tuple:
        holders = self.of([h.span for h in stance.holders if h.span is not None])
        target = self.of([stance.target] if stance.target else [])
        return holders or _NOTHING, self.of([stance.cue]), target or _NOTHING, stance.polarity


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
