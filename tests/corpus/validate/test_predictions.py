from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate.predictions import check_prediction
from pactbank.corpus.validate.spans import SpannedText
from pactbank.model.prediction import Prediction

STORE = Store(valid_corpus())
DOCUMENT = STORE.document("hask-note")
TEXT = SpannedText(DOCUMENT, STORE.text(DOCUMENT))
HASK = {"start": 0, "end": 4}
CUE = {"type": "WARN", "polarity": "negative", "cue": {"text": "signed"}}


def faults(**fields: Any) -> list[tuple[str, str]]:
    prediction = msgspec.convert({"document": "hask-note", **fields}, Prediction)
    return [(found.code, found.pointer) for found in check_prediction(prediction, DOCUMENT, TEXT)]


def mention(**fields: Any) -> dict[str, Any]:
    return {"entities": [{"type": "STATE", **fields}]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (mention(text="nowhere to be found"), []),
        (mention(**HASK), []),
        (mention(**HASK, text="HASK", refs=["unheard-of"]), []),
        (mention(start=0, end=11), []),  # crosses a zone: that only costs the score
        (mention(), [("PB319", "/entities/0")]),
        (mention(start=0), [("PB319", "/entities/0")]),
        (mention(start=None, end=None, text=None), [("PB319", "/entities/0")]),
        (mention(start=0, text="HASK"), []),
        (mention(**HASK, text="HUSK"), [("PB302", "/entities/0")]),
        (mention(start=0, end=105), [("PB301", "/entities/0")]),
        (mention(start=4, end=0), [("PB301", "/entities/0")]),
        (mention(start=4, end=4), [("PB303", "/entities/0")]),
        (mention(start=0, end=5), [("PB303", "/entities/0")]),
        ({"text_sha256": "0" * 64}, [("PB316", "/text_sha256")]),
        ({"text_sha256": DOCUMENT.text.sha256}, []),
        (
            {"agreements": [{"type": "OTHER", "mentions": [{}], "arguments": [{"role": "PARTY"}]}]},
            [("PB319", "/agreements/0/mentions/0"), ("PB319", "/agreements/0/arguments/0")],
        ),
        (
            {"agreements": [{"type": "OTHER", "status": [{"stage": "SIGNED", "evidence": {}}]}]},
            [("PB319", "/agreements/0/status/0/evidence")],
        ),
        ({"agreements": [{"type": "OTHER", "status": [{"stage": "SIGNED"}]}]}, []),
        ({"stances": [{**CUE, "target": {}}]}, [("PB319", "/stances/0/target")]),
        (
            {"stances": [{**CUE, "holders": [{}], "chain": [{}, {"span": {"end": 3}}]}]},
            [("PB319", "/stances/0/holders/0"), ("PB319", "/stances/0/chain/1/span")],
        ),
    ],
)
def test_places_must_exist_and_the_rest_is_counted(
    fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults(**fields) == expected
