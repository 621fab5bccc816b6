"""What an annotator changed: the labels that were pulled against those that were pushed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from pactbank.model.annotation import Agreement, Annotation, Stance
from pactbank.model.walk import LABELS, LabelKind, values


class LabelChange(NamedTuple):
    """How a label that was pulled differs from what was pushed."""

    how: Literal["added", "removed", "moved", "relabelled", "changed"]
    what: LabelKind
    id: str
    detail: str


def changes(pushed: Annotation, pulled: Annotation) -> list[LabelChange]:
    """Every difference of the labels and referents, kind by kind; labels are matched by id."""
    before, after = _by_id(pushed), _by_id(pulled)
    found = [
        LabelChange("removed", *key, _described(label))
        for key, label in before.items()
        if key not in after
    ]
    for (what, name), label in after.items():
        if (what, name) not in before:
            found.append(LabelChange("added", what, name, _described(label)))
        else:
            differences = _differences(before[what, name], label)
            found += [LabelChange(how, what, name, detail) for how, detail in differences]
    return found


def _by_id(annotation: Annotation) -> dict[tuple[LabelKind, str], Any]:
    return {
        (kind, label.id): label
        for kind, path in LABELS.items()
        for label in values(annotation, path)
    }


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
    span = _span(label)
    return str(span.text or "") if span is not None else ""


def _span(label: Any) -> Any:
    """The span of a label: its own, that of its cue, its evidence or its first mention."""
    if isinstance(label, Stance):
        return label.cue
    if isinstance(label, Agreement):
        return label.mentions[0] if label.mentions else None
    return getattr(label, "evidence", label if hasattr(label, "start") else None)


_REPORTED_OTHERWISE = frozenset(
    {"mentions", "arguments", "status", "relations", "start", "end", "text", "cue", "evidence"}
)
"""Fields that are labels of their own, or reported as moved."""


def _differences(
    before: Any, after: Any
) -> Iterator[tuple[Literal["moved", "relabelled", "changed"], str]]:
    old, new = _span(before), _span(after)
    moves = not isinstance(before, Agreement) and old is not None and new is not None
    if moves and (old.start, old.end) != (new.start, new.end):
        yield "moved", f"{old.text!r} to {new.text!r}"
    for field in after.__struct_fields__:
        was, now = getattr(before, field), getattr(after, field)
        if field in _REPORTED_OTHERWISE or was == now:
            continue
        if field in ("type", "role"):
            yield "relabelled", f"{was} to {now} {_words(after)!r}"
        else:
            yield "changed", f"{field} {_brief(was)} to {_brief(now)}"


def _brief(value: Any) -> str:
    """A value in a few words: spans by the text they cover."""
    if isinstance(value, tuple):
        return ", ".join(map(_brief, value)) or "nothing"
    if hasattr(value, "ref"):
        return str(value.ref)
    if hasattr(value, "start"):
        return repr(value.text)
    return "nothing" if value is None else str(value)
