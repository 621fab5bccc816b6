"""Makes the examples of the schema: `schema/examples/valid`, a whole small corpus that keeps every
rule, and `schema/examples/invalid`, one failing file for each rule.

    PYTHONPATH=tests .venv/bin/python -m support.example_corpus

The sources are in `tests/examples`: raw texts, and labels as quotes. Whatever changes the form of
documents or labels makes the examples stale, which a test notices; then this is run again.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pactbank.corpus import ingest, rights
from pactbank.corpus.draft import anchor
from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.ingest import Particulars
from pactbank.corpus.store import Store
from pactbank.corpus.world import plan_path, world_path
from pactbank.model import codec
from pactbank.model.annotation import Annotation, Annotator, Annotators
from pactbank.model.audit import Audit
from pactbank.model.benchmark import (
    AskedDocument,
    Failure,
    Leaderboard,
    Measured,
    RankedSystem,
    Standing,
    SystemRun,
    TaskStandings,
    Tokens,
)
from pactbank.model.closed import Split
from pactbank.model.document import SCHEMA_VERSION, Document, Origin
from pactbank.model.recipe import Recipe
from pactbank.model.registers import (
    About,
    BuiltDocument,
    BuiltFile,
    Lock,
    LockedFile,
    Manifest,
    SplitLists,
    Splits,
)
from pactbank.model.score import ComparedSystem, Comparison, Metric, Pair, Score
from pactbank.model.world import FactPlan, World
from support import example_faults

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "schema" / "examples"
SOURCES = Path(__file__).parents[1] / "examples"
RULINGS = b"""\
# Rulings

## calder-radar v2

| id | words | question | decision | why |
|---|---|---|---|---|
| R1 | both capitals | One mention or two? | One. | They share their noun. |
"""
HANDBOOK = b"The handbook of these labels is annotations/GUIDELINES.md of the project.\n"
AUTHORED = Origin(kind="authored", how="written as an example", by=None)


@dataclass(frozen=True)
class Source:
    """A document to be made, with the gold labels of its newest version."""

    id: str
    split: Split
    particulars: dict[str, Any] = field(default_factory=dict)
    corrections: tuple[str, ...] = ()
    """Why there is a second version, a third, …"""


DOCUMENTS = (
    Source("orlen-supply", "train"),
    Source("hask-note", "test", {"published": "2031-04-03", "language": "en-GB"}),
    Source("calder-radar", "validation", corrections=("the price of a radar was missing",)),
    Source(
        "brenn-statement",
        "validation",
        {"story": "calder-radar", "kind": "statement", "published": "2031-06-05"},
    ),
    Source("sevra-letter", "test", {"kind": "other", "redistribution": "offsets-only"}),
)


def make(folder: Path) -> None:
    """Both folders, `valid` and `invalid`, inside `folder`."""
    make_valid(folder / "valid")
    example_faults.make_invalid(folder / "valid", folder / "invalid")


def make_valid(root: Path) -> None:
    """A corpus with labels of three annotators, and the files that a system and a build leave."""
    store = Store(root)
    write_atomically(store.annotation_folder / "GUIDELINES.md", HANDBOOK)
    write_atomically(store.annotation_folder / "RULINGS.md", RULINGS)
    _write(store.annotation_folder / "annotators.json", ANNOTATORS)
    documents = [_add(store, source) for source in DOCUMENTS]
    _write(store.corpus / "splits.json", _splits())
    _write(store.corpus / "about.json", ABOUT)
    _write(world_path(store), codec.decode((SOURCES / "world.json").read_bytes(), World))
    plan = codec.decode((SOURCES / "plan.json").read_bytes(), FactPlan)
    _write(plan_path(store, plan.document), plan)
    audit = codec.decode((SOURCES / "audit.json").read_bytes(), Audit)
    _write(store.annotation_folder / "audit.json", audit)
    _relock(store)
    labelled = Store(root).annotation("gold", documents[1])
    assert labelled is not None
    _write(root / "annotations/pass-a/hask-note.v1.json", _entities_alone(labelled))
    predictions = (SOURCES / "predictions.jsonl").read_bytes() + _predicted(labelled)
    write_atomically(root / "predictions.jsonl", predictions)
    _write(root / "entities.score.json", SCORE)
    _write(root / "entities.comparison.json", COMPARISON)
    _write(root / "rules.run.json", RUN)
    _write(root / "leaderboard.json", LEADERBOARD)
    _write(root / "manifest.json", _manifest(documents))
    _write(root / "sevra-letter.recipe.json", RECIPE)


def source_of(document: str, version: int) -> tuple[bytes, bytes]:
    """The raw text and the draft of a document. The worked example of GUIDELINES is one of
    them, so that the handbook's own labels keep every rule."""
    if document != "orlen-supply":
        draft = (SOURCES / f"{document}.draft.json").read_bytes()
        return (SOURCES / f"{document}.v{version}.txt").read_bytes(), draft
    handbook = (ROOT / "annotations/GUIDELINES.md").read_text("utf-8")
    section = handbook.partition("## 8. A worked example")[2]
    found = {
        kind: re.search(rf"```{kind}\n(.*?)```", section, re.DOTALL) for kind in ("text", "json")
    }
    text, labels = found["text"], found["json"]
    assert text is not None
    assert labels is not None
    return text[1].encode("utf-8"), labels[1].encode("utf-8")


