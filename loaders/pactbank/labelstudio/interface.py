"""The labelling interface: the labels that can be drawn, and the configuration as XML.

Five controls draw regions on the text:

- `entity`: a mention, labelled with its type;
- `pact`: the anchor of an agreement, its first mention, labelled with the agreement's type;
- `stance`: the anchor of a stance, its cue, labelled with the stance's type;
- `part`: a span that belongs to an anchor and is not an entity; a relation ties it to the anchor;
- `zone`: the extent of a byline, caption or paragraph; read-only and never read back.

A region's choices and fields are in `attributes`. Every closed list comes from the scheme, so
that annotators can choose what the schema allows.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, cycle, zip_longest
from typing import NamedTuple
from xml.etree import ElementTree as ET

from pactbank.labelstudio.attributes import (
    ATTRIBUTES,
    BETWEEN,
    LIST_OF_RELATION,
    Attribute,
    Picks,
)
from pactbank.labelstudio.layers import drawn
from pactbank.model.closed import (
    AGREEMENT_TYPES,
    ENTITY_TYPES,
    LAYERS,
    PARTY_ROLES,
    POLARITY_OF_STANCE,
    RELATION_TYPES,
    ROLES,
    STANCE_TYPES,
    STRIPPED,
    ZONE_KINDS,
    Layer,
)

TEXT = "text"
"""Name of the text tag, and the key of the text in a task's data."""

RELATION_LABELS = (
    # From the anchor of an agreement to its parts.
    *("MENTION", *ROLES, "STATUS", *RELATION_TYPES),
    # From the evidence of a relation to the anchor of the other agreement; from a status.
    *("PACT", "BODY"),
    # From the cue of a stance; SOURCE from a status, too.
    *("HOLDER", "TARGET", "ABOUT", "TOWARD", "SOURCE"),
)


class RegionLabel(NamedTuple):
    """A label that regions are drawn with, its colour and its key."""

    value: str
    colour: str
    key: str | None


_ENTITY_COLOURS = (
    "#1971c2 #74c0fc #2f9e44 #0ca678 #66a80f #846358 #f08c00 #c2255c #9c36b5 #868e96".split()
)
_ENTITY_KEYS = "1234567890"
_AGREEMENT_COLOURS = "#0b7285 #1098ad #15aabf #087f5b #099268 #0ca678".split()
_COLOUR_OF_POLARITY = {"positive": "#2b8a3e", "negative": "#c92a2a", None: "#b08900"}
"""By the polarity that a stance type has; None where the annotator chooses it."""
_ZONE_COLOUR = "#adb5bd"
_PARTS = (
    RegionLabel("MENTION", "#0b7285", "m"),  # another mention of an agreement
    RegionLabel("FILLER", "#5c7cfa", "f"),  # a party, holder or source that is not an entity
    RegionLabel("PROVISION", "#7048e8", "v"),  # what is agreed
    RegionLabel("STATUS", "#e67700", "x"),  # words that say how far an agreement has come
    RegionLabel("EVIDENCE", "#a61e4d", "j"),  # words that relate an agreement to another
    RegionLabel("TARGET", "#5f3dc4", "g"),  # what a stance is about
)
_FREE_KEYS = "qwertyuiopasdhklzcbn"
"""Letters that `_PARTS` leaves: first for agreements, then for stances."""

REGION_LABELS = {
    "entity": tuple(map(RegionLabel, ENTITY_TYPES, _ENTITY_COLOURS, _ENTITY_KEYS)),
    "pact": tuple(map(RegionLabel, AGREEMENT_TYPES, cycle(_AGREEMENT_COLOURS), _FREE_KEYS)),
    "stance": tuple(
        RegionLabel(kind, _COLOUR_OF_POLARITY[POLARITY_OF_STANCE.get(kind)], key)
        for kind, key in zip(STANCE_TYPES, _FREE_KEYS[len(AGREEMENT_TYPES) :], strict=True)
    ),
    "part": _PARTS,
    # Stripped zones never reach the editor.
    "zone": tuple(RegionLabel(z, _ZONE_COLOUR, None) for z in ZONE_KINDS if z not in STRIPPED),
}
"""The labels of each control, in the order of the interface."""

