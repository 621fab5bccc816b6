"""Types of other label sets, and what is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from pactbank.errors import InvalidData
from pactbank.model.closed import EntityType
from pactbank.scoring.labelmaps import folder, load
from support.labelled import counts, document, entity, scored, span

NAMES = sorted(path.stem for path in folder().glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_map_is_named_as_its_file_and_takes_all_our_types(name: str) -> None:
    found = load(name)
    assert found.name == name
    assert {key for key in found.gold if "/" not in key} == set(get_args(EntityType))
    assert {key.partition("/")[0] for key in found.gold} <= set(get_args(EntityType))
    # One common set: nothing is left on one side that the other cannot have.
    sides = ({t for t in side.values() if t} for side in (found.gold, found.predicted))
    assert next(sides) == next(sides)


GOLD = document(
    entities=[
        entity(span(0, 5), "STATE", "a", level="NAM"),
        entity(span(6, 10), "STATE", "a", level="DEM"),
        entity(span(11, 15), "PLACE", "p", level="NAM"),
        entity(span(16, 20), "ROLE", "q"),
        entity(span(21, 25), "INSTITUTION", "i", level="NAM"),
        entity(span(26, 30), "TIME", value="2031"),
    ]
)


def test_ontonotes() -> None:
    given = document(
        entities=[
            entity(span(0, 5), "GPE"),
            entity(span(6, 10), "NORP"),
            entity(span(11, 15), "LOC"),
            entity(span(16, 20), "LAW"),
            entity(span(21, 25), "GPE"),  # an institution is ORG
            entity(span(26, 30), "DATE"),
            entity(span(31, 35), "CARDINAL"),
        ]
    )
    result = scored(GOLD, given, label_map="ontonotes")
    # Left out: the ROLE, LAW and CARDINAL. Right: PLACE twice, NORP, TIME.
    assert counts(result.metrics["exact"]) == (4, 5, 5)
    assert set(result.by_type) == {"NORP", "ORG", "PLACE", "TIME"}
    lost = result.label_map
    assert lost is not None
    assert lost.gold.dropped == {"ROLE": 1}
    assert lost.predicted.dropped == {"CARDINAL": 1, "LAW": 1}
    assert lost.gold.merged == {"PLACE": ("PLACE", "STATE")}
    assert lost.predicted.merged == {"PLACE": ("GPE", "LOC")}
    assert "|map:ontonotes@" in result.signature


def test_conll2003() -> None:
    given = document(
        entities=[
            entity(span(0, 5), "LOC"),
            entity(span(6, 10), "MISC"),
            entity(span(21, 25), "ORG"),
        ]
    )
    # ROLE and TIME leave; PLACE is missed.
    assert counts(scored(GOLD, given, label_map="conll2003").metrics["exact"]) == (3, 3, 4)


def test_filters_name_coarse_types() -> None:
    given = document(entities=[entity(span(0, 5), "GPE"), entity(span(6, 10), "PERSON")])
    exact = scored(GOLD, given, label_map="ontonotes", types=["PLACE"]).metrics["exact"]
    assert counts(exact) == (1, 1, 2)


def test_a_type_that_the_map_does_not_have(tmp_path: Path) -> None:
    given = [document(entities=[entity(span(0, 5), "GPE"), entity(span(6, 9), "FOO")])]
    with pytest.raises(InvalidData, match=r"'FOO' \(1 mentions\) is not among CARDINAL") as caught:
        scored(GOLD, given, label_map="ontonotes")
    [problem] = caught.value.problems
    assert (problem.code, problem.pointer) == ("PB856", "/entities/1/type")


def test_a_map_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    own: dict[str, Any] = {
        "name": "mine",
        "description": "names alone",
        "gold": dict.fromkeys(get_args(EntityType), "NAME"),
        "predicted": {"N": "NAME"},
    }
    path.write_text(json.dumps(own))
    given = document(entities=[entity(span(11, 15), "N")])
    assert counts(scored(GOLD, given, label_map=str(path)).metrics["exact"]) == (1, 1, 6)
    path.write_text('{"name": "mine"}')
    with pytest.raises(InvalidData, match="PB100"):
        load(str(path))
    path.write_text('{"name": ')
    with pytest.raises(InvalidData, match="PB005"):
        load(str(path))
