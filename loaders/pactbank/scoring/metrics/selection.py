"""Which entity mentions count: don't-care gold, filters, and label maps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pactbank.model.closed import LEVELS
from pactbank.model.score import LabelMapping, Loss
from pactbank.scoring.columns.items import places
from pactbank.scoring.columns.layers import MentionColumns, laid
from pactbank.scoring.columns.line import inside
from pactbank.scoring.labelmaps import LabelMap, coarse
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides
from pactbank.scoring.reading.lenient import NOWHERE, UNREADABLE
from pactbank.scoring.tables import Ints, Mask

_GROUPS = ("PERSON", "STATE")


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """Rows of each side's mentions, their types as places in `types`, and which rows of gold are
    don't-care."""

    types: tuple[str, ...]
    gold: Ints
    predicted: Ints
    gold_type: Ints
    predicted_type: Ints
    free: Mask

    def gold_in(self, rows: Ints) -> Selected:
        """With these rows of gold, in this order."""
        return replace(
            self, gold=self.gold[rows], gold_type=self.gold_type[rows], free=self.free[rows]
        )

    def predicted_in(self, rows: Ints) -> Selected:
        """With these rows of the predictions, in this order."""
        return replace(
            self, predicted=self.predicted[rows], predicted_type=self.predicted_type[rows]
        )


def select(sides: Sides, options: Options) -> Selected:
    gold, predicted = sides.gold.mentions, sides.predicted.mentions
    free = dont_care(sides, gold)
    kinds = gold.type, predicted.type
    if options.label_map is None:
        used = sum(np.bincount(of, minlength=len(sides.gold.vocabulary)) for of in kinds)
        codes = np.flatnonzero(used)
        types = tuple(sides.gold.vocabulary[code].as_py() for code in codes.tolist())
        number = np.cumsum(np.asarray(used) > 0) - 1
        of_gold, of_predicted = (number[of] for of in kinds)
    else:
        types = _mapped_types(options.label_map, options)
        (of_gold, _), (of_predicted, _) = _mapped(sides, options.label_map, options)
    gold_rows, predicted_rows = np.flatnonzero(of_gold >= 0), np.flatnonzero(of_predicted >= 0)
    if options.filtered:
        free = free | ~_inside(sides, gold, of_gold, types, options, levels=True)
        # A prediction's level is not scored, so it cannot lie outside a filter of levels.
        kept = _inside(sides, predicted, of_predicted, types, options, levels=False)
        predicted_rows = predicted_rows[kept[predicted_rows]]
    return Selected(
        types,
        gold_rows,
        predicted_rows,
        of_gold[gold_rows],
        of_predicted[predicted_rows],
        free[gold_rows],
    )


def lost(sides: Sides, options: Options) -> LabelMapping | None:
    """What the label map loses on either side."""
    if options.label_map is None:
        return None
    (_, gold), (_, predicted) = _mapped(sides, options.label_map, options)
    return LabelMapping(name=options.label_map.name, gold=gold, predicted=predicted)


def _mapped_types(by: LabelMap, options: Options) -> tuple[str, ...]:
    return (*by.types, UNREADABLE) if options.lenient else by.types


def _mapped(
    sides: Sides, by: LabelMap, options: Options
) -> tuple[tuple[Ints, Loss], tuple[Ints, Loss]]:
    """The coarse types of each side's mentions, and what the map loses of them."""
    types = _mapped_types(by, options)
    own = by.gold if options.native else by.predicted
    unreadable = UNREADABLE if options.lenient else None
    return coarse(sides.gold, by.gold, types), coarse(sides.predicted, own, types, unreadable)


def dont_care(sides: Sides, gold: MentionColumns) -> Mask:
    """Pronouns, and plural groups of states or persons: labelled only where something hangs on
    them, so that a system can do nothing right about them."""
    free: Mask = gold.level == LEVELS.index("PRO")
    common = np.flatnonzero(gold.level == LEVELS.index("NOM"))
    group = gold.open[common] | (gold.refs.counts[common] > 1)
    words = places(_GROUPS, sides.gold.vocabulary)
    free[common] = group & np.isin(gold.type[common], words)
    return free


def _inside(
    sides: Sides,
    mentions: MentionColumns,
    kind: Ints,
    types: tuple[str, ...],
    options: Options,
    *,
    levels: bool,
) -> Mask:
    """Which mentions lie inside the filters. A quote without a place lies in every zone."""
    held: Mask = np.ones(len(mentions), np.bool_)
    if options.types:
        # What cannot be read is a false positive under every filter.
        wanted = options.types | {UNREADABLE}
        held &= np.array([name in wanted for name in types] + [False])[kind]
    if options.levels and levels:
        held &= np.array([name in options.levels for name in LEVELS] + [False])[mentions.level]
    if options.zones:
        spans = laid(mentions.spans, sides.line)
        zones = [
            (start + base, end + base)
            for document, base in zip(sides.documents, sides.line.tolist(), strict=True)
            for start, end, name in sorted(sides.texts[document].zones)
            if name in options.zones
        ]
        held &= (mentions.spans.start >= NOWHERE) | inside(spans, zones)
    return held
