"""Projects that ask for some layers: what is drawn, what is locked, and what a pull claims."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import UnknownName
from pactbank.labelstudio.interface import configuration, layers_of
from pactbank.labelstudio.layers import OtherReferent, beside, only
from pactbank.labelstudio.pull import Pulled, pull, write
from pactbank.labelstudio.tasks import LabelledDocument, read_export
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Ref
from pactbank.model.closed import LAYERS, Layer, layers_named
from support.editor import Editor

EVERY = [some for number in (1, 2, 3) for some in combinations(LAYERS, number)]
ROOT = Path(__file__).parents[2]


def exported(
    store: Store, name: str, layers: tuple[Layer, ...], source: str = "gold"
) -> dict[str, Any]:
    """A task that asks for these layers, as the server exports it after one submission."""
    document = store.document(name)
    labels = store.annotation(source, document)
    assert labels is not None
    task = LabelledDocument(document, store.text(document), labels, layers).task()
    result = json.loads(json.dumps(task["predictions"][0]["result"]))
    made = {"id": 10, "completed_by": 1, "result": result, "updated_at": "2031-06-09T10:00:00Z"}
    return {"id": 1, "data": json.loads(json.dumps(task["data"])), "annotations": [made]}


def pulled(store: Store, task: dict[str, Any]) -> Pulled:
    read = read_export(json.dumps([task]).encode(), "export.json")
    return pull(store, read, {"1": "alice"}, "export.json")


@pytest.mark.parametrize("layers", EVERY, ids=",".join)
def test_each_choice_of_layers_has_a_configuration_of_its_own(layers: tuple[Layer, ...]) -> None:
    assert layers_of(configuration(layers)) == layers
    root = ET.fromstring(configuration(layers))
    drawable = {
        tag.get("name")
        for row in root.iter("View")
        if row.get("className") == "pb-row"
        for tag in row.iter("Labels")
    }
    controls = {"entities": "entity", "agreements": "pact", "stances": "stance"}
    assert drawable - {"part"} == {controls[layer] for layer in layers}
    assert ("part" in drawable) == (set(layers) != {"entities"})
    relations = {tag.get("value") for tag in root.iter("Relation")}
    assert ("PARTY" in relations) == ("agreements" in layers)
    assert ("HOLDER" in relations) == ("stances" in layers)


@pytest.mark.parametrize("layers", EVERY, ids=",".join)
@pytest.mark.parametrize("name", ["veldria-talks", "mirr-boats", "brenn-remarks"])
def test_a_pull_claims_the_layers_asked_for(
    store: Store, name: str, layers: tuple[Layer, ...]
) -> None:
    task = exported(store, name, layers)
    found = pulled(store, task)
    assert found.problems == []
    [made] = found.passes
    gold = store.annotation("gold", store.document(name))
    assert gold is not None
    assert made.changes == ()
    assert made.annotation == msgspec.structs.replace(only(gold, layers), annotator="alice")
    assert set(made.annotation.layers) == (set(layers) & set(gold.layers) or set(layers))
    write(store, found)
    path = store.annotation_path("alice", name, 1)
    assert check(store, made.annotation, path.read_bytes(), str(path)) == []


@pytest.mark.parametrize("layers", EVERY, ids=",".join)
def test_what_is_not_asked_for_is_locked(store: Store, layers: tuple[Layer, ...]) -> None:
    result = exported(store, "mirr-boats", layers)["annotations"][0]["result"]
    controls: dict[str, Layer] = {
        "entity": "entities", "pact": "agreements", "stance": "stances",
    }  # fmt: skip
    for item in result:
        layer = controls.get(item.get("from_name", ""))
        if layer is not None:
            assert ("readonly" in item) == (layer not in layers), item
    root = ET.fromstring(configuration(layers))
    known = {tag.get("name") for tag in root.iter()} | {None}
    labels = {tag.get("value") for tag in root.iter("Label")}
    relations = {tag.get("value") for tag in root.iter("Relation")}
    for item in result:
        assert item.get("from_name") in known
        assert set(item.get("value", {}).get("labels", ())) <= labels
        assert item["type"] != "relation" or set(item["labels"]) <= relations


@pytest.mark.parametrize("name", ["veldria-talks", "mirr-boats", "brenn-remarks"])
@pytest.mark.parametrize("order", [LAYERS, tuple(reversed(LAYERS))], ids=",".join)
def test_three_projects_give_what_one_gives(
    store: Store, name: str, order: tuple[Layer, ...]
) -> None:
    labels = store.annotation("gold", store.document(name))
    assert labels is not None
    for layer in order:
        if layer not in labels.layers:
            continue
        found = pulled(store, exported(store, name, (layer,)))
        assert found.problems == []
        write(store, found)
    gold = store.annotation_path("gold", name, 1).read_bytes()
    alice = store.annotation_path("alice", name, 1).read_bytes()
    assert alice == gold.replace(b'"annotator": "gold"', b'"annotator": "alice"')


def test_the_founding_gold_in_three_projects(store: Store) -> None:
    founding = Store(ROOT)
    document = founding.document("ph-jp-security-talks")
    gold = founding.annotation("gold", document)
    assert gold is not None
    parts = [only(gold, (layer,)) for layer in LAYERS]
    joined = parts[0]
    for part, layer in zip(parts[1:], LAYERS[1:], strict=True):
        joined = beside(joined, part, (layer,), gold.refs)
    assert codec.encode(joined) == codec.encode(gold)


def test_labels_of_one_layer_are_changed_beside_the_others(store: Store) -> None:
    write(store, pulled(store, exported(store, "veldria-talks", LAYERS)))
    task = exported(store, "veldria-talks", ("entities",), "alice")
    editor = Editor(task["annotations"][0]["result"], task["data"]["text"])
    editor.draw("entity", "PLACE", "camp", level="NOM", refs="marsk")
    found = pulled(store, task)
    [made] = found.passes
    assert [(change.how, change.id) for change in made.changes] == [("added", "e15")]
    gold = store.annotation("gold", store.document("veldria-talks"))
    assert gold is not None
    assert made.annotation.agreements == gold.agreements
    assert made.annotation.stances == gold.stances
    assert made.annotation.refs == gold.refs


def test_one_id_for_two_referents_is_refused(store: Store) -> None:
    write(store, pulled(store, exported(store, "veldria-talks", LAYERS)))
    path = store.annotation_path("alice", "veldria-talks", 1)
    path.write_bytes(path.read_bytes().replace(b'"name": "Veldria"', b'"name": "Tolmar"'))
    found = pulled(store, exported(store, "veldria-talks", ("stances",)))
    assert found.passes == []
    [problem] = found.problems
    assert problem.code == "PB907"
    assert "veldria is both 'Tolmar' (STATE) and 'Veldria' (STATE)" in problem.message


def test_an_empty_layer_is_claimed_only_where_it_was_asked_for(store: Store) -> None:
    document = store.document("veldria-talks")
    gold = store.annotation("gold", document)
    assert gold is not None
    blank = msgspec.structs.replace(gold, refs=(), entities=(), agreements=(), stances=())
    task = LabelledDocument(document, store.text(document), blank, ("entities",)).task()
    made = {"id": 1, "completed_by": 1, "result": []}
    found = pulled(store, {"id": 1, "data": task["data"], "annotations": [made]})
    [claimed] = [one.annotation for one in found.passes]
    assert (claimed.layers, claimed.entities) == (("entities",), ())
    assert (claimed.agreements, claimed.stances) == (None, None)


def test_layers_are_chosen_by_name() -> None:
    assert layers_named([]) == LAYERS
    assert layers_named(["stances", "entities"]) == ("entities", "stances")
    with pytest.raises(UnknownName, match="entity"):
        layers_named(["entity"])


def test_referents_of_both_sides_are_kept() -> None:
    def labels(layer: Layer, ref: str, of: str | None = None) -> Annotation:
        refs = [{"id": ref, "type": "STATE", "name": ref.upper()}]
        refs += [{"id": of, "type": "STATE", "name": of}] if of else []
        refs[0] |= {"of": of} if of else {}
        value = {
            "schema_version": 1, "scheme_version": 1, "offset_unit": "codepoint",
            "guidelines_sha256": "0" * 64, "document": "d", "version": 1, "annotator": "a",
            "text_sha256": "0" * 64, "created": "2031-01-01", "layers": [layer], "refs": refs,
            layer: [],
        }  # fmt: skip
        if layer == "entities":
            value[layer] = [
                {"id": "e1", "start": 0, "end": 1, "text": "x", "type": "STATE",
                 "level": "NAM", "refs": [ref]}
            ]  # fmt: skip
        return msgspec.convert(value, Annotation)

    stances: tuple[Layer, ...] = ("stances",)
    before, claimed = labels("entities", "a", "owner"), labels("stances", "b")
    both = beside(before, claimed, stances, ())
    assert [ref.id for ref in both.refs] == ["a", "owner", "b"]
    assert both.layers == ("entities", "stances")
    other = msgspec.structs.replace(claimed, refs=(Ref(id="a", type="ORG", name="A"),))
    with pytest.raises(OtherReferent):
        beside(before, other, stances, ())
