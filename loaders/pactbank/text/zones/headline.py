"""The headline, which is never stripped: a question, a teaser or an appeal in the place of the
headline is no advertisement."""

from __future__ import annotations

from dataclasses import dataclass

from pactbank.model.closed import STRIPPED
from pactbank.text.zones.body import dateline_end
from pactbank.text.zones.lines import Line, teases
from pactbank.text.zones.patterns import patterns

_REACH = 16
"""The greatest number of lines before the body."""
_LONGEST = 30
"""The most words of a headline."""
_NEVER = frozenset(
    {
        "advertisement label",
        "comments",
        "contact details",
        "copyright line",
        "navigation",
        "navigation bar",
        "navigation path",
        "press contact",
        "reading time",
        "related link",
        "related list",
        "share buttons",
        "share counts",
    }
)
"""Rules whose lines are no headline, even where there is no other."""
_PRICES = frozenset({"price with a sales word", "price by the month"})
_SHOUTS = frozenset({"exclamation", "emoji"})
_URGES = frozenset({"command at a sentence's start", "exclamation", "emoji"})


@dataclass(frozen=True, slots=True)
class _BeforeBody:
    """The lines before the body; whether a byline or timestamp ends them."""

    lines: list[Line]
    signed: bool


def likely_headline(lines: list[Line]) -> Line | None:
    """The first line without a verdict, if it stands before the body and offers nothing for
    sale."""
    head = _head(lines)
    open_ = [line for line in head.lines if line.verdict is None]
    if not open_ or open_[0].words > _LONGEST:
        return None
    first, others = open_[0], open_[1:]
    if _offers(first, sure=not any(map(_sells, others))):
        return None
    better = any(line.title_like and line.words > 2 and not _sells(line) for line in others)
    return first if teases(first) or (head.signed and not better) else None


def restore_headline(lines: list[Line]) -> None:
    """Take back what was said of the headline: the first line before the body, if it was stripped
    for what it says and does not speak to the reader; where nothing else is kept there, any."""
    head = [line for line in _head(lines).lines if not _is_furniture(line)]
    stripped = [line for line in head if _may_be_headline(line) and not _offers(line)]
    stripped.sort(key=_speaks_to_reader)
    if not stripped:
        return
    alone = all(line.verdict is not None for line in head)
    if alone or (stripped[0] is head[0] and not _speaks_to_reader(stripped[0])):
        stripped[0].verdict = None


def _head(lines: list[Line]) -> _BeforeBody:
    """The lines before the first byline, timestamp or dateline; without any, those before the
    first line that reads like running text."""
    reach = lines[:_REACH]
    for at, line in enumerate(reach):
        if line.is_("byline", "timestamp"):
            return _BeforeBody(reach[:at], signed=True)
        if line.verdict is None and dateline_end(line.text):
            return _BeforeBody(reach[:at], signed=False)
    for at, line in enumerate(reach):
        if line.verdict is None and line.prose and not _sells(line):
            return _BeforeBody(reach[:at], signed=False)
    return _BeforeBody([], signed=False)


def _is_furniture(line: Line) -> bool:
    return line.verdict is not None and line.verdict.rule in _NEVER


def _may_be_headline(line: Line) -> bool:
    stripped = line.verdict is not None and line.verdict.kind in STRIPPED
    return stripped and 3 < line.words <= _LONGEST


def _speaks_to_reader(line: Line) -> bool:
    return bool(patterns().named["reader"].search(line.text))


def _offers(line: Line, sure: bool = False) -> bool:
    """Whether the line names an offer or a place to buy, or urges to pay a price; to be `sure`
    takes two such signs."""
    found = [cue for cue in patterns().cues if cue.pattern.search(line.unquoted)]
    names = {cue.name for cue in found}
    hard, priced = sum(cue.hard for cue in found), bool(names & _PRICES)
    urged = bool(names & (_URGES if priced else _SHOUTS))
    return hard + priced + urged > 1 or (hard > 0 and not sure)


def _sells(line: Line) -> bool:
    """Whether any cue of advertising speaks for the line."""
    cues = patterns().cues
    return any(cue.weight > 0 and cue.pattern.search(line.unquoted) for cue in cues)
