"""Every field of the scheme made wrong in turn: some metric notices. A field that nothing scores
is a field that nobody need get right."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.scoring import counts, score
from support.every_field import GOLD, NAME, TEXT
from support.labelled import Label
from support.mutations import Field, changed, fields, holders, others, without

pytestmark = pytest.mark.acceptance  # many builds, or many examples

NOT_SAID = {
    # Where a label is from, and not what it says.
    r"(.*/)?id": "names a label; whatever refers to it is a field of its own",
    r".*/from": "which annotator's label was taken over",
    r".*/ruling": "why it was decided so",
    r".*/checked_by": "who looked at it again",
    # The words of a span that has offsets: another quote there is an error, PB302.
    r".*/text": "the words that the offsets cover",
    r".*/before": "tells a quote from others, where there are no offsets",
    r".*/after": "tells a quote from others, where there are no offsets",
    r".*/name_spans": "letters of a name that a release withholds",
    # What labels are about: compared with the other side, or refused.
    r"document": "the document",
    r"version": "compared with gold's: PB853",
    r"text_sha256": "compared with gold's: PB316",
    r"schema_version|scheme_version|offset_unit|guidelines_sha256": "how labels were made",
    r"annotator|created": "who made them, and when",
    r"words_sha256": "that filed labels are those that were made",
    r"layers": "a layer that is null is one that was not annotated",
}
"""Fields that no metric need notice, and why."""
SCORED_KB = re.compile(r".*kb/id")
FIELDS = list(fields(Prediction))
CHECKED = [
    field
    for field in FIELDS
    if SCORED_KB.fullmatch(field.path)
    or not any(re.fullmatch(pattern, field.path) for pattern in NOT_SAID)
]


def test_gold_and_predictions_have_the_same_fields() -> None:
    """So that the list of one is that of the other."""
    given = {field.path for field in fields(Annotation)}
    assert {f.path for f in FIELDS if f.name not in ("before", "after")} == given


def test_fields_that_are_passed_over_exist() -> None:
    for pattern in NOT_SAID:
        assert any(re.fullmatch(pattern, field.path) for field in FIELDS), pattern


@pytest.mark.parametrize("field", CHECKED, ids=lambda field: field.path)
def test_the_gold_of_these_tests_says_something_in_every_field(field: Field) -> None:
    values = [holder.get(field.name) for holder in holders(GOLD, field.path)]
    said = [v for v in values if v not in (None, [], False) and v != field.default]
    assert said


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / f"{NAME}.txt").write_text(TEXT)
    return folder


def dont_care(mention: Label) -> bool:
    """Gold that a system can do nothing right about, as METRICS has it."""
    group = mention.get("open") or len(mention["refs"]) > 1
    return mention.get("level") == "PRO" or (
        mention.get("level") == "NOM" and group and mention["type"] in ("STATE", "PERSON")
    )


PASSED_OVER = {"entities/*/level", "entities/*/refs", "entities/*/open"}
"""Fields that are not scored of gold that is don't-care."""

Mutant = tuple[str, Label]
"""What was done to gold, and the outcome."""


def mutants(field: Field) -> Iterator[Mutant]:
    """Gold with one value of the field replaced by each other value, left out, or exchanged with
    that of another label."""
    passed_over = field.path in PASSED_OVER
    places = [
        (number, holder)
        for number, holder in enumerate(holders(GOLD, field.path))
        if not (passed_over and dont_care(holder))
    ]
    for place, holder in places:
        told = f"{place}: {holder.get(field.name)!r}"
        for value in others(field, holder):
            yield f"{told} → {value!r}", changed(GOLD, field, place, value)
        if (left := without(GOLD, field, place)) is not None:
            yield f"{told} left out", left
    for (first, one), (second, other) in pairwise(places):
        values = one.get(field.name), other.get(field.name)
        if None not in values and values[0] != values[1] and field.kind is not int:
            swapped = changed(GOLD, field, first, values[1])
            yield f"{first} and {second} swapped", changed(swapped, field, second, values[0])


