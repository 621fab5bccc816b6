"""What persons' names and titles look like, as patterns."""

from __future__ import annotations

from functools import cache

import regex

from pactbank.systems.rules import data
from pactbank.systems.rules.gazetteer import Gazetteer

_WORD = r"\p{Lu}\p{L}{0,40}+(?:['’](?!s\b)\p{L}{1,40}+|-\p{L}{1,40}+){0,4}+(?!['’]?\p{L})"
_INITIAL = r"\p{Lu}\.(?:-?\p{Lu}\.){0,4}+"
_NICKNAME = r"[“\"‘]\p{Lu}\p{L}{1,40}+(?: \p{Lu}\p{L}{1,40}+)?[”\"’]|\(\p{Lu}\p{L}{1,40}+\)"
_SUFFIX = r"(?:,? (?:Jr|Sr)\.?(?!\p{L})|,? I{2,3}\b| IV\b)?"


@cache
def name() -> regex.Pattern[str]:
    """A capitalised name of one to five parts, with particles, initials and suffix; it neither
    opens nor goes on with a word that no name has."""
    lists = data.people()
    word = rf"(?!\L<never>\b){_WORD}"
    part = rf"(?:{_INITIAL}|\L<particles> {word}|(?:{_NICKNAME}) {word}|{word})"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}@.-])(?:{word}|{_INITIAL} {word})(?: {part}){{0,4}}{_SUFFIX}",
        never=["Jr", "Sr", *lists.never, *_capitals()],
        particles=list(lists.particles),
    )


def _capitals() -> list[str]:
    """Months, weekdays and titles as they stand beside names."""
    times = data.times()
    heads = [word for head in data.people().heads for word in head.split() if "." not in word]
    long = [
        w for w in (*times.months, *times.weekdays) if len(w) > 4 or w in ("may", "june", "july")
    ]
    return sorted(
        {word.capitalize() for word in (*heads, *long)} - {"Major", "King", "Prince", "May"}
    )


@cache
def _title_source() -> str:
    states = r"(?:\L<states> )"
    portfolio = r"(?:(?i:\L<portfolio>)(?:,? (?:and|&) |, |[ -])(?:\L<states> )?)"
    duty = r"(?i:\L<portfolio>)(?:(?:,? (?:and|&)|,)? (?i:\L<portfolio>)\b){0,6}"
    of = rf" (?:of|for|to) (?:the )?(?:\L<bodies>\b|\L<names>\b|(?:\L<states> )?{duty}\b)"
    qualifier = r"(?:(?i:\L<qualifiers>)[ -])"
    return (
        rf"(?<![\w.]){qualifier}?{states}?{portfolio}{{0,6}}"
        rf"(?P<head>(?i:\L<heads>))(?!\w)(?:{of}){{0,3}}"
    )


def title(known: Gazetteer) -> regex.Pattern[str]:
    """A full title: qualifier, state, portfolio, head, and what it is of; its `head` is a
    group."""
    return _compiled(_title_source(), known.adjectival, known.names)


def holder(known: Gazetteer) -> regex.Pattern[str]:
    """A title that stands for its holder: after an article or possessive, in the singular."""
    source = (
        r"\b(?:(?i:the|his|her|its|their|and)|\w+['’]s?) "
        r"(?P<span>(?:\L<states> )?(?:(?i:\L<portfolio>)[ -]){0,6}(?P<head>\L<holders>))\b(?![\w-])"
    )
    return _compiled(source, known.adjectival, known.names)


@cache
def _compiled(source: str, adjectival: frozenset[str], plain: frozenset[str]) -> regex.Pattern[str]:
    lists = data.people()
    words = {
        "states": sorted(adjectival),
        "names": sorted(plain),
        "bodies": list(data.bodies().igo.names),
        "portfolio": sorted(lists.portfolio),
        "qualifiers": list(lists.qualifiers),
        "heads": [*lists.heads, *(f"{head}s" for head in lists.heads if head[-1].isalpha())],
        "holders": list(lists.holders),
    }
    return regex.compile(source, **{k: v for k, v in words.items() if rf"\L<{k}>" in source})
