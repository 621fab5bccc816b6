"""Entity mentions that `exact` counts as false positives, as false negatives, or as both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pactbank.scoring.errors.chains import wrong_referents
from pactbank.scoring.errors.record import Kind, Labelled, Mistake
from pactbank.scoring.errors.wording import Wording
from pactbank.scoring.metrics.entities import AlignedMentions
from pactbank.scoring.pairing import Sides


def mistakes(
    sides: Sides, aligned: AlignedMentions, wording: Wording, every: bool = False
) -> Iterator[Mistake]:
    """What is missed or spurious alone is one error of `exact`; a pair that is not the same is two:
    a false negative and a false positive. With `every`, pairs that are the same and have another
    referent are told, though `exact` takes them for right."""
    pairs = aligned.pairs
    listing = _MentionListing(sides, aligned, wording)
    for at in _others(pairs.gold, len(aligned.gold)):
        yield listing.mistake("missed", at, None)
    for at in _others(pairs.predicted, len(aligned.predicted)):
        yield listing.mistake("spurious", None, at)
    kinds: dict[tuple[bool, bool], Kind] = {
        (True, False): "type",
        (False, True): "boundary",
        (False, False): "boundary and type",
        (True, True): "right",
    }
    same = pairs.same_boundary & pairs.same_type
    strange = wrong_referents(sides, aligned, np.flatnonzero(same).tolist()) if every else {}
    for row in np.flatnonzero(every | ~same).tolist():
        kind = kinds[bool(pairs.same_boundary[row]), bool(pairs.same_type[row])]
        found = listing.mistake(kind, int(pairs.gold[row]), int(pairs.predicted[row]))
        if row in strange:
            found = found._replace(kind="referent", differences=(strange[row],))
        yield found


def _others(rows: object, size: int) -> list[int]:
    left: list[int] = np.setdiff1d(np.arange(size), np.asarray(rows)).tolist()
    return left


class _MentionListing:
    """Mentions by their places among those that count."""

    def __init__(self, sides: Sides, aligned: AlignedMentions, wording: Wording) -> None:
        self.aligned = aligned
        self.wording = wording
        self.columns = sides.gold.mentions.spans, sides.predicted.mentions.spans
        self.documents = sides.documents

    def mistake(self, kind: Kind, gold: int | None, predicted: int | None) -> Mistake:
        a = self.aligned
        side, row = (0, a.gold[gold]) if gold is not None else (1, a.predicted[predicted])
        document = self.documents[self.columns[side].document[row]]
        return Mistake(
            "entities",
            kind,
            document,
            None if gold is None else self._label(0, a.gold[gold], a.gold_type[gold]),
            None
            if predicted is None
            else self._label(1, a.predicted[predicted], a.predicted_type[predicted]),
        )

    def _label(self, side: int, row: int, kind: int) -> Labelled:
        return self.wording.label(self.aligned.types[kind], self.columns[side], int(row))
