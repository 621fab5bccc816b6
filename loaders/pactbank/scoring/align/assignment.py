"""One-to-one assignment by several criteria, exactly.

The pairs chosen maximise the first criterion, among those the second, and so on. What is still
tied then is settled by the order of the items, which callers make canonical: the first row gets
the first column that some optimum allows, then the second row, and so on. So the result depends
neither on the solver nor on the order in which items stood in a file.

Mostly, each item has few possible partners, and dynamic programming is exact and fast. Where
that would take too many states, the solver of `scipy` gives one optimum for each criterion in
turn, and its dual prices tell which other pairs an optimum may hold; the canonical one is reached
from there by swaps along cycles of such pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pactbank.scoring.tables import Ints, Mask

STATES = 4096
"""So many states (a row, and which columns that matter later are taken) may be gone through."""


def assign(criteria: Sequence[Ints]) -> list[int]:
    """The column of each row, or -1: the canonical one of the optimal assignments.

    Each criterion is a matrix rows by columns of integers from 0 up; one shape for all. Pairs
    whose criteria are all 0 are no pairs. Sums must stay below 2**52.
    """
    allowed = reduce(np.logical_or, (criterion > 0 for criterion in criteria))
    pairs = np.argwhere(allowed)
    folded = fold([criterion[allowed].tolist() for criterion in criteria], min(allowed.shape))
    options: list[list[tuple[int, int]]] = [[] for _ in allowed]
    for (row, column), weight in zip(pairs.tolist(), folded, strict=True):
        options[row].append((column, weight))
    chosen = choose(options)
    return _solve(criteria, allowed) if chosen is None else chosen


def fold(criteria: Sequence[Sequence[int]], pairs: int) -> list[int]:
    """One integer for each pair; sums over at most so many pairs compare as the lists of the
    criteria's sums do."""
    folded = [0] * len(criteria[0])
    for criterion in criteria:
        base = max(criterion, default=0) * pairs + 1
        folded = [high * base + low for high, low in zip(folded, criterion, strict=True)]
    return folded


def choose(options: Sequence[Sequence[tuple[int, int]]], limit: int = STATES) -> list[int] | None:
    """The column of each row, or -1, by dynamic programming; None where that would take more
    than `limit` states.

    `options` holds (column, weight) for each row, columns ascending, weights from 1 up. The sum
    of weights is maximal; among equals the first row has the smallest column it can have (none
    being the last), then the second row, and so on.
    """
    later = _later(options)
    reached = [{0}]
    states = 0
    for row, choices in enumerate(options):
        keep = later[row + 1]
        after = {taken & keep for taken in reached[row]}
        for column, _ in choices:
            bit = 1 << column
            after |= {(taken | bit) & keep for taken in reached[row] if not taken & bit}
        reached.append(after)
        states += len(after)
        if states > limit:
            return None
    return _follow(options, later, _values(options, later, reached))


