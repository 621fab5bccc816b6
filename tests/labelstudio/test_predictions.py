"""A system's prediction as an annotation that can be drawn; other labels are left out and
reported."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem
from pactbank.labelstudio.predictions import read_predictions, to_annotation
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction

NOWHERE = {"text": "nowhere"}
STATE: dict[str, Any] = {"text": "Kestania", "before": "and ", "type": "STATE"}
STATUS: dict[str, Any] = {"stage": "SIGNED", "evidence": {"text": "welcomed"}}
UNPROVEN: dict[str, Any] = {"stage": "SIGNED", "evidence": NOWHERE}
SHE: dict[str, Any] = {"text": "She"}
PACT: dict[str, Any] = {"type": "INFOSEC", "mentions": [{"text": "Intelligence Sharing Agreement"}]}
STANCE: dict[str, Any] = {
    "type": "ENDORSE",
    "polarity": "positive",
    "cue": {"text": "welcomed"},
    "holders": [SHE],
    "target": {"text": "the progress"},
}


def drawn(store: Store, **layers: Any) -> tuple[Annotation, list[Problem]]:
    document = store.document("veldria-talks")
    return to_annotation(
        msgspec.convert({"document": "veldria-talks", **layers}, Prediction),
        document,
        store.text(document),
        source="rules",
        guidelines_sha256="0" * 64,
        created="2031-06-07",
        place=("predictions.jsonl", 3),
    )


@pytest.mark.parametrize(
    ("layers", "left_out"),
    [
        ({"entities": [STATE]}, []),
        ({"entities": [STATE, {**STATE, "before": "or "}, STATE]}, ["/entities/1"]),
        ({"entities": [{"text": "Veldria", "type": "STATE"}]}, ["/entities/0"]),  # three places
        ({"entities": [{"text": "kestania", "before": "and ", "type": "STATE"}]}, ["/entities/0"]),
        ({"entities": [{"type": "STATE"}]}, ["/entities/0"]),
        ({"entities": [{**STATE, "start": 0}]}, []),  # half of the offsets are none
        ({"entities": [{"start": 5, "end": 9999, "type": "STATE"}]}, ["/entities/0"]),
        ({"entities": [{"start": 5, "end": 5, "type": "STATE"}]}, ["/entities/0"]),
        ({"entities": []}, []),
        ({"agreements": [{**PACT, "mentions": [NOWHERE]}]}, ["/agreements/0/mentions/0"]),
        (
            {"agreements": [PACT, {**PACT, "arguments": [{**NOWHERE, "role": "PARTY"}] * 2}]},
            ["/agreements/1/arguments/0", "/agreements/1/arguments/1"],
        ),
        (
            {"agreements": [{**PACT, "status": [STATUS, {"stage": "SIGNED"}, UNPROVEN]}]},
            ["/agreements/0/status/1", "/agreements/0/status/2"],
        ),
        (
            {"agreements": [{**PACT, "relations": [{"type": "AMENDS", "target": "a2"}]}]},
            ["/agreements/0/relations/0"],
        ),
        ({"stances": [{**STANCE, "cue": NOWHERE}, STANCE]}, ["/stances/0"]),
        ({"stances": [{**STANCE, "holders": [NOWHERE, SHE]}]}, ["/stances/0/holders/0"]),
        ({"stances": [{**STANCE, "target": NOWHERE}]}, ["/stances/0/target"]),
        ({"stances": [{**STANCE, "target": {}}]}, ["/stances/0/target"]),
        (
            {"stances": [{**STANCE, "cue": {}, "target": NOWHERE, "holders": [NOWHERE]}]},
            ["/stances/0", "/stances/0/holders/0", "/stances/0/target"],
        ),
        # A link of the chain loses its span alone, and no label is lost.
        ({"stances": [{**STANCE, "chain": [{"ref": "AUTHOR", "span": NOWHERE}]}]}, []),
    ],
)
def test_what_has_no_one_place_is_left_out(
    store: Store, layers: dict[str, Any], left_out: list[str]
) -> None:
    annotation, problems = drawn(store, **layers)
    assert sorted(problem.pointer for problem in problems) == left_out
    assert {(p.code, p.file, p.line) for p in problems} <= {("PB915", "predictions.jsonl", 3)}
    kept = msgspec.to_builtins(annotation)
    for layer, labels in layers.items():
        lost = sum(
            pointer.count("/") == 2 for pointer in left_out if pointer.startswith(f"/{layer}")
        )
        assert len(kept[layer]) == len(labels) - lost


def test_spans_have_offsets_and_the_words_they_cover(store: Store) -> None:
    text = store.text(store.document("veldria-talks"))
    place = text.index("Kestania", text.index("and Kestania"))
    offsets = {"start": place, "end": place + 8, "type": "STATE", "text": "something else"}
    annotation, problems = drawn(store, entities=[STATE, offsets], stances=[STANCE])
    assert problems == []
    assert [(m.start, m.text) for m in annotation.entities or ()] == [(place, "Kestania")] * 2
    [stance] = annotation.stances or ()
    assert (stance.cue.text, stance.target and stance.target.text) == ("welcomed", "the progress")
    assert [link.ref for link in stance.chain] == ["AUTHOR"]


def test_pact_mentions_without_a_level_get_one(store: Store) -> None:
    name = "Intelligence Sharing Agreement"
    named = {**PACT, "name": name}
    proper = {**PACT, "mentions": [{"text": name, "level": "PRO"}]}
    annotation, _ = drawn(store, agreements=[PACT, named, proper])
    levels = [pact.mentions[0].level for pact in annotation.agreements or ()]
    assert sorted(levels) == ["NAM", "NOM", "PRO"]


def test_lines_that_are_no_predictions_are_reported_together() -> None:
    lines = b'{"document": "a"}\n\n{"document": "b", "entities": 1}\n{\n'
    with pytest.raises(InvalidData) as caught:
        read_predictions(lines, "p.jsonl")
    assert [(p.code, p.line) for p in caught.value.problems] == [("PB101", 3), ("PB005", 4)]
    assert [line for line, _ in read_predictions(lines[:19] + b"\n", "p.jsonl")] == [1]
