"""The attributes of a region: its choices, lists, check boxes and fields, and what they show of a
label.

Both directions use this: `encode` fills the attributes in, and `decode` keeps the pushed label
wherever the editor still shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

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
    RELATION_TYPES,
    STAGES,
    STANCE_TYPES,
    STATUS_POLARITIES,
)

Picks = Literal["referents", "pacts", "stances"]
"""What a list offers: those of the task's own data, which travel under this key."""


class Attribute(NamedTuple):
    """An attribute of the regions that have one of the `labels`.

    It is a choice (with `values`, each with its key), a check box (one value, not required), a
    searchable list (with `picks`) of which one or, with `many`, several are picked, or a field.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[str, ...] = ()
    required: bool = False
    keys: str = ""
    """The key of each value, pressed together with Shift. Attributes of different regions share
    keys: the editor drops what does not apply to the region that is selected."""
    picks: Picks | None = None
    many: bool = False


_WITH_LEVEL = tuple(kind for kind in ENTITY_TYPES if kind not in ("ROLE", "TIME"))
_WITH_REFS = (*(kind for kind in ENTITY_TYPES if kind != "TIME"), "FILLER")
_STATUS = ("STATUS",)
_EVIDENCE = ("EVIDENCE",)
_WITH_PROVIDER = ("ASSISTANCE", "ARMAMENTS")
_WITH_PARTY = tuple(kind for kind in AGREEMENT_TYPES if kind != "ASSISTANCE")


def _list(title: str, labels: tuple[str, ...], picks: Picks, many: bool = False) -> Attribute:
    return Attribute(title, labels, picks=picks, many=many)


ATTRIBUTES = {
    "level": Attribute("Level (empty: told by the words)", _WITH_LEVEL, LEVELS, keys="12345"),
    "refs": _list("Referents", _WITH_REFS, "referents", many=True),
    "names": Attribute("Referents not in the list", _WITH_REFS),
    "open": Attribute("Open list", _WITH_REFS, ("open",), keys="o"),
    "value": Attribute("Time value", ("TIME",)),
    "of_pact": _list(
        "Of pact (empty: nearest)", ("MENTION", "PROVISION", "STATUS", "EVIDENCE"), "pacts"
    ),
    "relation": Attribute("Relation", _EVIDENCE, RELATION_TYPES, required=True, keys="1234"),
    "other": _list("To pact", _EVIDENCE, "pacts"),
    "pact_level": Attribute(
        "Level (empty: told by the words)",
        (*AGREEMENT_TYPES, "MENTION"),
        AGREEMENT_LEVELS,
        keys="123",
    ),
    "form": Attribute("Form", AGREEMENT_TYPES, FORMS, required=True, keys="45678"),
    "parties": _list("Parties", _WITH_PARTY, "referents", many=True),
    "providers": _list("Providers", _WITH_PROVIDER, "referents", many=True),
    "beneficiaries": _list("Beneficiaries", _WITH_PROVIDER, "referents", many=True),
    "name": Attribute("Name of the pact", AGREEMENT_TYPES),
    "stage": Attribute("Stage", _STATUS, STAGES, required=True, keys="123456789"),
    "condition": Attribute("Condition (empty: ACTIVE)", _STATUS, CONDITIONS, keys="qwert"),
    "affirmed": Attribute(
        "Affirmed + or denied - (empty: +)", _STATUS, STATUS_POLARITIES, keys="as"
    ),
    "certainty": Attribute("Certainty (empty: CT)", _STATUS, CERTAINTIES, keys="zxc"),
    "conditional": Attribute("Conditional", _STATUS, ("conditional",), keys="i"),
    "party": _list("Party (empty: all others)", _STATUS, "referents"),
    "source": _list("Source (empty: AUTHOR)", _STATUS, "referents"),
    "body": _list("Body", _STATUS, "referents"),
    "as_of": Attribute("As of", _STATUS),
    "of_stance": _list("Of stance (empty: nearest)", ("TARGET",), "stances"),
    "polarity": Attribute("Polarity", STANCE_TYPES, POLARITIES, required=True, keys="1234"),
    "quote": Attribute(
        "Quotation (empty: told by the marks)", STANCE_TYPES, QUOTE_KINDS, keys="5678"
    ),
    "holders": _list("Holders", STANCE_TYPES, "referents", many=True),
    "implicit": Attribute("Holder without a span", STANCE_TYPES, IMPLICIT_HOLDERS, keys="au"),
    "toward": _list("Toward", STANCE_TYPES, "referents", many=True),
    "about": _list("About", STANCE_TYPES, "pacts", many=True),
    "sources": _list("Sources (after AUTHOR)", STANCE_TYPES, "referents", many=True),
}
"""Every attribute by the name of its control, in the order of the interface."""

LIST_OF_RELATION = {
    "PARTY": "parties",
    "PROVIDER": "providers",
    "BENEFICIARY": "beneficiaries",
    "HOLDER": "holders",
    "SOURCE": "sources",
}
"""The list of an anchor that stands for relations with a label, to mentions of what is picked."""

LIST_OF_OWNER = {"TARGET": "of_stance"}
"""The list that says whose a part is; that of other parts is of pacts."""

DEFAULTS = {"condition": "ACTIVE", "affirmed": "+", "certainty": "CT"}
"""What the handbook has where nothing else is said."""

BETWEEN = "\u241f"
"""Stands between what is picked from one list; the symbol for a separator, which no text has."""

Shown = dict[str, str]
"""What a region shows: the value of each attribute that has one. A check box shows its one value,
a list all that is picked, with `BETWEEN` between."""


def picked(shown: Shown, name: str) -> tuple[str, ...]:
    """What is picked from a list."""
    return tuple(shown[name].split(BETWEEN)) if shown.get(name) else ()


class ReferentNames:
    """Referents as a list shows them: `r1 = Veldria`."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        self._names: dict[str, str] = {}
        self._shown: dict[tuple[str, ...], str] = {}
        for ref in refs:
            self.add(ref)

    def add(self, ref: Ref) -> None:
        self._names[ref.id] = entry(ref.id, ref.name)

    def show(self, refs: tuple[str, ...]) -> str:
        """What a list shows that has these picked; empty without referents."""
        shown = self._shown.get(refs)
        if shown is None:
            shown = BETWEEN.join([self._names.get(ref, ref) for ref in refs])
            self._shown[refs] = shown
        return shown

    def tell(self, refs: tuple[str, ...]) -> str:
        """The same for a message."""
        return self.show(refs).replace(BETWEEN, "; ")


def entry(name: str, words: str | None) -> str:
    """An entry of a list: an id with the words that tell what it is."""
    return f"{name} = {words}".replace(BETWEEN, " ") if words else name


def pact_entry(agreement: Agreement) -> str:
    """The entry of a pact, by its name or its first words."""
    words = agreement.name or (agreement.mentions[0].text if agreement.mentions else None)
    return entry(agreement.id, words)


def stance_entry(stance: Stance) -> str:
    """The entry of a stance, by its cue."""
    return entry(stance.id, stance.cue.text)


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
        source=names.show((status.source,)) if status.source != "AUTHOR" else None,
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
