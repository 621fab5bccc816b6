"""The attributes of a region: its choices, check boxes and fields, and what they show of a label.

Both directions use this: `encode` fills the attributes in, and `decode` keeps the pushed label
wherever the editor still shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pactbank.model.annotation import (
    Agreement,
    AgreementMention,
    Mention,
    Ref,
    Stance,
    Status,
)
from pactbank.model.closed import (
    AGREEMENT_LEVELS,
    AGREEMENT_TYPES,
    CERTAINTIES,
    CONDITIONS,
    ENTITY_TYPES,
    FORMS,
    IMPLICIT_HOLDERS,
    LEVELS,
    POLARITIES,
    QUOTE_KINDS,
    STAGES,
    STANCE_TYPES,
    STATUS_POLARITIES,
)


class Attribute(NamedTuple):
    """A choice (with `values`), a check box (one value, not required) or a field (no values) of
    the regions that have one of the `labels`."""

    title: str
    labels: tuple[str, ...]
    values: tuple[str, ...] = ()
    required: bool = False


_WITH_LEVEL = tuple(kind for kind in ENTITY_TYPES if kind not in ("ROLE", "TIME"))
_WITH_REFS = (*(kind for kind in ENTITY_TYPES if kind != "TIME"), "FILLER")
_STATUS = ("STATUS",)

ATTRIBUTES = {
    "level": Attribute("Level", _WITH_LEVEL, LEVELS, required=True),
    "refs": Attribute("Referents", _WITH_REFS),
    "open": Attribute("Open list", _WITH_REFS, ("open",)),
    "value": Attribute("Time value", ("TIME",)),
    "pact_level": Attribute(
        "Level", (*AGREEMENT_TYPES, "MENTION"), AGREEMENT_LEVELS, required=True
    ),
    "form": Attribute("Form", AGREEMENT_TYPES, FORMS, required=True),
    "name": Attribute("Name of the pact", AGREEMENT_TYPES),
    "stage": Attribute("Stage", _STATUS, STAGES, required=True),
    "condition": Attribute("Condition", _STATUS, CONDITIONS, required=True),
    "affirmed": Attribute("Affirmed + or denied -", _STATUS, STATUS_POLARITIES, required=True),
    "certainty": Attribute("Certainty", _STATUS, CERTAINTIES, required=True),
    "conditional": Attribute("Conditional", _STATUS, ("conditional",)),
    "party": Attribute("Party (empty: all others)", _STATUS),
    "source": Attribute("Source (empty: AUTHOR)", _STATUS),
    "body": Attribute("Body", _STATUS),
    "as_of": Attribute("As of", _STATUS),
    "polarity": Attribute("Polarity", STANCE_TYPES, POLARITIES, required=True),
    "quote": Attribute("Quotation", STANCE_TYPES, QUOTE_KINDS, required=True),
    "implicit": Attribute("Holder without a span", STANCE_TYPES, IMPLICIT_HOLDERS),
    "toward": Attribute("Toward", STANCE_TYPES),
}
"""Every attribute by the name of its control, in the order of the interface."""

Shown = dict[str, str]
"""What a region shows: the value of each attribute that has one. A check box shows its one
value."""


class ReferentNames:
    """Referents as a field shows them: `r1 = Veldria; r2 = Kestania`."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        self._names: dict[str, str] = {}
        self._fields: dict[tuple[str, ...], str] = {}
        for ref in refs:
            self.add(ref)

    def add(self, ref: Ref) -> None:
        self._names[ref.id] = f"{ref.id} = {ref.name}" if ref.name else ref.id

    def show(self, refs: tuple[str, ...]) -> str:
        """The content of a field; empty without referents."""
        field = self._fields.get(refs)
        if field is None:
            field = self._fields[refs] = "; ".join([self._names.get(ref, ref) for ref in refs])
        return field


def of_mention(mention: Mention, names: ReferentNames) -> Shown:
    if mention.type == "TIME":
        return _filled(value=mention.value)
    shown = of_filler(mention.refs, mention.open, names)
    if mention.level is not None and mention.type in _WITH_LEVEL:
        shown["level"] = mention.level
    return shown


def of_filler(refs: tuple[str, ...], is_open: bool, names: ReferentNames) -> Shown:
    """Of a span that stands for referents: a mention, an argument, a holder or a source."""
    shown = {"refs": names.show(refs)} if refs else {}
    if is_open:
        shown["open"] = "open"
    return shown


def of_agreement_mention(mention: AgreementMention) -> Shown:
    return {"pact_level": mention.level}


def of_agreement(agreement: Agreement) -> Shown:
    """Of the anchor: what belongs to the agreement and to its first mention."""
    level = agreement.mentions[0].level
    return _filled(pact_level=level, form=agreement.form, name=agreement.name)


def of_status(status: Status, names: ReferentNames) -> Shown:
    return _filled(
        stage=status.stage,
        condition=status.condition,
        affirmed=status.polarity,
        certainty=status.certainty,
        conditional="conditional" if status.conditional else None,
        party=names.show((status.party,)) if status.party is not None else None,
        source=names.show((status.source,)),
        body=names.show((status.body,)) if status.body is not None else None,
        as_of=status.as_of,
    )


def of_stance(stance: Stance, names: ReferentNames) -> Shown:
    return _filled(
        polarity=stance.polarity,
        quote=stance.quote,
        implicit=stance.implicit,
        toward=names.show(stance.toward),
    )


def _filled(**shown: str | None) -> Shown:
    return {name: value for name, value in shown.items() if value}
