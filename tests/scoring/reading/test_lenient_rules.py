"""Every fault that is forgiven counts under the rule that strict reading names, what is right still
counts, and the rest of the answer is scored."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData
from pactbank.model.score import Score
from pactbank.report.telling import fault_lines
from pactbank.scoring import countfiles, counts, score, score_of
from pactbank.scoring.options import Options
from support import sample_corpus

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    sample_corpus.make_corpus(root)
    return root


def answer(root: Path) -> Any:
    store = Store(root)
    gold = store.annotation("gold", store.document("veldria-talks"))
    return json.loads(msgspec.json.encode(gold))


def put(*place: Any) -> Change:
    """A change that puts the last word at the place that the others name."""
    *path, last, value = place

    def change(given: dict[str, Any]) -> None:
        inner: Any = given
        for step in path:
            inner = inner[step]
        inner[last] = value

    return change


def drop(*place: Any) -> Change:
    *path, last = place

    def change(given: dict[str, Any]) -> None:
        inner: Any = given
        for step in path:
            inner = inner[step]
        del inner[last]

    return change


ONE_LOST = {"entities": ("exact", 1), "agreements": ("records", 1), "stances": ("tuples", 1)}
FAULTS: dict[str, tuple[Change, str, str, str | None]] = {
    # What is wrong; the kind and the rule it counts as; the layer in which a label is wrong by it.
    "a type": (put("entities", 0, "type", "CITY"), "bad-value", "PB104", "entities"),
    "a level": (put("entities", 0, "level", "XYZ"), "bad-value", "PB104", "entities"),
    "a stage": (
        put("agreements", 0, "status", 0, "stage", "SOON"), "bad-value", "PB104", "agreements",
    ),
    "a polarity": (put("stances", 0, "polarity", "warm"), "bad-value", "PB104", "stances"),
    "a word as offset": (put("entities", 0, "start", "six"), "bad-value", "PB101", "entities"),
    "a label that is a word": (put("entities", 0, "Veldria"), "bad-value", "PB101", "entities"),
    "an offset below 0": (put("entities", 0, "start", -1), "bad-value", "PB106", "entities"),
    "an offset beyond all": (put("entities", 0, "end", 10**30), "bad-value", "PB106", "entities"),
    "an empty word": (put("entities", 0, "text", ""), "bad-value", "PB107", "entities"),
    "a span beyond the text": (put("entities", 0, "end", 9999), "bad-value", "PB301", "entities"),
    "a span of nothing": (put("entities", 0, "end", 0), "bad-value", "PB303", "entities"),
    "other words": (put("entities", 0, "text", "Brenn"), "bad-value", "PB302", "entities"),
    "no type": (drop("entities", 0, "type"), "missing-field", "PB102", "entities"),
    "no cue": (drop("stances", 0, "cue"), "missing-field", "PB102", "stances"),
    "a field of its own": (put("entities", 0, "confidence", 0.5), "unknown-field", "PB103", None),
    "a field in a status": (
        put("agreements", 0, "status", 0, "why", "?"), "unknown-field", "PB103", None,
    ),
    "a field of the answer": (put("model", "x"), "unknown-field", "PB103", None),
    "a hash": (put("text_sha256", "abc"), "bad-value", "PB105", None),
    "a referent": (put("refs", 0, "type", "ALIEN"), "bad-value", "PB104", None),
}  # fmt: skip


def scored(root: Path, given: Any, lenient: bool = True) -> Score:
    return score(None, [given], "all", split="test", root=root, lenient=lenient, intervals="none")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_counts_under_its_rule_and_the_rest_is_scored(root: Path, fault: str) -> None:
    change, kind, rule, layer = FAULTS[fault]
    right = scored(root, answer(root))
    given = answer(root)
    change(given)
    with pytest.raises(InvalidData) as refused:
        scored(root, given, lenient=False)
    assert {problem.code for problem in refused.value.problems} == {rule}
    found = scored(root, given)
    assert (found.forgiven, found.faults) == ({kind: 1}, {rule: 1})
    for name, (metric, lost) in ONE_LOST.items():
        before, now = right.metrics[metric], found.metrics[metric]
        less = lost if name == layer else 0
        assert (now.tp, now.predicted) == (before.tp - less, before.predicted), name


def test_faults_are_kept_with_the_counts_and_told(root: Path, tmp_path: Path) -> None:
    given = copy.deepcopy(answer(root))
    for name in ("a type", "no type", "a stage", "a field of its own"):
        FAULTS[name][0](given)
    given["entities"][1] |= {"type": "CITY"}
    options = Options(lenient=True)
    [counted] = counts(None, [[given]], "all", split="test", root=root, options=options)
    countfiles.write(counted, tmp_path / "counts.parquet")
    again = score_of(countfiles.read(tmp_path / "counts.parquet"), "none")
    assert again.faults == {"PB102": 1, "PB103": 1, "PB104": 2}
    assert again == score_of(counted, "none")
    assert list(fault_lines(again.faults)) == [
        "rules broken: 1 missing field (PB102), 1 unknown field (PB103), "
        "2 not in the closed list (PB104)"
    ]
    assert list(fault_lines(None)) == []


def test_what_is_no_object_counts_under_the_rule_of_reading(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    lines = ["I cannot help with that.", "[7]", '{"document": "x", "document": "y"}', "{}"]
    path.write_text("\n".join([*lines, json.dumps(answer(root)), '{"document": "no-such"}']))
    found = score(None, path, "all", split="test", root=root, lenient=True, intervals="none")
    assert found.forgiven == {
        "not-json": 2, "duplicate-key": 1, "missing-field": 1, "unknown-document": 2,
    }  # fmt: skip
    assert found.faults == {"PB005": 1, "PB006": 1, "PB101": 1, "PB102": 1, "PB315": 2}
    assert found.metrics["exact"].f1 == 1
