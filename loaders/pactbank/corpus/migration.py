"""Labels of an earlier version of the scheme, brought to the newest once they were read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pactbank.corpus.files import sha256
from pactbank.corpus.handbook import handbook, handbook_path
from pactbank.corpus.rereading import to_read_again
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem, WrongUse, errors_in
from pactbank.model import codec
from pactbank.model.annotation import SCHEME_VERSION, Annotation
from pactbank.model.scalars import Version
from pactbank.model.schemas import read


@dataclass(frozen=True, slots=True)
class Older:
    """A file of an earlier scheme version, its labels as they are, and which of them are to be
    read again: ids by question."""

    path: Path
    annotation: Annotation
    to_read: Mapping[str, tuple[str, ...]]


def older(store: Store, annotator: str) -> list[Older]:
    """The files of an annotator that follow an earlier version of the scheme, by path.

    Raises `UnknownName` for an annotator, and `InvalidData` with every problem of files that
    cannot be read.
    """
    store.check_annotator(annotator)
    found: list[Older] = []
    problems: list[Problem] = []
    folder = store.annotation_folder / annotator
    for path in sorted(path for path in store.annotation_files(annotator) if path.parent == folder):
        annotation, faults = read(store.bytes_of(path), Annotation, str(path))
        problems += faults
        if annotation is not None and annotation.scheme_version < SCHEME_VERSION:
            document = store.document(annotation.document, annotation.version)
            text = store.text(document) if store.has_text(document) else None
            found.append(Older(path, annotation, to_read_again(annotation, document, text)))
    if problems:
        raise InvalidData(problems)
    return found


def differing(
    store: Store, annotators: Sequence[str], documents: Iterable[str]
) -> dict[str, tuple[Version, ...]]:
    """Of these documents those whose labels by these annotators follow different versions of the
    scheme, each with the version of each annotator: part of what differs is what the scheme asks.
    Raises like `Store.annotation`."""
    found = {}
    for name in documents:
        document = store.document(name)
        labels = [store.annotation(annotator, document) for annotator in annotators]
        versions = tuple(one.scheme_version for one in labels if one is not None)
        if len(set(versions)) > 1:
            found[name] = versions
    return found


def migrate(store: Store, annotator: str) -> list[Older]:
    """Record that the labels of an annotator follow the newest scheme and the handbook of this
    corpus: all of them or, if the process dies, none. What is returned are the files before.

    Raises `WrongUse` where the handbook is lost or still the one that they were made by, and
    `InvalidData` with every rule that they break as labels of the newest scheme.
    """
    with store.held():
        digest = sha256(handbook(store))
        found = older(store, annotator)
        if any(each.annotation.guidelines_sha256 == digest for each in found):
            raise WrongUse(
                f"{handbook_path(store)} is the handbook of the earlier scheme; replace it with "
                f"that of version {SCHEME_VERSION}, which pactbank init writes"
            )
        changed = {each.path: _newest(each.annotation, digest) for each in found}
        if problems := errors_in(
            problem
            for path, annotation in changed.items()
            for problem in check(store, annotation, codec.encode(annotation), str(path))
        ):
            raise InvalidData(problems)
        if changed:
            store.write_labels(changed)
    return found


def _newest(annotation: Annotation, guidelines_sha256: str) -> Annotation:
    return msgspec.structs.replace(
        annotation, scheme_version=SCHEME_VERSION, guidelines_sha256=guidelines_sha256
    )
