"""Samples of labels are drawn by seed, judged, kept without words, and give rates of error."""

from __future__ import annotations

import json
import math
from pathlib import Path

import msgspec
import pytest

from pactbank.corpus.auditing import (
    Drawn,
    Rate,
    draw,
    file_finds,
    file_round,
    find_counts,
    label_rate,
    read_audit,
    read_finds,
    read_judged,
    sentence_rate,
)
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, WrongUse
from pactbank.model.audit import DrawnLabel, DrawnSentence
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path)


def judge(items: list[Drawn], wrong: int, lacking: int) -> list[Drawn]:
    """Verdicts: the first labels are wrong, the first sentences lack a stance."""
    labels = [item for item in items if isinstance(item, DrawnLabel)]
    sentences = [item for item in items if isinstance(item, DrawnSentence)]
    return [
        *(
            msgspec.structs.replace(item, verdict="wrong" if at < wrong else "right", fault="span")
            for at, item in enumerate(labels)
        ),
        *(
            msgspec.structs.replace(item, lacks=("stances",) if at < lacking else ())
            for at, item in enumerate(sentences)
        ),
    ]


def test_a_sample_is_drawn_by_seed(store: Store) -> None:
    items = draw(store, 12, 5, 7, "gold")
    assert draw(store, 12, 5, 7, "gold") == items
    assert draw(store, 12, 5, 8, "gold") != items
    labels = [item for item in items if isinstance(item, DrawnLabel)]
    assert len({(item.document, item.label) for item in labels}) == 12
    for item in items:
        document = store.document(item.document)
        text = store.text(document)
        assert item.sentence in text
        if isinstance(item, DrawnSentence):
            assert text[item.start : item.end] == item.sentence
            assert item.before + item.sentence + item.after in text
        assert item.version == document.version


def test_every_label_and_sentence_can_be_drawn(store: Store) -> None:
    with pytest.raises(WrongUse, match="labels, fewer than 100000") as raised:
        draw(store, 100_000, 0, 1, "gold")
    there = int(str(raised.value).split()[2])
    items = draw(store, there, 0, 1, "gold")
    kinds = {item.kind for item in items if isinstance(item, DrawnLabel)}
    assert kinds >= {"entity", "agreement", "mention", "argument", "status", "stance"}
    with pytest.raises(WrongUse, match="sentences, fewer than 100000"):
        draw(store, 0, 100_000, 1, "gold")


def test_verdicts_are_kept_without_words_and_give_rates(store: Store, tmp_path: Path) -> None:
    items = judge(draw(store, 10, 6, 1, "gold"), wrong=2, lacking=1)
    path = tmp_path / "judged.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in items))
    made = file_round(store, "first", "A reader.", "2031-06-02", read_judged(path))
    assert (label_rate(made), sentence_rate(made)) == (Rate(2, 10), Rate(1, 6))
    assert sentence_rate(made, "stances") == Rate(1, 6)
    assert sentence_rate(made, "entities") == Rate(0, 6)
    by_layer = [label_rate(made, layer) for layer in ("entities", "agreements", "stances")]
    assert sum(rate.of for rate in by_layer) == 10
    assert sum(rate.found for rate in by_layer) == 2
    stored = (store.annotation_folder / "audit.json").read_text("utf-8")
    assert not [item.sentence for item in items if item.sentence in stored]
    assert read_audit(Store(store.root)).rounds == (made,)
    with pytest.raises(WrongUse, match="there is an audit first already"):
        file_round(store, "first", "A reader.", "2031-06-02", items)


@pytest.mark.parametrize(("found", "of"), [(0, 200), (3, 200), (5, 7), (7, 7)])
def test_the_interval_is_that_of_wilson(found: int, of: int) -> None:
    share, z = found / of, 1.959963984540054
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + (z / of) ** 2 / 4)
    assert Rate(found, of).interval == pytest.approx((middle - half, middle + half), abs=1e-9)
    assert Rate(0, 0).interval == (0.0, 1.0)


def test_finds_are_counted_by_layer_and_kind(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "finds.jsonl"
    lines = [
        {"document": "d", "layer": "stances", "kind": "bent", "outcome": "accepted", "why": "x"},
        {"document": "d", "layer": "stances", "kind": "bent", "outcome": "refused", "version": 2},
        {"document": "d", "layer": "entities", "kind": "missing", "outcome": "accepted"},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    file_finds(store, read_finds(path))
    file_finds(store, read_finds(path)[:1])
    assert [*find_counts(read_audit(Store(store.root)))] == [
        ("entities", "missing", 1, 0),
        ("stances", "bent", 2, 1),
    ]


@pytest.mark.parametrize("line", ["{", '{"item": "label"}', "[]", "\xff"])
def test_every_line_without_a_verdict_is_told(store: Store, tmp_path: Path, line: str) -> None:
    [item] = draw(store, 0, 1, 1, "gold")
    path = tmp_path / "judged.jsonl"
    path.write_bytes(msgspec.json.encode(item) + b"\n" + line.encode("latin-1") + b"\n")
    with pytest.raises(InvalidData) as raised:
        read_judged(path)
    assert [(p.code, p.line) for p in raised.value.problems] == [("PB960", 1), ("PB960", 2)]
    with pytest.raises(InvalidData) as raised:
        read_finds(path)
    assert [p.line for p in raised.value.problems] == [1, 2]
