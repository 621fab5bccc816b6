"""Loss reports: what the editor cannot hold and where it went, and what came back changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from pactbank.model.annotation import Agreement, Annotation, Stance
from pactbank.model.walk import LABELS, SPANS, LabelKind, values

DATA, META = "task data", "region meta"


class Loss(NamedTuple):
    """Something that is not drawn, and what carries it."""

    what: str
    where: str


class Change(NamedTuple):
    """How a label that was pulled differs from what was pushed."""

    how: Literal["added", "removed", "moved", "relabelled", "changed"]
    what: str
    id: str
    detail: str


def losses(annotation: Annotation) -> Counter[Loss]:
    """How many of each thing the editor cannot hold."""
    labels = [label for kind, label in _labels(annotation) if kind != "referent"]
    agreements = values(annotation, LABELS["agreement"])
    stances = values(annotation, LABELS["stance"])
    links = [link for stance in stances for link in stance.chain]
    undrawn = {agreement.id for agreement in agreements if not agreement.mentions}
    parts = values(annotation, SPANS["argument"]) + values(annotation, SPANS["holder"])
    numbers = {
        Loss("layers, hashes, annotator and day", DATA): 1,
        Loss("places in the order of labels", DATA): len(labels),
        Loss("origin, ruling or checker of a label", DATA): sum(
            bool(label.from_ or label.ruling or label.checked_by) for label in labels
        ),
        Loss("referents with type, owner and knowledge base", DATA): len(annotation.refs),
        Loss("knowledge base of a pact", DATA): sum(a.kb is not None for a in agreements),
        Loss("pacts without a mention", DATA): len(undrawn),
        Loss("sources without words in a chain", DATA): sum(link.span is None for link in links),
        Loss("inferred sources", DATA): sum(link.inferred for link in links),
        Loss("pacts a stance is about that have no mention", DATA): sum(
            len(undrawn.intersection(stance.about)) for stance in stances
        ),
        Loss("which relation is which argument, holder or source", META): len(parts),
    }
    return +Counter(numbers)


def changes(pushed: Annotation, pulled: Annotation) -> list[Change]:
    """Every difference of the labels and referents, kind by kind; labels are matched by id."""
    before, after = (
        {(kind, label.id): label for kind, label in _labels(annotation)}
        for annotation in (pushed, pulled)
    )
    found = [
        Change("removed", *key, _described(label))
        for key, label in before.items()
        if key not in after
    ]
    for key, label in after.items():
        if key not in before:
            found.append(Change("added", *key, _described(label)))
        elif before[key] != label:
            found += _differences(key[0], before[key], label)
    return found


def _labels(annotation: Annotation) -> Iterator[tuple[LabelKind, Any]]:
    for kind, path in LABELS.items():
        for label in values(annotation, path):
            yield kind, label


def _described(label: Any) -> str:
    return f"{_type(label)} {_words(label)!r}"


def _type(label: Any) -> str:
    for field in ("type", "role", "stage", "level"):
        if isinstance(value := getattr(label, field, None), str):
            return value
    return ""


def _words(label: Any) -> str:
    for field in ("text", "name"):
        if value := getattr(label, field, None):
            return str(value)
    place = _place(label)
    return str(place.text or "") if place is not None else ""


def _place(label: Any) -> Any:
    """The span of a label: its own, its cue's, its evidence's, its first mention's."""
    if isinstance(label, Stance):
        return label.cue
    if isinstance(label, Agreement):
        return label.mentions[0] if label.mentions else None
    return getattr(label, "evidence", label if hasattr(label, "start") else None)


_PARTS = frozenset({"mentions", "arguments", "status", "relations", "start", "end", "text", "cue",
                    "evidence", "type", "role"})  # fmt: skip
"""Fields that are reported on their own, or as moved or relabelled."""


def _differences(what: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = _place(before), _place(after)
    moves = not isinstance(before, Agreement) and old is not None and new is not None
    if moves and (old.start, old.end) != (new.start, new.end):
        yield Change("moved", what, after.id, f"{old.text!r} to {new.text!r}")
    for field in ("type", "role"):
        if (was := getattr(before, field, None)) != (now := getattr(after, field, None)):
            yield Change("relabelled", what, after.id, f"{was} to {now} {_words(after)!r}")
    for field in after.__struct_fields__:
        if field not in _PARTS and getattr(before, field) != getattr(after, field):
            said = f"{field} {_shown(getattr(before, field))} to {_shown(getattr(after, field))}"
            yield Change("changed", what, after.id, said)


def _shown(value: Any) -> str:
    """A value in a few words: spans by what they cover."""
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "nothing"
    if hasattr(value, "ref"):
        return str(value.ref)
    if hasattr(value, "start"):
        return repr(value.text)
    return "nothing" if value is None else str(value)
