"""What every registered system keeps, whatever it predicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pactbank.errors import UnknownName, WrongUse
from pactbank.model import codec
from pactbank.model.benchmark import Failure, Tokens
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import read
from pactbank.systems import Article, DocumentFailed, Predicted, System, get, run, systems
from support import sample_corpus


@pytest.mark.parametrize("name", systems())
def test_a_prediction_is_named_pinned_valid_and_repeatable(name: str) -> None:
    document, _, text = sample_corpus.make_document(
        "doc", ((("paragraph", "Peru and Chile signed a border pact on Friday."),),)
    )
    [prediction] = get(name).predict([Article(document, text)])
    assert isinstance(prediction, Prediction)
    assert prediction.annotator == name
    assert (prediction.document, prediction.version) == (document.id, document.version)
    assert prediction.text_sha256 == document.text.sha256
    assert read(codec.encode_line(prediction), Prediction, "x.jsonl") == (prediction, [])
    assert list(get(name).predict([Article(document, text)])) == [prediction]
    assert get(name).version


def test_an_unknown_name_lists_the_known_ones() -> None:
    there = "there is: command:PROGRAM, llm:MODEL, rules, spacy:PIPELINE"
    for name in ("rulez", "rulez:x", "command", "spacy", "llm", ""):
        with pytest.raises(UnknownName, match=f"no system '{name}'; {there}"):
            get(name)


WRONG = {
    "command:": "command: what? A system is named command:PROGRAM",
    "spacy: ": "spacy: what? A system is named spacy:PIPELINE",
    "llm:": "llm: what? A system is named llm:MODEL",
    "command:no-such-program -x": "no program 'no-such-program'",
    "command:'x": "No closing quotation",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_system_that_cannot_be_had_says_why(name: str) -> None:
    with pytest.raises(WrongUse, match=WRONG[name].replace("?", r"\?")):
        get(name)


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_a_time_that_is_none_is_refused(timeout: float) -> None:
    for name in ("command:cat", "llm:mockllm/model"):
        with pytest.raises(WrongUse, match="a time between 0 and 86400 s"):
            get(name, timeout)


class Fragile(System):
    """A system that fails on some documents, each in another way."""

    name = "fragile"
    version = "1"
    closed = False

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        for document, _ in articles:
            self.tokens = Tokens(input=self.tokens.input + 10 if self.tokens else 10, output=1)
            match document.id:
                case "raises":
                    raise RuntimeError("no such word")
                case "refuses":
                    raise DocumentFailed("refusal", "no" * 1000)
                case "silent":
                    continue
                case "unnamed":
                    yield {"entities": []}
                case "old":
                    yield Prediction(document="old", version=7)
                case "foreign":
                    yield {"entities": [{"type": "GPE"}], "document": "foreign"}
                case name:
                    yield Prediction(document="other" if name == "wrong" else name)

    def close(self) -> None:
        self.closed = True


FAILING = {
    "raises": Failure(kind="error", message="RuntimeError: no such word"),
    "refuses": Failure(kind="refusal", message=("no" * 256)[:-1] + "…"),
    "silent": Failure(kind="no-answer", message="0 predictions for one document"),
    "unnamed": Failure(kind="garbage", message="the prediction names no document"),
    "old": Failure(kind="wrong-document", message="version is '7', asked was 1"),
    "wrong": Failure(kind="wrong-document", message="document is 'other', asked was 'wrong'"),
}


def test_a_document_that_fails_fails_alone() -> None:
    articles = []
    for name in ("first", *FAILING, "foreign", "last"):
        document, _, text = sample_corpus.make_document(name, ((("paragraph", "Peru."),),))
        articles.append(Article(document, text))
    seen: list[str] = []
    system = Fragile()
    first, *failed, foreign, last = run(system, articles, seen.append)
    assert system.closed
    assert seen == [article.document.id for article in articles]
    assert {answer.document: answer.failure for answer in failed} == FAILING
    assert {answer.line for answer in failed} == {None}
    sha256 = articles[0].document.text.sha256
    pins = f'"document":"{{}}","version":1,"text_sha256":"{sha256}"'
    for answer, rest in ((first, ""), (foreign, ',"entities":[{"type":"GPE"}]'), (last, "")):
        assert answer.line is not None
        assert answer.line.decode() == f"{{{pins.format(answer.document)}{rest}}}\n"
    assert first.tokens == Tokens(input=10, output=1)
    assert last.tokens == Tokens(input=10, output=0)
    assert 0 <= first.seconds < 60
