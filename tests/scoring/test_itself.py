"""Gold against itself: 100 in every metric that has something to score, or a note says which labels
nothing can match."""

from __future__ import annotations

import copy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.model.closed import SPLITS, Split
from pactbank.model.score import Metric, Score
from pactbank.scoring import score
from scoring.crowded import REFS, corpus, said, shuffled
from support.effort import tried
from support.labelled import (
    Label,
    argument,
    document,
    entity,
    holder,
    pact,
    party,
    span,
    stance,
    status,
)  # fmt: skip

UNMATCHED = "nothing matches "


def against_itself(gold: list[Label], predicted: list[Label] | None = None) -> Score:
    return score(gold, gold if predicted is None else predicted, "all", intervals="none")


def is_whole(metric: Metric) -> bool:
    """Whether nothing is missing: every figure is 1, or there is nothing to score."""
    figures = {metric.precision, metric.recall, metric.f1}
    return figures <= {1.0, None} and metric.tp == metric.gold == metric.predicted


def unmatched(found: Score) -> dict[str, str]:
    """What a score says that nothing can match, by metric."""
    notes = {name: metric.note or "" for name, metric in found.metrics.items()}
    return {
        name: "; ".join(part for part in note.split("; ") if part.startswith(UNMATCHED))
        for name, note in notes.items()
        if UNMATCHED in note
    }


crowded = st.randoms(use_true_random=False).map(lambda chance: corpus(chance, 2)[0])
"""Gold in which nearly everything ties, and much is mentioned nowhere."""


@tried(120)
@given(crowded, st.randoms(use_true_random=False))
def test_what_is_under_100_against_itself_is_noted_and_nothing_else(
    gold: list[Label], chance: Random
) -> None:
    found = against_itself(gold)
    lowered = {name for name, metric in found.metrics.items() if not is_whole(metric)}
    assert lowered == unmatched(found).keys()
    assert against_itself(shuffled(gold, chance), shuffled(gold, chance)) == found


def sound(gold: list[Label]) -> list[Label]:
    """The same labels, but what refers to something refers to what is there: each referent has a
    mention of its own, each agreement a mention, and its fillers are labelled somewhere."""
    gold = copy.deepcopy(gold)
    for side in gold:
        side["entities"] += [
            {**entity(span(200 + 10 * at, 205 + 10 * at), "PERSON", ref), "level": "NAM"}
            for at, ref in enumerate(REFS)
        ]
        known = {pact["id"] for pact in side["agreements"]}
        for at, pact_ in enumerate(side["agreements"]):
            pact_["mentions"] = pact_["mentions"] or [span(300 + 10 * at, 305 + 10 * at)]
            pact_["relations"] = [of for of in pact_["relations"] if of["target"] in known]
            for entry in pact_["status"]:
                entry["party"] = entry["party"] if entry["party"] in REFS else None
        for stance_ in side["stances"]:
            stance_["about"] = [name for name in stance_["about"] if name in known]
    return gold


@tried(120)
@given(crowded, st.randoms(use_true_random=False))
def test_sound_gold_is_100_against_itself_whatever_the_order(
    gold: list[Label], chance: Random
) -> None:
    gold = distinct(sound(gold))
    found = against_itself(gold)
    assert {name for name, metric in found.metrics.items() if not is_whole(metric)} == set()
    assert unmatched(found) == {}
    for rows in found.by_type.values():
        assert all(map(is_whole, rows.values()))
    assert against_itself(gold, shuffled(gold, chance)) == found


def distinct(gold: list[Label]) -> list[Label]:
    """Without agreements and stances that say the same as another one, now that less is said."""
    return [
        {
            **side,
            **{
                layer: list({said(label): label for label in side[layer]}.values())
                for layer in ("agreements", "stances")
            },
        }
        for side in gold
    ]


@pytest.mark.parametrize("split", SPLITS)
def test_the_gold_of_the_corpus_is_100_against_itself(split: Split) -> None:
    store = Store(find_root(None))
    labels = [store.annotation("gold", of) for of in store.in_split(split)]
    gold = [of for of in labels if of is not None]
    if not gold:
        return
    found = score(gold, gold, "all", intervals="none")
    lowered = {name for name, metric in found.metrics.items() if not is_whole(metric)}
    assert lowered == unmatched(found).keys()


WHO = party(span(0, 5), "veldria")
MENTION = entity(span(0, 5), "STATE", "veldria")
CUE, TARGET = span(20, 25), span(30, 35)
HOLDER = holder(span(0, 5), "veldria")


def of_pact(*entries: Label, **more: object) -> Label:
    agreement = {**pact("TRADE", [span(10, 15)], [WHO], list(entries)), "id": "a1", **more}
    return document(entities=[MENTION], agreements=[agreement])


