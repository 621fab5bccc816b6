"""What the invented texts tell, and what was planned that they tell, are the same."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.corpus.world import read_plan, read_world
from pactbank.model.annotation import Annotation
from pactbank.model.world import FactPlan, WorldHalf
from support.plan_comparison import PlanDifference, compare_plan

STORE = Store(Path(__file__).parents[2])
PLANNED = sorted(path.stem for path in (STORE.corpus / "world" / "plans").glob("*.json"))


def planned(document: str) -> tuple[FactPlan, WorldHalf, Annotation]:
    plan = read_plan(STORE, document)
    gold = STORE.annotation("gold", STORE.document(document))
    assert gold is not None
    return plan, read_world(STORE).half(plan.half), gold


def test_every_invented_text_has_a_plan() -> None:
    invented = {name for name in STORE.versions() if STORE.document(name).origin.kind == "authored"}
    assert invented == set(PLANNED)
    for name in PLANNED:
        plan = read_plan(STORE, name)
        assert (plan.document, plan.story) == (name, STORE.document(name).story)
        assert name in STORE.names_in(plan.half)


@pytest.mark.parametrize("document", PLANNED)
def test_gold_is_what_was_planned(document: str) -> None:
    assert compare_plan(*planned(document)) == []


def test_what_only_one_side_has_is_named() -> None:
    document = "cypress-plan-back-from-the-dead"
    plan, half, gold = planned(document)
    first, *others = plan.pacts
    status = msgspec.structs.replace(first.status[0], stage="EXPLORATION", certainty="PS")
    changed = msgspec.structs.replace(
        first, type="TRADE", form="MOU", status=(*first.status[1:], status)
    )
    other = msgspec.structs.replace(plan, pacts=(changed, *others), stances=plan.stances[1:])
    found = compare_plan(other, half, gold)
    sides = {side: {d.fact[:2] for d in found if d.side == side} for side in ("plan", "gold")}
    assert {("type", "TRADE"), ("form", "MOU")} <= sides["plan"]
    assert {("type", first.type), ("form", first.form)} <= sides["gold"]
    assert [d.fact[2:] for d in found if d.side == "plan" and d.fact[0] == "status"] == [
        ("EXPLORATION", status.condition, "+", "PS", *["conditional"] * status.conditional)
    ]
    assert [d.fact[0] for d in found if d.pact is None] == ["stance"]
    assert all(isinstance(d, PlanDifference) and d.document == document for d in found)


def test_a_pact_that_was_not_planned_is_named_by_its_words() -> None:
    plan, half, gold = planned("vessar-sobor-passes-records-accord")
    last = plan.pacts[-1]
    kept = tuple(
        msgspec.structs.replace(
            pact, relations=tuple(r for r in pact.relations if r.target != last.id)
        )
        for pact in plan.pacts[:-1]
    )
    found = compare_plan(msgspec.structs.replace(plan, pacts=kept), half, gold)
    assert {d.side for d in found} == {"gold"}
    assert len({d.pact for d in found if d.fact[0] == "type"}) == 1
