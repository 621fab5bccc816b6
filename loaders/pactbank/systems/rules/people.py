"""PERSON and ROLE: names beside titles, names beside verbs of speech, later surnames, and
titles that stand for their holders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import regex

from pactbank.systems.rules import data, names
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.spans import Candidate, Key, SegmentedText, Sentence, place
from pactbank.text.offsets import Range, overlaps

_BYLINE = regex.compile(
    r"^(?:(?:[Bb][Yy]|Written by|Words by|From) )|(?: and | AND | & |, |^)"
    r"|(?:Photo by|Photograph by) "
)
_AND = " and "
_APPOSED = regex.compile(
    r", (?:(?:the|a|an|its|their) |\p{Lu}\p{L}{1,40}+(?: \p{Lu}\p{L}{1,40}+)?['’]s? )?$"
)
_SUFFIX = regex.compile(r",? (?:Jr|Sr)\.?$|,? I{2,3}$| IV$")


def find(
    segmented: SegmentedText, known: Gazetteer, others: Sequence[Candidate]
) -> list[Candidate]:
    """PERSON and ROLE candidates; `others` are what was found before and no name may cover."""
    taken = [c.range for c in others if c.type != "EVENT"]
    found: list[Candidate] = []
    for sentence in segmented.sentences:
        found += _titled(segmented, sentence, known)
        found += _signed(segmented, sentence, taken)
        found += _speaking(segmented, sentence, taken)
    found += _holders(segmented, known, found)
    found += _again(segmented, found)
    return _merged(found)


def _person(text: str, span: Range) -> Candidate:
    return Candidate(*span, "PERSON", "NAM", (_key(text[slice(*span)]),), rank=1)


def _key(name: str) -> Key:
    """The referent of a full name, whatever its spacing and capitals."""
    return ("PERSON", name.title() if name.isupper() else name)


def _titled(segmented: SegmentedText, sentence: Sentence, known: Gazetteer) -> Iterator[Candidate]:
    """Title and name side by side, or set off by a comma either way."""
    text, end = segmented.text, sentence.end
    for title in names.title(known).finditer(text, sentence.start, end):
        span = _after(text, title.end(), end)
        if span is None:
            span = _before(text, title.start(), sentence)
        if span is None:
            continue
        person = _person(text, span)
        if _plain(title) and not title.group("head")[0].isupper() and span[0] > title.end() + 1:
            continue
        yield person
        yield Candidate(title.start(), title.end(), "ROLE", keys=person.keys, rank=2)
        if text.startswith(_AND, span[1], end) and title.group("head").endswith("s"):
            other = names.name().match(text, span[1] + len(_AND), end)
            if other is not None:
                yield _person(text, other.span())


def _plain(title: regex.Match[str]) -> bool:
    """Whether a title is its head alone, as in "the general, Anna Roe": too weak for a comma."""
    return bool(title.group() == title.group("head"))


def _after(text: str, at: int, end: int) -> Range | None:
    """The name that follows a title, maybe after a comma or an honorific."""
    lead = _gap().match(text, at, end)
    if lead is None:
        return None
    match = names.name().match(text, lead.end(), end)
    if match is None or (lead.group().startswith(",") and " " not in match.group()):
        return None
    return place(match)


@cache
def _gap() -> regex.Pattern[str]:
    """What may stand between a title and a name."""
    return regex.compile(r",? (?:(?i:\L<honorifics>) )?", honorifics=list(data.people().honorifics))


def _before(text: str, at: int, sentence: Sentence) -> Range | None:
    """The name of two parts or more that a comma sets off before a title."""
    head = text[sentence.start : at]
    lead = _APPOSED.search(head)
    if lead is None:
        return None
    for match in names.name().finditer(text, sentence.start, sentence.start + lead.start()):
        if match.end() == sentence.start + lead.start() and " " in match.group():
            return place(match)
    return None


def _signed(
    segmented: SegmentedText, sentence: Sentence, taken: Sequence[Range]
) -> Iterator[Candidate]:
    """The names in a byline or credit."""
    if sentence.zone not in ("byline", "credit"):
        return
    for lead in _BYLINE.finditer(segmented.text[sentence.start : sentence.end]):
        name = names.name().match(segmented.text, sentence.start + lead.end(), sentence.end)
        if name is not None and " " in name.group() and not _blocked(name.span(), taken):
            yield _person(segmented.text, name.span())


def _blocked(span: Range, taken: Iterable[Range]) -> bool:
    return any(overlaps(span, other) for other in taken)


def _speaking(
    segmented: SegmentedText, sentence: Sentence, taken: Sequence[Range]
) -> Iterator[Candidate]:
    """Names of two parts or more beside a verb of speech, an age, or an apposition."""
    if sentence.title_case:
        return
    after, before = _speech()
    for match in names.name().finditer(segmented.text, sentence.start, sentence.end):
        if " " not in match.group() or _blocked(match.span(), taken):
            continue
        head = segmented.text[sentence.start : match.start()]
        tail = segmented.text[match.end() : sentence.end]
        if after.match(tail) or before.search(head):
            yield _person(segmented.text, match.span())


@cache
def _speech() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """What follows a person's name, and what comes before one."""
    lists = data.people()
    after = regex.compile(
        r"(?:,? (?:(?:also|has|had|later) )?\L<speech>\b|, (?:who|whose|his|her|their|\d\d)\b"
        r"|, an? (?![^,.]*\b(?:firm|company|group|agency|website|newspaper|bank|think tank)\b)"
        r"| \(\d\d\)|,[”\"])",
        speech=list(lists.speech),
    )
    before = regex.compile(
        r"(?:[”\"] (?:said|says|added|according to)|\b(?:said|told|according to)) $"
    )
    return after, before


