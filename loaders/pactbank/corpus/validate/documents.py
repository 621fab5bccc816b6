"""One document version against its files: hashes, zones, and the way from raw to text."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.corpus.files import sha256
from pactbank.corpus.validate.names import check_letters, check_spans
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.times import is_day
from pactbank.text.offsets import RawTextMap


def check_document(document: Document) -> Iterator[Finding]:
    """What can be said without the texts."""
    if document.reference_date is not None and not is_day(document.reference_date):
        yield Finding("PB207", "/reference_date", f"{document.reference_date} is no day")
    yield from _revision(document)
    yield from check_spans(
        document.title, document.title_spans, document.text.chars, "PB212", "/title_spans"
    )
    yield from _zones(document)
    if isinstance(said := _map(document), str):
        yield Finding("PB206", "/edits", said)


def _revision(document: Document) -> Iterator[Finding]:
    version, revises = document.version, document.revises
    if version == 1 and (revises is not None or document.reason is not None):
        yield Finding("PB211", "/version", "version 1 revises nothing")
    elif version > 1 and document.reason is None:
        yield Finding("PB211", "/version", f"version {version} has no reason")
    elif version > 1 and (revises is None or revises >= version):
        said = f"version {version} revises {revises or 'nothing'}, which is not earlier"
        yield Finding("PB211", "/version", said)


def _zones(document: Document) -> Iterator[Finding]:
    """Zones stand in order, inside raw text and clean text, and are stripped or kept rightly."""
    raw_at = text_at = 0
    for number, zone in enumerate(document.zones):
        start, end = zone.raw
        if not raw_at <= start < end <= document.raw.chars:
            said = f"[{start}, {end}) after {raw_at}, in a raw text of {document.raw.chars}"
            yield Finding("PB203", f"/zones/{number}/raw", said)
        raw_at = max(raw_at, end)
        if zone.stripped != (zone.text is None):
            said = f"{zone.kind} has {'a' if zone.text else 'no'} text range"
            yield Finding("PB205", f"/zones/{number}/text", said)
        elif zone.text is not None:
            start, end = zone.text
            if not text_at <= start < end <= document.text.chars:
                said = f"[{start}, {end}) after {text_at}, in a text of {document.text.chars}"
                yield Finding("PB203", f"/zones/{number}/text", said)
            text_at = max(text_at, end)


def _map(document: Document) -> RawTextMap | str:
    """The map between the texts, or what keeps the edits from being one."""
    try:
        found = RawTextMap.from_edits(document.edits, document.raw.chars)
    except ValueError as error:
        return str(error)
    chars = found.blocks[-1].text[1] if found.blocks else 0
    if chars != document.text.chars:
        return f"the edits make a text of {chars} code points, not {document.text.chars}"
    return found


def check_raw(document: Document, data: bytes) -> Iterator[Finding]:
    """The raw bytes: hash, length, no NUL, and nothing but white space between the zones."""
    if (found := sha256(data)) != document.raw.sha256:
        yield Finding("PB201", "/raw/sha256", f"the raw file has sha256 {found}")
        return
    raw = data.decode(document.raw.encoding)
    if len(raw) != document.raw.chars:
        yield Finding("PB201", "/raw/chars", f"the raw text has {len(raw)} code points")
    if "\0" in raw:
        yield Finding("PB210", "/raw", f"the raw text has a NUL at {raw.index(chr(0))}")
    at = 0
    for number, (start, end) in enumerate([*(z.raw for z in document.zones), (len(raw), len(raw))]):
        if between := raw[at:start].strip():
            yield Finding("PB204", f"/zones/{max(0, number - 1)}", f"{between[:60]!r} lies outside")
        at = end


def check_text(document: Document, data: bytes) -> Iterator[Finding]:
    """The clean text: hash, length, line ends."""
    if (found := sha256(data)) != document.text.sha256:
        yield Finding("PB202", "/text/sha256", f"the text file has sha256 {found}")
        return
    text = data.decode("utf-8")
    if len(text) != document.text.chars:
        yield Finding("PB202", "/text/chars", f"the text has {len(text)} code points")
    for said, broken in (
        ("a carriage return", "\r" in text),
        ("a NUL", "\0" in text),
        ("no final line feed", not text.endswith("\n")),
        ("more than one final line feed", text.endswith("\n\n")),
    ):
        if broken:
            yield Finding("PB210", "/text", f"the text has {said}")


def check_title(document: Document, text: str) -> Iterator[Finding]:
    """Whoever has the text of a withheld document can fill the title in."""
    if document.withheld:
        yield from check_letters(document.title, text, "PB212", "/title")


def check_rebuild(document: Document, raw: str, text: str) -> Iterator[Finding]:
    """Raw text, zones and edits give the text, and each kept zone stands where it says."""
    blocks = _map(document)
    if isinstance(blocks, str):
        return  # said by check_document
    if blocks.rebuild(raw) != text:
        yield Finding("PB206", "/edits", "the rebuilt text differs")
        return
    for number, zone in enumerate(document.zones):
        if zone.text is not None and text[slice(*zone.text)] != raw[slice(*zone.raw)]:
            yield Finding("PB206", f"/zones/{number}/text", "the zone's text is not its raw text")
