"""Passes over a small text, written as drafts, for whatever compares annotators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pactbank.corpus.draft import anchor
from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.store import Store
from pactbank.model.annotation import Annotation, Annotator
from pactbank.model.closed import Redistribution
from pactbank.model.document import Document
from support import sample_corpus

TEXT = (
    "Veldria and Mirr signed the Orlen Pact on Tuesday.",
    "Tolmar called the pact a threat. The government of Mirr ratified it in March.",
)
REFS = [
    {"id": "r1", "type": "STATE", "name": "Veldria"},
    {"id": "r2", "type": "STATE", "name": "Mirr"},
    {"id": "r3", "type": "STATE", "name": "Tolmar"},
]
ENTITIES = [
    {"text": "Veldria", "type": "STATE", "level": "NAM", "refs": ["r1"]},
    {"text": "Mirr", "after": " signed", "type": "STATE", "level": "NAM", "refs": ["r2"]},
    {"text": "Tolmar", "type": "STATE", "level": "NAM", "refs": ["r3"]},
    {"text": "Mirr", "after": " ratified", "type": "STATE", "level": "NAM", "refs": ["r2"]},
]
STATUS: list[dict[str, Any]] = [
    {"party": None, "stage": "SIGNED", "evidence": {"text": "signed"}},
    {"party": "r2", "stage": "RATIFIED", "evidence": {"text": "ratified"}},
]
PACT = {
    "id": "a1",
    "name": "Orlen Pact",
    "type": "DEFCOOP",
    "form": "TREATY",
    "mentions": [
        {"text": "Orlen Pact", "level": "NAM"},
        {"text": "pact", "before": "the ", "level": "NOM"},
    ],
    "arguments": [
        {"text": "Veldria", "role": "PARTY", "refs": ["r1"]},
        {"text": "Mirr", "after": " signed", "role": "PARTY", "refs": ["r2"]},
    ],
    "status": STATUS,
    "relations": [],
}
STANCE = {
    "type": "CRITICISE",
    "polarity": "negative",
    "holders": [{"text": "Tolmar", "refs": ["r3"]}],
    "cue": {"text": "threat"},
    "target": {"text": "pact", "before": "the "},
    "about": ["a1"],
    "toward": ["r2"],
    "quote": "none",
    "chain": [{"ref": "AUTHOR"}],
}
PASS: dict[str, Any] = {
    "refs": REFS, "entities": ENTITIES, "agreements": [PACT], "stances": [STANCE],
}  # fmt: skip
"""A draft of all layers."""


def changed(draft: Any, *path: Any, **new: Any) -> Any:
    """A copy of a draft in which the object at a path has other fields; a field that becomes None
    is left out. Without fields the item at the path is left out."""
    draft = json.loads(json.dumps(draft))
    place = draft
    for step in path[:-1]:
        place = place[step]
    if not new:
        del place[path[-1]]
        return draft
    fields = place[path[-1]] | new
    place[path[-1]] = {name: value for name, value in fields.items() if value is not None}
    return draft


def with_more(draft: Any, *path: Any) -> Any:
    """A copy of a draft with the last step of the path added to the list at the others."""
    draft = json.loads(json.dumps(draft))
    place = draft
    for step in path[:-1]:
        place = place[step]
    place.append(path[-1])
    return draft


def annotated(document: Document, text: str, draft: Any, annotator: str) -> Annotation:
    """The annotation of a draft."""
    data = json.dumps({"document": document.id, **draft}).encode()
    made, problems = anchor(
        data, "draft", document, text,
        annotator=annotator, guidelines_sha256="0" * 64, created="2031-06-01",
    )  # fmt: skip
    assert made is not None, problems
    return made


def make_passes(
    root: Path,
    *drafts: Any,
    documents: tuple[str, ...] = ("talks",),
    redistribution: Redistribution = "full-text",
) -> Store:
    """A corpus in which pass-a, pass-b, … have labelled every document as the drafts say; the gold
    is registered and empty."""
    store = Store(root)
    lines = tuple((("paragraph", line),) for line in TEXT)
    names = [f"pass-{letter}" for letter in "abcdefgh"[: len(drafts)]]
    for name in documents:
        document, raw, text = sample_corpus.make_document(name, lines, redistribution)  # type: ignore[arg-type]
        store.add(document, raw.encode(), text.encode())
        for annotator, draft in zip(names, drafts, strict=True):
            store.write_annotation(annotated(document, text, draft, annotator))
    registered = (
        sample_corpus.GOLD,
        *(Annotator(id=name, kind="human", description="for tests") for name in names),
    )
    sample_corpus.write_registers(store, sample_corpus.ABOUT, registered)
    write_atomically(store.annotation_folder / "GUIDELINES.md", b"# For tests\n")
    write_atomically(store.annotation_folder / "RULINGS.md", b"| id |\n|---|\n| R1 |\n| R2 |\n")
    data = json.dumps(
        {"schema_version": 1, "splits": {"train": list(documents), "validation": [], "test": []}}
    ).encode()
    write_atomically(store.corpus / "splits.json", data)
    store.relock({"splits.json": sha256(data)})
    return Store(root)
