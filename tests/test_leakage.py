"""Texts that we wrote are of many moulds, and nothing of a test text is in what is learned from.

That no four words of a validation or test text stand in what a system may learn from is held by
tests/test_house.py.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest

from pactbank.corpus.store import Store
from pactbank.corpus.world import read_plan, read_world
from pactbank.model.closed import SPLITS
from pactbank.text.sentences import sentences

STORE = Store(Path(__file__).parents[1])
WORD = re.compile(r"\w+")
SPLIT_OF = {name: split for split in SPLITS for name in STORE.names_in(split)}
DOCUMENTS = {name: STORE.document(name) for name in SPLIT_OF}
TEXTS = {
    name: STORE.text(document) for name, document in DOCUMENTS.items() if STORE.has_text(document)
}
INVENTED = [name for name, document in DOCUMENTS.items() if document.origin.kind == "authored"]


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every run of five words."""
    words = [word.casefold() for word in WORD.findall(text)]
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


SHINGLES = {name: shingles(text) for name, text in TEXTS.items()}


def shared(one: str, other: str) -> float:
    """The part of the shorter text that the other has too."""
    found = SHINGLES[one], SHINGLES[other]
    return len(found[0] & found[1]) / min(map(len, found))


def test_no_story_is_in_two_splits() -> None:
    stories = {(DOCUMENTS[name].story, split) for name, split in SPLIT_OF.items()}
    assert len(stories) == len({story for story, _ in stories})


def test_no_two_texts_are_from_one_mould() -> None:
    alike = {pair: shared(*pair) for pair in combinations(TEXTS, 2)}
    assert max(alike.values()) < 0.15
    across = [part for (a, b), part in alike.items() if SPLIT_OF[a] != SPLIT_OF[b]]
    assert max(across) < 0.05


def test_the_shingles_would_find_a_copy() -> None:
    name = INVENTED[0]
    words = TEXTS[name].split()
    copied = shingles(" ".join(words[len(words) // 2 :]))
    assert len(copied & SHINGLES[name]) / len(copied) > 0.9


@pytest.mark.parametrize("name", INVENTED)
def test_every_state_of_an_invented_text_is_of_its_half_of_the_world(name: str) -> None:
    world, plan = read_world(STORE), read_plan(STORE, name)
    known = {
        value.casefold()
        for _, thing in world.half(plan.half).things()
        for field in ("name", "demonym", "capital")
        if (value := getattr(thing, field, None))
    }
    gold = STORE.annotation("gold", DOCUMENTS[name])
    assert gold is not None
    states = {(ref.name or "").casefold() for ref in gold.refs if ref.type == "STATE"}
    # "Adombans" is the people of the demonym.
    assert {state for state in states if not {state, state.removesuffix("s")} & known} == set()


def test_personas_write_sentences_of_different_lengths() -> None:
    lengths: dict[str, list[int]] = {}
    for name in INVENTED:
        text = TEXTS[name]
        found = [len(WORD.findall(text[start:end])) for start, end in sentences(text)]
        lengths.setdefault(read_plan(STORE, name).persona, []).extend(n for n in found if n > 3)
    medians = sorted(median(of) for of in lengths.values())
    assert len(medians) == 8
    assert medians[-1] > 2 * medians[0]


@pytest.mark.parametrize("least", [10])
def test_train_has_enough_of_everything(least: int) -> None:
    from pactbank.corpus.overview import statistics
    from pactbank.model import closed

    counted = statistics(STORE, "gold")
    expected = {
        "entities": closed.ENTITY_TYPES,
        "agreements": closed.AGREEMENT_TYPES,
        "roles": closed.ROLES,
        "stages": closed.STAGES,
        "conditions": closed.CONDITIONS,
        "certainties": closed.CERTAINTIES,
        "relations": closed.RELATION_TYPES,
        "stances": closed.STANCE_TYPES,
        "polarities": closed.POLARITIES,
    }
    rare = {
        (field, value): number
        for field, values in expected.items()
        for value in values
        if (number := getattr(counted, field).get(value, {}).get("train", 0)) < least
    }
    assert rare == {}
