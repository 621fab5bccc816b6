"""STATE mentions by name, adjective and capital; capitals and territories as PLACE."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from pactbank.systems.rules import data, datelines
from pactbank.systems.rules.gazetteer import Gazetteer, StateForm
from pactbank.systems.rules.spans import Candidate, Key, SegmentedText, Sentence

_PAIR = regex.compile(r"[-–—/]\p{Lu}")
_APPOSED = regex.compile(r", \p{Lu}")
_NEXT = regex.compile(r", \p{Lu}\p{L}{1,40}+,? (?:and|sign)")
_INTO = regex.compile(
    r"\b(?:in|at|from|near|to|outside|visit|visited|reached|leaving|left|for|of) $"
)


def find(segmented: SegmentedText, known: Gazetteer) -> Iterator[Candidate]:
    """Every surface form of the gazetteer in the sentences."""
    for sentence in segmented.sentences:
        for match in known.pattern.finditer(segmented.text, sentence.start, sentence.end):
            entry = known.entries[match.group()]
            yield _candidate(segmented.text, sentence, match.span(), entry)


def _candidate(text: str, sentence: Sentence, span: tuple[int, int], entry: StateForm) -> Candidate:
    form = text[slice(*span)]
    state: Key = ("STATE", entry.state)
    if entry.sort == "name":
        return Candidate(*span, "STATE", "NAM", (state,), rank=2)
    if entry.sort == "demonym":
        return Candidate(*span, "STATE", "DEM", (state,), rank=3)
    if entry.sort == "capital" and _governs(text, sentence, span):
        return Candidate(*span, "STATE", "MET", (state,), rank=3)
    name = form.title() if form.isupper() and len(form) > 3 else form
    return Candidate(*span, "PLACE", "NAM", (("PLACE", name),), of=state, rank=3)


def _governs(text: str, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a capital stands for its government here: in a hyphenated pair, after "between"
    or "with", or before a government's verb or noun; not in a dateline, nor before ", State",
    nor after "in" or "to"."""
    before, after = text[sentence.start : span[0]], text[span[1] : sentence.end]
    if span[0] < datelines.end(text, sentence):
        return False
    if _PAIR.match(after) or (before[-1:] in ("-", "–") and before[-2:-1].isalpha()):
        return True
    if _APPOSED.match(after) and not _NEXT.match(after):
        return False
    if _before().search(before) and not _INTO.search(before):
        return True
    if _INTO.search(before):
        return False
    return _after().match(after) is not None


@cache
def _before() -> regex.Pattern[str]:
    """The words after which a capital is its government."""
    return regex.compile(
        r"\b(?:\L<words>|between \p{Lu}\p{L}{1,40}+(?: \p{Lu}\p{L}{1,40}+)? and) $",
        words=list(data.states().metonymy.before),
    )


@cache
def _after() -> regex.Pattern[str]:
    """A government's verb, maybe after an adverb or a partner, or one of its nouns."""
    lists = data.states().metonymy
    return regex.compile(
        r"(?: and \p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?)?(?: also| now| has| have| \p{Ll}+ly)? \L<verbs>\b"
        r"|['’]s (?:\p{Ll}+ )?\L<nouns>\b",
        verbs=list(lists.verbs),
        nouns=list(lists.nouns),
    )
