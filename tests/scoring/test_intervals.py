"""Intervals and tests, against other people's software, by hand, and pinned."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pactbank.scoring import intervals
from pactbank.scoring.intervals import compare, holm, interval, ranks, resampled, standard_error
from pactbank.scoring.tables import UNIT, Floats, Ints, Part, statistic

F1 = statistic((Part("tp", "tp", "predicted", "gold"),))
"""Of columns tp, predicted, gold."""


def corpus(documents: int, seed: int = 1) -> Ints:
    chance = np.random.default_rng(seed)
    tp = chance.integers(0, 9, documents)
    more = chance.integers(0, 5, (2, documents))
    return np.stack([tp, tp + more[0], tp + more[1]], axis=1).astype(np.int64) * UNIT


def test_the_stream_of_random_numbers_is_pinned() -> None:
    """If this fails, NumPy has changed what it promises not to change."""
    raw = np.random.PCG64(12345).random_raw(3).tolist()
    assert raw == [4193609425186963869, 5843160025838961886, 14708796524633321433]
    columns = np.arange(10).reshape(-1, 1)
    assert resampled(columns, replicates=6).ravel().tolist() == [51, 47, 47, 40, 35, 25]


@pytest.mark.parametrize("documents", [1, 7, 40, 1000])
def test_each_resample_draws_as_many_documents_as_there_are(documents: int) -> None:
    ones = np.ones((documents, 1), np.int64)
    assert (resampled(ones, replicates=50) == documents).all()


def test_resamples_are_sums_of_the_documents_that_are_drawn() -> None:
    columns = corpus(41)
    raw = np.random.PCG64(12345).random_raw(2 * 41)
    halves = [half for word in raw.tolist() for half in (word & 0xFFFFFFFF, word >> 32)]
    drawn = [half * 41 >> 32 for half in halves]
    expected = [columns[drawn[41 * k : 41 * (k + 1)]].sum(axis=0).tolist() for k in range(4)]
    assert resampled(columns, replicates=4).tolist() == expected


def test_wide_columns_take_several_words() -> None:
    columns = np.full((50, 3), 2**45, np.int64) + np.arange(3)
    assert resampled(columns, replicates=4).tolist() == [[50 * (2**45 + k) for k in range(3)]] * 4


@pytest.mark.parametrize("seed", range(5))
def test_bca_bounds_are_those_of_scipy_on_the_same_resamples(seed: int) -> None:
    from scipy import stats  # a second of every collection, were it above
    from scipy.stats._resampling import BootstrapResult

    columns = corpus(60, seed)
    sums = resampled(columns)

    def f1(tp: Floats, predicted: Floats, gold: Floats, axis: int = -1) -> Floats:
        share: Floats = 2 * tp.sum(axis) / (predicted.sum(axis) + gold.sum(axis))
        return share

    theirs = stats.bootstrap(
        tuple(columns.T),
        f1,
        paired=True,
        vectorized=True,
        n_resamples=0,
        method="BCa",
        bootstrap_result=BootstrapResult(None, F1(sums), None),
    ).confidence_interval
    ours = interval(columns, F1, sums).interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_bounds_agree_with_scipys_own_resamples_within_their_noise() -> None:
    from scipy import stats

    columns = corpus(60)
    theirs = stats.bootstrap(
        (np.arange(60),),
        lambda rows: float(F1(columns[rows].sum(axis=0, keepdims=True).astype(float))[0]),
        vectorized=False,
        n_resamples=4000,
        method="BCa",
        rng=np.random.default_rng(7),
    ).confidence_interval
    ours = interval(columns, F1, resampled(columns)).interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_student_quantiles_are_scipys() -> None:
    from scipy import stats

    quantiles = [round(float(stats.t.ppf(0.975, degrees)), 6) for degrees in range(1, 39)]
    assert quantiles == list(intervals._T)


def test_few_documents_get_the_jackknife() -> None:
    # Three documents of 10 gold and 10 predicted, with 5, 6 and 10 right: F1 = 21/30 = .7.
    columns = np.array([[5, 10, 10], [6, 10, 10], [10, 10, 10]]) * UNIT
    # Without each: 16/20, 15/20, 11/20; mean .7; squares .01 + .0025 + .0225 = .035.
    error = (2 / 3 * 0.035) ** 0.5
    assert standard_error(np.array([0.8, 0.75, 0.55])) == pytest.approx(error)
    half = 4.302653 * error  # t with 2 degrees of freedom
    expected = (max(0.0, 0.7 - half), min(1.0, 0.7 + half))
    assert interval(columns, F1, None).interval == pytest.approx(expected, abs=1e-6)
    assert expected == (pytest.approx(0.0428, abs=1e-4), 1.0)  # cut off at what F1 can be


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([[1, 2, 2]], "one document: no variation to measure"),
        ([[0, 0, 0], [0, 0, 0]], "0/0"),
        ([[1, 2, 2], [1, 2, 2]], "no variation between documents"),
        ([[1, 2, 2], [0, 0, 0]], "0/0 without one of the documents"),
    ],
)
def test_why_there_is_no_interval(columns: list[list[int]], reason: str) -> None:
    bounds = interval(np.array(columns), F1, None)
    assert bounds.interval is None
    assert bounds.reason == reason


def test_resamples_that_are_0_by_0_are_left_out() -> None:
    columns = np.zeros((40, 3), np.int64)
    columns[:3] = [[1, 2, 2], [2, 2, 2], [1, 3, 2]]
    found = interval(columns, F1, resampled(columns)).interval
    assert found is not None
    assert found[0] < 8 / 13 < found[1]


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Of 200 samples of 30 documents from one population, near 190 intervals hold its F1."""
    population = corpus(5000, seed=3)
    truth = float(F1(population.sum(axis=0, keepdims=True).astype(float))[0])
    chance = np.random.default_rng(4)
    held = 0
    for _ in range(200):
        low, high = interval(population[chance.integers(0, 5000, 30)], F1, None).interval or (1, 0)
        held += low <= truth <= high
    assert 180 <= held <= 199


