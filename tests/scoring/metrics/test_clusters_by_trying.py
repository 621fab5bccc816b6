"""Coreference of small clusterings against the definitions of the papers, written out here."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.metrics.test_clusters import mentions
from support.effort import tried
from support.labelled import document, scored, shares

Cluster = frozenset[str]
Clustering = list[Cluster]
Pair = tuple[Fraction | None, Fraction | None]
"""Precision and recall."""


@st.composite
def clusterings(draw: st.DrawFn) -> Clustering:
    letters = draw(st.sets(st.sampled_from("abcdefgh"), max_size=8))
    found: dict[int, set[str]] = {}
    for letter in sorted(letters):
        found.setdefault(draw(st.integers(0, 3)), set()).add(letter)
    return [frozenset(cluster) for cluster in found.values()]


def share(above: Fraction, below: int) -> Fraction | None:
    return above / below if below else None


def b_cubed(key: Clustering, response: Clustering) -> Pair:
    """Bagga and Baldwin 1998: over mentions, the share of its cluster that is right."""

    def one(side: Clustering, other: Clustering) -> Fraction | None:
        total = Fraction(0)
        for cluster in side:
            for mention in cluster:
                theirs = next((c for c in other if mention in c), frozenset())
                total += Fraction(len(cluster & theirs), len(cluster))
        return share(total, sum(map(len, side)))

    return one(response, key), one(key, response)


def ceaf_e(key: Clustering, response: Clustering) -> Pair:
    """Luo 2005 with φ4, by trying every one-to-one map of clusters."""
    small, large = sorted((key, response), key=len)
    best = max(
        sum(
            (Fraction(2 * len(a & b), len(a) + len(b)) for a, b in zip(small, order, strict=True)),
            Fraction(0),
        )
        for order in permutations(large, len(small))
    )
    return share(best, len(response)), share(best, len(key))


def lea(key: Clustering, response: Clustering) -> Pair:
    """Moosavi and Strube 2016: importance is size, resolution the share of links; a singleton
    has a link to itself."""

    def links(cluster: Cluster) -> set[tuple[str, str]]:
        if len(cluster) == 1:
            return {(mention, mention) for mention in cluster}
        return {(a, b) for a in cluster for b in cluster if a < b}

    def one(side: Clustering, other: Clustering) -> Fraction | None:
        theirs: set[tuple[str, str]] = set().union(*map(links, other))
        total = sum(
            (len(c) * Fraction(len(links(c) & theirs), len(links(c))) for c in side), Fraction(0)
        )
        return share(total, sum(map(len, side)))

    return one(response, key), one(key, response)


def close(found: float | None, expected: Fraction | None) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    return abs(found - float(expected)) < 1e-5  # credits are rounded to millionths


@tried(120)
@given(clusterings(), clusterings())
def test_as_the_papers_have_it(key: Clustering, response: Clustering) -> None:
    sides = [["".join(sorted(cluster)) for cluster in side] for side in (key, response)]
    gold, given_ = document(entities=mentions(sides[0])), document(entities=mentions(sides[1], "x"))
    found = scored(gold, given_).metrics
    for name, by_definition in (("b3", b_cubed), ("ceafe", ceaf_e), ("lea", lea)):
        if not key:
            assert found[name].note == "gold names no referents"
            continue
        precision, recall = by_definition(key, response)
        assert close(shares(found[name])[0], precision), (name, shares(found[name]), precision)
        assert close(shares(found[name])[1], recall), (name, shares(found[name]), recall)


@pytest.mark.acceptance
def test_two_orders_of_one_list_are_one_figure() -> None:
    """The mention `a` is predicted twice, in two clusters; one of the two is gold's `a`. Whichever
    it is, it is the same one in every order of the list."""
    gold = document(entities=mentions(["ab", "c"]))
    first, second = mentions(["ab"], "x"), mentions(["ac"], "y")
    found = {
        tuple(shares(scored(gold, document(entities=list(order))).metrics[name])[2] or 0
              for name in ("b3", "ceafe", "lea"))
        for order in permutations([*first, *second])
    }  # fmt: skip
    assert len(found) == 1


def test_the_definitions_give_the_example_of_the_literature() -> None:
    key = [frozenset("abc"), frozenset("defg")]
    response = [frozenset("ab"), frozenset("cd"), frozenset("fghi")]
    assert b_cubed(key, response) == (Fraction(1, 2), Fraction(5, 12))
    assert ceaf_e(key, response) == (Fraction(13, 30), Fraction(13, 20))
    assert lea(key, response) == (Fraction(1, 3), Fraction(5, 21))
