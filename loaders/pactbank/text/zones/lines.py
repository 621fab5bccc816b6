"""The lines of a raw text, and what can be seen from one line by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pactbank.model.closed import ZoneKind

_LINE = re.compile(r"[^\r\n]+")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|‘[^‘’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")
_CLOSERS = "\"'”’)]»"
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*)(?:\s+[^\W\d_][\w'’.-]*){0,3}")
_PARTICLES = frozenset("al bin da de del den der di du el la le of van von y".split())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a line, the rule that decided it, and a confidence from 0 to 1."""

    kind: ZoneKind
    rule: str
    confidence: float


@dataclass
class Line:
    """One line without the white space at its edges; `place` is [start, end) in the raw text,
    `after_gap` says that a blank line comes before it."""

    text: str
    place: tuple[int, int]
    after_gap: bool
    verdict: Verdict | None = field(default=None)

    def mark(self, kind: ZoneKind, rule: str, confidence: float) -> None:
        """Set the verdict, unless there is one already."""
        if self.verdict is None:
            self.verdict = Verdict(kind, rule, confidence)

    def is_(self, *kinds: ZoneKind) -> bool:
        return self.verdict is not None and self.verdict.kind in kinds

    @cached_property
    def unquoted(self) -> str:
        """The text with everything inside quote marks blanked: quoted words say nothing about
        what kind of line it is."""
        return _QUOTED.sub(lambda match: " " * len(match[0]), self.text)

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def sentence(self) -> bool:
        """Whether the line ends like a sentence."""
        return self.text.rstrip(_CLOSERS).endswith((".", "!", "?", "…"))

    @cached_property
    def prose(self) -> bool:
        """Whether the line reads like running text: it ends as a sentence and is not short."""
        return self.sentence and self.words >= 8

    @cached_property
    def title_like(self) -> bool:
        """Whether the line could be a title: short, and no full stop at its end."""
        bare = self.text.rstrip(_CLOSERS)
        return self.words <= 20 and not bare.endswith((".", ":", ";", ","))


def teases(line: Line) -> bool:
    """Whether the line has the form of a headline: no full stop, though it may ask or end in a
    colon."""
    return line.title_like or line.text.endswith(":")


def is_name(text: str) -> bool:
    """Whether this has the form of a name: one to four capitalised words."""
    return bool(_NAME.fullmatch(text)) and all(
        word[0].isupper() or word in _PARTICLES for word in text.split()
    )


def split_lines(raw: str) -> list[Line]:
    """Every line of a raw text that is not blank."""
    lines: list[Line] = []
    last = 0
    for match in _LINE.finditer(raw):
        text = match[0].strip()
        if not text:
            continue
        start = match.start() + match[0].index(text)
        gap = raw[last:start].replace("\r\n", "\n").replace("\r", "\n")
        lines.append(Line(text, (start, start + len(text)), gap.count("\n") > 1))
        last = start + len(text)
    return lines
