"""Comparing systems: who is better, and what is not resolved."""

from __future__ import annotations

import pytest

from pactbank.errors import WrongUse
from pactbank.model.score import Comparison
from pactbank.scoring import Counted, compare, counts
from scoring.test_countfiles import many
from support.labelled import document, entity, span


def runs(documents: int, *shares: float) -> dict[str, Counted]:
    gold, _ = many(documents, 0, 1)
    systems = [many(documents, number + 1, share)[1] for number, share in enumerate(shares)]
    made = counts(gold, systems, "entities")
    return {f"s{number}": run for number, run in enumerate(made)}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(runs(60, 0.9, 0.89, 0.5))


def test_pairs_and_the_family(comparison: Comparison) -> None:
    assert comparison.family == ("exact",)
    assert [(pair.first, pair.second) for pair in comparison.pairs] == [
        ("s0", "s1"),
        ("s0", "s2"),
        ("s1", "s2"),
    ]
    assert comparison.documents == 60


def test_a_large_difference_is_resolved(comparison: Comparison) -> None:
    pair = comparison.pairs[1]
    assert pair.better == "s0"
    assert pair.note is None
    assert pair.difference is not None
    assert pair.difference > (pair.detectable or 1)
    assert pair.interval is not None
    assert pair.interval[0] > 0
    # The smallest p there can be, three times itself after Holm, for there are three pairs.
    assert pair.p == round(1 / 10_001, 6)
    assert pair.p_adjusted == pytest.approx(3 * pair.p, abs=2e-6)


def test_a_small_one_is_not_resolved_at_this_n(comparison: Comparison) -> None:
    pair = comparison.pairs[0]
    assert pair.better is None
    assert pair.note == "not resolved at this n"
    assert abs(pair.difference or 1) < (pair.detectable or 0)
    assert (pair.p_adjusted or 0) > 0.05


def test_ranks(comparison: Comparison) -> None:
    assert [system.rank["exact"] for system in comparison.systems] == [1, 1, 3]
    assert {system.name for system in comparison.systems} == {"s0", "s1", "s2"}
    assert comparison.systems[0].metrics["exact"].interval is not None


def test_one_document_resolves_nothing() -> None:
    pair = compare(runs(1, 1.0, 0.0)).pairs[0]
    assert pair.better is None
    assert pair.note == "not resolved at this n; one document: no variation to measure"


def test_few_documents_resolve_what_is_large() -> None:
    found = compare(runs(12, 1.0, 0.2)).pairs[0]
    assert found.better == "s0"


def test_all_tasks_are_one_family() -> None:
    gold, systems = many(6, 0, 1)[0], [many(6, n, 0.5)[1] for n in (1, 2)]
    stances = [{"type": "WARN", "polarity": "negative", "cue": span(0, 4), "implicit": "AUTHOR"}]
    whole = [{**labels, "stances": stances} for labels in gold]
    made = counts(whole, systems, "all")
    found = compare({"a": made[0], "b": made[1]})
    assert found.family == ("exact", "tuples")
    assert len(found.pairs) == 2


def test_what_cannot_be_compared() -> None:
    one = runs(3, 0.5)["s0"]
    with pytest.raises(WrongUse, match="at least two systems"):
        compare({"a": one})
    other = runs(4, 0.5)["s0"]
    with pytest.raises(WrongUse, match="a and b were not scored alike: documents is 3 and 4"):
        compare({"a": one, "b": other})
    gold = [document("d", entities=[entity(span(0, 3), "STATE")])]
    [plain] = counts(gold, [gold], "entities")
    [other] = counts([document("d", entities=[])], [gold], "entities")
    with pytest.raises(WrongUse, match="gold is"):
        compare({"a": plain, "b": other})
