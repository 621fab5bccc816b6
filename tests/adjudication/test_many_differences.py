"""Passes that differ in many things at once, with ids of their own: either choice for all gives
that pass back, and the gold says which pass each label comes from."""

from __future__ import annotations

import copy
import random

import pytest

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.labels import plain, renamed
from pactbank.adjudication.merging import merge
from pactbank.adjudication.origins import with_origins
from pactbank.model.annotation import Annotation
from pactbank.model.walk import LABELS, values
from support.adjudicated import annotation, chosen, meaning
from support.effort import examples
from support.every_field import GOLD, TEXT
from support.labelled import Label
from support.mutations import changed, fields, holders, others

ABOUT = ("refs/", "entities/", "agreements/", "stances/")
FIELDS = [
    field
    for field in fields(Annotation)
    if field.path.startswith(ABOUT)
    and field.name not in ("id", "from", "ruling", "checked_by", "text", "name_spans", "scheme")
]
NOBODY = ("'nobody'", "'nothing'")
"""Names that no pass may use: nobody has them."""


def with_one_less(labels: Label, chance: random.Random) -> Label:
    """Labels without one of them, or a pact without one of its parts."""
    made = copy.deepcopy(labels)
    lists = [made["entities"], made["agreements"], made["stances"]]
    for pact in made["agreements"]:
        lists += [pact[part] for part in ("mentions", "arguments", "status", "relations")]
    filled = [one for one in lists if one]
    chosen_list = chance.choice(filled)
    gone = chosen_list.pop(chance.randrange(len(chosen_list)))
    for stance in made["stances"]:
        stance["about"] = [name for name in stance["about"] if name != gone.get("id")]
    for pact in made["agreements"]:
        kept = [one for one in pact["relations"] if one["target"] != gone.get("id")]
        pact["relations"] = kept
    return made


def with_one_wrong(labels: Label, chance: random.Random) -> Label:
    """Labels with one value of one field replaced; the same labels where that cannot be."""
    field = chance.choice(FIELDS)
    found = holders(labels, field.path)
    at = chance.randrange(len(found)) if found else 0
    possible = others(field, found[at]) if found else []
    if not possible:
        return labels
    made = changed(labels, field, at, chance.choice(possible))
    known = not any(name in repr(made) for name in NOBODY)
    return made if known and annotation(made) is not None else labels


def differing(chance: random.Random) -> Annotation:
    """A pass with a few mistakes and ids of its own."""
    made: Label = GOLD
    for _ in range(chance.randrange(8)):
        made = chance.choice((with_one_less, with_one_wrong, with_one_wrong))(made, chance)
    ids = [ref["id"] for ref in made["refs"]]
    others_ = [f"x{at}" for at in range(len(ids))]
    chance.shuffle(others_)
    names = dict(zip(ids, others_, strict=True))
    layers = ("refs", "entities", "agreements", "stances")
    found = annotation({**made, **{layer: renamed(made[layer], names) for layer in layers}})
    assert found is not None
    return found


@pytest.mark.parametrize("letters", ["ab", "abc"])
@pytest.mark.parametrize("seed", range(examples(25)))
def test_one_choice_for_all_gives_that_pass(seed: int, letters: str) -> None:
    chance = random.Random(seed)
    passes = {letter: differing(chance) for letter in letters}
    compared = ComparedPasses(merge(passes, TEXT))
    assert len({one.id for one in compared.differences}) == len(compared.differences)
    for letter, labels in passes.items():
        assert meaning(chosen(compared, letter)) == meaning(plain(labels))


@pytest.mark.parametrize("seed", range(examples(20)))
def test_a_pass_taken_as_gold_comes_from_itself(seed: int) -> None:
    chance = random.Random(seed)
    passes = {"a": differing(chance), "b": differing(chance)}
    gold = with_origins(passes["a"], passes, TEXT)
    labels = [one for kind, path in LABELS.items() if kind != "referent"
              for one in values(gold, path)]  # fmt: skip
    assert {label.from_ for label in labels} <= {"a", "both"}
