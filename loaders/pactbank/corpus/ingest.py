"""Raw bytes to a document: zones labelled, clutter stripped, every cut recorded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

from msgspec.structs import replace

from pactbank.corpus.cleaning import CLEANING, cleaned
from pactbank.corpus.decoding import decode
from pactbank.corpus.earlier import taken_over
from pactbank.corpus.files import sha256
from pactbank.corpus.filing import filed_document
from pactbank.corpus.holdings import check_id
from pactbank.corpus.option_faults import check_values
from pactbank.corpus.sources import as_value, day_of, first_zone, source_in
from pactbank.corpus.store import Store
from pactbank.corpus.wordless import with_title
from pactbank.errors import WrongUse
from pactbank.model.closed import DocumentKind, Redistribution
from pactbank.model.document import (
    SCHEMA_VERSION,
    Document,
    Origin,
    RawFile,
    Rights,
    Source,
    Zone,
)
from pactbank.model.recipe import Recipe
from pactbank.text import zones

_SUPPLIED = Origin(kind="collected", how="supplied as a text file", by=None)

T = TypeVar("T")


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
        document = replace(document, language=store.about.language)
    check_values(document, text, file)
    return filed_document(document, text, file), text


def make_document(
    data: bytes, about: Particulars, file: str, version: int = 1
) -> tuple[Document, str]:
    """The document and its clean text; nothing is written. Raises `InvalidData` for bytes that
    no text can be made of, and for more than `MOST_BYTES` or `MOST_LINES`."""
    encoding, raw = decode(data, file)
    clean = cleaned(raw, zones.label(raw), file)
    source = _source(about, raw, clean.zones)
    document = Document(
        schema_version=SCHEMA_VERSION,
        id=about.id,
        version=version,
        language=_given(about.language, "en"),
        kind=_given(about.kind, "news"),
        story=_given(about.story, about.id),
        title=_given(about.title, first_zone(raw, clean.zones, "headline")),
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
        recipe=about.recipe,
        cleaning=CLEANING,
        text=clean.file,
        zones=clean.zones,
        edits=clean.edits,
        revises=version - 1 if version > 1 else None,
        reason=about.reason,
    )
    return document, clean.words


def _source(about: Particulars, raw: str, placed: tuple[Zone, ...]) -> Source:
    """Where a text came from, as options say, or its zones."""
    found = source_in(raw, placed)
    told = {
        name: replace(getattr(found, name), value=getattr(about, name), found="option")
        for name in Source.__struct_fields__
        if name in about.told
    }
    return replace(found, **told)


def _given(value: T | None, otherwise: T) -> T:
    return otherwise if value is None else value


def _headline(store: Store, document: Document) -> str | None:
    """The headline of a document, None where it has none or its text is not at hand."""
    zone = next((zone for zone in document.kept if zone.kind == "headline"), None)
    if zone is None or zone.text is None or not store.has_text(document):
        return None
    return as_value(store.text(document)[slice(*zone.text)])
