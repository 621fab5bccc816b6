"""The prompt for a language model: it holds text and format, and its answers are scored."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pactbank.corpus.store import Store
from pactbank.model.closed import LAYERS
from pactbank.model.inlined import for_models
from pactbank.scoring import score
from pactbank.systems.prompt import prompt
from support import sample_corpus
from support.model_answers import answer


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "root")


def rendered(store: Store, name: str, layers: tuple[str, ...] = LAYERS) -> str:
    document = store.document(name)
    return prompt(name, store.text(document), document.reference_date, layers)  # type: ignore[arg-type]


def test_it_holds_the_text_and_the_format(store: Store) -> None:
    text = store.text(store.document("veldria-talks"))
    page = rendered(store, "veldria-talks")
    assert f"<text>\n{text.strip()}\n</text>" in page
    assert "Id: veldria-talks\nReference date: 2031-05-29" in page
    [schema] = re.findall(r"```json\n(.*)\n```", page)
    assert json.loads(schema) == for_models()


def test_it_explains_the_layers_that_are_asked_for(store: Store) -> None:
    page = rendered(store, "veldria-talks", ("entities",))
    assert "## Entities" in page
    assert "## Agreements" not in page
    assert "## Stances" not in page
    assert '"agreements"' not in page


def test_it_names_every_value_of_the_closed_lists(store: Store) -> None:
    """A grammar is not shown to the model, so that the words must say what the values are."""
    words = rendered(store, "veldria-talks").split("## The text")[0]

    def values(part: object) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(values, part))
        if not isinstance(part, dict):
            return set()
        return set(part.get("enum", ())).union(*map(values, part.values()))

    told = set(re.findall(r"[A-Za-z_]+", words)) | {"+", "-", "iso3166-1", "wikidata", "world"}
    assert values(for_models()) <= told


@pytest.mark.parametrize("name", ["veldria-talks", "mirr-boats", "brenn-remarks"])
def test_an_answer_in_its_format_is_valid_and_scored(store: Store, name: str) -> None:
    given = answer(store, name)
    layers = [layer for layer in LAYERS if layer in given]
    Draft202012Validator(for_models(layers)).validate(given)
    assert '"start"' not in json.dumps(given)
    split = {"veldria-talks": "test", "mirr-boats": "train", "brenn-remarks": "validation"}[name]
    result = score(None, [given], "all", split=split, root=store.root, intervals="none")  # type: ignore[arg-type]
    wrong = {k: m.f1 for k, m in result.metrics.items() if m.f1 not in (None, 1.0)}
    assert wrong == {}
    assert {outcome for of in result.anchoring.values() for outcome in of} == {"context"}


def test_raw_output_of_a_model_becomes_a_score(store: Store, tmp_path: Path) -> None:
    """As docs/SCORING.md shows: prose, a fence, several lines, a field of the model's own."""
    given = {**answer(store, "veldria-talks"), "confidence": "high"}
    path = tmp_path / "answers.jsonl"
    path.write_text(f"Here it is:\n```json\n{json.dumps(given, indent=2)}\n```\n", "utf-8")
    result = score(None, path, "all", split="test", root=store.root, lenient=True, intervals="none")
    assert {result.metrics[name].f1 for name in ("exact", "facts", "tuples")} == {1.0}
    assert result.forgiven == {"fenced": 1, "not-json": 1, "unknown-field": 1}
    assert "|reading:lenient|" in result.signature
