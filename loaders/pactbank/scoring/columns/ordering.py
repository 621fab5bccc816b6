"""The canonical order of labels: what decides between labels that are equally good.

Keys that METRICS names come first, then what a label says, told by whom it means; last all that is
written in it but its own id. Neither the order of a list nor the id of a label counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pactbank.scoring.columns.fingerprint import Words
from pactbank.scoring.tables import Ints


def ranks(keys: Sequence[Ints], *contents: Callable[[], Words]) -> Ints:
    """The rank of each row in the order that `ordered` gives."""
    order = ordered(keys, *contents)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def ordered(keys: Sequence[Ints], *contents: Callable[[], Words]) -> Ints:
    """The rows by `keys`, the first one first; rows that tie go by each of `contents` in turn,
    which are made only then."""
    first = keys[0]
    if bool((first[1:] > first[:-1]).all()):
        return np.arange(len(first))
    given: list[Ints | Words] = list(keys)
    order: Ints = np.lexsort(given[::-1])
    for content in contents:
        if not _tie(given, order):
            break
        given.append(content())
        order = np.lexsort(given[::-1])
    return order


def _tie(keys: Sequence[Ints | Words], order: Ints) -> bool:
    """Whether two rows have equal keys."""
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for key in keys:
        sorted_key = key[order]
        same &= sorted_key[1:] == sorted_key[:-1]
    return bool(same.any())
