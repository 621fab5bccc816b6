"""`llm:MODEL` with Inspect's mock model: what is asked, what is kept, and what fails, by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from inspect_ai.model import ContentText, ModelUsage

from pactbank.errors import WrongUse
from pactbank.model.benchmark import Failure, Tokens
from pactbank.model.inlined import for_models
from pactbank.systems import Answer, Article, asking, get, run
from pactbank.systems.prompt import prompt
from support import mock_model, sample_corpus
from support.mock_model import said

pytestmark = pytest.mark.filterwarnings(mock_model.DEPRECATED)

ENTITY = {"text": "Peru", "type": "STATE"}
LABELS = json.dumps({"document": "doc", "refs": [], "entities": [ENTITY, ENTITY]})
CUT = LABELS[: LABELS.rindex('"type"')]
ONE = {"document": "doc", "refs": [], "entities": [ENTITY]}


def asked(
    monkeypatch: pytest.MonkeyPatch, *outputs: Any, timeout: float | None = None
) -> tuple[list[Answer], list[Any]]:
    """What comes of a document for each output of the model, and what the model was asked."""
    articles, given, seen = [], {}, []
    for number, output in enumerate(outputs):
        lines: sample_corpus.Lines = ((("paragraph", f"Peru signed a pact on day {number}."),),)
        document, _, text = sample_corpus.make_document(f"doc-{number}", lines)
        articles.append(Article(document, text))
        given[document.id] = output
    model = mock_model.mock_model(given, lambda *request: seen.append(request))
    monkeypatch.setattr(asking, "model_of", lambda _: model)
    return list(run(get("llm:mockllm/model", timeout), articles)), [articles, *seen]


def test_a_document_is_asked_for_with_prompt_and_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer], [[article], (name, words, config)] = asked(monkeypatch, LABELS, timeout=7.2)
    document, text = article
    assert answer.failure is None
    assert answer.line is not None
    labels = json.loads(answer.line)
    assert labels == {
        "document": "doc-0",
        "version": 1,
        "text_sha256": document.text.sha256,
        "refs": [],
        "entities": [ENTITY, ENTITY],
    }
    assert name == "doc-0"
    assert words == prompt("doc-0", text, document.reference_date)
    schema = config.response_schema
    assert schema.strict is True
    assert schema.json_schema.model_dump(exclude_none=True) == for_models()
    assert (config.timeout, config.attempt_timeout) == (8, 8)


def refused() -> Any:
    output = said("")
    output.choices[0].message.content = [ContentText(text="I cannot.", refusal=True)]
    return output


class SlowTimeout(Exception):
    """As providers name them."""


class Limited(Exception):
    status_code = 429


OUTCOMES = {
    "fenced": (f"Here:\n```json\n{LABELS}\n```", None, json.loads(LABELS)),
    "whole although cut": (said(LABELS, "max_tokens"), None, json.loads(LABELS)),
    "prose": ("I see none.", "not-json", None),
    "malformed": (LABELS.replace(",", "", 1), "not-json", None),
    "a comma too many": (f"{LABELS[:-1]},}}", "mended", json.loads(LABELS)),
    "cut": (said(CUT, "max_tokens"), "truncated", ONE),
    "cut by the window": (said(CUT, "model_length"), "truncated", ONE),
    "cut at once": (said("", "max_tokens"), "truncated", None),
    "filtered": (said("", "content_filter"), "refusal", None),
    "filtered on the way": (said(CUT, "content_filter"), "refusal", ONE),
    "refused": (refused(), "refusal", None),
    "limited": (Limited("slow down"), "rate-limit", None),
    "timeout": (SlowTimeout("too slow"), "timeout", None),
    "error": (RuntimeError("no such model"), "error", None),
    "half a pair": (f"\ud800 {LABELS}", None, json.loads(LABELS)),
}


def test_each_outcome_has_its_name_and_what_is_right_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outputs = [output for output, _, _ in OUTCOMES.values()]
    answers, _ = asked(monkeypatch, *outputs)
    for (name, (_, kind, labels)), answer in zip(OUTCOMES.items(), answers, strict=True):
        found = answer.line and json.loads(answer.line)
        assert (answer.failure and answer.failure.kind) == kind, name
        expected = labels and {**labels, "document": answer.document}
        pinned = ("version", "text_sha256")
        assert (found and {k: v for k, v in found.items() if k not in pinned}) == expected, name
    assert answers[-4].failure == Failure(kind="rate-limit", message="Limited: slow down")


def test_the_kinds_are_all_there() -> None:
    assert {kind for _, kind, _ in OUTCOMES.values() if kind} == set(asking.FAILURES)


def test_tokens_are_kept_with_those_of_caches_and_of_answers_that_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cached = ModelUsage(
        input_tokens=5, output_tokens=3, input_tokens_cache_read=40, input_tokens_cache_write=2
    )
    outputs = said(LABELS, usage=cached), "no", RuntimeError("x")
    answers, _ = asked(monkeypatch, *outputs)
    assert [answer.tokens for answer in answers] == [
        Tokens(input=47, output=3),
        Tokens(input=90, output=7),
        Tokens(input=0, output=0),
    ]


def test_the_version_names_inspect_and_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    version = get("llm:mockllm/model").version
    assert version.startswith("inspect_ai ")
    monkeypatch.setattr("pactbank.systems.llm.prompt", lambda *_: "another prompt")
    assert get("llm:mockllm/model").version != version


MISSING = {
    "llm:mockllm": "the language model 'mockllm' cannot be used",
    "llm:no-such-provider/x": "the language model 'no-such-provider/x' cannot be used",
    "llm:openai/gpt-4o": "the language model 'openai/gpt-4o' cannot be used: .*OPENAI_API_KEY",
}


@pytest.mark.parametrize("name", MISSING)
def test_a_model_that_cannot_be_used_says_why(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(WrongUse, match=MISSING[name]):
        get(name)


def test_without_inspect_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "inspect_ai.model", None)
    with pytest.raises(WrongUse, match=r'pip install "pactbank\[llm\]"'):
        get("llm:mockllm/model")
