"""decode(encode(annotation)) == annotation, for every shipped annotation and generated ones."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given

from pactbank.corpus.store import Store
from pactbank.labelstudio.decode import Decoded, decode
from pactbank.labelstudio.encode import Item, encode
from pactbank.model.annotation import Annotation
from support import sample_corpus
from support.generated_annotations import Drawn, annotated

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "annotations").glob("*/*.json"))


def through_the_server(annotation: Annotation, seed: int = 0) -> list[Item]:
    """The result as it comes back: through JSON, in another order, with other texts of labels."""
    result: list[Item] = json.loads(json.dumps(encode(annotation, "pushed")))
    random.Random(seed).shuffle(result)
    for item in result:
        if item["type"] == "labels":
            item["value"]["text"] = item["value"]["text"].replace("\n", "\\n")
    return result


def back(result: list[Item], annotation: Annotation, text: str) -> Decoded:
    return decode(result, {"pushed": annotation}, text, "pushed")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.parent.name == "gold" else pytest.mark.acceptance)
        for path in SHIPPED
    ],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_annotation_of_the_checkout_comes_back(path: Path) -> None:
    store = Store(ROOT)
    name, _, version = path.stem.rpartition(".v")
    document = store.document(name, int(version))
    if not store.has_text(document):
        pytest.skip("the texts that the corpus refers to are not here")
    annotation, text = store.annotation(path.parent.name, document), store.text(document)
    assert annotation is not None
    decoded = back(through_the_server(annotation), annotation, text)
    assert decoded.annotation == annotation
    assert not decoded.notes


def test_the_sample_corpus_comes_back(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    for name in store.versions():
        document = store.document(name)
        annotation = store.annotation("gold", document)
        assert annotation is not None
        decoded = back(through_the_server(annotation), annotation, store.text(document))
        assert decoded.annotation == annotation
        assert not decoded.notes


@given(annotated())
def test_any_annotation_comes_back(drawn: Drawn) -> None:
    result = through_the_server(drawn.annotation)
    decoded = back(result, drawn.annotation, drawn.text)
    assert decoded.annotation == drawn.annotation
    assert not decoded.notes


@given(annotated())
def test_the_editor_can_hold_what_is_sent(drawn: Drawn) -> None:
    """The editor would lose a second region of an id, a second relation of a pair, or a relation
    without an end; and a region whose id is no class name of CSS has no colour."""
    result = encode(drawn.annotation, "pushed")
    regions = [item["id"] for item in result if item["type"] == "labels"]
    assert len(regions) == len(set(regions))
    assert [name for name in regions if not re.fullmatch(r"[A-Za-z_][\w-]*", name, re.ASCII)] == []
    pairs = [(item["from_id"], item["to_id"]) for item in result if item["type"] == "relation"]
    assert len(pairs) == len(set(pairs))
    assert {end for pair in pairs for end in pair} <= set(regions)
    for item in result:
        assert item["type"] != "relation" or item["labels"] == sorted(set(item["labels"])) != []
        if item["type"] != "relation":
            assert item["id"] in regions
            value = item["value"]
            assert drawn.text[value["start"] : value["end"]] != ""


@given(annotated())
def test_the_text_of_a_label_comes_from_its_offsets(drawn: Drawn) -> None:
    spoilt = json.loads(json.dumps(encode(drawn.annotation, "pushed")))
    for item in spoilt:
        if item["type"] == "labels":
            item["value"]["text"] = "spoilt"
    assert back(spoilt, drawn.annotation, drawn.text).annotation == drawn.annotation
