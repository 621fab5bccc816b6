"""From gold and predictions to tables of counts: read, check, place quotes, align, count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import get_args

import numpy as np

from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import (
    DataNotFound,
    InvalidData,
    Problem,
    UnknownName,
    WrongUse,
    attempted,
    pair_of,
)
from pactbank.model.annotation import Annotation
from pactbank.model.closed import ENTITY_TYPES, LEVELS, STRIPPED, Layer, Split, Task, ZoneKind
from pactbank.model.document import Document
from pactbank.model.score import LabelMapping
from pactbank.scoring import checks
from pactbank.scoring.batches import Batch, Totals, batches, count_batch
from pactbank.scoring.columns.exchange import arrow_integers
from pactbank.scoring.metrics.selection import lost
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.reading.lenient import Leniency
from pactbank.scoring.reading.sources import Side, Source, Wanted, read
from pactbank.scoring.reading.tabular import HEADER
from pactbank.scoring.results import Counted
from pactbank.scoring.signature import METRICS_VERSION
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
    labelled = partial(_labelled_of_name, store)
    return _gold(store, attempted(store.names_in(split), labelled), split, tasks, mapped, texts)


def gold_of_documents(
    store: Store,
    documents: Iterable[Document],
    split: str,
    tasks: Sequence[LabelTask],
    mapped: bool,
    texts: Path | None = None,
) -> Gold:
    """The same of some documents of a split, or of a corpus; `split` is what the signature
    says."""
    labelled = attempted(documents, partial(_labelled, store))
    return _gold(store, labelled, split, tasks, mapped, texts)


_Labelled = tuple[Annotation, KnownText] | None
"""The gold of a document and its text; None where there is no gold."""


def _labelled_of_name(store: Store, name: str) -> _Labelled:
    return _labelled(store, store.document(name))


def _labelled(store: Store, document: Document) -> _Labelled:
    if not store.holds(store.annotation_path("gold", document.id, document.version)):
        return None
    read = partial(store.annotation, "gold", document)
    gold, known = pair_of(read, lambda: known_text(store, document))
    return None if gold is None else (gold, known)


def _gold(
    store: Store,
    labelled: tuple[list[_Labelled], InvalidData | None],
    split: str,
    tasks: Sequence[LabelTask],
    mapped: bool,
    texts: Path | None,
) -> Gold:
    """The gold of documents of a corpus; what is wrong with others is a fault of gold."""
    found, error = [one for one in labelled[0] if one is not None], labelled[1]
    if not found:
        if error is not None:
            raise error
        raise WrongUse(f"split {split} has no gold labels in {store.root}")
    layers = _layers(tasks)
    side = read([gold for gold, _ in found], "gold", Wanted(layers, as_they_come=False))
    side.problems += error.problems if error else ()
    known = {gold.document: text for gold, text in found}
    if texts is not None:
        given = _given_texts(texts, side)
        known |= {name: replace(known[name], text=of.text) for name, of in given.items() if of.text}
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
    found, problems = texts_in(texts, _subjects(gold), gold.source or "gold")
    gold.problems.extend(problems)
    return found


def _corpus_texts(gold: Side, root: Path | None) -> Mapping[str, KnownText]:
    """Texts of the corpus, if there is one: two files are scored without any. What is wrong with
    them is a fault of gold."""
    if gold.table.column("text_sha256").null_count == gold.table.num_rows:
        return {}
    try:
        found, problems = known_by_hash(Store(find_root(root)), _subjects(gold))
    except DataNotFound:
        if root is not None:
            raise
        return {}
    gold.problems.extend(problems)
    return found


def _subjects(side: Side) -> list[Subject]:
    columns = (side.table.column(name).to_pylist() for name in HEADER)
    return [Subject(*about) for about in zip(*columns, strict=True)]


def _layers(tasks: Sequence[LabelTask]) -> tuple[Layer, ...]:
    return tuple(dict.fromkeys(layer for task in tasks for layer in task.reads))


Watch = Callable[[Sides], None]
"""Looks at the alignments of a batch."""


def unwatched(_: Sides) -> None:
    """Nobody looks."""


def count(
    gold: Gold,
    predictions: Source,
    tasks: Sequence[LabelTask],
    name: Task,
    options: Options,
    watch: Watch = unwatched,
) -> Counted:
    """Count predictions against gold under some tasks, which together are called `name`. `watch`
    is shown each batch once it is aligned.

    Raises `InvalidData` with every fault of both sides and `WrongUse` for options that do not fit.
    """
    leniency = Leniency(gold.wanted.as_they_come) if options.lenient else None
    predicted = read(predictions, "predictions", replace(gold.wanted, leniency=leniency))
    if leniency is not None:
        predicted = _known_documents(predicted, gold, leniency)
    _check_options(gold, tasks, options)
    documents, of_others = checks.check_documents(gold.side, predicted, gold.elsewhere)
    problems = [*gold.side.problems, *predicted.problems, *documents]
    predicted = predicted.over(gold.side.documents)
    mapping, faults = _types(gold, predicted, options, leniency)
    problems += faults
    totals = Totals(tasks)
    given = batches(gold.side, predicted, gold.texts)
    sound = _sound(given, of_others, leniency, problems)
    for counts in map(partial(count_batch, tasks, options), sound):
        totals.add(counts)
        watch(counts.sides)
        del counts  # else it would be held while the next batch is counted
    if problems:
        raise InvalidData(problems)
    counting = [task.name for task in tasks if task.name in totals.tables]
    if not counting:
        raise WrongUse(f"gold has no {' or '.join(task.name for task in tasks)} layer")
    return Counted(
        task=name,
        tables={task: totals.table(task) for task in counting},
        parts=_parts(gold, totals, name, options),
        anchoring={kind: dict(sorted(of.items())) for kind, of in sorted(totals.outcomes.items())},
        missing=tuple(sorted(totals.missing)),
        label_map=mapping,
        forgiven=leniency.forgiven if leniency else {},
        faults=leniency.faults if leniency else {},
    )


def _sound(
    given: Iterable[Batch],
    of_others: Collection[str],
    leniency: Leniency | None,
    problems: list[Problem],
) -> Iterator[Sides]:
    """The batches that can be counted: those before the first fault. All faults are added to
    `problems`."""
    for batch in given:
        problems += _faults(batch, of_others, leniency)
        if not problems:
            yield batch.sides


def _faults(batch: Batch, of_others: Collection[str], leniency: Leniency | None) -> list[Problem]:
    """Every fault of a batch that is not forgiven."""
    sides = batch.sides
    spans = checks.SpanChecks(batch.predicted, sides.predicted, sides.texts, False, of_others)
    return [
        *checks.SpanChecks(batch.gold, sides.gold, sides.texts, True).problems(),
        *(spans.problems() if leniency is None else spans.forgiven(leniency)),
        *checks.check_repetitions(batch.gold, sides.gold, sides.contents[0]),
    ]


def _types(
    gold: Gold, predicted: Side, options: Options, leniency: Leniency | None
) -> tuple[LabelMapping | None, list[Problem]]:
    """What a label map loses, and types that it does not have. Raises `UnknownName` for a type to
    filter by in which nothing can lie."""
    by = options.label_map
    if by is None and not options.types:
        return None, []
    sides = paired(gold.side.documents, gold.side.table, predicted.table, gold.texts)
    if by is None:
        _check_filter(options, {*ENTITY_TYPES, *_used_types(sides)})
        return None, []
    _check_filter(options, set(by.types))
    own = by.gold if options.native else by.predicted
    problems = [*checks.check_types(gold.side, sides.gold, by.gold)]
    if leniency is None:
        problems += checks.check_types(predicted, sides.predicted, own)
    else:
        checks.forgive_types(sides.predicted, own, leniency)
    return (None if problems else lost(sides, options)), problems


def _check_filter(options: Options, known: set[str]) -> None:
    for name in sorted(options.types - known):
        raise UnknownName("type", name, known)


def _used_types(sides: Sides) -> list[str]:
    codes = np.concatenate([sides.gold.mentions.type, sides.predicted.mentions.type])
    return [sides.gold.vocabulary[code].as_py() for code in np.unique(codes).tolist()]


def _known_documents(predicted: Side, gold: Gold, leniency: Leniency) -> Side:
    """Predictions without those for documents that there are not, which are counted."""
    known = {*gold.side.documents, *(gold.elsewhere or ())}
    kept = [at for at, document in enumerate(predicted.documents) if document in known]
    code = "PB852" if gold.elsewhere is None else "PB315"
    leniency.forgive("unknown-document", code, len(predicted.documents) - len(kept))
    rows = arrow_integers(np.array(kept, np.int64))
    locations = [predicted.locations[at] for at in kept]
    return Side(predicted.table.take(rows), locations, predicted.problems)


def _check_options(gold: Gold, tasks: Sequence[LabelTask], options: Options) -> None:
    """Raises `WrongUse` for options that would do nothing: a signature never claims a filter that
    no figure felt."""
    mapped = options.label_map is not None
    table = gold.side.table
    given = [task for task in tasks if table.column(task.name).null_count < table.num_rows]
    felt = any(task.filtered for task in given or tasks)
    if (options.filtered or mapped or options.seen) and not felt:
        which = "--label-map" if mapped else "filters" if options.filtered else "--seen-in"
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


def _parts(gold: Gold, totals: Totals, name: str, options: Options) -> dict[str, str]:
    """What the signature holds but for the statistics."""
    gold_hash, predicted_hash = totals.hashes(gold.side.documents)
    modes = {name: "+".join(sorted(modes)) or "ref" for name, modes in totals.modes.items()}
    return {
        "task": name,
        "metrics": str(METRICS_VERSION),
        "split": gold.split,
        **options.signed(),
        **modes,
        "documents": str(len(totals.counted)),
        "texts": str(totals.read),
        "gold": gold_hash,
        "predictions": predicted_hash,
    }
