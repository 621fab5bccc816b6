"""The body: paragraphs, the headings between them, and the dateline before the first."""

from __future__ import annotations

from pactbank.text.zones.lines import Line
from pactbank.text.zones.patterns import patterns

_HEADING_WORDS = 12


def mark_body(lines: list[Line]) -> None:
    """Mark every line that has no verdict yet."""
    first = True
    for at, line in enumerate(lines):
        if line.verdict is not None:
            continue
        if first and dateline_end(line.text):
            line.mark("paragraph", "dateline", 0.97)
        elif not first and _is_heading(lines, at):
            line.mark("heading", "title between paragraphs", 0.85)
        else:
            line.mark("paragraph", "running text", 0.95 if line.prose else 0.75)
        first = False


def dateline_end(text: str) -> int:
    """The length of the dateline a line begins with, its dash included; 0 without one."""
    match = patterns().named["dateline"].match(text)
    return match.end("dateline") if match else 0


def _is_heading(lines: list[Line], at: int) -> bool:
    """Whether the line is a short title with running text below it, and not an item of a list."""
    line = lines[at]
    if not line.title_like or line.words > _HEADING_WORDS or _listed(line):
        return False
    if line.sentence and not (_quoted_whole(line) or _asks(line) or _numbered(line)):
        return False
    below = next((other for other in lines[at + 1 :] if other.verdict is None), None)
    return below is not None and below.sentence


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
