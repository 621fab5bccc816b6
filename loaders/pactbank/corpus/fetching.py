"""Referenced texts, brought to the user's cache: from where their recipes say, or from copies that
the user has.

One text that cannot be had stops no other. Hashes decide what a file or a text is, never a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pactbank.corpus.cached_texts import cached_text, store_text
from pactbank.corpus.downloads import Downloads, Unavailable, Watch, unwatched
from pactbank.corpus.extract import Unextractable, extract, fault
from pactbank.corpus.files import files_by_hash, sha256
from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.model.inputs import read_file
from pactbank.model.progress import Progress, silent
from pactbank.model.recipe import Recipe
from pactbank.model.values import address_fault

_SHORT = 12
"""Digits of a hash that are shown."""


@dataclass(frozen=True, slots=True)
class ReferencedText:
    """A text that is elsewhere: `name` is what a report calls it."""

    name: str
    recipe: Recipe


@dataclass(slots=True)
class Arrivals:
    """What became of references, by name."""

    there: list[str] = field(default_factory=list)
    """Texts that the cache had already."""
    arrived: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """What is odd about a text that arrived."""
    missing: dict[str, str] = field(default_factory=dict)
    """Why a text has not arrived."""


def references_of(store: Store, documents: Collection[str] = ()) -> list[ReferencedText]:
    """Every version of these documents, or of all, whose text is referenced. Raises `UnknownName`,
    `WrongUse` for a document that is named and holds its text, and `InvalidData`."""
    known = store.versions()
    found = []
    for name in dict.fromkeys(documents) or known:
        if name not in known:
            raise UnknownName("document", name, known)
        records = [store.document(name, version) for version in known[name]]
        those = [
            ReferencedText(f"{name} v{each.version}", each.recipe)
            for each in records
            if each.recipe
        ]
        if documents and not those:
            raise WrongUse(f"{name} is not referenced: the corpus holds its text")
        found += those
    return found


def download_texts(
    references: Iterable[ReferencedText],
    downloads: Downloads,
    progress: Progress = silent,
    watch: Watch = unwatched,
) -> Arrivals:
    """Bring the texts from where their recipes say; each file is asked for once. Raises `OSError`
    where the cache cannot be used."""
    arrivals = Arrivals()
    asked = sorted(_absent(references, arrivals), key=_source)
    for (url, digest), group in groupby(asked, key=_source):
        texts = list(group)
        for reference in texts:
            progress(reference.name)
        try:
            data = downloads.bytes_of(url, digest, watch)
        except Unavailable as error:
            arrivals.missing |= {each.name: f"{url}: {error}" for each in texts}
        else:
            for reference in texts:
                _take(reference, data, arrivals)
    return arrivals


def _source(reference: ReferencedText) -> tuple[str, str]:
    return reference.recipe.url, reference.recipe.file_sha256


def take_copies(
    references: Iterable[ReferencedText],
    files: Iterable[Path],
    longest: int,
    progress: Progress = silent,
) -> Arrivals:
    """Take the texts from the user's own files, whatever their names: the raw text, or the file
    from which the recipe makes it. Raises `OSError` for a file that cannot be read."""
    arrivals = Arrivals()
    asked = _absent(references, arrivals)
    wanted = {digest for each in asked for digest in _digests(each.recipe)}
    found = files_by_hash(files, wanted, longest)
    for reference in asked:
        progress(reference.name)
        raw, file = _digests(reference.recipe)
        if raw in found:
            store_text(read_file(found[raw]).decode("utf-8"))
            arrivals.arrived.append(reference.name)
        elif file in found:
            _take(reference, read_file(found[file]), arrivals)
        else:
            arrivals.missing[reference.name] = (
                f"no file is the text ({raw}) or its source, {reference.recipe.url} ({file})"
            )
    return arrivals


def _digests(recipe: Recipe) -> tuple[str, str]:
    return recipe.raw_sha256, recipe.file_sha256


def _absent(references: Iterable[ReferencedText], arrivals: Arrivals) -> list[ReferencedText]:
    """The references whose texts are to be brought; the others are noted."""
    absent = []
    for reference in references:
        recipe = reference.recipe
        if cached_text(recipe.raw_sha256) is not None:
            arrivals.there.append(reference.name)
        elif wrong := address_fault(recipe.url) or fault(recipe):
            arrivals.missing[reference.name] = f"the recipe is wrong: {wrong}"
        else:
            absent.append(reference)
    return absent


def _take(reference: ReferencedText, data: bytes, arrivals: Arrivals) -> None:
    """Keep the text that the recipe makes from a file, if it is the recorded one: of a file that
    has changed, the part that is the text may not have."""
    recipe, digest = reference.recipe, sha256(data)
    changed = ""
    if digest != recipe.file_sha256:
        changed = (
            f"{recipe.url}: the file has changed, it has {len(data):,} bytes and sha256 "
            f"{digest[:_SHORT]}…, recorded is {recipe.file_sha256[:_SHORT]}…"
        )
    try:
        text = extract(recipe, data)
    except Unextractable as error:
        arrivals.missing[reference.name] = f"{changed or recipe.url}; {recipe.extractor}: {error}"
        return
    made = sha256(text.encode("utf-8"))
    if made == recipe.raw_sha256:
        store_text(text)
        arrivals.arrived.append(reference.name)
        if changed:
            arrivals.notes[reference.name] = f"{changed}; the text has not"
    else:
        arrivals.missing[reference.name] = (
            f"{changed or recipe.url}; the text that {recipe.extractor} makes of it has "
            f"{len(text):,} code points and sha256 {made[:_SHORT]}…, "
            f"recorded is {recipe.raw_sha256[:_SHORT]}…"
        )
