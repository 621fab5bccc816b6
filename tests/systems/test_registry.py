"""What every registered system keeps, whatever it predicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pactbank.errors import UnknownName
from pactbank.model import codec
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import read
from pactbank.systems import Article, FailedDocument, get, run, systems
from support import sample_corpus


@pytest.mark.parametrize("name", systems())
def test_a_prediction_is_named_pinned_valid_and_repeatable(name: str) -> None:
    document, _, text = sample_corpus.make_document(
        "doc", ((("paragraph", "Peru and Chile signed a border pact on Friday."),),)
    )
    [prediction] = get(name).predict([Article(document, text)])
    assert prediction.annotator == name
    assert (prediction.document, prediction.version) == (document.id, document.version)
    assert prediction.text_sha256 == document.text.sha256
    assert read(codec.encode_line(prediction), Prediction, "x.jsonl") == (prediction, [])
    assert list(get(name).predict([Article(document, text)])) == [prediction]
    assert get(name).version


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="no system 'rulez'; there is: rules"):
        get("rulez")


class Fragile:
    """A system that fails on some documents, each in another way."""

    name = "fragile"
    version = "1"

    def predict(self, articles: Iterable[Article]) -> Iterator[Prediction]:
        for document, _ in articles:
            if document.id == "raises":
                raise RuntimeError("no such word")
            if document.id == "silent":
                continue
            yield Prediction(document="other" if document.id == "wrong" else document.id)


def test_a_document_that_fails_fails_alone() -> None:
    articles = []
    for name in ("first", "raises", "silent", "wrong", "last"):
        document, _, text = sample_corpus.make_document(name, ((("paragraph", "Peru."),),))
        articles.append(Article(document, text))
    seen: list[str] = []
    first, *failed, last = run(Fragile(), articles, seen.append)
    assert (first, last) == (Prediction(document="first"), Prediction(document="last"))
    assert failed == [
        FailedDocument("raises", "RuntimeError: no such word"),
        FailedDocument("silent", "0 predictions, of which one was to be for it"),
        FailedDocument("wrong", "1 predictions, of which one was to be for it"),
    ]
    assert seen == ["first", "raises", "silent", "wrong", "last"]
