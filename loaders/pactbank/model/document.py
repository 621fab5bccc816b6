"""A versioned document: where its text came from, and what became of each raw line."""

from __future__ import annotations

from typing import Literal

from pactbank.model.closed import STRIPPED, DocumentKind, Redistribution, ZoneKind
from pactbank.model.recipe import Recipe
from pactbank.model.scalars import (
    Address,
    Confidence,
    Count,
    Day,
    LanguageTag,
    LetterSpans,
    Licence,
    MediaType,
    Moment,
    Offset,
    Range,
    Sha256,
    Short,
    Slug,
    Version,
)
from pactbank.model.strict import Strict

SCHEMA_VERSION = 1
"""The newest document and annotation schema this package reads."""


class Zone(Strict, frozen=True, kw_only=True):
    """A part of one raw line. `text` is its place in the clean text, null if it is stripped."""

    kind: ZoneKind
    raw: Range
    text: Range | None
    rule: Short
    confidence: Confidence

    @property
    def stripped(self) -> bool:
        return self.kind in STRIPPED


class Found(Strict, frozen=True, kw_only=True):
    """One fact about the source, and where it was found."""

    value: Short | None
    found: Literal["option", "byline", "timestamp", "headline", "absent"]


class FoundMoment(Found, frozen=True, kw_only=True):
    value: Moment | None


class FoundAddress(Found, frozen=True, kw_only=True):
    value: Address | None


class FoundNames(Strict, frozen=True, kw_only=True):
    """Names found in one place, in the order found."""

    value: tuple[Short, ...]
    found: Literal["option", "byline", "absent"]


class Source(Strict, frozen=True, kw_only=True):
    publisher: Found
    authors: FoundNames
    published: FoundMoment
    url: FoundAddress
    archived_url: FoundAddress
    retrieved: FoundMoment


class Rights(Strict, frozen=True, kw_only=True):
    holder: Short | None
    license: Licence
    redistribution: Redistribution


class Origin(Strict, frozen=True, kw_only=True):
    """`collected` from a publisher or `authored` for this corpus, with how and by what."""

    kind: Literal["collected", "authored"]
    how: Short
    by: Short | None


class RawFile(Strict, frozen=True, kw_only=True):
    """The raw bytes; `chars` is the length of the raw text in code points, without a byte order
    mark."""

    sha256: Sha256
    chars: Count
    media_type: MediaType
    encoding: Literal["utf-8", "utf-8-sig"]


class TextFile(Strict, frozen=True, kw_only=True):
    sha256: Sha256
    chars: Count


class Cleaning(Strict, frozen=True, kw_only=True):
    """Name and version of the rules that labelled the zones."""

    name: Short
    version: Short


Edit = tuple[Offset, Offset, Offset, Offset]
"""[raw start, raw end, text start, text end]: a raw run replaced by as many line feeds as
the text run is long."""


class Document(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """One version of a text. `title_spans` and `words` are given only where the text is withheld:
    the places of the title's characters and of the words of the kept zones. A text with a `recipe`
    is referenced: the corpus does not hold it, and the recipe says how it is had."""

    schema_version: Version
    id: Slug
    version: Version
    language: LanguageTag
    kind: DocumentKind
    story: Slug
    title: Short | None
    title_spans: LetterSpans | None = None
    words: tuple[Range, ...] | None = None
    reference_date: Day | None
    offset_unit: Literal["codepoint"]
    source: Source
    rights: Rights
    origin: Origin
    raw: RawFile
    text: TextFile
    recipe: Recipe | None = None
    cleaning: Cleaning
    zones: tuple[Zone, ...]
    edits: tuple[Edit, ...]
    revises: Version | None = None
    reason: Short | None = None

    @property
    def withheld(self) -> bool:
        """Whether the text may not leave the checkout."""
        return self.rights.redistribution == "offsets-only"

    @property
    def referenced(self) -> bool:
        """Whether the corpus does not hold the text."""
        return self.recipe is not None

    @property
    def kept(self) -> tuple[Zone, ...]:
        return tuple(zone for zone in self.zones if zone.text is not None)

    @property
    def kept_ranges(self) -> list[Range]:
        """The place in the text of each kept zone, in order."""
        return [zone.text for zone in self.zones if zone.text is not None]
