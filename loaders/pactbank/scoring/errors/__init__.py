"""What a system got wrong, label by label, from the alignment that figures are counted from.

Mistakes        what all layers add up to, in order
mentions        entity mentions: missed, spurious, another type, other boundaries
agreements      agreements without a counterpart, and the facts in which pairs differ
stances         the same for stances and the parts of their tuples
chains          mentions that are said to be somebody else
causes          what is wrong about each, in the words of an error analysis
wording         labels and referents in words
record          the rows of the listing
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from pactbank.model.closed import Layer
from pactbank.scoring.errors import agreements, mentions, stances
from pactbank.scoring.errors.record import Mistake as Mistake
from pactbank.scoring.errors.wording import Wording
from pactbank.scoring.pairing import Sides
from pactbank.scoring.texts import KnownText

_OF: dict[Layer, Callable[[Sides, Any, Wording, bool], Iterator[Mistake]]] = {
    "entities": mentions.mistakes,
    "agreements": agreements.mistakes,
    "stances": stances.mistakes,
}


class Mistakes:
    """Collects the mistakes of a run in some layers, as `watch` of `scoring.counts`; with `every`,
    the labels that are right as well."""

    def __init__(self, layers: Iterable[Layer], every: bool = False) -> None:
        self.every = every
        self.layers: dict[Layer, list[Mistake]] = {layer: [] for layer in layers}
        self.texts: dict[str, KnownText] = {}

    def __call__(self, sides: Sides) -> None:
        self.texts |= sides.texts
        wording = Wording(sides)
        for layer, found in self.layers.items():
            rows = np.flatnonzero(sides.gold.has(layer)).tolist()
            counting = {sides.documents[at] for at in rows}
            listed = _OF[layer](sides, sides.alignments[layer], wording, self.every)
            found += (row for row in listed if row.document in counting)

    @property
    def rows(self) -> list[Mistake]:
        """Every mistake by layer, document, place and side. Documents whose gold lacks a layer are
        left out, as they are when it is counted."""
        return [row for found in self.layers.values() for row in sorted(found, key=_order)]


def _order(mistake: Mistake) -> tuple[str, float, float, str, str]:
    """By document and place; what has no place comes last."""
    first = mistake.gold or mistake.predicted
    assert first is not None, "a mistake is about a label"
    start, end = (float("inf") if at is None else at for at in (first.start, first.end))
    return mistake.document, start, end, mistake.kind, repr(mistake)
