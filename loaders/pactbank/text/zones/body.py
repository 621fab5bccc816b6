"""The body: paragraphs, the headings between them, and the dateline before the first."""

from __future__ import annotations

import re

from pactbank.text.zones.lines import Line
from pactbank.text.zones.patterns import patterns

_HEADING_WORDS = 12
_TURNS = 3
"""So many lines that name a speaker make a transcript."""
_DAY_OR_AGENCY = re.compile(r"[\d(/]")
_LONGEST_LIST = 40
"""The most lines of a list that are looked at before a line."""


def mark_body(lines: list[Line]) -> None:
    """Mark every line that has no verdict yet."""
    body = [line for line in lines if line.verdict is None]
    spoken = {id(line) for line in _spoken(body)}
    for at, line in enumerate(body):
        if id(line) in spoken:
            line.mark("paragraph", "turn of a speaker", 0.95)
        elif not at and dateline_end(line.text):
            line.mark("paragraph", "dateline", 0.97)
        elif at and _is_heading(body, at):
            line.mark("heading", "title between paragraphs", 0.85)
        else:
            line.mark("paragraph", "running text", _likelihood(line))


def dateline_end(text: str) -> int:
    """The length of the dateline a line begins with, its dash included; 0 without one. One that
    has the line to itself has a day or an agency."""
    match = patterns().named["dateline"].match(text)
    if match is None or (match.end() == len(text) and not _DAY_OR_AGENCY.search(text)):
        return 0
    return int(match.end("dateline"))


def _likelihood(line: Line) -> float:
    """How likely it is that a line which nothing else is said of is running text: of those that
    end like no sentence most are what is around a text, on pages and wires."""
    if line.prose:
        return 0.95
    return 0.75 if line.sentence or _listed(line) or _number(line) is not None else 0.4


def _spoken(body: list[Line]) -> list[Line]:
    """The turns of a transcript: lines that begin with the name of who speaks, where there are
    several, and what is noted between them in brackets."""
    speaker = patterns().named["speaker"]
    turns = [line for line in body if speaker.match(line.text)]
    if len(turns) < _TURNS:
        return []
    return turns + [line for line in body if line.text[0] == "[" and line.text[-1] == "]"]


def _is_heading(body: list[Line], at: int) -> bool:
    """Whether the line is a short title with running text below it, and not an item of a list."""
    line = body[at]
    if not line.title_like or line.words > _HEADING_WORDS or _listed(line) or _in_list(body, at):
        return False
    if line.sentence and not (_quoted_whole(line) or _asks(line) or _numbered(line)):
        return False
    return at + 1 < len(body) and body[at + 1].sentence


def _in_list(body: list[Line], at: int) -> bool:
    """Whether the line goes on with a list that stands above it: after an item with the number
    before its own, after a semicolon, after short lines that a colon opens, or in one block with
    two other short lines."""
    line, above = body[at], body[at - 1]
    number = _number(line)
    if number is not None and _number(above) == number - 1:
        return not above.prose
    if above.text.endswith((";", ",", " and", " or")):
        return True
    first = at
    while first > max(0, at - _LONGEST_LIST) and _item(body[first - 1]):
        first -= 1
    if first and body[first - 1].text.endswith(":"):
        return first < at or not line.after_gap
    return at - first > 1 and not line.after_gap


def _number(line: Line) -> int | None:
    """The number that a line begins with, as items of a list do."""
    found = patterns().named["numbered"].match(line.text)
    digits = found[0].strip(" .)\t") if found else ""
    return int(digits) if digits.isdecimal() else None


def _item(line: Line) -> bool:
    """Whether a short line may be an item of a list that has neither signs nor numbers."""
    plain = not _listed(line) and _number(line) is None
    return plain and line.is_("paragraph") and line.title_like and not line.sentence


def _listed(line: Line) -> bool:
    return bool(patterns().named["bullet"].match(line.text))


def _numbered(line: Line) -> bool:
    numbered = patterns().named["numbered"].match(line.text)
    return bool(numbered) and not line.text.endswith(".")


def _asks(line: Line) -> bool:
    """Whether the line is only a short question, outside quote marks."""
    one = line.text.endswith("?") and not any(mark in line.text[:-1] for mark in ".!?")
    return one and line.words <= 8 and line.unquoted == line.text


def _quoted_whole(line: Line) -> bool:
    return not line.unquoted.strip()
