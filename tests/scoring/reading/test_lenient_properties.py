"""Lenient reading: of what is right it changes nothing; what is wrong is counted under its name,
and a label among it is a false positive."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pactbank.errors import InvalidData
from pactbank.model.score import Metric, Score
from pactbank.scoring import score
from scoring.crowded import corpus, quoted, texts_in
from support.labelled import Label, document, entity, span

pytestmark = pytest.mark.acceptance  # many builds, or many examples

SEEDS = range(6)
DOCUMENTS = 6


def scored(gold: list[Label], given: Any, **options: Any) -> Score:
    return score(gold, given, "all", **{"intervals": "none", **options})


def unsigned(result: Score) -> list[Any]:
    """A score but for how predictions were read."""
    signature = [part for part in result.signature.split("|") if not part.startswith("reading:")]
    return [result.metrics, result.by_type, result.anchoring, result.missing, signature]


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_right_is_read_as_strictly(seed: int, quotes: bool, tmp_path: Path) -> None:
    gold, given = corpus(random.Random(seed), DOCUMENTS)
    texts = texts_in(tmp_path, gold)
    given = quoted(given) if quotes else given
    path = written(tmp_path / "given.jsonl", [json.dumps(side) for side in given])
    (tmp_path / "given.json").write_text(json.dumps(given, indent=1, ensure_ascii=False))
    strict = scored(gold, path, texts=texts)
    for source in (path, tmp_path / "given.json", given):
        found = scored(gold, source, texts=texts, lenient=True)
        assert unsigned(found) == unsigned(strict)
        assert found.forgiven is None
        assert "|reading:lenient|" in found.signature


LAYERS = ("entities", "agreements", "stances")
TOTALS = {"entities": "exact", "agreements": "records", "stances": "tuples"}
"""A metric of each layer in which a label that cannot be read is one more that was predicted."""


class Breaking:
    """Breaks labels and lines by chance, and notes what should be forgiven."""

    def __init__(self, chance: random.Random, given: list[Label]) -> None:
        self.chance = chance
        self.broken = copy.deepcopy(given)
        self.right = copy.deepcopy(given)
        self.forgiven: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def labels(self) -> None:
        for at, side in enumerate(self.broken):
            for layer in LAYERS:
                for number in range(len(side[layer]) - 1, -1, -1):
                    if self.chance.random() < 0.4:
                        self._label(at, layer, number)

    def _label(self, at: int, layer: str, number: int) -> None:
        label = self.broken[at][layer][number]
        name = self.chance.choice(["unknown-field", "bad-value", "missing-field", "no label"])
        if name == "unknown-field":
            label["confidence"] = 0.5
            self.forgiven[name] += 1
            return
        if name == "bad-value":
            label["type"] = self.chance.choice([7, "", None, ["STATE"]])
        elif name == "missing-field":
            del label["type"]
        else:
            name = "bad-value"
            self.broken[at][layer][number] = self.chance.choice(["Anhal", 7, [], None])
        self.forgiven[name] += 1
        self.lost[layer] += 1
        del self.right[at][layer][number]

    def lines(self) -> list[str]:
        found = []
        for side in self.broken:
            line = json.dumps(side)
            if self.chance.random() < 0.3:
                self.forgiven["fenced"] += 1
                line = f"```json\n{line}\n```"
            found.append(line)
            if self.chance.random() < 0.5:
                name, extra = self.chance.choice(EXTRA)
                self.forgiven[name] += 1
                found.append(extra)
        return found


EXTRA = [
    ("not-json", "Here is what you asked for:"),
    ("not-json", '{"document": "doc-0", "entities": ['),
    ("not-json", "null"),
    ("not-json", "7"),
    ("not-json", '{"document": "doc-0" "document": "doc-0"}'),
    ("unknown-document", json.dumps(document("nowhere", entities=[entity(span(0, 5), "X")]))),
    ("missing-field", '{"entities": []}'),
    ("bad-value", '{"document": 7, "entities": []}'),
    ("bad-value", '{"document": ""}'),
]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_broken_is_counted_and_the_rest_is_scored(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    gold, given = corpus(chance, DOCUMENTS)
    breaking = Breaking(chance, given)
    breaking.labels()
    path = written(tmp_path / "given.jsonl", breaking.lines())
    found = scored(gold, path, lenient=True)
    assert Counter(found.forgiven) == breaking.forgiven
    expected = scored(gold, breaking.right)
    for layer, name in TOTALS.items():
        one, other = found.metrics[name], expected.metrics[name]
        assert (one.tp, one.gold) == (other.tp, other.gold), name
        assert one.predicted == other.predicted + breaking.lost[layer], name
    for name in ("holder", "cue", "target", "mentions", "arguments", "evidence", "chain", "b3"):
        assert credit(found.metrics[name]) == credit(expected.metrics[name]), name
    with pytest.raises(InvalidData):
        scored(gold, path)


def credit(metric: Metric) -> tuple[float, float]:
    return metric.tp, metric.gold


GOLD = [
    document("a", entities=[entity(span(0, 5), "STATE")]),
    document("b", entities=[entity(span(3, 9), "PLACE")]),
]


@pytest.mark.parametrize(
    ("line", "forgiven"),
    [
        ({"refs": {"a": "b"}}, {"bad-value": 1}),
        ({"refs": [{"id": "a", "type": "STATE", "confidence": 1}]}, {"unknown-field": 1}),
        ({"refs": [{"id": "a"}]}, {"missing-field": 1}),
        ({"refs": 7}, {"bad-value": 1}),
        ({"version": "1"}, {"bad-value": 1}),
        ({"model": "x"}, {"unknown-field": 1}),
        ({"entities": {"a": 1}}, {"bad-value": 1}),
        ({"stances": "none"}, {"bad-value": 1}),
        ({"layers": ["entities", "moods"]}, {"bad-value": 1}),
        ({"refs": None, "version": None, "layers": None}, None),
    ],
    ids=str,
)
def test_fields_of_a_document(line: Label, forgiven: Any) -> None:
    sides = [{**GOLD[0], **line}, GOLD[1]]
    found = score(GOLD, sides, "all", intervals="none", lenient=True)
    assert found.forgiven == forgiven
    assert found.metrics["exact"].tp == (1 if "entities" in line else 2)


def test_layers_that_are_not_scored_are_let_be() -> None:
    sides = [{**side, "stances": [{"whatever": 1}], "agreements": 7} for side in GOLD]
    found = score(GOLD, sides, intervals="none", lenient=True)
    assert found.forgiven is None
    assert found.metrics["exact"].f1 == 1


def test_what_is_not_forgiven_names_its_line(tmp_path: Path) -> None:
    """A quote whose text is not at hand, on the second line and on the fourth."""
    quote = document("b", entities=[{"text": "Anhal", "type": "STATE"}])
    lines = [json.dumps(GOLD[0]), json.dumps(quote), "", json.dumps({**quote, "document": "c"})]
    gold = [*GOLD, document("c", entities=[])]
    with pytest.raises(InvalidData) as caught:
        score(gold, written(tmp_path / "given.jsonl", lines), lenient=True)
    assert [(p.code, p.line) for p in caught.value.problems] == [("PB858", 2), ("PB858", 4)]


def test_nothing_readable_is_nothing_predicted(tmp_path: Path) -> None:
    for data in ("", "\n\n", "no\n", "```\n```\n", '{"document": "z"}\n'):
        (tmp_path / "given.jsonl").write_text(data)
        found = score(GOLD, tmp_path / "given.jsonl", intervals="none", lenient=True)
        assert found.missing == ("a", "b")
        assert found.metrics["exact"].predicted == 0
