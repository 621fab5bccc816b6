"""Integer counts to intervals and tests. The unit is the document.

With 40 documents or more: the BCa bootstrap (Efron 1987) over 10,000 resamples. With fewer: the
delete-one jackknife with Student's t, whose coverage is nearer to the nominal one there. Two
systems are compared by paired approximate randomization (Noreen 1989), families of comparisons
by Holm's method (1979).

Random numbers are taken from `PCG64.random_raw`, the one stream that NumPy promises to keep, and
only integers are summed: the same table gives the same bounds on every machine. Bounds and
p-values are rounded to six decimals, far above what libraries differ in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from pactbank.scoring.tables import Floats, Ints

REPLICATES = 10_000
SEED = 12345
ENOUGH = 40
"""From so many documents on the bootstrap is used."""
LEVEL = 0.95
DECIMALS = 6

Statistic = Callable[[Floats], Floats]
"""Sums of columns, one row a resample, to one figure a row; nan where 0/0."""

_NORMAL = NormalDist()
_POWER = 1.960 + 0.842
"""Standard normal quantiles of a two-sided 5 % test and of 80 % power."""

# The .975 quantiles of Student's t for 1 to 38 degrees of freedom.
_T = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157,
    2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922,
    2.093024, 2.085963, 2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831,
    2.048407, 2.045230, 2.042272, 2.039513, 2.036933, 2.034515, 2.032245, 2.030108, 2.028094,
    2.026192, 2.024394,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """A 95 % interval, or the reason why there is none."""

    interval: tuple[float, float] | None
    reason: str | None = None


def resampled(columns: Ints, replicates: int = REPLICATES, seed: int = SEED) -> Floats:
    """Column sums of documents drawn with replacement: replicates times columns.

    `columns` holds one row of counts a document, from 0 up. Each draw is the high half of a
    32-bit number times the number of documents; two draws are made of one raw number, the low
    half first.
    """
    documents = len(columns)
    scales = np.gcd.reduce(columns, axis=0, initial=0)
    scales[scales == 0] = 1
    words, places = _packed(columns // scales, documents)
    sums = np.empty((replicates, len(words)), np.int64)
    for first, rows in _draws(documents, replicates, seed):
        for at, word in enumerate(words):
            sums[first : first + len(rows), at] = word.take(rows).sum(axis=1)
    unpacked = [(sums[:, word] >> shift) & ((1 << bits) - 1) for word, shift, bits in places]
    whole: Floats = np.stack(unpacked, axis=1).astype(np.float64) * scales
    return whole


def _packed(columns: Ints, documents: int) -> tuple[list[Ints], list[tuple[int, int, int]]]:
    """Several columns in one integer a document, with room for the sums of any resample; and
    for each column its word, shift and number of bits."""
    words: list[Ints] = []
    places: list[tuple[int, int, int]] = []
    used = 64
    for column in columns.T:
        bits = (int(column.max(initial=0)) * documents).bit_length()
        if used + bits > 63:
            words.append(np.zeros(len(columns), np.int64))
            used = 0
        words[-1] = words[-1] + (column << used)
        places.append((len(words) - 1, used, bits))
        used += bits
    return words, places


def _draws(
    documents: int, replicates: int, seed: int
) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Document numbers for some replicates at a time, with the number of the first one. The
    blocks fit a processor's cache; their size changes nothing."""
    stream = np.random.PCG64(seed)
    block = 2 * max(1, 32768 // documents)
    for first in range(0, replicates, block):
        count = min(block, replicates - first)
        raw = stream.random_raw((count * documents + 1) // 2).astype("<u8", copy=False)
        draws = raw.view("<u4")[: count * documents].astype(np.uint64)
        draws *= np.uint64(documents)
        draws >>= np.uint64(32)
        yield first, draws.view(np.intp).reshape(count, documents)


def interval(
    columns: Ints,
    statistic: Statistic,
    resamples: Floats | None,
    limits: tuple[float, float] = (0.0, 1.0),
) -> Bounds:
    """The 95 % interval of a figure over documents, cut off at what the figure can be.

    `resamples` are the sums `resampled` gives for these columns; they are not looked at where
    the jackknife is used.
    """
    documents = len(columns)
    if documents < 2:
        return Bounds(None, "one document: no variation to measure")
    estimate = float(statistic(columns.sum(axis=0, keepdims=True, dtype=np.float64))[0])
    if np.isnan(estimate):
        return Bounds(None, "0/0")
    without = _left_out(columns, statistic)
    if np.isnan(without).any():
        return Bounds(None, "0/0 without one of the documents")
    if np.ptp(without) == 0:
        return Bounds(None, "no variation between documents")
    if documents < ENOUGH:
        half = _T[documents - 2] * standard_error(without)
        return _bounds(estimate - half, estimate + half, limits)
    assert resamples is not None
    return _bca(estimate, without, statistic(resamples), limits)


def _left_out(columns: Ints, statistic: Statistic) -> Floats:
    """The figure without each document in turn."""
    return statistic((columns.sum(axis=0) - columns).astype(np.float64))


def standard_error(without: Floats) -> float:
    """The jackknife's standard error, from the figure without each document in turn."""
    count = len(without)
    return float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))


