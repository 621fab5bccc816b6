"""What scheme version 2 forbids and version 1 did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactbank.corpus.validate.references import References
from pactbank.model.annotation import Agreement, Annotation, Stance, Status
from pactbank.model.document import Document
from pactbank.model.schemas import Finding

_OF_AN_AUTHOR = frozenset({"ASSESS", "CONCERN"})


def check_scheme(
    annotation: Annotation, document: Document, references: References
) -> Iterator[Finding]:
    """Faults of labels that follow the scheme of this package, beyond those of any version."""
    agreements, stances = annotation.agreements or (), annotation.stances or ()
    for at, agreement in enumerate(agreements):
        yield from _without_state(agreement, references, f"/agreements/{at}")
        yield from _second_entries(agreement, f"/agreements/{at}/status")
    yield from _told_already(stances, agreements)
    for at, stance in enumerate(stances):
        if document.kind == "news" and _of_the_author(stance):
            message = f"{stance.type} is nobody's but the author's"
            yield Finding("PB509", f"/stances/{at}/implicit", message)


def _without_state(agreement: Agreement, references: References, pointer: str) -> Iterator[Finding]:
    parties = [argument for argument in agreement.arguments if argument.role == "PARTY"]
    named = {ref for argument in parties for ref in argument.refs}
    named |= {entry.party for entry in agreement.status if entry.party is not None}
    others = any(argument.open for argument in parties)
    if not others and {references.types.get(ref) for ref in named} == {"ORG"}:
        message = f"the parties are organizations alone: {', '.join(sorted(named))}"
        yield Finding("PB409", f"{pointer}/arguments", message)


def _second_entries(agreement: Agreement, pointer: str) -> Iterator[Finding]:
    """Entries for a party that has one from the same source, or the same one from another. Equal
    entries of one source are PB404."""
    by_source: dict[tuple[str | None, str], Status] = {}
    by_content: dict[tuple[str | None, ...], Status] = {}
    for at, entry in enumerate(agreement.status):
        party = entry.party or "null"
        first = by_source.setdefault((entry.party, entry.source), entry)
        if first is not entry:
            if _step(first) != _step(entry):
                message = f"{first.id} is {entry.source}'s entry for {party}"
                yield Finding("PB410", f"{pointer}/{at}", message)
            continue
        content = (entry.party, entry.stage, entry.condition, entry.polarity)
        first = by_content.setdefault(content, entry)
        if first is not entry:
            message = f"{first.id}, by {first.source}, says the same of {party}"
            yield Finding("PB410", f"{pointer}/{at}", message)


def _step(entry: Status) -> tuple[str | None, ...]:
    return entry.as_of, entry.stage, entry.polarity


def _told_already(stances: Sequence[Stance], agreements: Sequence[Agreement]) -> Iterator[Finding]:
    """Stances that are a status entry or a provision of an agreement."""
    acts = {
        (entry.body, entry.evidence.start): entry.id
        for agreement in agreements
        for entry in agreement.status
    }
    provisions = {
        (argument.start, argument.end): argument.id
        for agreement in agreements
        for argument in agreement.arguments
        if argument.role == "PROVISION"
    }
    for at, stance in enumerate(stances):
        for ref in dict.fromkeys(ref for holder in stance.holders for ref in holder.refs):
            if entry := acts.get((ref, stance.cue.start)):
                message = f"{ref} does here what {entry} tells"
                yield Finding("PB507", f"/stances/{at}/cue", message)
        promised = stance.target if stance.type == "COMMIT" else None
        argument = promised and provisions.get((promised.start, promised.end))
        if argument:
            message = f"the words are those of {argument}"
            yield Finding("PB508", f"/stances/{at}/target", message)


def _of_the_author(stance: Stance) -> bool:
    alone = stance.implicit == "AUTHOR" and not stance.holders
    return alone and stance.type not in _OF_AN_AUTHOR
