"""Mentions by name and description: states, bodies, places and events by names and head words,
persons and their roles by titles and by what stands beside a name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import regex

from pactbank.model.closed import Level, RefType
from pactbank.systems.rules import data
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.spans import Candidate, Key, SegmentedText, Sentence, choose, place

_CAPITAL = r"(?:\p{Lu}\.\p{Lu}\.|\p{Lu}[\p{L}\p{N}&’'-]{0,40}+(?<!['’]s)(?<!['’]))"
_WORD = r"\p{Lu}\p{L}{0,40}+(?:['’](?!s\b)\p{L}{1,40}+|-\p{L}{1,40}+){0,4}+(?!['’]?\p{L})"
_INITIAL = r"\p{Lu}\.(?:-?\p{Lu}\.){0,4}+"
_OWNER = r"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|[Mm]y)|['’]s?) "
_DEFINITE = regex.compile(rf"{_OWNER}\Z")
_INTO = regex.compile(r"\b(?:[Ii]n|[Aa]t|from|near|to|outside|visit|visited|left|for|of) \Z")
_DATELINE = regex.compile(r", \p{Lu}| ?[—–(/]")
_BESIDE = regex.compile(r", (?:(?:the|a|an|its|their|his|her|[\p{L} ]{1,40}['’]s?) )?")
_KNOWN = data.by_key("names", r"(?<![\w.@/-])\L<words>(?![\w@])")
_OF = rf"(?: (?:of|for) (?:the )?{_CAPITAL}(?: (?:of (?:the )?)?{_CAPITAL}){{0,4}})"
_LEAD = rf"(?!\L<openers>\b){_CAPITAL}(?:(?: of| &)? {_CAPITAL}){{0,4}},? "
_HEADED = data.by_key(
    "heads",
    rf"(?<![\w-])(?:{_LEAD}\L<words>\b{_OF}?|\L<words>{_OF}|(?<={_OWNER})\L<words>\b)(?!-)",
    openers=data.capitalised("function"),
)
"""Names made with a head word: before it, after it with "of", or it alone, which takes one up."""
_DESCRIBED = data.by_key("nouns", r"(?<![\w-])(?:\L<portfolio> ){0,2}\L<words>(?![\w-])")
_LOCATED = data.compiled(
    r"\b(?:[Ii]n|near|off|outside|at) (?:the )?(?P<span>(?!\L<others>\b)\p{Lu}\p{Ll}{1,40}+"
    r"(?: \p{Lu}\p{Ll}{1,40}+)?)(?=[,.;:?]|['’]s|\s\p{Ll}|$)",
    others=[*data.capitalised("function", "titles"), *data.MONTHS, *data.WEEKDAYS],
)
_NEVER = data.capitalised("function", "titles", "heads", "forms", "portfolio")
_PART = rf"(?!(?i:\L<never>)\b){_WORD}"
_NAME = data.compiled(
    rf"(?<![\p{{L}}\p{{N}}@.-])(?:{_INITIAL} )?{_PART}"
    rf"(?: (?:{_INITIAL}|(?:\L<particles> )?{_PART})){{0,4}}",
    never=[*_NEVER, *data.MONTHS, *data.WEEKDAYS],
)
"""A person's name of one to five parts; no part is a word that makes other names."""
_TITLE = data.compiled(
    r"(?<![\w.-])(?:(?i:\L<portfolio>)(?:,? (?:and|&) |, |[ -])){0,6}"
    r"(?P<head>(?i:\L<titles>)s?)(?!\w)(?P<of>(?: (?:of|for|to) (?:the )?(?:\L<names>\b"
    r"|(?i:\L<portfolio>)\b(?:(?:,? (?:and|&)|,)? (?i:\L<portfolio>)\b){0,5})){0,2})"
)
"""A full title: portfolio, head, and what it is of."""
_TOLD = data.compiled(
    r",? (?:(?:also|has|had|later) )?\L<speech>\b|, (?:who|whose|his|her|\d\d)\b| \(\d\d\)|:"
)
_COUNT = {"both": 2, "two": 2, "three": 3, "four": 4}
_GROUP = regex.compile(
    r"\b(?:same )?(?P<count>[Bb]oth|[Tt]wo|[Tt]hree|[Ff]our) (?:allied |neighbou?ring )?"
    r"(?i:countries|nations|states|sides|parties|governments|allies|neighbours|republics)\b"
)
_PRONOUN = regex.compile(r"\b(?:[Ss]?[Hh]e|I)\b")
Owners = Mapping[int, Candidate]  # states by the place of a word right after them


