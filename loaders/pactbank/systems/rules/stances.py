"""The stances layer: words that express a stance, who holds it, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from pactbank.model.closed import QuoteKind
from pactbank.model.prediction import (
    PredictedAgreement,
    PredictedHolder,
    PredictedLink,
    PredictedSpan,
    PredictedStance,
)
from pactbank.systems.rules import data, datelines
from pactbank.systems.rules.data import CueWords
from pactbank.systems.rules.labels import Refs, labelled_span
from pactbank.systems.rules.spans import (
    Candidate,
    Key,
    SegmentedText,
    Sentence,
    place,
    trim,
    within,
)
from pactbank.text.offsets import Range, contains, overlaps

_HOLDERS = frozenset({"PERSON", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG"})
_QUOTED = regex.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?")
ONE_ACT = 16
"""Characters between two cues of one kind that still make one act."""
_OF = regex.compile(r"\b(?:of|in|with|from|by|to|for|against|on|at) (?:the )?$")
_SUPPOSED = regex.compile(r"\b(?:[Ii]f|[Uu]nless|[Ww]hether)\b")
_CLAUSE_END = regex.compile(r"[,.;]")
_TAIL = ".,;:!?–—- "


@dataclass(frozen=True, slots=True)
class StanceCue:
    """Words that express a stance: code points [start, end) of the text, and their list."""

    start: int
    end: int
    entry: CueWords


def find(
    segmented: SegmentedText,
    chosen: Sequence[Candidate],
    agreements: Sequence[PredictedAgreement],
    refs: Refs,
) -> tuple[PredictedStance, ...]:
    """The labels of the layer, with ids s1, s2 and so on."""
    found: list[PredictedStance] = []
    for sentence in segmented.sentences:
        here = within(chosen, (datelines.end(segmented.text, sentence), sentence.end))
        for cue in _cues(segmented.text, sentence):
            stance = _stance(segmented, sentence, cue, here, agreements, refs, f"s{len(found) + 1}")
            if stance is not None:
                found.append(stance)
    return tuple(found)


@cache
def _patterns() -> tuple[tuple[CueWords, regex.Pattern[str]], ...]:
    return tuple(
        (entry, regex.compile(r"(?<![\w-])\L<forms>(?![\w-])", forms=list(entry.forms)))
        for entry in data.stances().cues
    )


def _cues(text: str, sentence: Sentence) -> list[StanceCue]:
    """The cues of a sentence, the longer of two that overlap, without those after "if"."""
    found = [
        StanceCue(*place(match), entry)
        for entry, pattern in _patterns()
        for match in pattern.finditer(text, sentence.start, sentence.end)
        if not _SUPPOSED.search(_CLAUSE_END.split(text[sentence.start : match.start()])[-1])
    ]
    taken: list[StanceCue] = []
    for cue in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        if not any(overlaps((cue.start, cue.end), (o.start, o.end)) for o in taken):
            taken.append(cue)
    ordered = sorted(taken, key=lambda c: c.start)
    # "Reaffirmed their commitment" is one act: the noun belongs to the verb's target.
    return [
        cue
        for number, cue in enumerate(ordered)
        if number == 0
        or cue.entry is not ordered[number - 1].entry
        or cue.start - ordered[number - 1].end > ONE_ACT
    ]


def _stance(
    segmented: SegmentedText,
    sentence: Sentence,
    cue: StanceCue,
    here: Sequence[Candidate],
    agreements: Sequence[PredictedAgreement],
    refs: Refs,
    id_: str,
) -> PredictedStance | None:
    """The stance of a cue; None where it has no holder, or stands in a heading without a target."""
    text, source = segmented.text, segmented.source
    holder = _holder(text, sentence, cue, here)
    target = _target(text, sentence, cue)
    if holder is None or (target is None and sentence.zone in ("headline", "heading")):
        return None
    own = {*holder.keys, holder.of}
    return PredictedStance(
        id=id_,
        type=cue.entry.type,
        polarity=cue.entry.polarity,
        cue=labelled_span(source, cue.start, cue.end),
        holders=(_held(source, holder, refs),),
        target=labelled_span(source, *target) if target else None,
        about=_about(target, agreements) if target else (),
        toward=refs.ids(key for key in _toward(target, here) if key not in own) if target else (),
        quote=_quoted(text, sentence, (cue.start, cue.end), target),
        chain=_chain(segmented, holder, here, refs),
    )


def _holder(
    text: str, sentence: Sentence, cue: StanceCue, here: Sequence[Candidate]
) -> Candidate | None:
    """The nearest mention before the cue that can hold a stance, preferably one that no
    preposition governs. Quoted words without a holder are held by their speaker, who is named
    after or before them."""
    able = [c for c in here if c.type in _HOLDERS and c.level != "DEM"]
    able = [c for c in able if not any(o != c and contains(o.range, c.range) for o in here)]
    marks = _marked(text, sentence)
    inside = [m for m in marks if contains(m, (cue.start, cue.end))]
    start = inside[0][0] if inside else sentence.start
    before = [c for c in able if start <= c.start and c.end <= cue.start]
    free = [c for c in before if not _OF.search(text[max(0, c.start - 12) : c.start])]
    if before:
        return (free or before)[-1]
    after = [c for c in able if inside and c.start >= inside[0][1] and c.type == "PERSON"]
    earlier = [c for c in able if c.end <= start]
    return after[0] if after else earlier[-1] if earlier else None


def _held(text: str, holder: Candidate, refs: Refs) -> PredictedHolder:
    return PredictedHolder(
        start=holder.start,
        end=holder.end,
        text=text[holder.start : holder.end],
        refs=refs.ids(holder.keys),
        open=holder.open,
    )


def _target(text: str, sentence: Sentence, cue: StanceCue) -> Range | None:
    """What the clause has after the cue, without the words that introduce it."""
    quoted = [m[1] for m in _marked(text, sentence) if contains(m, (cue.start, cue.end))]
    last = min([*(end for end in quoted if end > cue.end + 1), sentence.end])
    start = _skip(text, cue.end + (cue.end + 1 in quoted), last)
    stops = (text.find(stop, start, last) for stop in data.stances().ends)
    end = min((at for at in stops if at >= 0), default=last)
    trimmed = trim(text, start, end, _TAIL)
    return _balanced(text, *trimmed) if trimmed else None


def _skip(text: str, start: int, end: int) -> int:
    """The offset after the preposition and article that introduce a target."""
    lists = data.stances()
    for words in (lists.after, lists.determiners):
        lead = _words(words).match(text, start, end)
        start = lead.end() if lead else start
    return start


@cache
def _words(words: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(r"(?<!\s)\s++\L<words>\b(?=\s)", regex.IGNORECASE, words=list(words))


def _balanced(text: str, start: int, end: int) -> Range | None:
    """The range without a quote mark at an edge whose partner is outside."""
    while start < end and text[start] in '“"‘' and not _holds(text[start + 1 : end], '”"’'):
        start += 1
    while start < end and text[end - 1] in '”"' and not _holds(text[start : end - 1], '“"'):
        end -= 1
    return trim(text, start, end, _TAIL)


def _holds(text: str, marks: str) -> bool:
    return any(mark in text for mark in marks)


def _about(target: Range, agreements: Sequence[PredictedAgreement]) -> tuple[str, ...]:
    """The agreements that the target mentions."""
    return tuple(
        agreement.id
        for agreement in agreements
        if agreement.id is not None
        and any(
            m.start is not None and m.end is not None and contains(target, (m.start, m.end))
            for m in agreement.mentions
        )
    )


def _toward(target: Range, here: Sequence[Candidate]) -> list[Key]:
    """The states and persons that the target names."""
    named = (c for c in within(here, target) if c.type in ("STATE", "PERSON") and c.level != "NOM")
    return list(dict.fromkeys(key for c in named for key in c.keys))


def _marked(text: str, sentence: Sentence) -> list[Range]:
    """The stretches of a sentence inside quote marks, marks included."""
    return [place(m) for m in _QUOTED.finditer(text, sentence.start, sentence.end)]


def _quoted(text: str, sentence: Sentence, cue: Range, target: Range | None) -> QuoteKind:
    """Whether cue and target stand inside quote marks."""
    marks = _marked(text, sentence)
    inside = [any(contains(m, part) for m in marks) for part in (cue, target) if part]
    if all(inside):
        return "direct"
    if any(inside) or (target and any(overlaps(m, target) for m in marks)):
        return "mixed"
    return "indirect" if _reported(text, sentence, cue) else "none"


def _reported(text: str, sentence: Sentence, cue: Range) -> bool:
    return _speech().search(text, sentence.start, cue[0]) is not None


@cache
def _speech() -> regex.Pattern[str]:
    return regex.compile(r"\b\L<words>\b", words=list(data.stances().speech))


@cache
def _speaks() -> regex.Pattern[str]:
    """A verb of speech right after a name."""
    return regex.compile(r"[^,.;]{0,3}?\b\L<words>\b", words=list(data.stances().speech))


def _chain(
    segmented: SegmentedText, holder: Candidate, here: Sequence[Candidate], refs: Refs
) -> tuple[PredictedLink, ...]:
    """The author, then the person who reports the holder's stance."""
    links = [PredictedLink(ref="AUTHOR")]
    for source in _sources(segmented.text, holder, here):
        span: PredictedSpan = labelled_span(segmented.source, source.start, source.end)
        links.append(PredictedLink(ref=refs.ids(source.keys)[0], span=span))
    return tuple(links)


def _sources(text: str, holder: Candidate, here: Sequence[Candidate]) -> Iterator[Candidate]:
    """The person before the holder whom a verb of speech follows, unless it is the holder."""
    for c in here:
        speaks = _speaks().match(text, c.end, holder.start)
        if c.type == "PERSON" and c.keys != holder.keys and speaks:
            yield c
            return
