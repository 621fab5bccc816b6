"""The entity layer of two sides, made ready for counting: what counts, what is don't-care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pactbank.model.closed import LEVELS
from pactbank.model.score import LabelMapping
from pactbank.scoring.columns import Blanks, Spans, bases, blank_places, ints
from pactbank.scoring.labelmaps import LabelMap, coarse
from pactbank.scoring.metrics import clusters, entities
from pactbank.scoring.metrics.clusters import Clustered
from pactbank.scoring.options import Options
from pactbank.scoring.rows import Rows
from pactbank.scoring.tables import Ints, Mask, Table
from pactbank.scoring.texts import Known

_GROUPS = ("PERSON", "STATE")
_UNCLUSTERED = ("ROLE", "TIME")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Both sides' mentions, numbered by `order`, with what is known of the texts; `line` is where
    each document lies on the line of all documents, and `blanks` the white space on it."""

    order: tuple[str, ...]
    gold: Rows
    predicted: Rows
    texts: Mapping[str, Known]
    line: Ints
    blanks: Blanks


def layer(order: tuple[str, ...], gold: Rows, predicted: Rows, texts: Mapping[str, Known]) -> Layer:
    """Lay the documents end to end. White space is known from a document's text, else as far as
    its labels quote it."""
    chars = np.zeros(len(order), np.int64)
    known = [
        (number, texts[document]) for number, document in enumerate(order) if document in texts
    ]
    for number, each in known:
        chars[number] = each.chars
    line = bases(len(order), gold.spans, predicted.spans, also=chars)
    read = np.zeros(len(order), np.bool_)
    places = []
    for number, each in known:
        if each.text is not None:
            read[number] = True
            places.append(blank_places(each.text) + line[number])
    for rows in (gold, predicted):
        places += _quoted_blanks(rows, read, line)
    blanks = np.unique(np.concatenate(places)) if places else np.zeros(0, np.int64)
    return Layer(order, gold, predicted, texts, line, Blanks(blanks))


def _quoted_blanks(rows: Rows, read: Mask, line: Ints) -> Iterator[Ints]:
    """White space inside the quoted words of mentions whose documents have not been read."""
    if rows.words is None:
        return
    spans = rows.spans
    starts, sizes = (
        (spans.start + line[spans.document]).tolist(),
        (spans.end - spans.start).tolist(),
    )
    unread = (~read[spans.document]).tolist()
    for words, start, size, wanted in zip(rows.words, starts, sizes, unread, strict=True):
        if words and wanted and len(words) == size and not words.isalnum():
            yield blank_places(words) + start


def count(layer: Layer, options: Options) -> tuple[Table, LabelMapping | None]:
    """The table of the entity layer, and what a label map lost."""
    gold, predicted = replace(layer.gold, free=dont_care(layer.gold)), layer.predicted
    lost = None
    if options.label_map is None:
        types = tuple(sorted({*gold.types, *predicted.types}))
        gold, predicted = gold.among(types), predicted.among(types)
    else:
        gold, predicted, lost = _mapped(gold, predicted, options.label_map)
    if options.filtered:
        outside = ~_inside(gold, layer, options)
        gold = replace(gold, free=outside if gold.free is None else gold.free | outside)
        # A prediction's level is not scored, so it cannot lie outside a filter of levels.
        predicted = predicted.where(_inside(predicted, layer, replace(options, levels=frozenset())))
    return _table(layer, gold, predicted), lost


def aligned(layer: Layer) -> tuple[Rows, Rows]:
    """The mentions of both sides that are aligned, row by row; none is don't-care here."""
    types = tuple(sorted({*layer.gold.types, *layer.predicted.types}))
    gold, predicted = layer.gold.among(types), layer.predicted.among(types)
    moved = [rows.spans.moved(layer.line) for rows in (gold, predicted)]
    nothing = gold.where(np.zeros(0, np.int64)).spans
    mentions = entities.Mentions(layer.order, types, moved[0], nothing, moved[1], layer.blanks)
    pairs = entities.count(mentions).pairs
    return gold.where(pairs.gold), predicted.where(pairs.predicted)


