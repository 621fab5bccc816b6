"""Zones that a person sets: the document is made again, or gets a new version with its labels.

A version that somebody has labelled, or that a build may have carried, is never changed: its
correction is the next version. A build carries what is in a split, so that a document that is in
none, and has no labels, is simply made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import replace

from pactbank.corpus import commits
from pactbank.corpus.cleaning import cleaned, run_of
from pactbank.corpus.filing import filed_annotation, filed_document
from pactbank.corpus.moving import Moving
from pactbank.corpus.option_faults import check_values
from pactbank.corpus.raw_lines import BY_HAND, rezoned, zone_lines
from pactbank.corpus.records import files_in
from pactbank.corpus.sources import day_of, first_zone, source_in
from pactbank.corpus.splitting import placed as splits_of
from pactbank.corpus.store import Store
from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.pins import check_pin
from pactbank.corpus.validate.spans import SpannedText
from pactbank.corpus.wordless import with_title
from pactbank.errors import InvalidData, Problem, WrongUse, errors_in, plural
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document, Source
from pactbank.model.schemas import Finding, place
from pactbank.model.values import is_blank
from pactbank.text.offsets import Range, overlaps
from pactbank.text.zones import ZoneRun

_OPTIONS = {"/reason": "--reason", "/zones": "--reason", "/title": "the title"}
"""What says the values that a correction may change."""

Labels = Mapping[str, Annotation]
"""The labels of a version by annotator."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of a document: its newest version now, how it was made, the annotations that
    moved along, and the lines that were not in the text before. `nothing` was made where
    every line has the zone already that it was to get."""

    document: Document
    made: Literal["nothing", "again", "next"]
    moved: Labels
    added: tuple[str, ...]


def set_zones(
    store: Store, name: str, settings: Sequence[str], reason: str | None = None
) -> Correction:
    """Give lines of a document other zones, by settings such as `7-9=advertisement`.

    Raises `WrongUse` for settings that cannot be, with all that is wrong with them, for a next
    version without a reason, for a reason that quotes a referenced text, and where words would go
    that somebody has labelled; `WithheldText`
    where the raw text is not here, and `InvalidData` for labels with faults. Then nothing is
    changed.
    """
    if reason is not None and (not reason or is_blank(reason)):
        raise WrongUse("--reason: there is nothing to read; say why the zones are others")
    with store.held():
        before = store.document(name)
        raw = store.raw(before)
        if before.referenced:
            before = with_title(before, store.text(before))
        rule = BY_HAND if reason is None else f"{BY_HAND}: {reason}"
        runs = rezoned(raw, before.zones, settings, rule)
        if runs == tuple(map(run_of, before.zones)):
            return Correction(before, "nothing", {}, ())
        labels = _labels(store, before)
        again = _may_be_made_again(store, before, labels)
        if not again and reason is None:
            raise WrongUse(_next_version(store, before, labels))
        after, text = _made(before, raw, runs, None if again else reason)
        file = str(store.path(name, after.version, ".json"))
        check_values(after, text, file, _OPTIONS)
        moved = _moved(store, (before, after), raw, text, labels)
        after = filed_document(after, text, file, _OPTIONS)
        if after.referenced:
            moved = {by: _filed(store, one, text) for by, one in moved.items()}
        folder = commits.incoming(store.corpus)
        data = raw.encode(before.raw.encoding)
        hashes = store.stage(folder, after, data, text.encode("utf-8"))
        store.add_incoming(hashes, moved.values())
    added = _added(raw, before, after)
    return Correction(after, "again" if again else "next", moved, added)


def _may_be_made_again(store: Store, document: Document, labels: Labels) -> bool:
    """Whether nobody has labelled a document and no build can have carried it."""
    return not labels and document.id not in splits_of(store)


def _next_version(store: Store, before: Document, labels: Labels) -> str:
    """Why a correction is the next version, which needs a reason."""
    split = splits_of(store).get(before.id)
    why = f"{', '.join(labels)} labelled" if labels else f"a build of {split} may have carried"
    return (
        f"{why} {before.id} v{before.version}, so that its correction is "
        f"v{before.version + 1}: say why with --reason"
    )


def _made(
    before: Document, raw: str, runs: tuple[ZoneRun, ...], reason: str | None
) -> tuple[Document, str]:
    """The document with other zones, and its text: the next version if there is a reason. Raises
    `InvalidData` where no text is left."""
    clean = cleaned(raw, runs, before.id)
    follows: dict[str, Any] = {}
    if reason is not None:
        follows = {"version": before.version + 1, "revises": before.version, "reason": reason}
    after = replace(
        before,
        text=clean.file,
        zones=clean.zones,
        edits=clean.edits,
        title_spans=None,
        words=None,
        **follows,
    )
    return _told_anew(before, after, raw), clean.words


def _told_anew(before: Document, after: Document, raw: str) -> Document:
    """The document with what its zones say of it, where it had that from its zones before."""
    was, now = (source_in(raw, each.zones) for each in (before, after))
    facts = {}
    for name in Source.__struct_fields__:
        old = getattr(before.source, name)
        facts[name] = getattr(now, name) if old == getattr(was, name) else old
    source = Source(**facts)
    published, publisher = before.source.published.value, before.source.publisher.value
    headlines = [first_zone(raw, each.zones, "headline") for each in (before, after)]
    rights, day = before.rights, before.reference_date
    if rights.holder == publisher:
        rights = replace(rights, holder=source.publisher.value)
    if source.published.value != published and day == day_of(published):
        day = day_of(source.published.value)
    title = headlines[1] if before.title == headlines[0] else before.title
    return replace(after, source=source, rights=rights, reference_date=day, title=title)


def _labels(store: Store, document: Document) -> dict[str, Annotation]:
    """The labels of a version by annotator, registered or not. Raises `InvalidData` with every
    problem of files that cannot be read."""
    wanted = f"{document.id}.v{document.version}.json"
    names = dict.fromkeys(store.registered())
    for path in files_in(store.annotation_folder):
        if path.name == wanted and path.parent.parent == store.annotation_folder:
            names[path.parent.name] = None
    found: dict[str, Annotation] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            if (annotation := store.annotation(name, document)) is not None:
                found[name] = annotation
        except InvalidData as error:
            problems += error.problems
    if problems:
        raise InvalidData(problems)
    return found


def _moved(
    store: Store, versions: tuple[Document, Document], raw: str, text: str, labels: Labels
) -> dict[str, Annotation]:
    """The labels of a version for the next one. Raises `WrongUse` where words are labelled that it
    does not have, and `InvalidData` for labels with faults there."""
    before, after = versions
    moving = Moving(before, after)
    spanned = SpannedText(after, text)
    moved: dict[str, Annotation] = {}
    lost: dict[str, list[Range]] = {}
    problems: list[Problem] = []
    for name, annotation in labels.items():
        moved[name], gone = moving.labels(annotation)
        if gone:
            lost[name] = gone
            continue
        findings = [*_unpinned(annotation, before), *check_annotation(moved[name], after, spanned)]
        file = str(store.annotation_path(name, before.id, before.version))
        problems += errors_in(place(findings, codec.encode(annotation), file))
    if lost:
        told = "; ".join(f"{name} on {_lines(raw, before, gone)}" for name, gone in lost.items())
        raise WrongUse(
            f"words would go that are labelled, so that nothing was changed: {told}. "
            "Leave these lines, or take the labels out first"
        )
    if problems:
        raise InvalidData(problems)
    return moved


def _filed(store: Store, annotation: Annotation, text: str) -> Annotation:
    path = store.annotation_path(annotation.annotator, annotation.document, annotation.version)
    return filed_annotation(annotation, text, str(path))


def _unpinned(annotation: Annotation, document: Document) -> Iterator[Finding]:
    """That labels were made for another text, which moving them would hide."""
    name = f"{document.id} v{document.version}"
    return check_pin(annotation.text_sha256, document.text.sha256, name)


def _lines(raw: str, document: Document, ranges: Sequence[Range]) -> str:
    """The lines on which ranges of the text stand, and how many they are."""
    names = [
        line.name
        for line in zone_lines(raw, document.zones)
        if line.zone.text and any(overlaps(line.zone.text, each) for each in ranges)
    ]
    lines = f"{plural('line', len(names))} {', '.join(names)}"
    return f"{lines} ({len(ranges)} {plural('span', len(ranges))})"


def _added(raw: str, before: Document, after: Document) -> tuple[str, ...]:
    """The lines whose words are in the text now and were not before."""
    kept = [zone.raw for zone in before.kept]
    return tuple(
        line.name
        for line in zone_lines(raw, after.zones)
        if line.zone.text and not any(overlaps(line.zone.raw, one) for one in kept)
    )