def _bca(
    estimate: float, without: Floats, replicates: Floats, limits: tuple[float, float]
) -> Bounds:
    """Bias-corrected and accelerated bounds; replicates that are 0/0 are left out."""
    replicates = np.sort(replicates[~np.isnan(replicates)])
    below = np.searchsorted(replicates, estimate, "left")
    share = (below + np.searchsorted(replicates, estimate, "right")) / (2 * len(replicates))
    if not 0 < share < 1:
        return Bounds(None, "the figure lies outside all its resamples")
    bias = _NORMAL.inv_cdf(float(share))
    away = without.mean() - without
    skew = float((away**3).sum() / (6 * (away**2).sum() ** 1.5))
    quantiles = []
    for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        shifted = bias + _NORMAL.inv_cdf(tail)
        quantiles.append(_NORMAL.cdf(bias + shifted / (1 - skew * shifted)))
    low, high = np.quantile(replicates, quantiles)
    return _bounds(float(low), float(high), limits)


def _bounds(low: float, high: float, limits: tuple[float, float]) -> Bounds:
    least, most = limits
    return Bounds((round(max(low, least), DECIMALS), round(min(high, most), DECIMALS)))


@dataclass(frozen=True, slots=True)
class TestedDifference:
    """How two systems differ on the same documents: first minus second.

    `p` is two-sided; None where there is nothing to test. `detectable` is the difference that
    would be found with 80 % power at the 5 % level.
    """

    difference: float | None
    interval: tuple[float, float] | None
    p: float | None
    standard_error: float | None
    detectable: float | None
    reason: str | None = None


def compare(
    first: Ints,
    second: Ints,
    statistic: Statistic,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> TestedDifference:
    """Paired comparison of two systems; rows are the same documents, columns the same counts."""
    width = first.shape[1]

    def difference(sums: Floats) -> Floats:
        gap: Floats = statistic(sums[:, :width]) - statistic(sums[:, width:])
        return gap

    both = np.concatenate([first, second], axis=1)
    observed = float(difference(both.sum(axis=0, keepdims=True, dtype=np.float64))[0])
    if np.isnan(observed):
        return TestedDifference(None, None, None, None, None, "0/0")
    enough = len(both) >= ENOUGH
    resamples = resampled(both, replicates, seed) if enough else None
    bounds = interval(both, difference, resamples, limits=(-1.0, 1.0))
    without = _left_out(both, difference)
    error = None if len(both) < 2 or np.isnan(without).any() else standard_error(without)
    return TestedDifference(
        observed,
        bounds.interval,
        _randomization(first, second, difference, abs(observed), replicates, seed),
        None if error is None else round(error, DECIMALS),
        None if error is None else round(_POWER * error, DECIMALS),
        bounds.reason,
    )


def _randomization(
    first: Ints, second: Ints, difference: Statistic, observed: float, replicates: int, seed: int
) -> float:
    """(c + 1) / (R + 1), c the number of random swaps of documents between the two systems after
    which they differ at least as much as observed."""
    changes = (second - first).astype(np.float64)
    sums = first.sum(axis=0), second.sum(axis=0)
    count = 0
    for swaps in _coins(len(first), replicates, seed):
        moved = swaps @ changes
        gaps = np.abs(difference(np.concatenate([sums[0] + moved, sums[1] - moved], axis=1)))
        # Equal sums give equal floats; the margin covers sums that differ and divide alike.
        count += int((gaps >= observed - 1e-12).sum() + np.isnan(gaps).sum())
    return round((count + 1) / (replicates + 1), DECIMALS)


def _coins(documents: int, replicates: int, seed: int) -> Iterator[Floats]:
    """Zeros and ones, replicates times documents, some replicates at a time; the bits of raw
    numbers, lowest first."""
    stream = np.random.PCG64(seed)
    words = -(-documents // 64)
    block = max(1, 1_000_000 // documents)
    for first in range(0, replicates, block):
        count = min(block, replicates - first)
        raw = stream.random_raw(count * words).astype("<u8", copy=False)
        bits = np.unpackbits(raw.view(np.uint8).reshape(count, -1), axis=1, bitorder="little")
        yield bits[:, :documents].astype(np.float64)


def holm(values: Sequence[float]) -> list[float]:
    """p-values adjusted for their family: step-down, never decreasing, at most 1."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted = [0.0] * len(values)
    highest = 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[at]))
        adjusted[at] = highest
    return adjusted


def ranks(names: Sequence[str], better: set[tuple[str, str]]) -> dict[str, int]:
    """1 + the number of systems that are significantly better; `better` holds (winner, loser).
    Ties are not transitive: two systems may share a rank with a third and differ themselves."""
    return {name: 1 + sum((other, name) in better for other in names) for name in names}
