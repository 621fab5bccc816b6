from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import explain, schema
from pactbank.model.walk import ids as ids_of

VALUE = schema("annotation")["examples"][0]


def with_ids(*ids: str) -> dict[str, Any]:
    return {**VALUE, "entities": [{**VALUE["entities"][0], "id": name} for name in ids]}


@pytest.mark.parametrize("name", ["e1", "a1.s2", "x-y_z", "a" * 64])
def test_ids(name: str) -> None:
    data = json.dumps(with_ids("e1", name)).encode()
    assert ids_of(codec.decode(data, Annotation)) == ["r1", "e1", name]
    assert ids_of(codec.decode(data, Prediction)) == ["r1", "e1", name]


@pytest.mark.parametrize(
    "name",
    ["", "E1", "1e", "e 1", "é", "e1\n", "\ne1", "e1\ne2", "e1\r", "e\0", "a" * 65, "AUTHOR"],
)
def test_what_is_not_an_id(name: str) -> None:
    """The decoder, which checks all ids together, and the schema, which checks each."""
    for record in (Annotation, Prediction):
        for value in (with_ids(name), with_ids("e1", name), with_ids(name, "e2")):
            with pytest.raises(msgspec.ValidationError):
                codec.decode(json.dumps(value).encode(), record)
            assert list(explain(value, record))


def test_predicted_labels_may_lack_an_id() -> None:
    prediction = msgspec.convert({"document": "x", "entities": [{"type": "STATE"}]}, Prediction)
    assert ids_of(prediction) == [None]
