"""Our encoding and decoding, against the time Label Studio takes to import and export.

1,000 tasks of 2,500 characters with 40 regions each, in one run with a real server on loopback;
prints both and fails where ours take a tenth of the server's time or more. The server is what
`tests/acceptance/install.sh` puts into `.env-label-studio/`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.interface import configuration
from pactbank.labelstudio.push import tasks_of
from pactbank.labelstudio.tasks import LabelledDocument, TaskData, read_export
from pactbank.model.annotation import Annotation
from pactbank.model.codec import uncollected
from support import sample_corpus
from support.label_studio_server import LabelStudio, missing

TASKS = 1000
BATCH = 500
TARGET = 0.1
SENTENCES = 24
"""One sentence of the text is about a hundred characters long."""
SENTENCE = (
    "Mirr and Anhal signed the Harbour Treaty at the Hask Summit; Tolmar welcomed it, and Brenn "
    "said less. "
)


def annotated(number: int) -> LabelledDocument:
    """A document with 40 regions: entities, a pact with its parts, a stance with its own."""
    text = SENTENCE * SENTENCES + f"Number {number}."
    document, _, text = sample_corpus.make_document(f"doc-{number}", ((("paragraph", text),),))
    q = sample_corpus.Quoter(text)
    entities = [q.mention(n, "Mirr", "STATE/NAM", "r1", nth=n) for n in range(18)]
    entities += [q.mention(n, "Anhal", "STATE/NAM", "r2", nth=n - 18) for n in range(18, 35)]
    status = sample_corpus._status(1, "r1", "SIGNED", q.span("signed"))
    pact = {
        "id": "a1", "name": "Harbour Treaty", "type": "PEACE", "form": "TREATY",
        "mentions": [{"id": "m1", **q.span("Harbour Treaty"), "level": "NAM"},
                     {"id": "m2", **q.span("Harbour Treaty", 1), "level": "NAM"}],
        "arguments": [{"id": "g1", **q.span("Mirr"), "role": "PARTY", "refs": ["r1"]},
                      {"id": "g2", **q.span("Anhal"), "role": "PARTY", "refs": ["r2"]}],
        "status": [status], "relations": [],
    }  # fmt: skip
    stance = sample_corpus._stance(
        1, "ENDORSE", "positive", q.span("welcomed"), target=q.span("it"), about=["a1"],
        holders=[{**q.span("Mirr", 2), "refs": ["r1"]}],
    )  # fmt: skip
    refs = (
        {"id": "r1", "type": "STATE", "name": "Mirr"},
        {"id": "r2", "type": "STATE", "name": "Anhal"},
    )
    layers = {"entities": entities, "agreements": [pact], "stances": [stance]}
    return LabelledDocument(document, text, sample_corpus.gold(document, refs, layers))


def ask(studio: LabelStudio, path: str, body: bytes | None = None) -> bytes:
    """One request; what is sent was encoded before the clock started."""
    headers = {"Authorization": f"Token {studio.key}", "Content-Type": "application/json"}
    request = urllib.request.Request(studio.url + path, data=body, headers=headers)
    with urllib.request.urlopen(request) as answer:
        data: bytes = answer.read()
    return data


def decoded(data: bytes) -> list[Annotation]:
    found = []
    for task in read_export(data, "benchmark"):
        ours = msgspec.json.decode(task.data, type=TaskData)
        [made] = task.annotations
        carried = ours.pactbank
        found.append(decode(made.result, carried.sets, ours.text, carried.start).annotation)
    return found


def main() -> int:
    if why := missing():
        print(why)
        return 2
    documents = [annotated(number) for number in range(TASKS)]
    clock = time.perf_counter
    encoding, bodies = 0.0, []
    for at in range(0, TASKS, BATCH):
        start = clock()
        tasks = tasks_of(documents[at : at + BATCH], submitted=True)
        encoding += clock() - start
        bodies.append(json.dumps(tasks).encode())
    drawn = [item for item in tasks[0]["annotations"][0]["result"] if item["type"] == "labels"]
    regions = sum(item["from_name"] != "zone" for item in drawn)
    with (
        tempfile.TemporaryDirectory() as folder,
        LabelStudio.started(Path(folder)) as studio,
    ):
        project: Any = {"title": "Benchmark", "label_config": configuration()}
        number = json.loads(ask(studio, "/api/projects", json.dumps(project).encode()))["id"]
        start = clock()
        for body in bodies:
            ask(studio, f"/api/projects/{number}/import", body)
        importing = clock() - start
        start = clock()
        data = ask(studio, f"/api/projects/{number}/export?exportType=JSON")
        exporting = clock() - start
    start = clock()
    with uncollected():
        found = decoded(data)
    decoding = clock() - start
    assert {a.document: a for a in found} == {d.document.id: d.annotation for d in documents}
    ratio = (encoding + decoding) / (importing + exporting)
    size = sum(map(len, bodies)) / TASKS / 1024
    print(f"{TASKS} tasks of {len(documents[0].text)} characters, {regions} regions, {size:.0f} KB")
    print(f"Label Studio: import {importing:.2f} s, export {exporting:.2f} s")
    print(f"pactbank:     encode {encoding:.2f} s, decode {decoding:.2f} s")
    print(f"{ratio:.3f} of the server's time (< {TARGET:g})")
    return 0 if ratio < TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
