"""What holds of every score, whatever is scored."""

from __future__ import annotations

import copy
import random
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model.score import Metric, Score
from pactbank.scoring import score
from scoring.generated import REFS, TYPES, WORDS, corpora, labels
from support.effort import tried
from support.labelled import Label

pytestmark = pytest.mark.acceptance  # many builds, or many examples

Corpus = tuple[list[Label], list[Label]]


def scored(gold: list[Label], predicted: list[Label], task: Any = "all") -> Score:
    return score(gold, predicted, task, intervals="none")


def figures(metric: Metric) -> tuple[float | None, ...]:
    return metric.precision, metric.recall, metric.f1


@tried(60)
@given(labels())
def test_gold_against_itself_is_one_on_every_defined_metric(gold: Label) -> None:
    sides = [{"document": "doc", **gold}]
    result = scored(sides, sides)
    for name, metric in result.metrics.items():
        assert set(figures(metric)) <= {1.0, None}, (name, metric)
        assert metric.tp == metric.gold == metric.predicted, name
    for of_type in result.by_type.values():
        for metric in of_type.values():
            assert set(figures(metric)) <= {1.0, None}
    assert result.metrics["exact"].gold == 0 or result.metrics["exact"].f1 == 1


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same labels with all lists and keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value


@tried(25)
@given(corpora(), st.integers(0, 9))
def test_the_order_of_documents_items_and_keys_changes_nothing(corpus: Corpus, seed: int) -> None:
    gold, predicted = corpus
    chance = random.Random(seed)
    assert scored(gold, predicted) == scored(shuffled(gold, chance), shuffled(predicted, chance))


