"""Groups of states ("both countries"): mentions only where an argument or a stance needs one."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pactbank.systems.rules.spans import Candidate, Key, SegmentedText, place

_GROUP = regex.compile(
    r"\b(?P<span>(?P<count>[Bb]oth|[Tt]wo|[Tt]hree|[Ff]our)(?: (?:allied|neighbou?ring))? "
    r"(?:countries|nations|states|sides|parties|governments|allies))\b"
)
_COUNT = {"both": 2, "two": 2, "three": 3, "four": 4}


def find(segmented: SegmentedText, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Every group, with the states named last before it as its referents; an open list where
    fewer were named."""
    found = []
    for sentence in segmented.sentences:
        for match in _GROUP.finditer(segmented.text, sentence.start, sentence.end):
            count = _COUNT[match.group("count").lower()]
            keys = _named_before(match.start(), count, chosen)
            complete = len(keys) == count
            found.append(
                Candidate(
                    *place(match, "span"),
                    "STATE",
                    "NOM",
                    keys if complete else (),
                    open=not complete,
                    rank=1,
                )
            )
    return found


def _named_before(at: int, count: int, chosen: Sequence[Candidate]) -> tuple[Key, ...]:
    """The states mentioned last before a place of the text, `count` at most."""
    states = [c for c in chosen if c.type == "STATE" and c.end <= at]
    keys = dict.fromkeys(key for c in reversed(states) for key in c.keys)
    return tuple(reversed(list(keys)[:count]))
