"""What a system got wrong, label by label, from the alignment that figures are counted from.

mistakes        what all layers add up to, in order
mentions        entity mentions: missed, spurious, another type, other boundaries
agreements      agreements without a counterpart, and the facts in which pairs differ
stances         the same for stances and the parts of their tuples
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

_OF: dict[Layer, Callable[[Sides, Any, Wording], Iterator[Mistake]]] = {
    "entities": mentions.mistakes,
    "agreements": agreements.mistakes,
    "stances": stances.mistakes,
}


def mistakes(sides: Sides, layers: Iterable[Layer]) -> list[Mistake]:
    """Every mistake in layers that are aligned (`sides.alignments`), by document, place and side.

    Documents whose gold lacks a layer are left out, as they are when it is counted.
    """
    wording = Wording(sides)
    found = []
    for layer in layers:
        counting = {sides.documents[at] for at in np.flatnonzero(sides.gold.has(layer)).tolist()}
        listed = _OF[layer](sides, sides.alignments[layer], wording)
        found += sorted((row for row in listed if row.document in counting), key=_order)
    return found


def _order(mistake: Mistake) -> tuple[str, float, float, str, str]:
    """By document and place; what has no place comes last."""
    first = mistake.gold or mistake.predicted
    assert first is not None, "a mistake is about a label"
    start, end = (float("inf") if at is None else at for at in (first.start, first.end))
    return mistake.document, start, end, mistake.kind, repr(mistake)
