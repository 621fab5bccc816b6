"""Rules of the stance layer."""

from __future__ import annotations

from pactbank.corpus.validate.quotation import KINDS, Marks
from pactbank.corpus.validate.references import SOURCES, References, repeated
from pactbank.model.annotation import Stance
from pactbank.model.closed import HOLDER_TYPES, POLARITY_OF_STANCE
from pactbank.model.schemas import Finding

_TOWARD = frozenset({"STATE", "PERSON"})


def check_stances(
    stances: tuple[Stance, ...], references: References, found: list[Finding]
) -> None:
    """Adds every fault of the stances to `found`, except those of spans and quotation."""
    for at in repeated([_key(stance) for stance in stances]):
        message = "another stance has the same holders, cue and target"
        found.append(Finding("PB504", f"/stances/{at}", message))
    for at, stance in enumerate(stances):
        pointer = f"/stances/{at}"
        _check_holders(stance, references, pointer, found)
        _check_chain(stance, references, pointer, found)
        if not references.fit(stance.toward, _TOWARD):
            found += references.faults(stance.toward, _TOWARD, f"{pointer}/toward")
        if not references.agreements.issuperset(stance.about):
            found += references.unknown_agreements(stance.about, f"{pointer}/about")
        fixed = POLARITY_OF_STANCE.get(stance.type, stance.polarity)
        if fixed != stance.polarity:
            message = f"{stance.type} is {fixed}, not {stance.polarity}"
            found.append(Finding("PB501", f"{pointer}/polarity", message))


def _key(stance: Stance) -> tuple[object, ...]:
    cue, target = stance.cue, stance.target
    holders = [(holder.start, holder.end) for holder in stance.holders]
    if len(holders) > 1:
        holders.sort()
    place = None if target is None else (target.start, target.end)
    return cue.start, cue.end, place, stance.implicit, *holders


def check_quotation(stances: tuple[Stance, ...], marks: Marks, found: list[Finding]) -> None:
    """Adds a finding for each `quote` that does not fit where cue and target are."""
    for at, stance in enumerate(stances):
        place = marks.place(stance.cue, stance.target)
        if place is not None and stance.quote not in KINDS[place]:
            part = {"direct": "all", "mixed": "a part", "outside": "nothing"}[place]
            message = (
                f"quote is {stance.quote}, but {part} of cue and target is inside quote marks, "
                f"which makes it {' or '.join(KINDS[place])}"
            )
            found.append(Finding("PB505", f"/stances/{at}/quote", message))


def _check_holders(
    stance: Stance, references: References, pointer: str, found: list[Finding]
) -> None:
    if bool(stance.holders) == (stance.implicit is not None):
        message = "both holders and implicit" if stance.holders else "neither holders nor implicit"
        found.append(Finding("PB502", pointer, message))
    holders = stance.holders
    for at in repeated([(holder.start, holder.end) for holder in holders]):
        found.append(Finding("PB306", f"{pointer}/holders/{at}", "duplicate holder"))
    for at, holder in enumerate(holders):
        if not references.fit(holder.refs, HOLDER_TYPES):
            found += references.faults(holder.refs, HOLDER_TYPES, f"{pointer}/holders/{at}/refs")
        if not holder.refs and not holder.open:
            message = "refs is empty and open is not true"
            found.append(Finding("PB312", f"{pointer}/holders/{at}", message))
        for name in stance.toward:
            if name in holder.refs:
                found.append(
                    Finding("PB506", f"{pointer}/toward", f"{name} is a holder of the stance")
                )


def _check_chain(
    stance: Stance, references: References, pointer: str, found: list[Finding]
) -> None:
    pointer += "/chain"
    sources = [link.ref for link in stance.chain]
    for at, link in enumerate(stance.chain):
        if not references.fit((link.ref,), SOURCES):
            found += references.faults((link.ref,), SOURCES, f"{pointer}/{at}/ref")
        if link.span is not None and (link.inferred or link.ref == "AUTHOR"):
            message = f"{'an inferred link' if link.inferred else 'AUTHOR'} takes no span"
            found.append(Finding("PB503", f"{pointer}/{at}/span", message))
    if sources[0] != "AUTHOR":
        message = f"the chain begins with {sources[0]}, not AUTHOR"
        found.append(Finding("PB503", f"{pointer}/0/ref", message))
    if len(set(sources)) < len(sources):
        found.append(Finding("PB503", pointer, "a source is repeated"))
    if len(sources) > 1 and stance.implicit == "AUTHOR":
        message = "the author holds the stance, so the chain has no other source"
        found.append(Finding("PB503", pointer, message))
    for holder in stance.holders:
        if len(holder.refs) == 1 and holder.refs[0] in sources:
            message = f"the holder {holder.refs[0]} is also in the chain"
            found.append(Finding("PB503", pointer, message))
