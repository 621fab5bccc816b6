"""How far an agreement has come: stage words beside its mentions, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec
import regex

from pactbank.model.closed import STAGES, Certainty, Condition, Stage
from pactbank.model.derived import PROGRESS
from pactbank.model.prediction import PredictedStatus
from pactbank.systems.rules import data
from pactbank.systems.rules.labels import labelled_span
from pactbank.systems.rules.spans import Candidate, SegmentedText, Sentence, place, within
from pactbank.text.offsets import Range, contains, overlaps

BEFORE = 40
"""Characters before the evidence in which a modal or negative counts."""
_SAYS = regex.compile(
    r"(?: (?:on|in|at|after|last|this) [\p{L}\p{N}]{1,30}(?: [\p{L}\p{N}]{1,30})?)? (?P<that>that) "
    r"|,? (?:whether|how|why|what)\b|,? (?:by|with) (?:a )?(?:saying|noting|prayer|song|applause)\b"
    r"|[:,] [“\"‘]"
)
"""What follows a verb that names no stage but reports a thought: "they concluded that"."""
_OTHERWISE = regex.compile(
    r" (?:off|out|down|up|back)\b| (?:his|her|their|its|an?|the)(?: [\p{L}\p{N}-]{1,30}){0,3} "
    r"(?:address|conference|day|exercises?|hearing|inquiry|inspection|investigation|meeting|probe|remarks"
    r"|review|season|session|speech|stay|study|summit|term|tour|trial|trip|visit|year)\b"
)
"""What follows a verb that has another object than an agreement: "they concluded their visit"."""
_DATE = regex.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that name a stage: code points [start, end) of the text."""

    start: int
    end: int
    stage: Stage

    @property
    def range(self) -> Range:
        return (self.start, self.end)


@cache
def _stage_patterns() -> tuple[tuple[Stage, regex.Pattern[str]], ...]:
    return tuple(
        (entry.stage, regex.compile(r"(?<![\w-])\L<words>(?![\w-])", words=list(entry.words)))
        for entry in data.agreements().stages
    )


@cache
def _words(words: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(r"(?<!\w)\L<words>(?!\w)", words=list(words))


def find(
    segmented: SegmentedText, id_: str, mentions: Sequence[Range], chosen: Sequence[Candidate]
) -> tuple[PredictedStatus, ...]:
    """The status that holds last, of what the sentences say that mention the agreement and name a
    stage: an affirmed, certain one before others, then the furthest. None where none does."""
    sentences = {
        segmented.sentence_at(start).range: segmented.sentence_at(start) for start, _ in mentions
    }
    told = [
        _status(segmented, sentence, evidence, chosen)
        for sentence in sentences.values()
        if (evidence := _furthest(segmented.text, sentence, mentions)) is not None
    ]
    last = max(told, key=_how_late, default=None)
    return () if last is None else (msgspec.structs.replace(last, id=f"{id_}.s1"),)


def _how_late(status: PredictedStatus) -> tuple[bool, bool, int]:
    reached = status.certainty == "CT" and not status.conditional
    return status.polarity == "+", reached, PROGRESS.index(status.stage)


def _furthest(text: str, sentence: Sentence, mentions: Sequence[Range]) -> Evidence | None:
    """The furthest stage that the sentence has words for, outside the agreement's own name."""
    found = [
        e
        for e in _all(text, sentence)
        if not any(overlaps(e.range, m) for m in mentions) and not _of_another(text, e, mentions)
    ]
    longest = [e for e in found if not any(o != e and contains(o.range, e.range) for o in found)]
    return max(longest, key=lambda e: (STAGES.index(e.stage), -e.start), default=None)


def _of_another(text: str, evidence: Evidence, mentions: Sequence[Range]) -> bool:
    """Whether what follows the evidence shows that it is not about an agreement: a clause with
    "that" (unless it points at a mention), or another object."""
    if evidence.stage != "CONCLUDED":
        return False
    says = _SAYS.match(text, evidence.end)
    if says is not None:
        at = says.end("that") + 1
        return not (says["that"] and any(start == at for start, _ in mentions))
    return _OTHERWISE.match(text, evidence.end) is not None


def _all(text: str, sentence: Sentence) -> Iterator[Evidence]:
    for stage, pattern in _stage_patterns():
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield Evidence(*place(match), stage)


def _status(
    segmented: SegmentedText, sentence: Sentence, evidence: Evidence, chosen: Sequence[Candidate]
) -> PredictedStatus:
    words = data.agreements().certainty
    text = segmented.text
    whole = text[sentence.start : sentence.end]
    before = text[max(sentence.start, evidence.start - BEFORE) : evidence.start]
    denied = _words(words.negative).search(before) is not None
    stage, certainty = evidence.stage, _certainty(before)
    if stage == "RATIFIED" and _words(words.pending).search(before):
        stage, denied = "PENDING_APPROVAL", False
    sure = certainty == "CT" and not denied
    return PredictedStatus(
        stage=stage,
        condition=_condition(text, sentence),
        polarity="-" if denied else "+",
        certainty=certainty,
        conditional=_words(words.condition).search(whole.lower()) is not None,
        as_of=_as_of(evidence, within(chosen, sentence.range)) if sure else None,
        evidence=labelled_span(segmented.source, evidence.start, evidence.end),
    )


def _certainty(before: str) -> Certainty:
    words = data.agreements().certainty
    if _words(words.possible).search(before):
        return "PS"
    return "PR" if _words(words.probable).search(before) else "CT"


def _condition(text: str, sentence: Sentence) -> Condition:
    for entry in data.agreements().conditions:
        if _words(entry.words).search(text, sentence.start, sentence.end):
            return entry.condition
    return "ACTIVE"


def _as_of(evidence: Evidence, here: Sequence[Candidate]) -> str | None:
    """The value of the time nearest to the evidence, if it is a date or a part of one."""
    times = [c for c in here if c.type == "TIME"]
    nearest = min(times, key=lambda c: (abs(c.start - evidence.end), c.start), default=None)
    if nearest is None or nearest.value is None or not _DATE.fullmatch(nearest.value):
        return None
    return nearest.value
