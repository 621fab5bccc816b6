"""Stances without a counterpart, and the parts of their tuples in which aligned ones differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

import numpy as np

from pactbank.model.closed import Implicit, Polarity
from pactbank.scoring.columns.arrays import parts_of
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.errors.record import Contrast, Labelled, Mistake
from pactbank.scoring.errors.wording import Wording
from pactbank.scoring.metrics.stance_pairs import AlignedStances
from pactbank.scoring.pairing import Sides


def mistakes(
    sides: Sides, aligned: AlignedStances, wording: Wording, every: bool = False
) -> Iterator[Mistake]:
    """Stances are aligned as for `tuples`: one of the other polarity is no counterpart."""
    listing = _StanceListing(sides, aligned, wording)
    pairs = aligned.pairs["tuples"]
    for row in np.setdiff1d(np.arange(len(aligned.gold)), pairs.gold).tolist():
        yield Mistake("stances", "missed", listing.document(0, row), listing.label(0, row), None)
    for row in np.setdiff1d(np.arange(len(aligned.predicted)), pairs.predicted).tolist():
        yield Mistake("stances", "spurious", listing.document(1, row), None, listing.label(1, row))
    shares = {"holder": pairs.holder, "cue": pairs.cue, "target": pairs.target}
    for at, rows in enumerate(zip(pairs.gold.tolist(), pairs.predicted.tolist(), strict=True)):
        parts = [name for name, of in shares.items() if of.part[at] < of.whole[at]]
        if aligned.gold.type[rows[0]] != aligned.predicted.type[rows[1]]:
            parts.insert(0, "type")
        if parts or every:
            alike = [name for name in ("type", *shares) if every and name not in parts]
            yield Mistake(
                "stances",
                "differs" if parts else "right",
                listing.document(0, rows[0]),
                listing.label(0, rows[0]),
                listing.label(1, rows[1]),
                listing.contrasts(parts, *rows),
                listing.contrasts(alike, *rows),
            )


class _StanceListing:
    def __init__(self, sides: Sides, aligned: AlignedStances, wording: Wording) -> None:
        self.both = aligned.both
        self.wording = wording
        self.documents = sides.documents
        self.names = sides.gold.vocabulary

    def document(self, side: int, row: int) -> str:
        return self.documents[int(self.both[side].document[row])]

    def label(self, side: int, row: int) -> Labelled:
        polarity = get_args(Polarity)[self.both[side].polarity[row]]
        return self.wording.label(f"{self._type(side, row)} {polarity}", self.both[side].cue, row)

    def _type(self, side: int, row: int) -> str:
        return str(self.names[int(self.both[side].type[row])].as_py())

    def contrasts(self, parts: Iterable[str], gold: int, predicted: int) -> tuple[Contrast, ...]:
        """Parts of a pair, as each side has them."""
        return tuple(
            Contrast(part, self.part(part, 0, gold), self.part(part, 1, predicted))
            for part in parts
        )

    def part(self, name: str, side: int, row: int) -> str | None:
        """A part of a stance in words; None where the stance does not have it."""
        of = self.both[side]
        if name == "type":
            return self._type(side, row)
        if name == "cue":
            return self._words(of.cue, range(row, row + 1))
        if name == "target":
            return self._words(of.target, parts_of(of.target_of, row))
        if of.implicit[row] != ABSENT:
            return str(get_args(Implicit)[of.implicit[row]])
        return self._holders(side, parts_of(of.holder_of, row))

    def _words(self, column: SpanColumn, rows: range) -> str | None:
        labels = [self.wording.label("", column, row) for row in rows]
        return "; ".join(map(_told, labels)) or None

    def _holders(self, side: int, rows: range) -> str | None:
        """Each holder by its words, or by its ids where it has no place."""
        of = self.both[side]
        told = []
        for row in rows:
            if of.holders.placed[row]:
                told.append(_told(self.wording.label("", of.holders, row)))
            else:
                refs = parts_of(of.holder_refs.row, row)
                ids = of.holder_refs.value[refs.start : refs.stop].tolist()
                told.append(" + ".join(str(self.names[at].as_py()) for at in ids))
        return "; ".join(told) or None


def _told(label: Labelled) -> str:
    if label.words is not None:
        return f"“{label.words}”"
    return "nowhere" if label.start is None else f"[{label.start}, {label.end})"
