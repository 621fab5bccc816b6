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
from itertools import cycle
from typing import NamedTuple
from xml.etree import ElementTree as ET

from pactbank.labelstudio.attributes import ATTRIBUTES, Attribute
from pactbank.model.closed import (
    AGREEMENT_TYPES,
    ENTITY_TYPES,
    POLARITY_OF_STANCE,
    RELATION_TYPES,
    ROLES,
    STANCE_TYPES,
    STRIPPED,
    ZONE_KINDS,
)

TEXT = "text"
"""Name of the text tag, and the key of the text in a task's data."""

RELATION_LABELS = (
    # From the anchor of an agreement to its parts.
    *("MENTION", *ROLES, "STATUS", *RELATION_TYPES),
    # From the evidence of a relation to the anchor of the other agreement.
    "PACT",
    # From the cue of a stance.
    *("HOLDER", "TARGET", "ABOUT", "SOURCE"),
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
.lsf-htx-richtext { white-space: pre-wrap; line-height: 2.7; font-size: 15px; max-width: 48em }
.pb-page { display: flex; gap: 24px; align-items: flex-start }
.pb-text { flex: 3; min-width: 0 }
.pb-side { flex: 1; min-width: 250px; position: sticky; top: 0 }
.pb-side h4, .pb-row h4 { font-size: 12px !important; color: var(--color-neutral-content-subtle) }
.pb-side h4 { margin: 8px 0 0 !important }
.pb-side .lsf-choice, .pb-side .lsf-choices { margin-top: 0; margin-bottom: 0 }
.pb-labels { position: sticky; top: 0; z-index: 2; background: var(--color-neutral-background) }
.pb-row { display: flex; gap: 8px; align-items: baseline }
.pb-row h4 { flex: 0 0 56px; margin: 0 !important }
.pb-row .lsf-labels { margin: 2px 0 !important }
.pb-hidden { display: none }
.pb-referents .lsf-htx-richtext { line-height: 1.6; font-size: 12px }
""".strip()
_ROWS = {"entity": "Entities", "pact": "Pacts", "stance": "Stances", "part": "Parts"}


@cache
def configuration() -> str:
    """The labelling configuration as XML, one tag a line."""
    root = ET.Element("View")
    ET.SubElement(root, "Style").text = _STYLE
    ET.SubElement(root, "Header", value="$title", size="4")
    relations = ET.SubElement(root, "Relations")
    for label in RELATION_LABELS:
        ET.SubElement(relations, "Relation", value=label)
    page = ET.SubElement(root, "View", className="pb-page")
    text = ET.SubElement(page, "View", className="pb-text")
    _add_labels(text)
    display = {"granularity": "symbol", "showLabels": "true"}
    ET.SubElement(text, "Text", {"name": TEXT, "value": f"${TEXT}", **display})
    side = ET.SubElement(page, "View", className="pb-side")
    for name, attribute in ATTRIBUTES.items():
        _add_attribute(side, name, attribute)
    ET.SubElement(side, "Header", value="Referents of this text", size="6")
    referents = ET.SubElement(side, "View", className="pb-referents")
    ET.SubElement(referents, "Text", name="referents", value="$referents")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_labels(page: ET.Element) -> None:
    bar = ET.SubElement(page, "View", className="pb-labels")
    hidden = ET.SubElement(page, "View", className="pb-hidden")
    for control, labels in REGION_LABELS.items():
        box = hidden
        if control in _ROWS:
            box = ET.SubElement(bar, "View", className="pb-row")
            ET.SubElement(box, "Header", value=_ROWS[control], size="6")
        tag = ET.SubElement(box, "Labels", name=control, toName=TEXT)
        for label in labels:
            display = {"value": label.value, "background": label.colour}
            ET.SubElement(tag, "Label", display | ({"hotkey": label.key} if label.key else {}))


def _add_attribute(side: ET.Element, name: str, attribute: Attribute) -> None:
    where = {"visibleWhen": "region-selected", "whenLabelValue": ",".join(attribute.labels)}
    box = ET.SubElement(side, "View", where)
    ET.SubElement(box, "Header", value=attribute.title, size="6")
    common = {"name": name, "toName": TEXT, "perRegion": "true", **where}
    if attribute.required:
        common |= {"required": "true", "requiredMessage": f"{attribute.title} is missing"}
    if not attribute.values:
        field = {"maxSubmissions": "1", "editable": "true", "rows": "1"}
        ET.SubElement(box, "TextArea", common | field)
        return
    many = "single" if len(attribute.values) > 1 else "multiple"
    choices = ET.SubElement(box, "Choices", common | {"choice": many, "showInline": "true"})
    for value in attribute.values:
        ET.SubElement(choices, "Choice", value=value)
