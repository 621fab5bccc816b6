"""The part of an annotation that keeps every rule: the rest is left out and noted.

The rules are those of `pactbank validate`. Each fault removes the smallest thing that can be left
out alone: a mention, a part of an agreement, a stance, a link of its chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.labelstudio.regions import Note
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.schemas import Finding, explain

_UNUSED = "PB308"
_UNKNOWN_AGREEMENT = "PB405"
_NAMED_TWICE = "PB324"


class NothingValid(Exception):
    """A fault of the annotation as a whole: leaving labels out does not help."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def salvage(
    annotation: Annotation, document: Document, text: str, regions: Mapping[str, str]
) -> tuple[Annotation, list[Note]]:
    """The part of an annotation that keeps every rule, and a note on each label left out.

    `regions` is the region of each label id. Raises `NothingValid`.
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
        # Unused referents come last: what another fault removes may leave more of them.
        faults = [found for found in findings if found.code != _UNUSED] or findings
        notes += [note for found in faults if (note := _note(found, value, regions))]
        _leave_out(faults, value)


def _note(found: Finding, value: dict[str, Any], regions: Mapping[str, str]) -> Note | None:
    """None for an unused referent: that follows from another change."""
    if found.code == _UNUSED:
        return None
    name = _label_at(value, found.pointer)
    if found.code == _NAMED_TWICE or _is_kb(found):
        field = "kb" if _is_kb(found) else "second name"
        return Note(found.code, regions.get(name, ""), f"left out a {field}: {found.message}")
    what = f"what {name} is about" if _is_about(found) else name
    return Note(found.code, regions.get(name, ""), f"left out {what}: {found.message}")


def _is_about(found: Finding) -> bool:
    """Whether a stance is about an unknown agreement: only the reference is left out."""
    return found.code == _UNKNOWN_AGREEMENT and found.pointer.endswith("/about")


def _is_kb(found: Finding) -> bool:
    """Whether only the entry in a knowledge base is wrong, which is left out alone."""
    return found.pointer.split("/")[3:4] == ["kb"]


def _list_at(value: Any, steps: Iterable[str]) -> list[str]:
    """The list of names that a pointer leads to."""
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    names: list[str] = value
    return names


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
    """Remove what the pointers lead to, from the last to the first so that they stay right."""
    places = set()
    for found in faults:
        steps = found.pointer.split("/")[1:]
        if steps[:1] == ["refs"] and steps[2:] == ["of"]:
            value["refs"][int(steps[1])].pop("of")
        elif _is_kb(found):
            value[steps[0]][int(steps[1])].pop("kb", None)
        elif found.code == _NAMED_TWICE:
            names = _list_at(value, steps[:-1])
            names[:] = dict.fromkeys(names)
        elif _is_about(found):
            known = {agreement["id"] for agreement in value.get("agreements") or ()}
            stance = value["stances"][int(steps[1])]
            stance["about"] = [name for name in stance["about"] if name in known]
        else:
            places.add(_smallest(found, steps))
    for place in sorted(places, reverse=True):
        holder: Any = value[place[0]]
        if len(place) == 4:
            holder = holder[place[1]][place[2]]
        del holder[place[-1]]


def _smallest(found: Finding, steps: list[str]) -> tuple[Any, ...]:
    """The place of the smallest thing to leave out: layer and number, and for a part of an
    agreement or stance its list and number. Raises `NothingValid`."""
    if len(steps) < 2 or steps[0] not in ("refs", "entities", "agreements", "stances"):
        raise NothingValid(found)
    if len(steps) > 3 and steps[3].isdecimal() and (steps[2] != "chain" or steps[3] != "0"):
        return steps[0], int(steps[1]), steps[2], int(steps[3])
    return steps[0], int(steps[1])
