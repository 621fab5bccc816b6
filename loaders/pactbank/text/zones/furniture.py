"""Lines that can be recognised by themselves, and the lists that follow some of them."""

from __future__ import annotations

from itertools import pairwise

from pactbank.text.zones.lines import Line, is_name
from pactbank.text.zones.patterns import patterns

_LIST_CONFIDENCE = 0.85


def mark_furniture(lines: list[Line]) -> None:
    """Mark timestamps, bylines, credits, links, prompts and notices that are recognised in any
    place, and the titles under headings like "Related stories"."""
    for line in lines:
        if is_timestamp(line.text):
            line.mark("timestamp", "day or time", 0.96)
        for pattern in patterns().lines:
            if line.verdict is None and pattern.fits(line.text):
                line.mark(pattern.kind, pattern.name, pattern.confidence)
    _mark_share_names(lines)
    _mark_contacts(lines)
    _mark_lists(lines)


def is_timestamp(text: str) -> bool:
    """Whether a line consists of words for days, clock times and publishing, with at least one
    time among them."""
    clock = patterns().named["clock"]
    at = len(text) - len(text.lstrip("([ "))
    while at < len(text):
        match = clock.match(text, at)
        if match is None:
            return False
        at = match.end()
    return any(mark.isdigit() for mark in text) or text.lower().endswith(("ago", "today", "now"))


def _mark_share_names(lines: list[Line]) -> None:
    """Mark lines with the name of one network, such as "Email", beside byline, timestamp or other
    share buttons: what one line shows of the next on the way down, and of the one before on the
    way up."""
    network = patterns().named["network"]
    down = range(len(lines))
    for at in (*down, *reversed(down)):
        beside = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
        if network.fullmatch(lines[at].text) and any(_may_share(line) for line in beside):
            lines[at].mark("notice", "share button", 0.9)


def _may_share(line: Line) -> bool:
    """Whether share buttons stand beside such a line."""
    rule = line.verdict.rule if line.verdict else ""
    shares = rule in ("share buttons", "share button", "share counts")
    return shares or line.is_("byline", "timestamp")


def _mark_contacts(lines: list[Line]) -> None:
    """Mark the lines under a press contact that give an address or a number, and the name before
    such a line."""
    contact = patterns().named["contact"]
    for at, (before, line) in enumerate(pairwise(lines), 1):
        rule = before.verdict.rule if before.verdict else ""
        if line.verdict is not None or rule not in ("press contact", "contact details"):
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        named = is_name(line.text) and below is not None and bool(contact.search(below.text))
        if line.words <= 25 and not line.prose and (named or contact.search(line.text)):
            line.mark("notice", "contact details", 0.85)


def _mark_lists(lines: list[Line]) -> None:
    """Titles that follow the heading of a list, up to the first line that is not a title."""
    inside = False
    for line in lines:
        if line.verdict is not None:
            inside = line.verdict.rule == "related list" or (inside and line.is_("related-link"))
        elif inside and line.title_like and line.words >= 3:
            line.mark("related-link", "title in a related list", _LIST_CONFIDENCE)
        else:
            inside = False