def find(segmented: SegmentedText, known: Gazetteer, times: Iterable[Candidate]) -> list[Candidate]:
    """Every mention by name or description, and of the times given those, that stand together."""
    states = list(_states(segmented, known))
    owners = {one.end + 1: one for one in states if one.level != "MET"}
    persons = [*_titled(segmented, owners), *_spoken(segmented)]
    chosen = choose([*times, *states, *_bodies(segmented, owners), *persons])
    return choose([*chosen, *_again(segmented, chosen)])


def _states(segmented: SegmentedText, known: Gazetteer) -> Iterator[Candidate]:
    """STATE by name, adjective and capital, which is its government unless a preposition stands
    before it or a dateline goes on after it: then it is a PLACE, as territories are."""
    levels: dict[str, Level] = {"name": "NAM", "demonym": "DEM", "capital": "MET"}
    for _, match in segmented.find(known.pattern):
        entry, form = known.entries[match.group()], match.group()
        state: Key = ("STATE", entry.state)
        into = _INTO.search(segmented.text, max(0, match.start() - 12), match.start())
        into = into or _DATELINE.match(segmented.text, match.end())
        if entry.sort == "territory" or (entry.sort == "capital" and into):
            key: Key = ("PLACE", form.title() if form.isupper() and len(form) > 3 else form)
            yield Candidate(*place(match), "PLACE", "NAM", (key,), of=state, rank=3)
        else:
            yield Candidate(*place(match), "STATE", levels[entry.sort], (state,), rank=2)


def _bodies(segmented: SegmentedText, owners: Owners) -> Iterator[Candidate]:
    """Names known outright or made with a head word, descriptions of a certain one, and unknown
    names after a preposition of place."""
    text = segmented.text
    for name, pattern in _KNOWN.items():
        for _, match in segmented.find(pattern):
            yield _body(text, match, name, owners, "NAM", 3)
    for name, pattern in _HEADED.items():
        for _, match in segmented.find(pattern):
            if " " in match.group() or name not in ("PLACE", "FORCE", "EVENT"):
                yield _body(text, match, name, owners, "NAM", 4)
    for name, pattern in _DESCRIBED.items():
        for _, match in segmented.find(pattern):
            definite = _DEFINITE.search(text, max(0, match.start() - 8), match.start())
            if definite or match.start() in owners:
                yield _body(text, match, name, owners, "NOM", 5)
    for _, match in segmented.find(_LOCATED):
        key: Key = ("PLACE", match["span"])
        yield Candidate(*place(match, "span"), "PLACE", "NAM", (key,), rank=7)


def _body(
    text: str, match: regex.Match[str], name: str, owners: Owners, level: Level, rank: int
) -> Candidate:
    """A body with the state right before it, which an organ or a description takes in."""
    type_ = cast("RefType", name)
    taken = level == "NOM" or type_ in ("INSTITUTION", "FORCE")
    owner = owners.get(match.start()) if taken else None
    start = owner.start if owner else match.start()
    key: Key = (type_, text[start : match.end()])
    of = owner.keys[0] if owner else None
    return Candidate(start, match.end(), type_, level, (key,), of=of, rank=rank)


def _person(text: str, start: int, end: int) -> Candidate:
    name = text[start:end]
    key: Key = ("PERSON", name.title() if name.isupper() else name)
    return Candidate(start, end, "PERSON", "NAM", (key,), rank=1)


