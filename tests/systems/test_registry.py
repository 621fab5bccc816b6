"""What every registered system keeps, whatever it predicts."""

from __future__ import annotations

import pytest

from pactbank.errors import UnknownName
from pactbank.model import codec
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import read
from pactbank.systems import get, systems
from support import sample_corpus


@pytest.mark.parametrize("name", systems())
def test_a_prediction_is_named_pinned_valid_and_repeatable(name: str) -> None:
    document, _, text = sample_corpus.make_document(
        "doc", ((("paragraph", "Peru and Chile signed a border pact on Friday."),),)
    )
    prediction = get(name).predict(document, text)
    assert prediction.annotator == name
    assert (prediction.document, prediction.version) == (document.id, document.version)
    assert prediction.text_sha256 == document.text.sha256
    assert read(codec.encode_line(prediction), Prediction, "x.jsonl") == (prediction, [])
    assert get(name).predict(document, text) == prediction


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="no system 'rulez'; there is: rules"):
        get("rulez")
