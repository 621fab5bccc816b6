"""Against the gold of a corpus, where texts, versions and zones are known."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import DataNotFound, InvalidData, UnknownName, WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.closed import Split
from pactbank.model.score import Score
from pactbank.scoring import score
from support.labelled import Label, counts, document, entity, span


def gold(store: Store, split: Split) -> tuple[str, Annotation]:
    """Id and gold of a split's only document."""
    [found] = store.in_split(split)
    labels = store.annotation("gold", found)
    assert labels is not None
    return found.id, labels


def against(
    store: Store, split: Split, predictions: Any, task: Any = "entities", **options: Any
) -> Score:
    options = {"intervals": "none", **options}
    return score(None, predictions, task, split=split, root=store.root, **options)


def told(store: Store, predictions: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidData) as caught:
        against(store, "test", predictions, **options)
    return [(problem.code, problem.pointer) for problem in caught.value.problems]


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_the_gold_of_each_split_against_itself(store: Store, split: Split) -> None:
    _, labels = gold(store, split)
    result = against(store, split, [labels], "all")
    for name, metric in result.metrics.items():
        assert metric.f1 in (1.0, None), name
    assert result.metrics["sentiment_graph"].f1 in (1.0, None)  # the text is here
    assert result.task == "all"
    assert f"|split:{split}|" in result.signature
    assert "|texts:1|" in result.signature


def test_a_layer_without_gold_is_no_part_of_the_score(store: Store) -> None:
    _, labels = gold(store, "validation")  # it has no agreements layer
    assert "facts" not in against(store, "validation", [labels], "all").metrics
    with pytest.raises(WrongUse, match="gold has no agreements layer"):
        against(store, "validation", [labels], "agreements")


def test_a_document_without_prediction_is_scored_as_empty_and_listed(store: Store) -> None:
    name, labels = gold(store, "test")
    for predictions in ([], [{"document": name}], [{"document": name, "stances": []}]):
        result = against(store, "test", predictions)
        assert result.missing == (name,)
        assert counts(result.metrics["exact"])[:2] == (0, 0)
    assert against(store, "test", [{"document": name, "entities": []}]).missing == ()
    assert against(store, "test", [labels]).missing == ()


def test_predictions_for_other_splits_are_left_alone(store: Store) -> None:
    _, labels = gold(store, "test")
    _, other = gold(store, "train")
    alone, both = against(store, "test", [labels]), against(store, "test", [other, labels])
    assert alone == both


VELDRIA = "veldria-talks"


def mention(start: int, end: int, **more: Any) -> Label:
    return document(VELDRIA, entities=[entity({**span(start, end), **more}, "STATE")])


@pytest.mark.parametrize(
    ("prediction", "expected"),
    [
        (document("nowhere", entities=[]), ("PB315", "/document")),
        ({**mention(0, 7), "version": 2}, ("PB853", "/version")),
        ({**mention(0, 7), "text_sha256": "0" * 64}, ("PB316", "/text_sha256")),
        (mention(0, 99_999), ("PB301", "/entities/0")),
        (mention(7, 0), ("PB301", "/entities/0")),
        (mention(7, 7), ("PB303", "/entities/0")),
        (mention(0, 7, text="Tolmar"), ("PB302", "/entities/0")),
        (document(VELDRIA, entities=[entity(span(0, 7), "GPE")]), ("PB104", "/entities/0/type")),
        (document("Not A Slug", entities=[]), ("PB105", "/document")),
    ],
)
def test_faults_of_predictions(store: Store, prediction: Label, expected: tuple[str, str]) -> None:
    assert told(store, [prediction]) == [expected]


def test_spans_of_other_layers_are_checked_too(store: Store) -> None:
    wrong = {
        "document": VELDRIA,
        "agreements": [
            {"type": "TRADE", "mentions": [span(5, 1)], "arguments": [{"role": "PARTY"}]}
        ],
        "stances": [
            {
                "type": "WARN",
                "polarity": "negative",
                "cue": span(0, 99_999),
                "holders": [{**span(0, 3), "text": "no"}],
                "target": {},
            }
        ],
    }
    assert told(store, [wrong], task="all") == [
        ("PB319", "/agreements/0/arguments/0"),
        ("PB301", "/agreements/0/mentions/0"),
        ("PB301", "/stances/0/cue"),
        ("PB302", "/stances/0/holders/0"),
        ("PB319", "/stances/0/target"),
    ]


def test_zones_of_mentions_follow_from_their_offsets(store: Store) -> None:
    _, labels = gold(store, "test")
    # The headline has two states; the prediction adds one more there and one in a paragraph.
    result = against(store, "test", [labels], zones=["headline"])
    assert counts(result.metrics["exact"]) == (2, 2, 2)
    extra = {
        "document": VELDRIA,
        "entities": [entity(span(8, 12), "PERSON"), entity(span(100, 104), "PERSON")],
    }
    assert counts(against(store, "test", [extra], zones=["headline"]).metrics["exact"]) == (0, 1, 2)
    both = against(store, "test", [labels], zones=["headline", "dateline"])
    assert counts(both.metrics["exact"]) == (3, 3, 3)
    assert "|zones:dateline,headline|" in both.signature


