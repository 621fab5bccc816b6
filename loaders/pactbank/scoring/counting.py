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
from pactbank.model.closed import ENTITY_TYPES, LEVELS, STRIPPED, Layer, Split, ZoneKind
from pactbank.scoring import checks
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.quotes import place_quotes
from pactbank.scoring.reading.lenient import Leniency
from pactbank.scoring.reading.sources import Side, Source, Wanted, read
from pactbank.scoring.results import Counted
from pactbank.scoring.signature import METRICS_VERSION
from pactbank.scoring.tables import Table
from pactbank.scoring.tasks import LabelTask
from pactbank.scoring.texts import KnownText, known_by_hash, known_text, texts_in


@dataclass(frozen=True, slots=True)
class Gold:
    """What predictions are scored against: labels, texts, and the rest of the corpus."""

    side: Side
    texts: Mapping[str, KnownText]
    wanted: Wanted
    split: str
    elsewhere: Mapping[str, object] | None


def gold_of_split(store: Store, split: Split, tasks: Sequence[LabelTask], mapped: bool) -> Gold:
    """The gold of a split; `mapped`: predictions have types of their own. Raises `WrongUse` where
    there is none."""
    annotations, texts = [], {}
    for document in store.in_split(split):
        gold = store.annotation("gold", document)
        if gold is not None:
            annotations.append(gold)
            texts[document.id] = known_text(store, document)
    if not annotations:
        raise WrongUse(f"split {split} has no gold labels in {store.root}")
    layers = _layers(tasks)
    side = read(annotations, "gold", Wanted(layers, as_they_come=False))
    return Gold(side, texts, Wanted(layers, as_they_come=mapped), split, store.versions())


def gold_of_source(
    source: Source, tasks: Sequence[LabelTask], root: Path | None, texts: Path | None
) -> Gold:
    """Gold from anywhere, with types as they come. Texts are those of a folder, or of the corpus
    where it has the ones that gold was made for."""
    wanted = Wanted(_layers(tasks), as_they_come=True)
    side = read(source, "gold", wanted)
    hashes = side.table.column("text_sha256").to_pylist()
    if texts is not None and not (texts / "corpus").is_dir():
        return Gold(side, texts_in(texts, side.documents, hashes), wanted, "none", None)
    known: Mapping[str, KnownText] = {}
    if any(hash_ is not None for hash_ in hashes):
        known = _corpus_texts(side, hashes, texts or root)
    return Gold(side, known, wanted, "none", None)


def _corpus_texts(
    side: Side, hashes: Sequence[str | None], root: Path | None
) -> Mapping[str, KnownText]:
    """Texts of the corpus, if there is one: two files are scored without any."""
    try:
        return known_by_hash(Store(find_root(root)), side.documents, hashes)
    except (DataNotFound, InvalidData):
        if root is not None:
            raise
        return {}


def _layers(tasks: Sequence[LabelTask]) -> tuple[Layer, ...]:
    return tuple(dict.fromkeys(layer for task in tasks for layer in task.reads))


def count(
    gold: Gold, predictions: Source, tasks: Sequence[LabelTask], name: str, options: Options
) -> Counted:
    """Count predictions against gold under some tasks, which together are called `name`.

    Raises `InvalidData` with every fault of both sides and `WrongUse` for options that do not fit.
    """
    leniency = Leniency(gold.wanted.as_they_come) if options.lenient else None
    predicted = read(predictions, "predictions", replace(gold.wanted, leniency=leniency))
    if leniency is not None:
        predicted = _known_documents(predicted, gold, leniency)
    _check_options(gold, tasks, options)
    sides, problems = _sides(gold, predicted, options)
    outcomes = place_quotes(sides.predicted, sides.documents, gold.texts) if not problems else {}
    if problems:
        raise InvalidData(problems)
    _check_types(sides, options)
    counting = [task for task in tasks if sides.gold.has(task.name).any()]
    if not counting:
        raise WrongUse(f"gold has no {' or '.join(task.name for task in tasks)} layer")
    tables: dict[str, Table] = {task.name: _table(task, sides, options) for task in counting}
    lost = [of.lost for of in sides.alignments.values() if getattr(of, "lost", None)]
    return Counted(
        task=name,  # type: ignore[arg-type]
        tables=tables,
        parts=_parts(gold, sides, counting, name, options),
        anchoring={kind: dict(sorted(of.items())) for kind, of in sorted(outcomes.items())},
        missing=_missing(sides, counting),
        label_map=lost[0] if lost else None,
        forgiven=dict(sorted(leniency.counts.items())) if leniency else {},
    )


