"""Labels of an earlier version of the scheme, brought to the newest once they were read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from pactbank.corpus.files import sha256
from pactbank.corpus.handbook import handbook, handbook_path
from pactbank.corpus.rereading import to_read_again
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, WrongUse, attempted, errors_in, made_of_all
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
    folder = store.annotation_folder / annotator
    files = sorted(path for path in store.annotation_files(annotator) if path.parent == folder)
    found = made_of_all(files, partial(_older, store))
    return [one for one in found if one is not None]


def _older(store: Store, path: Path) -> Older | None:
    """A file of an earlier version; None for one of the newest."""
    annotation, problems = read(store.bytes_of(path), Annotation, str(path))
    if annotation is None:
        raise InvalidData(problems)
    if annotation.scheme_version >= SCHEME_VERSION:
        return None
    document = store.document(annotation.document, annotation.version)
    text = store.text(document) if store.has_text(document) else None
    return Older(path, annotation, to_read_again(annotation, document, text))


def differing(
    store: Store, annotators: Sequence[str], documents: Iterable[str]
) -> dict[str, tuple[Version, ...]]:
    """Of these documents those whose labels by these annotators follow different versions of the
    scheme, each with the version of each annotator: part of what differs is what the scheme asks.
    What is wrong with labels that cannot be read is not for this to tell."""

    def versions(name: str) -> tuple[str, tuple[Version, ...]]:
        document = store.document(name)
        labels = [store.annotation(annotator, document) for annotator in annotators]
        return name, tuple(one.scheme_version for one in labels if one is not None)

    found, _ = attempted(documents, versions)
    return {name: of for name, of in found if len(set(of)) > 1}


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
