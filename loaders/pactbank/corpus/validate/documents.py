"""One document version against its files: hashes, zones, and the map from raw to clean text."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.corpus import extract
from pactbank.corpus.files import sha256
from pactbank.corpus.validate.names import check_letters, check_spans
from pactbank.corpus.wordless import quotations
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.values import document_faults
from pactbank.text.offsets import RawTextMap
from pactbank.text.tokens import words_in


def check_document(document: Document) -> Iterator[Finding]:
    """Every fault that can be found without the texts."""
    yield from document_faults(document)
    yield from _revision(document)
    title = None if document.referenced else document.title
    yield from check_spans(
        title, document.title_spans, document.text.chars, "PB212", "/title_spans"
    )
    if document.recipe is not None and (wrong := extract.fault(document.recipe)):
        yield Finding("PB220", "/recipe", wrong)
    yield from _zones(document)
    yield from _words(document)
    if isinstance(fault := _map(document), str):
        yield Finding("PB206", "/edits", fault)


def _revision(document: Document) -> Iterator[Finding]:
    version, revises = document.version, document.revises
    if version == 1 and (revises is not None or document.reason is not None):
        yield Finding("PB211", "/version", "version 1 has revises or reason")
    elif version > 1 and document.reason is None:
        yield Finding("PB211", "/version", f"version {version} has no reason")
    elif version > 1 and revises is None:
        yield Finding("PB211", "/version", f"version {version} does not say what it revises")
    elif version > 1 and revises is not None and revises >= version:
        message = f"version {version} revises {revises}, which is not earlier"
        yield Finding("PB211", "/version", message)


def _zones(document: Document) -> Iterator[Finding]:
    """Zones must be in order, inside raw text and clean text, and stripped only if their kind
    is."""
    raw_at = text_at = 0
    for number, zone in enumerate(document.zones):
        start, end = zone.raw
        if not raw_at <= start < end <= document.raw.chars:
            message = f"[{start}, {end}) is not a range inside [{raw_at}, {document.raw.chars})"
            yield Finding("PB203", f"/zones/{number}/raw", message)
        raw_at = max(raw_at, end)
        if zone.stripped != (zone.text is None):
            message = f"{zone.kind} has {'a' if zone.text else 'no'} text range"
            yield Finding("PB205", f"/zones/{number}/text", message)
        elif zone.text is not None:
            start, end = zone.text
            if not text_at <= start < end <= document.text.chars:
                message = (
                    f"[{start}, {end}) is not a range inside [{text_at}, {document.text.chars})"
                )
                yield Finding("PB203", f"/zones/{number}/text", message)
            text_at = max(text_at, end)


def _words(document: Document) -> Iterator[Finding]:
    """Words must stand for a withheld text, in order, each inside a kept zone."""
    words = document.words
    if words is None:
        return
    if not document.withheld:
        yield Finding("PB213", "/words", "words are given although the text is not withheld")
    zones = iter(document.kept_ranges)
    zone = next(zones, (0, 0))
    for number, (start, end) in enumerate(words):
        while zone[1] <= start and (following := next(zones, None)):
            zone = following
        at = words[number - 1][1] if number else 0
        if not max(at, zone[0]) <= start < end <= zone[1]:
            message = f"[{start}, {end}) is not in order inside a kept zone"
            yield Finding("PB213", f"/words/{number}", message)


def _map(document: Document) -> RawTextMap | str:
    """The map between the texts, or what is wrong with the edits."""
    try:
        found = RawTextMap.from_edits(document.edits, document.raw.chars)
    except ValueError as error:
        return str(error)
    chars = found.blocks[-1].text[1] if found.blocks else 0
    if chars != document.text.chars:
        return f"the edits make a text of {chars} code points, not {document.text.chars}"
    return found


def check_raw(document: Document, data: bytes) -> Iterator[Finding]:
    """Faults of the raw bytes: hash, length, NULs, and text between the zones."""
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
            yield Finding(
                "PB204", f"/zones/{max(0, number - 1)}", f"{between[:60]!r} is outside all zones"
            )
        at = end


def check_text(document: Document, data: bytes) -> Iterator[Finding]:
    """Faults of the clean text: hash, length, line ends."""
    if (found := sha256(data)) != document.text.sha256:
        yield Finding("PB202", "/text/sha256", f"the text file has sha256 {found}")
        return
    text = data.decode("utf-8")
    if len(text) != document.text.chars:
        yield Finding("PB202", "/text/chars", f"the text has {len(text)} code points")
    for fault, broken in (
        ("a carriage return", "\r" in text),
        ("a NUL", "\0" in text),
        ("no final line feed", not text.endswith("\n")),
        ("more than one final line feed", text.endswith("\n\n")),
    ):
        if broken:
            yield Finding("PB210", "/text", f"the text has {fault}")


def check_title(document: Document, text: str) -> Iterator[Finding]:
    """The title of a withheld document must consist of characters of its text, so that it can be
    restored from it."""
    if document.withheld:
        yield from check_letters(document.title, text, "PB212", "/title")


def check_referenced(document: Document, text: str) -> Iterator[Finding]:
    """The record of a referenced text must not quote it, and must have the places of its words."""
    if not document.referenced:
        return
    yield from quotations(document, text, "PB220")
    if document.words != tuple(map(tuple, words_in(text, document.kept_ranges))):
        yield Finding("PB213", "/words", "are not the words of the text")
    if document.title_spans is not None:
        letters = "".join(text[start:end] for start, end in document.title_spans)
        if document.title not in (None, letters):
            message = f"the text has {letters!r} there, not {document.title!r}"
            yield Finding("PB212", "/title_spans", message)
    elif document.title is not None:
        yield Finding("PB212", "/title", "title_spans are missing")


def rebuilt(document: Document, raw: str) -> str | None:
    """The clean text, made from the raw text by the edits; None where these are faulty."""
    blocks = _map(document)
    return None if isinstance(blocks, str) else blocks.rebuild(raw)


def check_rebuild(document: Document, raw: str, text: str) -> Iterator[Finding]:
    """Raw text and edits must give the clean text, with each kept zone where it says."""
    blocks = _map(document)
    if isinstance(blocks, str):
        return  # check_document reports it
    if blocks.rebuild(raw) != text:
        yield Finding("PB206", "/edits", "the rebuilt text differs")
        return
    for number, zone in enumerate(document.zones):
        if zone.text is not None and text[slice(*zone.text)] != raw[slice(*zone.raw)]:
            yield Finding(
                "PB206", f"/zones/{number}/text", "the zone's text differs from its raw text"
            )