def test_zones_need_the_corpus(store: Store) -> None:
    side = [document("elsewhere", entities=[])]
    with pytest.raises(WrongUse, match="zones are recorded in the corpus"):
        score(side, side, zones=["headline"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"types": ["GPE"]}, "no type 'GPE'; there is: EVENT, FORCE"),
        ({"levels": ["NAME"]}, "no level 'NAME'; there is: DEM, MET, NAM, NOM, PRO"),
        ({"zones": ["advertisement"]}, "no zone 'advertisement'; there is: byline"),
        ({"label_map": "nothing"}, "no label map 'nothing'; there is: conll2003, ontonotes"),
    ],
)
def test_unknown_names_list_those_that_exist(store: Store, options: Any, said: str) -> None:
    with pytest.raises(UnknownName, match=said):
        against(store, "test", [], **options)


def test_what_cannot_be_meant(store: Store) -> None:
    with pytest.raises(UnknownName, match="no task 'tokens'"):
        against(store, "test", [], "tokens")
    with pytest.raises(UnknownName, match="no split 'dev'"):
        against(store, "dev", [])  # type: ignore[arg-type]
    with pytest.raises(WrongUse, match="either gold or a split"):
        score([], [], split="test", root=store.root)
    with pytest.raises(WrongUse, match="either gold or a split"):
        score(None, [])
    with pytest.raises(WrongUse, match="gold has no entities layer"):
        score([], [])
    with pytest.raises(DataNotFound):
        score(None, [], split="test", root=store.root / "nowhere")


def test_a_split_without_gold(store: Store) -> None:
    [found] = store.in_split("test")
    store.annotation_path("gold", found.id, found.version).unlink()
    with pytest.raises(WrongUse, match="split test has no gold labels"):
        against(store, "test", [])


def test_gold_given_as_records_is_what_the_corpus_has(store: Store) -> None:
    """The text is known by its hash, wherever gold came from."""
    name, labels = gold(store, "test")
    prediction = document(name, entities=[entity({"text": "veldria"}, "STATE")])
    given = score([labels], [prediction], root=store.root, intervals="none")
    own = against(store, "test", [prediction])
    assert given.metrics == own.metrics
    assert given.anchoring == {"entity": {"normalised": 1}}
    assert given.signature == own.signature.replace("split:test", "split:none")
    # Without the hash, or without such a text in the corpus, it is not.
    for changed in ({"text_sha256": "0" * 64}, {"document": "elsewhere"}):
        moved = msgspec.structs.replace(labels, **changed)
        name = changed.get("document", name)
        with pytest.raises(InvalidData, match="PB858 /entities/0: a quote"):
            score([moved], [{**prediction, "document": name}], root=store.root)


def test_no_corpus_is_needed_for_two_files(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    _, labels = gold(store, "test")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pactbank.corpus.resources.packaged_root", lambda: tmp_path / "empty")
    assert score([labels], [labels]).metrics["exact"].f1 == 1
    with pytest.raises(DataNotFound):
        score([labels], [labels], root=tmp_path / "nowhere")


def test_faults_of_gold() -> None:
    twice = document(
        entities=[
            entity(span(0, 5), "STATE"),
            entity(span(0, 5), "ORG"),
            entity(span(0, 5), "STATE"),
        ]
    )
    pact = {"type": "TRADE", "mentions": [span(0, 4), span(5, 9)]}
    stance = {"type": "WARN", "polarity": "negative", "cue": span(0, 4), "implicit": "AUTHOR"}
    whole = {
        **twice,
        "agreements": [
            {"id": "a1", **pact},
            {"id": "a2", **pact, "mentions": pact["mentions"][::-1]},
        ],
        "stances": [{"id": "s1", **stance}, {"id": "s2", **stance}],
    }
    quoted = {"document": "other", "entities": [{"text": "Mirr", "type": "STATE"}]}
    with pytest.raises(InvalidData) as caught:
        score([whole, quoted], [], "all")
    assert [(p.code, p.pointer) for p in caught.value.problems] == [
        ("PB855", "/agreements/1"),
        ("PB306", "/entities/2"),
        ("PB504", "/stances/1"),
        ("PB854", "/entities/0"),
    ]
    with pytest.raises(InvalidData) as caught:
        score([twice], [])
    assert [(p.code, p.pointer) for p in caught.value.problems] == [("PB306", "/entities/2")]


def test_withheld_texts_still_have_lengths_and_zones(store: Store) -> None:
    [found] = store.in_split("test")
    store.path(found.id, found.version, ".txt").unlink()
    _, labels = gold(store, "test")
    result = against(store, "test", [labels], "all")
    assert "|texts:0|" in result.signature
    assert result.metrics["sentiment_graph"].note == "needs the text of every document"
    assert result.metrics["exact"].f1 == 1
    assert told(store, [mention(0, 99_999)]) == [("PB301", "/entities/0")]
    assert counts(against(store, "test", [labels], zones=["headline"]).metrics["exact"]) == (
        2,
        2,
        2,
    )
