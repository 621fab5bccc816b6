"""From two sides to tables of counts: read, match, check, place quotes, align, count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import DataNotFound, InvalidData, Problem, UnknownName, WrongUse
from pactbank.model import codec
from pactbank.model.closed import (
    ENTITY_TYPES,
    LAYERS,
    LEVELS,
    STRIPPED,
    Layer,
    Split,
    ZoneKind,
)
from pactbank.model.score import LabelMapping, Task
from pactbank.scoring import checks, mentions
from pactbank.scoring.labels import record
from pactbank.scoring.options import Options
from pactbank.scoring.reading import Source, Wanted, read
from pactbank.scoring.results import Run
from pactbank.scoring.sides import Place, Side, check_headers
from pactbank.scoring.signature import METRICS_VERSION, hash_labels, hash_rows
from pactbank.scoring.tables import Table
from pactbank.scoring.texts import Known, known, known_by_hash

if TYPE_CHECKING:
    from pactbank.scoring.quotes import Outcomes

TASKS: dict[str, tuple[Layer, ...]] = {
    "entities": ("entities",),
    "agreements": ("agreements",),
    "stances": ("stances",),
    "all": LAYERS,
}
"""The layers that each task scores."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What predictions are scored against: labels, texts, and the rest of the corpus."""

    side: Side
    texts: Mapping[str, Known]
    wanted: Wanted
    split: str
    elsewhere: Mapping[str, object] | None


def of_split(store: Store, split: Split, task: Task, options: Options) -> Gold:
    """The gold of a split. Raises `WrongUse` where there is none."""
    side, texts = Side(), {}
    decoder = codec.decoder(record(_decoded(task), as_they_come=False))
    for document in store.in_split(split):
        gold = store.annotation("gold", document)
        if gold is not None:
            path = store.annotation_path("gold", document.id, document.version)
            labels: Any = decoder.decode(codec.encode(gold))
            side.add(labels, Place(str(path)))
            texts[document.id] = known(store, document)
    if not side.numbers:
        raise WrongUse(f"split {split} has no gold labels in {store.root}")
    wanted = Wanted(_decoded(task), as_they_come=options.label_map is not None)
    return Gold(side, texts, wanted, split, store.versions())


def of_source(source: Source, root: Path | None, task: Task) -> Gold:
    """Gold from anywhere, with types as they come. Texts are known where the corpus has the ones
    that gold was made for."""
    wanted = Wanted(_decoded(task), as_they_come=True)
    side = read(source, "gold", wanted)
    texts: Mapping[str, Known] = {}
    if side.pinned:
        texts = _corpus_texts(side, root)
    return Gold(side, texts, wanted, "none", None)


def _corpus_texts(side: Side, root: Path | None) -> Mapping[str, Known]:
    """Texts of the corpus, if there is one; nobody needs one to score two files."""
    try:
        return known_by_hash(Store(find_root(root)), side, side.numbers)
    except (DataNotFound, InvalidData):
        if root is not None:
            raise
        return {}


def _decoded(task: Task) -> tuple[Layer, ...]:
    """Agreements and stances are read with all layers: referents are told by their mentions."""
    return ("entities",) if task == "entities" else LAYERS


def run(gold: Gold, predictions: Source, task: Task, options: Options) -> Run:
    """Count predictions against gold.

    Raises `InvalidData` with every fault of both sides and `WrongUse` for options that do not fit.
    """
    predicted = read(predictions, "predictions", gold.wanted)
    problems = [
        *gold.side.problems,
        *predicted.problems,
        *check_headers(gold.side, predicted, gold.elsewhere),
        *_check_labels(gold.side, gold, is_gold=True),
        *_check_labels(predicted, gold, is_gold=False),
    ]
    outcomes = {} if predicted.plain else _place_quotes(predicted, gold)
    if "entities" in TASKS[task]:
        problems += _check_rows(gold, predicted, options, bool(problems))
    if problems:
        raise InvalidData(problems)
    counting = _Counting(gold, predicted, options)
    tables: dict[str, Table] = {layer: counting.table(layer) for layer in counting.layers(task)}
    return Run(
        task=task,
        tables=tables,
        parts=counting.parts(task),
        anchoring={kind: dict(sorted(told.items())) for kind, told in sorted(outcomes.items())},
        missing=tuple(sorted(counting.missing)),
        label_map=counting.lost,
    )


def _place_quotes(predicted: Side, gold: Gold) -> Outcomes:
    from pactbank.scoring.quotes import place_quotes

    return place_quotes(predicted, gold.side.numbers, gold.texts)