def of_stance(**more: object) -> Label:
    made = {**stance("WARN", "negative", CUE, [HOLDER], TARGET), **more}
    return document(entities=[MENTION], agreements=[], stances=[made])


CASES: dict[str, tuple[Label, str, set[str]]] = {
    "party": (
        of_pact(status("SIGNED", "nobody")),
        "status entries whose party is mentioned nowhere: 1, in orlen-talks",
        {"facts", "records", "status_entries"},
    ),
    "source": (
        of_pact(status("SIGNED", "veldria", source="nobody")),
        "status entries whose source is mentioned nowhere: 1, in orlen-talks",
        {"status_details"},
    ),
    "body": (
        of_pact(status("SIGNED", "veldria", body="nobody")),
        "status entries whose body is mentioned nowhere: 1, in orlen-talks",
        {"status_details"},
    ),
    "filler without a span": (
        of_pact(arguments=[WHO, {"role": "PARTY", "refs": ["nobody"]}]),
        "fillers without a span that are mentioned nowhere: 1, in orlen-talks",
        {"facts", "records", "role_fillers", "argument_refs"},
    ),
    "relation": (
        of_pact(relations=[{"type": "AMENDS", "target": "a9"}]),
        "relations of or to agreements that are not there or not told: 1, in orlen-talks",
        {"relations"},
    ),
    "agreement without anything to tell it by": (
        document(entities=[], agreements=[pact("TRADE", [], [], [status("SIGNED")])]),
        "agreements that have no mention, and no filler that has one: 1, in orlen-talks",
        {"facts", "records", "status_entries"},
    ),
    "about": (
        of_stance(about=["a9"]),
        "stances about agreements that are not there or not told: 1, in orlen-talks",
        {"about"},
    ),
    "toward": (
        of_stance(toward=["nobody"]),
        "stances toward somebody who is mentioned nowhere: 1, in orlen-talks",
        {"toward"},
    ),
    "chain": (
        of_stance(chain=[{"ref": "AUTHOR"}, {"ref": "nobody", "span": span(40, 45)}]),
        "sources of chains that are mentioned nowhere: 1, in orlen-talks",
        {"chain", "chain_spans"},
    ),
    "holder without a span": (
        of_stance(holders=[{"refs": ["nobody"]}]),
        "holders whose referent is mentioned nowhere: 1, in orlen-talks",
        {"tuples", "typed_tuples", "exact_tuples", "f_avg", "holder_refs"},
    ),
    "owner": (
        {
            **document(entities=[MENTION]),
            "refs": [{"id": "veldria", "type": "STATE", "name": None, "of": "nobody"}],
        },
        "mentions of referents whose owner is mentioned nowhere: 1, in orlen-talks",
        {"referent_details"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_note_says_which_labels_nothing_can_match(name: str) -> None:
    gold, told, metrics = CASES[name]
    found = against_itself([gold])
    notes = unmatched(found)
    assert notes.keys() == metrics
    assert any(told in note for note in notes.values()), notes
    other = against_itself([gold], [document(entities=[], agreements=[], stances=[])])
    assert unmatched(other) == notes, "gold alone decides"


def test_a_note_names_three_documents_at_most() -> None:
    gold = [
        {**of_pact(status("SIGNED", "nobody")), "document": f"doc-{at}-{'x' * 100}"}
        for at in range(9)
    ]
    note = unmatched(against_itself(gold))["facts"]
    assert "nowhere: 9, in doc-0-x" in note
    assert note.endswith("and 6 more")
    assert len(note) < 400


def test_parts_at_one_place_meet_one_to_one() -> None:
    """Two fillers in one role without a span, and two with one: each meets its like."""
    arguments = [
        {"role": "PARTY", "refs": ["veldria"], "open": True},
        {"role": "PARTY", "refs": ["mirr"]},
        argument(span(0, 5), "PROVIDER", "veldria"),
        {**argument(span(0, 5), "PROVIDER", "mirr"), "open": True},
    ]
    gold = {
        **of_pact(arguments=arguments),
        "entities": [MENTION, entity(span(50, 55), "STATE", "mirr")],
    }
    found = against_itself([gold]).metrics
    assert (found["argument_refs"].tp, found["argument_refs"].gold) == (4, 4)
    assert (found["argument_open"].tp, found["argument_open"].gold) == (4, 4)
    holders = [HOLDER, {**holder(span(0, 5), "mirr"), "open": True}]
    found = against_itself([{**gold, **of_stance(holders=holders)}]).metrics
    assert (found["holder_refs"].tp, found["holder_refs"].gold) == (2, 2)
    assert (found["holder_open"].tp, found["holder_open"].gold) == (2, 2)