def dont_care(gold: Rows) -> Mask | None:
    """Pronouns, and plural groups of states or persons: labelled only where something hangs on
    them, so that a system can do nothing right about them."""
    if gold.level is None:
        return None
    free: Mask = gold.level == LEVELS.index("PRO")
    if gold.group is not None:
        plural = np.array([name in _GROUPS for name in gold.types], np.bool_)[gold.spans.type]
        free = free | ((gold.level == LEVELS.index("NOM")) & gold.group & plural)
    return free


def _mapped(gold: Rows, predicted: Rows, by: LabelMap) -> tuple[Rows, Rows, LabelMapping]:
    gold, lost_gold = coarse(gold, by.gold, by.types)
    predicted, lost_predicted = coarse(predicted, by.predicted, by.types)
    return gold, predicted, LabelMapping(name=by.name, gold=lost_gold, predicted=lost_predicted)


def _inside(rows: Rows, layer: Layer, options: Options) -> Mask:
    """Which rows lie inside the filters. A quote without a place lies in every zone."""
    inside = np.ones(len(rows), np.bool_)
    if options.types:
        wanted = np.array([name in options.types for name in rows.types], np.bool_)
        inside &= wanted[rows.spans.type]
    if options.levels:
        wanted = np.array([name in options.levels for name in LEVELS] + [False], np.bool_)
        inside &= wanted[-1 if rows.level is None else rows.level]
    if options.zones:
        lost = rows.spans.end > _chars(layer)[rows.spans.document]
        inside &= lost | _in_zones(rows.spans, layer, options.zones)
    return inside


def _chars(layer: Layer) -> Ints:
    return ints((layer.texts[document].chars for document in layer.order), len(layer.order))


def _in_zones(spans: Spans, layer: Layer, zones: frozenset[str]) -> Mask:
    """Which spans lie inside one zone of these kinds."""
    ranges = [
        (start + base, end + base)
        for document, base in zip(layer.order, layer.line.tolist(), strict=True)
        for start, end, kind in sorted(layer.texts[document].zones)
        if kind in zones
    ]
    if not ranges:
        return np.zeros(len(spans), np.bool_)
    starts, ends = np.array(ranges, np.int64).T
    moved = spans.moved(layer.line)
    zone = np.searchsorted(starts, moved.start, "right") - 1
    inside: Mask = (zone >= 0) & (moved.end <= ends[zone])
    return inside


def _table(layer: Layer, gold: Rows, predicted: Rows) -> Table:
    nothing = np.zeros(0, np.int64)
    counting = gold if gold.free is None else gold.where(~gold.free)
    free = gold.where(nothing if gold.free is None else gold.free)
    mentions = entities.Mentions(
        layer.order,
        gold.types,
        counting.spans.moved(layer.line),
        free.spans.moved(layer.line),
        predicted.spans.moved(layer.line),
        layer.blanks,
    )
    counted = entities.count(mentions)
    made = entities.table(mentions, counted)
    if counting.refs is None:
        return replace(made, notes=dict.fromkeys(clusters.METRICS, "gold names no referents"))
    kept = np.zeros(len(predicted), np.bool_)
    kept[counted.kept] = True
    sides = _clustered(counting, layer.line), _clustered(predicted.where(kept), layer.line)
    notes = {}
    if predicted.refs is None:
        said = "predictions name no referents: each mention is a cluster of its own"
        notes = dict.fromkeys(clusters.METRICS, said)
    columns = {**made.columns, **clusters.columns(*sides, len(layer.order))}
    return replace(
        made, columns=columns, metrics={**made.metrics, **clusters.figures()}, notes=notes
    )


def _clustered(rows: Rows, line: Ints) -> Clustered:
    """The mentions that take part in coreference, with the number of their cluster: one for each
    set of referents of a document, one for each mention without any."""
    outside = np.array([name in _UNCLUSTERED for name in rows.types], np.bool_)
    rows = rows.where(~outside[rows.spans.type])
    spans = rows.spans.moved(line)
    cluster = np.arange(len(rows))
    if rows.refs is not None:
        first: dict[tuple[int, frozenset[str]], int] = {}
        for row, (document, refs) in enumerate(
            zip(spans.document.tolist(), rows.refs, strict=True)
        ):
            if refs:
                cluster[row] = first.setdefault((document, frozenset(refs)), row)
    return Clustered(spans.document, spans.start, spans.end, spans.type, cluster)
