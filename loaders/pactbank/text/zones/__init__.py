"""Label the lines of a raw text. Nothing is deleted here, and a line is stripped only if it is
sure to be clutter.

Every line that is not blank becomes a run of one kind, with the rule that decided and a
confidence. The rules are general. Word lists and patterns are in `patterns.toml`; what follows
from the place of a line (before the byline, under a caption, beside an advertisement) is in the
modules `furniture`, `adverts`, `headline`, `masthead` and `body`, which are applied in this order.
"""

from __future__ import annotations

from dataclasses import dataclass

from pactbank.model.closed import STRIPPED, ZoneKind
from pactbank.text.zones.adverts import mark_adverts
from pactbank.text.zones.body import dateline_end, mark_body
from pactbank.text.zones.furniture import mark_furniture
from pactbank.text.zones.headline import likely_headline, restore_headline
from pactbank.text.zones.lines import Line, Verdict, split_lines
from pactbank.text.zones.masthead import mark_masthead

SURE = 0.7
"""The least confidence at which a line is stripped."""


@dataclass(frozen=True, slots=True)
class ZoneRun:
    """Code points [raw[0], raw[1]) of the raw text: one line or part of it, without white space
    at its edges."""

    kind: ZoneKind
    raw: tuple[int, int]
    rule: str
    confidence: float


def label(raw: str) -> tuple[ZoneRun, ...]:
    """The runs of a raw text, in order; there is only white space between two runs."""
    lines = split_lines(raw)
    mark_furniture(lines)
    mark_adverts(lines, likely_headline(lines))
    restore_headline(lines)
    mark_masthead(lines)
    mark_body(lines)
    return tuple(run for line in lines for run in _runs(line))


def _runs(line: Line) -> list[ZoneRun]:
    verdict = _undoubted(line.verdict)
    cut = dateline_end(line.text) if verdict.rule == "dateline" else 0
    if not cut:
        return [ZoneRun(verdict.kind, line.place, verdict.rule, verdict.confidence)]
    start, end = line.place
    rest = start + len(line.text) - len(line.text[cut:].lstrip())
    if rest == end:
        return [ZoneRun("dateline", line.place, verdict.rule, verdict.confidence)]
    return [
        ZoneRun("dateline", (start, start + cut), verdict.rule, verdict.confidence),
        ZoneRun("paragraph", (rest, end), verdict.rule, verdict.confidence),
    ]


def _undoubted(verdict: Verdict | None) -> Verdict:
    """The verdict on a line; one that would be stripped without being `SURE` is kept as a
    paragraph."""
    assert verdict is not None, "mark_body gives every line a verdict"
    if verdict.kind in STRIPPED and verdict.confidence < SURE:
        doubt = round(1 - verdict.confidence, 2)
        return Verdict("paragraph", f"kept in doubt: {verdict.rule}", doubt)
    return verdict
