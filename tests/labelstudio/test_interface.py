"""The labelling configuration offers what the schema allows."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from pactbank.labelstudio.attributes import ATTRIBUTES
from pactbank.labelstudio.interface import REGION_LABELS, RELATION_LABELS, configuration, list_key
from pactbank.model.closed import STRIPPED
from pactbank.model.schemas import schema

LISTS = {
    name: rule["enum"] for name, rule in schema("annotation")["$defs"].items() if "enum" in rule
}
ROOT = ET.fromstring(configuration())


def offered(control: str) -> list[str]:
    """The values of a control, in the order of the interface."""
    [tag] = [tag for tag in ROOT.iter() if tag.get("name") == control]
    return [str(value.get("value")) for value in tag]


@pytest.mark.parametrize(
    ("control", "name"),
    [
        ("entity", "entityType"),
        ("pact", "agreementType"),
        ("stance", "stanceType"),
        ("level", "level"),
        ("form", "form"),
        ("stage", "stage"),
        ("condition", "condition"),
        ("affirmed", "statusPolarity"),
        ("certainty", "certainty"),
        ("polarity", "polarity"),
        ("quote", "quoteKind"),
        ("implicit", "implicit"),
        ("relation", "relationType"),
    ],
)
def test_every_closed_list_is_offered_as_the_schema_has_it(control: str, name: str) -> None:
    assert offered(control) == LISTS[name]


def test_lists_without_a_control_are_drawn_as_relations_or_not_for_annotators() -> None:
    named = [str(name) for tag in ROOT.iter() if len(tag) and (name := tag.get("name"))]
    offered_lists = {tuple(offered(name)) for name in named}
    left = {name for name, values in LISTS.items() if tuple(values) not in offered_lists}
    # Types of referents follow from their mentions; a role is a list of its own or a relation.
    assert left == {"refType", "role", "layer", "origin", "kbScheme"}
    relations = [str(tag.get("value")) for tag in ROOT.iter("Relation")]
    assert relations == list(RELATION_LABELS)
    assert set(LISTS["role"]) | set(LISTS["relationType"]) <= set(relations)


def test_zones_can_be_seen_and_not_drawn() -> None:
    kinds = schema("document")["$defs"]["zoneKind"]["enum"]
    assert offered("zone") == [kind for kind in kinds if kind not in STRIPPED]
    hidden = next(tag for tag in ROOT.iter("View") if tag.get("className") == "pb-hidden")
    assert [tag.get("name") for tag in hidden] == ["zone"]


def test_labels_have_distinct_names_and_keys() -> None:
    labels = list(ROOT.iter("Label"))
    names = [label.get("value") for label in labels]
    keys = [key for label in labels if (key := label.get("hotkey"))]
    assert len(names) == len(set(names))
    assert len(keys) == len(set(keys))
    keyless = [label.get("value") for label in labels if not label.get("hotkey")]
    assert keyless == offered("zone")
    assert all(label.get("background") for label in labels)


@pytest.mark.parametrize(
    "label", sorted({kind for one in ATTRIBUTES.values() for kind in one.labels})
)
def test_each_choice_of_a_region_has_a_key_of_its_own(label: str) -> None:
    """Regions of other kinds may share it: what does not apply to a region is dropped."""
    shown = [
        tag for tag in ROOT.iter("Choices") if label in str(tag.get("whenLabelValue")).split(",")
    ]
    keys = [choice.get("hotkey") for tag in shown for choice in tag]
    assert all(key and key.startswith("shift+") for key in keys)
    assert len(keys) == len(set(keys))


def test_choices_and_fields_show_only_where_they_apply() -> None:
    drawable = {drawn.value for name, labels in REGION_LABELS.items() for drawn in labels}
    boxes = [tag for tag in ROOT.iter() if tag.tag in ("Choices", "TextArea", "Taxonomy")]
    assert [tag.get("name") for tag in boxes] == list(ATTRIBUTES)
    for tag in boxes:
        assert tag.get("perRegion") == "true"
        assert tag.get("visibleWhen") == "region-selected"
        applies = set(str(tag.get("whenLabelValue")).split(","))
        assert applies
        assert applies <= drawable
        picks = ATTRIBUTES[str(tag.get("name"))].picks
        assert tag.get("Value") == (f"${list_key(picks)}" if picks else None)
        assert tag.get("value") is None, "the server demands such a key of every task"
    assert set(ATTRIBUTES["level"].labels) == set(LISTS["entityType"]) - {"ROLE", "TIME"}


def test_the_text_is_labelled_by_code_point_with_its_line_breaks() -> None:
    [text] = [tag for tag in ROOT.iter("Text") if tag.get("name") == "text"]
    assert text.get("granularity") == "symbol"
    style = str(ROOT.findtext("Style"))
    assert "white-space: pre-wrap" in style
    # A paragraph has the direction of its own words.
    assert "unicode-bidi: plaintext" in style
