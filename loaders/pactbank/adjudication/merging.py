"""Several passes over one text as one list of things, each with what every pass says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pactbank.adjudication.labels import (
    LETTERS,
    PARTS,
    TOP,
    Plain,
    plain,
    recorded,
    renamed,
)
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.walk import LabelKind
from pactbank.scoring.counterparts import counterparts


@dataclass
class Thing:
    """A label, a part of an agreement or a referent, as each pass has it; a pass that lacks it is
    not among `sides`. Ids and references are those of the merged passes; `own` are the ids that
    the passes gave it."""

    kind: LabelKind
    id: str
    sides: dict[str, Plain] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    parts: list[Thing] = field(default_factory=list)
    whole: str | None = None
    """The id of the agreement that it is a part of."""


@dataclass(frozen=True)
class Merged:
    """The passes over one document by letter, in the layers that all of them have, and the things
    in them: referents first, then labels by layer, in text order."""

    passes: dict[str, Annotation]
    text: str
    layers: tuple[Layer, ...]
    things: list[Thing]

    def every(self) -> Iterator[Thing]:
        """Every thing, agreements before their parts."""
        return every(self.things)

    def named(self) -> dict[str, Thing]:
        """Every thing by its id."""
        return {thing.id: thing for thing in self.every()}


def merge(passes: Mapping[str, Annotation], text: str) -> Merged:
    """The passes over a text, by letter, merged one after another into the first."""
    layers = tuple(
        layer
        for layer in LAYERS
        if all(getattr(labels, layer) is not None for labels in passes.values())
    )
    known: dict[str, Thing] = {}
    for letter, annotation in passes.items():
        own = _within(annotation, layers)
        ids = {name: f"{letter}-{name}" for name in _ids(own)}
        record = recorded(renamed(own, ids))
        if known:
            union = recorded({**own, **listed(_tops(known), _first)})
            found = counterparts(union, record, text)
            ids = {name: found.get(temporary, temporary) for name, temporary in ids.items()}
        _add(known, renamed(own, ids), letter, {new: old for old, new in ids.items()})
    things = sorted(_tops(known), key=_order)
    for thing in things:
        thing.parts.sort(key=_order)
    return Merged(dict(passes), text, layers, _numbered(things))


def _within(annotation: Annotation, layers: Iterable[Layer]) -> Plain:
    values = plain(annotation)
    kept = [layer for layer in LAYERS if layer in layers]
    left = {k: v for k, v in values.items() if k not in LAYERS or k in kept}
    return {**left, "layers": kept}


def _ids(values: Plain) -> Iterator[str]:
    for kind, top in TOP.items():
        for label in values.get(top) or ():
            yield label["id"]
            if kind == "agreement":
                for part in PARTS.values():
                    yield from (each["id"] for each in label[part])


def _add(known: dict[str, Thing], values: Plain, letter: str, own: Mapping[str, str]) -> None:
    """Put the labels of one pass, with merged ids, into the things."""

    def put(kind: LabelKind, label: Plain, whole: str | None = None) -> Thing:
        thing = known.setdefault(label["id"], Thing(kind, label["id"], whole=whole))
        thing.sides[letter] = {k: v for k, v in label.items() if k not in PARTS.values()}
        thing.own[letter] = own.get(label["id"], label["id"])
        return thing

    for kind, top in TOP.items():
        for label in values.get(top) or ():
            thing = put(kind, label)
            if kind == "agreement":
                for part, name in PARTS.items():
                    for each in label[name]:
                        made = put(part, each, thing.id)
                        if made not in thing.parts:
                            thing.parts.append(made)


def _tops(known: Mapping[str, Thing]) -> list[Thing]:
    return [thing for thing in known.values() if thing.whole is None]


def _first(thing: Thing) -> Plain:
    """What the first pass that has a thing says."""
    return next(iter(thing.sides.values()))


def listed(things: Iterable[Thing], value: Callable[[Thing], Plain]) -> Plain:
    """Things as the lists of an annotation; `value` gives the label of each."""
    made: Plain = {top: [] for top in TOP.values()}
    for thing in things:
        label = value(thing)
        if thing.kind == "agreement":
            label = dict(label) | {name: [] for name in PARTS.values()}
            for part in thing.parts:
                label[PARTS[part.kind]].append(value(part))
        made[TOP[thing.kind]].append(label)
    return made


def as_merged(merged: Merged, letter: str) -> Annotation:
    """One pass with the ids of the merged passes, so that passes can be read side by side."""
    head = {k: v for k, v in plain(merged.passes[letter]).items() if k not in TOP.values()}
    own = [thing for thing in merged.things if letter in thing.sides]
    lists: Plain = {"refs": [], **{layer: [] for layer in merged.layers}}
    for thing in own:
        label = dict(thing.sides[letter])
        if thing.kind == "agreement":
            label |= {name: [] for name in PARTS.values()}
            for part in thing.parts:
                if letter in part.sides:
                    label[PARTS[part.kind]].append(part.sides[letter])
        lists[TOP[thing.kind]].append(label)
    return recorded({**head, "layers": list(merged.layers), **lists})


def every(things: Iterable[Thing]) -> Iterator[Thing]:
    """Every thing, agreements before their parts."""
    for thing in things:
        yield thing
        yield from thing.parts


_KINDS = list(LETTERS)


def _order(thing: Thing) -> tuple[int, int, int]:
    """By kind, then by place in the text; referents stay as they come."""
    first = place(thing)
    return (_KINDS.index(thing.kind), *(first or (0, 0)))


def place(thing: Thing) -> tuple[int, int] | None:
    """Where a thing begins, and minus where it ends: a longer span comes before those inside it."""
    spans = [span for side in thing.sides.values() if (span := anchor(side))]
    spans += [place_ for part in thing.parts if part.kind == "mention" and (place_ := place(part))]
    return min(spans, default=None)


def anchor(label: Plain) -> tuple[int, int] | None:
    """The place of a label: its own span, its cue or its evidence."""
    for span in (label, label.get("cue"), label.get("evidence")):
        if isinstance(span, dict) and "start" in span:
            return span["start"], -span["end"]
    return None


def _numbered(things: list[Thing]) -> list[Thing]:
    """The same with ids that count each kind."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for thing in every(things):
        letter = LETTERS[thing.kind]
        prefix = f"{names[thing.whole]}.{letter}" if thing.whole else letter
        counts[prefix] = counts.get(prefix, 0) + 1
        names[thing.id] = f"{prefix}{counts[prefix]}"
    for thing in every(things):
        thing.id = names[thing.id]
        thing.whole = names[thing.whole] if thing.whole else None
        thing.sides = {letter: renamed(side, names) for letter, side in thing.sides.items()}
    return things
