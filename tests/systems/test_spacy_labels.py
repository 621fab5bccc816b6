"""From spans that a trained pipeline finds to agreements and stances."""

from __future__ import annotations

from typing import Any

import msgspec

from pactbank.model.prediction import Prediction
from pactbank.systems.spacy_labels import Learnt, labels, mentions_of, parts_of
from support import sample_corpus

TEXT = (
    "Mirr and Brenn signed the Harbour Treaty.\n"
    "Veldria rejects it, said Adela Corvane. Mirr gave Kestania boats under the boat aid.\n"
)


def _at(words: str, label: str, nth: int = 0) -> Learnt:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Learnt(start, start + len(words), label)


MENTIONS = [
    _at("Mirr", "STATE/NAM"),
    _at("Brenn", "STATE/NAM"),
    _at("Veldria", "STATE/NAM"),
    _at("Adela Corvane", "PERSON/NAM"),
    _at("Mirr", "STATE/NAM", 1),
    _at("Kestania", "STATE/NAM"),
]
PARTS = [
    _at("Harbour Treaty", "pact/DEFCOOP"),
    _at("rejects", "cue/REJECT/negative"),
    _at("it", "pact/DEFCOOP"),
    _at("boat aid", "pact/ASSISTANCE"),
]


def made(mentions: list[Learnt], parts: list[Learnt]) -> dict[str, Any]:
    given = labels(TEXT, mentions, parts)
    msgspec.convert({"document": "doc", **given}, Prediction)
    return given


def test_mentions_have_their_type_and_level() -> None:
    given = made([MENTIONS[0], _at("said", "TIME")], [])
    mirr, time = given["entities"]
    assert mirr == {"start": 0, "end": 4, "text": "Mirr", "type": "STATE", "level": "NAM"}
    assert time["type"] == "TIME"
    assert "level" not in time


def test_mentions_of_one_type_are_one_pact_of_the_states_beside_them() -> None:
    aid, treaty = made(MENTIONS, PARTS)["agreements"]
    assert treaty["type"] == "DEFCOOP"
    told = [(mention["text"], mention["level"]) for mention in treaty["mentions"]]
    assert told == [("Harbour Treaty", "NAM"), ("it", "PRO")]
    parties = [(one["text"], one["role"]) for one in treaty["arguments"]]
    assert parties == [("Mirr", "PARTY"), ("Brenn", "PARTY"), ("Veldria", "PARTY")]
    roles = [(one["text"], one["role"]) for one in aid["arguments"]]
    assert roles == [("Mirr", "PROVIDER"), ("Kestania", "BENEFICIARY")]
    assert aid["mentions"][0]["level"] == "NOM"


def test_a_cue_is_a_stance_of_whom_stands_before_it_about_what_is_nearest() -> None:
    [stance] = made(MENTIONS, PARTS)["stances"]
    assert (stance["type"], stance["polarity"]) == ("REJECT", "negative")
    assert [holder["text"] for holder in stance["holders"]] == ["Veldria"]
    assert stance["target"]["text"] == "it"
    [aimed] = made(MENTIONS, [PARTS[1], PARTS[3], _at("Adela Corvane", "target")])["stances"]
    assert aimed["target"]["text"] == "Adela Corvane"
    [alone] = made([], [PARTS[1]])["stances"]
    assert alone["implicit"] == "UNSPECIFIED"
    assert not {"holders", "target"} & set(alone)


def test_gold_is_learnt_as_spans_with_labels() -> None:
    samples = {sample.id: sample for sample in sample_corpus.SAMPLES}
    document, _, text = sample_corpus.make_document("doc", samples["mirr-boats"].lines)
    sample = samples["mirr-boats"]
    gold = sample_corpus.gold(document, sample.refs, sample.layers(text))
    words = [(text[one.start : one.end], one.label) for one in mentions_of(gold)]
    assert ("April", "TIME") in words
    assert ("Kestani", "STATE/DEM") in words
    pacts = [(text[one.start : one.end], one.label) for one in parts_of(gold)]
    assert pacts == [("Harbour Treaty", "pact/ARMAMENTS"), ("Skiff Memorandum", "pact/OTHER")]
    sample = samples["brenn-remarks"]
    document, _, text = sample_corpus.make_document("doc", sample.lines)
    stances = parts_of(sample_corpus.gold(document, sample.refs, sample.layers(text)))
    assert {one.label for one in stances} <= {"cue/REJECT/negative", "cue/WARN/negative", "target"}
    assert stances