def _add(store: Store, source: Source) -> Document:
    """Every version of a document, and the gold labels of the newest one."""
    document, text = _version(store, source, 1, None)
    for number, reason in enumerate(source.corrections, 2):
        document, text = _version(store, source, number, reason)
    annotation, problems = anchor(
        source_of(source.id, document.version)[1],
        f"{source.id}.draft.json",
        document,
        text,
        annotator="gold",
        guidelines_sha256=sha256(HANDBOOK),
        created="2031-06-07",
    )
    assert annotation is not None, problems
    if document.withheld:
        annotation = _converted(annotation, rights.withhold_annotation, text)
        document = _converted(document, rights.withhold_document, text)
        for path in (store.corpus / source.id).iterdir():
            path.unlink()
        _write(store.path(source.id, document.version, ".json"), document)
    Store(store.root, locked=False).write_annotation(annotation)
    return document


def _version(store: Store, source: Source, number: int, reason: str | None) -> tuple[Document, str]:
    about = Particulars(
        **{
            "id": source.id,
            "origin": AUTHORED,
            "reason": reason,
            "license": "CC-BY-4.0",
            "redistribution": "full-text",
            **source.particulars,
        }
    )
    raw = source_of(source.id, number)[0]
    document = ingest.ingest(store, raw, about, source.id)
    return document, store.text(document)


def _converted(record: Any, change: Any, text: str) -> Any:
    """The record with a change of its JSON value."""
    return msgspec.convert(change(msgspec.to_builtins(record), text), type(record))


def _write(path: Path, record: msgspec.Struct) -> None:
    write_atomically(path, codec.encode(record))


def _splits() -> Splits:
    lists: dict[str, tuple[str, ...]] = {
        split: tuple(sorted(source.id for source in DOCUMENTS if source.split == split))
        for split in ("train", "validation", "test")
    }
    return Splits(schema_version=SCHEMA_VERSION, splits=SplitLists(**lists))


def _relock(store: Store) -> None:
    """A lock of exactly the files that are there."""
    paths = sorted(path for path in store.corpus.rglob("*") if path.is_file())
    files = tuple(
        LockedFile(path=path.relative_to(store.corpus).as_posix(), sha256=sha256(path.read_bytes()))
        for path in paths
        if path.name not in (".lock", "corpus.lock")
    )
    _write(store.corpus / "corpus.lock", Lock(schema_version=SCHEMA_VERSION, files=files))
    (store.corpus / ".lock").unlink()


def _entities_alone(gold: Annotation) -> Annotation:
    """A first pass over one layer: what is not in `layers` was not annotated."""
    mentions = gold.entities or ()
    used = {ref for mention in mentions for ref in mention.refs}
    return msgspec.structs.replace(
        gold,
        annotator="pass-a",
        layers=("entities",),
        refs=tuple(ref for ref in gold.refs if ref.id in used),
        agreements=None,
        stances=None,
    )


def _predicted(gold: Annotation) -> bytes:
    """A line of a prediction file that gives spans by offsets."""
    mentions = [
        {"start": mention.start, "end": mention.end, "type": mention.type}
        for mention in gold.entities or ()
    ]
    return json.dumps({"document": gold.document, "entities": mentions}).encode() + b"\n"


ANNOTATORS = Annotators(
    schema_version=SCHEMA_VERSION,
    annotators=(
        Annotator(id="gold", kind="adjudicated", description="Adjudicated from all passes."),
        Annotator(id="pass-a", kind="human", description="First reader."),
        Annotator(
            id="pass-b",
            kind="model",
            description="Second reader.",
            model="an invented model",
            prompt_sha256=sha256(HANDBOOK),
        ),
        Annotator(id="rules", kind="system", description="A rule baseline."),
    ),
)

ABOUT = About(
    schema_version=SCHEMA_VERSION,
    name="example-pacts",
    title="Pacts of invented states",
    license="CC-BY-4.0",
    holder="PactBank developers",
    contact="https://example.org/pacts",
    language="en",
)

