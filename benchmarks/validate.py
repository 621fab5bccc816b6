"""Structure and semantic rules by PactBank, against structure alone by `jsonschema`.

1,000 annotated documents in one run, both from bytes in memory; prints the ratio of documents a
second and fails under the target.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import msgspec

from pactbank import codec
from pactbank.model.annotation import Annotation
from pactbank.resources import own_root
from pactbank.schemas import read, validator
from pactbank.store import Store
from pactbank.validate.annotations import check_annotation
from pactbank.validate.spans import SpannedText

DOCUMENTS = 1000
TARGET = 50.0


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    store = Store(own_root())
    document = next(store.in_split("test"))
    gold = store.annotation("gold", document)
    assert gold is not None
    text = store.text(document)
    files = [
        codec.encode(msgspec.structs.replace(gold, annotator=f"pass-{number}"))
        for number in range(DOCUMENTS)
    ]

    def by_jsonschema() -> None:
        check = validator(Annotation)
        for data in files:
            assert not any(check.iter_errors(json.loads(data)))

    def by_pactbank() -> None:
        for data in files:
            annotation, problems = read(data, Annotation, "benchmark")
            assert annotation is not None
            assert not problems
            assert not any(check_annotation(annotation, document, SpannedText(document, text)))

    ours, theirs = timed(by_pactbank), timed(by_jsonschema)
    size = sum(map(len, files)) / len(files) / 1024
    ratio = theirs / ours
    print(f"{DOCUMENTS} documents of {size:.1f} KB")
    print(f"jsonschema, structure alone:        {DOCUMENTS / theirs:8.0f} documents/s")
    print(f"pactbank, structure and all rules:  {DOCUMENTS / ours:8.0f} documents/s")
    print(f"{ratio:.0f} times (≥ {TARGET:g})")
    return 0 if ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
