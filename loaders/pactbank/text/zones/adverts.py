"""Advertisements, recognised by what a line says and by the lines beside it.

Words inside quote marks do not count, and signs of reporting (somebody said, a court ruled, a day
of the week) count against an advertisement. A line needs several cues by itself, or fewer beside
a line that is known to be an advertisement.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pactbank.text.zones.lines import Line
from pactbank.text.zones.patterns import patterns

ALONE = 1.8
"""The least weight of cues at which a line is an advertisement by itself."""
BESIDE = 0.5
"""The least weight beside an advertisement or under its label."""
_NEVER = -9.0

_BRAND = re.compile(r"[A-Z][\w'’-]+(?:\s+(?:&\s+)?[A-Z][\w'’-]+)*")
_LEADING = re.compile(
    r"(?:A|An|And|As|At|But|By|For|From|He|Her|His|If|In|It|Its|Many|No|On|Our|She|So|That|The|"
    r"They|This|To|We|With|You)\s+"
)


def mark_adverts(lines: list[Line], headline: Line | None) -> None:
    """Mark the lines that advertise something; the line that is likely the headline is left."""
    weights = {id(line): _NEVER if line is headline else weight(line) for line in lines}
    for line in lines:
        if line.verdict is None and weights[id(line)] >= ALONE:
            line.mark("advertisement", "cues of advertising", _confidence(weights[id(line)]))
    for line, below in pairwise(lines):
        if not below.after_gap and _one_advertiser(line, below, weights):
            for one in (line, below):
                one.mark("advertisement", "two lines for one name", 0.75)
    _spread(lines, weights)


def weight(line: Line) -> float:
    """The sum of the weights of the cues in the line, outside quote marks."""
    return sum(cue.weight for cue in patterns().cues if cue.pattern.search(line.unquoted))


def _one_advertiser(line: Line, below: Line, weights: dict[int, float]) -> bool:
    """Whether two lines name the same brand and together are an advertisement."""
    both = weights[id(line)], weights[id(below)]
    known = line.verdict is not None or below.verdict is not None
    shared = _brands(line) & _brands(below)
    return not known and min(both) > 0 and sum(both) >= ALONE and bool(shared)


def _spread(lines: list[Line], weights: dict[int, float]) -> None:
    """Mark lines beside advertisements: what one line gives to the next on the way down, and what
    it gives to the one before it on the way up."""
    down = range(len(lines))
    for at in (*down, *reversed(down)):
        line = lines[at]
        if line.verdict is None and (rule := _beside(lines, at, weights[id(line)])):
            line.mark("advertisement", rule, 0.8)


def _beside(lines: list[Line], at: int, weight: float) -> str | None:
    """The rule by which a line belongs to the advertisement beside it, if one does."""
    line = lines[at]
    before = lines[at - 1] if at and not line.after_gap else None
    after = lines[at + 1] if at + 1 < len(lines) and not lines[at + 1].after_gap else None
    labelled = (
        before is not None and before.verdict and before.verdict.rule == "advertisement label"
    )
    if labelled and (weight >= BESIDE or (weight > -1 and not line.sentence)):
        return "under an advertisement label"
    for neighbour in (before, after):
        if neighbour is None or not neighbour.is_("advertisement"):
            continue
        if weight >= BESIDE:
            return "beside an advertisement"
        if weight > -1 and _brands(line) & _brands(neighbour):
            return "beside an advertisement for the same name"
    return None


def _brands(line: Line) -> set[str]:
    """Capitalised names in a line, to be compared with those of its neighbour."""
    names = (_LEADING.sub("", f"{name} ", count=1).strip() for name in _BRAND.findall(line.text))
    return {name for name in names if name}


def _confidence(weight: float) -> float:
    return round(min(0.98, 0.6 + weight / 10), 2)
