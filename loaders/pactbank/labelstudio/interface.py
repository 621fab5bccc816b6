"""The labelling interface: what the editor offers, generated from the schema's closed lists.

Five kinds of region are drawn on the text, each by a control of its own:

- `entity`: a mention, labelled with its type;
- `pact`: the anchor of an agreement, its first mention, labelled with the agreement's type;
- `stance`: the anchor of a stance, its cue, labelled with the stance's type;
- `part`: a span that belongs to an anchor and is no entity, tied to it by a relation;
- `zone`: where byline, caption or paragraph stand; read-only and never read back.

What else a region has is a choice or a field that shows only where it applies (`APPLIES`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

from pactbank.model.closed import STRIPPED
from pactbank.model.schemas import schema

TEXT = "text"
"""Name of the text tag, and the key of the text in a task's data."""


def _listed(name: str, of: str = "annotation") -> tuple[str, ...]:
    values: list[str] = schema(of)["$defs"][name]["enum"]
    return tuple(values)


class Part(NamedTuple):
    """A span that is no entity: the colour it is drawn in, its key, and what it is."""

    colour: str
    key: str
    said: str


PARTS = {
    "MENTION": Part("#0b7285", "m", "another mention of the pact"),
    "FILLER": Part("#5c7cfa", "f", "party, holder or source that is no entity"),
    "PROVISION": Part("#7048e8", "v", "what is agreed"),
    "STATUS": Part("#e67700", "x", "words that say how far a pact has come"),
    "EVIDENCE": Part("#a61e4d", "j", "words that tie a pact to another"),
    "TARGET": Part("#5f3dc4", "g", "what a stance is about"),
}

_ENTITY_COLOURS = (
    "#1971c2 #74c0fc #2f9e44 #0ca678 #66a80f #846358 #f08c00 #c2255c #9c36b5 #868e96".split()
)
_PACT_COLOURS = "#0b7285 #1098ad #15aabf #087f5b #099268 #0ca678".split()
_POSITIVE, _NEGATIVE, _FREE = "#2b8a3e", "#c92a2a", "#b08900"
_STANCE_COLOURS = {
    "ENDORSE": _POSITIVE,
    "CONCERN": _NEGATIVE,
    "CRITICISE": _NEGATIVE,
    "REJECT": _NEGATIVE,
    "WARN": _NEGATIVE,
}
_ZONE_COLOUR = "#adb5bd"
_ENTITY_KEYS = "1234567890"
_FREE_KEYS = "qwertyuiopasdhklzcbn"
"""Letters that `PARTS` leaves: first for pacts, then for stances."""


@cache
def entity_types() -> tuple[str, ...]:
    return _listed("entityType")


@cache
def pact_types() -> tuple[str, ...]:
    return _listed("agreementType")


@cache
def stance_types() -> tuple[str, ...]:
    return _listed("stanceType")


@cache
def zone_kinds() -> tuple[str, ...]:
    """The kinds of zone that a text can hold: those that are stripped never reach the editor."""
    return tuple(kind for kind in _listed("zoneKind", "document") if kind not in STRIPPED)


@cache
def roles() -> frozenset[str]:
    return frozenset(_listed("role"))


@cache
def pact_relations() -> frozenset[str]:
    return frozenset(_listed("relationType"))


@cache
def links() -> tuple[str, ...]:
    """The labels of relations, from anchor to part unless said otherwise: mention, roles and
    status of a pact; how it stands to another, from pact to evidence, and PACT from the evidence
    to that other; holder, target, pact and sources of a stance."""
    tail = (*_listed("relationType"), "PACT", "HOLDER", "TARGET", "ABOUT", "SOURCE")
    return ("MENTION", *_listed("role"), "STATUS", *tail)


class Attribute(NamedTuple):
    """A choice (with `values`), a check box (one value, not required) or a field (no values) of
    the regions that have one of the `labels`."""

    title: str
    labels: tuple[str, ...]
    values: tuple[str, ...] = ()
    required: bool = False


