"""One document version against its files: hashes, zones, and the way from raw to text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pactbank.model.document import Document
from pactbank.offsets import RawTextMap
from pactbank.schemas import Finding
from pactbank.validate.names import check_letters, check_spans
from pactbank.validate.times import is_day


def check_document(document: Document) -> Iterator[Finding]:
    """What can be said without the texts."""
    if document.reference_date is not None and not is_day(document.reference_date):
        yield Finding("PB207", "/reference_date", f"{document.reference_date} is no day")
    if (document.version > 1) != (document.revises is not None and document.reason is not None):
        yield Finding("PB211", "", f"version {document.version}")
    yield from check_spans(
        document.title, document.title_spans, document.text.chars, "PB212", "/title_spans"
    )
    at = 0
    for number, zone in enumerate(document.zones):
        start, end = zone.raw
        if not at <= start < end <= document.raw.chars:
            said = f"[{start}, {end}) after {at}, in a raw text of {document.raw.chars}"
            yield Finding("PB203", f"/zones/{number}/raw", said)
        at = max(at, end)
        if zone.stripped != (zone.text is None):
            said = f"{zone.kind} has {'a' if zone.text else 'no'} text range"
            yield Finding("PB205", f"/zones/{number}", said)


def check_raw(document: Document, data: bytes) -> Iterator[Finding]:
    """The raw bytes: hash, length, and nothing but white space between the zones."""
    if (found := hashlib.sha256(data).hexdigest()) != document.raw.sha256:
        yield Finding("PB201", "/raw/sha256", f"the raw file has sha256 {found}")
        return
    raw = data.decode(document.raw.encoding)
    if len(raw) != document.raw.chars:
        yield Finding("PB201", "/raw/chars", f"the raw text has {len(raw)} code points")
    at = 0
    for number, (start, end) in enumerate([*(z.raw for z in document.zones), (len(raw), len(raw))]):
        if between := raw[at:start].strip():
            yield Finding("PB204", f"/zones/{max(0, number - 1)}", f"{between[:60]!r}")
        at = end


def check_text(document: Document, data: bytes) -> Iterator[Finding]:
    """The clean text: hash, length, line ends."""
    if (found := hashlib.sha256(data).hexdigest()) != document.text.sha256:
        yield Finding("PB202", "/text/sha256", f"the text file has sha256 {found}")
        return
    text = data.decode("utf-8")
    if len(text) != document.text.chars:
        yield Finding("PB202", "/text/chars", f"the text has {len(text)} code points")
    if "\r" in text or "\0" in text or not text.endswith("\n") or text.endswith("\n\n"):
        yield Finding("PB210", "/text", "carriage return, NUL, or not one final line feed")
    if document.withheld:
        yield from check_letters(document.title, text, "PB212", "/title")


def check_rebuild(document: Document, raw: str, text: str) -> Iterator[Finding]:
    """Raw text, zones and edits give the text, and each kept zone stands where it says."""
    try:
        blocks = RawTextMap.from_edits(document.edits, document.raw.chars)
    except ValueError as error:
        yield Finding("PB206", "/edits", str(error))
        return
    if blocks.rebuild(raw) != text:
        yield Finding("PB206", "/edits", "the rebuilt text differs")
        return
    for number, zone in enumerate(document.zones):
        if zone.text is not None and text[slice(*zone.text)] != raw[slice(*zone.raw)]:
            yield Finding("PB206", f"/zones/{number}/text", "the zone's text is not its raw text")
