"""Gold and predictions to a score.

So far: exact-span entity precision, recall and F1, over the corpus and per type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pactbank.errors import WrongUse
from pactbank.model.annotation import Annotation, Mention
from pactbank.model.prediction import PredictedMention, Prediction
from pactbank.model.score import Metric, Score
from pactbank.version import __version__

Item = tuple[str, int, int, str]
"""Document, start, end (half-open code points), type."""

_NO_INTERVAL = "no interval yet: the statistics over documents are not built"


def score(
    gold: Iterable[Annotation], predictions: Iterable[Prediction], task: str = "entities"
) -> Score:
    """Score predictions against gold; both are compared per document id.

    `exact` counts pairs with equal start, end and type. Gold pronouns and plural groups are
    don't-care: they leave the counts together with predictions that match them exactly. A
    prediction that stands twice is a false positive the second time. Raises `WrongUse` for a
    task that has no scorer.
    """
    if task != "entities":
        raise WrongUse(f"no scorer for task {task!r} yet; there is: entities")
    labels = {annotation.document: annotation for annotation in gold}
    given = {prediction.document: prediction for prediction in predictions}
    wanted, free = _gold_items(labels.values())
    found: Counter[Item] = Counter()
    unplaced = 0
    for document in labels.keys() & given.keys():
        items = [_item(document, mention) for mention in given[document].entities or ()]
        found.update(item for item in items if item is not None)
        unplaced += items.count(None)
    found -= free & found
    return Score(
        task="entities",
        signature=f"task:entities|metric:exact|documents:{len(labels)}|pactbank:{__version__}",
        documents=len(labels),
        metrics={"exact": _metric(wanted, found, unplaced)},
        by_type={
            label: {"exact": _metric(_of_type(wanted, label), _of_type(found, label))}
            for label in sorted({item[3] for item in (*wanted, *found)})
        },
        anchoring={"without_offsets": unplaced},
        missing=tuple(sorted(labels.keys() - given.keys())),
    )


def _gold_items(gold: Iterable[Annotation]) -> tuple[Counter[Item], Counter[Item]]:
    """The items that count, and those that are don't-care."""
    wanted: Counter[Item] = Counter()
    free: Counter[Item] = Counter()
    for annotation in gold:
        for mention in annotation.entities or ():
            item = (annotation.document, mention.start, mention.end, mention.type)
            (free if _dont_care(mention) else wanted)[item] += 1
    return wanted, free


def _dont_care(mention: Mention) -> bool:
    group = len(mention.refs) > 1 or mention.open
    return mention.level == "PRO" or (mention.level == "NOM" and group)


def _item(document: str, mention: PredictedMention) -> Item | None:
    if mention.start is None or mention.end is None:
        return None
    return document, mention.start, mention.end, mention.type


def _of_type(items: Mapping[Item, int], label: str) -> Counter[Item]:
    return Counter({item: count for item, count in items.items() if item[3] == label})


def _metric(gold: Counter[Item], predicted: Counter[Item], unplaced: int = 0) -> Metric:
    """Counts and figures; 0/0 is None, and F1 comes from the counts, not from P and R."""
    hits, n_gold, n_predicted = (
        (gold & predicted).total(),
        gold.total(),
        predicted.total() + unplaced,
    )
    return Metric(
        precision=hits / n_predicted if n_predicted else None,
        recall=hits / n_gold if n_gold else None,
        f1=2 * hits / (n_gold + n_predicted) if n_gold + n_predicted else None,
        tp=hits,
        predicted=n_predicted,
        gold=n_gold,
        interval=None,
        note=_NO_INTERVAL,
    )
