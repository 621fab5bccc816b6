"""What a corpus has: a line for each document, and counts over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from pactbank.corpus.splitting import placed
from pactbank.corpus.store import Store
from pactbank.errors import made_of_all
from pactbank.model.annotation import Annotation
from pactbank.model.closed import DocumentKind, Redistribution, Split
from pactbank.model.progress import Progress, silent

UNPLACED = "none"
"""The word for documents that are in no split."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version of a document. `labels` is how many each annotator has given it."""

    id: str
    version: int
    kind: DocumentKind
    split: Split | None
    story: str
    language: str
    redistribution: Redistribution
    license: str
    text_here: bool
    labels: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which documents are listed; None is no condition. The split may be "none"; `by` are
    annotators who must have labelled a document, `without` those who must not."""

    split: str | None = None
    kind: str | None = None
    redistribution: str | None = None
    by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def accepts(self, document: Listed) -> bool:
        return (
            self.split in (None, document.split or UNPLACED)
            and self.kind in (None, document.kind)
            and self.redistribution in (None, document.redistribution)
            and {*self.by} <= document.labels.keys()
            and not {*self.without} & document.labels.keys()
        )


Cells = dict[str, dict[str, int]]
"""A number by name and then by split, "none" included."""


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over the newest version of every document; labels are those of one annotator."""

    annotator: str
    documents: dict[str, int]
    labelled: dict[str, int]
    kinds: Cells
    entities: Cells
    agreements: Cells
    roles: Cells
    stages: Cells
    conditions: Cells
    certainties: Cells
    relations: Cells
    stances: Cells
    polarities: Cells


def listed(store: Store, wanted: Selection, progress: Progress = silent) -> list[Listed]:
    """The documents that are wanted, by id. Raises `InvalidData` with every problem of what cannot
    be read."""
    splits = placed(store)
    found = made_of_all(store.versions(), lambda name: _listed(store, name, splits, progress))
    return [document for document in found if wanted.accepts(document)]


def statistics(store: Store, annotator: str, progress: Progress = silent) -> Statistics:
    """Counts of the corpus with the labels of one annotator. Raises like `listed`."""
    splits = placed(store)
    cells: dict[str, Counter[tuple[str, str]]] = {
        field: Counter() for field in Statistics.__struct_fields__ if field != "annotator"
    }

    def add(name: str) -> None:
        progress(name)
        document = store.document(name)
        split = splits.get(name, UNPLACED)
        cells["documents"]["", split] += 1
        cells["kinds"][document.kind, split] += 1
        if annotation := store.annotation(annotator, document):
            cells["labelled"]["", split] += 1
            for field, value in _counted(annotation):
                cells[field][value, split] += 1

    made_of_all(store.versions(), add)
    tables = {field: _table(counts) for field, counts in cells.items()}
    plain = {field: tables.pop(field).get("", {}) for field in ("documents", "labelled")}
    return msgspec.convert({"annotator": annotator, **plain, **tables}, Statistics)


def not_fetched(store: Store, names: Iterable[str] | None = None) -> list[str]:
    """The documents, of these or of all, whose text is referenced and not at hand, in their newest
    version. Raises `InvalidData` for a record that cannot be read."""
    versions = store.versions()
    held = store.lock.hashes()
    lacking = (
        name
        for name in (versions if names is None else filter(versions.__contains__, names))
        if f"{name}/v{versions[name][-1]}.txt" not in held
    )
    documents = made_of_all(lacking, store.document)
    return [one.id for one in documents if one.referenced and not store.has_text(one)]


def labelled_by(store: Store) -> dict[str, int]:
    """How many documents each registered annotator has labelled, in their newest version."""
    newest = [(name, numbers[-1]) for name, numbers in store.versions().items()]
    return {
        one: sum(store.holds(store.annotation_path(one, *version)) for version in newest)
        for one in store.registered()
    }


def _listed(store: Store, name: str, splits: Mapping[str, Split], progress: Progress) -> Listed:
    progress(name)
    document = store.document(name)
    annotators = store.registered()
    labels = made_of_all(annotators, lambda one: store.annotation(one, document))
    found = dict(zip(annotators, labels, strict=True))
    return Listed(
        id=name,
        version=document.version,
        kind=document.kind,
        split=splits.get(name),
        story=document.story,
        language=document.language,
        redistribution=document.rights.redistribution,
        license=document.rights.license,
        text_here=store.has_text(document),
        labels={one: label_count(labels) for one, labels in found.items() if labels is not None},
    )


def label_count(annotation: Annotation) -> int:
    """How many labels an annotation has, a pact with its parts as one."""
    return sum(
        len(layer or ())
        for layer in (annotation.entities, annotation.agreements, annotation.stances)
    )


def _counted(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """A field of `Statistics` and a value for each thing that is counted."""
    for mention in annotation.entities or ():
        yield "entities", mention.type
    for agreement in annotation.agreements or ():
        yield "agreements", agreement.type
        for argument in agreement.arguments:
            yield "roles", argument.role
        for status in agreement.status:
            yield "stages", status.stage
            yield "conditions", status.condition
            yield "certainties", status.certainty
        for relation in agreement.relations:
            yield "relations", relation.type
    for stance in annotation.stances or ():
        yield "stances", stance.type
        yield "polarities", stance.polarity


def _table(counts: Counter[tuple[str, str]]) -> Cells:
    made: Cells = {}
    for (name, split), number in sorted(counts.items()):
        made.setdefault(name, {})[split] = number
    return made
