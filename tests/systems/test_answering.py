"""Where the labels are in what a language model has written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactbank.systems.answering import labels_before_cut, labels_in
from support.effort import examples

ANSWER: dict[str, Any] = {
    "document": "doc",
    "refs": [{"id": "r1", "type": "STATE", "name": "Mirr"}],
    "entities": [{"text": "Mirr", "type": "STATE"}, {"text": "Brenn", "type": "STATE"}],
    "stances": [{"type": "ENDORSE", "cue": {"text": "welcomed"}}],
}
PLAIN = json.dumps(ANSWER)
SPREAD = json.dumps(ANSWER, indent=2)

WHOLE = {
    "plain": PLAIN,
    "spread": SPREAD,
    "fenced": f"```json\n{SPREAD}\n```",
    "no second fence": f"Sure!\n```\n{SPREAD}",
    "prose around it": f"Here are the labels.\n\n{SPREAD}\n\nI hope that helps {{or not}}.",
    "prose before it on its line": f"The answer is {PLAIN}",
    "a first attempt": f'{{"document": "doc", "entities": []}}\nWait, that is wrong.\n{PLAIN}',
    "Windows": SPREAD.replace("\n", "\r\n"),
    "in a list": f"[{PLAIN}]",
    "another id": PLAIN.replace('"doc"', '"the text"'),
    "no id": json.dumps({name: part for name, part in ANSWER.items() if name != "document"}),
    "what the program knows better": PLAIN.replace("{", '{"version": 7, "text_sha256": "0", ', 1),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_labels_of_an_answer_are_about_the_document_that_was_asked_for(name: str) -> None:
    found = labels_in(WHOLE[name], "doc")
    assert found is not None
    assert found.labels == ANSWER
    assert not found.slips


SLIPS = {
    "a comma after the last label": (SPREAD.replace("\n  ],", ",\n  ],", 1), {"trailing-comma": 1}),
    "a field twice": (PLAIN.replace("{", '{"document": "x", ', 1), {"duplicate-key": 1}),
    "a line end in a word": (
        PLAIN.replace("{", '{"note": "a\nb\tc", ', 1),
        {"control-character": 2},
    ),
    "a comma after the last object": (f"[{PLAIN},]", {"trailing-comma": 1}),
    "a comma after the object": (f"{PLAIN},", {"trailing-comma": 1}),
    "half a surrogate pair": (
        PLAIN.replace("{", '{"note": "\\ud800", ', 1),
        {"half-character": 1},
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_are_mended_and_told(name: str) -> None:
    text, slips = SLIPS[name]
    found = labels_in(f"Here they are:\n{text}\nDone.", "doc")
    assert found is not None
    assert {key: found.labels[key] for key in ANSWER} == ANSWER
    assert found.slips == slips


NONE = {
    "empty": "",
    "prose": "I cannot label this text.",
    "no object": "[1, 2]",
    "an object of something else": '{"error": "overloaded"}',
    "a comma is missing": PLAIN.replace(", ", " ", 1),
    "two commas": PLAIN.replace(", ", ",, ", 1),
    "deep": '{"document": ' + "[" * 100_000,
    "cut": PLAIN[:-20],
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_answer_has_no_labels(name: str) -> None:
    assert labels_in(NONE[name], "doc") is None


def cut(text: str, before: str) -> str:
    return text[: text.index(before)]


CUT = {
    "between two labels": (cut(PLAIN, ', {"text": "Brenn"'), ["Mirr"]),
    "after the comma": (cut(PLAIN, ' {"text": "Brenn"'), ["Mirr"]),
    "in a label": (cut(PLAIN, '"Brenn"'), ["Mirr"]),
    "in a word": (cut(PLAIN, 'nn", "type'), ["Mirr"]),
    "in the next layer": (cut(PLAIN, "welcomed"), ["Mirr", "Brenn"]),
    "in a block": (f"```json\n{cut(SPREAD, 'welcomed')}", ["Mirr", "Brenn"]),
    "after prose": (f"The labels:\n{cut(PLAIN, 'Brenn')}", ["Mirr"]),
}


@pytest.mark.parametrize("name", CUT)
def test_whole_labels_before_a_cut_are_kept(name: str) -> None:
    text, words = CUT[name]
    found = labels_before_cut(text, "doc")
    assert found is not None
    assert found["document"] == "doc"
    assert found["entities"] == [{"text": word, "type": "STATE"} for word in words]


@settings(max_examples=examples(200))
@given(st.integers(0, len(SPREAD)))
def test_no_cut_makes_a_label_that_was_not_written(at: int) -> None:
    found = labels_before_cut(SPREAD[:at], "doc") or {}
    for layer in ("entities", "stances"):
        labels = found.get(layer, [])
        assert labels == ANSWER[layer][: len(labels)]


@settings(max_examples=examples(200))
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found, before = labels_in(text, "doc"), labels_before_cut(text, "doc")
    assert found is None or found.labels["document"] == "doc"
    assert before is None or before["document"] == "doc"
