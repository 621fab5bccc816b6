"""A number for what a label says: equal for equal content, whatever the order of its parts.

A row of integers is mixed to 64 bits, by the multipliers of SplitMix64 (Steele et al. 2014), and
the rows of a list are added, so that their order does not count. Strings count by their SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from pactbank.scoring.columns.arrays import Ragged
from pactbank.scoring.tables import Ints, Mask

Words = npt.NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)


def mixed(*columns: Ints | Words | Mask) -> Words:
    """One number for each row of some columns."""
    found: Words = np.full(len(columns[0]), _GAMMA)
    for column in columns:
        found ^= column.view(np.uint64) if column.dtype == np.int64 else column.astype(np.uint64)
        found *= _FIRST
        found ^= found >> _HALF
    found *= _SECOND
    found ^= found >> _HALF
    return found


def added(parent: Ints, words: Words, parents: int) -> Words:
    """The sum of the rows of each parent; `parent` is ascending."""
    total = np.zeros(len(words) + 1, np.uint64)
    np.cumsum(words, out=total[1:])
    bounds = np.zeros(parents + 1, np.int64)
    np.cumsum(np.bincount(parent, minlength=parents), out=bounds[1:])
    ends: Words = total[bounds]
    return ends[1:] - ends[:-1]


def of_lists(lists: Ragged, words: Words | None = None) -> Words:
    """One number for each set of values; `words` stands for the values, where it is given."""
    values = mixed(lists.value) if words is None else mixed(words[lists.value])
    return added(lists.row, values, lists.size)


def of_strings(strings: Iterable[str]) -> Words:
    """One number for each string, and one more, the last, for what is absent (place -1)."""
    digests = b"".join(sha256(string.encode("utf-8")).digest()[:8] for string in strings)
    return np.append(np.frombuffer(digests, "<u8").astype(np.uint64), np.uint64(0))
