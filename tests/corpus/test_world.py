"""The invented world is whole, wide enough, and of nobody's making but ours."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycountry
import pytest

from pactbank.corpus.changes import changes
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.recording import pending, record
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.corpus.world import (
    check_plan,
    check_world,
    plan_path,
    read_plan,
    read_world,
    world_path,
)
from pactbank.dataset import build
from pactbank.errors import DataNotFound, InvalidData
from pactbank.model import closed, codec
from pactbank.model.world import CalendarPact, FactPlan, InventedState, World, WorldHalf
from pactbank.systems.rules.gazetteer import gazetteer

ROOT = Path(__file__).parents[2]
STORE = Store(ROOT)
HALVES = ("train", "challenge")
REAL_TEXTS = [
    *sorted((ROOT.parent / "shared" / "real" / "text").glob("*.txt")),
    *sorted((ROOT / "corpus" / "ph-jp-security-talks").glob("*.txt")),
]
OURS = [
    *(path for path in (ROOT / "annotations").glob("*.md") if path.name != "RULINGS.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(path for path in (ROOT / "tests").rglob("*.*") if path.suffix in (".py", ".txt", ".json")),
    *(path for path in (ROOT / "schema").rglob("*.*") if path.suffix in (".txt", ".json", ".md")),
]
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module")
def world() -> World:
    return read_world(STORE)


def names(half: WorldHalf) -> Iterator[str]:
    """Every name of a half, demonyms, capitals and acronyms too."""
    for _, thing in half.things():
        for field in ("name", "demonym", "capital", "acronym"):
            yield from filter(None, [getattr(thing, field, None)])


def distinctive(half: WorldHalf) -> set[str]:
    """The words of the names of states and people."""
    told = [word for state in half.states for word in (state.name, state.demonym, state.capital)]
    told += [figure.name for figure in half.people]
    words = {word for name in told for word in WORD.findall(name) if len(word) > 2}
    return {word for word in words if word[0].isupper()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(valid_corpus(), tmp_path / "root")
    return tmp_path / "root"


def test_the_world_keeps_every_rule(world: World) -> None:
    assert list(check_world(world)) == []
    assert validate(STORE, [world_path(STORE)]) == []


@pytest.mark.parametrize(("side", "fewest", "most"), [("train", 10, 12), ("challenge", 8, 10)])
def test_each_half_has_its_states_and_each_state_its_people(
    world: World, side: Any, fewest: int, most: int
) -> None:
    half = world.half(side)
    assert fewest <= len(half.states) <= most
    people = Counter(figure.of for figure in half.people)
    organs, forces = (
        Counter(thing.state for thing in things) for things in (half.organs, half.forces)
    )
    for state in half.states:
        assert 5 <= people[state.id] <= 8, state.name
        assert organs[state.id] >= 2, state.name
        assert forces[state.id], state.name


def test_the_people_are_named_in_many_ways(world: World) -> None:
    cultures = {state.culture for side in HALVES for state in world.half(side).states}  # type: ignore[arg-type]
    assert len(cultures) >= 8


def test_no_name_is_of_a_real_state() -> None:
    real = {form.casefold() for form in gazetteer().entries}
    for country in (*pycountry.countries, *pycountry.historic_countries):
        fields = ("name", "common_name", "official_name")
        real |= {getattr(country, field).casefold() for field in fields if hasattr(country, field)}
    world = read_world(STORE)
    for half in (world.train, world.challenge):
        found = {name for name in names(half) if name.casefold() in real}
        words = {word for word in distinctive(half) if word.casefold() in real}
        assert found | words == set()


@pytest.mark.parametrize("path", REAL_TEXTS, ids=lambda path: path.name[:12])
def test_no_name_stands_in_a_real_text(world: World, path: Path) -> None:
    text = path.read_text("utf-8")
    own = {word for word in WORD.findall(text) if word[0].isupper()}
    for half in (world.train, world.challenge):
        assert own & distinctive(half) == set()
        pacts = [pact.name for pact in half.pacts if pact.name]
        assert [name for name in (*names(half), *pacts) if holds(text, name)] == []


def holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_no_state_or_person_stands_in_the_handbook_docs_tests_or_examples(world: World) -> None:
    used: set[str] = set()
    for path in filter(Path.is_file, OURS):
        used.update(WORD.findall(path.read_text("utf-8", "replace")))
    for half in (world.train, world.challenge):
        assert used & distinctive(half) == set()


def test_the_calendar_is_rich_enough(world: World) -> None:
    """Every value of the scheme, in train often."""
    pacts = world.train.pacts
    steps = [step for pact in pacts for step in pact.steps]
    assert set(Counter(pact.type for pact in pacts)) == set(closed.AGREEMENT_TYPES)
    assert min(Counter(pact.type for pact in pacts).values()) >= 4
    assert set(Counter(step.stage for step in steps)) == set(closed.STAGES)
    assert set(Counter(step.condition for step in steps)) == set(closed.CONDITIONS)
    relations = Counter(relation.type for pact in pacts for relation in pact.relations)
    assert set(relations) == set(closed.RELATION_TYPES)
    assert min(relations.values()) >= 3
    both = [pact for half in (world.train, world.challenge) for pact in half.pacts]
    years = {step.date[:4] for pact in both for step in pact.steps}
    assert years >= {str(year) for year in range(2028, 2037)}
    groups = {group.id for half in (world.train, world.challenge) for group in half.groups}
    assert sum(bool(groups & set(pact.parties)) for pact in both) >= 8


def test_one_object_a_line() -> None:
    """So that a change of one thing is a change of one line."""
    lines = world_path(STORE).read_text("utf-8").splitlines()
    starts = [line for line in lines if line.startswith('{"id": ')]
    world = read_world(STORE)
    things = sum(1 for half in (world.train, world.challenge) for _ in half.things())
    assert len(starts) == things


def of_valid() -> tuple[World, FactPlan]:
    store = Store(valid_corpus())
    return read_world(store), read_plan(store, "orlen-supply")


def changed(record: Any, pointer: str, value: Any) -> Any:
    """The record with one value replaced."""
    plain = json.loads(codec.encode(record))
    *steps, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    inner = plain
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return codec.decode(json.dumps(plain).encode(), type(record))


FAULTS: list[tuple[str, Any, str, str]] = [
    ("/train/states/1/id", "w-veldria", "PB651", "/train/states/1/id"),
    ("/train/organs/0/state", "w-nowhere", "PB652", "/train/organs/0/state"),
    ("/train/people/0/of", "w-mirr", "PB652", "/train/people/0/of"),
    ("/train/places/0/states/1", "w-nowhere", "PB652", "/train/places/0/states/1"),
    ("/train/organisations/0/members/0", "w-mirr", "PB652", "/train/organisations/0/members/0"),
    ("/train/quarrels/0/parties/0", "g-nobody", "PB652", "/train/quarrels/0/parties/0"),
    ("/train/pacts/0/relations/0/target", "p-none", "PB652", "/train/pacts/0/relations/0/target"),
    ("/train/pacts/0/relations/0/target", "p-supply", "PB652", "/train/pacts/0/relations/0/target"),
    ("/train/pacts/0/steps/2/body", "o-none", "PB652", "/train/pacts/0/steps/2/body"),
    ("/train/forces/0/name", "ILSE VARGA", "PB653", "/train/people/0/name"),
    ("/train/states/1/capital", "Veldria", "PB653", "/train/states/1/capital"),
    ("/challenge/organs/0/name", "Varga House", "PB653", "/challenge/organs/0"),
    ("/train/people/0/name", "Ilse Hask", "PB653", "/challenge/states/0"),
    ("/train/pacts/0/steps/1/date", "2030-02-30", "PB654", "/train/pacts/0/steps/1/date"),
    ("/train/pacts/0/steps/1/date", "2030-04-30", "PB654", "/train/pacts/0/steps/1/date"),
    ("/train/pacts/0/steps/2/stage", "EXPLORATION", "PB654", "/train/pacts/0/steps/2/stage"),
    ("/train/pacts/0/steps/2/party", "g-ridge", "PB654", "/train/pacts/0/steps/2/party"),
    ("/train/pacts/2/parties", ["w-veldria"], "PB655", "/train/pacts/2/parties"),
    ("/train/pacts/0/providers", ["w-veldria"], "PB655", "/train/pacts/0/providers"),
]


@pytest.mark.parametrize(("pointer", "value", "code", "at"), FAULTS)
def test_each_fault_of_a_world_is_found(pointer: str, value: Any, code: str, at: str) -> None:
    world, _ = of_valid()
    assert list(check_world(world)) == []
    found = [
        (finding.code, finding.pointer) for finding in check_world(changed(world, pointer, value))
    ]
    assert (code, at) in found


PLAN_FAULTS: list[tuple[str, Any, str]] = [
    ("/pacts/1/id", "x1", "PB651"),
    ("/pacts/0/pact", "p-none", "PB652"),
    ("/pacts/0/parties/0", "w-mirr", "PB652"),
    ("/pacts/0/status/0/party", "w-mirr", "PB652"),
    ("/pacts/0/status/0/source", "h-nobody", "PB652"),
    ("/pacts/0/relations/0/target", "x3", "PB652"),
    ("/pacts/0/relations/0/target", "x1", "PB652"),
    ("/stances/1/about/0", "x9", "PB652"),
    ("/stances/0/holders/0", "h-nobody", "PB652"),
    ("/pacts/0/providers", ["w-veldria"], "PB655"),
    ("/stances/1/polarity", "positive", "PB655"),
]


@pytest.mark.parametrize(("pointer", "value", "code"), PLAN_FAULTS)
def test_each_fault_of_a_plan_is_found(pointer: str, value: Any, code: str) -> None:
    world, plan = of_valid()
    assert list(check_plan(plan, world.train)) == []
    found = [*check_plan(changed(plan, pointer, value), world.train)]
    assert (code, pointer) in [(finding.code, finding.pointer) for finding in found]


def test_a_source_or_holder_may_be_words(world: World) -> None:
    _, plan = of_valid()
    plan = changed(plan, "/stances/0/holders/0", "a boatman of Port Duro")
    assert list(check_plan(plan, None)) == []


def test_a_plan_of_another_document_is_misplaced(root: Path) -> None:
    store = Store(root)
    plan_path(store, "orlen-supply").rename(plan_path(store, "hask-note"))
    problems = validate(store, [plan_path(store, "hask-note")])
    assert [(problem.code, problem.message) for problem in problems] == [
        ("PB208", "the file belongs at orlen-supply.json")
    ]


def test_a_plan_is_checked_without_a_world_and_with_a_broken_one(root: Path) -> None:
    store, plan = Store(root), plan_path(Store(root), "orlen-supply")
    world_path(store).write_text("{")
    assert {problem.code for problem in validate(store, [plan])} == {"PB005"}
    world_path(store).unlink()
    assert validate(store, [plan]) == []


def test_the_world_is_no_document(root: Path) -> None:
    store = Store(root)
    assert "world" not in store.versions()
    assert {"world/world.json", "world/plans/orlen-supply.json"} <= store.lock.hashes().keys()
    assert validate(store) == []
    assert "world/world.json" in Store(ROOT).lock.hashes()
    assert "world" not in Store(ROOT).versions()


def test_the_world_may_be_edited_and_is_recorded_when_it_is_right(root: Path) -> None:
    store = Store(root)
    path = world_path(store)
    path.write_text(path.read_text("utf-8").replace("Ridge Rebels", "Ridge Men"), "utf-8")
    plan_path(store, "orlen-supply").unlink()
    assert pending(store).edited == ()
    record(store)
    assert changes(Store(root)) == {}
    assert validate(Store(root)) == []
    path.write_text(
        path.read_text("utf-8").replace('"of": "w-kestania"', '"of": "w-none"'), "utf-8"
    )
    with pytest.raises(InvalidData) as raised:
        record(Store(root))
    assert [problem.code for problem in raised.value.problems] == ["PB652"]


def test_the_wheel_carries_the_world_as_it_is(root: Path, tmp_path: Path) -> None:
    """It is no record of a document, which has rights that are looked up."""
    sys.path.insert(0, str(ROOT))
    try:
        from hatch_build import ship
    finally:
        sys.path.pop(0)
    shipped = ship(root, tmp_path / "scratch")
    path = "corpus/world/world.json"
    assert shipped[path].read_bytes() == world_path(Store(root)).read_bytes()
    locked = json.loads(shipped["corpus/corpus.lock"].read_bytes())["files"]
    assert {"world/world.json", "world/plans/orlen-supply.json"} <= {one["path"] for one in locked}


def test_a_build_has_nothing_of_the_world(root: Path, tmp_path: Path) -> None:
    with_world = build(Store(root), tmp_path / "with", "open")
    world_path(Store(root)).unlink()
    plan_path(Store(root), "orlen-supply").unlink()
    record(Store(root))
    assert build(Store(root), tmp_path / "without", "open") == with_world


def test_a_corpus_without_a_world_says_so(root: Path) -> None:
    shutil.rmtree(root / "corpus/world")
    with pytest.raises(DataNotFound, match=r"there is no corpus/world/world\.json"):
        read_world(Store(root))


def test_a_world_that_cannot_be_read_is_a_problem(root: Path) -> None:
    world_path(Store(root)).write_text('{"schema_version": 1}')
    with pytest.raises(InvalidData) as raised:
        read_world(Store(root))
    assert {problem.code for problem in raised.value.problems} == {"PB102"}


def test_records_of_the_world_know_their_kind(world: World) -> None:
    kinds = {type(thing) for _, thing in world.train.things()}
    assert {CalendarPact, InventedState} < kinds
    assert len(kinds) == 10