def _again(segmented: SegmentedText, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Later mentions of known persons: the whole name, or the part they go by."""
    persons: dict[str, Key] = {}
    for candidate in found:
        if candidate.type == "PERSON" and candidate.level == "NAM":
            name = segmented.text[candidate.start : candidate.end]
            persons.setdefault(name, candidate.keys[0])
            if " " in name:
                persons.setdefault(called(name), candidate.keys[0])
    if not persons:
        return
    pattern = regex.compile(r"(?<![\w.-])\L<persons>(?![\w-])(?!\.\w)", persons=list(persons))
    for sentence in segmented.sentences:
        for match in pattern.finditer(segmented.text, sentence.start, sentence.end):
            yield Candidate(*place(match), "PERSON", "NAM", (persons[match.group()],), rank=2)


def called(name: str) -> str:
    """The part of a full name that a second mention uses."""
    lists = data.people()
    bare = _SUFFIX.sub("", name)
    words: list[str] = bare.split()
    if words[0] in lists.family_first and len(words) <= 3:
        return words[0]
    particles = {word for particle in lists.particles for word in particle.split()}
    start = len(words) - 1
    while start > 1 and words[start - 1] in particles:
        start -= 1
    return " ".join(words[start:])


def _holders(
    segmented: SegmentedText, known: Gazetteer, found: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Titles that stand for their holders: the last person who bore the title, or a new one."""
    roles = [c for c in found if c.type == "ROLE"]
    for sentence in segmented.sentences:
        for match in names.holder(known).finditer(segmented.text, sentence.start, sentence.end):
            span = place(match, "span")
            if _blocked(span, (role.range for role in roles)):
                continue
            head = match.group("head").lower()
            earlier = [
                role
                for role in roles
                if role.end <= span[0] and head in segmented.text[role.start : role.end].lower()
            ]
            key: Key = ("PERSON", f"the {match.group('span').lower()}")
            keys = earlier[-1].keys if earlier else (key,)
            name = _after(segmented.text, span[1], sentence.end)
            if name is not None and (head == "counterpart" or segmented.text[span[1]] == ","):
                person = _person(segmented.text, name)
                keys = person.keys
                yield person
            yield Candidate(*span, "PERSON", "NOM", keys, rank=4)


def _merged(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those known by one name only under the full name of the same person."""
    full = {
        called(key[1]): key for c in found for key in c.keys if " " in key[1] and c.level == "NAM"
    }
    return [replace(c, keys=tuple(full.get(key[1], key) for key in c.keys)) for c in found]
