"""What comes before the body: headline, byline, timestamp, caption and credit. Captions with a
credit are recognised anywhere."""

from __future__ import annotations

import re

from pactbank.model.closed import STRIPPED
from pactbank.text.zones.body import dateline_end
from pactbank.text.zones.lines import Line, is_name, teases
from pactbank.text.zones.patterns import patterns

_REACH = 12
"""The greatest number of kept lines in a masthead."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_JOINED = re.compile(r",? (?:AND|&) |, ")


def mark_masthead(lines: list[Line]) -> None:
    """Mark the lines before the body, and captions with a credit anywhere."""
    _mark_credited_captions(lines)
    _mark_signatories(lines)
    _mark_names_above_posts(lines)
    _mark_names(lines)
    _mark_capitals(lines)
    _mark_dated(lines)
    start = body_start(lines)
    head = lines[:start]
    anchors = [at for at, line in enumerate(head) if line.is_("byline", "timestamp")]
    _mark_headline(head[: anchors[-1]] if anchors else head)
    for at, line in enumerate(head):
        if line.verdict is not None:
            continue
        if not anchors or at < anchors[-1]:
            line.mark("paragraph", "beside the headline", 0.3)
        elif line.sentence:
            line.mark("caption", "sentence between byline and body", 0.5)
        elif at and head[at - 1].is_("caption"):
            line.mark("credit", "under a caption", 0.85)
        else:
            line.mark("headline", "title before the body", 0.7)


def _mark_headline(head: list[Line]) -> None:
    """Mark the headline among the lines before byline or timestamp: the last that has the form of
    a title, or else the longest, with the line above it if that has this form, too. What else
    stands there is the masthead of a paper, the section, a slug, or an introduction."""
    open_ = [line for line in head if line.verdict is None]
    if not open_:
        return
    titles = [line for line in open_ if teases(line) and line.words > 2]
    main = titles[-1] if titles else max(open_, key=lambda line: line.words)
    sure = open_ == titles and len(titles) == 1 and main.words > 3 and not main.text.isupper()
    main.mark("headline", "before byline or timestamp", 0.9 if sure else 0.65)
    above = open_[open_.index(main) - 1] if main is not open_[0] else None
    if above in titles and not main.after_gap and _goes_on(above, main):
        above.mark("headline", "above another line of the headline", 0.6)


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a headline may go on from one line to the next, or is repeated there: the title of
    a page has words of the headline, and the masthead of a paper has none."""
    first, second = (set(_WORD.findall(each.text.lower())) for each in (above, line))
    if len(first & second) > 2:
        return True
    alike = above.text.isupper() == line.text.isupper()
    return alike and above.words > 3 and not any(mark in above.text for mark in "|·")


def body_start(lines: list[Line]) -> int:
    """The index of the first line of the body.

    It is the first line with a dateline; else the first one after byline and timestamp; else the
    first that reads like running text.
    """
    kept = [
        at
        for at, line in enumerate(lines)
        if line.verdict is None or line.verdict.kind not in STRIPPED
    ]
    reach = kept[:_REACH]
    unknown = [at for at in reach if lines[at].verdict is None]
    for at in unknown:
        if dateline_end(lines[at].text):
            return at
    anchors = [at for at in reach if lines[at].is_("byline", "timestamp")]
    last = _last_of_head(lines, anchors)
    for at in unknown:
        if at > last and (anchors or lines[at].prose):
            return at
    return 0 if not anchors else last + 1


def _last_of_head(lines: list[Line], anchors: list[int]) -> int:
    """The index of the last byline or timestamp before running text begins, -1 without any."""
    last = -1
    for at in anchors:
        between = [line for line in lines[last + 1 : at] if line.verdict is None and line.prose]
        if len(between) > 1:
            break
        last = at
    return last


def _mark_names(lines: list[Line]) -> None:
    """Mark names alone on a line beside a timestamp, and posts under a byline, as bylines."""
    post = patterns().named["post"]
    for at, line in enumerate(lines[: _REACH + 4]):
        before = lines[at - 1] if at else None
        after = lines[at + 1] if at + 1 < len(lines) else None
        if line.verdict is not None:
            continue
        name, _, paper = line.text.partition(", ")
        by_name = line.words <= 6 and is_name(name) and (not paper or is_name(paper))
        if before and before.is_("byline") and post.search(line.text) and not line.sentence:
            line.mark("byline", "post under a byline", 0.9)
        elif by_name and after and after.is_("timestamp") and (before or paper or line.words < 3):
            line.mark("byline", "name before a timestamp", 0.8)
        elif by_name and before and before.is_("timestamp") and at > 1:
            line.mark("byline", "name behind a timestamp", 0.8)


def _mark_signatories(lines: list[Line]) -> None:
    """Mark who signs a statement (a person with a post, or an office) before the running text."""
    signed, office = patterns().named["signed"], patterns().named["office"]
    for line in _before_text(lines):
        if signed.fullmatch(line.text) or office.fullmatch(line.text):
            line.mark("byline", "signs a statement", 0.85)


def _mark_names_above_posts(lines: list[Line]) -> None:
    """Mark a name on a line by itself above the person's post, under a headline."""
    post = patterns().named["signatory"]
    for above, line, below in zip(lines, lines[1:], lines[2 : _REACH + 4], strict=False):
        free = line.verdict is None and not above.prose
        if free and is_name(line.text) and line.words > 1 and post.fullmatch(below.text):
            line.mark("byline", "name above a post", 0.8)
            below.mark("byline", "post under a byline", 0.85)


def _mark_capitals(lines: list[Line]) -> None:
    """Mark names in capitals on the last lines before the text as bylines, under a headline that
    is not in capitals; the text itself names no such name."""
    head = [line for line in _before_text(lines) if line.verdict is None]
    if not head or head[0].text.isupper():
        return
    for line in reversed(head[1:]):
        if not _names_in_capitals(line.text):
            return
        words = {word for other in lines if other is not line for word in _WORD.findall(other.text)}
        names = _WORD.findall(_JOINED.sub(" ", line.text))
        if words & {form for word in names for form in (word.lower(), word.title())}:
            return
        line.mark("byline", "names in capitals before the text", 0.8)


def _mark_dated(lines: list[Line]) -> None:
    """Mark a place with a day, before the running text."""
    for line in _before_text(lines):
        if line.words <= 14 and patterns().named["dated"].fullmatch(line.text):
            line.mark("timestamp", "place and day", 0.75)


def _before_text(lines: list[Line]) -> list[Line]:
    """The lines before the first dateline or line that reads like running text."""
    reach = lines[: _REACH + 4]
    for at, line in enumerate(reach):
        if line.verdict is None and (line.prose or dateline_end(line.text)):
            return reach[:at]
    return []


def _names_in_capitals(text: str) -> bool:
    """Whether a line consists of one to four names in capitals."""
    unlike = patterns().named["section"].search(text) or any(map(str.isdigit, text))
    if unlike or not text.isupper():
        return False
    names = _JOINED.split(text)
    return len(names) <= 4 and all(is_name(name) and len(name.split()) >= 2 for name in names)


def _mark_credited_captions(lines: list[Line]) -> None:
    """Mark captions, which have their credit in the line or on the next one."""
    credited = patterns().named["credited"]
    for at, line in enumerate(lines):
        if line.verdict is not None or line.words < 4:
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        if credited.search(line.text):
            line.mark("caption", "carries a credit", 0.9)
        elif after and after.is_("credit") and line.sentence and line.words <= 45:
            line.mark("caption", "above a credit", 0.65)