def _later(options: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    """For each row the columns, as bits, that it or a later row could take."""
    later = [0] * (len(options) + 1)
    for row in range(len(options) - 1, -1, -1):
        later[row] = later[row + 1]
        for column, _ in options[row]:
            later[row] |= 1 << column
    return later


def _values(
    options: Sequence[Sequence[tuple[int, int]]], later: list[int], reached: list[set[int]]
) -> list[dict[int, int]]:
    """What the rows from each one on can gain, by the columns taken before."""
    values = [dict.fromkeys(reached[-1], 0)]
    for row in range(len(options) - 1, -1, -1):
        keep, below = later[row + 1], values[-1]
        gains = {}
        for taken in reached[row]:
            best = below[taken & keep]
            for column, weight in options[row]:
                if not taken >> column & 1:
                    best = max(best, weight + below[(taken | 1 << column) & keep])
            gains[taken] = best
        values.append(gains)
    return values[::-1]


def _follow(
    options: Sequence[Sequence[tuple[int, int]]], later: list[int], values: list[dict[int, int]]
) -> list[int]:
    """The first choice of each row in turn that reaches what can be gained."""
    taken, result = 0, []
    for row, choices in enumerate(options):
        keep, wanted = later[row + 1], values[row][taken]
        chosen = -1
        for column, weight in choices:
            after = (taken | 1 << column) & keep
            if not taken >> column & 1 and weight + values[row + 1][after] == wanted:
                chosen = column
                break
        result.append(chosen)
        taken = (taken | 1 << chosen if chosen >= 0 else taken) & keep
    return result


def _solve(criteria: Sequence[Ints], allowed: Mask) -> list[int]:
    """By the solver, criterion after criterion, each among the optima of those before."""
    must_row: Mask = np.zeros(allowed.shape[0], np.bool_)
    must_column: Mask = np.zeros(allowed.shape[1], np.bool_)
    match: Ints = np.full(allowed.shape[0], -1)
    for criterion in criteria:
        weights = _with_duties(criterion, allowed, must_row, must_column)
        match = _optimum(weights, allowed)
        prices = _prices(weights, match)
        of_row = np.where(match >= 0, weights[np.arange(len(match)), match] - prices[match], 0)
        allowed = allowed & (of_row[:, None] + prices[None, :] == weights)
        must_row, must_column = of_row > 0, prices > 0
    return _canonical(match.tolist(), allowed, must_row.tolist(), must_column.tolist())


def _with_duties(criterion: Ints, allowed: Mask, must_row: Mask, must_column: Mask) -> Ints:
    """Weights under which an optimum takes every row and column that earlier criteria need."""
    duty = int(criterion.max(initial=0)) * min(criterion.shape) + 1
    duties = must_row[:, None].astype(np.int64) + must_column[None, :]
    weights: Ints = np.where(allowed, criterion + duty * duties, 0)
    return weights


def _optimum(weights: Ints, allowed: Mask) -> npt.NDArray[np.intp]:
    """The column of each row in one optimum, -1 where it has none."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(weights.astype(np.float64), maximize=True)
    match = np.full(weights.shape[0], -1)
    real = allowed[rows, columns]
    match[rows[real]] = columns[real]
    return match


def _prices(weights: Ints, match: npt.NDArray[np.intp]) -> Ints:
    """The least dual prices of the columns.

    With the price of a row being what its pair's weight leaves over, no pair weighs more than
    its two prices, and items without a pair cost nothing (linear programming duality). Prices
    rise until that holds, as in the algorithm of Bellman and Ford.
    """
    prices: Ints = weights[match < 0].max(axis=0, initial=0)
    paired = np.flatnonzero(match >= 0)
    gain = weights[paired] - weights[paired, match[paired]][:, None]
    while True:
        raised = np.maximum(prices, (gain + prices[match[paired]][:, None]).max(axis=0, initial=0))
        if np.array_equal(raised, prices):
            return prices
        prices = raised


def _canonical(
    match: list[int], allowed: Mask, must_row: list[bool], must_column: list[bool]
) -> list[int]:
    """The optimum in which each row in turn has the first column it can have.

    Optima are the assignments of allowed pairs in which every item that must be paired is.
    """
    swaps = _Swaps(match, [np.flatnonzero(row).tolist() for row in allowed], must_row, must_column)
    for row in range(len(match)):
        for column in swaps.options[row]:
            if column == swaps.match[row] or swaps.give(row, column):
                break
        swaps.settled.add(row)
    return swaps.match


class _Swaps:
    """An optimum that changes along cycles into others.

    Nodes are rows and one hub, `None`, for being without a partner. An edge leads from a row to
    the row whose column it may take; to the hub, if it may go without or take a free column; and
    from the hub to rows that are free or whose column may go without. A cycle is a swap.
    """

    def __init__(
        self,
        match: list[int],
        options: list[list[int]],
        must_row: list[bool],
        must_column: list[bool],
    ) -> None:
        self.match = match
        self.options = options
        self.must_row = must_row
        self.must_column = must_column
        self.holder: dict[int, int] = {c: r for r, c in enumerate(match) if c >= 0}
        self.settled: set[int] = set()

    def give(self, row: int, column: int) -> bool:
        """Give the column to the row if some optimum that keeps all settled rows does so."""
        start = self.holder.get(column)
        if start in self.settled:
            return False
        path = self._path(start, row)
        if path is None:
            return False
        self._shift(row, column, path)
        return True

    def _path(self, start: int | None, goal: int) -> list[int | None] | None:
        """A shortest way of swaps from the node that loses its column to the row `goal`, whose
        own column becomes free."""
        came: dict[int | None, int | None] = {start: start}
        queue: deque[int | None] = deque([start])
        while queue:
            node = queue.popleft()
            if node == goal:
                path: list[int | None] = [node]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            for after in self._after(node):
                if after not in came and after not in self.settled:
                    came[after] = node
                    queue.append(after)
        return None

    def _after(self, node: int | None) -> list[int | None]:
        if node is None:
            return [
                row
                for row, column in enumerate(self.match)
                if column < 0 or not self.must_column[column]
            ]
        found: list[int | None] = [self.holder.get(column) for column in self.options[node]]
        if not self.must_row[node]:
            found.append(None)
        return found

    def _shift(self, row: int, column: int, path: list[int | None]) -> None:
        """Give every row of the path what the node after it holds, and the first column to
        `row`, the last node of the path."""
        taken: dict[int, int] = {row: column}
        for node, after in pairwise(path):
            if node is not None:
                held = self.match[after] if after is not None else self._free(node, column)
                taken[node] = held
        for holder in (*taken, *(node for node in path if node is not None)):
            self.holder.pop(self.match[holder], None)
        for holder, now in taken.items():
            self.match[holder] = now
            if now >= 0:
                self.holder[now] = holder

    def _free(self, row: int, wanted: int) -> int:
        """A column for a row that goes to the hub: a free one, or none if it may go without."""
        if not self.must_row[row]:
            return -1
        return next(c for c in self.options[row] if c not in self.holder and c != wanted)
