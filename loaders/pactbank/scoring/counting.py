"""From gold and predictions to tables of counts: read, check, place quotes, align, count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import DataNotFound, InvalidData, Problem, UnknownName, WrongUse
from pactbank.model.closed import ENTITY_TYPES, LEVELS, STRIPPED, Layer, Split, Task, ZoneKind
from pactbank.scoring import checks
from pactbank.scoring.columns.exchange import arrow_integers
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.quotes import Outcomes, place_quotes
from pactbank.scoring.reading.lenient import Leniency
from pactbank.scoring.reading.sources import Side, Source, Wanted, read
from pactbank.scoring.reading.tabular import HEADER
from pactbank.scoring.results import Counted
from pactbank.scoring.signature import METRICS_VERSION
from pactbank.scoring.tables import Table
from pactbank.scoring.tasks import LabelTask
from pactbank.scoring.texts import KnownText, Subject, known_by_hash, known_text, texts_in


@dataclass(frozen=True, slots=True)
class Gold:
    """What predictions are scored against: labels, texts, and the rest of the corpus."""

    side: Side
    texts: Mapping[str, KnownText]
    wanted: Wanted
    split: str
    elsewhere: Mapping[str, object] | None


def gold_of_split(
    store: Store, split: Split, tasks: Sequence[LabelTask], mapped: bool, texts: Path | None
) -> Gold:
    """The gold of a split; `mapped`: predictions have types of their own. `texts` has what the
    corpus lacks. Raises `WrongUse` where there is no gold."""
    annotations, known = [], {}
    for document in store.in_split(split):
        gold = store.annotation("gold", document)
        if gold is not None:
            annotations.append(gold)
            known[document.id] = known_text(store, document)
    if not annotations:
        raise WrongUse(f"split {split} has no gold labels in {store.root}")
    layers = _layers(tasks)
    side = read(annotations, "gold", Wanted(layers, as_they_come=False))
    if texts is not None:
        found = _given_texts(texts, side)
        known |= {name: replace(known[name], text=of.text) for name, of in found.items() if of.text}
    return Gold(side, known, Wanted(layers, as_they_come=mapped), split, store.versions())


def gold_of_source(
    source: Source, tasks: Sequence[LabelTask], root: Path | None, texts: Path | None
) -> Gold:
    """Gold from anywhere, with types as they come. Texts are those that are given, else those of
    the corpus where it has the ones that gold was made for."""
    wanted = Wanted(_layers(tasks), as_they_come=True)
    side = read(source, "gold", wanted)
    known = _given_texts(texts, side) if texts is not None else _corpus_texts(side, root)
    return Gold(side, known, wanted, "none", None)


def _given_texts(texts: Path, gold: Side) -> Mapping[str, KnownText]:
    """Texts of a folder or a corpus; what is wrong with them is a fault of gold."""
    found, problems = texts_in(texts, _subjects(gold))
    gold.problems.extend(problems)
    return found


def _corpus_texts(gold: Side, root: Path | None) -> Mapping[str, KnownText]:
    """Texts of the corpus, if there is one: two files are scored without any."""
    subjects = _subjects(gold)
    if all(subject.sha256 is None for subject in subjects):
        return {}
    try:
        return known_by_hash(Store(find_root(root)), subjects)
    except (DataNotFound, InvalidData):
        if root is not None:
            raise
        return {}


def _subjects(side: Side) -> list[Subject]:
    columns = (side.table.column(name).to_pylist() for name in HEADER)
    return [Subject(*about) for about in zip(*columns, strict=True)]


def _layers(tasks: Sequence[LabelTask]) -> tuple[Layer, ...]:
    return tuple(dict.fromkeys(layer for task in tasks for layer in task.reads))


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """Both sides, aligned under each task (`sides.alignments`), and how they were read."""

    gold: Gold
    sides: Sides
    tasks: Sequence[LabelTask]
    options: Options
    outcomes: Outcomes
    forgiven: Mapping[str, int]


def aligned(
    gold: Gold, predictions: Source, tasks: Sequence[LabelTask], options: Options
) -> Aligned:
    """Predictions aligned with gold under those of the tasks whose layer gold has.

    Raises `InvalidData` with every fault of both sides and `WrongUse` for options that do not fit.
    """
    leniency = Leniency(gold.wanted.as_they_come) if options.lenient else None
    predicted = read(predictions, "predictions", replace(gold.wanted, leniency=leniency))
    if leniency is not None:
        predicted = _known_documents(predicted, gold, leniency)
    _check_options(gold, tasks, options)
    sides, problems = _sides(gold, predicted, options, leniency)
    if problems:
        raise InvalidData(problems)
    outcomes = place_quotes(sides.predicted, sides.documents, gold.texts)
    _check_types(sides, options)
    present = [task for task in tasks if sides.gold.has(task.name).any()]
    if not present:
        raise WrongUse(f"gold has no {' or '.join(task.name for task in tasks)} layer")
    for task in present:
        sides.alignments.setdefault(task.name, task.align(sides, options))
    return Aligned(gold, sides, present, options, outcomes, leniency.forgiven if leniency else {})


def counted(found: Aligned, name: Task) -> Counted:
    """The counts of what was aligned; the tasks together are called `name`."""
    sides = found.sides
    lost = [of.lost for of in sides.alignments.values() if getattr(of, "lost", None)]
    return Counted(
        task=name,
        tables={task.name: _table(task, sides) for task in found.tasks},
        parts=_parts(found, name),
        anchoring={kind: dict(sorted(of.items())) for kind, of in sorted(found.outcomes.items())},
        missing=_missing(sides, found.tasks),
        label_map=lost[0] if lost else None,
        forgiven=dict(found.forgiven),
    )


def _sides(
    gold: Gold, predicted: Side, options: Options, leniency: Leniency | None
) -> tuple[Sides, list[Problem]]:
    """Both sides over the documents of gold, and every fault that is not forgiven."""
    problems = [
        *gold.side.problems,
        *predicted.problems,
        *checks.check_documents(gold.side, predicted, gold.elsewhere),
    ]
    predicted = predicted.over(gold.side.documents)
    sides = paired(gold.side.documents, gold.side.table, predicted.table, gold.texts)
    problems += checks.SpanChecks(gold.side, sides.gold, gold.texts, True).problems()
    spans = checks.SpanChecks(predicted, sides.predicted, gold.texts, False)
    problems += spans.problems() if leniency is None else spans.forgiven(leniency)
    problems += checks.check_repetitions(gold.side, sides.gold, sides.words)
    if (by := options.label_map) is not None:
        own = by.gold if options.native else by.predicted
        problems += checks.check_types(gold.side, sides.gold, by.gold)
        if leniency is None:
            problems += checks.check_types(predicted, sides.predicted, own)
        else:
            checks.forgive_types(sides.predicted, own, leniency)
    return sides, problems


def _known_documents(predicted: Side, gold: Gold, leniency: Leniency) -> Side:
    """Predictions without those for documents that there are not, which are counted."""
    known = {*gold.side.documents, *(gold.elsewhere or ())}
    kept = [at for at, document in enumerate(predicted.documents) if document in known]
    leniency.counts["unknown-document"] += len(predicted.documents) - len(kept)
    rows = arrow_integers(np.array(kept, np.int64))
    locations = [predicted.locations[at] for at in kept]
    return Side(predicted.table.take(rows), locations, predicted.problems)


def _check_options(gold: Gold, tasks: Sequence[LabelTask], options: Options) -> None:
    """Raises `WrongUse` for options that would do nothing: a signature never claims a filter that
    no figure felt."""
    mapped = options.label_map is not None
    if (options.filtered or mapped or options.seen) and not any(task.filtered for task in tasks):
        which = "--label-map" if mapped else "filters" if options.filtered else "--seen-in"
        raise WrongUse(f"{which}: only entities have them, and {tasks[0].name} are scored")
    for what, wanted, names in (
        ("level", options.levels, LEVELS),
        ("zone", options.zones, tuple(set(get_args(ZoneKind)) - STRIPPED)),
    ):
        for name in sorted(set(wanted) - set(names)):
            raise UnknownName(what, name, names)
    zoned = {document for document, known in gold.texts.items() if known.zones}
    if options.zones and not set(gold.side.documents) <= zoned:
        raise WrongUse("zones are recorded in the corpus, and it lacks some of these documents")


def _check_types(sides: Sides, options: Options) -> None:
    """Raises `UnknownName` for a type in which nothing can lie."""
    if not options.types:
        return
    if options.label_map is None:
        codes = np.concatenate([sides.gold.mentions.type, sides.predicted.mentions.type])
        used = [sides.gold.vocabulary[code].as_py() for code in np.unique(codes).tolist()]
        known = {*ENTITY_TYPES, *used}
    else:
        known = set(options.label_map.types)
    for name in sorted(options.types - known):
        raise UnknownName("type", name, known)


def _table(task: LabelTask, sides: Sides) -> Table:
    """The table of one task over the documents whose gold has its layer, by id."""
    table = task.count(sides, sides.alignments[task.name])
    return table.where(np.flatnonzero(sides.gold.has(task.name))).by_id()


def _missing(sides: Sides, tasks: Sequence[LabelTask]) -> tuple[str, ...]:
    """Documents of gold that have no prediction for one of the layers."""
    lacking = np.any(
        [sides.gold.has(task.name) & ~sides.predicted.has(task.name) for task in tasks], axis=0
    )
    return tuple(sorted(sides.documents[at] for at in np.flatnonzero(lacking).tolist()))


def _parts(found: Aligned, name: str) -> dict[str, str]:
    """What the signature holds but for the statistics."""
    gold, sides, tasks = found.gold, found.sides, found.tasks
    counted = np.any([sides.gold.has(task.name) for task in tasks], axis=0)
    documents = [sides.documents[at] for at in np.flatnonzero(counted).tolist()]
    read_ = sum(
        document in gold.texts and gold.texts[document].text is not None for document in documents
    )
    own: dict[str, str] = {}
    for task in tasks:
        own |= task.signed(sides, sides.alignments[task.name])
    gold_hash, predicted_hash = (contents.digest() for contents in sides.contents)
    return {
        "task": name,
        "metrics": str(METRICS_VERSION),
        "split": gold.split,
        **found.options.signed(),
        **own,
        "documents": str(len(documents)),
        "texts": str(read_),
        "gold": gold_hash,
        "predictions": predicted_hash,
    }
