"""Audits of labels: a sample drawn by seed, its verdicts, and the rates of error they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar

import msgspec

from pactbank.corpus.files import write_atomically
from pactbank.corpus.records import parsed
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import codec, rules, walk
from pactbank.model.annotation import Annotation
from pactbank.model.audit import (
    FIND_KINDS,
    Audit,
    AuditRound,
    DrawnLabel,
    DrawnSentence,
    HostileFind,
    JudgedLabel,
    JudgedSentence,
)
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.inputs import is_there, read_file
from pactbank.text.sentences import around, sentences

T = TypeVar("T")
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
    readable = [*_readable(store, annotator)]
    of_labels = [
        (one, kind, at)
        for one in readable
        for kind in _JUDGED
        for at in range(len(walk.values(one.labels, walk.LABELS[kind])))
    ]
    of_sentences = [(one, span) for one in readable for span in sentences(one.text)]
    for wanted, there, what in (
        (labels, of_labels, "labels"),
        (sentences_, of_sentences, "sentences"),
    ):
        if wanted > len(there):
            raise WrongUse(f"there are {len(there)} {what}, fewer than {wanted}")
    return [
        *(
            _drawn_label(*place)
            for place in sorted(chance.sample(of_labels, labels), key=lambda p: (p[0].id, *p[1:]))
        ),
        *(
            _drawn_sentence(one, *span)
            for one, span in sorted(
                chance.sample(of_sentences, sentences_), key=lambda place: (place[0].id, place[1])
            )
        ),
    ]


class _Readable(NamedTuple):
    """A document with what is drawn from."""

    id: str
    version: int
    text: str
    labels: Annotation


def _readable(store: Store, annotator: str) -> Iterator[_Readable]:
    """The documents that an annotator has labelled and whose text is here."""
    for name in store.versions():
        document = store.document(name)
        labels = store.annotation(annotator, document)
        if labels is not None and store.has_text(document):
            yield _Readable(name, document.version, store.text(document), labels)


def _drawn_label(one: _Readable, kind: walk.LabelKind, at: int) -> DrawnLabel:
    place = [*walk.located(one.labels, {kind: walk.LABELS[kind]})][at]
    says: dict[str, Any] = msgspec.to_builtins(place.value)
    if kind in ("mention", "argument", "status", "relation"):
        agreement = (one.labels.agreements or ())[int(place.pointer.split("/")[2])]
        says["agreement"] = agreement.name or agreement.mentions[0].text
    if kind == "agreement":
        for part in ("arguments", "status", "relations"):
            says.pop(part)
    start, end = _extent(says)
    first, last = around(one.text, start, end)
    named = set(_words(says))
    return DrawnLabel(
        document=one.id,
        version=one.version,
        kind=kind,
        label=place.value.id,
        sentence=one.text[first:last],
        says=says,
        referents={ref.id: ref.name for ref in one.labels.refs if ref.id in named},
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


def _drawn_sentence(one: _Readable, start: int, end: int) -> DrawnSentence:
    return DrawnSentence(
        document=one.id,
        version=one.version,
        start=start,
        end=end,
        sentence=one.text[start:end],
        before=one.text[max(0, start - _REACH) : start],
        after=one.text[end : end + _REACH],
    )


def read_audit(store: Store) -> Audit:
    """The audits of a corpus, empty where there are none. Raises `InvalidData`."""
    path = store.annotation_folder / FILE
    if not is_there(path):
        return Audit(schema_version=SCHEMA_VERSION)
    return parsed(read_file(path), path, Audit)


def read_judged(path: Path) -> list[Drawn]:
    """A drawn sample with verdicts. Raises `InvalidData` with every line that cannot be read or
    has no verdict."""
    return _each_line(path, _judged)


def _judged(line: bytes) -> Drawn:
    item: Drawn = msgspec.json.decode(line, type=DrawnLabel | DrawnSentence)
    if (item.verdict if isinstance(item, DrawnLabel) else item.lacks) is None:
        raise msgspec.ValidationError("it has no verdict")
    return item


class _FindLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of decided finds; other fields are the reader's own."""

    document: str
    layer: str
    kind: str
    outcome: str
    version: int = 1


def read_finds(path: Path) -> list[HostileFind]:
    """Decided finds of a hostile reading. Raises `InvalidData` with every other line."""
    return _each_line(path, _find)


def _find(line: bytes) -> HostileFind:
    decided = msgspec.json.decode(line, type=_FindLine)
    return msgspec.convert(msgspec.to_builtins(decided), HostileFind)


def _each_line(path: Path, decode: Callable[[bytes], T]) -> list[T]:
    """What `decode` makes of every line. Raises `InvalidData` with each that it cannot read."""
    found: list[T] = []
    problems: list[Problem] = []
    for number, line in enumerate(read_file(path).splitlines(), start=1):
        try:
            found.append(decode(line))
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


def rates(made: AuditRound) -> Iterator[tuple[str, Rate, Rate]]:
    """Wrong labels and sentences that lack one, layer by layer and over all."""
    for layer in LAYERS:
        yield layer, label_rate(made, layer), sentence_rate(made, layer)
    yield "all", label_rate(made), sentence_rate(made)


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
        for kind in FIND_KINDS:
            outcomes = [f.outcome for f in audit.finds if (f.layer, f.kind) == (layer, kind)]
            if outcomes:
                yield layer, kind, outcomes.count("accepted"), outcomes.count("refused")