def _titled(segmented: SegmentedText, owners: Owners) -> Iterator[Candidate]:
    """A title beside a name is its ROLE; alone after an article or possessive it is a PERSON, the
    last who bore it."""
    text, holders = segmented.text, dict[str, tuple[Key, ...]]()
    for sentence, title in segmented.find(_TITLE):
        start = owners[title.start()].start if title.start() in owners else title.start()
        name = _beside(text, sentence, title, start)
        words, head = text[start : title.start("of")].lower(), title["head"].lower()
        if name is not None:
            yield from (name, Candidate(start, title.end(), "ROLE", keys=name.keys, rank=2))
            holders |= {words: name.keys, head: name.keys}
        elif _DEFINITE.search(text, max(0, start - 8), start):
            new: Key = ("PERSON", f"the {words}")
            keys = holders.get(words) or holders.get(head) or (new,)
            yield Candidate(start, title.start("of"), "PERSON", "NOM", keys, rank=4)


def _beside(text: str, sentence: Sentence, title: regex.Match[str], start: int) -> Candidate | None:
    """The name right after a title, maybe behind a comma, or before its comma."""
    comma = text.startswith(",", title.end())
    after = _NAME.match(text, title.end() + comma + 1, sentence.end)
    weak = comma and title.group() == title["head"].lower()
    if after is not None and text[after.start() - 1] == " " and not weak:
        return _person(text, *place(after))
    for name in _NAME.finditer(text, max(sentence.start, start - 100), start):
        if " " in name.group() and _BESIDE.fullmatch(text, name.end(), start):
            return _person(text, *place(name))
    return None


def _spoken(segmented: SegmentedText) -> Iterator[Candidate]:
    """Names in bylines and credits, and names of two parts or more before a verb of speech, an age
    or an apposition."""
    for sentence, name in segmented.find(_NAME):
        told = _TOLD.match(segmented.text, name.end(), sentence.end)
        if " " in name.group() and (told or sentence.zone in ("byline", "credit")):
            yield _person(segmented.text, *place(name))


def _again(segmented: SegmentedText, chosen: Iterable[Candidate]) -> Iterator[Candidate]:
    """Later mentions of what was found by its surroundings: the whole name, and the last name
    of a person."""
    forms: dict[str, Candidate] = {}
    for one in chosen:
        if one.level == "NAM" and one.type != "STATE":
            name = segmented.text[one.start : one.end]
            last = name.split()[-1]
            short = [last, last.upper()] if one.type == "PERSON" else []
            forms |= {form: one for form in (name, *short) if form not in forms}
    if forms:
        pattern = data.compiled(r"(?<![\w@./-])\L<forms>(?![\w@-])", forms=forms)
        for _, match in segmented.find(pattern):
            yield replace(forms[match.group()], start=match.start(), end=match.end(), rank=6)


def groups(segmented: SegmentedText, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Groups ("both countries") with the states named last before them, an open list where fewer
    were named, and pronouns with the person named last before them, "I" with the next; they are
    mentions only where they fill an argument or hold a stance."""
    found = []
    states, persons = ([c for c in chosen if c.type == type_] for type_ in ("STATE", "PERSON"))
    for _, match in segmented.find(_GROUP):
        count, at = _COUNT[match["count"].lower()], _at(states, match)
        keys = dict.fromkeys(key for c in states[max(0, at - 40) : at][::-1] for key in c.keys)
        named = tuple(keys)[:count][::-1] if len(keys) >= count else ()
        found.append(Candidate(*place(match), "STATE", "NOM", named, open=not named, rank=1))
    for sentence, match in segmented.find(_PRONOUN):
        at = _at(persons, match)
        later = match.group() == "I" and at < len(persons) and persons[at].start < sentence.end
        for person in persons[at : at + 1] if later else persons[max(0, at - 1) : at]:
            found.append(Candidate(*place(match), "PERSON", "PRO", person.keys, rank=1))
    return found


def _at(named: Sequence[Candidate], match: regex.Match[str]) -> int:
    return bisect_left(named, match.start(), key=lambda c: c.start)
