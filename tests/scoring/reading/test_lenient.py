"""Lenient reading: the good lines score as they would alone, and what was passed over is
counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData
from pactbank.model.schemas import explain
from pactbank.model.score import Score
from pactbank.scoring import score
from support.labelled import Label, counts, document, entity, pact, party, span, stance

ENTITIES = [entity(span(0, 5), "STATE"), entity(span(10, 15), "ORG")]
GOLD = [document(f"d{number}", entities=ENTITIES) for number in range(5)]
LINES = [json.dumps(row) for row in GOLD]
UNREADABLE = '{"document": "d0", "entities": [{"start"'


def scored(path: Path, text: str | bytes, name: str = "given.jsonl", **options: Any) -> Score:
    data = text if isinstance(text, bytes) else text.encode()
    (path / name).write_bytes(data)
    return score(GOLD, path / name, lenient=True, intervals="none", **options)


def joined(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


REST = LINES[1:]


@pytest.mark.parametrize(
    ("text", "lost", "forgiven"),
    [
        (joined(*LINES), 0, None),
        (joined(UNREADABLE, *REST), 1, {"not-json": 1}),
        (joined(LINES[0][:-1] + ",}", *REST), 0, {"trailing-comma": 1}),
        (joined(LINES[0].replace("}]}", "}, ]}"), *REST), 0, {"trailing-comma": 1}),
        (joined(LINES[0].replace("}]}", "},,]}"), *REST), 1, {"not-json": 1}),
        (joined('{"document": "d9", ' + LINES[0][1:], *REST), 0, {"duplicate-key": 1}),
        (
            joined('{"model": "a\tb\nc\x00", ' + LINES[0][1:], *REST),
            0,
            {"control-character": 3, "unknown-field": 1},
        ),
        (
            joined('{"model": "\\ud800", ' + LINES[0][1:], *REST),
            0,
            {"half-character": 1, "unknown-field": 1},
        ),
        (
            joined("[", *(f"{line}," for line in LINES), "]"),
            0,
            {"trailing-comma": 1},
        ),
        (joined(*(f"{line}," for line in LINES)), 0, {"trailing-comma": len(LINES)}),
        (
            joined("```json", json.dumps(GOLD[0], indent=1).replace("\n ]", ",\n ]"), "```", *REST),
            0,
            {"fenced": 1, "trailing-comma": 1},
        ),
        (joined("null", *LINES, "null"), 0, {"not-json": 2}),
        (joined(f"[{LINES[0]}]", *REST), 0, None),
        (joined("```json", *LINES, "```"), 0, {"fenced": 1}),
        (joined("```JSON", *LINES), 0, {"fenced": 1}),
        (joined(f"```json {LINES[0]} ```", *REST), 0, {"fenced": 1}),
        (joined(*(f"```\n{line}\n```" for line in LINES)), 0, {"fenced": 5}),
        (joined("```json", json.dumps(GOLD[0], indent=1), "```", *REST), 0, {"fenced": 1}),
        (joined("Here is the JSON:", *LINES), 0, {"not-json": 1}),
        (joined(*LINES, json.dumps(document("nowhere", entities=[]))), 0, {"unknown-document": 1}),
        (joined('{"entities": []}', *LINES), 0, {"missing-field": 1}),
        (joined('{"document": 3}', *LINES), 0, {"bad-value": 1}),
        (joined(*LINES).replace("\n", "\r\n").encode("utf-8-sig"), 0, None),
        (joined(*LINES).encode() + b'{"document": "\xff"', 0, {"not-json": 1, "bad-value": 1}),
        ("", 5, None),
    ],
)
def test_good_lines_score_as_they_would_alone(
    tmp_path: Path, text: str, lost: int, forgiven: dict[str, int] | None
) -> None:
    result = scored(tmp_path, text)
    assert counts(result.metrics["exact"]) == (10 - 2 * lost, 10 - 2 * lost, 10)
    assert result.forgiven == forgiven
    assert len(result.missing) == lost
    assert "|reading:lenient|" in result.signature


@pytest.mark.parametrize(
    ("text", "forgiven"),
    [
        (json.dumps(GOLD), None),
        (f"```json\n{json.dumps(GOLD, indent=1)}\n```\n", {"fenced": 1}),
    ],
)
def test_a_json_file(tmp_path: Path, text: str, forgiven: Any) -> None:
    result = scored(tmp_path, text, "given.json")
    assert counts(result.metrics["exact"]) == (10, 10, 10)
    assert result.forgiven == forgiven


def test_a_folder_with_a_broken_file(tmp_path: Path) -> None:
    for row, line in zip(GOLD, [UNREADABLE, *REST], strict=True):
        (tmp_path / f"{row['document']}.json").write_text(line)
    result = score(GOLD, tmp_path, lenient=True, intervals="none")
    assert counts(result.metrics["exact"]) == (8, 8, 10)
    assert result.forgiven == {"not-json": 1}


FIELDS: list[tuple[Label, tuple[int, int], dict[str, int]]] = [
    ({**ENTITIES[0], "confidence": 0.5}, (10, 10), {"unknown-field": 1}),
    ({**ENTITIES[0], "a`b": 1, "": 2, "x[0]": {"y.z": 3}}, (10, 10), {"unknown-field": 3}),
    ({**ENTITIES[0], "a` - at `$.b": 1}, (9, 10), {"bad-value": 1}),
    ({**ENTITIES[0], "start": 10**30}, (9, 10), {"bad-value": 1}),
    ({**ENTITIES[0], "level": "XYZ"}, (9, 10), {"bad-value": 1}),
    ({"start": 0, "end": 5}, (9, 10), {"missing-field": 1}),
    ({"start": "0", "end": 5, "type": "STATE"}, (9, 10), {"bad-value": 1}),
    ({"start": 5, "end": 0, "type": "STATE"}, (9, 10), {"bad-value": 1}),
    ({"start": 0, "end": 0, "type": "STATE"}, (9, 10), {"bad-value": 1}),
    ({"type": "STATE"}, (9, 10), {"missing-field": 1}),
]


@pytest.mark.parametrize(("label", "expected", "forgiven"), FIELDS)
def test_a_label_that_cannot_be_read_is_a_false_positive(
    label: Label, expected: tuple[int, int], forgiven: dict[str, int]
) -> None:
    given = [document("d0", entities=[label, ENTITIES[1]]), *GOLD[1:]]
    for types in ((), ("STATE", "ORG")):
        result = score(GOLD, given, lenient=True, intervals="none", types=types)
        assert counts(result.metrics["exact"]) == (*expected, 10)
        assert result.forgiven == forgiven
        assert not list(explain(json.loads(msgspec.json.encode(result)), Score))


def test_unknown_fields_of_a_document_are_left_out() -> None:
    given = [{**row, "model": "x", "refs": [{"id": "a", "type": "STATE", "p": 1}]} for row in GOLD]
    result = score(GOLD, given, lenient=True, intervals="none")
    assert counts(result.metrics["exact"]) == (10, 10, 10)
    assert result.forgiven == {"unknown-field": 10}


def test_a_fault_in_one_layer_keeps_no_other_from_being_scored() -> None:
    bad = {"type": "TRADE", "mentions": 3}
    right = stance("WARN", "negative", span(20, 25), implicit="AUTHOR")
    gold = [{**row, "stances": [right], "agreements": []} for row in GOLD]
    given = [{**row, "agreements": [bad]} for row in gold]
    entities = score(GOLD, given, lenient=True, intervals="none")
    assert counts(entities.metrics["exact"]) == (10, 10, 10)
    assert entities.forgiven is None  # what is not looked into is not counted
    everything = score(gold, given, "all", lenient=True, intervals="none")
    assert counts(everything.metrics["exact"]) == (10, 10, 10)
    assert counts(everything.metrics["tuples"]) == (5, 5, 5)
    assert counts(everything.metrics["records"]) == (0, 5, 0)
    assert everything.forgiven == {"bad-value": 5}


def test_parts_of_labels_that_cannot_be_right_match_nothing() -> None:
    right = pact("TRADE", [span(0, 5)], [party(span(10, 15), "a"), party(span(20, 25), "b")])
    gold = [document("d0", agreements=[right])]
    wrong = {**right, "arguments": [party(span(10, 15), "a"), party(span(25, 20), "b")]}
    result = score(gold, [document("d0", agreements=[wrong])], "agreements", lenient=True)
    assert counts(result.metrics["facts"]) == (2, 3, 3)
    assert result.forgiven == {"bad-value": 1}


def test_types_outside_a_label_map_are_false_positives() -> None:
    given = [document("d0", entities=[entity(span(0, 5), "GPE"), entity(span(10, 15), "CITY")])]
    given += [document("d1", entities=[entity(span(0, 5), "GPE"), {"type": "GPE", "start": 1}])]
    result = score(GOLD, given, label_map="ontonotes", lenient=True, intervals="none")
    assert counts(result.metrics["exact"]) == (2, 4, 10)
    assert result.forgiven == {"bad-value": 1, "missing-field": 1}
    with pytest.raises(InvalidData, match="PB856"):
        score(GOLD, given[:1], label_map="ontonotes")


def test_spans_outside_a_known_text_and_other_words(store: Store) -> None:
    labels = [
        entity(span(0, 7), "STATE"),
        entity(span(0, 99_999), "STATE"),
        entity({**span(8, 16), "text": "Tolmar"}, "STATE"),
        entity(span(0, 7), "GPE"),
    ]
    given = [document("veldria-talks", entities=labels)]
    result = score(None, given, split="test", root=store.root, lenient=True, intervals="none")
    assert counts(result.metrics["exact"])[:2] == (1, 4)
    assert result.forgiven == {"bad-value": 3}


def test_a_quote_without_a_text_is_not_forgiven() -> None:
    given = [document("d0", entities=[entity({"text": "Anhal"}, "STATE")])]
    with pytest.raises(InvalidData, match="PB858"):
        score(GOLD, given, lenient=True)


def test_no_order_changes_the_signature() -> None:
    wrong = [{"type": 3}, {"x": 1}, {**span(9, 2), "type": "ORG"}, {"type": "ORG"}]
    given = [
        document("d0", entities=[*ENTITIES, *wrong]),
        document("d1", entities=[{"text": 3}, ENTITIES[0]]),
    ]
    turned = [{**row, "entities": row["entities"][::-1]} for row in reversed(given)]
    first, second = (score(GOLD, each, lenient=True, intervals="none") for each in (given, turned))
    assert first == second
    assert counts(first.metrics["exact"]) == (3, 8, 10)


def test_gold_is_never_read_leniently(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(joined(UNREADABLE, *REST))
    with pytest.raises(InvalidData, match="PB005"):
        score(tmp_path / "gold.jsonl", GOLD, lenient=True)
