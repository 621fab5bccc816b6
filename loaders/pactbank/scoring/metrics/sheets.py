"""What one side says about one document, reduced to what is scored.

Spans are code points [start, end) of the text, None where a label names a referent alone. A quote
that was not found has a span of its own beyond `covers.NOWHERE`. Ids and list order carry no
meaning: `key` gives the canonical order of labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pactbank.scoring.metrics.covers import Range, Visible

AUTHOR = "AUTHOR"
UNSPECIFIED = "UNSPECIFIED"


@dataclass(frozen=True, slots=True)
class Naming:
    """A span that stands for referents, by their ids in this file: a mention, an argument, a
    holder."""

    span: Range | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    role: str
    naming: Naming


@dataclass(frozen=True, slots=True)
class Entry:
    """A status entry; `party` and `source` are ids, `party` None for all that have none of their
    own."""

    party: str | None
    source: str
    stage: str
    condition: str
    polarity: str
    as_of: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return self.stage, self.condition, self.polarity, self.as_of or ""


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement; `stage` is its overall stage, None where no stage is affirmed."""

    type: str
    form: str
    mentions: tuple[Range, ...]
    fillers: tuple[Filler, ...]
    provisions: tuple[Range, ...]
    entries: tuple[Entry, ...]
    stage: str | None

    @property
    def key(self) -> tuple[object, ...]:
        fillers = sorted((filler.role, filler.naming.span or (-1, -1)) for filler in self.fillers)
        return (
            sorted(self.mentions),
            self.type,
            self.form,
            fillers,
            sorted(self.provisions),
            sorted(entry.key for entry in self.entries),
            self.stage or "",
        )


@dataclass(frozen=True, slots=True)
class Attitude:
    """A stance; `implicit` is AUTHOR or UNSPECIFIED where no holder is named."""

    type: str
    polarity: str
    holders: tuple[Naming, ...]
    implicit: str | None
    cue: Range
    target: Range | None

    @property
    def key(self) -> tuple[object, ...]:
        spans = sorted(holder.span or (-1, -1) for holder in self.holders)
        return (
            self.cue,
            self.target or (-1, -1),
            spans,
            self.implicit or "",
            self.polarity,
            self.type,
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels of one document on one side; a layer that is absent is empty here."""

    mentions: tuple[Naming, ...] = ()
    pacts: tuple[Pact, ...] = ()
    attitudes: tuple[Attitude, ...] = ()

    def namings(self) -> Iterator[Naming]:
        """Every span that stands for referents, in all layers."""
        yield from self.mentions
        for pact in self.pacts:
            for filler in pact.fillers:
                yield filler.naming
        for attitude in self.attitudes:
            yield from attitude.holders


@dataclass(frozen=True, slots=True)
class Page:
    """One document as both sides see it, and what is known of its text."""

    gold: Sheet
    predicted: Sheet
    visible: Visible = field(default_factory=Visible)
    text: str | None = None