_STYLE = """
.pb-title h4 { margin: 0 0 6px !important; font-size: 14px !important }
.pb-page { display: flex; gap: 16px; align-items: flex-start }
.pb-labels { flex: 0 0 136px }
.pb-side { flex: 0 0 236px }
.pb-labels, .pb-side { position: sticky; top: 0; z-index: 102; overflow-y: auto }
.pb-labels, .pb-side { background: var(--color-neutral-background) }
.pb-labels, .pb-side { max-height: calc(100vh - 170px) }
.pb-text { flex: 1; min-width: 0; position: relative; z-index: 101 }
.pb-text .lsf-richtext__line { width: 100%; unicode-bidi: plaintext; text-align: start }
.pb-text .lsf-htx-richtext { white-space: pre-wrap; max-width: 56em }
.pb-text .lsf-htx-richtext { line-height: 2.3; font-size: 15px }
.pb-text .htx-highlight { pointer-events: auto }
.pb-text [class*="htx-highlight-zone-"] { pointer-events: none; background: none !important }
.pb-text [class*="htx-highlight-zone-"] { border-bottom: 1px dotted #adb5bd !important }
.pb-text [class*="htx-highlight-zone-"]::after { color: #868e96 }
.pb-labels .lsf-labels { margin: 0 !important; gap: 2px !important }
.pb-labels .lsf-label { font-size: 11px; line-height: 16px; margin: 0; padding: 1px 6px }
.pb-labels .lsf-label__hotkey { font-size: 11px; margin-left: 6px }
.pb-labels .ant-collapse-header, .pb-side .ant-collapse-header { padding: 2px 0 !important }
.pb-labels .ant-collapse-content-box, .pb-side .ant-collapse-content-box { padding: 0 !important }
.pb-side h4 { margin: 6px 0 0 !important; font-size: 12px !important }
.pb-side h4 { color: var(--color-neutral-content-subtle) }
.pb-side .lsf-choice, .pb-side .lsf-choices { margin-top: 0; margin-bottom: 0 }
.pb-side .lsf-choice, .pb-side .lsf-choice__item { line-height: 22px }
.pb-side .lsf-choice__checkbox { font-size: 12px; line-height: 22px }
.pb-side .ant-form-item { margin-bottom: 4px !important }
.pb-hidden { display: none }
.pb-referents .lsf-htx-richtext { white-space: pre-wrap; line-height: 1.5; font-size: 12px }
""".strip()
_ROWS = {"entity": "Entities", "pact": "Pacts", "stance": "Stances", "part": "Parts"}
LAYER_OF_CONTROL: dict[str, Layer] = {
    "entity": "entities",
    "pact": "agreements",
    "stance": "stances",
}
_LAYERS_OF_PART: dict[str, tuple[Layer, ...]] = {
    "FILLER": ("agreements", "stances"),
    "TARGET": ("stances",),
}
"""Of each part; the others belong to agreements."""
_LAYERS_OF_LIST: dict[str, tuple[Layer, ...]] = {
    LIST_OF_RELATION[role]: ("agreements",) for role in PARTY_ROLES
}
"""Lists of an anchor that a project has only if it asks for the layer."""
_LAYERS_OF_RELATION: dict[str, tuple[Layer, ...]] = {
    **dict.fromkeys(("HOLDER", "TARGET", "ABOUT", "TOWARD"), ("stances",)),
    "SOURCE": ("agreements", "stances"),
}
"""Of each label of a relation; the others belong to agreements."""


def list_key(picks: Picks) -> str:
    """The key of the entries of a list in a task's data."""
    return f"{picks}_list"


