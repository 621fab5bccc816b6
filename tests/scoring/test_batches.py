"""Counting in batches: how many documents are counted at a time changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pactbank.scoring import batches, counting
from scoring.generated import corpora
from support.effort import examples
from support.labelled import document, entity, scored, span


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpora())
def test_the_size_of_a_batch_changes_nothing(monkeypatch: pytest.MonkeyPatch, corpus: Any) -> None:
    gold, predicted = corpus
    whole = scored(gold, predicted, "all")
    with monkeypatch.context() as patch:
        patch.setattr(batches, "_LABELS", 1)
        assert scored(gold, predicted, "all") == whole


@pytest.mark.parametrize("words", ["x", "word " * 200])
def test_a_batch_has_no_more_labels_than_are_held(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """However long their words are, and whichever side has more."""
    sizes: list[int] = []

    def counted(tasks: Any, options: Any, sides: Any) -> Any:
        sizes.append(max(len(sides.gold.mentions), len(sides.predicted.mentions)))
        return batches.count_batch(tasks, options, sides)

    monkeypatch.setattr(batches, "_LABELS", 6)
    monkeypatch.setattr(counting, "count_batch", counted)
    spans = [{"start": at, "end": at + len(words), "text": words} for at in range(3)]
    few = [document(name, entities=[entity(spans[0], "STATE")]) for name in "abcdefg"]
    many = [document(name, entities=[entity(of, "STATE") for of in spans]) for name in "abcdefg"]
    for sides in ((few, many), (many, few)):
        sizes.clear()
        scored(*sides)
        assert sizes == [6, 6, 6, 3]
    uneven = [*many[:1], *few[1:6], *many[6:]]
    sizes.clear()
    scored(uneven, few)
    assert sizes == [6, 5]


def test_what_is_noted_is_noted_of_the_whole_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """One document without referents among others with them is no reason for a note."""
    monkeypatch.setattr(batches, "_LABELS", 1)
    bare = document("a", entities=[entity(span(0, 4), "STATE")])
    named = document("b", entities=[entity(span(0, 4), "STATE", "x")])
    mixed = scored([bare, named], [bare, named]).metrics
    assert (mixed["b3"].f1, mixed["b3"].note) == (1, None)
    none = scored([bare], [bare]).metrics["b3"]
    assert (none.f1, none.note) == (None, "gold names no referents")
    note = scored([named], [{**bare, "document": "b"}]).metrics["b3"].note
    assert note is not None
    assert note.startswith("predictions name no referents")


def test_faults_of_all_batches_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pactbank.errors import InvalidData

    monkeypatch.setattr(batches, "_LABELS", 1)
    rows = [document(name, entities=[entity(span(4, 4), "STATE")]) for name in "abc"]
    with pytest.raises(InvalidData) as caught:
        scored([document(name, entities=[]) for name in "abc"], rows)
    assert [problem.file for problem in caught.value.problems] == [
        f"predictions[{at}]" for at in range(3)
    ]
