"""Raw bytes to a document: zones labelled, clutter stripped, every cut recorded."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from pactbank.corpus import extract
from pactbank.corpus.bylines import read_byline, read_timestamp
from pactbank.corpus.earlier import taken_over
from pactbank.corpus.files import sha256, utf8_problems
from pactbank.corpus.formats import foreign_format
from pactbank.corpus.store import Store, check_id
from pactbank.corpus.wordless import quotations, recorded_document, with_title
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import codec, rules, schemas
from pactbank.model.closed import STRIPPED, DocumentKind, Redistribution, ZoneKind
from pactbank.model.document import (
    SCHEMA_VERSION,
    Cleaning,
    Document,
    Edit,
    Found,
    FoundAddress,
    FoundMoment,
    FoundNames,
    Origin,
    RawFile,
    Rights,
    Source,
    TextFile,
    Zone,
)
from pactbank.model.inputs import open_file, reading
from pactbank.model.recipe import Recipe
from pactbank.model.values import document_faults, without_controls
from pactbank.text import zones

CLEANING = Cleaning(name="pactbank.zones", version="1")
MOST_BYTES = 1_000_000
"""The size of the longest raw text that is read. A long news text has a tenth of that."""
MOST_LINES = 10_000
"""The lines of the longest raw text that is read. A long news text has some hundred."""
_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n?|\n")

Encoding = Literal["utf-8", "utf-8-sig"]
Where = Literal["byline", "timestamp", "absent"]
F = TypeVar("F", bound=Found)
T = TypeVar("T")
_LONGEST = 512
"""Characters of a title, a publisher and the like, at most."""
_SUPPLIED = Origin(kind="collected", how="supplied as a text file", by=None)


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known about a raw text. What is None is looked for in the text and, for a new
    version, in the version before; otherwise the text is English news, supplied as a file, under
    its publisher's terms, and may not be passed on."""

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
    kind: DocumentKind | None = None
    story: str | None = None
    holder: str | None = None
    license: str | None = None
    redistribution: Redistribution | None = None
    origin: Origin | None = None
    recipe: Recipe | None = None
    """How the text is had, if the corpus is not to hold it."""
    reason: str | None = None
    """Why there is a new version; without it, a document that exists is refused."""

    @property
    def told(self) -> set[str]:
        """The names of the fields that somebody filled in."""
        return {field.name for field in fields(self) if getattr(self, field.name) not in (None, ())}


_OPTIONS = {
    "/story": "--story",
    "/title": "--title",
    "/language": "--language",
    "/reason": "--new-version",
    "/source/publisher/value": "--publisher",
    "/source/authors/value": "--author",
    "/source/published/value": "--published",
    "/source/url/value": "--url",
    "/source/retrieved/value": "--retrieved",
    "/rights/holder": "--holder",
    "/rights/license": "--license",
    "/rights/redistribution": "--rights",
    "/recipe": "--reference",
}
"""The option that says the value at a pointer into a document."""
_DERIVED = {
    "/rights/holder": "/source/publisher/value",
    "/reference_date": "/source/published/value",
}
"""Values that are taken from others, whose faults they share."""