@cache
def configuration(layers: tuple[Layer, ...] = LAYERS) -> str:
    """The labelling configuration of a project that asks for these layers, as XML, one tag a line.

    Layers before the last one asked for can be seen and not drawn.
    """
    offered = _offered(layers)
    root = ET.Element("View")
    ET.SubElement(root, "Style").text = _STYLE
    title = ET.SubElement(root, "View", className="pb-title")
    ET.SubElement(title, "Header", value="$title", size="6")
    relations = ET.SubElement(root, "Relations")
    for label in RELATION_LABELS:
        if set(_LAYERS_OF_RELATION.get(label, ("agreements",))).intersection(layers):
            ET.SubElement(relations, "Relation", value=label)
    page = ET.SubElement(root, "View", className="pb-page")
    _add_labels(page, offered, layers)
    text = ET.SubElement(page, "View", className="pb-text")
    display = {"granularity": "symbol", "showLabels": "true"}
    ET.SubElement(text, "Text", {"name": TEXT, "value": f"${TEXT}", **display})
    side = ET.SubElement(page, "View", className="pb-side")
    labels = {label.value for of_control in offered.values() for label in of_control}
    for name, attribute in ATTRIBUTES.items():
        fitting = tuple(label for label in attribute.labels if label in labels)
        if fitting and set(_LAYERS_OF_LIST.get(name, layers)).intersection(layers):
            _add_attribute(side, name, attribute._replace(labels=fitting))
    referents = _panel(ET.SubElement(side, "Collapse"), "Referents of this text", "pb-referents")
    ET.SubElement(referents, "Text", name="referents", value="$referents")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _panel(collapse: ET.Element, title: str, style: str) -> ET.Element:
    """A new panel of a collapsible group."""
    return ET.SubElement(ET.SubElement(collapse, "Panel", value=title), "View", className=style)


def _offered(layers: tuple[Layer, ...]) -> dict[str, tuple[RegionLabel, ...]]:
    """The labels of each control that a project with these layers draws."""
    seen = drawn(layers)
    offered = {}
    for control, labels in REGION_LABELS.items():
        if control == "part":
            labels = tuple(
                label
                for label in labels
                if set(_LAYERS_OF_PART.get(label.value, ("agreements",))).intersection(layers)
            )
        if LAYER_OF_CONTROL.get(control, seen[0]) in seen and labels:
            offered[control] = labels
    return offered


def _add_labels(
    page: ET.Element, offered: dict[str, tuple[RegionLabel, ...]], layers: tuple[Layer, ...]
) -> None:
    column = ET.SubElement(page, "View", className="pb-labels")
    rows = ET.SubElement(column, "Collapse", accordion="false", open="true")
    hidden = ET.SubElement(page, "View", className="pb-hidden")
    for control, labels in offered.items():
        box, locked = hidden, LAYER_OF_CONTROL.get(control, layers[0]) not in layers
        if control in _ROWS and not locked:
            box = _panel(rows, _ROWS[control], "pb-row")
        tag = ET.SubElement(box, "Labels", name=control, toName=TEXT)
        for label in labels:
            display = {"value": label.value, "background": label.colour}
            hotkey = {"hotkey": label.key} if label.key and not locked else {}
            ET.SubElement(tag, "Label", display | hotkey)


def layers_of(config: str) -> tuple[Layer, ...] | None:
    """The layers that a project with this configuration asks for; None where it is not ours."""
    try:
        theirs = ET.canonicalize(config, strip_text=True)
    except ET.ParseError:
        return None
    for number in range(len(LAYERS), 0, -1):
        for layers in combinations(LAYERS, number):
            if theirs == ET.canonicalize(configuration(layers), strip_text=True):
                return layers
    return None


def _add_attribute(side: ET.Element, name: str, attribute: Attribute) -> None:
    where = {"visibleWhen": "region-selected", "whenLabelValue": ",".join(attribute.labels)}
    box = ET.SubElement(side, "View", where)
    ET.SubElement(box, "Header", value=attribute.title, size="6")
    common = {"name": name, "toName": TEXT, "perRegion": "true", **where}
    if attribute.required:
        common |= {"required": "true", "requiredMessage": f"{attribute.title} is missing"}
    if attribute.picks:
        one = {} if attribute.many else {"maxUsages": "1"}
        # The editor reads `Value` like `value`; the server would demand the key of every task under
        # `value`, and refuse the configuration for a project whose tasks are older than the lists.
        entries = {"Value": f"${list_key(attribute.picks)}", "pathSeparator": BETWEEN}
        ET.SubElement(box, "Taxonomy", common | entries | one)
        return
    if not attribute.values:
        field = {"maxSubmissions": "1", "editable": "true", "rows": "1"}
        ET.SubElement(box, "TextArea", common | field)
        return
    many = "single" if len(attribute.values) > 1 else "multiple"
    choices = ET.SubElement(box, "Choices", common | {"choice": many, "showInline": "true"})
    for value, key in zip_longest(attribute.values, attribute.keys):
        hotkey = {"hotkey": f"shift+{key}"} if key else {}
        ET.SubElement(choices, "Choice", {"value": value, **hotkey})
