"""The registers of a corpus: about, splits, lock, and the manifest of a build."""

from __future__ import annotations

from typing import Annotated

import msgspec

from pactbank.model.closed import Split, TextMode
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.scalars import Contact, Count, LanguageTag, Sha256, Short, Slug, Version
from pactbank.model.strict import Strict


class About(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """corpus/about.json: what a corpus says of itself. `license` and `holder` are those of the
    labels; each text has its own. What is None is not known, and nothing may claim it."""

    schema_version: Version
    name: Slug
    title: Short
    license: Short | None = None
    holder: Short | None = None
    contact: Contact | None = None
    language: LanguageTag


class SplitLists(Strict, frozen=True, kw_only=True, omit_defaults=True):
    train: tuple[Slug, ...] = ()
    validation: tuple[Slug, ...] = ()
    test: tuple[Slug, ...] = ()
    challenge: tuple[Slug, ...] = ()

    def of(self, split: Split) -> tuple[str, ...]:
        lists: tuple[Slug, ...] = getattr(self, split)
        return lists


class Splits(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """corpus/splits.json: the documents of each split, and how they came there, the oldest step
    first."""

    schema_version: Version
    splits: SplitLists
    procedure: tuple[Short, ...] = ()


NO_SPLITS = Splits(schema_version=SCHEMA_VERSION, splits=SplitLists())
"""The splits of a corpus of which no document is in one."""


class LockedFile(Strict, frozen=True, kw_only=True):
    path: Short
    sha256: Sha256


class Lock(Strict, frozen=True, kw_only=True):
    """corpus/corpus.lock: sha256 of each file, by path relative to the corpus folder."""

    schema_version: Version
    files: tuple[LockedFile, ...]

    def hashes(self) -> dict[str, str]:
        return {file.path: file.sha256 for file in self.files}


class BuiltDocument(Strict, frozen=True, kw_only=True):
    id: Slug
    version: Version
    split: Split
    text_sha256: Sha256
    text_available: bool


class BuiltFile(Strict, frozen=True, kw_only=True):
    path: Short
    sha256: Sha256
    bytes: Annotated[int, msgspec.Meta(ge=0, le=9007199254740991)]
    config: Short | None
    split: Short | None
    rows: Count | None


class Release(Strict, frozen=True, kw_only=True):
    """Where a build is published: a dataset repository, and the tag of the release."""

    repository: Short
    tag: Short

    @property
    def version(self) -> str:
        """The version that the tag names."""
        return self.tag.removeprefix("v")


class Manifest(Strict, frozen=True, kw_only=True):
    """manifest.json of a build: every file with its hash, every document with its version.
    `release` is null in a build that was not made to be published."""

    schema_version: Version
    name: Short
    release: Release | None = None
    package_version: Short
    text: TextMode
    digest: Sha256
    documents: tuple[BuiltDocument, ...]
    files: tuple[BuiltFile, ...]
