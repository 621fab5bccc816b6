"""Raw bytes to a document: zones labelled, clutter stripped, every cut recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pactbank.corpus.bylines import read_byline, read_timestamp
from pactbank.corpus.files import sha256, utf8_problems
from pactbank.corpus.store import Store, check_id
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import rules
from pactbank.model.closed import STRIPPED, DocumentKind, Redistribution
from pactbank.model.document import (
    SCHEMA_VERSION,
    Cleaning,
    Document,
    Edit,
    Found,
    FoundNames,
    Origin,
    RawFile,
    Rights,
    Source,
    TextFile,
    Zone,
)
from pactbank.text import zones

CLEANING = Cleaning(name="pactbank.zones", version="1")
_BOM = b"\xef\xbb\xbf"

Encoding = Literal["utf-8", "utf-8-sig"]
Where = Literal["byline", "timestamp", "absent"]
_SUPPLIED = Origin(kind="collected", how="supplied as a text file", by=None)


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known about a raw text; what is None is looked for in the text."""

    id: str
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    archived_url: str | None = None
    retrieved: str | None = None
    title: str | None = None
    language: str | None = None
    """Default: that of the corpus, or else English."""
    kind: DocumentKind = "news"
    story: str | None = None
    holder: str | None = None
    license: str = "LicenseRef-publisher"
    redistribution: Redistribution = "offsets-only"
    origin: Origin = _SUPPLIED
    reason: str | None = None
    """Why there is a new version; without it, a document that exists is refused."""


def ingest(store: Store, data: bytes, about: Particulars, file: str) -> Document:
    """Make a document version from the raw bytes of `file` and add it to the store.

    Raises `WrongUse` for an id that is not a slug, or that exists while no reason for a new
    version is given, and `InvalidData` for bytes that no text can be made of.
    """
    document, text = prepared(store, data, about, file)
    store.add(document, data, text.encode("utf-8"))
    return document


def prepared(store: Store, data: bytes, about: Particulars, file: str) -> tuple[Document, str]:
    """The document that `ingest` would add, and its clean text. Raises like `ingest`."""
    check_id(about.id)
    versions = store.versions().get(about.id, [])
    if versions and about.reason is None:
        raise WrongUse(
            f"{about.id} exists (v{versions[-1]}); to add a corrected text as a new version, "
            "give the reason: --new-version REASON"
        )
    if about.reason is not None and not versions:
        raise WrongUse(f"there is no {about.id} yet, so it cannot have a new version")
    if about.language is None and store.about is not None:
        about = replace(about, language=store.about.language)
    return make_document(data, about, file, version=len(versions) + 1)


def make_document(
    data: bytes, about: Particulars, file: str, version: int = 1
) -> tuple[Document, str]:
    """The document and its clean text; nothing is written. Raises `InvalidData` for bytes that
    no text can be made of."""
    encoding, raw = _decode(data, file)
    labelled = zones.label(raw)
    text, placed, edits = assemble(raw, labelled)
    if not text:
        raise InvalidData([rules.problem("PB703", file, "every line is stripped or blank")])
    source = _source(about, raw, placed)
    document = Document(
        schema_version=SCHEMA_VERSION,
        id=about.id,
        version=version,
        language=about.language or "en",
        kind=about.kind,
        story=about.story or about.id,
        title=about.title or _first(raw, placed, "headline"),
        reference_date=_day(source.published.value),
        offset_unit="codepoint",
        source=source,
        rights=Rights(
            holder=about.holder or source.publisher.value,
            license=about.license,
            redistribution=about.redistribution,
        ),
        origin=about.origin,
        raw=RawFile(
            sha256=sha256(data), chars=len(raw), media_type="text/plain", encoding=encoding
        ),
        text=TextFile(sha256=sha256(text.encode("utf-8")), chars=len(text)),
        cleaning=CLEANING,
        zones=placed,
        edits=edits,
        revises=version - 1 if version > 1 else None,
        reason=about.reason,
    )
    return document, text


def assemble(
    raw: str, runs: tuple[zones.ZoneRun, ...]
) -> tuple[str, tuple[Zone, ...], tuple[Edit, ...]]:
    """Clean text, zones with their places in it, and edits.

    Kept runs of one raw line stay on one line, with the white space between them; every other
    kept run begins a line. The text ends in one line feed; without kept runs it is empty.
    """
    pieces: list[str] = []
    placed: list[Zone] = []
    edits: list[Edit] = []
    raw_at = text_at = 0
    for run in runs:
        text_range = None
        if run.kind not in STRIPPED:
            gap = raw[raw_at : run.raw[0]]
            if pieces and not gap.strip() and "\n" not in gap and "\r" not in gap:
                pieces.append(gap)
                text_at += len(gap)
            elif run.raw[0]:
                breaks = 1 if pieces else 0
                edits.append((raw_at, run.raw[0], text_at, text_at + breaks))
                pieces.append("\n" * breaks)
                text_at += breaks
            pieces.append(raw[slice(*run.raw)])
            text_range = (text_at, text_at + run.raw[1] - run.raw[0])
            raw_at, text_at = run.raw[1], text_range[1]
        placed.append(
            Zone(
                kind=run.kind,
                raw=run.raw,
                text=text_range,
                rule=run.rule,
                confidence=run.confidence,
            )
        )
    if not pieces:
        return "", tuple(placed), ()
    edits.append((raw_at, len(raw), text_at, text_at + 1))
    return "".join(pieces) + "\n", tuple(placed), tuple(edits)


def _decode(data: bytes, file: str) -> tuple[Encoding, str]:
    """Encoding and raw text. A byte order mark belongs to the bytes, not to the text."""
    encoding: Encoding = "utf-8-sig" if data.startswith(_BOM) else "utf-8"
    if problems := utf8_problems(data, file):
        raise InvalidData(problems)
    raw = data.decode(encoding)
    if "\0" in raw:
        line = raw.count("\n", 0, raw.index("\0")) + 1
        raise InvalidData([rules.problem("PB210", file, "a NUL character", line=line)])
    return encoding, raw


def _source(about: Particulars, raw: str, placed: tuple[Zone, ...]) -> Source:
    names, publisher = read_byline(_first(raw, placed, "byline") or "")
    return Source(
        publisher=_found(about.publisher, publisher, "byline"),
        authors=(
            FoundNames(value=about.authors, found="option")
            if about.authors
            else FoundNames(value=names, found="byline" if names else "absent")
        ),
        published=_found(
            about.published, read_timestamp(_first(raw, placed, "timestamp") or ""), "timestamp"
        ),
        url=_found(about.url, None, "absent"),
        archived_url=_found(about.archived_url, None, "absent"),
        retrieved=_found(about.retrieved, None, "absent"),
    )


def _found(option: str | None, seen: str | None, where: Where) -> Found:
    if option is not None:
        return Found(value=option, found="option")
    return Found(value=seen, found=where if seen is not None else "absent")


def _first(raw: str, placed: tuple[Zone, ...], kind: str) -> str | None:
    return next((raw[slice(*zone.raw)][:512] for zone in placed if zone.kind == kind), None)


def _day(published: str | None) -> str | None:
    return published[:10] if published and re.match(r"\d{4}-\d{2}-\d{2}", published) else None
