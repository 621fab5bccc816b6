"""Audits of labels: a sample drawn by seed, its verdicts, and the rates of error they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from pactbank.corpus.files import write_atomically
from pactbank.corpus.store import Store
from pactbank.errors import DataNotFound, InvalidData, Problem, WrongUse
from pactbank.model import codec, rules, walk
from pactbank.model.annotation import Annotation
from pactbank.model.audit import (
    Audit,
    AuditRound,
    DrawnLabel,
    DrawnSentence,
    HostileFind,
    JudgedLabel,
    JudgedSentence,
)
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.document import SCHEMA_VERSION, Document
from pactbank.model.inputs import is_there, read_file
from pactbank.model.schemas import read
from pactbank.text.sentences import around, sentences

Drawn = DrawnLabel | DrawnSentence
FILE = "audit.json"
_JUDGED: tuple[walk.LabelKind, ...] = (
    "entity", "agreement", "stance", "mention", "argument", "status", "relation",
)  # fmt: skip
_LAYER: dict[walk.LabelKind, Layer] = {"entity": "entities", "stance": "stances"}
_REACH = 200
"""So many code points are shown before and after a sentence."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many, with the 95 % interval of Wilson (1927), as shares."""

    found: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        from scipy.stats import binomtest

        if not self.of:
            return 0.0, 1.0
        limits = binomtest(self.found, self.of).proportion_ci(method="wilson")
        return float(limits.low), float(limits.high)


def draw(store: Store, labels: int, sentences_: int, seed: int, annotator: str) -> list[Drawn]:
    """So many labels and sentences of an annotator's documents, each as likely as any other; one
    seed draws the same sample of the same corpus. Raises `WrongUse` where there are too few."""
    chance = Random(seed)
    documents = [document for document in _labelled(store, annotator) if store.has_text(document)]
    of_labels = [
        (document, kind, at)
        for document in documents
        for kind in _JUDGED
        for at in range(len(walk.values(_of(store, annotator, document), walk.LABELS[kind])))
    ]
    of_sentences = [(d, span) for d in documents for span in sentences(store.text(d))]
    for wanted, there, what in (
        (labels, of_labels, "labels"),
        (sentences_, of_sentences, "sentences"),
    ):
        if wanted > len(there):
            raise WrongUse(f"there are {len(there)} {what}, fewer than {wanted}")
    return [
        *(
            _drawn_label(store, annotator, *place)
            for place in sorted(chance.sample(of_labels, labels), key=lambda p: (p[0].id, *p[1:]))
        ),
        *(
            _drawn_sentence(document, store.text(document), *span)
            for document, span in sorted(
                chance.sample(of_sentences, sentences_), key=lambda place: (place[0].id, place[1])
            )
        ),
    ]


def _labelled(store: Store, annotator: str) -> Iterator[Document]:
    for name in store.versions():
        document = store.document(name)
        if store.annotation(annotator, document) is not None:
            yield document


def _of(store: Store, annotator: str, document: Document) -> Annotation:
    annotation = store.annotation(annotator, document)
    if annotation is None:
        raise DataNotFound(f"{annotator} has no labels of {document.id} any more")
    return annotation


def _drawn_label(
    store: Store, annotator: str, document: Document, kind: walk.LabelKind, at: int
) -> DrawnLabel:
    annotation = _of(store, annotator, document)
    place = [*walk.located(annotation, {kind: walk.LABELS[kind]})][at]
    says: dict[str, Any] = msgspec.to_builtins(place.value)
    if kind in ("mention", "argument", "status", "relation"):
        agreement = (annotation.agreements or ())[int(place.pointer.split("/")[2])]
        says["agreement"] = agreement.name or agreement.mentions[0].text
    if kind == "agreement":
        for part in ("arguments", "status", "relations"):
            says.pop(part)
    text = store.text(document)
    start, end = _extent(says)
    first, last = around(text, start, end)
    named = set(_words(says))
    return DrawnLabel(
        document=document.id,
        version=document.version,
        kind=kind,
        label=place.value.id,
        sentence=text[first:last],
        says=says,
        referents={ref.id: ref.name for ref in annotation.refs if ref.id in named},
    )


def _extent(says: dict[str, Any]) -> tuple[int, int]:
    """Where a label stands: its own span, or the first in it."""
    for value in (says, *says.values(), *(says.get("mentions") or ())):
        if isinstance(value, dict) and {"start", "end"} <= value.keys():
            return value["start"], value["end"]
    raise ValueError(f"{says} is nowhere in the text")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words(inner)