_EXACT = Metric(
    precision=0.5, recall=0.25, f1=1 / 3, tp=2, predicted=4, gold=8, interval=(0.1, 0.6)
)
_NONE = Metric(
    precision=None,
    recall=None,
    f1=None,
    tp=0,
    predicted=0,
    gold=0,
    interval=None,
    note="nothing of this type in gold or predictions",
)
SCORE = Score(
    task="entities",
    signature="task:entities|metric:exact|documents:2",
    documents=2,
    metrics={"exact": _EXACT},
    by_type={"STATE": {"exact": _EXACT}, "IGO": {"exact": _NONE}},
    anchoring={"entities": {"exact": 3, "not-found": 1}},
    missing=("sevra-letter",),
    forgiven={"bad-value": 2},
    faults={"PB104": 2},
)


COMPARISON = Comparison(
    task="entities",
    documents=2,
    family=("exact",),
    systems=tuple(
        ComparedSystem(
            name=name, signature=SCORE.signature, metrics={"exact": _EXACT}, rank={"exact": 1}
        )
        for name in ("rules", "other")
    ),
    pairs=(
        Pair(
            metric="exact",
            first="rules",
            second="other",
            difference=0,
            interval=None,
            p=1,
            p_adjusted=1,
            standard_error=0,
            detectable=0,
            better=None,
            note="not resolved at this n",
        ),
    ),
)


FAILURE = Failure(kind="timeout", message="no line of output within 60 s")
RUN = SystemRun(
    schema_version=SCHEMA_VERSION,
    system="rules",
    version="0.1.0",
    seconds=60.5,
    peak_memory_mb=140,
    tokens=Tokens(input=1200, output=80),
    documents=(
        AskedDocument(
            document="hask-note",
            text_sha256=sha256(b"hask"),
            seconds=0.5,
            prediction_sha256=sha256(b"line"),
        ),
        AskedDocument(
            document="sevra-letter",
            text_sha256=sha256(b"letter"),
            seconds=60,
            peak_memory_mb=140,
            tokens=Tokens(input=1200, output=80),
            failure=FAILURE,
        ),
    ),
)
LEADERBOARD = Leaderboard(
    schema_version=SCHEMA_VERSION,
    split="test",
    documents=("hask-note", "sevra-letter"),
    gold=sha256(b"gold"),
    absent=(),
    tasks={
        "entities": TaskStandings(
            metric="exact",
            detectable=0,
            standings=tuple(
                Standing(system=name, rank=1, tied=True, figures=_EXACT)
                for name in ("rules", "other")
            ),
        )
    },
    systems=(
        RankedSystem(
            name="rules",
            version="0.1.0",
            folder="rules",
            signature=SCORE.signature,
            failed={"sevra-letter": FAILURE},
        ),
        RankedSystem(
            name="other",
            version="1",
            folder="other",
            signature=SCORE.signature,
            label_map="ontonotes",
            forgiven={"bad-value": 2},
            faults={"PB104": 1, "PB302": 1},
        ),
    ),
    pairs=COMPARISON.pairs,
    measured={
        "rules": Measured(
            seconds_per_document=30.25, peak_memory_mb=140, tokens=Tokens(input=600, output=40)
        ),
        "other": Measured(seconds_per_document=0.5, peak_memory_mb=None, tokens=None),
    },
)


RECIPE = Recipe(
    url="https://example.org/archive/0f3c/letters.jsonl",
    file_sha256=sha256(b"letters"),
    extractor="json-field",
    parameters={"pointer": "/body", "line": 4, "markup": "html", "drop": ("aside", "footer")},
    raw_sha256=sha256(b"letter"),
)


def _manifest(documents: list[Document]) -> Manifest:
    splits = {source.id: source.split for source in DOCUMENTS}
    return Manifest(
        schema_version=SCHEMA_VERSION,
        name="pactbank",
        package_version="0.1.0",
        text="open",
        digest=sha256(b"digest"),
        documents=tuple(
            BuiltDocument(
                id=document.id,
                version=document.version,
                split=splits[document.id],
                text_sha256=document.text.sha256,
                text_available=not document.withheld,
            )
            for document in documents
        ),
        files=(
            BuiltFile(
                path="entities/test.parquet",
                sha256=sha256(b"parquet"),
                bytes=4096,
                config="entities",
                split="test",
                rows=2,
            ),
            BuiltFile(
                path="README.md",
                sha256=sha256(b"card"),
                bytes=512,
                config=None,
                split=None,
                rows=None,
            ),
        ),
    )


if __name__ == "__main__":
    shutil.rmtree(EXAMPLES, ignore_errors=True)
    make(EXAMPLES)
    faults = len(list((EXAMPLES / "invalid").iterdir()))
    print(f"{EXAMPLES.relative_to(ROOT)}: {len(DOCUMENTS)} documents, {faults} faults")
