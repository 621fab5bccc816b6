"""IGO, INSTITUTION, FORCE, ORG, PLACE and EVENT mentions: known names, names made with a head
word, acronyms that the text introduces, and descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import regex

from pactbank.model.closed import EntityType, RefType
from pactbank.systems.rules import data, datelines
from pactbank.systems.rules.data import BodyKind
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.spans import Candidate, Key, SegmentedText, Sentence, place, within

_CAPITAL = r"(?:\p{Lu}\.\p{Lu}\.|\p{Lu}[\p{L}\p{N}&’'-]{0,40}(?<!['’]s)(?<!['’]))"
_LINK = r"(?: (?:of|for|on) (?:the )?| )"
_JOINED = r"(?: (?:of|for|on|and|&) (?:the )?| )"
_ACRONYM = regex.compile(r" \((?P<short>\p{Lu}[\p{Lu}\p{Ll}-]{1,8}\p{Lu})\)")
_IN = regex.compile(
    r"\b(?:in|near|off|outside) (?:the )?(?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)"
    r"(?=[,.;:]|\s\p{Ll}|$)"
)


def find(
    segmented: SegmentedText, known: Gazetteer, others: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Every body, place and event; `others` are the states and times found before."""
    states = {c.start: c for c in others if c.type == "STATE"}
    owners = {c.end: c for c in others if c.type == "STATE"}
    busy = {c.start for c in others}
    for sentence in segmented.sentences:
        yield from _named(segmented.text, sentence, owners)
        yield from _headed(segmented.text, sentence, states)
        particular = any(c.type in ("TIME", "STATE") for c in within(others, sentence.range))
        yield from _nominal(segmented.text, sentence, known, particular)
        yield from _located(segmented.text, sentence, busy)


def _kinds() -> tuple[tuple[RefType, BodyKind], ...]:
    lists = data.bodies()
    return (
        ("IGO", lists.igo),
        ("INSTITUTION", lists.institution),
        ("FORCE", lists.force),
        ("ORG", lists.org),
        ("PLACE", lists.place),
        ("EVENT", lists.event),
    )


@cache
def _name_table() -> tuple[Mapping[str, RefType], regex.Pattern[str]]:
    """Names known outright, with their type."""
    table: dict[str, RefType] = {}
    for type_, kind in _kinds():
        for form in (*kind.names, *kind.states):
            table.setdefault(form, type_)
    return table, regex.compile(r"(?<![\w.@/-])\L<names>(?![\w@])", names=list(table))


def _named(text: str, sentence: Sentence, owners: Mapping[int, Candidate]) -> Iterator[Candidate]:
    """Names known outright, with the state before them if they are its; `owners` are states by
    where they end."""
    table, pattern = _name_table()
    for match in pattern.finditer(text, sentence.start, sentence.end):
        type_ = table[match.group()]
        start, end = place(match)
        owner = owners.get(start - 1) if type_ in ("INSTITUTION", "FORCE") else None
        if owner is not None and text[start - 1] == " ":
            yield _body(text, owner.start, end, type_, owner.keys[0])
        yield Candidate(start, end, type_, "NAM", ((type_, match.group()),), rank=3)
    for match in _adjectives().finditer(text, sentence.start, sentence.end):
        yield Candidate(*place(match), "PLACE", "DEM", (("PLACE", match.group()),), rank=4)
    for match in _sites().finditer(text, sentence.start, sentence.end):
        yield Candidate(*place(match), "ORG", "NAM", (("ORG", match.group().lower()),), rank=1)


@cache
def _sites() -> regex.Pattern[str]:
    """Addresses of sites: a known domain, or a country's two letters after a longer word."""
    return regex.compile(
        r"(?<![\w@.-])(?:[\p{L}\p{N}-]+\.)*(?:[\p{L}\p{N}-]+\.\L<domains>(?:\.[a-z]{2,3})?"
        r"|[\p{L}\p{N}-]{4,}\.[a-z]{2})\b(?![.@]\w)",
        domains=list(data.bodies().org.domains),
    )


@cache
def _adjectives() -> regex.Pattern[str]:
    return regex.compile(r"\b\L<words>\b(?! [Uu]nion)", words=list(data.bodies().place.demonyms))


@cache
def _head_patterns() -> tuple[tuple[RefType, regex.Pattern[str]], ...]:
    """Patterns of names that a head word closes or opens, by type."""
    return tuple(
        (type_, regex.compile(pattern, heads=list(words)))
        for type_, kind in _kinds()
        for words, pattern in (
            (kind.heads, rf"(?<![\w-]){_CAPITAL}(?:(?: of)? {_CAPITAL}){{0,4}} \L<heads>\b(?!-)"),
            (
                kind.opening,
                rf"\b(?:{_CAPITAL} ){{0,2}}\L<heads> (?:of|for|on) (?:the )?"
                rf"{_CAPITAL}(?:{_JOINED if type_ == 'INSTITUTION' else _LINK}{_CAPITAL}){{0,4}}",
            ),
            (kind.suffixes, rf"(?<![\w-]){_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,4}},? \L<heads>\b\.?"),
        )
        if words
    )


def _headed(text: str, sentence: Sentence, states: Mapping[int, Candidate]) -> Iterator[Candidate]:
    """Names made with a head word, without the words before them that only look capitalised."""
    if sentence.title_case and sentence.zone in ("headline", "heading"):
        return
    for type_, pattern in _head_patterns():
        for match in pattern.finditer(text, sentence.start, sentence.end):
            start = _without_lead(text, *place(match))
            if " " not in text[start : match.end()]:
                continue
            state = states.get(start)
            of = state.keys[0] if state is not None and state.keys else None
            yield _body(text, start, match.end(), type_, of)