def _drawn_sentence(document: Document, text: str, start: int, end: int) -> DrawnSentence:
    return DrawnSentence(
        document=document.id,
        version=document.version,
        start=start,
        end=end,
        sentence=text[start:end],
        before=text[max(0, start - _REACH) : start],
        after=text[end : end + _REACH],
    )


def read_audit(store: Store) -> Audit:
    """The audits of a corpus, empty where there are none. Raises `InvalidData`."""
    path = store.annotation_folder / FILE
    if not is_there(path):
        return Audit(schema_version=SCHEMA_VERSION)
    found, problems = read(read_file(path), Audit, str(path))
    if found is None:
        raise InvalidData(problems)
    return found


def read_judged(path: Path) -> list[Drawn]:
    """A drawn sample with verdicts. Raises `InvalidData` with every line that cannot be read or
    has no verdict."""
    items: list[Drawn] = []
    problems: list[Problem] = []
    for number, line in enumerate(read_file(path).splitlines(), start=1):
        try:
            item: Drawn = msgspec.json.decode(line, type=DrawnLabel | DrawnSentence)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problems.append(rules.problem("PB960", str(path), str(error), line=number))
            continue
        items.append(item)
        if (item.verdict if isinstance(item, DrawnLabel) else item.lacks) is None:
            problems.append(rules.problem("PB960", str(path), "it has no verdict", line=number))
    if problems:
        raise InvalidData(problems)
    return items


class _FindLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of decided finds; other fields are the reader's own."""

    document: str
    layer: str
    kind: str
    outcome: str
    version: int = 1


def read_finds(path: Path) -> list[HostileFind]:
    """Decided finds of a hostile reading. Raises `InvalidData` with every other line."""
    found: list[HostileFind] = []
    problems: list[Problem] = []
    for number, line in enumerate(read_file(path).splitlines(), start=1):
        try:
            decided = msgspec.json.decode(line, type=_FindLine)
            found.append(msgspec.convert(msgspec.to_builtins(decided), HostileFind))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problems.append(rules.problem("PB960", str(path), str(error), line=number))
    if problems:
        raise InvalidData(problems)
    return found


def file_round(store: Store, name: str, by: str, day: str, judged: Iterable[Drawn]) -> AuditRound:
    """Keep a judged sample in annotations/audit.json. Raises `WrongUse` for a taken name."""
    items = list(judged)
    made = AuditRound(
        name=name,
        day=day,
        by=by,
        labels=tuple(
            JudgedLabel(
                document=item.document,
                version=item.version,
                kind=item.kind,
                label=item.label,
                fault=(item.fault or "wrong") if item.verdict == "wrong" else None,
            )
            for item in items
            if isinstance(item, DrawnLabel)
        ),
        sentences=tuple(
            JudgedSentence(
                document=item.document,
                version=item.version,
                start=item.start,
                end=item.end,
                lacks=item.lacks or (),
            )
            for item in items
            if isinstance(item, DrawnSentence)
        ),
    )
    with store.held():
        audit = read_audit(store)
        if name in {one.name for one in audit.rounds}:
            raise WrongUse(f"there is an audit {name} already: give another name")
        _write(store, msgspec.structs.replace(audit, rounds=(*audit.rounds, made)))
    return made


def file_finds(store: Store, finds: Iterable[HostileFind]) -> None:
    """Keep the finds of a hostile reading, after those that are there."""
    with store.held():
        audit = read_audit(store)
        _write(store, msgspec.structs.replace(audit, finds=(*audit.finds, *finds)))


def _write(store: Store, audit: Audit) -> None:
    write_atomically(store.annotation_folder / FILE, codec.encode(audit))


def label_rate(made: AuditRound, layer: Layer | None = None) -> Rate:
    """How many of the judged labels, of all or of a layer, were wrong."""
    chosen = [one for one in made.labels if layer in (None, _LAYER.get(one.kind, "agreements"))]
    return Rate(sum(one.fault is not None for one in chosen), len(chosen))


def sentence_rate(made: AuditRound, layer: Layer | None = None) -> Rate:
    """How many of the judged sentences lack a label, of any layer or of one."""
    lacking = [one for one in made.sentences if (layer in one.lacks if layer else one.lacks)]
    return Rate(len(lacking), len(made.sentences))


def find_counts(audit: Audit) -> Iterator[tuple[Layer, str, int, int]]:
    """Layer, kind, how many finds of it were accepted and how many refused."""
    for layer in LAYERS:
        for kind in ("missing", "superfluous", "bent", "silent"):
            outcomes = [f.outcome for f in audit.finds if (f.layer, f.kind) == (layer, kind)]
            if outcomes:
                yield layer, kind, outcomes.count("accepted"), outcomes.count("refused")
