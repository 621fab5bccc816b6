"""Loss reports: what the editor cannot hold and where it went, and what came back changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from pactbank.model.annotation import Agreement, Annotation, Label, Stance

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
    found: Counter[Loss] = Counter({Loss("layers, hashes, annotator and day", DATA): 1})
    labels = list(_labels(annotation))
    found[Loss("places in the order of labels", DATA)] += len(labels)
    found[Loss("origin, ruling or checker of a label", DATA)] += sum(
        bool(label.from_ or label.ruling or label.checked_by) for _, label in labels
    )
    found[Loss("referents with type, owner and knowledge base", DATA)] += len(annotation.refs)
    found[Loss("knowledge base of a pact", DATA)] += sum(
        pact.kb is not None for pact in annotation.agreements or ()
    )
    undrawn = {pact.id for pact in annotation.agreements or () if not pact.mentions}
    found[Loss("pacts without a mention", DATA)] += len(undrawn)
    for stance in annotation.stances or ():
        wordless = sum(link.span is None for link in stance.chain)
        found[Loss("sources without words in a chain", DATA)] += wordless
        found[Loss("inferred sources", DATA)] += sum(link.inferred for link in stance.chain)
        found[Loss("pacts a stance is about that have no mention", DATA)] += len(
            undrawn.intersection(stance.about)
        )
    found[Loss("which relation is which argument, holder or source", META)] += sum(
        len(pact.arguments) for pact in annotation.agreements or ()
    ) + sum(len(stance.holders) for stance in annotation.stances or ())
    return +found


def changes(pushed: Annotation, pulled: Annotation) -> list[Change]:
    """Every difference of the labels and referents, by label; labels are matched by id."""
    before, after = dict(_by_id(pushed)), dict(_by_id(pulled))
    found = [Change("removed", *_named(before[key])) for key in before if key not in after]
    for key, (what, label) in after.items():
        if key not in before:
            found.append(Change("added", *_named((what, label))))
        elif before[key][1] != label:
            found += _differences(what, before[key][1], label)
    return found


def _by_id(annotation: Annotation) -> Iterator[tuple[tuple[str, str], tuple[str, Any]]]:
    for ref in annotation.refs:
        yield ("referent", ref.id), ("referent", ref)
    for what, label in _labels(annotation):
        yield (what, label.id), (what, label)


def _labels(annotation: Annotation) -> Iterator[tuple[str, Label]]:
    for mention in annotation.entities or ():
        yield "entity", mention
    for pact in annotation.agreements or ():
        yield "pact", pact
        for what, parts in (
            ("mention", pact.mentions),
            ("argument", pact.arguments),
            ("status", pact.status),
            ("relation", pact.relations),
        ):
            for part in parts:
                yield what, part
    for stance in annotation.stances or ():
        yield "stance", stance


def _named(labelled: tuple[str, Any]) -> tuple[str, str, str]:
    what, label = labelled
    return what, label.id, f"{_type(label)} {_words(label)!r}"


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
