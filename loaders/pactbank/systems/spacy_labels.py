"""Labels of gold as labels of spans that spaCy learns, and what it finds as labels again.

A mention is learnt as its type and level (`STATE/NAM`), the mention of a pact as the pact's type
(`pact/TRADE`), a cue as the type and polarity of its stance (`cue/REJECT/negative`), and a target
as `target`. Which of them belong together is not learnt: simple rules say it, sentence by sentence.
Referents, stages and provisions are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pactbank.model.annotation import Annotation
from pactbank.model.closed import DEFAULT_ROLES, HOLDER_TYPES, ROLES_BY_TYPE
from pactbank.text.offsets import Range, contains
from pactbank.text.sentences import sentences

SPANS = "pactbank"
"""Under this key of `Doc.spans` are the parts of pacts and stances; under the same key of the
pipeline's meta stands how it was trained."""


class Learnt(NamedTuple):
    """A span of the text with its label."""

    start: int
    end: int
    label: str

    @property
    def range(self) -> Range:
        return self.start, self.end

    @property
    def type(self) -> str:
        """STATE of `STATE/NAM`."""
        return self.label.partition("/")[0]


def mentions_of(gold: Annotation) -> list[Learnt]:
    """The entity mentions of gold."""
    found = {
        Learnt(one.start, one.end, "/".join(filter(None, (one.type, one.level))))
        for one in gold.entities or ()
    }
    return sorted(found)


def parts_of(gold: Annotation) -> list[Learnt]:
    """The mentions of pacts, the cues and the targets of gold."""
    found = {
        Learnt(mention.start, mention.end, f"pact/{pact.type}")
        for pact in gold.agreements or ()
        for mention in pact.mentions
    }
    for stance in gold.stances or ():
        cue, target = stance.cue, stance.target
        found.add(Learnt(cue.start, cue.end, f"cue/{stance.type}/{stance.polarity}"))
        if target is not None:
            found.add(Learnt(target.start, target.end, "target"))
    return sorted(found)


def found_in(doc: Any) -> dict[str, Any]:
    """The layers of a prediction, from what a trained pipeline found in a text."""
    parts = sorted(_learnt(one) for one in doc.spans[SPANS])
    return labels(doc.text, [_learnt(one) for one in doc.ents], parts)


def _learnt(span: Any) -> Learnt:
    return Learnt(span.start_char, span.end_char, span.label_)


def labels(text: str, mentions: Sequence[Learnt], parts: Sequence[Learnt]) -> dict[str, Any]:
    """The layers of a prediction from the mentions of entities and from the other parts."""
    places = list(sentences(text))
    return {
        "layers": ["entities", "agreements", "stances"],
        "entities": [_mention(text, one) for one in mentions],
        "agreements": list(_agreements(text, places, mentions, parts)),
        "stances": list(_stances(text, places, mentions, parts)),
    }


def _span(text: str, part: Learnt) -> dict[str, Any]:
    return {"start": part.start, "end": part.end, "text": text[part.start : part.end]}


def _mention(text: str, one: Learnt) -> dict[str, Any]:
    _, _, level = one.label.partition("/")
    return {**_span(text, one), "type": one.type, **({"level": level} if level else {})}


def _within(place: Range, parts: Iterable[Learnt]) -> list[Learnt]:
    return [part for part in parts if contains(place, part.range)]


def _agreements(
    text: str, places: Sequence[Range], mentions: Sequence[Learnt], parts: Sequence[Learnt]
) -> Iterator[dict[str, Any]]:
    """One pact of each type that has mentions; its parties are the states that are named in the
    sentences of its mentions."""
    pacts = sorted((p for p in parts if p.type == "pact"), key=lambda part: part.label)
    states = [one for one in mentions if one.label == "STATE/NAM"]
    for label, group in groupby(pacts, key=lambda part: part.label):
        named, kind = list(group), label.removeprefix("pact/")
        near = [
            _within(place, states)
            for place in places
            if any(contains(place, pact.range) for pact in named)
        ]
        yield {
            "type": kind,
            "mentions": [
                {**_span(text, pact), "level": _pact_level(text[pact.start : pact.end])}
                for pact in named
            ],
            "arguments": list(_arguments(text, kind, near)),
        }


def _arguments(text: str, kind: str, near: Sequence[Sequence[Learnt]]) -> Iterator[dict[str, Any]]:
    """Each state once. Where a pact has no parties, the first state of a sentence provides and the
    others benefit."""
    parties = "PARTY" in ROLES_BY_TYPE.get(kind, DEFAULT_ROLES)
    told = set()
    for states in near:
        for number, state in enumerate(states):
            name = text[state.start : state.end]
            role = "PARTY" if parties else "BENEFICIARY" if number else "PROVIDER"
            if name not in told:
                yield {**_span(text, state), "role": role}
            told.add(name)


_PRONOUNS = {"it", "its", "this", "that", "which", "they", "them", "their", "these", "those"}


def _pact_level(words: str) -> str:
    """A pronoun by a list; a name where a word behind the first has a capital."""
    if words.lower() in _PRONOUNS:
        return "PRO"
    return "NAM" if any(word[:1].isupper() for word in words.split()[1:]) else "NOM"


def _stances(
    text: str, places: Sequence[Range], mentions: Sequence[Learnt], parts: Sequence[Learnt]
) -> Iterator[dict[str, Any]]:
    """A stance for each cue. Its holder is the nearest mention before it in the sentence; its
    target is the nearest target or pact of the sentence."""
    for place in places:
        there = _within(place, parts)
        able = [one for one in _within(place, mentions) if one.type in HOLDER_TYPES]
        for cue in (part for part in there if part.type == "cue"):
            _, kind, polarity = cue.label.split("/")
            holder = max((one for one in able if one.end <= cue.start), default=None)
            aims = [part for part in there if part.type in ("target", "pact")]
            target = min(aims, key=lambda aim: (_distance(cue, aim), aim), default=None)
            yield {
                "type": kind,
                "polarity": polarity,
                "cue": _span(text, cue),
                **({"implicit": "UNSPECIFIED"} if holder is None else
                   {"holders": [_span(text, holder)]}),
                **({} if target is None else {"target": _span(text, target)}),
            }  # fmt: skip


def _distance(one: Learnt, other: Learnt) -> int:
    return max(0, other.start - one.end, one.start - other.end)
