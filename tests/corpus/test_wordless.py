"""Records and labels of a text that is not held: nothing in its words, and all of it back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from msgspec.structs import replace

from pactbank.corpus import rights
from pactbank.corpus.wordless import (
    quotations,
    recorded_annotation,
    recorded_document,
    with_words,
    words_sha256,
    words_told,
)
from pactbank.model import codec, walk
from pactbank.model.annotation import Annotation, Ref
from pactbank.model.document import Document, Found, FoundNames
from support import sample_corpus
from support.generated_annotations import Drawn, annotated


def sample(name: str) -> tuple[Document, str, Annotation]:
    [found] = [one for one in sample_corpus.SAMPLES if one.id == name]
    document, _, text = sample_corpus.make_document(name, found.lines, "offsets-only")
    return document, text, sample_corpus.gold(document, found.refs, found.layers(text))


NAMES = [one.id for one in sample_corpus.SAMPLES]


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_filed_without_words_and_read_with_them(name: str) -> None:
    _, text, gold = sample(name)
    filed = recorded_annotation(gold, text)
    data = codec.encode(filed)
    assert b'"text"' not in data
    assert not rights.runs(data.decode()) & rights.runs(text)
    assert not list(words_told(filed))
    assert with_words(codec.decode(data, Annotation), text) == (gold, [])


@pytest.mark.parametrize("name", NAMES)
def test_filing_twice_is_filing_once(name: str) -> None:
    _, text, gold = sample(name)
    filed = recorded_annotation(gold, text)
    assert recorded_annotation(filed, text) == filed
    assert recorded_annotation(with_words(filed, text)[0], text) == filed


@given(annotated())
def test_any_labels_come_back(drawn: Drawn) -> None:
    named: list[Any] = [*drawn.annotation.refs, *(drawn.annotation.agreements or ())]
    # A name of other characters is refused before labels are filed (PB320).
    assume(all(set(one.name or "") <= set(drawn.text) for one in named))
    spans = walk.spans(drawn.annotation)
    assume(all(span.text == drawn.text[span.start : span.end] for span in spans))
    bare = msgspec.convert(sample_names_only(msgspec.to_builtins(drawn.annotation)), Annotation)
    filed = recorded_annotation(bare, drawn.text)
    assert {span.text for span in walk.spans(filed)} <= {None}
    assert with_words(filed, drawn.text) == (bare, [])


def sample_names_only(value: dict[str, Any]) -> dict[str, Any]:
    """The labels without places of letters, which a name that is there does not have."""
    for layer in ("refs", "agreements"):
        for label in value.get(layer) or ():
            label.pop("name_spans", None)
    return value


def test_the_digest_is_that_of_the_documentation() -> None:
    _, text, gold = sample("veldria-talks")
    value = json.loads(codec.encode(gold))

    def canonical(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: canonical(v) for k, v in part.items() if v is not None and v is not False}
        return [canonical(one) for one in part] if isinstance(part, list) else part

    labels = {name: value[name] for name in ("refs", "entities", "agreements", "stances")}
    written = json.dumps(
        canonical(labels), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    digest = hashlib.sha256(written.encode()).hexdigest()
    assert recorded_annotation(gold, text).words_sha256 == words_sha256(gold) == digest


def changed(value: Any) -> Any:
    value["entities"][0]["end"] -= 1


def renamed(value: Any) -> Any:
    value["refs"][0]["id"], value["entities"][0]["refs"] = "other", ["other"]


def retyped(value: Any) -> Any:
    value["entities"][0]["type"] = "PLACE"


def beyond(value: Any) -> Any:
    value["entities"][0]["start"] = value["entities"][0]["end"] = 10_000


def name_beyond(value: Any) -> Any:
    value["refs"][0]["name"], value["refs"][0]["name_spans"] = None, [[9_000, 9_004]]


def gone(value: Any) -> Any:
    del value["entities"][-1]


@pytest.mark.parametrize("change", [changed, renamed, retyped, beyond, name_beyond, gone])
def test_a_changed_label_is_noticed(change: Any) -> None:
    _, text, gold = sample("veldria-talks")
    value = json.loads(codec.encode(recorded_annotation(gold, text)))
    change(value)
    _, findings = with_words(msgspec.convert(value, Annotation), text)
    assert [found.code for found in findings] == ["PB327"]


def test_another_text_is_noticed() -> None:
    _, text, gold = sample("veldria-talks")
    other = "\n".join(reversed(text.split("\n")))
    assert with_words(recorded_annotation(gold, text), other)[1]
    assert with_words(recorded_annotation(gold, text), "short\n")[1]


def test_a_span_longer_than_a_label_may_be_is_a_finding() -> None:
    _, text, gold = sample("veldria-talks")
    filed = recorded_annotation(gold, text)
    assert filed.entities is not None
    wide = replace(filed.entities[0], end=filed.entities[0].start + 30_000)
    found = with_words(replace(filed, entities=(wide,)), text + "x" * 40_000)
    assert [one.code for one in found[1]] == ["PB327"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Veldria", True),
        ("Intelligence Sharing Agreement", True),
        ("Marek of Veldria and Kestania", False),
        ("Veldria's Foreign Minister", False),
        ("Zoe\u0308-Marek Marsk", True),
        ("Intelligence Sharing Agreement between Veldria", False),
        ("intelligence sharing agreement, between", False),
    ],
)
def test_a_name_of_three_words_stays(name: str, kept: bool) -> None:
    _, text, gold = sample("veldria-talks")
    text = text.replace("under", "under, and of ")
    labelled = replace(gold, refs=(Ref(id="r1", type="STATE", name=name),), entities=())
    labelled = replace(labelled, agreements=(), stances=())
    [ref] = recorded_annotation(labelled, text).refs
    assert (ref.name == name) is kept
    assert ref.name_spans is not None
    assert "".join(text[start:end] for start, end in ref.name_spans) == name


def test_the_record_has_the_places_of_words_and_no_quotation() -> None:
    document, text, _ = sample("veldria-talks")
    source = replace(
        document.source,
        publisher=Found(value="Intelligence Sharing Agreement between Daily", found="byline"),
        authors=FoundNames(value=("A", "Veldria and Kestania, worth"), found="byline"),
    )
    rightly = replace(document.rights, holder="Intelligence Sharing Agreement between Daily")
    document = replace(document, source=source, rights=rightly)
    recorded = recorded_document(document, text)
    assert recorded.words is not None
    assert [text[slice(*place)] for place in recorded.words][:3] == ["Veldria", "-", "Kestania"]
    assert (recorded.title, recorded.rights.holder) == (None, None)
    assert recorded.title_spans is not None
    assert recorded.source.publisher == Found(value=None, found="absent")
    assert recorded.source.authors == FoundNames(value=("A",), found="byline")
    assert not list(quotations(recorded, text, "PB220"))


def test_a_short_title_stays_beside_the_places_of_its_letters() -> None:
    document, text, _ = sample("brenn-remarks")
    recorded = recorded_document(document, text)
    assert (recorded.title, recorded.title_spans) == ("Brenn warns", ((0, 11),))


def test_what_an_option_says_stays_and_is_reported() -> None:
    document, text, _ = sample("veldria-talks")
    source = replace(
        document.source,
        publisher=Found(value="The Intelligence Sharing Agreement between us", found="option"),
    )
    recorded = recorded_document(replace(document, source=source), text)
    [found] = quotations(recorded, text, "PB220")
    assert found.pointer == "/source/publisher/value"
    assert "'intelligence sharing agreement between'" in found.message


def test_addresses_may_have_the_words_of_a_title() -> None:
    document, text, _ = sample("veldria-talks")
    url = "https://example.org/intelligence-sharing-agreement-between-veldria"
    source = replace(document.source, url=replace(document.source.url, value=url))
    recipe = replace(sample_corpus.recipe_of(document), url=url)
    recorded = recorded_document(replace(document, source=source, recipe=recipe), text)
    assert not list(quotations(recorded, text, "PB220"))


def test_words_in_filed_labels_are_told() -> None:
    _, text, gold = sample("veldria-talks")
    filed = replace(gold, words_sha256=words_sha256(gold))
    told = {found.pointer for found in words_told(filed)}
    assert "/entities/0/text" in told
    assert "/agreements/0/status/0/evidence/text" in told
    assert [found.pointer for found in words_told(recorded_annotation(gold, text))] == []
    bare = replace(recorded_annotation(gold, text), words_sha256=None)
    assert [found.message for found in words_told(bare)] == ["words_sha256 is missing"]


def test_the_module_needs_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "nothing"))
    _, text, gold = sample("mirr-boats")
    assert with_words(recorded_annotation(gold, text), text)[0] == gold