def _sides(gold: Gold, predicted: Side, options: Options) -> tuple[Sides, list[Problem]]:
    """Both sides over the documents of gold, and every fault."""
    problems = [
        *gold.side.problems,
        *predicted.problems,
        *checks.check_documents(gold.side, predicted, gold.elsewhere),
    ]
    predicted = predicted.over(gold.side.documents)
    sides = paired(gold.side.documents, gold.side.table, predicted.table, gold.texts)
    for side, labels in ((gold.side, sides.gold), (predicted, sides.predicted)):
        of_gold = side is gold.side
        problems += checks.SpanChecks(side, labels, gold.texts, of_gold).problems()
    problems += checks.check_repetitions(gold.side, sides.gold, sides.words)
    if options.label_map is not None:
        maps = (options.label_map.gold, options.label_map.predicted)
        problems += checks.check_types(gold.side, sides.gold, maps[0])
        problems += checks.check_types(predicted, sides.predicted, maps[not options.native])
    return sides, problems


def _known_documents(predicted: Side, gold: Gold, leniency: Leniency) -> Side:
    """Predictions without those for documents that there are not, which are counted."""
    known = {*gold.side.documents, *(gold.elsewhere or ())}
    kept = [at for at, document in enumerate(predicted.documents) if document in known]
    leniency.counts["unknown-document"] += len(predicted.documents) - len(kept)
    return Side(
        predicted.table.take(kept), [predicted.locations[at] for at in kept], predicted.problems
    )


def _check_options(gold: Gold, tasks: Sequence[LabelTask], options: Options) -> None:
    """Raises `WrongUse` for options that would do nothing: a signature never claims a filter that
    no figure felt."""
    mapped = options.label_map is not None
    table = gold.side.table
    given = [task for task in tasks if table.column(task.name).null_count < table.num_rows]
    felt = any(task.filtered for task in given or tasks)
    if (options.filtered or mapped) and not felt:
        which = "--label-map" if mapped else "filters"
        scored = " and ".join(task.name for task in given or tasks)
        raise WrongUse(f"{which}: only entities have them, and {scored} are scored")
    for what, wanted, names in (
        ("level", options.levels, LEVELS),
        ("zone", options.zones, tuple(set(get_args(ZoneKind)) - STRIPPED)),
    ):
        for name in sorted(set(wanted) - set(names)):
            raise UnknownName(what, name, names)
    zoned = {name for name, known in gold.texts.items() if known.zones} if options.zones else set()
    if options.zones and not zoned.issuperset(gold.side.documents):
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


def _table(task: LabelTask, sides: Sides, options: Options) -> Table:
    """The table of one task over the documents whose gold has its layer, by id."""
    aligned = task.align(sides, options)
    sides.alignments.setdefault(task.name, aligned)
    table = task.count(sides, aligned)
    return table.where(np.flatnonzero(sides.gold.has(task.name))).by_id()


def _missing(sides: Sides, tasks: Sequence[LabelTask]) -> tuple[str, ...]:
    """Documents of gold that have no prediction for one of the layers."""
    lacking = np.any(
        [sides.gold.has(task.name) & ~sides.predicted.has(task.name) for task in tasks], axis=0
    )
    return tuple(sorted(sides.documents[at] for at in np.flatnonzero(lacking).tolist()))


def _parts(
    gold: Gold, sides: Sides, tasks: Sequence[LabelTask], name: str, options: Options
) -> dict[str, str]:
    """What the signature holds but for the statistics."""
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
        **options.signed(),
        **own,
        "documents": str(len(documents)),
        "texts": str(read_),
        "gold": gold_hash,
        "predictions": predicted_hash,
    }
