"""Zones of raw texts: what was kept, by line and by code point, and which kind it was taken for.

Both sides are about the same raw text. A line is what gold zones share: two kept zones belong to
one line if the raw text between them was copied, so no line feed stands there. Precision, recall
and F1 are those of keeping; by type they are told for what was stripped, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pactbank.model.document import Document, Zone
from pactbank.scoring.tables import UNIT, Table, plain_part, table_of_rows
from pactbank.text.offsets import overlaps

METRICS = ("line", "character")
VERDICTS = ("kept", "stripped")
NO_ZONE = "none"
"""Kind of the code points that lie in no predicted zone."""

Confusion = dict[str, dict[str, int]]
"""Gold kind to predicted kind to number of code points."""


def table(pairs: Sequence[tuple[Document, Document | None]]) -> tuple[Table, Confusion]:
    """The counts of each gold document against its prediction (None: all is stripped), and the
    confusion over all of them."""
    rows = [_row(gold, predicted.zones if predicted else ()) for gold, predicted in pairs]
    by_type = {
        verdict: {metric: (plain_part(f"{verdict}/{metric}"),) for metric in METRICS}
        for verdict in VERDICTS
    }
    metrics = {metric: by_type["kept"][metric] for metric in METRICS}
    documents = tuple(gold.id for gold, _ in pairs)
    confusion: Counter[tuple[str, str]] = Counter()
    for gold, predicted in pairs:
        confusion += _confusion(gold.zones, predicted.zones if predicted else ())
    return table_of_rows(documents, rows, metrics, by_type), _nested(confusion)


def _row(gold: Document, zones: Sequence[Zone]) -> Counter[str]:
    row: Counter[str] = Counter()
    for line in _lines(gold):
        verdicts = not line[0].stripped, any(_kept(zone, zones) for zone in line)
        _note(row, "line", *verdicts, 1)
    for zone in gold.zones:
        size, kept = zone.raw[1] - zone.raw[0], _kept(zone, zones)
        _note(row, "character", not zone.stripped, True, kept)
        _note(row, "character", not zone.stripped, False, size - kept)
    return row


def _note(row: Counter[str], metric: str, gold: bool, predicted: bool, count: int) -> None:
    """Count so many lines or code points with a gold and a predicted verdict."""
    for side, verdict in (("gold", gold), ("predicted", predicted)):
        row[f"{VERDICTS[not verdict]}/{metric}:{side}"] += UNIT * count
    if gold == predicted:
        row[f"{VERDICTS[not gold]}/{metric}"] += UNIT * count


def _lines(document: Document) -> list[list[Zone]]:
    """The zones of each raw line."""
    lines = [[zone] for zone in document.zones[:1]]
    for before, zone in pairwise(document.zones):
        between = (before.raw[1], zone.raw[0])
        copied = not any(
            overlaps((start, max(end, start + 1)), between) for start, end, *_ in document.edits
        )
        if before.text and zone.text and copied:
            lines[-1].append(zone)
        else:
            lines.append([zone])
    return lines


def _kept(zone: Zone, zones: Iterable[Zone]) -> int:
    """How many code points of a gold zone lie in predicted zones that are kept."""
    kept = sum(_common(zone, other) for other in zones if not other.stripped)
    return min(kept, zone.raw[1] - zone.raw[0])


def _common(zone: Zone, other: Zone) -> int:
    return max(0, min(zone.raw[1], other.raw[1]) - max(zone.raw[0], other.raw[0]))


def _confusion(gold: Iterable[Zone], zones: Sequence[Zone]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for zone in gold:
        left = zone.raw[1] - zone.raw[0]
        for other in zones:
            if common := _common(zone, other):
                found[zone.kind, other.kind] += common
                left -= common
        if left:
            found[zone.kind, NO_ZONE] += left
    return found


def _nested(confusion: Counter[tuple[str, str]]) -> Confusion:
    nested: Confusion = {}
    for (gold, predicted), count in sorted(confusion.items()):
        nested.setdefault(gold, {})[predicted] = count
    return nested