def test_randomization_is_near_the_test_of_every_swap() -> None:
    first, second = corpus(10, 5), corpus(10, 6)
    second[:, 2] = first[:, 2]  # the same gold
    second[:, 0] = np.minimum(second[:, 0], second[:, 2])
    observed = abs(F1(first.sum(0)[None] * 1.0) - F1(second.sum(0)[None] * 1.0))[0]
    extreme = 0
    for swaps in product([0, 1], repeat=10):
        mask = np.array(swaps, bool)[:, None]
        a, b = np.where(mask, second, first).sum(0), np.where(mask, first, second).sum(0)
        extreme += abs(F1(a[None] * 1.0) - F1(b[None] * 1.0))[0] >= observed - 1e-12
    found = compare(first, second, F1)
    assert found.p == pytest.approx(extreme / 1024, abs=0.015)
    assert found.difference is not None
    assert abs(found.difference) == pytest.approx(observed)


def test_a_system_does_not_differ_from_itself() -> None:
    columns = corpus(50)
    found = compare(columns, columns, F1)
    assert (found.difference, found.p) == (0.0, 1.0)  # every swap differs as much: (R + 1)/(R + 1)
    assert found.interval is None
    assert found.reason == "no variation between documents"


def test_the_smallest_p_is_one_in_all_replicates_and_the_observed() -> None:
    gold = np.full(60, 10 * UNIT)
    good = np.stack([gold, gold, gold], axis=1)
    bad = np.stack([gold // 10, gold, gold], axis=1)
    bad[0, 0] = 0
    found = compare(good, bad, F1)
    assert found.p == round(1 / 10_001, 6)
    assert found.difference is not None
    assert found.detectable is not None
    assert found.standard_error is not None
    assert found.detectable == pytest.approx((1.960 + 0.842) * found.standard_error, abs=1e-5)
    assert found.difference > found.detectable


def test_swapping_the_systems_changes_the_sign_alone() -> None:
    first, second = corpus(45, 5), corpus(45, 6)
    there, back = compare(first, second, F1), compare(second, first, F1)
    assert there.difference == pytest.approx(-(back.difference or 0))
    assert there.p == back.p
    assert there.standard_error == back.standard_error


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # Holm 1979: multiply the smallest by 4, the next by 3 …, and never decrease.
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.6], [1.0, 1.0]),
        ([], []),
        ([0.02], [0.02]),
    ],
)
def test_holm(values: list[float], expected: list[float]) -> None:
    assert holm(values) == pytest.approx(expected)


def test_ranks_count_who_is_better() -> None:
    # a beats c; b is not told from either: ties are not transitive.
    assert ranks(["a", "b", "c"], {("a", "c")}) == {"a": 1, "b": 1, "c": 2}