@cache
def _lead() -> regex.Pattern[str]:
    """Capitalised words at the start of a sentence that belong to no name."""
    times = data.times()
    words = list(data.bodies().leads)
    words += [word.capitalize() for word in (*times.weekdays, *times.months)]
    return regex.compile(r"(?:\L<words> )+", words=words)


def _without_lead(text: str, start: int, end: int) -> int:
    lead = _lead().match(text, start, end)
    return lead.end() if lead else start


def _body(text: str, start: int, end: int, type_: RefType, of: Key | None) -> Candidate:
    key: Key = (type_, text[start:end])
    rank = 3 if type_ in ("INSTITUTION", "FORCE") else 4
    return Candidate(start, end, type_, "NAM", (key,), of=of, rank=rank)


def acronyms(segmented: SegmentedText, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Acronyms that the text introduces in parentheses after a body's name, wherever they
    stand again."""
    full: dict[str, Candidate] = {}
    for candidate in chosen:
        if candidate.level != "NAM" or candidate.type in ("PERSON", "STATE", "TIME"):
            continue
        match = _ACRONYM.match(segmented.text, candidate.end)
        if match is not None and match.group("short")[0] == segmented.text[candidate.start]:
            full.setdefault(match.group("short"), candidate)
    if not full:
        return
    pattern = regex.compile(r"(?<![\w-])\L<names>(?![\w])", names=list(full))
    for sentence in segmented.sentences:
        for match in pattern.finditer(segmented.text, sentence.start, sentence.end):
            of = full[match.group()]
            yield Candidate(*place(match), of.type, "NAM", of.keys, of=of.of, rank=1)


@cache
def _nominal_pattern(adjectival: frozenset[str], type_: EntityType) -> regex.Pattern[str]:
    lists = data.bodies()
    kind = {"INSTITUTION": lists.institution, "FORCE": lists.force, "EVENT": lists.event}[type_]
    modified = r"(?:(?:\L<modifiers>|\p{L}+-(?:day|hour|week|nation)) )*" if kind.modifiers else ""
    # "A summit in May" is one event, "a navy" is none in particular.
    articles = "[Tt]he|[Aa]n?" if type_ == "EVENT" else "[Tt]he"
    owner = rf"(?:\b(?:{articles}|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)|['’]s?) "
    source = (
        rf"(?:{owner}(?P<span>(?:(?P<state>\L<states>) )?{modified}\L<words>)"
        rf"|\b(?P<span>(?P<state>\L<states>) {modified}\L<words>))(?![\w-])"
    )
    words = {
        "states": sorted(adjectival),
        "words": list(kind.nominal),
        "modifiers": list(kind.modifiers),
    }
    return regex.compile(source, **{k: v for k, v in words.items() if rf"\L<{k}>" in source})


def _nominal(
    text: str, sentence: Sentence, known: Gazetteer, particular: bool
) -> Iterator[Candidate]:
    """Descriptions of one body: after an article, a possessive or a state. Events only where
    the sentence dates or places them, which makes them `particular`."""
    types: tuple[RefType, ...] = ("INSTITUTION", "FORCE", "EVENT")
    for type_ in types[: 3 if particular else 2]:
        pattern = _nominal_pattern(known.adjectival, type_)
        for match in pattern.finditer(text, sentence.start, sentence.end):
            state = match.group("state")
            of: Key | None = ("STATE", known.entries[state].state) if state else None
            name = match.group("span").lower()
            yield Candidate(*place(match, "span"), type_, "NOM", ((type_, name),), of=of, rank=6)


def _located(text: str, sentence: Sentence, busy: set[int]) -> Iterator[Candidate]:
    """The dateline's cities and agency, and unknown names after "in" or "near"."""
    head = datelines.match(text, sentence)
    if head is not None:
        for group in ("city", "other", "agency"):
            if head.group(group) and sentence.start + head.start(group) not in busy:
                yield _dateline_part(head, group, sentence.start)
    if sentence.title_case:
        return
    for match in _IN.finditer(text, sentence.start, sentence.end):
        if match.group("name").split()[0] not in data.people().never:
            key: Key = ("PLACE", match.group("name"))
            yield Candidate(*place(match, "name"), "PLACE", "NAM", (key,), rank=7)


def _dateline_part(head: regex.Match[str], group: str, at: int) -> Candidate:
    start, end = head.span(group)
    type_: RefType = "ORG" if group == "agency" else "PLACE"
    name = head.group(group).title() if type_ == "PLACE" else head.group(group)
    return Candidate(at + start, at + end, type_, "NAM", ((type_, name),), rank=3)


def again(segmented: SegmentedText, chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Later mentions of the names of places and organisations found by their surroundings."""
    forms: dict[str, Candidate] = {}
    for candidate in chosen:
        if candidate.type in ("PLACE", "ORG") and candidate.level == "NAM":
            forms.setdefault(candidate.keys[0][1], candidate)
            forms.setdefault(segmented.text[candidate.start : candidate.end], candidate)
    if not forms:
        return
    pattern = regex.compile(r"(?<![\w@./-])\L<names>(?![\w@])", names=list(forms))
    for sentence in segmented.sentences:
        for match in pattern.finditer(segmented.text, sentence.start, sentence.end):
            of = forms[match.group()]
            yield Candidate(*place(match), of.type, "NAM", of.keys, of=of.of, rank=6)
