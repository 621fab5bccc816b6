"""Names exchanged for others, with the labels where their words are then."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pactbank.systems.renaming import renamed
from pactbank.systems.rules.gazetteer import gazetteer
from pactbank.systems.spacy_labels import Learnt

TEXT = "Mirr met Kestania. The Kestani envoy saw Mirr sign the Mirr Pact in Brenn."
LABELS = {
    "Mirr": "STATE/NAM",
    "Kestania": "STATE/NAM",
    "Kestani": "STATE/DEM",
    "Kestani envoy": "PERSON/NOM",
    "Brenn": "PLACE/NAM",
    "Mirr Pact": "pact/PEACE",
    "sign": "cue/ENDORSE/positive",
}


def learnt(words: str) -> list[Learnt]:
    found, at = [], TEXT.find(words)
    while at >= 0:
        found.append(Learnt(at, at + len(words), LABELS[words]))
        at = TEXT.find(words, at + 1)
    return found


MENTIONS = [
    one for words in ("Mirr", "Kestania", "Kestani envoy", "Brenn") for one in learnt(words)
] + [learnt("Kestani")[1]]
PARTS = [*learnt("Mirr Pact"), *learnt("sign")]


@given(st.integers(0, 2**32 - 1))
def test_labels_follow_their_words(seed: int) -> None:
    text, (mentions, parts) = renamed(TEXT, [MENTIONS, PARTS], Random(seed))
    words = [text[one.start : one.end] for one in mentions]
    entries = gazetteer().entries
    first, second, third, kestania, envoy, brenn, kestani = words
    assert first == second == third
    sorts = [entries[name].sort for name in (first, kestania, kestani, brenn)]
    assert sorts == ["name", "name", "demonym", "capital"]
    assert envoy == f"{kestani} envoy"
    assert [text[one.start : one.end] for one in parts] == [f"{first} Pact", "sign"]
    kept = text.replace(kestani, "Kestani").replace(kestania, "Kestania").replace(brenn, "Brenn")
    assert kept.replace(first, "Mirr") == TEXT or len({*words}) < 5
    assert [one.label for one in mentions] == [one.label for one in MENTIONS]
    assert renamed(TEXT, [MENTIONS, PARTS], Random(seed)) == (text, [mentions, parts])
