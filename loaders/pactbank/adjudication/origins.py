"""Where each label of the gold comes from, told by comparing it with the passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pactbank.adjudication.labels import PARTS, TOP, Plain, content, plain, recorded, renamed
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LabelOrigin
from pactbank.model.walk import ids
from pactbank.scoring.counterparts import counterparts


def with_origins(gold: Annotation, passes: Mapping[str, Annotation], text: str) -> Annotation:
    """Gold whose labels have `from`: "a" or "b" where the first or the second pass alone has the
    label as it stands, "both" where at least two passes have it, "new" otherwise.

    Parts of agreements have a `from` of their own, and that of an agreement is about its own
    fields. Layers that no pass has stay as they are.
    """
    told = {letter: _told(gold, annotation, letter, text) for letter, annotation in passes.items()}
    values = plain(gold)
    compared = {layer for annotation in passes.values() for layer in annotation.layers}
    for label in _labels({k: v for k, v in values.items() if k in compared}):
        says = content(label)
        origin = _origin([at for at, of in told.items() if of.get(label["id"]) == says])
        # Before everything but the id, as files have it.
        rest = {k: v for k, v in label.items() if k not in ("id", "from")}
        made = {"id": label["id"], "from": origin, **rest}
        label.clear()
        label.update(made)
    return recorded(values)


def _told(gold: Annotation, annotation: Annotation, letter: str, text: str) -> dict[str, Plain]:
    """What a pass says of the labels of gold, by their ids, in referents of gold."""
    found = counterparts(gold, annotation, text)
    names = {name: found.get(name, f"{letter}-{name}") for name in ids(annotation) if name}
    values = renamed(plain(annotation), names)
    return {label["id"]: content(label) for label in _labels(values)}


def _labels(values: Plain) -> Iterator[Plain]:
    for kind, top in TOP.items():
        for label in values.get(top) or () if kind != "referent" else ():
            yield label
            for part in PARTS.values():
                yield from label.get(part, ()) if kind == "agreement" else ()


def _origin(letters: list[str]) -> LabelOrigin:
    if len(letters) > 1:
        return "both"
    return "a" if letters == ["a"] else "b" if letters == ["b"] else "new"
