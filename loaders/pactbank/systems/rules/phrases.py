"""Noun phrases that mention an agreement: by name, by acronym, or by description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from pactbank.model.closed import AgreementType, Form
from pactbank.systems.rules import data
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.spans import SegmentedText, Sentence, place
from pactbank.text.offsets import Range, overlaps

LONGEST = 7
"""The most words that a noun phrase has before its head."""
_LINKS = ("and", "of", "on", "for", "the")
_WORD_BEFORE = regex.compile(r"(?P<word>[\p{L}\p{N}][\p{L}\p{N}’'-]{0,39}) $")
_HYPHEN = regex.compile(r"[-–]")
_TAIL = regex.compile(
    r" (?:of|on|for) (?:the )?\p{Lu}[\p{L}-]+(?:(?: (?:of|on|and|the|for))* \p{Lu}[\p{L}-]+){0,6}"
)
_SHORT = regex.compile(
    r",? \((?:the )?(?P<short>\p{Lu}[\p{Lu}\p{Ll}-]{1,8}\p{Lu})\)|, or (?P<short>\p{Lu}{3,8})\b"
)


@dataclass(frozen=True, slots=True)
class AgreementPhrase:
    """A noun phrase that mentions an agreement: code points [start, end), its head word (lower
    case), and the article or possessive before it, if any."""

    start: int
    end: int
    level: Literal["NAM", "NOM"]
    head: str
    determiner: str

    @property
    def range(self) -> Range:
        return (self.start, self.end)


@cache
def _heads() -> regex.Pattern[str]:
    return regex.compile(
        r"(?<![\w-])\L<heads>(?![\w-])", regex.IGNORECASE, heads=list(data.agreements().forms)
    )


@cache
def _acronyms() -> regex.Pattern[str]:
    return regex.compile(
        r"(?<![\w-])\L<names>(?![\w])",
        names=[*data.agreements().acronyms, *data.agreements().programmes],
    )


def find(segmented: SegmentedText, known: Gazetteer) -> list[AgreementPhrase]:
    """Every such phrase, in the order of the text; none overlaps another."""
    found: list[AgreementPhrase] = []
    for sentence in segmented.sentences:
        here: list[AgreementPhrase] = []
        longest_first = sorted(
            _in_sentence(segmented.text, sentence, known), key=lambda p: (p.start - p.end, p.start)
        )
        for phrase in longest_first:
            if not any(overlaps(phrase.range, other.range) for other in here):
                here.append(phrase)
        found += here
    return sorted([*found, *_short_forms(segmented, found)], key=lambda phrase: phrase.range)


def _in_sentence(text: str, sentence: Sentence, known: Gazetteer) -> Iterator[AgreementPhrase]:
    for match in _acronyms().finditer(text, sentence.start, sentence.end):
        programme = match.group() in data.agreements().programmes
        yield AgreementPhrase(*place(match), "NAM", "programme" if programme else "", "the")
    for head in _heads().finditer(text, sentence.start, sentence.end):
        named = head.group()[0].isupper() and not sentence.title_case
        start = _left(text, sentence, head.start(), known, named, _LINKS)
        tail = _TAIL.match(text, head.end(), sentence.end) if named else None
        end = tail.end() if tail else head.end()
        if named and (start < head.start() or tail):
            yield AgreementPhrase(start, end, "NAM", head.group().lower(), "the")
            continue
        start, determiner = _described(text, sentence, head.start(), known)
        if determiner or start < head.start():
            yield AgreementPhrase(start, head.end(), "NOM", head.group().lower(), determiner)


def _described(text: str, sentence: Sentence, at: int, known: Gazetteer) -> tuple[int, str]:
    """Where a description with the head at `at` begins, and its article. "Of" and "and" are part
    of it ("a security of information agreement") only where an article comes before all."""
    joined = _left(text, sentence, at, known, named=False, links=("of", "and"))
    determiner = _determiner(text, sentence, joined)
    if determiner:
        return joined, determiner
    start = _left(text, sentence, at, known, named=False)
    return start, _determiner(text, sentence, start)


def _left(
    text: str,
    sentence: Sentence,
    at: int,
    known: Gazetteer,
    named: bool,
    links: tuple[str, ...] = (),
) -> int:
    """Where the noun phrase with the head at `at` begins: a name takes capitalised words, a
    description words that are not on the stop list, and both the `links` between such words."""
    start = candidate = at
    for _ in range(LONGEST):
        match = _WORD_BEFORE.search(text, max(sentence.start, candidate - 40), candidate)
        if match is None:
            break
        word = match.group("word")
        joins = word in links and start == candidate
        if joins and start == at:
            break
        if not joins and not _belongs(word, named, known):
            break
        candidate = match.start("word")
        start = start if joins else candidate
    first, joined, _ = text[start:at].partition(" and ")
    return start + len(first + joined) if joined and first in known.entries else start


def _belongs(word: str, named: bool, known: Gazetteer) -> bool:
    if word.endswith(("'s", "’s")) or word.lower() in data.agreements().stops or word.isdigit():
        return False
    parts = _HYPHEN.split(word)
    if named:
        return word[0].isupper()
    return (
        word[0].islower() or word in known.entries or all(part in known.entries for part in parts)
    )


def _determiner(text: str, sentence: Sentence, start: int) -> str:
    """The article or possessive before the phrase, "'s" for a genitive, or nothing."""
    head = text[sentence.start : start].rstrip()
    if head.endswith(("'s", "’s")):
        return "'s"
    word = head.rsplit(" ", 1)[-1].strip("“\"‘'(").lower()
    return word if word in data.agreements().determiners else ""


def _short_forms(
    segmented: SegmentedText, found: list[AgreementPhrase]
) -> Iterator[AgreementPhrase]:
    """The acronyms that the text introduces after an agreement's name, wherever they stand."""
    names: set[str] = set()
    for phrase in found:
        match = _SHORT.match(segmented.text, phrase.end)
        if match is not None and phrase.level == "NAM":
            names.add(match.group("short"))
    if not names:
        return
    pattern = regex.compile(r"(?<![\w-])\L<names>(?![\w])", names=sorted(names))
    for sentence in segmented.sentences:
        for match in pattern.finditer(segmented.text, sentence.start, sentence.end):
            if not any(overlaps(match.span(), phrase.range) for phrase in found):
                yield AgreementPhrase(*place(match), "NAM", "", "the")


def introduces(text: str, phrase: AgreementPhrase) -> str | None:
    """The acronym in parentheses right after the phrase."""
    match = _SHORT.match(text, phrase.end)
    return match.group("short") if match is not None else None


def kind(words: str) -> AgreementType | None:
    """The type of agreement that some words point to: the first type that lists one of them."""
    for entry in data.agreements().types:
        if _any_of(entry.words).search(words.lower()):
            return entry.type
    return None


@cache
def _any_of(words: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(r"(?<!\w)\L<words>(?!\w)", words=list(words))


def form(head: str) -> Form | None:
    """The form that a head word names; None for the empty head of an acronym."""
    return data.agreements().forms.get(head)
