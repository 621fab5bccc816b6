"""What the scheme forbids is left out and listed, so that everything else still arrives.

The rules are those of `validate`. A fault takes the smallest thing with it that can stand alone:
a mention, a part of a pact, a stance, a link of its chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.labelstudio.drawing import Note
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.schemas import Finding, explain

_UNUSED = "PB308"
_UNKNOWN_PACT = "PB405"


class Unsettled(Exception):
    """A fault of the annotation as a whole: nothing can be left out to mend it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def settle(
    annotation: Annotation, document: Document, text: str, regions: Mapping[str, str]
) -> tuple[Annotation, list[Note]]:
    """The part of an annotation that keeps every rule, and a note on whatever was left out.

    `regions` names the region of each label id. Raises `Unsettled`.
    """
    spanned = SpannedText(document, text)
    value: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(annotation))
    notes: list[Note] = []
    while True:
        try:
            annotation = msgspec.convert(value, Annotation)
            findings = list(check_annotation(annotation, document, spanned))
        except msgspec.ValidationError as error:
            findings = list(explain(value, Annotation)) or [Finding("PB100", "", str(error))]
        if not findings:
            return annotation, notes
        # A referent may be unused because of what another fault takes out: they come last.
        faults = [found for found in findings if found.code != _UNUSED] or findings
        notes += [note for found in faults if (note := _note(found, value, regions))]
        _leave_out(faults, value)


def _note(found: Finding, value: dict[str, Any], regions: Mapping[str, str]) -> Note | None:
    """None for a referent that nothing refers to any more: that follows from another change."""
    if found.code == _UNUSED:
        return None
    name = _label_at(value, found.pointer)
    what = f"what {name} is about" if _is_about(found) else name
    return Note(found.code, regions.get(name, ""), f"left out {what}: {found.message}")


def _is_about(found: Finding) -> bool:
    """Whether a stance is about a pact that is not there: it is a stance all the same."""
    return found.code == _UNKNOWN_PACT and found.pointer.endswith("/about")


def _label_at(value: Any, pointer: str) -> str:
    """The id of the innermost label that a pointer leads through."""
    name = ""
    for step in pointer.split("/")[1:]:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError):
            break
        if isinstance(value, dict):
            name = str(value.get("id", name))
    return name


def _leave_out(faults: Iterable[Finding], value: dict[str, Any]) -> None:
    """Take out what is at the pointers, from the last to the first so that they stay true."""
    places = set()
    for found in faults:
        steps = found.pointer.split("/")[1:]
        if steps[:1] == ["refs"] and steps[2:] == ["of"]:
            value["refs"][int(steps[1])].pop("of")
        elif _is_about(found):
            known = {pact["id"] for pact in value.get("agreements") or ()}
            stance = value["stances"][int(steps[1])]
            stance["about"] = [pact for pact in stance["about"] if pact in known]
        else:
            places.add(_smallest(found, steps))
    for place in sorted(places, reverse=True):
        holder: Any = value[place[0]]
        if len(place) == 4:
            holder = holder[place[1]][place[2]]
        del holder[place[-1]]


def _smallest(found: Finding, steps: list[str]) -> tuple[Any, ...]:
    """Layer and number, and inside an agreement or stance the list and number of a part."""
    if len(steps) < 2 or steps[0] not in ("refs", "entities", "agreements", "stances"):
        raise Unsettled(found)
    if len(steps) > 3 and steps[3].isdecimal() and (steps[2] != "chain" or steps[3] != "0"):
        return steps[0], int(steps[1]), steps[2], int(steps[3])
    return steps[0], int(steps[1])
