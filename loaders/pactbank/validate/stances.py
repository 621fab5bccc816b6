"""Rules of the stance layer."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.model.annotation import Stance
from pactbank.model.closed import POLARITY_OF_STANCE
from pactbank.schemas import Finding
from pactbank.validate.references import HOLDERS, References
from pactbank.validate.spans import SpannedText


def check_stances(
    stances: tuple[Stance, ...], text: SpannedText, references: References
) -> Iterator[Finding]:
    seen: set[object] = set()
    for at, stance in enumerate(stances):
        pointer = f"/stances/{at}"
        yield from _spans(stance, text, pointer)
        yield from _references(stance, references, pointer)
        yield from _chain(stance, pointer)
        fixed = POLARITY_OF_STANCE.get(stance.type, stance.polarity)
        if fixed != stance.polarity:
            said = f"{stance.type} is {fixed}, not {stance.polarity}"
            yield Finding("PB501", f"{pointer}/polarity", said)
        if bool(stance.holders) == (stance.implicit is not None):
            said = "both holders and implicit" if stance.holders else "neither holders nor implicit"
            yield Finding("PB502", pointer, said)
        if (key := _key(stance)) in seen:
            yield Finding("PB504", pointer, "another stance has its holders, cue and target")
        seen.add(key)


def _key(stance: Stance) -> object:
    holders = frozenset((holder.start, holder.end) for holder in stance.holders)
    target = stance.target and (stance.target.start, stance.target.end)
    return holders, stance.implicit, stance.cue.start, stance.cue.end, target


def _spans(stance: Stance, text: SpannedText, pointer: str) -> Iterator[Finding]:
    yield from text.check(stance.cue, f"{pointer}/cue")
    if stance.target is not None:
        yield from text.check(stance.target, f"{pointer}/target")
    seen: set[tuple[int, int]] = set()
    for at, holder in enumerate(stance.holders):
        yield from text.check(holder, f"{pointer}/holders/{at}")
        if (key := (holder.start, holder.end)) in seen:
            yield Finding("PB306", f"{pointer}/holders/{at}", "the holder stands twice")
        seen.add(key)
    for at, link in enumerate(stance.chain):
        if link.span is not None:
            yield from text.check(link.span, f"{pointer}/chain/{at}/span")


def _references(stance: Stance, references: References, pointer: str) -> Iterator[Finding]:
    for at, holder in enumerate(stance.holders):
        yield from references.check(holder.refs, HOLDERS, f"{pointer}/holders/{at}/refs")
    for at, link in enumerate(stance.chain):
        yield from references.check([link.ref], HOLDERS, f"{pointer}/chain/{at}/ref", author=True)
    yield from references.check(stance.toward, {"STATE", "PERSON"}, f"{pointer}/toward")
    yield from references.check_agreements(stance.about, f"{pointer}/about")


def _chain(stance: Stance, pointer: str) -> Iterator[Finding]:
    sources = [link.ref for link in stance.chain]
    if sources[0] != "AUTHOR":
        yield Finding("PB503", f"{pointer}/chain/0/ref", f"the chain begins with {sources[0]}")
    if "AUTHOR" in sources[1:]:
        yield Finding("PB503", f"{pointer}/chain", "AUTHOR stands again further in")
    for holder in stance.holders:
        if len(holder.refs) == 1 and holder.refs[0] in sources:
            yield Finding("PB503", f"{pointer}/chain", f"the holder {holder.refs[0]} is repeated")
