"""The layers that a project asks for, and labels of some layers beside those of others.

A project may ask for some layers only. Layers before the last one asked for are drawn as well, but
locked, since a stance has holders and is about pacts; a pull claims the layers asked for and no
others, and puts them beside what the annotator's file has of the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from pactbank.model.annotation import Annotation, Ref
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.walk import REFERENCES, values


def drawn(asked: Collection[Layer]) -> tuple[Layer, ...]:
    """The layers that the editor draws: those asked for, and those before the last of them."""
    last = max(LAYERS.index(layer) for layer in asked)
    return LAYERS[: last + 1]


def only(annotation: Annotation, layers: Collection[Layer]) -> Annotation:
    """The annotation with these layers alone, and the referents that they need; where it has none
    of them, they are there without labels."""
    if set(annotation.layers) <= set(layers):
        return annotation
    shared = tuple(layer for layer in annotation.layers if layer in layers)
    kept = shared or tuple(layers)
    labels = {
        layer: (getattr(annotation, layer) or ()) if layer in kept else None for layer in LAYERS
    }
    left = msgspec.structs.replace(annotation, layers=kept, **labels)
    used = _used(left, {ref.id: ref for ref in annotation.refs})
    return msgspec.structs.replace(left, refs=tuple(r for r in annotation.refs if r.id in used))


def _used(annotation: Annotation, named: Mapping[str, Ref]) -> set[str]:
    """The ids that labels refer to, and the owners of those referents."""
    found: set[str] = set()
    for kind, path in REFERENCES.items():
        if kind != "owner":
            for value in values(annotation, path):
                found.update([value] if isinstance(value, str) else value or ())
    more = found
    while more := {o for ref in more if ref in named and (o := named[ref].of)} - found:
        found |= more
    return found


class OtherReferent(Exception):
    """Two referents that are not the same have one id."""


def beside(
    before: Annotation, claimed: Annotation, layers: Collection[Layer], order: Iterable[Ref]
) -> Annotation:
    """The layers claimed, and what the annotation before has of the others; referents in the order
    of `order`, then as they come. Raises `OtherReferent`."""
    rest = [layer for layer in before.layers if layer not in layers]
    if not rest:
        return claimed
    kept = only(before, rest)
    refs = {ref.id: ref for ref in kept.refs}
    for ref in claimed.refs:
        other = refs.setdefault(ref.id, ref)
        if (other.type, other.name) != (ref.type, ref.name):
            both = f"{other.name!r} ({other.type}) and {ref.name!r} ({ref.type})"
            raise OtherReferent(f"{ref.id} is both {both}")
    first = {ref.id: at for at, ref in enumerate(order)}
    both_layers = {*rest, *claimed.layers}
    return msgspec.structs.replace(
        claimed,
        layers=tuple(layer for layer in LAYERS if layer in both_layers),
        refs=tuple(sorted(refs.values(), key=lambda ref: first.get(ref.id, len(first)))),
        **{layer: getattr(kept, layer) for layer in rest},
    )
