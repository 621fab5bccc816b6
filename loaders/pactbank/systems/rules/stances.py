"""The stances layer: words that express a stance, who holds it, and what it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import cast

import regex

from pactbank.model import prediction as made
from pactbank.model.closed import HOLDER_TYPES, Polarity, StanceType
from pactbank.systems.rules import data, spans
from pactbank.systems.rules.spans import Candidate, SegmentedText, Sentence
from pactbank.text.offsets import Range, contains

_CUES = data.by_key("cues", r"(?<![\w-])\L<words>(?![\w-])")
_MARKED = regex.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?")
_GOVERNED = regex.compile(r"\b(?:of|in|with|from|by|to|for|against|on|at) (?:the )?\Z")
_LEAD = data.compiled(r"\s(?:(?i:\L<leads>)\s)?(?:(?i:\L<determiners>)\s)?")
_END = data.compiled(r"\L<ends>")
_EDGES = '.,;:!?–—-“”"‘’ '


def find(
    segmented: SegmentedText,
    mentions: Mapping[Sentence, Sequence[Candidate]],
    agreements: Sequence[made.PredictedAgreement],
    refs: spans.Refs,
) -> tuple[made.PredictedStance, ...]:
    """The labels of the layer, with ids s1, s2 and so on: of each cue that has a holder, in a
    heading only with a target."""
    found: list[made.PredictedStance] = []
    ids = {(m.start or 0, m.end or 0): a.id or "" for a in agreements for m in a.mentions}
    places = sorted(ids)
    for sentence in segmented.sentences:
        here = mentions[sentence]
        marks = [match.span() for match in _MARKED.finditer(segmented.text, *sentence.range)]
        for cue, key in _cues(segmented.text, sentence):
            holder = _holder(segmented.text, sentence, cue, here, marks)
            target = _target(segmented.text, sentence, cue[1], marks)
            if holder is None or (target is None and sentence.zone in ("headline", "heading")):
                continue
            inside = [c for c in here if target and contains(target, c.range) and c.level != "NOM"]
            named = [c for c in inside if c.type in ("STATE", "PERSON")]
            toward = dict.fromkeys(key for c in named for key in c.keys)
            type_, polarity = key.split()
            aim = made.PredictedSpan(**spans.quoted(segmented.source, target)) if target else None
            ends = [bisect_left(places, (at, 0)) for at in target or (0, 0)]
            about = dict.fromkeys(ids[place] for place in places[slice(*ends)])
            found.append(
                made.PredictedStance(
                    id=f"s{len(found) + 1}",
                    type=cast("StanceType", type_),
                    polarity=cast("Polarity", polarity),
                    cue=made.PredictedSpan(**spans.quoted(segmented.source, cue)),
                    holders=(made.PredictedHolder(**spans.label(segmented.source, holder, refs)),),
                    target=aim,
                    about=tuple(about),
                    toward=refs.ids(key for key in toward if key not in (*holder.keys, holder.of)),
                    quote="direct" if any(contains(mark, cue) for mark in marks) else "indirect",
                    chain=(made.PredictedLink(ref="AUTHOR"),),
                )
            )
    return tuple(found)


def _cues(text: str, sentence: Sentence) -> list[tuple[Range, str]]:
    """The cues of a sentence with the key of their list, the longer of two that overlap."""
    found = {
        match.span(): key
        for key, pattern in _CUES.items()
        for match in pattern.finditer(text, *sentence.range)
    }
    return [(span, found[span]) for span in spans.apart(found)]


def _holder(
    text: str, sentence: Sentence, cue: Range, here: Sequence[Candidate], marks: Sequence[Range]
) -> Candidate | None:
    """The nearest mention before the cue that can hold a stance, preferably one that no
    preposition governs. Quoted words without a holder are held by their speaker, who is named
    after or before them."""
    able = [c for c in here if c.type in HOLDER_TYPES and c.level != "DEM"]
    able = [c for c in able if not any(o != c and contains(o.range, c.range) for o in here)]
    start, end = next((mark for mark in marks if contains(mark, cue)), sentence.range)
    before = [c for c in able if start <= c.start and c.end <= cue[0]]
    free = [c for c in before if not _GOVERNED.search(text, max(0, c.start - 12), c.start)]
    after = [c for c in able if c.start >= end and c.type == "PERSON"]
    earlier = [c for c in able if c.end <= start]
    return next(iter([*free[-1:], *before[-1:], *after[:1], *earlier[-1:]]), None)


def _target(text: str, sentence: Sentence, at: int, marks: Sequence[Range]) -> Range | None:
    """What the clause has after the cue, without the words that introduce it."""
    last = next((end for start, end in marks if start < at < end), sentence.end)
    lead = _LEAD.match(text, at, last)
    start = lead.end() if lead else at
    stop = _END.search(text, start, last)
    words = text[start : stop.start() if stop else last]
    start += len(words) - len(words.lstrip(_EDGES))
    words = words.strip(_EDGES)
    return (start, start + len(words)) if words else None
