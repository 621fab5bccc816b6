"""The order of lists and the ids of labels are nothing: no figure, hash, signature or count of
anchoring depends on them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from pactbank.model.score import Score
from pactbank.scoring import score
from scoring.crowded import PACTS, REFS, corpus, quoted, said, shuffled, texts_in
from support.labelled import Label

pytestmark = pytest.mark.acceptance  # many builds, or many examples

SEEDS = range(4)
DOCUMENTS = 12
"""Documents are scored together, since most of the time goes into what each score costs."""


def scored(gold: list[Label], predicted: list[Label], texts: Path | None = None) -> Score:
    return score(gold, predicted, "all", texts=texts, intervals="none")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_every_list_but_chains_is_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    gold, predicted = corpus(chance, DOCUMENTS)
    texts = texts_in(tmp_path, gold) if seed % 2 else None
    expected = scored(gold, predicted, texts)
    for _ in range(2):
        assert scored(shuffled(gold, chance), shuffled(predicted, chance), texts) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_quotes_is_nothing(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    gold, predicted = corpus(chance, DOCUMENTS)
    texts, predicted = texts_in(tmp_path, gold), quoted(predicted)
    expected = scored(gold, predicted, texts)
    for _ in range(2):
        assert scored(shuffled(gold, chance), shuffled(predicted, chance), texts) == expected


def renamed(side: list[Label], names: dict[str, str]) -> list[Label]:
    """Labels whose ids, and what refers to them, are exchanged for others."""
    return [_renamed(document, names) for document in side]


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [names.get(i, i) if isinstance(i, str) else _renamed(i, names) for i in value]
    if not isinstance(value, dict):
        return value
    told = ("id", "party", "source", "body", "of", "ref", "target")
    return {
        key: names.get(inner, inner)
        if key in told and isinstance(inner, str) and "scheme" not in value
        else _renamed(inner, names)
        for key, inner in value.items()
    }


def other_names(names: tuple[str, ...], chance: random.Random) -> dict[str, str]:
    """Other names, in another alphabetical order."""
    order = chance.sample(range(len(names)), len(names))
    return {name: f"x{at}" for name, at in zip(names, order, strict=True)}


def without_copies(side: list[Label]) -> list[Label]:
    """Of agreements that say the same but for their ids, one: of several, the one is aligned whose
    id comes first, and labels refer to it or to another."""
    kept = []
    for document in side:
        once = {said(label): label for label in document["agreements"]}
        kept.append({**document, "agreements": list(once.values())})
    return kept


@pytest.mark.parametrize("names", [REFS, PACTS], ids=["referents", "agreements"])
@pytest.mark.parametrize("seed", SEEDS)
def test_other_ids_change_no_figure(seed: int, names: tuple[str, ...], tmp_path: Path) -> None:
    """They change hashes: ids that labels refer to are part of what they say."""
    chance = random.Random(seed)
    gold, predicted = corpus(chance, DOCUMENTS)
    predicted, texts = without_copies(predicted), texts_in(tmp_path, gold)
    expected = scored(gold, predicted, texts)
    for sides in (
        (gold, renamed(predicted, other_names(names, chance))),
        (renamed(gold, other_names(names, chance)), predicted),
    ):
        found = scored(*sides, texts)
        assert found.metrics == expected.metrics
        assert found.by_type == expected.by_type


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_ids_that_nothing_refers_to_are_nothing(seed: int, quotes: bool, tmp_path: Path) -> None:
    """Not even hashes know the ids of mentions, arguments, status entries and stances; where
    quotes are placed by their canonical JSON, these are no part of it."""
    chance = random.Random(seed)
    gold, predicted = corpus(chance, DOCUMENTS)
    texts = texts_in(tmp_path, gold)
    predicted = quoted(predicted) if quotes else predicted
    expected = scored(gold, predicted, texts)
    assert scored(unnamed(gold), unnamed(predicted), texts) == expected


def unnamed(value: Any, name: str = "") -> Any:
    """Labels without the ids that nothing refers to."""
    if isinstance(value, list):
        return [unnamed(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    identified = name in ("refs", "agreements", "kb")
    return {k: unnamed(v, k) for k, v in value.items() if identified or k != "id"}


def test_other_ids_of_referents_change_the_hash_of_that_side_alone() -> None:
    gold, predicted = corpus(random.Random(1))
    other = renamed(predicted, {ref: f"x{ref}" for ref in REFS})
    told = [
        dict(part.split(":", 1) for part in scored(gold, side).signature.split("|"))
        for side in (predicted, other)
    ]
    assert {name for name in told[0] if told[0][name] != told[1][name]} == {"predictions"}