def unnoticed(predictions: list[Mutant]) -> list[str]:
    """Which predictions score as perfect ones do. They are scored together, each as a document."""
    names = [f"d{number}" for number in range(len(predictions))]
    gold = [{**GOLD, "document": name} for name in names]
    given = [{**p, "document": n} for n, (_, p) in zip(names, predictions, strict=True)]
    [counted] = counts(gold, [given], "all")
    noticed: set[str] = set()
    for table in counted.tables.values():
        for figure in table.metrics.values():
            for part in figure:
                credit, by_gold, predicted, gold_ = (table.columns[c] for c in part.columns)
                wrong = (credit != predicted) | (by_gold != gold_)
                noticed.update(n for n, w in zip(table.documents, wrong, strict=True) if w)
    return [what for name, (what, _) in zip(names, predictions, strict=True) if name not in noticed]


@pytest.fixture(scope="module")
def all_unnoticed() -> list[str]:
    """What goes unnoticed of everything that can be wrong in one label."""
    made = [(f"{field.path} {told}", m) for field in CHECKED for told, m in mutants(field)]
    made += [(f"{f.path} {told}", m) for f in OF_LABELS for told, m in with_one_less(f)]
    made += [(f"{f.path} {told}", m) for f in SPURIOUS for told, m in with_one_more(f)]
    return unnoticed(made)


@pytest.mark.parametrize("field", CHECKED, ids=lambda field: field.path)
def test_what_is_wrong_is_noticed_wherever_it_stands(
    field: Field, all_unnoticed: list[str]
) -> None:
    """A wrong value, one left out, two exchanged; of lists of labels one less and one more."""
    assert [told for told in all_unnoticed if told.startswith(f"{field.path} ")] == []


def test_nothing_else_goes_unnoticed(all_unnoticed: list[str]) -> None:
    assert all_unnoticed == []


def perfect_except(prediction: Label, texts: Path) -> set[str]:
    """The metrics by which a prediction is worse than a perfect one."""
    best = score([GOLD], [GOLD], "all", texts=texts, intervals="none").metrics
    found = score([GOLD], [prediction], "all", texts=texts, intervals="none").metrics
    assert all(metric.f1 == 1 for metric in best.values())
    return {name for name, metric in found.items() if (metric.f1 or 0) < 1}


LISTS = [field for field in FIELDS if field.is_list and field in CHECKED]


@pytest.mark.parametrize("field", LISTS, ids=lambda field: field.path)
def test_a_list_that_is_emptied_everywhere_is_noticed(field: Field, texts: Path) -> None:
    emptied = copy.deepcopy(GOLD)
    for holder in holders(emptied, field.path):
        holder[field.name] = []
    assert perfect_except(emptied, texts)


OF_LABELS = [field for field in LISTS if any(f.path.startswith(f"{field.path}/") for f in FIELDS)]
"""Lists of records. Those of ids are values, which are replaced above."""


def with_one_less(field: Field) -> Iterator[Mutant]:
    for place, holder in enumerate(holders(GOLD, field.path)):
        items = holder[field.name]
        for at, item in enumerate(items):
            if field.path != "entities" or not dont_care(item):
                less = [*items[:at], *items[at + 1 :]]
                yield f"{place}: item {at} removed", changed(GOLD, field, place, less)


def with_one_more(field: Field) -> Iterator[Mutant]:
    """Each label a second time, as it is, and at a place where no other is."""
    for place, holder in enumerate(holders(GOLD, field.path)):
        items = holder[field.name]
        for at, item in enumerate(items):
            for how, extra in (("twice", item), ("elsewhere", elsewhere(item))):
                more = [*items, {**extra, "id": "extra"} if "id" in extra else extra]
                yield f"{place}: item {at} {how}", changed(GOLD, field, place, more)


def elsewhere(label: Label) -> Label:
    """The label with what is a span in it at a place without any other label."""
    free = TEXT.index("near a ridge")
    made = copy.deepcopy(label)
    for part in (made, made.get("cue"), made.get("span"), *(made.get("mentions") or ())):
        if part and "start" in part:
            part |= {"start": free, "end": free + 4, "text": "near"}
    return made


SPURIOUS = [field for field in OF_LABELS if field.path != "refs"]
"""A referent that no label names says nothing."""


def test_a_status_that_a_later_one_supersedes_is_noticed() -> None:
    """As facts have it, only the latest of a party and a source counts."""
    [field] = [field for field in FIELDS if field.path == "agreements/*/status"]
    old = {"stage": "EXPLORATION", "party": "anhal", "as_of": "1999"}
    entries = GOLD["agreements"][0]["status"]
    assert unnoticed([("superseded", changed(GOLD, field, 0, [*entries, old]))]) == []
