"""Predictions whose spans are quotes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from unicodedata import normalize

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.model.score import Score
from pactbank.scoring import score
from support.labelled import counts

KEPT = {"type", "level", "refs", "role", "value", "open"}


def quoted(value: Any) -> Any:
    """Labels with their offsets left out and their words kept."""
    if isinstance(value, dict):
        spanned = "start" in value and "text" in value
        return {k: quoted(v) for k, v in value.items() if not (spanned and k in ("start", "end"))}
    return [quoted(item) for item in value] if isinstance(value, (list, tuple)) else value


def gold(store: Store, split: Any = "test") -> Any:
    [found] = store.in_split(split)
    return msgspec.to_builtins(store.annotation("gold", found))


def against(store: Store, prediction: Any, task: Any = "entities", split: Any = "test") -> Score:
    return score(None, [prediction], task, split=split, root=store.root, intervals="none")


def test_quotes_of_gold_find_their_places(store: Store) -> None:
    result = against(store, quoted(gold(store)))
    exact = result.metrics["exact"]
    # 14 mentions, a pronoun and a group of them don't-care. "Veldria" stands five times in the
    # text and is quoted four times; "Veldrian" is another word, so that the fourth shares a place.
    assert exact.gold == exact.predicted == 12
    assert exact.tp == 11
    assert result.anchoring == {"entity": {"exact": 13, "repeated": 1}}


def test_other_layers_are_anchored_by_kind(store: Store) -> None:
    result = against(store, quoted(gold(store)), "all")
    assert result.anchoring == {
        "argument": {"exact": 2},
        "cue": {"exact": 1},
        "entity": {"exact": 13, "repeated": 1},
        "holder": {"exact": 1},
        "mention": {"exact": 1},
        "status": {"exact": 1},
        "target": {"exact": 1},
    }
    assert result.metrics["cue"].f1 == result.metrics["target"].f1 == 1
    # Quoted without context the parties are those of the headline: the same referents.
    assert result.metrics["facts"].f1 == 1


def test_context_and_outcomes(store: Store) -> None:
    prediction = {
        "document": "veldria-talks",
        "entities": [
            {"text": "Veldria", "type": "STATE", "before": "between "},
            {"text": "marsk", "type": "PLACE"},
            {"text": "Foreign Minister of nowhere", "type": "ROLE"},
            {"text": "Thursday, May 92", "type": "TIME"},
            {"text": "Kestania", "type": "STATE", "before": "nowhere "},
        ],
    }
    result = against(store, prediction)
    assert result.anchoring == {
        "entity": {
            "context": 1,
            "context-ignored": 1,
            "fuzzy": 1,
            "normalised": 1,
            "not-found": 1,
        }
    }
    # Right: both states, and "marsk", whose first place is the dateline. "Thursday, May 29" is
    # covered by the fuzzy place as well, for it is as long as what was sought.
    assert counts(result.metrics["exact"]) == (4, 5, 12)


def test_what_is_not_found_is_a_false_positive_under_every_metric(store: Store) -> None:
    lost = {
        "document": "veldria-talks",
        "entities": [{"text": "Ustrany", "type": "STATE"}, {"text": "Hask", "type": "STATE"}],
        "agreements": [
            {
                "type": "INFOSEC",
                "form": "TREATY",
                "mentions": [{"text": "No Such Pact"}],
                "arguments": [{"text": "Ustrany", "role": "PARTY"}],
            }
        ],
        "stances": [
            {
                "type": "ENDORSE",
                "polarity": "positive",
                "cue": {"text": "applauded"},
                "holders": [{"text": "Ustrany", "refs": ["x"]}],
                "target": {"text": "nothing at all"},
            }
        ],
    }
    metrics = against(store, lost, "all").metrics
    names = """exact untyped partial type iou b3 ceafe lea facts records mentions triggers
        role_fillers tuples typed_tuples exact_tuples holder cue target sentiment_graph"""
    for name in names.split():
        assert metrics[name].tp == 0, name
        assert metrics[name].predicted >= 1, name
    assert counts(metrics["exact"])[1] == 2
    assert metrics["strict"].spurious == 2


def test_the_order_of_quotes_changes_nothing(store: Store) -> None:
    prediction = quoted(gold(store))
    expected = against(store, prediction, "all")
    chance = random.Random(1)
    for layer in ("entities", "agreements", "stances"):
        chance.shuffle(prediction[layer])
    assert against(store, prediction, "all") == expected


def test_one_phrase_may_name_several_pacts(store: Store) -> None:
    """Records are placed each for itself, so a quote that stands once serves all of them."""
    pact = {"type": "INFOSEC", "mentions": [{"text": "Intelligence Sharing Agreement"}]}
    prediction = {"document": "veldria-talks", "agreements": [pact, pact, pact]}
    result = against(store, prediction, "agreements")
    assert result.anchoring == {"mention": {"exact": 3}}
    assert counts(result.metrics["triggers"]) == (1, 1, 1)
    assert counts(result.metrics["mentions"]) == (1, 3, 1)


def test_stances_with_one_cue_take_its_occurrences_in_turn(store: Store) -> None:
    stance = {"type": "ENDORSE", "polarity": "positive", "implicit": "AUTHOR"}
    prediction = {
        "document": "veldria-talks",
        "stances": [{**stance, "cue": {"text": "Kestania"}} for _ in range(3)],
    }
    result = against(store, prediction, "stances")
    assert result.anchoring == {"cue": {"exact": 2, "repeated": 1}}


@pytest.mark.parametrize("split", ["test", "train"])
def test_offsets_are_never_moved(store: Store, split: Any) -> None:
    result = against(store, gold(store, split), "all", split)
    assert result.anchoring == {}


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d\ufeff", "\u00ad\u200e"])
def test_zero_width_characters_in_quotes_cost_nothing(store: Store, unseen: str) -> None:
    prediction = quoted(gold(store))
    for label in prediction["entities"]:
        label["text"] = unseen + unseen.join(label["text"])
    result = against(store, prediction)
    plain = against(store, quoted(gold(store)))
    assert counts(result.metrics["exact"]) == counts(plain.metrics["exact"]) == (11, 12, 12)
    assert result.anchoring == {"entity": {"normalised": 13, "repeated": 1}}


@pytest.mark.parametrize("of_text", ["NFC", "NFD"])
@pytest.mark.parametrize("of_quotes", ["NFC", "NFD"])
def test_the_normal_form_of_quotes_is_not_scored(
    of_text: Any, of_quotes: Any, tmp_path: Path
) -> None:
    text = normalize(of_text, "Zoë Álvarez of Łódź met 한국 envoys in São José.\n")
    words = ["Zoë Álvarez", "Łódź", "한국", "São José"]
    (tmp_path / "talks.txt").write_text(text, "utf-8")

    def labelled(form: Any) -> Any:
        spans = [{"text": normalize(form, name), "type": "PERSON"} for name in words]
        return [{"document": "talks", "entities": spans}]

    with_offsets = labelled(of_text)
    for span in with_offsets[0]["entities"]:
        span["start"] = text.index(span["text"])
        span["end"] = span["start"] + len(span["text"])
    result = score(with_offsets, labelled(of_quotes), texts=tmp_path, intervals="none")
    assert counts(result.metrics["exact"]) == (4, 4, 4)