def _check_labels(side: Side, gold: Gold, is_gold: bool) -> Iterator[Problem]:
    """Faults of single labels. Mentions that all have offsets, in texts that are not known, are
    looked at as columns."""
    if not side.plain or gold.texts:
        yield from checks.check_spans(side, gold.texts, is_gold)
    if is_gold:
        yield from checks.check_gold_labels(side)


def _check_rows(gold: Gold, predicted: Side, options: Options, faulty: bool) -> Iterator[Problem]:
    """Faults of mentions as columns. Where labels are faulty already, they make columns only if
    all have offsets."""
    by = options.label_map
    maps = (None, None) if by is None else (by.gold, by.predicted)
    for side, types in zip((gold.side, predicted), maps, strict=True):
        if side.plain or not faulty:
            rows = side.columns
            if side.plain and not gold.texts:
                yield from checks.check_rows(side, rows)
            if side is gold.side:
                yield from checks.check_gold_rows(side, rows)
            if types is not None:
                yield from checks.check_types(side, rows, types)


class _Counting:
    """Counts one layer after another."""

    def __init__(self, gold: Gold, predicted: Side, options: Options) -> None:
        self.gold = gold
        self.predicted = predicted
        self.options = options
        self.lost: LabelMapping | None = None
        self.missing: set[str] = set()
        self.documents: set[str] = set()
        self.hashes: list[tuple[str, str]] = []
        self.holders: set[str] = set()

    def layers(self, task: Task) -> list[Layer]:
        """The layers to count. Raises `WrongUse` where gold has none of them."""
        found = [layer for layer in TASKS[task] if self.gold.side.having(layer)]
        if not found:
            raise WrongUse(f"gold has no {' or '.join(TASKS[task])} layer")
        return found

    def table(self, layer: Layer) -> Table:
        having = self.gold.side.having(layer)
        self.documents |= having
        self.missing |= having - self.predicted.having(layer)
        if layer != "entities":
            return self._sheets(tuple(sorted(having)), layer)
        # Columns stay in the order in which gold was read; the table is put in order at last.
        order = tuple(document for document in self.gold.side.numbers if document in having)
        return self._mentions(order).by_id()

    def _mentions(self, order: tuple[str, ...]) -> Table:
        gold, predicted = self.gold.side.rows(order), self.predicted.rows(order)
        by = self.options.label_map
        types = {*ENTITY_TYPES, *gold.types, *predicted.types} if by is None else set(by.types)
        self._check_filters(order, types)
        self.hashes.append((hash_rows(gold, order), hash_rows(predicted, order)))
        layer = mentions.layer(order, gold, predicted, self.gold.texts)
        table, self.lost = mentions.count(layer, self.options)
        return table

    def _check_filters(self, order: tuple[str, ...], types: set[str]) -> None:
        """Raises `WrongUse` for filters in which nothing can lie."""
        known: dict[str, tuple[Iterable[str], Iterable[str]]] = {
            "type": (self.options.types, types),
            "level": (self.options.levels, LEVELS),
            "zone": (self.options.zones, set(get_args(ZoneKind)) - STRIPPED),
        }
        for what, (wanted, names) in known.items():
            for name in sorted(set(wanted) - set(names)):
                raise UnknownName(what, name, names)
        if self.options.zones and not set(order) <= self.gold.texts.keys():
            raise WrongUse("zones are recorded in the corpus, and it lacks some of these documents")

    def _sheets(self, order: tuple[str, ...], layer: Layer) -> Table:
        from pactbank.scoring.metrics import agreements, stances
        from pactbank.scoring.pages import page

        gold = [self.gold.side.labels[document] for document in order]
        predicted = [self.predicted.labels.get(document) for document in order]
        self.hashes.append((hash_labels(gold, order), hash_labels(predicted, order)))
        pages = [
            page(g, p, self.gold.texts.get(document))
            for document, g, p in zip(order, gold, predicted, strict=True)
        ]
        if layer == "agreements":
            return agreements.table(order, pages)
        self.holders = {mode for each in pages if (mode := stances.holder_mode(each))}
        return stances.table(order, pages)

    def parts(self, task: Task) -> dict[str, str]:
        """What the signature holds but for the statistics."""
        holder = {"holder": "+".join(sorted(self.holders)) or "ref"}
        gold, predicted = ("+".join(dict.fromkeys(s)) for s in zip(*self.hashes, strict=True))
        return {
            "task": task,
            "metrics": str(METRICS_VERSION),
            "split": self.gold.split,
            **self.options.signed(),
            **(holder if task in ("stances", "all") else {}),
            "documents": str(len(self.documents)),
            "texts": str(sum(map(self._has_text, self.gold.texts.keys() & self.documents))),
            "gold": gold,
            "predictions": predicted,
        }

    def _has_text(self, document: str) -> bool:
        return self.gold.texts[document].text is not None
