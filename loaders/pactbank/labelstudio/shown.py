"""What the choices and fields of a region show of a label.

Both directions use this: `encode` writes it, and `decode` keeps the pushed label wherever the
editor still shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from pactbank.labelstudio.interface import attributes
from pactbank.model.annotation import (
    Agreement,
    AgreementMention,
    Argument,
    Holder,
    Link,
    Mention,
    Ref,
    Stance,
    Status,
)

Shown = dict[str, str]
"""Control name to what it shows; a check box shows its one value; what is empty is left out."""


class Names:
    """Referents as fields show them: `r1 = Veldria; r2 = Kestania`."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        self.shown = {ref.id: f"{ref.id} = {ref.name}" if ref.name else ref.id for ref in refs}
        self._fields: dict[tuple[str, ...], str] = {}

    def show(self, refs: tuple[str, ...]) -> str:
        """The content of a field; empty for no referent."""
        field = self._fields.get(refs)
        if field is None:
            field = self._fields[refs] = "; ".join([self.shown.get(ref, ref) for ref in refs])
        return field


def _filled(**shown: str | None) -> Shown:
    return {name: value for name, value in shown.items() if value}


def of_mention(mention: Mention, names: Names) -> Shown:
    if mention.type == "TIME":
        return _filled(value=mention.value)
    shown = of_filler(mention, names)
    if mention.level is not None and mention.type in attributes()["level"].labels:
        shown["level"] = mention.level
    return shown


def of_filler(filler: Mention | Argument | Holder, names: Names) -> Shown:
    shown = {"refs": names.show(filler.refs)} if filler.refs else {}
    if filler.open:
        shown["open"] = "open"
    return shown


def of_source(link: Link, names: Names) -> Shown:
    return _filled(refs=names.show((link.ref,)))


def of_pact_mention(mention: AgreementMention) -> Shown:
    return {"pact_level": mention.level}


def of_pact(agreement: Agreement) -> Shown:
    """Of the anchor: what belongs to the agreement and to its first mention."""
    level = agreement.mentions[0].level
    return _filled(pact_level=level, form=agreement.form, name=agreement.name)


def of_status(status: Status, names: Names) -> Shown:
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


def of_stance(stance: Stance, names: Names) -> Shown:
    return _filled(
        polarity=stance.polarity,
        quote=stance.quote,
        implicit=stance.implicit,
        toward=names.show(stance.toward),
    )
