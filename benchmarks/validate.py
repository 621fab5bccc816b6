"""Structure and every rule by PactBank, against structure alone by `jsonschema`.

1,000 annotated documents in one run: the founding article and its gold labels under a thousand
names, from bytes in memory. PactBank reads strictly, decodes into records and checks every
semantic rule; `jsonschema` loads with `json` and checks the schema. The two take turns, a hundred
documents each, so that whatever else the machine does falls on both. Prints the ratio of
documents a second and fails under the target.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence

import msgspec
from jsonschema import Draft202012Validator

from pactbank.corpus.store import Store
from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.packaged import packaged_root
from pactbank.model.schemas import read, schema

DOCUMENTS = 1000
TURN = 100
TARGET = 50.0

Annotated = tuple[Document, str, bytes]
"""A document, its text, and the bytes of its labels."""


def annotated_documents() -> list[Annotated]:
    store = Store(packaged_root())
    document = store.in_split("test")[0]
    gold, text = store.annotation("gold", document), store.text(document)
    assert gold is not None
    named = [f"{document.id}-{number}" for number in range(DOCUMENTS)]
    return [
        (
            msgspec.structs.replace(document, id=name),
            text,
            codec.encode(msgspec.structs.replace(gold, document=name)),
        )
        for name in named
    ]


def by_pactbank(documents: Sequence[Annotated]) -> None:
    for document, text, data in documents:
        annotation, problems = read(data, Annotation, document.id)
        assert annotation is not None, problems
        assert not check_annotation(annotation, document, SpannedText(document, text))


def by_jsonschema(documents: Sequence[Annotated]) -> None:
    check = Draft202012Validator(schema("annotation"))
    for _, _, data in documents:
        assert not list(check.iter_errors(json.loads(data)))


def timed(work: Callable[[Sequence[Annotated]], None], documents: Sequence[Annotated]) -> float:
    gc.collect()
    start = time.perf_counter()
    work(documents)
    return time.perf_counter() - start


def main() -> int:
    documents = annotated_documents()
    ours = theirs = 0.0
    for turn in range(0, DOCUMENTS, TURN):
        part = documents[turn : turn + TURN]
        ours += timed(by_pactbank, part)
        theirs += timed(by_jsonschema, part)
    size = sum(len(data) for _, _, data in documents) / DOCUMENTS / 1024
    print(f"{DOCUMENTS} documents, {size:.1f} KB of labels each")
    print(f"jsonschema, structure alone:        {DOCUMENTS / theirs:8.0f} documents/s")
    print(f"pactbank, structure and all rules:  {DOCUMENTS / ours:8.0f} documents/s")
    print(f"{theirs / ours:.1f} times (≥ {TARGET:g})")
    return 0 if theirs / ours >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