def renamed(value: Any, names: dict[str, str], keys: frozenset[str]) -> Any:
    """Labels with the names under some keys exchanged."""
    if isinstance(value, dict):
        return {
            key: names.get(inner, inner)
            if key in keys and isinstance(inner, str)
            else [names.get(one, one) for one in inner]
            if key in keys and isinstance(inner, list)
            else renamed(inner, names, keys)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [renamed(item, names, keys) for item in value]
    return value


@tried(25)
@given(corpora(), st.permutations(REFS))
def test_other_ids_for_referents_change_nothing(corpus: Corpus, order: list[str]) -> None:
    gold, predicted = corpus
    names = dict(zip(REFS, (f"x{ref}" for ref in order), strict=True))
    keys = frozenset({"refs", "party", "source"})
    expected = scored(gold, predicted)
    for sides in (
        (gold, renamed(predicted, names, keys)),
        (renamed(gold, names, keys), predicted),
    ):
        found = scored(*sides)
        assert found.metrics == expected.metrics
        assert found.by_type == expected.by_type


@tried(25)
@given(corpora(), st.permutations(TYPES))
def test_consistent_relabelling_of_types_changes_nothing(corpus: Corpus, order: list[str]) -> None:
    gold, predicted = copy.deepcopy(corpus)
    for side in (gold, predicted):
        for document in side:
            for mention in document["entities"]:
                mention.pop("level", None)  # groups of states and persons are told by their type
                mention["refs"] = []
    names = {f"T-{kind}": f"T-{other}" for kind, other in zip(TYPES, order, strict=True)}
    first = {kind: f"T-{kind}" for kind in TYPES}
    entities = [
        [{"document": d["document"], "entities": d["entities"]} for d in s]
        for s in (gold, predicted)
    ]
    before = renamed(entities, first, frozenset({"type"}))
    after = renamed(before, names, frozenset({"type"}))
    expected, found = (scored(side[0], side[1], "entities") for side in (before, after))
    for name, metric in expected.metrics.items():
        # Which of several types at one boundary is left over is settled by their names, so the
        # mean over types may change where a metric does not look at types.
        blind = name in ("untyped", "exact_boundary", "partial")
        same = msgspec.structs.replace(metric, macro_f1=None) if blind else metric
        other = found.metrics[name]
        assert (msgspec.structs.replace(other, macro_f1=None) if blind else other) == same
    for kind, rows in expected.by_type.items():
        for name in ("exact", "strict", "type", "iou"):
            assert counts(found.by_type[names[kind]][name]) == counts(rows[name])


def counts(metric: Metric) -> tuple[float, ...]:
    return metric.tp, metric.predicted, metric.gold


@tried(25)
@given(corpora())
def test_other_names_for_documents_change_nothing(corpus: Corpus) -> None:
    gold, predicted = corpus
    names = {f"doc-{number}": f"other-{9 - number}" for number in range(3)}
    keys = frozenset({"document"})
    found = scored(renamed(gold, names, keys), renamed(predicted, names, keys))
    assert found.metrics == scored(gold, predicted).metrics


ADDED = ("tp", "predicted", "gold", "correct", "incorrect", "partial", "missed", "spurious")


@tried(25)
@given(corpora())
def test_counts_add_over_parts_of_the_corpus(corpus: Corpus) -> None:
    gold, predicted = corpus
    whole = scored(gold, predicted)
    parts = [scored([g], [p]) for g, p in zip(gold, predicted, strict=True)]
    for name, metric in whole.metrics.items():
        if any(part.metrics[name].note == "gold names no referents" for part in parts):
            continue  # clusters are not counted there
        for field in ADDED:
            total = sum(getattr(part.metrics[name], field) or 0 for part in parts)
            assert (getattr(metric, field) or 0) == pytest.approx(total), (name, field)


FAR = 10_000


def far(number: int) -> Label:
    return {"start": FAR + 10 * number, "end": FAR + 10 * number + 3}


NOTHING_RIGHT = {
    "entities": {**far(1), "type": "ORG", "refs": ["z"]},
    "agreements": {
        "type": "OTHER",
        "form": "MOU",
        "mentions": [far(2)],
        "arguments": [
            {**far(3), "role": "PARTY", "refs": ["z"]},
            {**far(4), "role": "PROVISION"},
        ],
        "status": [{"stage": "SIGNED"}],
    },
    "stances": {
        "type": "WARN",
        "polarity": "negative",
        "cue": far(5),
        "holders": [{**far(6), "refs": ["z"]}],
        "target": far(7),
    },
}
"""For each layer a label that can earn nothing under any metric."""


@tried(25)
@given(corpora())
def test_adding_what_earns_no_credit_never_raises_precision(corpus: Corpus) -> None:
    gold, predicted = corpus
    more = copy.deepcopy(predicted)
    for layer, label in NOTHING_RIGHT.items():
        more[0][layer].append(label)
    before, after = scored(gold, predicted), scored(gold, more)
    for name, metric in after.metrics.items():
        # f_avg has no precision; a false negative stance lowers one of its halves.
        earlier = before.metrics[name]
        assert metric.tp == pytest.approx(earlier.tp), name
        assert (metric.precision or 0) <= (earlier.precision or 0) or earlier.predicted == 0, name
        assert (metric.recall or 0) == pytest.approx(earlier.recall or 0), name


MAXIMISED = {
    "entities": ("exact", "untyped"),
    "agreements": ("facts",),
    "stances": ("tuples", "typed_tuples", "exact_tuples"),
}
"""Metrics whose alignment is the greatest sum of just what they count."""


def without_parties(predicted: list[Label]) -> list[Label]:
    """Predictions whose status entries name nobody: an id alone stands for its first mention,
    which any other label may be."""
    bare = copy.deepcopy(predicted)
    for document in bare:
        for pact in document["agreements"]:
            for entry in pact["status"]:
                entry |= {"party": None, "source": "AUTHOR"}
    return bare


@tried(25)
@given(corpora(), labels())
def test_where_the_sum_itself_is_maximised_any_useless_label_lowers_precision(
    corpus: Corpus, extra: Label
) -> None:
    gold, predicted = corpus[0], without_parties(corpus[1])
    [extra] = without_parties([extra])
    for layer, names in MAXIMISED.items():
        if not extra[layer]:
            continue
        more = copy.deepcopy(predicted)
        more[0][layer].append(extra[layer][0])
        before, after = scored(gold, predicted), scored(gold, more)
        for name in names:
            earlier, metric = before.metrics[name], after.metrics[name]
            assert metric.tp >= earlier.tp - 1e-9
            if metric.tp == earlier.tp:
                assert (metric.precision or 0) <= (earlier.precision or 1)
                assert (metric.recall or 0) == (earlier.recall or 0)


@tried(10)
@given(corpora())
def test_removing_what_earns_no_credit_never_raises_recall(corpus: Corpus) -> None:
    gold, predicted = corpus[0], without_parties(corpus[1])
    before = scored(gold, predicted)
    for layer, names in MAXIMISED.items():
        for document in range(len(predicted)):
            for at in range(len(predicted[document][layer])):
                less = copy.deepcopy(predicted)
                del less[document][layer][at]
                after = scored(gold, less)
                for name in names:
                    assert after.metrics[name].tp <= before.metrics[name].tp + 1e-9
                    assert (after.metrics[name].recall or 0) <= (before.metrics[name].recall or 0)


def best_sum(weights: list[list[float]]) -> float:
    """The greatest sum over one-to-one pairs, by trying all."""
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if rows > columns:
        return best_sum([list(column) for column in zip(*weights, strict=True)])
    orders = permutations(range(columns), rows)
    return max((sum(weights[r][c] for r, c in enumerate(order)) for order in orders), default=0)


@tried(12)
@given(labels(), labels())
@pytest.mark.parametrize(("layer", "name"), [("agreements", "facts"), ("stances", "tuples")])
def test_the_aligned_sum_is_that_of_all_pairings_tried(
    layer: Any, name: str, gold: Label, own: Label
) -> None:
    """Pairs are scored one by one, gold mentions being the same, and put together by hand."""
    namings = [a for pact in gold["agreements"] for a in pact["arguments"] if "refs" in a]
    namings += [held for stance in gold["stances"] for held in stance["holders"]]
    united: dict[tuple[int, int], set[str]] = {}
    for naming in namings:
        united.setdefault((naming["start"], naming["end"]), set()).update(naming["refs"])
    mentions = [
        {"start": start, "end": end, "type": "ORG", "refs": sorted(refs)}
        for (start, end), refs in united.items()
    ]
    weights = [
        [
            scored(
                [{"document": "d", "entities": mentions, layer: [g]}],
                [{"document": "d", "entities": own["entities"], layer: [p]}],
                layer,
            )
            .metrics[name]
            .tp
            for p in own[layer]
        ]
        for g in gold[layer]
    ]
    whole = scored(
        [{"document": "d", "entities": mentions, layer: gold[layer]}],
        [{"document": "d", "entities": own["entities"], layer: own[layer]}],
        layer,
    )
    assert whole.metrics[name].tp == pytest.approx(
        best_sum(weights) if weights and own[layer] else 0
    )


def test_the_generated_text_is_what_spans_quote() -> None:
    text = " ".join(WORDS)
    from scoring.generated import at

    span = at(3, 2)
    assert text[span["start"] : span["end"]] == span["text"] == "praised the"
