"""A corpus of a dozen short texts about named states, and systems that find some of the names: one
in this process, and the same as a program."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pactbank.corpus.store import Store
from pactbank.systems import Article, DocumentFailed, Predicted, System
from support import sample_corpus

NAMES = ("Veldria", "Mirr", "Kestania", "Brenn")
DOCUMENTS = [f"talks-{number:02}" for number in range(12)]


class Naming(System):
    """Labels each word that it is given as a STATE (or TYPE:WORD as a TYPE), wherever it stands,
    but for documents in which it fails ("refusal=talks-03", "error=talks-05")."""

    version = "1"

    def __init__(self, name: str, *words: str, faults: str = "") -> None:
        self.name = name
        self.words = words
        self.faults = dict(fault.split("=")[::-1] for fault in faults.split(",") if fault)
        self.asked: list[str] = []

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        for document, text in articles:
            self.asked.append(document.id)
            match self.faults.get(document.id):
                case "refusal":
                    raise DocumentFailed("refusal", "I would rather not")
                case "cut":
                    [first, *_] = self.found(text)
                    labels = {"document": document.id, "entities": [first]}
                    raise DocumentFailed("truncated", "it was too long", labels)
                case "error":
                    raise RuntimeError("out of memory")
            yield {"document": document.id, "entities": list(self.found(text))}

    def found(self, text: str) -> Iterator[dict[str, Any]]:
        for given in self.words:
            kind, _, word = given.rpartition(":")
            for at in re.finditer(rf"\b{word}\b", text):
                yield {"start": at.start(), "end": at.end(), "type": kind or "STATE"}


PROGRAM = """\
import json, os, pathlib, re, signal, sys

here = pathlib.Path(__file__).parent
for line in sys.stdin:
    asked = json.loads(line)
    name = asked["document"]
    with open(here / "asked.txt", "a") as file:
        file.write(name + "\\n")
    if name == sys.argv[1] and not (here / "killed").exists():
        (here / "killed").touch()
        os.kill(os.getppid(), signal.SIGKILL)
        sys.exit()
    found = [
        {"start": at.start(), "end": at.end(), "type": "STATE"}
        for word in sys.argv[2:]
        for at in re.finditer(word, asked["text"])
    ]
    print(json.dumps({"document": name, "entities": found}))
"""


def killing(folder: Path, document: str) -> str:
    """The name of a program that labels all names, and kills the process that asks for this
    document, once. What it was asked for stands in `asked.txt` of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "naming.py").write_text(PROGRAM, "utf-8")
    command = [sys.executable, str(folder / "naming.py"), document, *NAMES]
    return f"command:{shlex.join(command)}"


def text_of(number: int) -> str:
    """Between one and four names, each once or more often."""
    names = [NAMES[(number + at) % 4] for at in range(1 + number % 4)]
    return " ".join(f"{name} met {other}." for name in names for other in names)


def make_contest(root: Path, documents: int = len(DOCUMENTS)) -> Store:
    """A corpus whose documents are in test, but for two in validation."""
    samples = []
    for number in range(documents):
        name = f"talks-{number:02}"
        lines: sample_corpus.Lines = ((("paragraph", text_of(number)),),)
        split: Any = "validation" if number in (0, 6) else "test"
        refs = tuple({"id": n.lower(), "type": "STATE", "name": n} for n in NAMES)
        samples.append(sample_corpus.Sample(name, split, "full-text", lines, refs, _labels))
    return sample_corpus.make_corpus(root, tuple(samples))


def _labels(text: str) -> sample_corpus.Label:
    quoter = sample_corpus.Quoter(text)
    places = [(name, nth) for name in NAMES for nth in range(text.count(name))]
    spans = sorted((quoter.span(n, nth)["start"], n, nth) for n, nth in places)
    return {
        "entities": [
            quoter.mention(number, name, "STATE/NAM", name.lower(), nth=nth)
            for number, (_, name, nth) in enumerate(spans, 1)
        ]
    }