def ingest(store: Store, data: bytes, about: Particulars, file: str) -> Document:
    """Make a document version from the raw bytes of `file` and add it to the store.

    Raises `WrongUse` for an id that is not a slug, or that exists while no reason for a new
    version is given, and for values that a document may not have, all of them at once; and
    `InvalidData` for bytes that no text can be made of.
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
    document, text = make_document(data, about, file, version=len(versions) + 1)
    if versions:
        before = store.document(about.id)
        if before.referenced and store.has_text(before):
            before = with_title(before, store.text(before))
        document = taken_over(document, before, about.told, _headline(store, before))
    elif about.language is None and store.about is not None:
        document = msgspec.structs.replace(document, language=store.about.language)
    check_values(document, text, file)
    if document.referenced:
        document = recorded_document(document, text)
        check_quotations(document, text, file)
    return document, text


def check_size(path: Path) -> None:
    """Look at the size of a raw text before it is read. Raises `InvalidData` for one that is
    larger than `MOST_BYTES`, and `WrongUse` for one that cannot be read."""
    with reading(path), open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
    _check_bytes(size, str(path))


def make_document(
    data: bytes, about: Particulars, file: str, version: int = 1
) -> tuple[Document, str]:
    """The document and its clean text; nothing is written. Raises `InvalidData` for bytes that
    no text can be made of, and for more than `MOST_BYTES` or `MOST_LINES`."""
    _check_bytes(len(data), file)
    encoding, raw = _decode(data, file)
    _check_lines(raw, file)
    labelled = zones.label(raw)
    text, placed, edits = assemble(raw, labelled)
    if not text:
        raise InvalidData([rules.problem("PB703", file, "every line is stripped or blank")])
    source = source_of(about, raw, placed)
    document = Document(
        schema_version=SCHEMA_VERSION,
        id=about.id,
        version=version,
        language=_given(about.language, "en"),
        kind=_given(about.kind, "news"),
        story=_given(about.story, about.id),
        title=_given(about.title, first_zone(raw, placed, "headline")),
        reference_date=day_of(source.published.value),
        offset_unit="codepoint",
        source=source,
        rights=Rights(
            holder=_given(about.holder, source.publisher.value),
            license=_given(about.license, "LicenseRef-publisher"),
            redistribution=_given(about.redistribution, "offsets-only"),
        ),
        origin=_given(about.origin, _SUPPLIED),
        raw=RawFile(
            sha256=sha256(data), chars=len(raw), media_type="text/plain", encoding=encoding
        ),
        text=TextFile(sha256=sha256(text.encode("utf-8")), chars=len(text)),
        recipe=about.recipe,
        cleaning=CLEANING,
        zones=placed,
        edits=edits,
        revises=version - 1 if version > 1 else None,
        reason=about.reason,
    )
    return document, text


def _headline(store: Store, document: Document) -> str | None:
    """The headline of a document, None where it has none or its text is not at hand."""
    if not store.has_text(document):
        return None
    text, zone = (
        store.text(document),
        next((zone for zone in document.kept if zone.kind == "headline"), None),
    )
    return without_controls(text[slice(*zone.text)])[:_LONGEST] if zone and zone.text else None


def check_values(
    document: Document, text: str, file: str, options: Mapping[str, str] = _OPTIONS
) -> None:
    """Raises `WrongUse` with every value that a document may not have, by the options that say
    them, and `InvalidData` for one that no option says."""
    findings = list(document_faults(document))
    faults = {found.pointer: found.message for found in findings}
    problems = _structure(document, file)
    for problem in problems:
        faults.setdefault(problem.pointer, problem.message)
    if document.withheld and (lacking := sorted(set(document.title or "") - set(text))):
        message = f"{document.title!r} has {''.join(lacking)!r}, which the text does not contain"
        faults.setdefault("/title", f"{message}; a withheld title is restored from the text")
    if document.recipe is not None and (wrong := extract.fault(document.recipe)):
        faults.setdefault("/recipe", wrong)
    for pointer, source in _DERIVED.items():
        if source in faults:
            faults.pop(pointer, None)
    if not faults:
        return
    told = {pointer: _option(pointer, options) for pointer in faults}
    if None in told.values():
        problems += (rules.problem(f.code, file, f.message, pointer=f.pointer) for f in findings)
        raise InvalidData(problems)
    messages = (f"{told[pointer]}: {fault}" for pointer, fault in faults.items())
    raise WrongUse("; ".join(dict.fromkeys(messages)))


def check_quotations(
    document: Document, text: str, file: str, options: Mapping[str, str] = _OPTIONS
) -> None:
    """Raises `WrongUse` with every option whose value quotes a text that is referenced, and
    `InvalidData` for a quotation that no option says."""
    found = list(quotations(document, text, "PB220"))
    told = [_option(finding.pointer, options) for finding in found]
    if None in told:
        raise InvalidData(schemas.place(found, codec.encode(document), file))
    if found:
        pairs = zip(told, found, strict=True)
        messages = (f"{option}: {finding.message}" for option, finding in pairs)
        raise WrongUse("; ".join(dict.fromkeys(messages)))


def _structure(document: Document, file: str) -> list[Problem]:
    """What the schema says of a document that was made here. Raises `WrongUse` for an option with
    bytes that are not UTF-8."""
    try:
        data = codec.encode(document)
    except UnicodeEncodeError as error:
        raise WrongUse(f"{error.object!r}, the value of an option, is not UTF-8") from None
    return schemas.read(data, Document, file)[1]


def _option(pointer: str, options: Mapping[str, str]) -> str | None:
    return next((name for at, name in options.items() if pointer.startswith(at)), None)


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


def _check_bytes(size: int, file: str) -> None:
    if size > MOST_BYTES:
        message = f"{size:,} bytes; a raw text has {MOST_BYTES:,} at most"
        raise InvalidData([rules.problem("PB705", file, message)])


def _check_lines(raw: str, file: str) -> None:
    count = len(_LINE_END.findall(raw))
    if count > MOST_LINES:
        message = f"{count:,} lines; a raw text has {MOST_LINES:,} at most"
        raise InvalidData([rules.problem("PB705", file, message)])


def _decode(data: bytes, file: str) -> tuple[Encoding, str]:
    """Encoding and raw text. A byte order mark belongs to the bytes, not to the text."""
    if foreign := foreign_format(data):
        raise InvalidData([rules.problem("PB704", file, str(foreign))])
    encoding: Encoding = "utf-8-sig" if data.startswith(_BOM) else "utf-8"
    if problems := utf8_problems(data, file):
        raise InvalidData(problems)
    raw = data.decode(encoding)
    if "\0" in raw:
        line = raw.count("\n", 0, raw.index("\0")) + 1
        raise InvalidData([rules.problem("PB210", file, "a NUL character", line=line)])
    return encoding, raw


def source_of(about: Particulars, raw: str, placed: tuple[Zone, ...]) -> Source:
    """Where a text came from, as options say, or its byline and its timestamp."""
    names, publisher = read_byline(first_zone(raw, placed, "byline") or "")
    return Source(
        publisher=_found(about.publisher, publisher, "byline", Found),
        authors=(
            FoundNames(value=about.authors, found="option")
            if about.authors
            else FoundNames(value=names, found="byline" if names else "absent")
        ),
        published=_found(
            about.published,
            next(filter(None, map(read_timestamp, _zones(raw, placed, "timestamp"))), None),
            "timestamp",
            FoundMoment,
        ),
        url=_found(about.url, None, "absent", FoundAddress),
        archived_url=_found(about.archived_url, None, "absent", FoundAddress),
        retrieved=_found(about.retrieved, None, "absent", FoundMoment),
    )


def _given(value: T | None, otherwise: T) -> T:
    return otherwise if value is None else value


def _found(option: str | None, seen: str | None, where: Where, of: type[F]) -> F:
    if option is not None:
        return of(value=option, found="option")
    return of(value=seen, found=where if seen is not None else "absent")


def first_zone(raw: str, placed: tuple[Zone, ...], kind: ZoneKind) -> str | None:
    """The words of the first zone of a kind, as far as a value may be long."""
    return next(_zones(raw, placed, kind), None)


def _zones(raw: str, placed: tuple[Zone, ...], kind: ZoneKind) -> Iterator[str]:
    for zone in placed:
        if zone.kind == kind:
            yield without_controls(raw[slice(*zone.raw)])[:_LONGEST]


def day_of(published: str | None) -> str | None:
    """The day of a moment, if it has one."""
    return published[:10] if published and re.match(r"\d{4}-\d{2}-\d{2}", published) else None