@cache
def attributes() -> dict[str, Attribute]:
    """Every attribute of a region by the name of its control."""
    levelled = tuple(kind for kind in entity_types() if kind not in ("ROLE", "TIME"))
    referring = (*(kind for kind in entity_types() if kind != "TIME"), "FILLER")
    pacts, stances, status = pact_types(), stance_types(), ("STATUS",)
    named = tuple(schema("annotation")["$defs"]["agreementMention"]["properties"]["level"]["enum"])
    return {
        "level": Attribute("Level", levelled, _listed("level"), True),
        "refs": Attribute("Referents", referring),
        "open": Attribute("Open list", referring, ("open",)),
        "value": Attribute("Time value", ("TIME",)),
        "pact_level": Attribute("Level", (*pacts, "MENTION"), named, True),
        "form": Attribute("Form", pacts, _listed("form"), True),
        "name": Attribute("Name of the pact", pacts),
        "stage": Attribute("Stage", status, _listed("stage"), True),
        "condition": Attribute("Condition", status, _listed("condition"), True),
        "affirmed": Attribute("Affirmed + or denied -", status, _listed("statusPolarity"), True),
        "certainty": Attribute("Certainty", status, _listed("certainty"), True),
        "conditional": Attribute("Conditional", status, ("conditional",)),
        "party": Attribute("Party (empty: all others)", status),
        "source": Attribute("Source (empty: AUTHOR)", status),
        "body": Attribute("Body", status),
        "as_of": Attribute("As of", status),
        "polarity": Attribute("Polarity", stances, _listed("polarity"), True),
        "quote": Attribute("Quotation", stances, _listed("quoteKind"), True),
        "implicit": Attribute("Holder without a span", stances, _listed("implicit")),
        "toward": Attribute("Toward", stances),
    }


class Drawn(NamedTuple):
    """How a label of a region is drawn."""

    value: str
    colour: str
    key: str | None


@cache
def controls() -> dict[str, tuple[Drawn, ...]]:
    """The labels of each control that draws regions."""
    letters = iter(_FREE_KEYS)
    return {
        "entity": tuple(map(Drawn, entity_types(), _cycled(_ENTITY_COLOURS), _ENTITY_KEYS)),
        "pact": tuple(
            Drawn(kind, colour, next(letters))
            for kind, colour in zip(pact_types(), _cycled(_PACT_COLOURS), strict=False)
        ),
        "stance": tuple(
            Drawn(kind, _STANCE_COLOURS.get(kind, _FREE), next(letters)) for kind in stance_types()
        ),
        "part": tuple(Drawn(name, part.colour, part.key) for name, part in PARTS.items()),
        "zone": tuple(Drawn(kind, _ZONE_COLOUR, None) for kind in zone_kinds()),
    }


def _cycled(colours: tuple[str, ...] | list[str]) -> Iterable[str]:
    while True:
        yield from colours


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
    for link in links():
        ET.SubElement(relations, "Relation", value=link)
    page = ET.SubElement(root, "View", className="pb-page")
    text = ET.SubElement(page, "View", className="pb-text")
    _add_labels(text)
    shown = {"granularity": "symbol", "showLabels": "true"}
    ET.SubElement(text, "Text", {"name": TEXT, "value": f"${TEXT}", **shown})
    side = ET.SubElement(page, "View", className="pb-side")
    for name, attribute in attributes().items():
        _add_attribute(side, name, attribute)
    ET.SubElement(side, "Header", value="Referents of this text", size="6")
    referents = ET.SubElement(side, "View", className="pb-referents")
    ET.SubElement(referents, "Text", name="referents", value="$referents")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_labels(page: ET.Element) -> None:
    bar = ET.SubElement(page, "View", className="pb-labels")
    hidden = ET.SubElement(page, "View", className="pb-hidden")
    for control, drawn in controls().items():
        box = hidden
        if control in _ROWS:
            box = ET.SubElement(bar, "View", className="pb-row")
            ET.SubElement(box, "Header", value=_ROWS[control], size="6")
        labels = ET.SubElement(box, "Labels", name=control, toName=TEXT)
        for label in drawn:
            shown = {"value": label.value, "background": label.colour}
            ET.SubElement(labels, "Label", shown | ({"hotkey": label.key} if label.key else {}))


def _add_attribute(side: ET.Element, name: str, attribute: Attribute) -> None:
    shown = {"visibleWhen": "region-selected", "whenLabelValue": ",".join(attribute.labels)}
    box = ET.SubElement(side, "View", shown)
    ET.SubElement(box, "Header", value=attribute.title, size="6")
    common = {"name": name, "toName": TEXT, "perRegion": "true", **shown}
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
