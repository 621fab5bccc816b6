"""Mentions that another split has, and those that are new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.scoring import countfiles, make_options, score, score_of
from pactbank.scoring import counts as counted_by
from pactbank.scoring.options import Options
from pactbank.scoring.seen import Seen, seen_in
from scoring import generated
from support.effort import tried
from support.labelled import Label, counts, document, entity, span

VELDRIA = "veldria-talks"


def against(store: Store, labels: list[Label], **options: Any) -> dict[str, tuple[float, ...]]:
    """TP, predicted, gold of `seen` and `unseen`, and their signature's part."""
    result = score(
        None,
        [document(VELDRIA, entities=labels)],
        split="test",
        root=store.root,
        seen_in="train",
        intervals="none",
        **options,
    )
    assert "|seen:train@" in result.signature
    return {name: counts(result.metrics[name]) for name in ("exact", "seen", "unseen")}


def test_the_mentions_of_a_split(store: Store) -> None:
    assert seen_in(store, "train", None).mentions == {
        ("STATE", "mirr"),
        ("STATE", "kestania"),
        ("STATE", "kestani"),
        ("TIME", "april"),
        ("INSTITUTION", "kestani parliament"),
    }
    coarse = make_options(label_map="ontonotes").label_map
    assert ("NORP", "kestani") in seen_in(store, "train", coarse).mentions
    assert seen_in(store, "train", None).signed != seen_in(store, "train", coarse).signed


def test_seen_and_unseen(store: Store) -> None:
    # Of the 12 gold mentions that count, the two of Kestania stand in the gold of train.
    labels = [
        entity(span(8, 16), "STATE"),  # right, and seen
        entity(span(0, 7), "STATE"),  # right, and new
        entity(span(0, 16), "STATE"),  # wrong, and new
    ]
    found = against(store, labels)
    assert found["seen"] == (1, 1, 2)
    assert found["unseen"] == (1, 2, found["exact"][2] - 2)
    # The same words under another type are new.
    assert against(store, [entity(span(8, 16), "ORG")])["unseen"][:2] == (0, 1)
    assert against(store, [entity({"text": "KESTANIA"}, "STATE")])["seen"][:2] == (1, 1)


def test_coarse_types(store: Store) -> None:
    found = against(store, [entity(span(8, 16), "GPE")], label_map="ontonotes")
    assert found["seen"][:2] == (1, 1)


SEEN = Options(seen=Seen("train", frozenset({("STATE", "anhal"), ("ORG", "old river")})))


@tried(50)
@given(generated.corpora(), st.booleans())
def test_both_rows_add_up_to_exact(corpus: tuple[list[Label], list[Label]], mapped: bool) -> None:
    options = make_options(label_map="ontonotes", native=True) if mapped else Options()
    options = Options(label_map=options.label_map, native=options.native, seen=SEEN.seen)
    [found] = counted_by(corpus[0], [corpus[1]], "entities", options=options)
    metrics = score_of(found, "none").metrics
    both = [counts(metrics[name]) for name in ("seen", "unseen")]
    assert tuple(map(sum, zip(*both, strict=True))) == counts(metrics["exact"])
    plain = Options(label_map=options.label_map, native=options.native)
    [without] = counted_by(corpus[0], [corpus[1]], "entities", options=plain)
    others = {name: of for name, of in metrics.items() if name not in ("seen", "unseen")}
    assert others == score_of(without, "none").metrics


def test_words_as_labels_quote_them() -> None:
    gold = [document("d1", entities=[entity({**span(0, 6), "text": "AN\n hal"}, "STATE")])]
    [found] = counted_by(
        gold,
        [gold],
        "entities",
        options=Options(seen=Seen("train", frozenset({("STATE", "an hal")}))),
    )
    assert counts(score_of(found, "none").metrics["seen"]) == (1, 1, 1)


def test_unknown_words_are_refused() -> None:
    quoted = {**span(0, 5), "text": "Anhal"}
    gold = [document("d1", entities=[entity(quoted, "STATE")])]
    given_ = [document("d1", entities=[entity(span(0, 5), "STATE"), entity(span(7, 9), "ORG")])]
    with pytest.raises(WrongUse, match=r"those of 2 are not known, the first in 'd1'.*--texts"):
        counted_by(gold, [given_], "entities", options=SEEN)
    lenient = Options(seen=SEEN.seen, lenient=True)
    broken = [document("d1", entities=[entity(quoted, "STATE"), {"type": 3}])]
    [found] = counted_by(gold, [broken], "entities", options=lenient)
    assert counts(score_of(found, "none").metrics["unseen"]) == (0, 1, 0)


def test_counts_keep_the_division(tmp_path: Path) -> None:
    quoted = {**span(0, 5), "text": "Anhal"}
    rows = [document(f"d{n}", entities=[entity(quoted, "STATE")]) for n in range(12)]
    [found] = counted_by(rows, [rows[:9]], "entities", options=SEEN)
    countfiles.write(found, tmp_path / "counts.parquet")
    again = score_of(countfiles.read(tmp_path / "counts.parquet"), "headline")
    assert again == score_of(found, "headline")
    assert again.metrics["seen"].documents == 12
    assert again.metrics["seen"].interval is not None


def test_what_cannot_be_asked(store: Store) -> None:
    def asked(split: Any, task: Any = "entities") -> None:
        score(None, [], task, split="test", root=store.root, seen_in=split)

    with pytest.raises(WrongUse, match="a split has seen all of its own"):
        asked("test")
    with pytest.raises(WrongUse, match="--seen-in: only entities have them"):
        asked("train", "stances")
    [of_train] = store.in_split("train")
    labels = store.annotation("gold", of_train)
    assert labels is not None
    store.annotation_path("gold", of_train.id, of_train.version).unlink()
    with pytest.raises(WrongUse, match="--seen-in train: the split has no gold entities"):
        asked("train")
