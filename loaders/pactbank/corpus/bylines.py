"""Who wrote an article and when, as its byline and its timestamp say."""

from __future__ import annotations

import re
from datetime import datetime

_BY = re.compile(r"^(?:(?:written|reported|posted|text|words|story) )?by:? ", re.IGNORECASE)
_BETWEEN = re.compile(r" and | ?& ?|, ?", re.IGNORECASE)
_POST = re.compile(
    r"\b(?:spokes(?:person|man|woman)|secretary|minister|president|ambassador|commissioner|envoy"
    r"|representative|director|chief|chancellor|governor|coordinator)\b",
    re.IGNORECASE,
)
_NO_TIME = re.compile(
    r"(?i)\b(?:created|edited|first|issued|last|modified|posted|published|released|revised|updated?"
    r"|uploaded|on|at|hrs|[acejkps][des]?[dst]t|cet|gmt|utc|ist|msk|bst|hkt|sgt|pht|wib)\b\s?:?|[|•·()]"
)
_DEFAULTS = (datetime(2000, 1, 1, 1, 1), datetime(2001, 2, 2, 2, 2))
"""Two days that differ in every part."""


def read_byline(line: str) -> tuple[tuple[str, ...], str | None]:
    """Author names and publisher of a byline such as "By A B and C D | Paper"; the publisher is
    what follows a dash, a bar or the last comma, unless it is a person's post."""
    names, publisher = _parts(_BY.sub("", " ".join(line.split())))
    authors = tuple(name for part in _BETWEEN.split(names.strip()) if (name := part.strip()))
    return authors, publisher.strip() or None


def _parts(line: str) -> tuple[str, str]:
    """The names of a byline, and the publisher or an empty string."""
    for mark in (" - ", " | ", " – ", " — "):
        if mark in line:
            names, _, publisher = line.partition(mark)
            return names, publisher
    names, comma, last = line.rpartition(", ")
    if comma and _POST.search(line.partition(", ")[2]):
        return line.partition(", ")[0], ""
    return (names, last) if comma and " and " not in last.lower() else (line, "")


def read_timestamp(line: str) -> str | None:
    """The day, with the minute where it is given, that a timestamp line names: YYYY-MM-DD or
    YYYY-MM-DDThh:mm. None where a part of the day is missing."""
    from dateutil import parser

    words = _NO_TIME.sub(" ", line)
    try:
        # The parser fills what is missing from the default, so it differs between the two.
        one, other = (parser.parse(words, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError):
        return None
    if one.date() != other.date():
        return None
    return one.strftime("%Y-%m-%dT%H:%M" if one.time() == other.time() else "%Y-%m-%d")
