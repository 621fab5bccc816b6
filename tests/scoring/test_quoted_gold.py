"""Labels handed in as bare quotes: gold finds its own places, whatever the text is made of."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.cli.app import run
from pactbank.errors import InvalidData
from pactbank.model.prediction import Prediction
from pactbank.model.score import Score
from pactbank.scoring import score
from pactbank.text.anchor import Anchoring, Quote
from scoring.crowded import quoted
from support.every_field import GOLD, NAME, TEXT
from support.labelled import (
    Label,
    Words,
    argument,
    counts,
    document,
    entity,
    holder,
    pact,
    party,
    stance,
    state,
    status,
)
from support.mutations import fields, holders

SPANS = sorted(
    {f.path.rpartition("/")[0] for f in fields(Prediction) if f.name == "start"}, key=len
)
"""The paths of everything that may be a quote."""


def told_apart(labels: Label, text: str, around: int = 15) -> Label:
    """Labels as quotes with some characters of context."""
    made = copy.deepcopy(labels)
    for path in SPANS:
        for span in holders(made, f"{path}/start"):
            if "start" in span:
                start, end = span.pop("start"), span.pop("end")
                span |= {"before": text[max(start - around, 0) : start]} if start else {}
                span |= {"after": text[end : end + around]}
    return made


def scored(gold: Label, given: Label, text: str, folder: Path, task: Any = "all") -> Score:
    (folder / f"{gold['document']}.txt").write_bytes(text.encode("utf-8"))
    return score([gold], [given], task, texts=folder, intervals="none")


def test_gold_as_quotes_with_context_is_perfect(tmp_path: Path) -> None:
    result = scored(GOLD, told_apart(GOLD, TEXT), TEXT, tmp_path)
    assert {name: m.f1 for name, m in result.metrics.items() if m.f1 != 1} == {}
    assert {outcome for of in result.anchoring.values() for outcome in of} == {"context"}


def test_gold_as_bare_quotes(tmp_path: Path) -> None:
    """Of what is labelled at each place it stands, every quote has its place. "Vint" and "Brandt"
    also stand inside longer names, which come first: two of 25 mentions are wrong."""
    result = scored(GOLD, quoted(GOLD), TEXT, tmp_path)
    assert counts(result.metrics["exact"]) == (23, 25, 25)
    # Anhal, Mirr and Kestania have as many labels as places; all 27 quotes are whole words.
    assert result.anchoring["entity"] == {"exact": 27}
    # These stand nearest to their cue or agreement, wherever they are repeated.
    for name in ("holder", "cue", "target", "evidence", "chain", "facts"):
        assert result.metrics[name].f1 == 1, name


JAPAN = Words("The Japanese envoys left . Japan and Japanese firms hailed Japan's Pact of Japan .")


def test_a_name_inside_a_longer_word_is_no_place_for_it(tmp_path: Path) -> None:
    """One quote of each kind of label: "Japan" is a word of its own."""
    name, inside = JAPAN("Japan", 1), JAPAN("Japanese")
    assert name["start"] == JAPAN.text.index("Japan and")
    gold = document(
        entities=[state(name, "japan"), {**inside, "type": "STATE", "level": "DEM"}],
        agreements=[
            pact(
                "TRADE",
                [JAPAN("Pact of Japan")],
                [party(JAPAN("Japan", 3), "japan"), argument(JAPAN("Japan", 3), "PROVISION")],
                [status("SIGNED", evidence=JAPAN("hailed"))],
            )
        ],
        stances=[
            stance("ENDORSE", "positive", JAPAN("hailed"), [holder(JAPAN("Japan", 3), "japan")])
        ],
    )
    result = scored(gold, quoted(gold), JAPAN.text, tmp_path)
    # "Japan" of "Japan's" is the nearest word to the cue, and the pact: to its mention.
    for metric in ("exact", "holder", "cue", "mentions", "evidence", "arguments", "provisions"):
        assert result.metrics[metric].f1 == 1, metric


LONG = "The Mutual Logistics Agreement between Anhal and Mirr was welcomed by Minister Ora Vint ."


@pytest.mark.parametrize(
    "words", ["Mutual Logistics Agreement", "Minister Ora Vint", "Agreement between Anhal"]
)
def test_a_quote_that_lacks_a_letter_has_the_whole_place(words: str) -> None:
    start = LONG.index(words)
    for at in range(1, len(words) - 1):
        if words[at] != " ":
            [placed] = Anchoring(LONG).place([Quote(words[:at] + words[at + 1 :])])
            assert placed.span == (start, start + len(words)), words[:at] + words[at + 1 :]


@pytest.mark.parametrize("kind", ["doubled", "swapped", "replaced"])
def test_other_slips_of_one_letter(kind: str) -> None:
    words = "Mutual Logistics Agreement"
    start = LONG.index(words)
    for at in range(1, len(words) - 2):
        first, second = words[at], words[at + 1]
        slip = {"doubled": first * 2 + second, "swapped": second + first, "replaced": "x" + second}
        made = words[:at] + slip[kind] + words[at + 2 :]
        [placed] = Anchoring(LONG).place([Quote(made)])
        assert placed.span == (start, start + len(words)), made


def test_long_mentions_of_gold_survive_a_lost_letter(tmp_path: Path) -> None:
    """Of n letters n - 1 are right, which is a ratio of 90 from ten letters on; shorter quotes are
    not found."""
    damaged = told_apart(GOLD, TEXT)
    for mention in damaged["entities"]:
        words = mention["text"]
        if len(words) > 8:
            mention["text"] = words[: len(words) // 2] + words[len(words) // 2 + 1 :]
    result = scored(GOLD, damaged, TEXT, tmp_path)
    # Oska Brandt, Assembly of Mirr, allied countries; 3 May 2031, President, spokesman, radar
    # sets, last year.
    assert result.anchoring["entity"] == {"context": 19, "fuzzy": 3, "not-found": 5}
    assert counts(result.metrics["exact"]) == (20, 25, 25)


def test_one_place_with_unique_context_serves_every_label(tmp_path: Path) -> None:
    text = Words("Vint left . Vint praised and deplored the Pact . Vint slept .")
    where, cue, other = text("Vint", 1), text("praised"), text("deplored")
    target = text("Pact")
    gold = document(
        entities=[entity(where, "PERSON", "v"), entity(where, "STATE", "v")],
        agreements=[
            {**pact("TRADE", [target], [party(where, "v")]), "name": "one"},
            {**pact("PEACE", [target], [party(where, "v")]), "name": "two"},
        ],
        stances=[
            stance("ENDORSE", "positive", cue, [holder(where, "v")], target),
            stance("CRITICISE", "negative", other, [holder(where, "v")], target),
            stance("ASSESS", "neutral", cue, [holder(where, "v")], target),
        ],
    )
    result = scored(gold, told_apart(gold, text.text), text.text, tmp_path)
    assert result.anchoring == {
        "argument": {"context": 2},
        "cue": {"context": 3},
        "entity": {"context": 2},
        "holder": {"context": 3},
        "mention": {"context": 2},
        "target": {"context": 3},
    }
    assert {name: m.f1 for name, m in result.metrics.items() if m.f1 not in (1, None)} == {}


def test_quotes_without_a_text_are_errors_that_name_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, side in (("gold", GOLD), ("given", quoted(GOLD))):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(side) + "\n")
    monkeypatch.chdir(tmp_path)
    line = "pactbank score given.jsonl --gold gold.jsonl --task all"
    monkeypatch.setattr("sys.argv", line.split())
    assert run() == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert "given.jsonl:1: PB858 /entities/0" in shown.err
    assert "--texts" in shown.err
    with pytest.raises(InvalidData) as caught:
        score([GOLD], [quoted(GOLD)], "all")
    spans = [s for path in SPANS for s in holders(GOLD, f"{path}/start") if "start" in s]
    [problem] = caught.value.problems
    assert problem.code == "PB858"
    assert problem.message.endswith(f"(one of {len(spans)} in this document)")


PLACES: dict[str, tuple[str, str, str | None]] = {
    # The text, what is quoted, and the words of the text that are meant (None: no place).
    "NFC in NFD": ("By Zoe\u0308 Marek .", "Zoë Marek", "Zoe\u0308 Marek"),
    "NFD in NFC": ("By Zoë Marek .", "Zoe\u0308 Marek", "Zoë Marek"),
    "NFC in NFD, last letter": ("By Zoe\u0308 .", "Zoë", "Zoe\u0308"),
    "a letter without its mark, exact": ("By Zoe\u0308 .", "Zoe", "Zoe"),
    "two marks in another order": ("e\u0323\u0302n .", "e\u0302\u0323n", "e\u0323\u0302n"),
    "ligature in the text": ("the ﬁnal pact", "final pact", "ﬁnal pact"),
    "ligature in the quote": ("the final pact", "ﬁnal pact", "final pact"),
    "sharp s": ("die große Straße", "GROSSE STRASSE", "große Straße"),
    "soft hyphen in the text": ("the agree\u00adment .", "agreement", "agree\u00adment"),
    "soft hyphen in the quote": ("the agreement .", "agree\u00adment", "agreement"),
    "zero-width space": ("Ora\u200bVint left", "OraVint", "Ora\u200bVint"),
    "byte order mark": ("\ufeffAnhal left", "Anhal", "Anhal"),
    "full-width is another letter": ("Ａnhal left", "Anhal", None),
    "no-break space": ("Ora\u00a0Vint left", "Ora Vint", "Ora\u00a0Vint"),
    "CRLF": ("the Ridge\r\nPact .", "Ridge Pact", "Ridge\r\nPact"),
    "CRLF in the quote": ("the Ridge Pact .", "Ridge\r\nPact", "Ridge Pact"),
    "line break and indent": ("the Ridge\n   Pact .", "Ridge Pact", "Ridge\n   Pact"),
    "edges of white space": ("the Ridge Pact .", " Ridge Pact\n", "Ridge Pact"),
    "typographic quotes": ("so-called “peace” pact", '"peace" pact', "“peace” pact"),
    "apostrophe": ("Anhal’s envoys", "Anhal's envoys", "Anhal’s envoys"),
    "dash": ("Anhal–Mirr pact", "Anhal-Mirr pact", "Anhal–Mirr pact"),
    "Hebrew": ("ההסכם בין ישראל לירדן נחתם", "ישראל", "ישראל"),
    "Hebrew without points": ("שָׁלוֹם לכם", "שלום", None),
    "Arabic": ("وقعت مصر اتفاقية مع الأردن", "اتفاقية", "اتفاقية"),
    "Persian joiner": ("این می\u200cخواهد بود", "میخواهد", "می\u200cخواهد"),
    "emoji": ("signed 🤝 today", "🤝", "🤝"),
    "emoji of a family": ("the 👩\u200d👧 left", "👩\u200d👧", "👩\u200d👧"),
    "emoji before": ("🕊️🤝 Anhal left", "Anhal", "Anhal"),
    "flag": ("🇲🇳🇯🇵 agreed", "🇯🇵", "🇯🇵"),
    "Hangul": ("대한민국은 떠났다", "대한민국".encode().decode(), "대한민국"),
    "Turkish": ("İstanbul left", "i̇stanbul", "İstanbul"),
    "Devanagari": ("नीति पत्र", "नीति", "नीति"),
    "nothing but space": ("a b", " \u00a0", None),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_in_texts_of_every_kind(name: str, tmp_path: Path) -> None:
    text, words, meant = PLACES[name]
    [placed] = Anchoring(text).place([Quote(words)])
    assert (placed.span and text[slice(*placed.span)]) == meant
    if "\r" in text or text.startswith("\ufeff"):
        return  # no file of a corpus has these
    gold = document(entities=[])
    if meant is not None:
        start = text.index(meant)
        where = {"start": start, "end": start + len(meant), "text": meant}
        gold = document(entities=[entity(where, "ORG")])
    given = document(entities=[entity({"text": words}, "ORG")])
    exact = scored(gold, given, text, tmp_path, "entities").metrics["exact"]
    assert counts(exact) == ((1, 1, 1) if meant is not None else (0, 1, 0))


@pytest.mark.parametrize(("places", "quotes"), [(20_000, 2_000), (1_500, 2_000)])
def test_many_equal_quotes(places: int, quotes: int, tmp_path: Path) -> None:
    """They take the places from left to right; those too many have the first one again."""
    text = "Mirr . " * places
    labels = [{"start": 7 * n, "end": 7 * n + 4, "type": "STATE"} for n in range(places)]
    gold = document(entities=labels[:quotes])
    given = document(entities=[{"text": "Mirr", "type": "STATE"}] * quotes)
    result = scored(gold, given, text, tmp_path, "entities")
    found = min(places, quotes)
    again = {"repeated": quotes - found} if quotes > found else {}
    assert result.anchoring == {"entity": {"exact": found, **again}}
    assert counts(result.metrics["exact"]) == (found, quotes, found)


def test_documents_are_no_place_for_quotes_of_other_documents(tmp_path: Path) -> None:
    other = {**GOLD, "document": "other"}
    (tmp_path / f"{NAME}.txt").write_text(TEXT)
    (tmp_path / "other.txt").write_text("Nothing of that kind .")
    given = {"document": "other", "entities": [{"text": "Anhal", "type": "STATE"}]}
    with pytest.raises(InvalidData):  # offsets of gold are beyond that text
        score([GOLD, other], [given], texts=tmp_path)
    gold = [GOLD, {"document": "other", "entities": []}]
    result = score(gold, [given], texts=tmp_path, intervals="none")
    assert result.anchoring == {"entity": {"not-found": 1}}
